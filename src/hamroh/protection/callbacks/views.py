"""The list of who waits to be called back, and one of them in hand."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from hamroh.people import walls
from hamroh.people.persons.models import Part
from hamroh.people.walls import door
from hamroh.protection.callbacks import actions, queries, reading
from hamroh.protection.callbacks.models import MissedCall
from hamroh.protection.callbacks.words import FAULTS
from hamroh.protection.enquiries import queries as enquiries
from hamroh.protection.outgoing import reaching, words
from hamroh.shell import once
from hamroh.shell.page import page
from hamroh.shell.typed import line as one_line

ANSWER = tuple(enquiries.ANSWER)
LONGEST_LIST = 50_000


@require_http_methods(["GET", "HEAD", "POST"])
@door(*ANSWER)
def callbacks(request: Any) -> HttpResponse:
    """Who waits to be called back, what runs out first first; missed calls are entered by posting a list."""
    if request.method != "POST":
        return _list(request)
    text, line = request.POST.get("list", ""), one_line(request.POST.get("line", ""))
    if len(text) > LONGEST_LIST:
        return _list(request, typed=request.POST, too_long=True)
    zone = timezone.get_current_timezone()
    told = reading.pasted(text, line=line, zone=zone, now=request.now)
    if told.faults or not (told.rings or told.withheld):
        return _list(request, typed=request.POST, faults=told.faults, nothing=not told.faults)
    entered = actions.enter(
        told.rings,
        organisation=request.staff.office.organisation_id,
        form=request.POST.get("form", "")[:64],
        by=request.staff,
        at=request.now,
    )
    said = ngettext("%(n)s missed call entered.", "%(n)s missed calls entered.", entered.new) % {"n": entered.new}
    if entered.again:
        again = ngettext("%(n)s was known already.", "%(n)s were known already.", entered.again)
        said += " " + again % {"n": entered.again}
    if told.withheld:
        hidden = ngettext(
            "%(n)s hid its number: it cannot be called back.",
            "%(n)s hid their numbers: they cannot be called back.",
            told.withheld,
        )
        said += " " + hidden % {"n": told.withheld}
    messages.success(request, said)
    return HttpResponseRedirect(reverse("callbacks"))


def _list(
    request: Any, *, typed: Any = None, faults: Any = (), nothing: bool = False, too_long: bool = False
) -> HttpResponse:
    wrong = bool(faults) or nothing or too_long
    target = queries.target_of(request.staff.office.organisation_id)
    return page(
        request,
        "callbacks/callbacks.html",
        status=400 if wrong else 200,
        keep=True,
        due=queries.due(seen_by=request.staff, at=request.now),
        weeks=[week for week in queries.weeks(seen_by=request.staff, at=request.now) if week.of],
        minutes=int(target.total_seconds() // 60),
        mark=once.fresh_form(),
        typed=typed or {},
        faults=[{"line": fault.line, "text": str(FAULTS[fault.what])} for fault in faults],
        nothing=nothing,
        too_long=too_long,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@door(*ANSWER)
def callback(request: Any, id: uuid.UUID) -> HttpResponse:
    """One missed call. `go` says what was pressed: take, reached, nobody, wrong, other, later."""
    row = queries.one(id, seen_by=request.staff, at=request.now)
    try:
        if request.method == "POST":
            return _posted(request, id, request.POST.get("go", ""))
        if row.done_at is not None:
            raise actions.Settled
        if row.taken_by_id != request.staff.pk:
            # The number is shown to who takes it, and to nobody who only looks.
            raise actions.Taken
        held = actions.read(id, by=request.staff, at=request.now)
    except actions.Taken:
        if request.method == "POST":
            messages.error(request, _("Somebody else has this call now. Nothing was changed."))
        other = row.taken_by.full_name if queries.with_somebody_else(row, request.staff, at=request.now) else ""  # type: ignore[union-attr]
        return page(request, "callbacks/callback.html", keep=True, row=row, other=other)
    except actions.Settled:
        messages.error(request, _("This call is settled already."))
        return HttpResponseRedirect(reverse("callbacks"))
    # Whose number it is is told to those who may read it in the file.
    files = walls.persons(seen_by=request.staff, at=request.now, part=Part.CONTACT).filter(pk__in=held.known)
    return page(
        request, "callbacks/callback.html", keep=True, row=row, held=held, because=words.because(held.verdict.why),
        barred=held.verdict.why in reaching.NEVER, files=files,
    )  # fmt: skip


def _posted(request: Any, id: uuid.UUID, go: str) -> HttpResponse:
    by, at = request.staff, request.now
    here = HttpResponseRedirect(reverse("callback", kwargs={"id": id}))
    try:
        if go == "take":
            actions.take(id, by=by, at=at)
            return here
        if go == "reached":
            made = actions.reached(id, by=by, at=at)
            return HttpResponseRedirect(reverse("call", kwargs={"id": made.pk}))
        if go == "nobody":
            if actions.nobody_answered(id, by=by, at=at):
                messages.success(request, _("Tried often enough: settled as not reached."))
            else:
                messages.success(request, _("Kept. It comes back into the list for the next attempt."))
        elif go == "wrong":
            actions.settle(id, MissedCall.Outcome.WRONG_NUMBER, by=by, at=at)
            messages.success(request, _("Settled: wrong number."))
        elif go == "other":
            actions.settle(id, MissedCall.Outcome.OTHER_WAY, by=by, at=at)
            messages.success(request, _("Settled without a call."))
        elif go == "later":
            if actions.wait_for_their_hour(id, by=by, at=at) is None:
                return here
            messages.success(request, _("Kept. It comes back into the list when they may be called."))
        else:
            return here
    except reaching.NotToBeCalled:
        messages.error(request, _("This number may not be called. Nothing was changed."))
        return here
    return HttpResponseRedirect(reverse("callbacks"))
