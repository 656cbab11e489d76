"""Pages of family contact: whom a case looks for, and who of one's own people is looked for."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.people.persons import queries as persons, words
from hamroh.people.persons.contact import safe_contact
from hamroh.people.persons.models import Part
from hamroh.people.walls import Absent, door
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.views import AGREED
from hamroh.protection.tracing import actions, queries
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.typed import text_of

WORK = tuple(cases.WORK)

RELATIONS = {
    "child": gettext_lazy("Son or daughter"),
    "spouse": gettext_lazy("Husband or wife"),
    "parent": gettext_lazy("Father or mother"),
    "sibling": gettext_lazy("Brother or sister"),
    "other": gettext_lazy("Another relative"),
}
ANSWERS = {
    "contact": gettext_lazy("They wish contact"),
    "word": gettext_lazy("Only a word, no contact"),
    "no": gettext_lazy("They wish that nothing is told"),
    "not_them": gettext_lazy("It is not them, or they cannot be asked safely"),
}


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@door(*WORK)
def case_tracing(request: Any, id: uuid.UUID) -> HttpResponse:
    """Whom a case looks for, and with whose files its file is tied; `go` is ask, close:ID, tie or untie:ID."""
    if request.method != "POST":
        return _page(request, id)
    post = request.POST
    go, _colon, target = post.get("go", "").partition(":")
    row = cases.case(id, seen_by=request.staff, at=request.now)
    by = {"by": request.staff, "at": request.now}
    consent = {"agreed_how": post.get("agreed_how", ""), "agreed_on": _day(post.get("agreed_on", ""))}
    try:
        if go == "ask":
            actions.ask(
                id, name=text_of(post, "name", 200), born=post.get("born", "")[:10], relation=post.get("relation", ""),
                asked_by=text_of(post, "asked_by", 200), words=text_of(post, "words", actions.LONGEST_TEXT), **consent, **by,
            )  # fmt: skip
            messages.success(request, _("Kept. If somebody is found, they are asked first what they wish."))
        elif go == "close":
            actions.close(_id(target), **by)
        elif go == "untie":
            actions.untie(_id(target), **by)
        elif go == "tie":
            _tie(request, row, consent)
        else:
            raise Absent
    except actions.NotComplete:
        return _page(request, id, typed=post, wrong=go, status=400)
    return HttpResponseRedirect(reverse("case_tracing", kwargs={"id": id}))


def _tie(request: Any, row: Any, consent: dict[str, Any]) -> None:
    post = request.POST
    if not post.get("both"):
        raise actions.NotComplete(row.pk, "both")
    file = persons.file(cases.file_of(row), seen_by=request.staff, at=request.now)
    try:
        actions.tie(
            file.person, _id(post.get("other", "")), relation=post.get("relation", ""), **consent, by=request.staff,
            at=request.now,
        )  # fmt: skip
    except Absent:
        messages.error(request, _("You see no such file. Nothing was tied."))


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text.strip())
    except ValueError:
        raise Absent from None


def _page(request: Any, id: uuid.UUID, *, typed: Any = None, wrong: str = "", status: int = 200) -> HttpResponse:
    row = cases.case(id, seen_by=request.staff, at=request.now)
    found = queries.of_case(row, seen_by=request.staff, at=request.now)
    ties = queries.ties(cases.file_of(row), seen_by=request.staff, at=request.now)
    return page(
        request, "tracing/case.html", status=status, keep=True, case=row, typed=typed or {}, wrong=wrong,
        asked=[{"asked": one, "relation": RELATIONS[one.row.relation]} for one in found],
        ties=[{"tie": one, "relation": RELATIONS[one.row.relation]} for one in ties],
        relations=list(RELATIONS.items()), agreed=list(AGREED.items()), today=day_of(request.now),
    )  # fmt: skip


@require_safe
@door(*WORK)
def tracing(request: Any) -> HttpResponse:
    """Persons of one's own files for whom a relative looks, to be asked what they wish."""
    return _to_ask(request)


def _to_ask(request: Any, *, typed: Any = None, wrong: str = "", status: int = 200) -> HttpResponse:
    found = actions.read_to_ask(by=request.staff, at=request.now)
    known = queries.contacts(found, seen_by=request.staff, at=request.now)
    shown = [
        {
            "one": one,
            "name": known[one.row.person_id].get(Part.IDENTITY, {}).get("full_name", ""),
            # What the person sought is to the one who asks.
            "relation": RELATIONS[one.relation],
            "organisation": one.organisation.name(request.tongue.language),
            "binding": words.binding(safe_contact(known[one.row.person_id].get(Part.CONTACT, {}))),
        }
        for one in found
    ]
    return page(
        request, "tracing/tracing.html", status=status, keep=True, asked=shown, typed=typed or {}, wrong=wrong,
        answers=list(ANSWERS.items()), agreed=list(AGREED.items()), today=day_of(request.now),
    )  # fmt: skip


@require_POST
@door(*WORK)
def answer(request: Any, id: uuid.UUID) -> HttpResponse:
    """What the person sought wishes."""
    post = request.POST
    try:
        actions.answer(
            id, post.get("answer", ""), words=text_of(post, "words", actions.LONGEST_TEXT), agreed_how=post.get("agreed_how", ""),
            agreed_on=_day(post.get("agreed_on", "")), by=request.staff, at=request.now,
        )  # fmt: skip
    except actions.NotComplete:
        return _to_ask(request, typed=post, wrong=str(id), status=400)
    messages.success(request, _("Kept. Nothing is told but what they wish."))
    return HttpResponseRedirect(reverse("tracing"))
