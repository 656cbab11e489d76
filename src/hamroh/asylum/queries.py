"""Who sees which claim, and what stands in it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from hamroh.asylum.models import AsylumClaim, ClaimOfficer
from hamroh.people.staff.models import Role, RoleGrant, Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import may_see
from hamroh.record import sealing


@dataclass(frozen=True)
class Note:
    """Something added to a claim later."""

    at: dt.datetime
    by: str
    text: str


@dataclass(frozen=True)
class Claim:
    """A claim as its officer reads it. `contact` is how to reach the person safely, in their own words."""

    id: uuid.UUID
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    edition: int
    name: str
    languages: str
    contact: str
    country: str
    fear: str
    notes: tuple[Note, ...]


def claims(*, seen_by: Staff, at: dt.datetime) -> QuerySet[AsylumClaim]:
    """The claims that a protection officer works with, and those of their organisation that nobody works with any more.

    For every other role there are none.
    """
    holds = Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
    protects = RoleGrant.objects.filter(holds, role=Role.PROTECTION, waiting=False)
    somebody = ClaimOfficer.objects.filter(
        holds, Exists(protects.filter(staff=OuterRef("staff"))), claim=OuterRef("pk"), staff__is_active=True
    )
    mine = somebody.filter(staff=seen_by)
    return AsylumClaim.objects.filter(
        Exists(mine) | (Q(organisation=seen_by.office.organisation_id) & ~Exists(somebody)),
        Exists(protects.filter(staff=seen_by)),
    )


def claim(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> AsylumClaim:
    """One claim.

    Raises:
        Absent: there is none, or it may not be seen: one answer by one query.
    """
    if not may_see(id, by=seen_by, function="hamroh_may_see_claim"):
        raise Absent
    found = claims(seen_by=seen_by, at=at).filter(pk=id).first()
    if found is None:
        raise Absent
    return found


def read(rows: list[AsylumClaim]) -> list[Claim]:
    """What stands in claims that may be seen; those that were erased are left out."""
    opened = sealing.unseal_many((row.pk, f"asylum_claim:{row.pk}", bytes(row.sealed)) for row in rows)
    return [_claim(row, content) for row, content in zip(rows, opened, strict=True) if content is not None]


def _claim(row: AsylumClaim, content: dict) -> Claim:  # type: ignore[type-arg]
    notes = tuple(Note(dt.datetime.fromisoformat(n["at"]), n["by"], n["text"]) for n in content.get("notes", ()))
    told = {name: content.get(name, "") for name in ("name", "languages", "contact", "country", "fear")}
    return Claim(row.pk, row.opened_at, row.closed_at, row.edition, **told, notes=notes)


def officers(*, seen_by: Staff, at: dt.datetime) -> list[Staff]:
    """The protection officers of somebody's organisation, by name: whom a person who fears return should be led to."""
    holds = Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
    return list(
        Staff.objects.filter(
            Exists(RoleGrant.objects.filter(holds, staff=OuterRef("pk"), role=Role.PROTECTION, waiting=False)),
            office__organisation=seen_by.office.organisation_id,
            is_active=True,
        )
        .select_related("office")
        .order_by("full_name")
    )
