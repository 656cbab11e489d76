"""Files that come with a form: held in memory for the length of one request, never written to a temporary file.

A view that takes files says so, and only there the middleware lets such a form in:

    @takes_files
    def report(request, tongue): ...
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.urls import Resolver404, resolve

View = TypeVar("View", bound=Callable[..., Any])
KIND = "multipart/form-data"
LONGEST = 60_000_000
"""Bytes of a form with files that are read at all. More than is taken, so that the words beside a long film are not lost."""
HELD = 5
"""Files of one form that are held. The rest is read and let go, and its sender told."""


def takes_files(view: View) -> View:
    """Say that a view takes files with its form."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def longest(request: HttpRequest) -> int:
    """The most bytes that a form with files may have at this address; 0 where none are taken."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return 0
    return LONGEST if getattr(view, "takes_files", False) else 0


def longest_file(request: HttpRequest | None) -> int:
    """The most bytes that one file may have: what the view says of itself (`longest_file`), else the site's setting."""
    view = resolve(request.path_info).func if request is not None else None
    return int(getattr(view, "longest_file", settings.FILE_BYTES))


class InMemory(FileUploadHandler):
    """Holds the files of a form. One that is longer than may be is let go while the rest of the form is still read; its
    `let_go` says so."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.held, self.most = 0, longest_file(request)

    def new_file(self, *args: Any, **more: Any) -> None:
        super().new_file(*args, **more)
        self.held += 1
        self.content = BytesIO()
        self.let_go = self.held > HELD

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if not self.let_go and self.content.tell() + len(raw_data) > self.most:
            self.let_go = True
            self.content = BytesIO()
        if not self.let_go:
            self.content.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.content.seek(0)
        file = InMemoryUploadedFile(
            self.content, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
        file.let_go = self.let_go  # type: ignore[attr-defined]
        return file
