"""What officers write in the register. Nothing is changed: a correction is a new line, and the old one stays readable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from hamroh.people.names import clean
from hamroh.people.persons import phones
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.record import note
from hamroh.recruitment.register import events, names, queries
from hamroh.recruitment.register.models import (
    Agency,
    AgencyName,
    AgencyPhone,
    AgencyPlace,
    Inspection,
    Licence,
    LicenceState,
    NameKey,
    PlacementReturn,
    RegisterImport,
    RegisterReading,
    ReturnTerm,
)

State = LicenceState.State
CUTS = frozenset({State.SUSPENDED, State.WITHDRAWN})
"""States that interrupt one that runs: the running line is replaced by what is left of it."""


class RegisterError(Exception):
    """Root of what this room refuses; its words are for the officer. Nothing was changed."""


class Overlap(RegisterError):
    """Two lines of one licence would say something of the same day."""


class NotComplete(RegisterError):
    """Something is missing, or is none of what it should be."""


class Taken(RegisterError):
    """The number is another agency's."""


@dataclass(frozen=True)
class Wrote:
    """Who writes, when, on what paper; `by` is None only for invented agencies."""

    by: Staff | None
    at: dt.datetime
    paper: str
    batch: RegisterImport | None = None

    def line(self) -> dict[str, object]:
        return {"paper": self.paper, "recorded_by": self.by, "recorded_at": self.at, "batch": self.batch}

    @property
    def who(self) -> object:
        return self.by.pk if self.by else None


def wrote(paper: str, *, by: Staff, at: dt.datetime, batch: RegisterImport | None = None) -> Wrote:
    """An officer writes on a paper.

    Raises:
        Absent: they keep no register.
        NotComplete: the paper is not named.
    """
    if not queries.may_keep(by, at):
        raise Absent
    paper = clean(paper)
    if not paper or len(paper) > 200:
        raise NotComplete(_("Name the paper it rests on, with number and day, in at most 200 letters."))
    return Wrote(by, at, paper, batch)


def _note(event: events.Event, w: Wrote) -> None:
    note(event, by=w.by.pk if w.by else None, at=w.at)


# -- agencies ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def enter_agency(some: Iterable[str], *, since: dt.date, w: Wrote, sample: bool = False) -> Agency:
    """Enter an agency under its names, in as many scripts as it writes them.

    Raises:
        NotComplete: no name can be read.
    """
    made = Agency.objects.create(entered_at=w.at, entered_by=w.by, sample=sample)
    texts = [clean(text) for text in some if clean(text)]
    if not texts:
        raise NotComplete(_("Write the agency's name."))
    for text in texts:
        _name(made, text, since=since, w=w)
    _note(events.AgencyEntered(agency=made.pk, name=texts[0], paper=w.paper), w)
    return made


def _name(agency: Agency, text: str, *, since: dt.date, w: Wrote) -> AgencyName:
    read = names.read(text)
    if not read.keys or len(text) > names.LONGEST:
        raise NotComplete(_("A name has a letter or a number in it, and at most 120 of them."))
    row = AgencyName.objects.create(agency=agency, text=text, since=since, **w.line())
    mark_names([row])
    return row


def mark_names(rows: Iterable[AgencyName]) -> None:
    """Write every way to read these names under the letter table, by which they are found."""
    NameKey.objects.bulk_create(
        NameKey(name=row, key=key[:255], size=len(key.replace(" ", "")))
        for row in rows
        for key in sorted(names.read(row.text).keys)
    )


@transaction.atomic
def add_name(agency: Agency, text: str, *, since: dt.date, w: Wrote) -> AgencyName:
    """Another name, or the same in another script, from a day on."""
    row = _name(agency, clean(text), since=since, w=w)
    _note(events.AgencyLineWritten(agency=agency.pk, line=row.text, since=since, paper=w.paper), w)
    return row


@transaction.atomic
def add_phone(agency: Agency, text: str, *, since: dt.date, w: Wrote) -> AgencyPhone:
    """A phone, from a day on.

    Raises:
        NotComplete: it is no phone, or could be of two countries.
    """
    number = phones.e164(text)
    if not number:
        raise NotComplete(
            _("This is no phone number, or its country is not clear. Write it with + and the country's code.")
        )
    row = AgencyPhone.objects.create(agency=agency, number=number, since=since, **w.line())
    _note(events.AgencyLineWritten(agency=agency.pk, line=number, since=since, paper=w.paper), w)
    return row


@transaction.atomic
def add_place(
    agency: Agency, address: str, *, country: str, since: dt.date, w: Wrote, seat: bool = False
) -> AgencyPlace:
    """The seat or a branch, from a day on."""
    address = clean(address)
    if not address or len(address) > 200 or len(country) != 2:
        raise NotComplete(_("Write address and country."))
    row = AgencyPlace.objects.create(
        agency=agency, address=address, country=country.upper(), seat=seat, since=since, **w.line()
    )
    _note(events.AgencyLineWritten(agency=agency.pk, line=address, since=since, paper=w.paper), w)
    return row


@transaction.atomic
def end_line(row: AgencyName | AgencyPhone | AgencyPlace, *, until: dt.date, w: Wrote) -> None:
    """A name, phone or place was in use until a day: the open line is replaced by one that ends.

    Raises:
        NotComplete: it ends before it began, or it is no open line any more.
    """
    row = type(row).objects.select_for_update().get(pk=row.pk)
    if row.replaced_at or row.until or until < row.since:
        raise NotComplete(_("It ended already, or would end before it began."))
    _replace(row, w)
    said = str(getattr(row, "text", "") or getattr(row, "number", "") or getattr(row, "address", ""))
    old = row.pk
    row.pk, row.until, row.replaced_at, row.replaced_by = None, until, None, None
    for name, value in w.line().items():
        setattr(row, name, value)
    row._state.adding = True
    row.save()
    if isinstance(row, AgencyName):
        NameKey.objects.bulk_create(
            NameKey(name=row, key=one.key, size=one.size) for one in NameKey.objects.filter(name=old)
        )
    _note(events.AgencyLineEnded(agency=row.agency_id, line=said, until=until, paper=w.paper), w)


def _replace(row: AgencyName | AgencyPhone | AgencyPlace | LicenceState, w: Wrote) -> None:
    type(row).objects.filter(pk=row.pk, replaced_at__isnull=True).update(replaced_at=w.at, replaced_by=w.by)


# -- licences ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def licence(agency: Agency, number: str, *, countries: Sequence[str] = ()) -> Licence:
    """The agency's licence of this number, made where it is not there yet.

    Raises:
        Taken: another agency has it.
        NotComplete: no letter or number can be read in it.
    """
    number, key = clean(number), names.number_key(number)
    if not key or len(number) > 40:
        raise NotComplete(_("Write the number of the licence, in at most 40 letters."))
    found = Licence.objects.select_for_update().filter(key=key).first()
    if found is None:
        return Licence.objects.create(agency=agency, number=number, key=key, countries=" ".join(sorted(countries)))
    if found.agency_id != agency.pk:
        raise Taken(
            _("Licence %(number)s is agency %(agency)s's. Check the number; a licence never changes hands.")
            % {"number": found.number, "agency": found.agency_id}
        )
    return found


@transaction.atomic
def put_state(of: Licence, state: str, *, since: dt.date, until: dt.date | None = None, w: Wrote) -> LicenceState:
    """How a licence stands from a day on. Suspending and withdrawing cut what runs; all else must leave no day said twice.

    A suspension with a last day lets the licence go on after it, as it stood before.

    Raises:
        Overlap: another line says something of one of these days.
    """
    of = Licence.objects.select_for_update().get(pk=of.pk)
    _ordered(since, until)
    runs = [one for one in _standing(of) if _meet(one, since, until)]
    if state in CUTS and all(one.state not in CUTS for one in runs):
        for one in runs:
            _replace(one, w)
        row = _state(of, state, since, until, w)
        for one in runs:
            # What is left of a line of a table is taken back with that table.
            left = replace(w, paper=one.paper, batch=one.batch)
            if one.since < since:
                _state(of, one.state, one.since, since - dt.timedelta(1), left)
            # After a withdrawal nothing goes on by itself.
            if state == State.SUSPENDED and until is not None and (one.until is None or one.until > until):
                _state(of, one.state, until + dt.timedelta(1), one.until, left)
    else:
        _refuse_overlap(runs)
        row = _state(of, state, since, until, w)
    _note(events.LicenceStateWritten(number=of.number, state=state, since=since, until=until, paper=w.paper), w)
    return row


@transaction.atomic
def correct_state(row: LicenceState, state: str, *, since: dt.date, until: dt.date | None, w: Wrote) -> LicenceState:
    """Put another line in a line's place. The old one stays readable, with the moment at which it was replaced.

    Raises:
        Overlap: another line says something of one of these days.
        NotComplete: the line was replaced already.
    """
    of = Licence.objects.select_for_update().get(pk=row.licence_id)
    row = LicenceState.objects.get(pk=row.pk)
    if row.replaced_at:
        raise NotComplete(_("This line was corrected already. Correct the one that stands now."))
    _ordered(since, until)
    _refuse_overlap([one for one in _standing(of) if one.pk != row.pk and _meet(one, since, until)])
    _replace(row, w)
    made = _state(of, state, since, until, w)
    _note(events.LicenceStateCorrected(number=of.number, line=row.pk, since=since, paper=w.paper), w)
    return made


def _ordered(since: dt.date, until: dt.date | None) -> None:
    if until is not None and until < since:
        raise NotComplete(_("The last day is before the first."))
    if not dt.date(1900, 1, 1) <= since or (until or since) >= dt.date(2150, 1, 1):
        raise NotComplete(_("A day lies between 1900 and 2150."))


def _standing(of: Licence) -> list[LicenceState]:
    return list(LicenceState.objects.filter(licence=of, replaced_at__isnull=True))


def _meet(one: LicenceState, since: dt.date, until: dt.date | None) -> bool:
    return (until is None or one.since <= until) and (one.until is None or one.until >= since)


def _state(of: Licence, state: str, since: dt.date, until: dt.date | None, w: Wrote) -> LicenceState:
    return LicenceState.objects.create(licence=of, state=state, since=since, until=until, **w.line())


def _refuse_overlap(runs: list[LicenceState]) -> None:
    if runs:
        first = min(runs, key=lambda one: one.since)
        raise Overlap(
            _(
                "These days are taken: the licence has a line from %(since)s to %(until)s. Correct that line first, or begin "
                "on the day after it ends."
            )
            % {"since": first.since.isoformat(), "until": first.until.isoformat() if first.until else "…"}
        )


# -- the register as a whole -------------------------------------------------------------------------------------------


@transaction.atomic
def read_register(*, begins_on: dt.date, read_on: dt.date, w: Wrote) -> RegisterReading:
    """Say that the register is whole here from a day until a day.

    Raises:
        NotComplete: the days are the wrong way round, or the last has not come yet.
    """
    _ordered(begins_on, None)
    if read_on < begins_on or read_on > (w.at + dt.timedelta(hours=14)).date():
        raise NotComplete(_("The register begins before it is read, and is not read tomorrow."))
    row = RegisterReading.objects.create(begins_on=begins_on, read_on=read_on, **w.line())
    _note(events.RegisterRead(begins_on=begins_on, read_on=read_on, paper=w.paper), w)
    return row


@transaction.atomic
def set_term(*, since: dt.date, months: int, days: int, w: Wrote) -> ReturnTerm:
    """From when, how often and within how many days agencies return whom they placed. The earlier term is replaced."""
    _ordered(since, None)
    if months not in (1, 2, 3, 4, 6, 12) or not 1 <= days <= 365:
        raise NotComplete(_("A period has 1, 2, 3, 4, 6 or 12 months, and a return is due within 365 days."))
    ReturnTerm.objects.filter(replaced_at__isnull=True).update(replaced_at=w.at, replaced_by=w.by)
    row = ReturnTerm.objects.create(since=since, months=months, days=days, **w.line())
    _note(events.ReturnTermSet(since=since, months=months, days=days, paper=w.paper), w)
    return row


@transaction.atomic
def put_return(
    agency: Agency,
    *,
    since: dt.date,
    until: dt.date,
    country: str,
    men: int,
    women: int,
    received_on: dt.date,
    w: Wrote,
) -> PlacementReturn:
    """What an agency returned for a period and country. Given again, the new one replaces the old."""
    if until < since or min(men, women) < 0 or (not country and (men or women)):
        raise NotComplete(
            _("Write the period, and the country where they were placed; leave it empty where nobody was.")
        )
    old = PlacementReturn.objects.filter(agency=agency, since=since, country=country, replaced_at__isnull=True)
    old.update(replaced_at=w.at, replaced_by=w.by)
    row = PlacementReturn.objects.create(
        agency=agency,
        since=since,
        until=until,
        country=country,
        men=men,
        women=women,
        received_on=received_on,
        **w.line(),
    )
    _note(events.PlacementsReturned(agency=agency.pk, since=since, until=until, paper=w.paper), w)
    return row


# -- inspections -------------------------------------------------------------------------------------------------------


@transaction.atomic
def plan_inspections(
    *, size: int, drawn: int, by: Staff, at: dt.datetime, today: dt.date, mark: str | None = None
) -> queries.Plan:
    """Keep the plan that `queries.plan` proposes for today, with why each was chosen. `mark` is of the one that was shown.

    Raises:
        Absent: they keep no register.
        NotComplete: the numbers cannot be, or it is no longer the plan that was shown.
    """
    if not queries.may_keep(by, at):
        raise Absent
    if not 1 <= size <= 200 or not 0 <= drawn <= size:
        raise NotComplete(_("Plan 1 to 200 inspections, and draw no more than these."))
    made = queries.plan(size=size, drawn=drawn, today=today)
    if mark is not None and made.mark != mark:
        raise NotComplete(
            _("This is not the plan that was shown: it is kept already, or something changed. Propose once more.")
        )
    for chosen, some in ((Inspection.Chosen.RISK, made.by_risk), (Inspection.Chosen.DRAW, made.by_draw)):
        for one in some:
            Inspection.objects.create(
                agency_id=one.agency, planned_on=today, planned_by=by, chosen=chosen, signs=one.signs
            )
    note(
        events.InspectionsPlanned(
            by_risk=len(made.by_risk),
            by_draw=len(made.by_draw),
            agencies=tuple(one.agency for one in (*made.by_risk, *made.by_draw)),
        ),
        by=by.pk,
        at=at,
    )
    return made


@transaction.atomic
def finish_inspection(row: int, *, done_on: dt.date, breach: bool, w: Wrote) -> None:
    """What an inspection found.

    Raises:
        Absent: there is none to come under this number.
    """
    found = Inspection.objects.select_for_update().filter(pk=row, done_on__isnull=True).first()
    if found is None:
        raise Absent
    found.done_on, found.done_by, found.breach, found.paper = done_on, w.by, breach, w.paper
    found.save(update_fields=["done_on", "done_by", "breach", "paper"])
    _note(events.InspectionDone(agency=found.agency_id, done_on=done_on, breach=breach, paper=w.paper), w)
