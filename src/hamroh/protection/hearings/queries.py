"""Which hearings somebody sees, what is missing of them, and who is needed in two places at once."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Role, Staff
from hamroh.people.walls import Absent
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Case
from hamroh.protection.cases.queries import Waiting
from hamroh.protection.hearings.models import Hearing
from hamroh.protection.interpreters.models import InterpreterBooking
from hamroh.record import sealing

HOME = zoneinfo.ZoneInfo("Asia/Dushanbe")
WITHOUT_INTERPRETER = dt.timedelta(days=14)
"""So long before a hearing the board says that no interpreter is booked."""
MOST = 500


def place(id: uuid.UUID) -> str:
    return f"hearing:{id}"


@dataclass(frozen=True)
class Open:
    """A hearing as it is read. `clash`: the lawyer has another one at the same time."""

    row: Hearing
    court: str
    room: str
    words: str
    interpreter: bool
    clash: bool = False

    @property
    def outcome(self) -> str:
        """What came of it, in the reader's language; empty before that is written."""
        return str(self.row.get_outcome_display()) if self.row.outcome else ""

    @property
    def local(self) -> dt.datetime:
        """When it begins, where the court is."""
        return self.row.since.astimezone(zoneinfo.ZoneInfo(self.row.zone))

    @property
    def home(self) -> dt.datetime:
        """When it begins in Dushanbe, where the family is."""
        return self.row.since.astimezone(HOME)


def _rows() -> QuerySet[Hearing]:
    booked = InterpreterBooking.objects.filter(
        case=OuterRef("case"), cancelled_at=None, since__lte=OuterRef("since"), until__gt=OuterRef("since")
    )
    return Hearing.objects.annotate(booked=Exists(booked)).select_related("case", "owner", "lawyer")


def _seen(rows: QuerySet[Hearing], *, seen_by: Staff, at: dt.datetime) -> list[Hearing]:
    """The first `MOST` of them in cases that somebody may see: what may not be seen takes no place."""
    return list(rows.filter(case__in=cases.cases(seen_by=seen_by, at=at))[:MOST])


def opened(rows: Iterable[Hearing]) -> list[Open]:
    """Hearings with court and words; those of erased persons are left out. Clashes are told among these rows."""
    rows = list(rows)
    kept = sealing.unseal_many((row.person_id, place(row.pk), bytes(row.sealed)) for row in rows)
    twice = {one.pk for one in rows if any(_clash(one, other) for other in rows)}
    return [
        Open(row, told["court"], told["room"], told["words"], row.booked, row.pk in twice)  # type: ignore[attr-defined]
        for row, told in zip(rows, kept, strict=True)
        if told
    ]


def _clash(one: Hearing, other: Hearing) -> bool:
    same = one.lawyer_id is not None and one.lawyer_id == other.lawyer_id and one.pk != other.pk
    return same and not one.outcome and not other.outcome and one.since < other.until and other.since < one.until


def of_case(row: Case, *, at: dt.datetime) -> list[Open]:
    """The hearings of a case that was opened for whoever asks: the next one first, and behind those to come the latest that was."""
    found = opened(_rows().filter(case=row).order_by("since"))
    return [one for one in found if one.row.until >= at] + [one for one in found[::-1] if one.row.until < at]


def of_files(files: Iterable[uuid.UUID]) -> list[Open]:
    """The hearings of the person of these files, for their copy."""
    return opened(_rows().filter(person__in=list(files)))


def one(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Hearing:
    """One hearing.

    Raises:
        Absent: there is none, or its case may not be seen.
    """
    found = _rows().filter(pk=id, case__in=cases.cases(seen_by=seen_by, at=at)).first()
    if found is None:
        raise Absent
    cases.case(found.case_id, seen_by=seen_by, at=at)
    return found


def week(first: dt.date, *, seen_by: Staff, at: dt.datetime) -> list[Open]:
    """The hearings of seven days from a day on, by the days where the courts are, in cases that somebody may see."""
    begins = dt.datetime.combine(first, dt.time(), dt.UTC) - dt.timedelta(days=1)
    rows = _rows().filter(
        case__organisation=seen_by.office.organisation_id, since__gte=begins, since__lt=begins + dt.timedelta(days=9)
    )
    found = opened(_seen(rows, seen_by=seen_by, at=at))
    return [one for one in found if first <= one.local.date() < first + dt.timedelta(days=7)]


def mine(staff: Staff, *, at: dt.datetime) -> list[Hearing]:
    """The hearings to come that somebody owns or pleads, for the calendar of their phone."""
    rows = _rows().filter(Q(owner=staff) | Q(lawyer=staff), until__gt=at, outcome="", case__closed_at=None)
    return _seen(rows, seen_by=staff, at=at)


def clashing(lawyer: Staff, since: dt.datetime, until: dt.datetime, *, seen_by: Staff, at: dt.datetime) -> bool:
    """Has a lawyer another hearing then, among those that somebody may see?"""
    rows = _rows().filter(lawyer=lawyer, outcome="", since__lt=until, until__gt=since)
    return bool(_seen(rows, seen_by=seen_by, at=at))


@prepared
def pressing(*, near: dt.datetime, seen_by: Staff, at: dt.datetime) -> QuerySet[Hearing]:
    """The rows of `board`; `near` is until when an interpreter should be booked."""
    own = Q() if Role.SUPERVISOR in seen_by.roles(at) else Q(owner=seen_by) | Q(lawyer=seen_by)
    late = Q(remind_at__lte=at) | Q(needs_interpreter=True, booked=False, since__lte=near)
    return cases.of_open(_rows().filter(own, late, outcome=""), seen_by=seen_by, at=at)[:MOST]


def board(*, seen_by: Staff, at: dt.datetime) -> list[Waiting]:
    """What hearings ask for: an outcome that is missing after the day, a reminder whose time has come, an interpreter who is not booked.

    A supervisor sees it for the organisation, others for what they own or plead.
    """
    found = []
    for row in pressing(near=at + WITHOUT_INTERPRETER, seen_by=seen_by, at=at):
        day = row.since.astimezone(zoneinfo.ZoneInfo(row.zone)).date()
        whys = ["hearing_outcome"] if row.until <= at else []
        if row.until > at and row.remind_at <= at:
            whys.append("hearing")
        if row.until > at and row.needs_interpreter and not row.booked:  # type: ignore[attr-defined]
            whys.append("hearing_interpreter")
        found += [Waiting(row.case, why, day, row.owner.full_name) for why in whys]
    return found
