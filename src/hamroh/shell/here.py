"""Which day it is here: in Dushanbe, where the register is kept and most of the staff work.

A night there begins five hours before that of UTC: somebody who writes down at one o'clock what was agreed today must not be told that
the day has not come, and a day that is over must not be shown as today. Where the person is, `where.py` says.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Dushanbe")


def day_of(moment: dt.datetime) -> dt.date:
    """The day in Dushanbe at a moment that has a time zone."""
    return moment.astimezone(ZONE).date()


def dotted(moment: dt.datetime) -> str:
    """`01.12.2026`: the day there, as papers and lines of the desk have it."""
    return f"{day_of(moment):%d.%m.%Y}"


def today() -> dt.date:
    """The day in Dushanbe now."""
    return day_of(dt.datetime.now(dt.UTC))


def end_of(day: dt.date) -> dt.datetime:
    """The moment at which a day is over there."""
    return dt.datetime.combine(day + dt.timedelta(1), dt.time(), ZONE)


def noon_of(day: dt.date) -> dt.datetime:
    """Noon of a day there: the moment that stands for a day of which the hour is not kept."""
    return dt.datetime.combine(day, dt.time(12), ZONE)
