"""The houses of a case, flagged houses at the desk, and the public question about a house."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hamroh.people.walls import door
from hamroh.protection.cases import queries as cases
from hamroh.protection.houses import actions, addresses, queries
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue

WORK = tuple(sorted(cases.WORK))


def _typed(post: Any) -> dict[str, str]:
    return {name: post.get(name, "")[: addresses.LONGEST + 1] for name in addresses.FIELDS}


@require_http_methods(["GET", "HEAD", "POST"])
def house(request: Any, tongue: Tongue) -> HttpResponse:
    """Did others have trouble in this house? What is typed comes by POST and is kept nowhere."""
    asked = request.method == "POST" and request.POST.get("go") == "check"
    typed = _typed(request.POST)
    wrong = asked and addresses.mark(typed) is None
    found = queries.warned(typed) if asked and not wrong else None
    return page(
        request, "houses/house.html", status=400 if wrong else 200, keep=request.method == "POST", go="check",
        typed=typed, wrong=wrong, answered=asked and not wrong, found=found, longest=addresses.LONGEST,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@door(*WORK)
def of_case(request: Any, id: uuid.UUID) -> HttpResponse:
    """The houses of which a case tells; posting adds one, or takes one out (`go` is out:ID)."""
    by, at, wrong = request.staff, request.now, False
    row = cases.case(id, seen_by=by, at=at)
    if request.method == "POST":
        go, _colon, which = request.POST.get("go", "").partition(":")
        try:
            if go == "out":
                actions.take_out_of_case(id, _id(which), by=by, at=at)
            else:
                actions.tell(id, _typed(request.POST), by=by, at=at)
        except actions.NotComplete:
            wrong = True
        else:
            return HttpResponseRedirect(reverse("case_houses", kwargs={"id": id}))
    return page(
        request, "houses/case.html", status=400 if wrong else 200, keep=True, case=row, houses=queries.of_case(row),
        typed=_typed(request.POST), wrong=wrong, longest=addresses.LONGEST, fewest=queries.FEWEST_INSIDE,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@door(*WORK)
def houses(request: Any) -> HttpResponse:
    """Houses that are flagged. A supervisor withdraws a flag (`go` is withdraw:ID), lets it stand again (stand:ID), or writes the
    owner's reply down (reply:ID)."""
    by, at, wrong, which = request.staff, request.now, "", ""
    if request.method == "POST":
        go, _colon, which = request.POST.get("go", "").partition(":")
        words = request.POST.get("words", "")
        try:
            if go == "reply":
                actions.keep_reply(_id(which), words, on=_day(request.POST.get("on", "")), by=by, at=at)
            else:
                actions.decide(_id(which), stands=go == "stand", reason=words, by=by, at=at)
        except actions.NotComplete:
            wrong = _("Write a reason or the reply with its day, at most 500 letters.")
        else:
            messages.success(request, _("Written down."))
            return HttpResponseRedirect(reverse("houses"))
    return page(
        request, "houses/houses.html", status=400 if wrong else 200, keep=True, wrong=wrong, today=day_of(at),
        of=which, typed=request.POST,
        flags=queries.flags(seen_by=by, at=at), decides=bool(by.roles(at) & queries.DECIDE),
    )  # fmt: skip


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise actions.NotComplete from None
