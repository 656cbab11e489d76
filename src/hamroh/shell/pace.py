"""How fast the public pages are asked for: who asks for very much waits; nobody is turned away, and nothing that was typed is lost.

A dormitory, or all the phones of a company, may stand behind one address. So a minute holds more than hundreds of people read,
pages that cost little are hardly counted, and what is over becomes a page that asks again by itself. See decision 0030.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from hamroh.shell.desk import at_desk
from hamroh.shell.limits import Limits, told_apart
from hamroh.shell.middleware import Answer
from hamroh.shell.page import page
from hamroh.shell.refusals import Refusal, mark


@cache
def _limits() -> Limits:
    return Limits(settings.PAGES_PER_MINUTE)


class Pace:
    """Puts a page that waits in place of one that would be too many. Programs at `/api/` and the desk have limits of their own."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *rest: Any) -> HttpResponseBase | None:
        if at_desk(request) or request.path.startswith("/api/"):
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        cost = settings.PAGE_COSTS.get(name, 5 if request.method == "POST" else 1)
        who = told_apart(request)
        seconds = _limits().wait(who, cost) if who and cost else 0
        return _wait(request, seconds) if seconds else None


def _wait(request: HttpRequest, seconds: int) -> HttpResponseBase:
    mark(request, Refusal.TOO_OFTEN)
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    answer = page(request, "shell/wait.html", status=429, sent=sent, seconds=seconds, posted=request.method == "POST")
    answer.headers["Retry-After"] = str(seconds)
    if request.method != "POST":
        answer.headers["Refresh"] = str(seconds)
    answer.headers["Cache-Control"] = "no-store"
    return answer
