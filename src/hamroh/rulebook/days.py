"""Days: exact, or known only by month or year, and the additions the law makes to them.

A day is a `date`, never a moment. Where a person knows only "March 2019", that is a `Span`: the first and the last day
it may be. Adding months or years clamps to the end of the month (31 January plus one month is 28 or 29 February) and is
done once for each deadline: two additions of one month are not one addition of two.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

__all__ = ["Span", "plus_days", "plus_months", "plus_years", "year_end", "year_start"]

_WRITTEN: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class Span:
    """A day that lies between two days, both included; an exact day is a span of one.

    >>> Span.read("2019-03")
    Span(earliest=datetime.date(2019, 3, 1), latest=datetime.date(2019, 3, 31))
    """

    earliest: date
    latest: date

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise ValueError(f"a span cannot run from {self.earliest} to {self.latest}: give the earlier day first")

    @property
    def exact(self) -> date | None:
        """The day, when it is known to the day."""
        return self.earliest if self.earliest == self.latest else None

    @classmethod
    def on(cls, day: date) -> Span:
        """The span of one exact day."""
        return cls(day, day)

    @classmethod
    def month(cls, year: int, month: int) -> Span:
        """Some day of that month."""
        return cls(date(year, month, 1), date(year, month, monthrange(year, month)[1]))

    @classmethod
    def year(cls, year: int) -> Span:
        """Some day of that year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def read(cls, text: str) -> Span:
        """Read `2019-03-01`, `2019-03` or `2019`.

        Raises:
            ValueError: the text is none of these, or names a day or month that does not exist.
        """
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is not a day: write 2019-03-01, or 2019-03 or 2019 if that is all you know")
        year, month, day = found.groups()
        try:
            if day is not None:
                return cls.on(date(int(year), int(month), int(day)))
            return cls.year(int(year)) if month is None else cls.month(int(year), int(month))
        except ValueError:
            raise ValueError(f"{text} does not exist in the calendar: check the day and the month") from None

    def __str__(self) -> str:
        return str(self.earliest) if self.earliest == self.latest else f"{self.earliest} to {self.latest}"


def plus_days(day: date, days: int) -> date:
    """That many days later; earlier if negative."""
    return day + timedelta(days)


def plus_months(day: date, months: int) -> date:
    """That many months later, clamped to the end of the month.

    >>> plus_months(date(2024, 1, 31), 1), plus_months(date(2024, 2, 29), 12)
    (datetime.date(2024, 2, 29), datetime.date(2025, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    # Twenty-eight days exist in every month: the calendar is asked only for the last three.
    return date(year, month, day.day if day.day <= 28 else min(day.day, monthrange(year, month)[1]))


def plus_years(day: date, years: int) -> date:
    """That many years later; 29 February becomes 28 February where there is none."""
    return plus_months(day, 12 * years)


def year_start(day: date) -> date:
    """The first day of that day's year."""
    return date(day.year, 1, 1)


def year_end(day: date) -> date:
    """The last day of that day's year."""
    return date(day.year, 12, 31)
