"""Compare the pay of a work with published figures of that work, and with the least that the law allows.

The figures stand in `figures/`, a data package: each with its kind of work, regions, days, source and the spread that the source
gives. A figure is what somebody published, never what pay should be. Without a figure of that work the answer is unknown: nothing
is taken from another work, from another country, or from a time long past.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from hamroh.rulebook import tables as cell
from hamroh.rulebook.series import SeriesBook, shipped
from hamroh.rulebook.tables import read_table

FOLDER = Path(__file__).parent / "figures"
HOLDS = dt.timedelta(days=365)
"""A figure is compared with pay of its own days and of so many after them. Pay in Russia grew by about a seventh from the second
quarter of 2024 to that of 2025: an older figure would call ordinary pay high."""
FAR = 2
"""Far is more than so many times the highest figure, or less than this part of the lowest. It is a rule of thumb of ours and no
law: surveys of one work in one year differ by about as much (street cleaners, 2025 to 2026: 42,300 and 93,946 roubles).
Advertisements promise more than is paid: where they are all that is known, no sum is called far below."""
ANY = "any"
"""All kinds of work together: shown beside a comparison, and never what decides it."""
COUNTRY = "RU"
PERS = ("month", "day", "shift", "hour")
MOST_OLD = 5


class Kind(StrEnum):
    """Whose word a figure is."""

    PAID = "paid"  # firms or banks report what was paid
    TOLD = "told"  # workers tell what they got
    OFFERED = "offered"  # advertisements promise it


class Measure(StrEnum):
    AVERAGE = "average"
    MEDIAN = "median"


class Stands(StrEnum):
    """How a sum stands to the least that the law allows and to the figures."""

    BELOW_LEAST = "below_least"  # below the least pay of a full month; whatever the figures say
    FAR_BELOW = "far_below"
    NEAR = "near"
    FAR_ABOVE = "far_above"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why it is unknown."""

    SETTLED = ""
    NO_SUM = "no_sum"
    NO_TIMES = "no_times"  # a day, shift or hour without how many there are in a month
    NO_WORK = "no_work"
    NO_FIGURE = "no_figure"
    ONLY_OLD = "only_old"
    ONLY_PROMISES = "only_promises"  # below what advertisements promise, and nothing is known of what is paid


@dataclass(frozen=True)
class Job:
    """A kind of work. `sectors` are those of the law (`law/series/series.yaml`), where they are the same."""

    code: str
    sectors: tuple[str, ...]
    names: dict[str, str]


@dataclass(frozen=True)
class Source:
    """Where a figure was read: whose it is (in three languages), who published it, where, on which day we read it."""

    key: str
    title: str
    who: dict[str, str]
    publisher: str
    published: dt.date | None
    address: str
    read_on: dt.date


@dataclass(frozen=True)
class Figure:
    """A published figure: kopecks a month for `job`, in `regions` (`RU`: the whole country), from `since` to `until`.

    `low` and `high` are the spread, where the source gives one. `people` is of whom it speaks: all, foreign, central_asian, tajik.
    `note` is a code of `words.NOTES`.
    """

    key: str
    job: str
    regions: frozenset[str]
    since: dt.date
    until: dt.date
    kind: Kind
    measure: Measure
    kopecks: int
    low: int | None
    high: int | None
    people: str
    source: Source
    note: str

    def holds(self, day: dt.date) -> bool:
        """May pay of this day be compared with it?"""
        return self.since <= day <= self.until + HOLDS

    @property
    def lowest(self) -> int:
        return self.kopecks if self.low is None else self.low

    @property
    def highest(self) -> int:
        return self.kopecks if self.high is None else self.high


@dataclass(frozen=True)
class Least:
    """The least pay of a full month by law: for the whole country (`region` empty), or agreed for a region."""

    kopecks: int
    region: str
    since: dt.date
    until: dt.date
    act: str
    source: str
    confidence: str
    note: str


@dataclass(frozen=True)
class Comparison:
    """What is known of the pay of a work in a region on a day, and how a sum stands to it.

    `kopecks` is the sum as a month's pay. `figures` decide: those of the region, or of the whole country where the region has
    none (`of_region` says which). `country` are those of the whole country beside them, `old` what was published of an earlier
    time, `any_work` all kinds of work together. `lowest` and `highest` are the bounds of `figures`.
    """

    job: str
    region: str
    on: dt.date
    kopecks: int | None
    least: tuple[Least, ...]
    figures: tuple[Figure, ...]
    of_region: bool
    country: tuple[Figure, ...]
    old: tuple[Figure, ...]
    any_work: tuple[Figure, ...]
    stands: Stands
    why: Why
    undercut: Least | None

    @property
    def lowest(self) -> int | None:
        return min((one.lowest for one in self.figures), default=None)

    @property
    def highest(self) -> int | None:
        return max((one.highest for one in self.figures), default=None)


def is_region(code: str, law: SeriesBook) -> bool:
    """Is it a region of Russia? The law's tables have those of other countries too, whose pay is not known."""
    return code.startswith(f"{COUNTRY}-") and code in law.region_names()


def compare(
    job: str,
    region: str,
    on: dt.date,
    sum: int | None = None,
    per: str = "month",
    times: int | None = None,
    *,
    law: SeriesBook | None = None,
) -> Comparison:
    """How the pay of a work stands to what is published of it, and to the least that the law allows.

    `job` is a code of `jobs()`, or empty where the work is not known; `region` a region of Russia (ISO 3166-2), or empty. `sum`
    is in kopecks for one `per` (`PERS`); where that is no month, `times` says how many of them a month has, and without it the
    sum is compared with nothing. `law` is the law's tables in use.

    A sum below the least pay is `below_least` only if it is for a full month: say so beside it. It never means that somebody
    did wrong, and `near` never that an offer is honest.

    Raises:
        ValueError: there is no such work, region or part of time, or the sum or `times` is not above nothing.
    """
    law = law or shipped()
    if job and job not in jobs():
        raise ValueError(f"there is no work {job!r}: {', '.join(jobs())}")
    if region and not is_region(region, law):
        raise ValueError(f"there is no region {region!r} of Russia (RU-MOW)")
    if per not in PERS or any(one is not None and one <= 0 for one in (sum, times)):
        raise ValueError(f"a sum above nothing for one of {', '.join(PERS)}, so many times a month")
    factor = 1 if per == "month" else times
    month = sum * factor if sum is not None and factor is not None else None
    of_job = [one for one in figures() if one.job == job and one.regions & {region, COUNTRY}]
    held = [one for one in of_job if one.holds(on)]
    here, wide = [one for one in held if region in one.regions], [one for one in held if COUNTRY in one.regions]
    decide = () if job in ("", ANY) else tuple(here or wide)
    old = sorted((one for one in of_job if one.until + HOLDS < on), key=lambda one: one.until, reverse=True)
    least = _least(region, on, law)
    undercut = next((one for one in least if month is not None and month < one.kopecks), None)
    stands = _stands(month, decide, undercut)
    why = (
        Why.SETTLED if stands is not Stands.UNKNOWN
        else Why.NO_SUM if sum is None
        else Why.NO_TIMES if month is None
        else Why.NO_WORK if job in ("", ANY)
        else Why.ONLY_PROMISES if decide
        else Why.ONLY_OLD if old
        else Why.NO_FIGURE
    )  # fmt: skip
    return Comparison(
        job=job,
        region=region,
        on=on,
        kopecks=month,
        least=least,
        figures=decide,
        of_region=bool(here),
        country=tuple(wide) if here else (),
        old=tuple(old[:MOST_OLD]),
        any_work=tuple(_any_work(region, on)),
        stands=stands,
        why=why,
        undercut=undercut,
    )


def _stands(month: int | None, decide: tuple[Figure, ...], undercut: Least | None) -> Stands:
    if undercut is not None:
        return Stands.BELOW_LEAST
    if month is None or not decide:
        return Stands.UNKNOWN
    if month * FAR < min(one.lowest for one in decide):
        return Stands.UNKNOWN if _only_promises(decide) else Stands.FAR_BELOW
    return Stands.FAR_ABOVE if month > max(one.highest for one in decide) * FAR else Stands.NEAR


def _only_promises(decide: tuple[Figure, ...]) -> bool:
    return all(one.kind is Kind.OFFERED for one in decide)


def _any_work(region: str, on: dt.date) -> list[Figure]:
    held = [one for one in figures() if one.job == ANY and one.holds(on)]
    return [one for one in held if region in one.regions] or [one for one in held if COUNTRY in one.regions]


def _least(region: str, on: dt.date, law: SeriesBook) -> tuple[Least, ...]:
    """The least pay of the country, and that of the region where one was read and it is higher."""
    whole = law.reading("ru.minimum_wage", on=on)
    there = law.reading("ru.regional_minimum_wage", region, on=on) if region else None
    found = [(whole, ""), (there if there and (whole is None or there.value > whole.value) else None, region)]
    return tuple(
        Least(r.value, where, r.since, r.until, r.act or "", r.source, r.confidence, r.note or "")
        for r, where in found
        if r is not None
    )


# -- the package -------------------------------------------------------------------------------------------------------


def _day(text: str) -> dt.date:
    return dt.date.fromordinal(cell.day(text))


_JOBS: dict[str, cell.Cell] = {
    "job": cell.text, "sectors": lambda text: tuple(text.split()),
    "name_en": cell.text, "name_ru": cell.text, "name_tg": cell.text,
}  # fmt: skip
_SOURCES: dict[str, cell.Cell] = {
    "source": cell.text, "title": cell.text, "who_en": cell.text, "who_ru": cell.text, "who_tg": cell.text,
    "publisher": cell.text, "published": cell.maybe(_day),
    "address": cell.text, "read_on": _day,
}  # fmt: skip
_FIGURES: dict[str, cell.Cell] = {
    "figure": cell.text, "job": cell.text, "regions": lambda text: frozenset(cell.text(text).split()), "from": _day, "to": _day,
    "kind": cell.choice(tuple(Kind)), "measure": cell.choice(tuple(Measure)), "rub_month": cell.hundredths,
    "low": cell.maybe(cell.hundredths), "high": cell.maybe(cell.hundredths),
    "people": cell.choice(("all", "foreign", "central_asian", "tajik")), "source": cell.text, "note": str,
}  # fmt: skip


def _in_three(row: dict[str, Any], name: str) -> dict[str, str]:
    return {tongue: row[f"{name}_{tongue}"] for tongue in ("en", "ru", "tg")}


@functools.cache
def jobs() -> dict[str, Job]:
    """Every kind of work by its code, in the order in which they are offered."""
    return {
        row["job"]: Job(row["job"], row["sectors"], _in_three(row, "name"))
        for row in read_table(FOLDER / "jobs.csv", _JOBS)
    }


def job_of_sector(sector: str) -> str:
    """The kind of work that a sector of the law is; empty where there is none."""
    return next((job.code for job in jobs().values() if sector in job.sectors), "")


@functools.cache
def sources() -> dict[str, Source]:
    """Every source by its key."""
    return {
        row["source"]: Source(
            row["source"], row["title"], _in_three(row, "who"), row["publisher"], row["published"], row["address"], row["read_on"]
        )
        for row in read_table(FOLDER / "sources.csv", _SOURCES)
    }  # fmt: skip


@functools.cache
def figures() -> tuple[Figure, ...]:
    """Every figure, in the order of its days.

    Raises:
        LawError: a cell of the table is not what its column holds.
        KeyError: a figure names a source that is not there.
    """
    found = [
        Figure(
            row["figure"], row["job"], row["regions"], row["from"], row["to"], Kind(row["kind"]), Measure(row["measure"]),
            row["rub_month"], row["low"], row["high"], row["people"], sources()[row["source"]], row["note"],
        )
        for row in read_table(FOLDER / "figures.csv", _FIGURES)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.since, one.key)))


NAMES = ("datapackage.json", "figures.csv", "jobs.csv", "sources.csv")


def package(name: str) -> bytes:
    """A file of the data package as it is kept.

    Raises:
        KeyError: the package has no such file.
    """
    if name not in NAMES:
        raise KeyError(name)
    return (FOLDER / name).read_bytes()
