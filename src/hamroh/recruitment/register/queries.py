"""How agencies stand on a day, what the register knows of a day, what is overdue, whom to inspect."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy

from hamroh.people.staff.models import Role, Staff
from hamroh.record import keys
from hamroh.recruitment.register import names
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

OFFICERS = frozenset({Role.LICENSING})
"""Who keeps the register."""
FRESH_DAYS = 7
"""A register read longer ago says nothing of today: the same week as for the list of codes taken back."""
PAGE = 50
IN_FORCE = frozenset({LicenceState.State.GRANTED, LicenceState.State.RENEWED})


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why the answer is what it is."""

    LICENSED = "licensed"
    # No licence was in force on the day: how its last one stood.
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    NEVER = "never"
    # What keeps us from knowing.
    NOTHING_READ = "nothing_read"
    BEFORE = "before"
    NOT_READ_LATELY = "not_read_lately"
    FUTURE = "future"


@dataclass(frozen=True)
class Coverage:
    """Of which days the register speaks: from `begins_on`, as it was read last on `read_on`; both empty where it never was."""

    begins_on: dt.date | None
    read_on: dt.date | None

    def silent(self, on: dt.date, today: dt.date) -> Why | None:
        """Why nothing can be said of a day; None where something can."""
        if on > today:
            return Why.FUTURE
        if self.begins_on is None or self.read_on is None:
            return Why.NOTHING_READ
        if on < self.begins_on:
            return Why.BEFORE
        if on > self.read_on and (today - self.read_on).days > FRESH_DAYS:
            return Why.NOT_READ_LATELY
        return None


def coverage() -> Coverage:
    """Of which days the register here speaks."""
    rows = RegisterReading.objects.filter(replaced_at__isnull=True)
    if settings.OVER_TLS:
        # A site that others reach never answers from the invented register of a machine where things are tried.
        rows = rows.filter(recorded_by__isnull=False)
    last = rows.order_by("-read_on", "-pk").first()
    return Coverage(last.begins_on, last.read_on) if last else Coverage(None, None)


@dataclass(frozen=True)
class Standing:
    """How one agency stands on one day. `since` and `until` bound the state that decided; `name` is the one of that day."""

    agency: int
    name: str
    names: tuple[str, ...]
    answer: Answer
    why: Why
    on: dt.date
    coverage: Coverage
    licence: str = ""
    countries: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    sample: bool = False
    # Asked for by its number: another licence of the agency, which was in force that day.
    other: str = ""


def holds(on: dt.date) -> Q:
    """Lines that stand and count on a day."""
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on)) & Q(replaced_at__isnull=True)


def _stands(rows: str, model: type) -> Prefetch:
    return Prefetch(rows, queryset=model.objects.filter(replaced_at__isnull=True), to_attr=f"standing_{rows}")  # type: ignore[attr-defined]


def with_lines(agencies: QuerySet[Agency]) -> QuerySet[Agency]:
    """The same agencies with the lines that stand, in a handful of queries however many they are."""
    licences = Licence.objects.prefetch_related(_stands("states", LicenceState))
    return agencies.prefetch_related(
        _stands("names", AgencyName),
        _stands("phones", AgencyPhone),
        _stands("places", AgencyPlace),
        Prefetch("licences", queryset=licences),
    )


def standing(agency: Agency, *, on: dt.date, today: dt.date, known: Coverage, key: str = "") -> Standing:
    """How an agency of `with_lines` stands on a day; with the `key` of one of its licences, how that licence does."""
    held = [one for one in agency.standing_names if _within(one, on)]  # type: ignore[attr-defined]
    names = tuple(one.text for one in held or agency.standing_names)  # type: ignore[attr-defined]
    licence, state, why = _decides(agency, on, key)
    other, _, else_ = _decides(agency, on) if key and why != Why.LICENSED else (None, None, why)
    silent = known.silent(on, today)
    until = state.until if state and why == Why.LICENSED else None
    return Standing(
        agency=agency.pk,
        name=names[0] if names else "",
        names=names,
        answer=Answer.UNKNOWN if silent else Answer.YES if why == Why.LICENSED else Answer.NO,
        why=silent or why,
        on=on,
        coverage=known,
        licence=licence.number if licence else "",
        countries=tuple(licence.countries.split()) if licence else (),
        since=_began(licence, state, on) if licence and state else None,
        until=until,
        sample=agency.sample,
        other=other.number if other and else_ == Why.LICENSED else "",
    )


def _within(line: AgencyName | LicenceState, on: dt.date) -> bool:
    return line.since <= on and (line.until is None or on <= line.until)


def _decides(agency: Agency, on: dt.date, key: str = "") -> tuple[Licence | None, LicenceState | None, Why]:
    """The licence and the state that answer for a day: one in force, else the one that was there last, else the first to come."""
    earlier: list[tuple[dt.date, Licence, LicenceState]] = []
    later: list[tuple[dt.date, Licence, LicenceState]] = []
    for licence in agency.licences.all():
        if key and licence.key != key:
            continue
        for state in licence.standing_states:  # type: ignore[attr-defined]
            if state.state in IN_FORCE and _within(state, on):
                return licence, state, Why.LICENSED
            (earlier if state.since <= on else later).append((state.since, licence, state))
    if earlier:
        _, licence, state = max(earlier, key=lambda one: (one[0], one[2].pk))
        ran_out = state.state in IN_FORCE or not _within(state, on)
        return licence, state, Why.EXPIRED if ran_out else Why(state.state)
    if later:
        _, licence, state = min(later, key=lambda one: (one[0], one[2].pk))
        return licence, state, Why.NOT_YET
    return None, None, Why.NEVER


def _began(licence: Licence, state: LicenceState, on: dt.date) -> dt.date:
    """From when it has stood so. What ran out did so on the day after its last."""
    if state.since <= on and not _within(state, on) and state.until:
        return state.until + dt.timedelta(1)
    return state.since


# -- finding agencies --------------------------------------------------------------------------------------------------


def agencies_of(ids: Iterable[int]) -> list[Agency]:
    """These agencies with their lines, by number."""
    return list(with_lines(Agency.objects.filter(pk__in=set(ids))).order_by("pk"))


def agency(id: int) -> Agency | None:
    """One agency with its lines; None where there is none, or where every name of it was taken back."""
    # Asked for as one, a number too long for the database is none.
    found = with_lines(Agency.objects.filter(pk=id)).first()
    return found if found is not None and found.standing_names else None  # type: ignore[attr-defined]


@dataclass(frozen=True)
class DayLine:
    """A line of a licence as it is read day by day. `replaced_at` is set where it was corrected since."""

    number: str
    state: str
    since: dt.date
    until: dt.date | None
    paper: str
    recorded_at: dt.datetime
    replaced_at: dt.datetime | None
    id: int


def day_by_day(agency: Agency) -> list[DayLine]:
    """Everything that was ever written of an agency's licences, newest first; what was replaced stays among it."""
    rows = LicenceState.objects.filter(licence__agency=agency).select_related("licence")
    return [
        DayLine(
            r.licence.number, r.state, r.since, r.until, r.paper, r.recorded_at, r.replaced_at, r.pk
        )
        for r in rows.order_by("-since", "-pk")
    ]  # fmt: skip


# -- the desk ----------------------------------------------------------------------------------------------------------


def agencies(words: str = "") -> QuerySet[Agency]:
    """The agencies of the register, newest first; with words, those whose name or licence number holds them."""
    stands = AgencyName.objects.filter(agency=OuterRef("pk"), replaced_at__isnull=True)
    found = Agency.objects.filter(Exists(stands))
    if words:
        found = found.filter(
            Exists(stands.filter(text__icontains=words))
            | Exists(Licence.objects.filter(agency=OuterRef("pk"), number__icontains=words))
        )
    return with_lines(found).order_by("-pk")


def is_empty() -> bool:
    """Has nothing been entered in the register yet?"""
    return not Agency.objects.exists()


def imports() -> QuerySet[RegisterImport]:
    """The tables that were entered, newest first."""
    return RegisterImport.objects.select_related("by").order_by("-pk")[:PAGE]


# -- returns of placements ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Overdue:
    """A period that an agency had a licence in, and for which it has returned nothing by the day on which it should have."""

    agency: int
    name: str
    since: dt.date
    until: dt.date
    due_on: dt.date
    days: int


def term() -> ReturnTerm | None:
    """The term for returns that stands; None where the register has none, and then nothing is overdue."""
    return ReturnTerm.objects.filter(replaced_at__isnull=True).order_by("-since", "-pk").first()


def _months_on(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def periods(term: ReturnTerm, today: dt.date) -> list[tuple[dt.date, dt.date, dt.date]]:
    """First day, last day and day of return of every period whose return should have come before a day."""
    out: list[tuple[dt.date, dt.date, dt.date]] = []
    at = 0
    while True:
        since = _months_on(term.since, at * term.months)
        until = _months_on(term.since, (at + 1) * term.months) - dt.timedelta(1)
        due = until + dt.timedelta(term.days)
        if due >= today:
            return out
        out.append((since, until, due))
        at += 1


def overdue(*, today: dt.date, agencies: Sequence[Agency] | None = None) -> list[Overdue]:
    """What has not been returned, the longest overdue first."""
    stands = term()
    if stands is None:
        return []
    due = periods(stands, today)
    if not due:
        return []
    given = set(
        PlacementReturn.objects.filter(replaced_at__isnull=True, since__gte=stands.since).values_list("agency", "since")
    )
    found = []
    for one in agencies if agencies is not None else with_lines(Agency.objects.all()):
        if not one.standing_names:  # type: ignore[attr-defined]
            continue
        force = [
            state
            for licence in one.licences.all()
            for state in licence.standing_states  # type: ignore[attr-defined]
            if state.state in IN_FORCE
        ]
        for since, until, due_on in due:
            worked = any(state.since <= until and (state.until is None or state.until >= since) for state in force)
            if worked and (one.pk, since) not in given:
                name = one.standing_names[0].text  # type: ignore[attr-defined]
                found.append(Overdue(one.pk, name, since, until, due_on, (today - due_on).days))
    return sorted(found, key=lambda o: (o.due_on, o.agency))


def returns_of(agency: Agency) -> QuerySet[PlacementReturn]:
    """What an agency returned, newest period first."""
    return PlacementReturn.objects.filter(agency=agency, replaced_at__isnull=True)


# -- whom to inspect ---------------------------------------------------------------------------------------------------

Sign = Callable[[dt.date], dict[int, int]]
"""How often something that speaks for an inspection stands against each agency, by its number, on a day."""

_signs: dict[str, tuple[int, Any, Sign]] = {}
YEAR = dt.timedelta(365)


def sign(name: str, weight: int, words: Any) -> Callable[[Sign], Sign]:
    """Makes a sign known: `weight` points for each time it stands against an agency, and what it is called. Rooms above add
    theirs in a `signs.py`."""

    def put(count: Sign) -> Sign:
        _signs[name] = (weight, words, count)
        return count

    return put


@sign("overdue_returns", 2, gettext_lazy("returns overdue"))
def _overdue_returns(today: dt.date) -> dict[int, int]:
    out: dict[int, int] = {}
    for one in overdue(today=today):
        out[one.agency] = out.get(one.agency, 0) + 1
    return out


@sign("suspensions", 3, gettext_lazy("suspensions in three years"))
def _suspensions(today: dt.date) -> dict[int, int]:
    rows = LicenceState.objects.filter(
        replaced_at__isnull=True, state=LicenceState.State.SUSPENDED, since__gt=today - 3 * YEAR, since__lte=today
    )
    return dict(rows.values("licence__agency").annotate(n=Count("pk")).values_list("licence__agency", "n"))


@sign("breaches", 4, gettext_lazy("breaches found in three years"))
def _breaches(today: dt.date) -> dict[int, int]:
    rows = Inspection.objects.filter(breach=True, done_on__gt=today - 3 * YEAR)
    return dict(rows.values("agency").annotate(n=Count("pk")).values_list("agency", "n"))


@dataclass(frozen=True)
class Candidate:
    """An agency that may be inspected: its signs with their counts, and the points they make together."""

    agency: int
    name: str
    signs: dict[str, int] = field(hash=False)
    points: int


@dataclass(frozen=True)
class Plan:
    """Whom to inspect: those with most signs, and some drawn from all the others, so that who has no signs is seen too."""

    by_risk: tuple[Candidate, ...]
    by_draw: tuple[Candidate, ...]

    @property
    def mark(self) -> str:
        """Names exactly these agencies."""
        said = repr([[one.agency for one in some] for some in (self.by_risk, self.by_draw)])
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def plan(*, size: int, drawn: int, today: dt.date) -> Plan:
    """Propose `size` inspections, `drawn` of them by lot; the same day gives the same plan.

    The lot is the order of a keyed digest (HMAC-SHA-256) of day and agency: nobody without the site's key can foresee it, and
    nobody with it can turn it without leaving another plan in the record. Agencies with an inspection still to come, and
    those without a licence in force, are left out.
    """
    waiting = set(Inspection.objects.filter(done_on__isnull=True).values_list("agency", flat=True))
    in_force = set(
        LicenceState.objects.filter(holds(today), state__in=IN_FORCE).values_list("licence__agency", flat=True)
    )
    points_of = weights()
    counted = {name: count(today) for name, (_weight, _words, count) in _signs.items()}
    found = []
    for one in with_lines(Agency.objects.filter(pk__in=in_force - waiting)):
        if one.standing_names:  # type: ignore[attr-defined]
            signs = {name: some[one.pk] for name, some in counted.items() if some.get(one.pk)}
            points = sum(points_of[name] * n for name, n in signs.items())
            found.append(Candidate(one.pk, one.standing_names[0].text, signs, points))  # type: ignore[attr-defined]
    key = keys.store().blind("recruitment.inspections")

    def lot(one: Candidate) -> bytes:
        return hmac.digest(key, f"{today.isoformat()} {one.agency}".encode(), hashlib.sha256)

    risk = sorted((c for c in found if c.points), key=lambda c: (-c.points, lot(c)))[: max(0, size - drawn)]
    rest = sorted((c for c in found if c not in risk), key=lot)
    return Plan(tuple(risk), tuple(rest[: size - len(risk)]))


def inspections() -> QuerySet[Inspection]:
    """Inspections, those to come first."""
    names = _stands("agency__names", AgencyName)
    names = Prefetch(
        "agency__names", queryset=AgencyName.objects.filter(replaced_at__isnull=True), to_attr="standing_names"
    )
    return Inspection.objects.prefetch_related(names).order_by("-done_on", "pk")


def weights() -> dict[str, int]:
    """Points of each sign."""
    autodiscover_modules("signs")
    return {name: weight for name, (weight, _words, _count) in _signs.items()}


def called(name: str) -> str:
    """What a sign is called; its name where no room knows it any more."""
    autodiscover_modules("signs")
    return str(_signs[name][1]) if name in _signs else name


def alone_by_name(texts: Iterable[str]) -> dict[str, int]:
    """For each of these names that exactly one agency has today under the letter table: that agency."""
    held: dict[str, list[tuple[int, str]]] = {}
    rows = NameKey.objects.filter(name__replaced_at__isnull=True, name__until__isnull=True)
    for key, agency, text in rows.values_list("key", "name__agency", "name__text"):
        held.setdefault(key, []).append((agency, text))
    out = {}
    for typed in texts:
        read = names.read(typed)
        near = {one for key in read.keys for one in held.get(key, ())}
        found = {agency for agency, text in near if names.read(text).equals(read)}
        if len(found) == 1:
            out[typed] = found.pop()
    return out


def state_line(id: int) -> LicenceState | None:
    """A line of a licence that stands."""
    return LicenceState.objects.filter(pk=id, replaced_at__isnull=True).select_related("licence").first()


def line(kind: str, id: int) -> AgencyName | AgencyPhone | AgencyPlace | None:
    """A name, phone or place that is in use."""
    model: Any = {"name": AgencyName, "phone": AgencyPhone, "place": AgencyPlace}.get(kind)
    return model.objects.filter(pk=id, replaced_at__isnull=True, until__isnull=True).first() if model else None


def may_keep(staff: Staff, at: dt.datetime) -> bool:
    """May they write in the register?"""
    return bool(staff.roles(at) & OFFICERS)
