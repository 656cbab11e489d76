"""A report is taken in once, answered, and its firm followed to the court."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hamroh.people import floods
from hamroh.people.attachments import keeping
from hamroh.people.attachments.intake import Ready
from hamroh.people.names import clean
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.record import keys, note, sealing
from hamroh.recruitment.check import queries as checking
from hamroh.recruitment.register import queries as register
from hamroh.recruitment.register.actions import NotComplete
from hamroh.recruitment.reports import events, queries
from hamroh.recruitment.reports.models import (
    FirmAttachment,
    FirmReply,
    FirmReport,
    FirmSorting,
    FirmStep,
    FirmToken,
    SuspectFirm,
)

LONGEST_TEXT = 10_000


class TooManyFiles(Exception):
    """There would be more files than are kept of one report. Nothing of this form was stored."""


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


def receive(
    form: str,
    said: Said,
    *,
    files: Sequence[Ready] = (),
    ahead: bool = False,
    at: dt.datetime,
    today: dt.date,
    by: Staff | None = None,
) -> Stored:
    """Store a report with its files, exactly once for one form however often it is sent. `by` is the officer who writes it
    for somebody. When too many of the public come at once it is stored all the same and waits to be sorted, those `ahead` first.

    Raises:
        Absent: an officer keeps no register.
        TooManyFiles: there would be more than are kept of one report.
    """
    if by is not None and not register.may_keep(by, at):
        raise Absent
    code = queries.code_of(form)
    there = FirmReport.objects.filter(form=queries.mark(form)).first()
    if there is not None:
        return _stored_before(there, form, code, files, by=by, at=at)
    try:
        with transaction.atomic():
            return Stored(_store(form, code, said, files, ahead, at=at, today=today, by=by), code, again=False)
    except IntegrityError:
        there = FirmReport.objects.filter(form=queries.mark(form)).first()
        if there is not None:
            # The same form came in by another way at the same moment, and that one was first.
            return _stored_before(there, form, code, files, by=by, at=at)
    # Another report joined its firm to another in that moment: once more, with the firm as it is now.
    with transaction.atomic():
        return Stored(_store(form, code, said, files, ahead, at=at, today=today, by=by), code, again=False)


@transaction.atomic
def _stored_before(
    there: FirmReport, form: str, code: str, files: Sequence[Ready], *, by: Staff | None, at: dt.datetime
) -> Stored:
    """A file that did not come through the first time is not lost."""
    if there.sealed:
        _keep(there, files, form, by=by, at=at)
    return Stored(there, code, again=True)


def _store(
    form: str,
    code: str,
    said: Said,
    files: Sequence[Ready],
    ahead: bool,
    *,
    at: dt.datetime,
    today: dt.date,
    by: Staff | None,
) -> FirmReport:
    id = uuid.uuid4()
    # A key without a row harms nobody; a row without a key could never be read.
    keys.store().make(id)
    to_sort = by is None and floods.crowded(FirmReport.objects.filter(recorded_by__isnull=True), at)
    kept = {"firm": said.firm, "text": said.text, "place": said.place, "phone": said.phone}
    row = FirmReport.objects.create(
        id=id,
        firm=_firm(said, joins=not to_sort, at=at, today=today),
        kind=said.kind,
        seen_on=said.seen_on,
        received_at=at,
        answer_by=at + queries.ANSWER_WITHIN,
        form=queries.mark(form),
        code=queries.code_mark(code),
        recorded_by=by,
        to_sort=to_sort,
        ahead=ahead,
        likeness=floods.signature(said.text),
        sealed=sealing.seal(id, queries.place(id), kept),
    )
    note(events.FirmReported(report=str(id)), by=by.pk if by else None, at=at)
    _keep(row, files, form, by=by, at=at)
    return row


def _keep(report: FirmReport, files: Sequence[Ready], form: str, *, by: Staff | None, at: dt.datetime) -> int:
    fresh = keeping.marked(files, queries.mark, form, FirmAttachment.objects.all())
    if fresh and report.files.count() + len(fresh) > settings.FILES_PER_REPORT:
        raise TooManyFiles
    rows = [
        (FirmAttachment(report=report, at=at, number=number, by=by, form=mark), one)
        for number, (mark, one) in enumerate(fresh.items())
    ]
    many = sum(keeping.store(row, one) for row, one in rows)
    if many:
        note(events.FirmFilesAdded(report=str(report.pk), count=many), by=by.pk if by else None, at=at)
    return many


@transaction.atomic
def add_files(report: FirmReport, files: Sequence[Ready], *, form: str, at: dt.datetime) -> int:
    """Whoever has the code adds what they photographed later; gives how many are new. A report that was answered, or set aside,
    is then to be answered once more.

    Raises:
        TooManyFiles: there would be more than are kept of one report.
        Absent: it was erased.
    """
    row = FirmReport.objects.select_for_update().get(pk=report.pk)
    if not row.sealed:
        raise Absent
    many = _keep(row, files, form, by=None, at=at)
    if many and (row.answered_at or row.set_aside_at):
        row.outcome, row.answered_at, row.answered_by, row.answer_by = "", None, None, at + queries.ANSWER_WITHIN
        row.to_sort, row.sorting, row.set_aside_at = False, None, None
        row.save()
        note(events.FirmReportOpenedAgain(report=str(row.pk)), by=None, at=at)
    return many


def _firm(said: Said, *, joins: bool, at: dt.datetime, today: dt.date) -> SuspectFirm:
    """The firm that shares a name or a phone with what is reported; firms that meet in it become one.

    Not where one of them is on its way to prosecution: somebody could send the name of one with the phone of another, and what
    a court said of that one would be told of this one. Nor where one has replied, or in a flood. Then the report goes to the
    firm of its name.
    """
    marks, named = queries.tokens(said.firm, said.phone), queries.tokens(said.firm, "")
    found = list(SuspectFirm.objects.filter(tokens__token__in=marks).distinct().order_by("opened_at", "pk"))
    found.sort(key=lambda one: not one.tokens.filter(token__in=named).exists())
    apart = len(found) > 1 and (
        not joins
        or FirmStep.objects.filter(firm__in=found).exists()
        or FirmReply.objects.filter(firm__in=found).exists()
    )
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
def open_file(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> keeping.Opened:
    """What is in a file of a report, to be saved; the opening is noted.

    Raises:
        Absent: there is none, it was erased, the scanner has not let it through, or they keep no register.
    """
    row = FirmAttachment.objects.filter(pk=id).first() if register.may_keep(by, at) else None
    if row is None:
        raise Absent
    opened = keeping.opened(row)
    note(events.FirmFileOpened(attachment=str(id)), by=by.pk, at=at)
    return opened


def scan_again(at: dt.datetime) -> str:
    """Ask the virus scanner about files that it has not looked at."""
    return keeping.scan_again(
        FirmAttachment.objects.all(), harmful=lambda row: events.FirmFileHarmful(attachment=str(row.pk)), at=at
    )


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


@transaction.atomic
def write_reply(firm: SuspectFirm, text: str, *, on: dt.date, by: Staff, at: dt.datetime) -> FirmReply:
    """What the reported firm says to it. It stands beside the reports wherever these are read.

    Raises:
        Absent: they keep no register.
        NotComplete: nothing is said, or the day has not come.
    """
    if not register.may_keep(by, at):
        raise Absent
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT or on > (at + dt.timedelta(hours=14)).date():
        raise NotComplete(_("Write what the firm says, in at most 10,000 letters, and a day that has come."))
    id = uuid.uuid4()
    keys.store().make(id)
    row = FirmReply.objects.create(
        id=id, firm=firm, said_on=on, recorded_at=at, recorded_by=by,
        sealed=sealing.seal(id, queries.reply_place(id), {"text": text}),
    )  # fmt: skip
    note(events.FirmReplied(firm=str(firm.pk), on=on), by=by.pk, at=at)
    return row


# -- what came when too many came at once ------------------------------------------------------------------------------


@transaction.atomic
def show_groups(*, by: Staff, at: dt.datetime) -> list[queries.Group]:
    """The groups that wait to be sorted; reading their beginnings is noted.

    Raises:
        Absent: they keep no register.
    """
    if not register.may_keep(by, at):
        raise Absent
    shown = queries.groups()
    if shown:
        note(events.FirmSamplesShown(count=len(shown), shown=tuple(str(one.id) for one in shown)), by=by.pk, at=at)
    return shown


@transaction.atomic
def sort(report: uuid.UUID, kind: str, *, until: dt.datetime, by: Staff, at: dt.datetime) -> int:
    """Decide over the group of a report, of those that had come by the moment when its page was shown; gives how many. They are
    let in to be answered like any other, or set aside, until whoever sent one says with the code that it is to be read.

    Raises:
        Absent: no such report waits to be sorted, or they keep no register.
    """
    if not register.may_keep(by, at) or kind not in FirmSorting.Kind.values:
        raise Absent
    rows = [row for row in queries.to_sort() if row.received_at <= until]
    group = next(
        (g for g in floods.alike((row, bytes(row.likeness)) for row in rows) if any(r.pk == report for r in g)), None
    )
    if group is None:
        raise Absent
    decision = FirmSorting.objects.create(kind=kind, by=by, at=at)
    changed = FirmReport.objects.filter(pk__in=[row.pk for row in group], to_sort=True, set_aside_at__isnull=True)
    if kind == FirmSorting.Kind.ASIDE:
        many = changed.update(sorting=decision, set_aside_at=at)
    else:
        many = changed.update(sorting=decision, to_sort=False, answer_by=at + queries.ANSWER_WITHIN)
    note(events.FirmReportsSorted(decision=str(decision.pk), into=kind, count=many), by=by.pk, at=at)
    return many


@transaction.atomic
def take_back(decision: uuid.UUID, *, by: Staff, at: dt.datetime) -> int:
    """Take a decision back: what nobody has answered since waits to be sorted again; gives how many.

    Raises:
        Absent: there is none, it was taken back, or they keep no register.
    """
    open_ = FirmSorting.objects.filter(pk=decision, taken_back_at__isnull=True)
    if not register.may_keep(by, at) or not open_.update(taken_back_at=at, taken_back_by=by):
        raise Absent
    untouched = FirmReport.objects.filter(sorting=decision, answered_at__isnull=True)
    many = untouched.update(sorting=None, to_sort=True, set_aside_at=None)
    note(events.FirmSortingTakenBack(decision=str(decision), count=many), by=by.pk, at=at)
    return many


@transaction.atomic
def read_after_all(report: FirmReport, *, at: dt.datetime) -> None:
    """Whoever has the code of a report that was set aside says that it is to be read."""
    open_ = FirmReport.objects.filter(pk=report.pk, set_aside_at__isnull=False).exclude(sealed=b"")
    if open_.update(sorting=None, to_sort=False, set_aside_at=None, answer_by=at + queries.ANSWER_WITHIN):
        note(events.FirmReportOpenedAgain(report=str(report.pk)), by=None, at=at)
