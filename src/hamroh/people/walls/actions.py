"""What changes who may see a file."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from hamroh.people.directory.models import Organisation
from hamroh.people.persons.models import Part, Person
from hamroh.people.staff.models import Office, Role, Staff
from hamroh.people.walls import events
from hamroh.people.walls.files import PARTS, Absent, fields_seen, person as file_seen, sight_ends
from hamroh.people.walls.models import BrokenGlass, Concealment, Involvement
from hamroh.people.walls.rows import at_work
from hamroh.record import note, sealing

GLASS_LASTS = dt.timedelta(hours=1)
LONGEST_REASON = 500
REASON_AT_LEAST = 10


class WallError(Exception):
    """Root of what the walls refuse; carries the id of the file."""

    def __init__(self, file: uuid.UUID, message: str) -> None:
        self.file = file
        super().__init__(message)


class NotAllowed(WallError):
    """This member of staff may not let others into the file, or not into that part of it."""


class NoReason(WallError):
    """The glass is not broken without a reason that another person can judge."""


@transaction.atomic
def involve(
    person: Person,
    *,
    organisation: Organisation,
    staff: Staff | None = None,
    parts: Iterable[Part | str],
    reason: str,
    until: dt.datetime | None = None,
    by: Staff,
    at: dt.datetime,
) -> Involvement:
    """Let an organisation, or one of its staff, work with a file, in the parts or the agreed fields named.

    `parts` are whole parts (`contact`) or single fields (`contact.safe`). Nobody gives what they cannot see themselves, nor to their own
    organisation for longer than they see it: what is seen through broken glass ends with it for colleagues too.

    Raises:
        Absent: `by` may not see the file.
        NotAllowed: `by` may not see one of the parts; or `staff` works elsewhere.
    """
    seen = file_seen(person.pk, seen_by=by, at=at)
    named = sorted({str(one) for one in parts})
    mine = fields_seen(seen, by=by, at=at)
    beyond = [one for one in named if not _within(one, mine)]
    if beyond or not named:
        raise NotAllowed(person.pk, f"may not open to others: {', '.join(beyond) or 'no part was named'}")
    if staff is not None and staff.office.organisation_id != organisation.pk:
        raise NotAllowed(person.pk, "the member of staff works for another organisation")
    ends = sight_ends(seen, by=by, at=at)
    if ends is not None and organisation.pk == by.office.organisation_id:
        until = min(ends, until or ends)
    row = Involvement.objects.create(
        person=person,
        organisation=organisation,
        staff=staff,
        parts=" ".join(named),
        since=at,
        until=until,
        reason=reason,
    )
    note(
        events.Involved(
            about=person.pk,
            involvement=row.pk,
            organisation=organisation.pk,
            staff=staff.pk if staff else None,
            parts=row.parts,
        ),
        by=by.pk,
        at=at,
    )
    return row


def _within(word: str, mine: dict[Part, frozenset[str] | None]) -> bool:
    part, _, field = word.partition(".")
    if part not in set(Part) or Part(part) not in mine:
        return False
    fields = mine[Part(part)]
    return fields is None or field in fields


@transaction.atomic
def end_involvement(involvement: Involvement, *, by: Staff, at: dt.datetime) -> None:
    """Take the need to know away from a moment on. Ended twice, it stays ended at the earlier moment.

    Raises:
        Absent: `by` may not see the file.
    """
    file_seen(involvement.person_id, seen_by=by, at=at)
    still = Q(until__isnull=True) | Q(until__gt=at)
    if Involvement.objects.filter(still, pk=involvement.pk).update(until=at):
        note(events.InvolvementEnded(about=involvement.person_id, involvement=involvement.pk), by=by.pk, at=at)


@transaction.atomic
def conceal(
    person: Person, *, office: Office | None = None, staff: Staff | None = None, by: Staff, at: dt.datetime
) -> None:
    """Hide a file, and those that were merged into it, from the office or the member of staff that it complains of, from now on.
    Done twice, it stays done.

    Raises:
        Absent: `by` may not see the file, or is the one complained of.
    """
    file_seen(person.pk, seen_by=by, at=at)
    hide(person.pk, office=office, staff=staff)
    note(events.Concealed(about=person.pk), by=by.pk, at=at)


def hide(file: uuid.UUID, *, office: Office | None = None, staff: Staff | None = None) -> None:
    """Hide a file and all that were merged into it: what a room keeps of a file names the one that it had then.

    For whoever has asked before whether it may be done.
    """
    hidden, found = set(), {file}
    with at_work("hide a file from whom it complains of"):
        while found:
            for one in found:
                # Not by get_or_create: two files that were both hidden, and then merged, have it twice.
                if not Concealment.objects.filter(person=one, office=office, staff=staff).exists():
                    Concealment.objects.create(person_id=one, office=office, staff=staff)
            hidden |= found
            found = set(Person.objects.filter(merged_into__in=found).values_list("pk", flat=True)) - hidden


@transaction.atomic
def break_glass(file: uuid.UUID, *, reason: str, by: Staff, at: dt.datetime) -> BrokenGlass:
    """Open for an hour a file of one's own organisation with which one does not work. The supervisor is told.

    What complains of the one who asks, belongs to others, or does not exist is absent: one answer for all three.

    Raises:
        NoReason: the reason has fewer than 10 or more than 500 letters.
        Absent: there is no such file for this member of staff.
    """
    words = " ".join(reason.split())
    if not REASON_AT_LEAST <= len(words) <= LONGEST_REASON:
        raise NoReason(file, "Say in a sentence why the file must be opened now: 10 to 500 letters.")
    if not any(PARTS[role] for role in by.roles(at)):
        raise Absent
    organisation = by.office.organisation_id
    works = Involvement.objects.filter(person=OuterRef("pk"), organisation=organisation)
    complains = Concealment.objects.filter(Q(staff=by) | Q(office=by.office_id), person=OuterRef("pk"))
    # Nobody sees the file yet, so the second lock is asked as the program itself.
    with at_work("break the glass"):
        found = Person.objects.filter(
            Q(keeper=organisation) | Exists(works),
            ~Exists(complains),
            pk=file,
            merged_into__isnull=True,
            erased_at__isnull=True,
        ).first()
        if found is None:
            raise Absent
        id = uuid.uuid4()
        glass = BrokenGlass.objects.create(
            id=id,
            person=found,
            staff=by,
            reason=sealing.seal(found.pk, f"broken_glass:{id}", {"reason": words}),
            since=at,
            until=at + GLASS_LASTS,
        )
    note(events.GlassBroken(about=found.pk, reason=words), by=by.pk, at=at)
    return glass


@transaction.atomic
def judge_glass(glass: BrokenGlass, *, justified: bool, by: Staff, at: dt.datetime) -> None:
    """Say whether somebody else's opening of a file was justified. The first judgement stays; what was not justified ends at once.

    Raises:
        Absent: `by` is no supervisor of that organisation, opened the file themselves, or is complained of in it.
    """
    file_seen(glass.person_id, seen_by=by, at=at)
    other = by.office.organisation_id != glass.staff.office.organisation_id
    if Role.SUPERVISOR not in by.roles(at) or glass.staff_id == by.pk or other:
        raise Absent
    if BrokenGlass.objects.filter(pk=glass.pk, seen_at__isnull=True).update(
        seen_by=by, seen_at=at, justified=justified
    ):
        if not justified:
            ends = max(at, glass.since + dt.timedelta(microseconds=1))
            BrokenGlass.objects.filter(pk=glass.pk, until__gt=ends).update(until=ends)
        note(events.GlassJudged(about=glass.person_id, justified=justified), by=by.pk, at=at)
