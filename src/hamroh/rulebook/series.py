"""Dated series: rates, prices, wages, closed work, and the places they speak of.

Each series says itself how long a reading holds: until the next one and at most to the day until which the series was read,
for a year, or for stated days. Outside that every look-up is unknown (`None`), never the nearest reading. A reading carries
its confidence, its days and its source.

Days are ordinals in look-ups made by expressions and `date` in readings. Everything here is plain and can be pickled.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import lcm
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from . import tables as c
from .errors import LawError
from .reading import Map, Seq, read_documents
from .wording import fold
from .working_days import Calendar, calendar_for, read_calendar

if TYPE_CHECKING:
    from .expressions import Signature

__all__ = ["Reading", "Series", "SeriesBook", "rates_of", "read_series", "shipped"]

LANGUAGES: Final = ("en", "ru", "tg")
_DAY: Final = "day"
_FOREVER: Final = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a series: what, how sure, on which days, from where."""

    value: Any
    confidence: str
    since: date
    until: date
    """The last day on which it is known to hold."""
    source: str
    act: str | None = None
    note: str | None = None
    """A code; `SeriesBook.notes` has the words."""


@dataclass(slots=True)
class _Steps:
    """Readings of one key in order of their first days."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    readings: list[tuple[str, str, str | None, str | None]] = field(default_factory=list)
    """(confidence, source, act, note) beside each value."""

    def add(self, start: int, end: int, value: Any, about: tuple[str, str, str | None, str | None]) -> None:
        self.starts.append(start)
        self.ends.append(end)
        self.values.append(value)
        self.readings.append(about)

    def at(self, day: int) -> int:
        """Place of the reading that holds on the day, or -1."""
        i = bisect_right(self.starts, day) - 1
        return i if i >= 0 and day <= self.ends[i] else -1


@dataclass(slots=True)
class Series:
    """What a series is, in three languages, and its rows."""

    name: str
    title: dict[str, str]
    unit: str
    takes: tuple[str, ...]
    """Argument types of a look-up; empty for a table that is only read."""
    gives: str
    holds: str
    read_to: date | None
    columns: tuple[str, ...]
    sources: str
    missing: tuple[dict[str, str], ...]
    made_from: tuple[str, ...]
    rows: list[dict[str, Any]] = field(default_factory=list)
    steps: dict[tuple[str, ...], _Steps] = field(default_factory=dict)


class SeriesBook:
    """All series of a folder."""

    def __init__(self) -> None:
        self.series: dict[str, Series] = {}
        self.units: dict[str, dict[str, str]] = {}
        self.notes: dict[str, dict[str, str]] = {}
        self.sectors: dict[str, dict[str, str]] = {}
        self.activities: dict[str, dict[str, str]] = {}
        self.licence: dict[str, str] = {}
        self.calendars: dict[str, Calendar] = {}
        self.recorded: date = date.min
        self._regions: dict[str, dict[str, str]] = {}
        self._region_by_name: dict[str, str] = {}
        self._bans: dict[str, list[dict[str, Any]]] = {}

    def __getitem__(self, name: str) -> Series:
        return self.series[name]

    # -- what expressions need

    def signature(self, name: str) -> Signature | None:
        """Argument types and type of `series('name', ...)`; `None` when there is no such look-up."""
        from .expressions import Signature
        from .tree import CHOICE, DAY

        found = self.series.get(name)
        if found is None or not found.takes:
            return None
        return Signature(tuple(DAY if kind == _DAY else CHOICE for kind in found.takes), found.gives)

    def look_up(self, name: str) -> Callable[..., Any]:
        """A function of the look-up's arguments (days as ordinals) that gives the value, or `None` for unknown."""
        found = self.series[name]
        if name in ("ru.sector_closed", "ru.sector_may_be_closed"):
            surely = name == "ru.sector_closed"
            return lambda region, sector, day: self._closed(region, sector, day, surely)
        if name == "ru.foreign_share_limit":
            return self._share_limit
        steps = found.steps
        if len(found.takes) == 1:
            only = steps[()]
            return lambda day: only.values[i] if (i := only.at(day)) >= 0 else None

        def keyed(key: str, day: int) -> Any:
            held = steps.get((key,))
            return held.values[i] if held is not None and (i := held.at(day)) >= 0 else None

        return keyed

    def reading(self, name: str, *key: str, on: date) -> Reading | None:
        """The reading that holds on a day, with its confidence and source."""
        if name in ("ru.sector_closed", "ru.sector_may_be_closed"):
            return self._ban_reading(*key, on=on, surely=name == "ru.sector_closed")
        found = self.series[name]
        region: str | None = None
        if name == "ru.foreign_share_limit":
            key, region = key[:1], key[1]
        held = found.steps.get(key)
        i = held.at(on.toordinal()) if held is not None else -1
        if held is None or i < 0:
            return None
        value = held.values[i]
        if region is not None:
            value = _share(value, region)
        if value is None:
            return None
        confidence, source, act, note = held.readings[i]
        return Reading(
            value, confidence, date.fromordinal(held.starts[i]), date.fromordinal(held.ends[i]), source, act, note
        )

    def rates(self, name: str) -> _Rates:
        """A rate and its divisor day by day, for interest.

        Raises:
            KeyError: the series is not one of rates with a divisor.
        """
        if name != "ru.late_pay_rate":
            raise KeyError(f"{name} is no series of rates with a divisor; ru.late_pay_rate is")
        return _Rates(self.series[name].steps[()], self.series["ru.late_pay_rule"].steps[()], self.calendar("ru"))

    def calendar(self, jurisdiction: str) -> Calendar | None:
        """The working-day calendar of a jurisdiction (`ru`, `RU`), `None` if there is none.

        A small law without calendars of its own counts by those that ship.
        """
        code = jurisdiction.lower()
        return self.calendars[code] if code in self.calendars else calendar_for(code)

    # -- regions

    def region(self, text: str) -> str | None:
        """The ISO code of a region named by its code or in English, Russian or Tajik; `None` if it could be two or none.

        A region's main town stands for it. Spelling without the special Tajik letters will do.
        """
        code = text.strip().upper()
        if code in self._regions:
            return code
        name = fold(text)
        found = self._region_by_name.get(name)
        if found is None:
            first, _, rest = name.partition(" ")
            found = self._region_by_name.get(rest) if first in _TOWN else None
        return found

    def region_names(self) -> dict[str, dict[str, str]]:
        """Code to name in three languages, in the order of the table."""
        return self._regions

    # -- closed work and shares

    def bans(self) -> dict[str, list[dict[str, Any]]]:
        """By region: the rows that close kinds of work, in the order of the table."""
        return self._bans

    def _closed(self, region: str, sector: str, day: int, surely: bool) -> bool | None:
        for row in self._bans.get(region, ()):
            start, end = row["from"], row["to"]
            first = start.latest.toordinal() if start is not None else _FOREVER
            last = end.earliest.toordinal() if end is not None else first
            if first <= day <= last and sector in row["closed"]:
                return True
            if surely or (start is not None and day < start.earliest.toordinal()):
                continue
            if end is not None and day > end.latest.toordinal():
                continue
            if sector in row["closed"] or sector in row["closed_in_part"]:
                return True
        return None

    def _ban_reading(self, region: str, sector: str, *, on: date, surely: bool) -> Reading | None:
        day = on.toordinal()
        if self._closed(region, sector, day, surely) is None:
            return None
        for row in self._bans[region]:
            if sector not in row["closed"] and sector not in row["closed_in_part"]:
                continue
            start, end = row["from"], row["to"]
            if start is not None and day < start.earliest.toordinal():
                continue
            if end is not None and day > end.latest.toordinal():
                continue
            if surely and (sector not in row["closed"] or not self._in_force(row, day)):
                continue
            since = start.earliest if start is not None else date.min
            until = end.latest if end is not None else (start.latest if start is not None else date.min)
            return Reading(True, row["confidence"], since, until, row["source"], row["act"], row["note"])
        return None

    @staticmethod
    def _in_force(row: dict[str, Any], day: int) -> bool:
        start, end = row["from"], row["to"]
        if start is None:
            return False
        first = start.latest.toordinal()
        return bool(first <= day <= (end.earliest.toordinal() if end is not None else first))

    def _share_limit(self, activity: str, region: str, day: int) -> int | None:
        held = self.series["ru.foreign_share_limit"].steps.get((activity,))
        i = held.at(day) if held is not None else -1
        return None if held is None or i < 0 else _share(held.values[i], region)


def _share(value: tuple[int | None, frozenset[str], dict[str, int]], region: str) -> int | None:
    percent, not_in, special = value
    return special.get(region, None if region in not_in else percent)


class _Rates:
    """A rate and the number it is divided by, day by day, with running sums over one common denominator."""

    __slots__ = ("bottom", "calendar", "divisors", "ends", "rates", "runs_to", "starts", "tops")

    def __init__(self, rate: _Steps, rule: _Steps, calendar: Calendar | None) -> None:
        self.calendar = calendar
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.rates: list[int] = []
        self.divisors: list[int] = []
        for start, end, value in zip(rate.starts, rate.ends, rate.values, strict=True):
            for rule_start, rule_end, divisor in zip(rule.starts, rule.ends, rule.values, strict=True):
                first, last = max(start, rule_start), min(end, rule_end)
                if first <= last:
                    self.starts.append(first)
                    self.ends.append(last)
                    self.rates.append(value)
                    self.divisors.append(divisor)
        self.runs_to = self.ends.copy()
        """The last day of each stretch's run without a hole."""
        for i in range(len(self.ends) - 2, -1, -1):
            if self.ends[i] + 1 == self.starts[i + 1]:
                self.runs_to[i] = self.runs_to[i + 1]
        self.bottom = lcm(*self.divisors)
        self.tops = [0]
        """Sum of the rates, times `bottom` over the divisor, of all days before each stretch."""
        for i, value in enumerate(self.rates):
            days = self.ends[i] - self.starts[i] + 1
            self.tops.append(self.tops[-1] + days * value * (self.bottom // self.divisors[i]))

    def due_day(self, day: int) -> int | None:
        """Pay due on a day off is due on the last working day before it (`ru.pay.payday_eve`)."""
        return day if self.calendar is None else self.calendar.working_day_on_or_before(day)

    def periods(self, first: int, last: int) -> Iterator[tuple[int, int, int, int]]:
        """(from, to, hundredths of a percent, divisor) from `first` on; stops before a day without a reading."""
        i, day = bisect_right(self.starts, first) - 1, first
        while day <= last and 0 <= i < len(self.starts) and self.starts[i] <= day <= self.ends[i]:
            to = min(last, self.ends[i])
            yield day, to, self.rates[i], self.divisors[i]
            day, i = to + 1, i + 1

    def sum(self, first: int, last: int) -> tuple[int, int, int]:
        """(numerator, denominator, last day reached): the rates of these days, each over its divisor, added up."""
        i = bisect_right(self.starts, first) - 1
        if last < first or i < 0 or first > self.ends[i]:
            return 0, self.bottom, first - 1
        reached = min(last, self.runs_to[i])
        j = bisect_right(self.starts, reached) - 1
        return self._before(j, reached + 1) - self._before(i, first), self.bottom, reached

    def _before(self, i: int, day: int) -> int:
        return self.tops[i] + (day - self.starts[i]) * self.rates[i] * (self.bottom // self.divisors[i])


# -- names of places -------------------------------------------------------------------------------------------------

_KINDS: Final = frozenset(
    "oblast region krai kray territory republic autonomous okrug district city of the area"
    " област обл край республика респ автономный автономная ао округ город г город"
    " вилояти вилоят кишвари кишвар чумхурии чумхури шахри шахр округи мухтори".split()
)


_TOWN: Final = frozenset(("г", "город", "гор", "шахри", "шахр", "city"))


def _names_of(row: dict[str, Any]) -> tuple[list[str], list[str]]:
    """(full names, the same without words such as "region"), folded."""
    full = [fold(row[f"name_{language}"]) for language in LANGUAGES]
    full += [fold(alias) for alias in (row["aliases"] or "").split("|") if alias]
    english = full[0].split()
    if "oblast" in english or "krai" in english:
        full.append(" ".join("region" if word in ("oblast", "krai") else word for word in english))
    full.append(re.sub(r"\bобласт\b", "обл", full[1]))
    full.append(re.sub(r"\bавтономный округ\b", "ао", full[1]))
    bare = [" ".join(word for word in name.split() if word not in _KINDS) for name in full]
    return full, bare


# -- reading ---------------------------------------------------------------------------------------------------------

_KEYS: Final = frozenset("series title takes gives unit holds read_to file columns sources missing made_from".split())
_GIVES: Final = {"number", "money", "yes_no"}
_TAKES: Final = {"day", "region", "sector", "activity"}


def read_series(root: Path = c.SERIES) -> SeriesBook:
    """Read and check every series of a folder.

    Raises:
        LawError: with file, row and column, and how to mend it.
    """
    return _Reader(root).read()


@lru_cache(maxsize=1)
def shipped() -> SeriesBook:
    """The series that ship with the product, read once."""
    return read_series()


def rates_of(name: str) -> _Rates:
    """The rates of a series as shipped."""
    return shipped().rates(name)


class _Reader:
    def __init__(self, root: Path) -> None:
        self.root, self.book = root, SeriesBook()
        self.files: dict[str, str] = {}
        """Series whose table has another name."""

    def fault(self, item: Any, what: str, mend: str, key: str = "") -> LawError:
        line = item.at(key) if isinstance(item, Map) else 0
        return LawError(what, mend=mend, file="series/series.yaml", line=line)

    def read(self) -> SeriesBook:
        documents = list(read_documents(self.root / "series.yaml"))
        if len(documents) != 1 or not isinstance(documents[0], Map):
            raise LawError(
                "One document is wanted.", mend="Put everything into one mapping.", file="series/series.yaml"
            )
        head = documents[0]
        wanted = {"recorded", "licence", "units", "notes", "sectors", "activities", "series"}
        if set(head) != wanted:
            odd = ", ".join(sorted(set(head) ^ wanted))
            raise self.fault(head, f"unknown or missing: {odd}.", f"The keys are {', '.join(sorted(wanted))}.")
        book = self.book
        if not isinstance(head["recorded"], date):
            raise self.fault(head, "recorded: not a day.", "Write the day of recording, 2026-11-22.", "recorded")
        book.recorded, book.licence = head["recorded"], self.words(head, "licence")
        for key in ("units", "notes", "sectors", "activities"):
            group = head[key]
            if not isinstance(group, Map):
                raise self.fault(head, f"{key}: a mapping of codes is wanted.", "Write code: {en:, ru:, tg:}.", key)
            setattr(book, key, {code: self.words(group, code) for code in group})
        if not isinstance(head["series"], Seq):
            raise self.fault(head, "series: a list is wanted.", "Write - series: name.", "series")
        for item in head["series"]:
            self.declare(item)
        for found in book.series.values():
            if not found.made_from:
                self.rows(found)
        self.make_rates()
        self.make_regions()
        return book

    def words(self, item: Map, key: str) -> dict[str, str]:
        """A text in three languages."""
        found = item.get(key)
        if (
            not isinstance(found, Map)
            or set(found) != set(LANGUAGES)
            or not all(isinstance(text, str) and text.strip() for text in found.values())
        ):
            raise self.fault(
                item, f"{key}: a text in three languages is wanted.", "Write {en: ..., ru: ..., tg: ...}.", key
            )
        return {language: found[language] for language in LANGUAGES}

    def declare(self, item: Any) -> None:
        if not isinstance(item, Map) or not isinstance(item.get("series"), str):
            raise self.fault(item, "a series without a name.", "Begin with - series: name.")
        name = item["series"]
        if name in self.book.series:
            raise self.fault(item, f"the series {name} stands twice.", "Keep one.", "series")
        for key in item:
            if key not in _KEYS:
                raise self.fault(item, f"{name}: unknown key {key}.", f"Keys: {', '.join(sorted(_KEYS))}.", key)
        for key in ("title", "unit", "sources", "missing"):
            if key not in item:
                raise self.fault(item, f"{name}: {key} is missing.", "Every series says it.")
        if item["unit"] not in self.book.units:
            raise self.fault(item, f"{name}: there is no unit {item['unit']}.", "Add it to units.", "unit")
        takes, gives = tuple(item.get("takes", ())), item.get("gives", "")
        if bool(takes) != bool(gives) or not set(takes) <= _TAKES or (gives and gives not in _GIVES):
            raise self.fault(
                item,
                f"{name}: takes {list(takes)} and gives {gives or 'nothing'}.",
                f"takes: some of {', '.join(sorted(_TAKES))}; gives: one of {', '.join(sorted(_GIVES))}; both or none.",
                "takes",
            )
        holds, read_to, made_from = item.get("holds", ""), item.get("read_to"), tuple(item.get("made_from", ()))
        if takes and not made_from and holds not in ("until_next", "year", "stated"):
            raise self.fault(
                item, f"{name}: how long does a reading hold?", "holds: until_next, year or stated.", "holds"
            )
        if (holds == "until_next") != isinstance(read_to, date):
            raise self.fault(
                item,
                f"{name}: read_to says until which day the last reading was read.",
                "Give it with holds: until_next, and only then.",
                "read_to",
            )
        if not made_from and name not in _TABLES:
            raise self.fault(
                item, f"{name}: no table of this name is known.", "Add its columns to the loader.", "series"
            )
        if not made_from and tuple(item.get("columns", ())) != tuple(_TABLES[name]):
            raise self.fault(
                item, f"{name}: the columns are {', '.join(_TABLES[name])}.", "Write them in this order.", "columns"
            )
        for other in made_from:
            if other not in self.book.series:
                raise self.fault(
                    item, f"{name}: there is no series {other} before it.", "Declare it first.", "made_from"
                )
        missing = item["missing"]
        if not isinstance(missing, Seq) or not missing:
            raise self.fault(item, f"{name}: what is missing?", "A list of texts in three languages.", "missing")
        self.book.series[name] = Series(
            name=name,
            title=self.words(item, "title"),
            unit=item["unit"],
            takes=takes,
            gives=gives,
            holds=holds,
            read_to=read_to,
            columns=tuple(item.get("columns", ())),
            sources=str(item["sources"]),
            missing=tuple(self.words(_holding(entry, item), "missing") for entry in missing),
            made_from=made_from,
        )
        if item.get("file") is not None:
            self.files[name] = str(item["file"])

    # rows

    def rows(self, found: Series) -> None:
        name = found.name
        path = self.root / f"{self.files.get(name, name)}.csv"
        if name.endswith(".working_days") or name in ("calendar_years", "ru.declared_days_off"):
            if name.endswith(".working_days"):
                code = name.removesuffix(".working_days")
                self.book.calendars[code] = read_calendar(code, self.root)
            return
        rows = found.rows = c.read_table(path, _TABLES[name])
        for row in rows:
            note = row.get("note")
            if note is not None and note not in self.book.notes:
                raise c.fault(path, row, "note", f"there is no note `{note}`.", "Add its words to series.yaml.")
        read = getattr(self, "rows_" + name.replace(".", "_"), None)
        if read is not None:
            read(found, path)

    def until_next(self, found: Series, path: Path, values: list[Any], about: list[Any]) -> None:
        rows = found.rows
        c.in_order(rows, path, "from")
        assert found.read_to is not None
        last = found.read_to.toordinal()
        if rows and rows[-1]["from"] > last:
            raise c.fault(
                path, rows[-1], "from", f"lies after read_to ({found.read_to}).", "Correct read_to in series.yaml."
            )
        steps = found.steps[()] = _Steps()
        for i, row in enumerate(rows):
            end = rows[i + 1]["from"] - 1 if i + 1 < len(rows) else last
            steps.add(row["from"], end, values[i], about[i])

    def rows_ru_key_rate(self, found: Series, path: Path) -> None:
        rows = found.rows
        self.until_next(
            found, path, [r["percent"] for r in rows], [(r["confidence"], r["source"], None, r["note"]) for r in rows]
        )

    def rows_ru_minimum_wage(self, found: Series, path: Path) -> None:
        rows = found.rows
        self.until_next(
            found,
            path,
            [r["rub_month"] for r in rows],
            [(r["confidence"], r["source"], r["act"], r["note"]) for r in rows],
        )

    def rows_ru_regional_minimum_wage(self, found: Series, path: Path) -> None:
        c.in_order(found.rows, path, "region", "from")
        for row in found.rows:
            steps = found.steps.setdefault((row["region"],), _Steps())
            if row["to"] < row["from"] or (steps.ends and row["from"] <= steps.ends[-1]):
                raise c.fault(
                    path, row, "from", "the days overlap the row before, or end before they begin.", "Correct them."
                )
            steps.add(
                row["from"], row["to"], row["rub_month"], (row["confidence"], row["source"], row["act"], row["note"])
            )

    def rows_ru_late_pay_rule(self, found: Series, path: Path) -> None:
        rows = found.rows
        self.until_next(
            found, path, [r["divisor"] for r in rows], [(r["confidence"], r["act"], r["act"], r["note"]) for r in rows]
        )

    def rows_ru_refinancing_rate(self, found: Series, path: Path) -> None:
        rows = found.rows
        for row in rows:
            if (row["percent"] is None) == (row["same_as"] is None):
                raise c.fault(path, row, "percent", "a rate or the series it equals, one of them.", "Fill one cell.")
        self.until_next(
            found, path, [r["percent"] for r in rows], [(r["confidence"], r["source"], r["act"], None) for r in rows]
        )
        steps, whole = found.steps[()], _Steps()
        for i, row in enumerate(rows):
            if row["same_as"] is None:
                whole.add(steps.starts[i], steps.ends[i], steps.values[i], steps.readings[i])
            else:
                self.copy(self.book.series[row["same_as"]].steps[()], whole, steps.starts[i], steps.ends[i])
        found.steps[()] = whole

    @staticmethod
    def copy(source: _Steps, into: _Steps, first: int, last: int) -> None:
        """The other series' readings, cut to these days."""
        for start, end, value, about in zip(source.starts, source.ends, source.values, source.readings, strict=True):
            if start <= last and end >= first:
                into.add(max(start, first), min(end, last), value, about)

    def make_rates(self) -> None:
        found = self.book.series.get("ru.late_pay_rate")
        if found is None:
            return
        rule, whole = self.book.series["ru.late_pay_rule"], _Steps()
        steps = rule.steps[()]
        for i, row in enumerate(rule.rows):
            self.copy(self.book.series[row["base"]].steps[()], whole, steps.starts[i], steps.ends[i])
        found.steps[()] = whole

    def rows_ru_patent_deflator(self, found: Series, path: Path) -> None:
        c.in_order(found.rows, path, "year")
        steps = found.steps[()] = _Steps()
        for row in found.rows:
            about = (row["confidence"], row["source"], row["act"], row["note"])
            steps.add(*_year(row["year"]), row["deflator"], about)

    def rows_ru_patent_price(self, found: Series, path: Path) -> None:
        c.in_order(found.rows, path, "region", "year")
        deflators = {row["year"]: row for row in self.book.series["ru.patent_deflator"].rows}
        for row in found.rows:
            price = row["stated_rub"]
            if row["coefficient"] is not None:
                year = deflators.get(row["year"])
                if year is None:
                    raise c.fault(
                        path, row, "year", "there is no deflator for this year.", "Add it or leave the coefficient out."
                    )
                # Kopecks x thousandths x ten-millionths, rounded half up to a kopeck.
                exact = year["base_rub"] * 100 * year["deflator"] * row["coefficient"]
                price = (2 * exact + 10**10) // (2 * 10**10)
            if price is None:
                raise c.fault(path, row, "stated_rub", "neither a coefficient nor a price.", "Give one of them.")
            row["price"] = price
            about = (row["confidence"], row["source"], None, row["note"])
            found.steps.setdefault((row["region"],), _Steps()).add(*_year(row["year"]), price, about)

    def rows_ru_foreign_share_limit(self, found: Series, path: Path) -> None:
        c.in_order(found.rows, path, "activity", "from")
        for row in found.rows:
            if row["activity"] not in self.book.activities:
                raise c.fault(
                    path, row, "activity", f"there is no activity `{row['activity']}`.", "Add its words to series.yaml."
                )
            steps = found.steps.setdefault((row["activity"],), _Steps())
            if row["to"] < row["from"] or (steps.ends and row["from"] <= steps.ends[-1]):
                raise c.fault(
                    path, row, "from", "the days overlap the row before, or end before they begin.", "Correct them."
                )
            about = (row["confidence"], row["source"], row["decree"], row["note"])
            steps.add(row["from"], row["to"], (row["percent"], row["not_in"], row["special"]), about)

    def rows_ru_sector_closed(self, found: Series, path: Path) -> None:
        for row in found.rows:
            for column in ("closed", "closed_in_part"):
                for sector in row[column]:
                    if sector not in self.book.sectors:
                        raise c.fault(
                            path, row, column, f"there is no kind of work `{sector}`.", "Add its words to series.yaml."
                        )
            if row["from"] is not None and row["to"] is not None and row["to"].latest < row["from"].earliest:
                raise c.fault(path, row, "to", "the last day lies before the first.", "Correct one of them.")
            self.book._bans.setdefault(row["region"], []).append(row)

    def make_regions(self) -> None:
        found = self.book.series.get("ru.region")
        if found is None:
            return
        book = self.book
        full: dict[str, set[str]] = {}
        bare: dict[str, set[str]] = {}
        path = self.root / "ru.region.csv"
        for row in found.rows:
            if row["code"] in book._regions:
                raise c.fault(path, row, "code", "this code stands twice.", "Keep one row.")
            book._regions[row["code"]] = {language: row[f"name_{language}"] for language in LANGUAGES}
            names, short = _names_of(row)
            for name in names:
                full.setdefault(name, set()).add(row["code"])
            for name in short:
                bare.setdefault(name, set()).add(row["code"])
        # A name that could be two regions is none: Altai is a republic and a krai. A full name goes before a short one.
        names_of = {name: codes for name, codes in bare.items() if name} | {
            name: codes for name, codes in full.items() if name
        }
        book._region_by_name = {name: next(iter(codes)) for name, codes in names_of.items() if len(codes) == 1}
        for other in ("ru.patent_price", "ru.regional_minimum_wage", "ru.sector_closed"):
            table = book.series.get(other)
            for row in table.rows if table is not None else ():
                if row["region"] not in book._regions:
                    raise c.fault(
                        self.root / f"{self.files.get(other, other)}.csv",
                        row,
                        "region",
                        f"there is no region `{row['region']}`.",
                        "See ru.region.csv.",
                    )


def _holding(entry: Any, near: Map) -> Map:
    """The entry under the key `missing`, so that its fault names a place."""
    out = Map(near.file, getattr(entry, "line", near.line))
    out["missing"] = entry
    return out


def _year(year: int) -> tuple[int, int]:
    return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()


def _set(cell: str) -> frozenset[str]:
    return frozenset(cell.split(" ")) if cell else frozenset()


def _special(cell: str) -> dict[str, int]:
    out = {}
    for part in cell.split(" ") if cell else ():
        region, equals, percent = part.partition("=")
        if not equals:
            raise ValueError(f"`{part}` is not region=percent")
        out[region] = c.whole(percent)
    return out


_text_, _maybe_text = c.text, c.maybe(c.text)
_TABLES: Final[dict[str, dict[str, c.Cell]]] = {
    "ru.key_rate": {
        "from": c.day,
        "percent": c.hundredths,
        "source": _text_,
        "note": _maybe_text,
        "confidence": c.confidence,
    },
    "ru.refinancing_rate": {
        "from": c.day,
        "percent": c.maybe(c.hundredths),
        "same_as": c.maybe(c.choice(("ru.key_rate",))),
        "act": _maybe_text,
        "source": _text_,
        "confidence": c.confidence,
    },
    "ru.late_pay_rule": {
        "from": c.day,
        "divisor": c.whole,
        "base": c.choice(("ru.refinancing_rate", "ru.key_rate")),
        "act": _text_,
        "note": _maybe_text,
        "confidence": c.confidence,
    },
    "ru.minimum_wage": {
        "from": c.day,
        "rub_month": c.hundredths,
        "act": _text_,
        "source": _text_,
        "note": _maybe_text,
        "confidence": c.confidence,
    },
    "ru.regional_minimum_wage": {
        "region": _text_,
        "from": c.day,
        "to": c.day,
        "rub_month": c.hundredths,
        "act": _text_,
        "source": _text_,
        "note": _maybe_text,
        "confidence": c.confidence,
    },
    "ru.patent_deflator": {
        "year": c.whole,
        "base_rub": c.whole,
        "deflator": c.scaled(3),
        "act": _maybe_text,
        "source": _text_,
        "note": _maybe_text,
        "confidence": c.confidence,
    },
    "ru.patent_price": {
        "region": _text_,
        "year": c.whole,
        "coefficient": c.maybe(c.scaled(7)),
        "stated_rub": c.maybe(c.hundredths),
        "source": _text_,
        "note": _maybe_text,
        "confidence": c.confidence,
    },
    "ru.sector_closed": {
        "region": _text_,
        "from": c.maybe(c.span),
        "to": c.maybe(c.span),
        "closed": _set,
        "closed_in_part": _set,
        "months_to_comply": c.maybe(c.whole),
        "act": _maybe_text,
        "source": _text_,
        "note": _maybe_text,
        "confidence": c.confidence,
    },
    "ru.foreign_share_limit": {
        "activity": _text_,
        "okved": _text_,
        "from": c.day,
        "to": c.day,
        "percent": c.maybe(c.whole),
        "not_in": _set,
        "special": _special,
        "decree": _maybe_text,
        "source": _text_,
        "note": _maybe_text,
        "confidence": c.confidence,
    },
    "ru.region": {
        "code": _text_,
        "okato": _text_,
        "time_zone": _text_,
        "name_en": _text_,
        "name_ru": _text_,
        "name_tg": _text_,
        "aliases": _maybe_text,
        "status": c.choice(("subject", "listed_by_russia")),
        "note": _maybe_text,
        "confidence": c.confidence,
    },
    "tj.place": {
        "region": c.choice(("TJ-DU", "TJ-SU", "TJ-RA", "TJ-KT", "TJ-GB")),
        "kind": c.choice(("capital", "city_district", "district", "city")),
        "name_en": _text_,
        "name_ru": _text_,
        "name_tg": _text_,
        "former_names": _maybe_text,
        "confidence": c.confidence,
    },
    "tj.consular_post": {
        "city_en": _text_,
        "city_ru": _text_,
        "city_tg": _text_,
        "region": _text_,
        "kind": c.choice(("embassy", "consulate_general", "honorary_consulate")),
        "opened": c.maybe(c.span),
        "closed": c.maybe(c.span),
        "source": _text_,
        "note": _maybe_text,
        "confidence": c.confidence,
    },
    "ru.short_days": {"day": c.day, "hours_less": c.whole, "sources": _text_, "confidence": c.confidence},
    # The calendars: their cells are typed where they are read, in working_days.
    "ru.working_days": dict.fromkeys("day works why name moved_with sources differ confidence".split(), _text_),
    "tj.working_days": dict.fromkeys("day works why name moved_with sources differ confidence".split(), _text_),
    "kz.working_days": dict.fromkeys("day works why name moved_with sources differ confidence".split(), _text_),
    "ru.declared_days_off": dict.fromkeys(
        "day otherwise_works decree signed pay_kept regions_may_differ confidence".split(), _text_
    ),
    "calendar_years": dict.fromkeys(
        "calendar year working_days of_these_declared_off sources confidence".split(), _text_
    ),
}
