"""Pages that belong to no room: the still files, the refusals, and the neutral page that hides the rest."""

from __future__ import annotations

import calendar
import datetime as dt

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamroh.shell import days, still as files
from hamroh.shell.page import page
from hamroh.shell.refusals import Refusal, mark
from hamroh.shell.tongue import Tongue


@require_safe
def still(request: HttpRequest, name: str) -> HttpResponse:
    """A style sheet or script under its dated name; it never changes, so it may be kept."""
    found = files.content(name)
    if found is None:
        raise Http404
    body, kind = found
    response = HttpResponse(body, content_type=kind)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def leave(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """A page that could be anybody's: this month's calendar. Asks the browser to forget what it kept of us."""
    today = dt.datetime.now(dt.UTC).date()
    weeks = calendar.Calendar().monthdayscalendar(today.year, today.month)
    response = page(
        request,
        "shell/leave.html",
        title=f"{days.capital(days.month(today, tongue.language))} {today.year}",
        weekdays=[name[:2] for name in days.WEEKDAYS[tongue.language]],
        weeks=weeks,
        today=today.day,
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read, or was too long."""
    mark(request, Refusal.UNREADABLE)
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent)):
        return _notice(
            request,
            413,
            _("That is too much at once"),
            _("The page sent more than we can read. Nothing was stored. Go back and leave out some rows."),
        )
    return _notice(
        request, 400, _("We could not read that"), _("The page arrived broken. Nothing was stored. Please start again.")
    )


def absent(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or it is not for this reader: the same words for both."""
    return _notice(
        request, 404, _("There is no such page"), _("It may have moved, or the address was copied with a mistake.")
    )


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke on our side."""
    return _notice(
        request,
        500,
        _("Something broke on our side"),
        _(
            "It is not your fault, and nothing was stored. Go back one page and press again. Your answers are still there."
        ),
    )


def closed(request: HttpRequest) -> HttpResponse:
    """The desk cannot write down what is done: its clock or its keys are not right."""
    return _notice(
        request,
        503,
        _("The desk cannot work now"),
        _(
            "The clock or the keys of this site are not right, so nothing was stored. Go back one page: what you typed is still there. "
            "Call whoever runs the site; hamroh check tells them what is wrong."
        ),
    )


def _notice(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    response = page(request, "shell/notice.html", status=status, title=title, text=text)
    response.headers["Cache-Control"] = "no-store"
    return response
