"""A report is taken in once, answered, and its firm followed to the court."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hamroh.people.names import clean
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.record import keys, note, sealing
from hamroh.recruitment.check import queries as checking
from hamroh.recruitment.register import queries as register
from hamroh.recruitment.register.actions import NotComplete
from hamroh.recruitment.reports import events, queries
from hamroh.recruitment.reports.models import FirmReport, FirmStep, FirmToken, SuspectFirm

LONGEST_TEXT = 10_000


@dataclass(frozen=True)
class Stored:
    """A report that is stored, and the code by which its answer is read. `again`: it had been stored before."""

    report: FirmReport
    code: str
    again: bool


@dataclass(frozen=True)
class Said:
    """What is reported."""

    kind: str
    firm: str
    text: str
    place: str = ""
    phone: str = ""
    seen_on: dt.date | None = None


def receive(form: str, said: Said, *, at: dt.datetime, today: dt.date, by: Staff | None = None) -> Stored:
    """Store a report, exactly once for one form however often it is sent. `by` is the officer who writes it for somebody."""
    if by is not None and not register.may_keep(by, at):
        raise Absent
    code = queries.code_of(form)
    there = FirmReport.objects.filter(form=queries.mark(form)).first()
    if there is not None:
        return Stored(there, code, again=True)
    try:
        with transaction.atomic():
            return Stored(_store(form, code, said, at=at, today=today, by=by), code, again=False)
    except IntegrityError:
        there = FirmReport.objects.filter(form=queries.mark(form)).first()
        if there is not None:
            # The same form came in by another way at the same moment, and that one was first.
            return Stored(there, code, again=True)
    # Another report joined its firm to another in that moment: once more, with the firm as it is now.
    with transaction.atomic():
        return Stored(_store(form, code, said, at=at, today=today, by=by), code, again=False)


def _store(form: str, code: str, said: Said, *, at: dt.datetime, today: dt.date, by: Staff | None) -> FirmReport:
    id = uuid.uuid4()
    # A key without a row harms nobody; a row without a key could never be read.
    keys.store().make(id)
    kept = {"firm": said.firm, "text": said.text, "place": said.place, "phone": said.phone}
    row = FirmReport.objects.create(
        id=id,
        firm=_firm(said, at=at, today=today),
        kind=said.kind,
        seen_on=said.seen_on,
        received_at=at,
        answer_by=at + queries.ANSWER_WITHIN,
        form=queries.mark(form),
        code=queries.code_mark(code),
        recorded_by=by,
        sealed=sealing.seal(id, queries.place(id), kept),
    )
    note(events.FirmReported(report=str(id)), by=by.pk if by else None, at=at)
    return row


def _firm(said: Said, *, at: dt.datetime, today: dt.date) -> SuspectFirm:
    """The firm that shares a name or a phone with what is reported; firms that meet in it become one.

    Not where one of them is on its way to prosecution: somebody could send the name of one with the phone of another, and what
    a court said of that one would be told of this one. Then the report goes to the firm of its name.
    """
    marks, named = queries.tokens(said.firm, said.phone), queries.tokens(said.firm, "")
    found = list(SuspectFirm.objects.filter(tokens__token__in=marks).distinct().order_by("opened_at", "pk"))
    found.sort(key=lambda one: not one.tokens.filter(token__in=named).exists())
    apart = len(found) > 1 and FirmStep.objects.filter(firm__in=found).exists()
    firm = found[0] if found else SuspectFirm.objects.create(opened_at=at)
    if apart:
        marks -= set(FirmToken.objects.filter(firm__in=found[1:]).values_list("token", flat=True))
    for other in [] if apart else found[1:]:
        FirmReport.objects.filter(firm=other).update(firm=firm)
        marks |= set(other.tokens.values_list("token", flat=True))
        other.delete()
    FirmToken.objects.bulk_create([FirmToken(firm=firm, token=one) for one in marks], ignore_conflicts=True)
    if firm.agency_id is None:
        same = {
            one.agency
            for typed in (said.firm, said.phone)
            if typed
            for one in checking.check(typed, on=today, today=today).found
        }
        if len(same) == 1:
            firm.agency_id = same.pop()
            firm.save(update_fields=["agency"])
    return firm


@transaction.atomic
def read(firm: SuspectFirm, *, by: Staff, at: dt.datetime) -> list[queries.OpenReport]:
    """The reports of a firm; the reading is noted.

    Raises:
        Absent: they keep no register.
    """
    if not register.may_keep(by, at):
        raise Absent
    found = queries.opened(firm)
    note(events.FirmReportRead(count=len(found), shown=tuple(str(one.row.pk) for one in found)), by=by.pk, at=at)
    return found


@transaction.atomic
def answer(report: uuid.UUID, outcome: str, *, by: Staff, at: dt.datetime) -> FirmReport:
    """Say what the register and the papers show. Said again, the newer stands; the record keeps both.

    Raises:
        Absent: there is no such report, or they keep no register.
        NotComplete: it is none of the outcomes.
    """
    if not register.may_keep(by, at):
        raise Absent
    row = FirmReport.objects.select_for_update().filter(pk=report).first()
    if row is None:
        raise Absent
    if outcome not in FirmReport.Outcome.values:
        raise NotComplete(_("Choose what was found."))
    row.outcome, row.answered_by = outcome, by
    row.answered_at = row.answered_at or at
    row.save(update_fields=["outcome", "answered_at", "answered_by"])
    note(events.FirmReportAnswered(report=str(row.pk), outcome=outcome), by=by.pk, at=at)
    return row


@transaction.atomic
def write_step(firm: SuspectFirm, kind: str, *, on: dt.date, paper: str, by: Staff, at: dt.datetime) -> FirmStep:
    """A step on the way to prosecution, with its paper.

    Raises:
        Absent: they keep no register.
        NotComplete: no paper is named, or the day has not come.
    """
    if not register.may_keep(by, at):
        raise Absent
    paper = clean(paper)[:200]
    if not paper or kind not in FirmStep.Kind.values or on > (at + dt.timedelta(hours=14)).date():
        raise NotComplete(_("Name the paper of the step, and a day that has come."))
    row = FirmStep.objects.create(firm=firm, kind=kind, on=on, paper=paper, recorded_at=at, recorded_by=by)
    note(events.FirmStepWritten(firm=str(firm.pk), step=kind, on=on), by=by.pk, at=at)
    return row
