"""What reports of bribes show together, who may publish it, and what is published."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Role, RoleGrant, Staff
from hamroh.people.walls.rows import at_work
from hamroh.protection.bribes import patterns, words
from hamroh.protection.bribes.models import BribeRelease, BribeReport
from hamroh.record import keys, sealing
from hamroh.shell.few import FEWEST
from hamroh.shell.here import day_of

RELEASE = frozenset({Role.SUPERVISOR, Role.ANALYST})
"""Roles of the two who publish. They see what would be published, never a report and never how many there are."""
FIELDS = ("country", "service", "region", "place", "hours")


def place(id: uuid.UUID) -> str:
    return f"bribe_report:{id}"


def key_of(period: dt.date) -> uuid.UUID:
    """The reports of one quarter have one key: destroyed, it does not say how many they were."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"hamroh:bribes:{period}")


def quarter(day: dt.date) -> dt.date:
    """The first day of the quarter of a day."""
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def ends(period: dt.date) -> dt.date:
    """The last day of the quarter that begins on a day."""
    return (period + dt.timedelta(days=95)).replace(day=1) - dt.timedelta(days=1)


def somebody_publishes(at: dt.datetime) -> bool:
    """Are there two who could agree? A site without them has no form: what it took in would never be told."""
    holds = Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
    able = RoleGrant.objects.filter(holds, role__in=RELEASE, waiting=False, staff__is_active=True)
    return able.values("staff").distinct().count() >= 2


@dataclass(frozen=True)
class Drafted:
    """What the reports of a quarter would show. `flood`: in some hour more came than people write, and those for which no phone
    had worked were left out of the count."""

    period: dt.date
    rows: list[tuple[list[str], int]]
    flood: bool


def draft(period: dt.date) -> Drafted:
    """What would be published of a quarter. To be called within a transaction."""
    with at_work("count reports of bribes"):
        rows = list(BribeReport.objects.filter(period=period).order_by("pk"))
    told = [kept for kept in sealing.unseal_many((key_of(period), place(r.pk), bytes(r.sealed)) for r in rows) if kept]
    in_an_hour = Counter(one["came"] for one in told)
    full = {hour for hour, many in in_an_hour.items() if many > settings.REPORTS_PER_MINUTE}
    counted = Counter(tuple(one[name] for name in FIELDS) for one in told if one["came"] not in full or one["worked"])
    found = patterns.published(counted, words.many, spared=lambda row: spared(period, row))
    return Drafted(period, [(list(row), many) for row, many in found.items()], bool(full))


def spared(period: dt.date, row: tuple[str, ...]) -> int:
    """How many reports of a row are left out of its count: drawn once for each row of a quarter, and known to nobody."""
    said = "\x00".join([str(period), *row]).encode()
    drawn = hmac.digest(keys.store().blind("protection.bribe_rows"), said, hashlib.sha256)
    return int.from_bytes(drawn[:8]) % FEWEST


def to_publish(*, at: dt.datetime) -> list[dt.date]:
    """Quarters that are over, of which something was told and nothing was decided yet, the oldest first. That there is one says that
    somebody told something in three months, and not more."""
    now = quarter(day_of(at))
    with at_work("which quarters have reports of bribes"):
        told = set(_told_of(before=now))
    return sorted(told - set(_released()))


@prepared
def _told_of(*, before: dt.date) -> QuerySet[BribeReport, Any]:
    return BribeReport.objects.filter(period__lt=before).values_list("period", flat=True).distinct()


@prepared
def _released() -> QuerySet[BribeRelease, Any]:
    return BribeRelease.objects.filter(released_at__isnull=False).values_list("period", flat=True)


@prepared
def proposed() -> QuerySet[BribeRelease]:
    """What waits for the second person."""
    return BribeRelease.objects.filter(released_at__isnull=True).select_related("proposed_by")


def releases() -> list[BribeRelease]:
    """What was published, the newest quarter first, with those that were taken back."""
    return list(BribeRelease.objects.filter(released_at__isnull=False).select_related("released_by", "taken_back_by"))


def release(period: dt.date) -> BribeRelease | None:
    """What is published of a quarter."""
    return BribeRelease.objects.filter(period=period, released_at__isnull=False, taken_back_at__isnull=True).first()


def row(kept: list[str]) -> dict[str, str | None]:
    """A row by its parts; None where all that have no row of their own are meant."""
    return dict(zip(FIELDS, [*kept, *[None] * (len(FIELDS) - len(kept))], strict=True))


def waiting(*, seen_by: Staff, at: dt.datetime) -> int:
    """How many quarters wait for somebody: to be proposed, or for their agreement."""
    if not seen_by.roles(at) & RELEASE:
        return 0
    begun = {one.period: one.proposed_by_id for one in proposed()}
    return sum(begun.get(period) != seen_by.pk for period in to_publish(at=at))
