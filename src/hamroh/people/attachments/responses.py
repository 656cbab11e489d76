"""Files in a form that was posted, and a file handed to whoever saves it."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase

from hamroh.people.attachments import intake, keeping
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


def of_the_public(request: Any, *, go: str, at: dt.datetime) -> tuple[list[intake.Ready], list[intake.NotTaken]]:
    """The files that came with a form of the public whose button says `go`, looked at; none where too much was sent lately."""
    sent = request.FILES.getlist("files") if request.method == "POST" and request.POST.get("go") == go else []
    if sent and not keeping.room_for_more(at=at):
        return [], [intake.NotTaken(intake.plain_name(one.name), "busy") for one in sent]
    return intake.look(sent)


def to_save(opened: Opened) -> HttpResponse:
    """A file to be saved: no browser shows it within the site."""
    response = HttpResponse(opened.content, content_type=TYPES[opened.kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{opened.name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
