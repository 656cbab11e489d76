"""Working days, from the official calendars: moved days off, working Saturdays, and days declared off by decree.

A calendar is read for whole years. Outside them there is no working day and no day off: every answer is `None`, never the
plain week. A day on which the sources differ or which is only foreseen counts both ways; where the two ways lead to
different answers, the answer is `None`.

Russia's days off declared by decree in 2020-21 count as working days (the safe way) unless `off` is given (the latest way).
Days are ordinals (`date.toordinal()`). A look-up is a few steps in a sorted table, whatever the distance.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from . import tables as c
from .errors import LawError

__all__ = ["Calendar", "CalendarDay", "calendar_for", "read_calendar"]

_SOURCES: Final = ("package_holidays", "d10xa", "xmlcalendar", "labour_code_112", "year_norm", "rule", "press")
_WHY: Final = ("holiday", "moved_day_off", "working_weekend", "working_day", "disputed", "withdrawn")
_DAYS: Final[dict[str, c.Cell]] = {
    "day": c.day,
    "works": c.yes_no,
    "why": c.choice(_WHY),
    "name": c.maybe(c.text),
    "moved_with": c.maybe(c.day),
    "sources": c.several(_SOURCES),
    "differ": c.maybe(c.several(_SOURCES)),
    "confidence": c.confidence,
}
_DECLARED: Final[dict[str, c.Cell]] = {
    "day": c.day,
    "otherwise_works": c.yes_no,
    "decree": c.whole,
    "signed": c.day,
    "pay_kept": c.maybe(c.yes_no),
    "regions_may_differ": c.maybe(c.yes_no),
    "confidence": c.confidence,
}
_YEARS: Final[dict[str, c.Cell]] = {
    "calendar": c.choice(("ru", "tj", "kz")),
    "year": c.whole,
    "working_days": c.maybe(c.whole),
    "of_these_declared_off": c.maybe(c.whole),
    "sources": c.whole,
    "confidence": c.confidence,
}


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that is not what its weekday says, and why."""

    day: date
    works: bool
    why: str
    name: str | None
    moved_with: date | None
    confidence: str
    decree: str | None = None
    """The decree that declared the day off, if one did."""


class Calendar:
    """The working days of a country, over the whole years that were read."""

    __slots__ = ("_declared", "_rows", "_signed", "_tables", "code", "first", "last")

    def __init__(
        self, code: str, first: int, last: int, rows: list[dict[str, Any]], declared: list[dict[str, Any]]
    ) -> None:
        self.code, self.first, self.last = code, first, last
        self._rows = {row["day"]: row for row in rows}
        self._declared = {row["day"]: row for row in declared}
        self._signed = sorted({row["signed"] for row in declared})
        self._tables: dict[int, tuple[list[int], ...]] = {}

    @property
    def signed(self) -> list[int]:
        """The days on which decrees of days off were signed, in order."""
        return self._signed

    @property
    def declared(self) -> list[int]:
        """The days that decrees declared off, in order."""
        return sorted(self._declared)

    def ways(self, off: bool, known: int | None = None) -> tuple[list[int], ...]:
        """The working days in order; a second list when doubtful days work in one and not in the other.

        Days declared off count only once their decree was signed by the day of knowledge.
        """
        decrees = 0 if not off else len(self._signed) if known is None else bisect_right(self._signed, known)
        found = self._tables.get(decrees)
        if found is None:
            works = {day: row["works"] for day, row in self._rows.items()}
            if decrees:
                last_signed = self._signed[decrees - 1]
                works.update({day: False for day, row in self._declared.items() if row["signed"] <= last_signed})
            doubtful = [day for day, row in self._rows.items() if row["confidence"] in ("disputed", "unverified")]
            ways: list[dict[int, bool]] = [works]
            if doubtful:
                ways = [works | dict.fromkeys(doubtful, True), works | dict.fromkeys(doubtful, False)]
                for day in doubtful:  # a weekend stays one: only its being a holiday as well is in doubt
                    if (day + 6) % 7 >= 5 and not self._rows[day]["works"]:
                        ways[0][day] = False
            week = [day for day in range(self.first, self.last + 1) if (day + 6) % 7 < 5]
            found = self._tables[decrees] = tuple(
                sorted(
                    [day for day in week if way.get(day, True)]
                    + [
                        day
                        for day, at_work in way.items()
                        if at_work and (day + 6) % 7 >= 5 and self.first <= day <= self.last
                    ]
                )
                for way in ways
            )
        return found

    def nth_working_day_from(self, day: int, n: int, off: bool = False, known: int | None = None) -> int | None:
        """The n-th working day counting the day itself if it is one; negative n counts backwards from it."""
        return self._nth(day, n, off, True, known)

    def nth_working_day_after(self, day: int, n: int, off: bool = False, known: int | None = None) -> int | None:
        """The n-th working day after the day, which does not count; negative n: before it."""
        return self._nth(day, n, off, False, known)

    def _nth(self, day: int, n: int, off: bool, counts_itself: bool, known: int | None) -> int | None:
        if n == 0 or not self.first <= day <= self.last:
            return None
        answer: int | None = None
        for days in self.ways(off, known):
            if n > 0:
                at = (bisect_left(days, day) if counts_itself else bisect_right(days, day)) + n - 1
            else:
                at = (bisect_right(days, day) if counts_itself else bisect_left(days, day)) + n
            if not 0 <= at < len(days) or (answer is not None and answer != days[at]):
                return None
            answer = days[at]
        return answer

    def is_working_day(self, day: int, off: bool = False, known: int | None = None) -> bool | None:
        """Whether offices work on the day."""
        if not self.first <= day <= self.last:
            return None
        answer: bool | None = None
        for days in self.ways(off, known):
            at = bisect_left(days, day)
            works = at < len(days) and days[at] == day
            if answer is not None and answer != works:
                return None
            answer = works
        return answer

    def working_day_on_or_before(self, day: int, off: bool = False, known: int | None = None) -> int | None:
        """The day itself if it is a working day, else the last one before it."""
        return self._nth(day, -1, off, True, known)

    def working_day_on_or_after(self, day: int, off: bool = False, known: int | None = None) -> int | None:
        """The day itself if it is a working day, else the next one."""
        return self._nth(day, 1, off, True, known)

    def working_days_between(self, first: int, last: int, off: bool = False) -> int | None:
        """Number of working days in [first, last]."""
        if not self.first <= first <= self.last or not self.first <= last <= self.last:
            return None
        counts = {max(0, bisect_right(days, last) - bisect_left(days, first)) for days in self.ways(off)}
        return counts.pop() if len(counts) == 1 else None

    def special_days(self, first: int, last: int) -> list[CalendarDay]:
        """The days in [first, last] that are not what their weekday says, declared days off among them."""
        found = []
        for day in range(max(first, self.first), min(last, self.last) + 1):
            row, declared = self._rows.get(day), self._declared.get(day)
            if row is not None:
                found.append(
                    CalendarDay(
                        date.fromordinal(day),
                        row["works"],
                        row["why"],
                        row["name"],
                        c.as_day(row["moved_with"]),
                        row["confidence"],
                    )
                )
            elif declared is not None and declared["otherwise_works"]:
                signed = date.fromordinal(declared["signed"])
                found.append(
                    CalendarDay(
                        date.fromordinal(day),
                        True,
                        "declared_off",
                        None,
                        None,
                        "disputed",
                        f"{declared['decree']} of {signed.isoformat()}",
                    )
                )
        return found

    def confidence(self, first: int, last: int) -> str:
        """The least sure reading among the days of [first, last]: a count over them is as sure as that."""
        worst = 0
        for day, row in self._rows.items():
            if first <= day <= last:
                worst = max(worst, c.CONFIDENCES.index(row["confidence"]))
        return c.CONFIDENCES[worst]

    def listed(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """What was read of single days: (day, 1 if it works, plus 2 if that is in doubt), and (day declared off, day signed)."""
        return (
            [
                (day, row["works"] + 2 * (row["confidence"] in ("disputed", "unverified")))
                for day, row in sorted(self._rows.items())
            ],
            [(day, row["signed"]) for day, row in sorted(self._declared.items())],
        )

    def phone_days(self, off: bool = False) -> list[int]:
        """The days on which a plain Monday-to-Friday week is wrong: all a small device needs of the calendar."""
        working = set(self.ways(off)[-1])
        return [d for d in range(self.first, self.last + 1) if (d in working) != ((d + 6) % 7 < 5)]


def read_calendar(code: str, root: Path = c.SERIES) -> Calendar:
    """Read and check a country's calendar.

    Raises:
        LawError: a table cannot be read, a day stands twice, a moved day has no partner, or a year's working days do not
            add up to the total that was published for it.
    """
    path = root / f"{code}.working_days.csv"
    rows = c.read_table(path, _DAYS)
    c.in_order(rows, path, "day")
    years = [row for row in c.read_table(root / "calendar_years.csv", _YEARS) if row["calendar"] == code]
    if not years:
        raise LawError(
            f"There are no years for the calendar {code}.",
            mend="Add the years that were read.",
            file="calendar_years.csv",
        )
    for before, after in pairwise(years):
        if after["year"] != before["year"] + 1:
            raise c.fault(root / "calendar_years.csv", after, "year", "a year is missing before this one.", "Add it.")
    declared: list[dict[str, Any]] = []
    if code == "ru":
        declared = c.read_table(root / "ru.declared_days_off.csv", _DECLARED)
        c.in_order(declared, root / "ru.declared_days_off.csv", "day")
    first, last = date(years[0]["year"], 1, 1).toordinal(), date(years[-1]["year"], 12, 31).toordinal()
    calendar = Calendar(code, first, last, rows, declared)
    by_day = {row["day"]: row for row in rows}
    for row in rows:
        partner = by_day.get(row["moved_with"]) if row["moved_with"] is not None else None
        if row["why"] == "working_weekend" and row["moved_with"] is not None and partner is None:
            raise c.fault(path, row, "moved_with", "the day off this one was moved to is not listed.", "Add its row.")
    for row in declared:
        if calendar.is_working_day(row["day"]) is not row["otherwise_works"]:
            raise c.fault(
                root / "ru.declared_days_off.csv",
                row,
                "otherwise_works",
                "the calendar says otherwise.",
                "Correct one of the two.",
            )
    for year in years:
        if year["working_days"] is None:
            continue
        a, b = date(year["year"], 1, 1).toordinal(), date(year["year"], 12, 31).toordinal()
        counted = calendar.working_days_between(a, b)
        if counted is None or counted != year["working_days"]:
            raise c.fault(
                root / "calendar_years.csv",
                year,
                "working_days",
                f"{year['year']} has {counted} working days by the calendar, but {year['working_days']} were published.",
                f"Find the day that is wrong in {path.name}.",
            )
        off = counted - (calendar.working_days_between(a, b, True) or 0)
        if off != (year["of_these_declared_off"] or 0):
            raise c.fault(
                root / "calendar_years.csv",
                year,
                "of_these_declared_off",
                f"{off} working days of {year['year']} were declared off by the table of decrees.",
                "Correct one of the two.",
            )
    return calendar


@lru_cache(maxsize=8)
def calendar_for(jurisdiction: str, root: Path = c.SERIES) -> Calendar | None:
    """The calendar of a jurisdiction (`ru`, `RU`), or `None` when none was read."""
    code = jurisdiction.lower()
    return read_calendar(code, root) if (root / f"{code}.working_days.csv").is_file() else None
