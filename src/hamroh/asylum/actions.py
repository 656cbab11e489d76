"""What protection officers do with claims."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from hamroh.asylum import events, queries
from hamroh.asylum.models import AsylumClaim, ClaimOfficer
from hamroh.people.staff.models import Role, Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.record import actions as record, keys, note, sealing

FIELDS = ("name", "languages", "contact", "country", "fear")


class ClaimError(Exception):
    """Root of what this room refuses; carries the id of the claim."""

    def __init__(self, claim: uuid.UUID, message: str) -> None:
        self.claim = claim
        super().__init__(message)


class NotAnOfficer(ClaimError):
    """Claims are handed to protection officers of the same organisation only."""


class Stale(ClaimError):
    """Somebody else changed the claim in the meantime; nothing was overwritten."""


@transaction.atomic
def open_claim(told: Mapping[str, str], *, by: Staff, at: dt.datetime) -> AsylumClaim:
    """Open a claim with what a person told; its officer is the one who opens it.

    Raises:
        Absent: `by` is no protection officer.
    """
    if Role.PROTECTION not in by.roles(at):
        raise Absent
    id = uuid.uuid4()
    keys.store().make(id)
    content: dict[str, object] = {**{name: told.get(name, "") for name in FIELDS}, "notes": []}
    row = AsylumClaim.objects.create(
        id=id,
        organisation_id=by.office.organisation_id,
        opened_at=at,
        sealed=sealing.seal(id, f"asylum_claim:{id}", content),
    )
    ClaimOfficer.objects.create(claim=row, staff=by, since=at)
    note(events.ClaimOpened(about=id), by=by.pk, at=at)
    return row


@transaction.atomic
def list_claims(*, by: Staff, at: dt.datetime) -> list[queries.Claim]:
    """The claims that an officer works with, the newest first; whose names were shown goes into the record."""
    found = queries.read(list(queries.claims(seen_by=by, at=at).order_by("-opened_at")))
    if found:
        note(events.ClaimsListed(count=len(found), shown=tuple(str(one.id) for one in found)), by=by.pk, at=at)
    return found


@transaction.atomic
def read_claim(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> queries.Claim:
    """Read a claim; the reading goes into the record.

    Raises:
        Absent: there is none, it may not be seen, or it was erased.
    """
    found = queries.read([queries.claim(id, seen_by=by, at=at)])
    if not found:
        raise Absent
    note(events.ClaimRead(about=id), by=by.pk, at=at)
    return found[0]


@transaction.atomic
def add_note(id: uuid.UUID, text: str, *, edition: int, by: Staff, at: dt.datetime) -> None:
    """Add something to a claim that was read at `edition`.

    Raises:
        Absent: there is none, or it may not be seen.
        Stale: it was changed since then; nothing is added.
    """
    row = queries.claim(id, seen_by=by, at=at)
    content = sealing.unseal(row.pk, f"asylum_claim:{row.pk}", bytes(row.sealed))
    content["notes"].append({"at": at.isoformat(), "by": by.full_name, "text": text})
    sealed = sealing.seal(row.pk, f"asylum_claim:{row.pk}", content)
    if not AsylumClaim.objects.filter(pk=id, edition=edition).update(sealed=sealed, edition=edition + 1):
        raise Stale(id, "Somebody else added something in the meantime. Read it; then add yours.")
    note(events.ClaimChanged(about=id, edition=edition + 1), by=by.pk, at=at)


@transaction.atomic
def hand_over(id: uuid.UUID, *, to: Staff, by: Staff, at: dt.datetime) -> None:
    """Hand a claim to another protection officer of the organisation; who hands it over sees it no longer.

    Raises:
        Absent: there is none, or it may not be seen.
        NotAnOfficer: `to` is none, has left, or works elsewhere.
    """
    row = queries.claim(id, seen_by=by, at=at)
    fits = to.is_active and Role.PROTECTION in to.roles(at) and to.office.organisation_id == row.organisation_id
    if not fits or to.pk == by.pk:
        raise NotAnOfficer(id, "Choose another protection officer of your organisation.")
    note(events.ClaimHandedOver(about=id, to=to.pk), by=by.pk, at=at)
    # The wall closes behind whoever hands over before the other is let in: the second lock must not stand in the way.
    with at_work("hand over a claim"):
        ClaimOfficer.objects.filter(claim=row, until__isnull=True).update(until=at)
        ClaimOfficer.objects.create(claim=row, staff=to, since=at)


@transaction.atomic
def close_claim(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """Close a claim; closed twice, it stays closed at the earlier moment.

    Raises:
        Absent: there is none, or it may not be seen.
    """
    row = queries.claim(id, seen_by=by, at=at)
    if AsylumClaim.objects.filter(pk=row.pk, closed_at__isnull=True).update(closed_at=at):
        note(events.ClaimClosed(about=id), by=by.pk, at=at)


@transaction.atomic
def erase_claim(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """Erase a claim because its person asked: the key is destroyed, then the row goes. No backup brings it back.

    Raises:
        Absent: there is none, or it may not be seen.
    """
    row = queries.claim(id, seen_by=by, at=at)
    note(events.ClaimErased(about=id), by=by.pk, at=at)
    # That a key was destroyed is told where nobody may learn of a claim: nobody of this room is named there.
    record.erase(row.pk, reason="the person asked", by=None, at=at)
    with at_work("erase a claim"):
        AsylumClaim.objects.filter(pk=row.pk).delete()


def take_out(before: dt.datetime) -> int:
    """Erase claims that were closed before a moment: the key is destroyed, then the row goes. An open claim is never taken out."""
    with transaction.atomic(), at_work("retention of claims"):
        old = list(AsylumClaim.objects.filter(closed_at__lt=before).values_list("pk", flat=True)[:1000])
        for id in old:
            # Told to the record: what is erased stays erased after an old key store was restored.
            record.erase(id, reason="past its time", by=None, at=dt.datetime.now(dt.UTC))
        AsylumClaim.objects.filter(pk__in=old).delete()
    return len(old)
