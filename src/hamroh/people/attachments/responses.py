"""Files in a form that was posted, and a file handed to whoever saves it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase

from hamroh.people.attachments import intake
from hamroh.people.attachments.keeping import Opened
from hamroh.shell.uploads import takes_files

TYPES = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf", "txt": "text/plain; charset=utf-8"}

View = Callable[..., HttpResponseBase]


def with_files(view: View) -> View:
    """The files of the desk's form are looked at before the view, and so before its transaction, which others wait for."""

    @functools.wraps(view)
    def looked(request: Any, *args: Any, **parts: Any) -> HttpResponseBase:
        sent = request.FILES.getlist("files") if request.method == "POST" and request.user.is_authenticated else []
        request.ready, request.not_taken = intake.look(sent)
        return view(request, *args, **parts)

    return takes_files(looked)


def to_save(opened: Opened) -> HttpResponse:
    """A file to be saved: no browser shows it within the site."""
    response = HttpResponse(opened.content, content_type=TYPES[opened.kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{opened.name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
