"""What is done in shelters: enter a house and its beds, give a bed, leave, tell the address to those who placed the person."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Case
from hamroh.protection.shelter import events, queries
from hamroh.protection.shelter.models import Bed, Shelter, ShelterStay
from hamroh.record import keys, note, sealing


class ShelterError(Exception):
    """Root of what this room refuses."""


class Taken(ShelterError):
    """The bed, or the person, was given another place a moment ago. Nothing was changed."""


class NotComplete(ShelterError):
    """A shelter has an area and an address, a bed a name of its own."""


def _manager(by: Staff, at: dt.datetime) -> None:
    if not by.roles(at) & queries.MANAGE:
        raise Absent


def _place(shelter: uuid.UUID) -> str:
    return f"shelter:{shelter}"


LONGEST_LABEL = 40
"""Letters of a bed's name, as its column has it."""


@transaction.atomic
def enter_shelter(area: str, address: str, *, beds: list[str], by: Staff, at: dt.datetime) -> Shelter:
    """Enter a house of one's organisation with its beds; the address is sealed under a key of its own.

    Raises:
        Absent: `by` gives no beds.
        NotComplete: area, address or beds are missing, two beds have one name, or one has a name of more than 40 letters.
    """
    _manager(by, at)
    labels = [label.strip() for label in beds if label.strip()]
    if not area.strip() or not address.strip() or not labels or len(set(labels)) != len(labels):
        raise NotComplete
    if any(len(label) > LONGEST_LABEL for label in labels):
        raise NotComplete
    id = uuid.uuid4()
    keys.store().make(id)
    made = Shelter.objects.create(
        id=id,
        organisation_id=by.office.organisation_id,
        area=area.strip(),
        sealed=sealing.seal(id, _place(id), {"address": address.strip()}),
    )
    Bed.objects.bulk_create(Bed(shelter=made, label=label) for label in labels)
    note(events.ShelterEntered(shelter=id), by=by.pk, at=at)
    return made


@transaction.atomic
def give_bed(bed: uuid.UUID, referral: uuid.UUID, *, by: Staff, at: dt.datetime) -> ShelterStay:
    """Give a bed to somebody who was referred and accepted.

    Raises:
        Absent: no such bed or referral of one's own.
        Taken: somebody else got the bed, or the person another bed, a moment ago.
    """
    _manager(by, at)
    row = Bed.objects.filter(pk=bed, shelter__organisation=by.office.organisation_id).first()
    asked = next((one for one in queries.to_place(seen_by=by, at=at) if one.pk == referral), None)
    if row is None:
        raise Absent
    if asked is None:
        found = cases.referral(referral, seen_by=by, at=at, sent=False)
        if ShelterStay.objects.filter(person=found.person_id, left_at__isnull=True).exists():
            raise Taken
        raise Absent
    try:
        with transaction.atomic():
            stay = ShelterStay.objects.create(
                bed=row, person_id=asked.person_id, referral=asked, since=at, placed_by=by
            )
    except IntegrityError:
        raise Taken from None
    note(events.Placed(about=asked.person_id, stay=stay.pk), by=by.pk, at=at)
    return stay


@transaction.atomic
def leave(stay: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """Say that somebody left; the bed is free. Said twice, the first moment stays.

    Raises:
        Absent: there is no such stay in a house of theirs, or its file complains of them or of their office.
    """
    _manager(by, at)
    with at_work("a bed is free again"):
        found = queries.stays_in_houses_of(by).filter(pk=stay).first()
        if found is None:
            raise Absent
        freed = ShelterStay.objects.filter(pk=stay, left_at__isnull=True).update(left_at=at)
    if freed:
        note(events.LeftShelter(about=found.person_id or found.pk, stay=stay), by=by.pk, at=at)


@prepared
def _sleeps(*, case: uuid.UUID) -> QuerySet[ShelterStay]:
    rows = ShelterStay.objects.filter(referral__case=case, left_at__isnull=True)
    rows = rows.exclude(referral__state__in=["withdrawn", "refused"])
    return rows.select_related("bed__shelter").order_by("pk")[:1]


@transaction.atomic
def address_for(case: Case, *, by: Staff, at: dt.datetime) -> str:
    """Where the person of a case sleeps now, for those who placed them; empty where there is no bed. The reading is noted.

    Raises:
        Absent: the case may not be seen.
    """
    row = cases.again(case, seen_by=by, at=at)
    stay: ShelterStay | None = _sleeps.first(case=row.pk)
    return _told(stay, by=by, at=at) if stay else ""


def _told(stay: ShelterStay, *, by: Staff, at: dt.datetime) -> str:
    shelter = stay.bed.shelter
    kept = sealing.unseal(shelter.pk, _place(shelter.pk), bytes(shelter.sealed))
    note(events.AddressRead(about=stay.person_id, shelter=shelter.pk), by=by.pk, at=at)
    return str(kept["address"])
