"""Beds, and who may know where they stand."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from hamroh.people import walls
from hamroh.people.persons import content
from hamroh.people.persons.models import Part, PersonPart
from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Role, Staff
from hamroh.people.walls.models import Concealment
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases.models import Referral
from hamroh.protection.shelter.models import Bed, Shelter, ShelterStay

MANAGE = frozenset({Role.SHELTER_MANAGER})
"""The role that gives beds."""


@dataclass(frozen=True)
class BedNow:
    """A bed as it is now. `name` is empty where the bed is free, or the name was not handed over; `stay` also where it is hidden
    who sleeps there."""

    row: Bed
    stay: ShelterStay | None
    name: str
    taken: bool


@dataclass(frozen=True)
class House:
    """A shelter with its beds; `free` is how many are."""

    row: Shelter
    beds: list[BedNow]

    @property
    def free(self) -> int:
        return sum(not bed.taken for bed in self.beds)


def houses(*, seen_by: Staff, at: dt.datetime) -> list[House]:
    """The shelters of somebody's organisation with every bed; the name of who sleeps there where it was handed over."""
    if not seen_by.roles(at) & MANAGE:
        return []
    rows = list(
        Shelter.objects.filter(organisation=seen_by.office.organisation_id)
        .order_by("area", "pk")
        .prefetch_related("beds")
    )
    # Whoever runs a house knows which beds are taken, also when what was open of the person is closed again.
    with at_work("which beds are taken"):
        taken = set(
            ShelterStay.objects.filter(bed__shelter__in=rows, left_at__isnull=True).values_list("bed", flat=True)
        )
        stays = {stay.bed_id: stay for stay in stays_in_houses_of(seen_by).filter(left_at__isnull=True)}
    names = _names([stay.person_id for stay in stays.values() if stay.person_id], seen_by=seen_by, at=at)

    def now(bed: Bed) -> BedNow:
        stay = stays.get(bed.pk)
        return BedNow(bed, stay, names.get(stay.person_id, "") if stay and stay.person_id else "", bed.pk in taken)

    return [House(shelter, [now(bed) for bed in shelter.beds.all()]) for shelter in rows]


def stays_in_houses_of(staff: Staff) -> QuerySet[ShelterStay]:
    """Who sleeps, or slept, in the houses of somebody's organisation, but for those whose file complains of them or of their office.

    To be read as the site's own work: who runs a house frees its beds also when nothing of the person is open to them any more.
    """
    hidden = Concealment.objects.filter(Q(staff=staff) | Q(office=staff.office_id), person=OuterRef("person"))
    return ShelterStay.objects.filter(~Exists(hidden), bed__shelter__organisation=staff.office.organisation_id)


def _names(ids: list, *, seen_by: Staff, at: dt.datetime) -> dict:  # type: ignore[type-arg]
    persons = {
        p.pk: p
        for p in walls.persons(seen_by=seen_by, at=at).filter(pk__in=ids).prefetch_related("involvements", "glass")
    }
    out = {}
    for row, kept in content.opened(PersonPart.objects.filter(person__in=persons, part=Part.IDENTITY)):
        seen = walls.fields_seen(persons[row.person_id], by=seen_by, at=at)
        if Part.IDENTITY in seen:
            out[row.person_id] = walls.narrowed(kept, seen[Part.IDENTITY]).get("full_name", "")
    return out


@prepared
def to_place(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Referral]:
    """Accepted referrals to somebody's organisation of people who have no bed yet, the oldest first."""
    if not seen_by.roles(at) & MANAGE:
        return Referral.objects.none()
    seen = walls.Seen("person_id", merged=False, seen_by=seen_by, at=at)
    rows = Referral.objects.filter(seen, to=seen_by.office.organisation_id, state=Referral.State.ACCEPTED)
    sleep = ShelterStay.objects.filter(left_at__isnull=True, person__isnull=False)
    return rows.exclude(person__in=sleep.values("person")).order_by("sent_at")


def stays_of(files: Iterable[uuid.UUID]) -> list[ShelterStay]:
    """Where the person of these files slept, the oldest first. For whoever has asked before whether it may be told."""
    return list(ShelterStay.objects.filter(person__in=list(files)).select_related("bed__shelter").order_by("since"))
