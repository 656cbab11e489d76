"""Interpreters: the list, one of them, a booking for a case, and what a booked interpreter reads."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from hamroh.people.persons.words import LANGUAGES, SEX
from hamroh.people.staff.models import Role
from hamroh.people.walls import door
from hamroh.protection.cases import queries as cases
from hamroh.protection.interpreters import actions, asking, queries
from hamroh.protection.interpreters.models import Interpreter, InterpreterBooking, InterpreterTie
from hamroh.protection.interpreters.queries import Wanted
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.typed import line, text_of, whole

FIELD_NAMES = {
    "identity.full_name": gettext_lazy("Full name"),
    "identity.languages": gettext_lazy("Languages they speak"),
    "identity.sex": gettext_lazy("Woman or man"),
}
PAIRS_ON_FORM = 3


def _pair(pair: tuple[str, str]) -> str:
    return f"{LANGUAGES.get(pair[0], pair[0])} - {LANGUAGES.get(pair[1], pair[1])}"


def _shown(one: queries.Open, day: dt.date) -> dict[str, Any]:
    return {"one": one, "pairs": [_pair(pair) for pair in one.pairs], "ready": one.ready(day)}


def _day(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text.strip(), "%d.%m.%Y").date()  # noqa: DTZ007, a day has no zone
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@door(*queries.BOOK)
def interpreters(request: Any) -> HttpResponse:
    """Who interprets here; a supervisor enters one by posting."""
    by, at, post = request.staff, request.now, request.POST
    manages = bool(by.roles(at) & queries.MANAGE)
    accounts = queries.without_account(seen_by=by, at=at) if manages else []
    wrong = False
    if post.get("go", "").startswith("seen:"):
        row = actions.see_fall(_id(post["go"].removeprefix("seen:")) or uuid.UUID(int=0), by=by, at=at)
        return HttpResponseRedirect(reverse("book_interpreter", kwargs={"case": row.case_id}))
    if request.method == "POST":
        pairs = zip(post.getlist("one")[:PAIRS_ON_FORM], post.getlist("other")[:PAIRS_ON_FORM], strict=False)
        try:
            made = actions.enter(
                text_of(post, "name", actions.LONGEST_NAME),
                text_of(post, "phone", actions.LONGEST_PHONE),
                pairs={(one, other) for one, other in pairs if one and other},
                by_phone=post.get("by_phone") == "on",
                area=line(text_of(post, "area", actions.LONGEST_AREA)),
                sex=post.get("sex", ""),
                staff=next((one for one in accounts if str(one.pk) == post.get("staff")), None),
                by=by,
                at=at,
            )
        except actions.NotComplete:
            wrong = True
        else:
            messages.success(request, _("Entered. Before the first booking they are vetted and bound to secrecy."))
            return HttpResponseRedirect(reverse("interpreter", kwargs={"id": made.pk}))
    found = queries.opened(queries.interpreters(seen_by=by, at=at))
    return page(
        request, "interpreters/interpreters.html", status=400 if wrong else 200, keep=True, wrong=wrong, manages=manages,
        found=[_shown(one, day_of(at)) for one in found], accounts=accounts, spoken=LANGUAGES.items(), sexes=Interpreter.Sex.choices,
        rows=range(PAIRS_ON_FORM), typed=post, kept=asking.kept_in_time(seen_by=by, at=at),
        waiting=[{"one": one, "pair": _pair((one.row.one, one.row.other))} for one in asking.waiting(seen_by=by, at=at)],
        fallen=[{"row": one, "pair": _pair((one.one, one.other))} for one in queries.fallen(seen_by=by, at=at)],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@door(*queries.MANAGE)
def interpreter(request: Any, id: uuid.UUID) -> HttpResponse:
    """One interpreter. `go` says what was pressed: vet, undertake, declare, gone."""
    by, at, post = request.staff, request.now, request.POST
    row = queries.one(id, seen_by=by, at=at)
    wrong, go = False, post.get("go", "")
    if request.method == "POST":
        try:
            if go == "vet":
                actions.vet(id, until=_day(post.get("until", "")) or dt.date.min, by=by, at=at)
            elif go == "gone":
                actions.let_go(id, by=by, at=at)
                messages.success(request, _("Name and number are erased."))
                return HttpResponseRedirect(reverse("interpreters"))
            elif go == "undertake":
                actions.undertake(row, by=by, at=at)
            elif go == "declare":
                actions.declare(row, post.get("kind", ""), post.get("words", ""), by=by, at=at)
            messages.success(request, _("Stored."))
            return HttpResponseRedirect(reverse("interpreter", kwargs={"id": id}))
        except actions.NotComplete:
            wrong = True
    (shown,) = queries.opened([row]) or (None,)
    return page(
        request, "interpreters/interpreter.html", status=400 if wrong else 200, keep=True, wrong=wrong, row=row,
        shown=_shown(shown, day_of(at)) if shown else None, kinds=InterpreterTie.Kind.choices, own=row.staff_id == by.pk, typed=post,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@door(*queries.BOOK)
def book(request: Any, case: uuid.UUID) -> HttpResponse:
    """Book an interpreter for a case. `go` says what was pressed: look, book:ID, away:ID, cancel:ID."""
    by, at, post = request.staff, request.now, request.POST
    row = cases.case(case, seen_by=by, at=at)
    go, _colon, target = post.get("go", "").partition(":")
    here = HttpResponseRedirect(reverse("book_interpreter", kwargs={"case": case}))
    wrong, wanted, id = "", _wanted(post, at), _id(target)
    try:
        if go == "cancel" and id:
            actions.cancel(id, by=by, at=at)
            messages.success(request, _("Cancelled. What was open to the interpreter is closed."))
            return here
        if go == "away" and id:
            actions.keep_away(id, case, post.get("why", ""), by=by, at=at)
            messages.success(request, _("Noted. They are not offered for this case any more."))
            return here
        if go == "come" and id:
            asking.confirm(id, by=by, at=at)
            messages.success(request, _("Confirmed."))
            return here
        if go == "needless" and id:
            asking.withdraw(id, by=by, at=at)
            messages.success(request, _("Withdrawn."))
            return here
        if go == "ask" and wanted:
            asking.ask(case, wanted, by=by, at=at)
            messages.success(request, _("Asked for. The board says when it is late."))
            return here
        if go == "book" and id and wanted:
            actions.book(
                id, case, wanted, fields=set(post.getlist("field")), compared=post.get("compared") == "on", by=by, at=at
            )
            messages.success(request, _("Booked. What was agreed is open to them for that time, and closes by itself."))
            return here
    except actions.Taken:
        wrong = _("Somebody else booked them for that time a moment ago. Choose another.")
    except actions.NotForThis:
        wrong = _("They may not be booked so: another language, not vetted long enough, or not for this case.")
    except (actions.NotComplete, asking.NotComplete):
        wrong = _(
            "Say when (to come, at most 12 hours), what the person agreed to show, and that you compared the ties. "
            "To keep somebody away, write why."
        )
    if go and not wrong and wanted is None:
        wrong = _("Write the day as 31.12.2026 and the time as 14:30, and choose two languages.")
    fitting = queries.fitting(row, wanted, seen_by=by, at=at) if wanted and go else None
    booked = queries.of_case(row, at=at)
    names = {one.row.pk: one for one in queries.opened([booking.interpreter for booking in booked])}
    return page(
        request,
        "interpreters/book.html",
        status=400 if wrong else 200,
        keep=True,
        case=row,
        wrong=wrong,
        free=None if fitting is None else [_shown(found.one, day_of(at)) for found in fitting if not found.linked],
        requests=[{"one": one, "pair": _pair((one.row.one, one.row.other))} for one in asking.of_case(row, at=at)],
        hours=asking.TARGET // dt.timedelta(hours=1),
        linked=[(found.one.name, found.linked) for found in fitting or () if found.linked],
        booked=[
            {"row": one, "open": names.get(one.interpreter_id), "pair": _pair((one.one, one.other))} for one in booked
        ],
        spoken=LANGUAGES.items(),
        hows=InterpreterBooking.How.choices,
        sexes=Interpreter.Sex.choices,
        fields=FIELD_NAMES.items(),
        agreed=post.getlist("field"),
        typed=post,
    )


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _wanted(post: Any, at: dt.datetime) -> Wanted | None:
    """What was asked for on the form, in the time of the office; None where it is no time or not two languages."""
    one, other = post.get("one", ""), post.get("other", "")
    try:
        local = dt.datetime.strptime(f"{post.get('day', '').strip()} {post.get('time', '').strip()}", "%d.%m.%Y %H:%M")  # noqa: DTZ007
    except ValueError:
        return None
    minutes = whole(post.get("minutes", ""))
    if one == other or not {one, other} <= set(LANGUAGES) or minutes is None or minutes > 999:
        return None
    try:
        since = local.replace(tzinfo=timezone.get_current_timezone()).astimezone(dt.UTC)
        until = since + dt.timedelta(minutes=minutes)
    except OverflowError:  # the first or the last day that a calendar has
        return None
    return Wanted(one, other, since, until, post.get("how", ""), post.get("sex", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.INTERPRETER)
def interpreting(request: Any) -> HttpResponse:
    """One's own bookings and nothing else. `go` says what was pressed: undertake, declare, back:ID."""
    by, at, post = request.staff, request.now, request.POST
    go, _colon, target = post.get("go", "").partition(":")
    wrong = False
    mine, found = actions.read_bookings(by=by, at=at)
    if request.method == "POST" and mine is not None:
        try:
            id = _id(target)
            if go == "undertake":
                actions.undertake(mine, by=by, at=at)
            elif go == "declare":
                actions.declare(mine, post.get("kind", ""), post.get("words", ""), by=by, at=at)
            elif go == "come" and id:
                asking.confirm(id, by=by, at=at)
            elif go == "back" and id:
                actions.step_back(id, post.get("why", ""), by=by, at=at)
            messages.success(request, _("Stored."))
            return HttpResponseRedirect(reverse("interpreting"))
        except actions.NotComplete:
            wrong = True
    confirmed = asking.confirmed([one.row.pk for one in found])
    return page(
        request,
        "interpreters/interpreting.html",
        status=400 if wrong else 200,
        keep=True,
        wrong=wrong,
        mine=mine,
        ties=queries.opened([mine])[0].ties if mine else (),
        found=[
            {
                "row": one.row,
                "confirmed": one.row.pk in confirmed,
                "now": one.now,
                "pair": _pair((one.row.one, one.row.other)),
                "name": one.told.get("full_name", ""),
                "languages": ", ".join(str(LANGUAGES.get(code, code)) for code in one.told.get("languages", ())),
                "sex": SEX[one.told["sex"]] if one.told.get("sex") else "",
            }
            for one in found
        ],
        kinds=InterpreterTie.Kind.choices,
        typed=post,
    )
