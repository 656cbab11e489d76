"""What may be read of attempts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, Max, Q, QuerySet, Sum
from django.http import Http404

from hamroh.people.alarms.models import NOBODY_KNOWN, WORDS, Attempt
from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Role, RoleGrant, Staff
from hamroh.people.staff.queries import names_of
from hamroh.shell.refusals import Refusal

WATCHERS = (Role.SECURITY, Role.ADMINISTRATOR)
"""Who is told of attempts."""
LOOKED_BACK = dt.timedelta(days=7)
SHOWN = 200


@dataclass(frozen=True)
class Told:
    """One line of the page: what, whose name was used (empty where none is known), how many, when last."""

    id: int
    what: str
    who: str
    count: int
    hour: dt.datetime | None
    last_at: dt.datetime


def _seen(seen_by: Staff, at: dt.datetime) -> QuerySet[Attempt]:
    """Administrators of the site see all; a security officer those of their organisation and those of nobody known. What was
    tried in somebody's own name others look into, where there are others: it may be they."""
    watches = RoleGrant.objects.filter(
        role__in=WATCHERS, waiting=False, until__isnull=True, staff__is_active=True
    ).exclude(staff=seen_by)
    rows = Attempt.objects.exclude(Q(who=seen_by.pk) & Exists(watches))
    roles = seen_by.roles(at)
    if Role.ADMINISTRATOR in roles:
        return rows
    if Role.SECURITY not in roles:
        return rows.none()
    colleagues = Staff.objects.filter(office__organisation=seen_by.office.organisation_id)
    return rows.filter(Q(who=NOBODY_KNOWN) | Q(who__in=colleagues.values("pk")))


def _waiting(seen_by: Staff, at: dt.datetime) -> QuerySet[Attempt]:
    return _seen(seen_by, at).filter(alarmed_at__isnull=False, seen_at__isnull=True)


@prepared
def not_seen(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Attempt]:
    """Alarms that nobody has looked into."""
    return _waiting(seen_by, at)


def alarms(*, seen_by: Staff, at: dt.datetime) -> list[Told]:
    """The same, the newest first."""
    rows = list(_waiting(seen_by, at).order_by("-alarmed_at", "-pk")[:SHOWN])
    names = names_of(row.who for row in rows)
    return [Told(row.pk, row.label, names.get(row.who, ""), row.count, row.hour, row.last_at) for row in rows]


def alarm(id: int, *, seen_by: Staff, at: dt.datetime) -> Attempt:
    """One of them.

    Raises:
        Http404: there is none, or it is not theirs to look into.
    """
    found = _waiting(seen_by, at).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def of_the_week(*, seen_by: Staff, at: dt.datetime) -> list[Told]:
    """What was refused in the last seven days, by kind and name, the most first: somebody patient stays under an hour's alarm."""
    rows = (
        _seen(seen_by, at)
        .filter(hour__gte=at - LOOKED_BACK)
        .order_by()
        .values("refusal", "who")
        .annotate(sum=Sum("count"), last=Max("last_at"))
        .order_by("-sum", "refusal")[:SHOWN]
    )
    found = list(rows)
    names = names_of(row["who"] for row in found)
    return [
        Told(0, str(WORDS[Refusal(row["refusal"])]), names.get(row["who"], ""), row["sum"], None, row["last"])
        for row in found
    ]


def untold() -> list[Attempt]:
    """Alarms that the operator's command was not given, the oldest first."""
    return list(Attempt.objects.filter(alarmed_at__isnull=False, told_at__isnull=True).order_by("alarmed_at")[:SHOWN])
