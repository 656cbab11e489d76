"""What may be done with a person's file: open, change, merge and undo, keep apart, erase."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from hamroh import record
from hamroh.people import following, names, walls
from hamroh.people.persons import content, duplicates
from hamroh.people.persons.events import (
    FileOpened,
    FilesKeptApart,
    FilesMerged,
    MergeUndone,
    PartChanged,
)
from hamroh.people.persons.models import Merge, Part, Person, PersonPart, PossibleDuplicate, SearchToken
from hamroh.people.staff.models import Role, Staff
from hamroh.people.walls.models import Concealment, Involvement
from hamroh.people.walls.rows import at_work
from hamroh.record import actions as recorded, keys
from hamroh.shell.here import day_of

DECIDE = frozenset({Role.CASE_WORKER, Role.LAWYER, Role.SUPERVISOR})
"""Roles that say whether two files are of one person."""


class PersonsError(Exception):
    """Root of what is refused here; carries the file concerned."""

    def __init__(self, id: uuid.UUID, message: str) -> None:
        self.id = id
        super().__init__(message)


class Stale(PersonsError):
    """Somebody else changed the part since it was read; nothing was written. `edition` is the one that stands now."""

    def __init__(self, id: uuid.UUID, edition: int) -> None:
        self.edition = edition
        super().__init__(id, f"The part was changed meanwhile; edition {edition} stands. Read it, then decide.")


class Shared(PersonsError):
    """Another organisation works with one of the files: a merge, or undoing one, would show it what it was not told."""


class NotLast(PersonsError):
    """A later merge has to be undone first."""


@transaction.atomic
def open_file(parts: Mapping[Part, Mapping[str, Any]], *, by: Staff, at: dt.datetime) -> Person:
    """Open a file, with its own key. Whoever opens it sees all their role can need; the desk sees name and safe contact."""
    organisation = by.office.organisation_id
    person = Person.objects.create(keeper_id=organisation, opened_at=at, touched_on=day_of(at))
    keys.store().make(person.pk)
    mine = " ".join(Part)
    Involvement.objects.create(
        person=person, organisation_id=organisation, parts=f"{Part.IDENTITY} {Part.CONTACT}", since=at, reason="desk"
    )
    Involvement.objects.create(
        person=person, organisation_id=organisation, staff=by, parts=mine, since=at, reason="opened"
    )
    PersonPart.objects.bulk_create(
        PersonPart(person=person, part=part, sealed=content.sealed(person.pk, part, kept))
        for part, kept in parts.items()
    )
    make_findable(person)
    record.note(FileOpened(about=person.pk), by=by.pk, at=at)
    propose(person, at=at)
    return person


@transaction.atomic
def change_part(
    person: Person, part: Part, kept: Mapping[str, Any], *, edition: int, by: Staff, at: dt.datetime
) -> PersonPart:
    """Write a part anew. `edition` is the one that was read, 0 where there was none.

    Raises:
        Absent: they may not see this part, or only agreed fields of it: a part is written by those who see all of it.
        Stale: another edition stands meanwhile; nothing is overwritten.
    """
    if walls.fields_seen(person, by=by, at=at).get(part, frozenset()) is not None:
        raise walls.Absent
    sealed = content.sealed(person.pk, part, kept)
    if edition == 0:
        row, fresh = PersonPart.objects.get_or_create(person=person, part=part, defaults={"sealed": sealed})
        if not fresh:
            raise Stale(person.pk, row.edition)
    else:
        changed = PersonPart.objects.filter(person=person, part=part, edition=edition).update(
            sealed=sealed, edition=edition + 1
        )
        row = PersonPart.objects.get(person=person, part=part)
        if not changed:
            raise Stale(person.pk, row.edition)
    Person.objects.filter(pk=person.pk).update(touched_on=day_of(at))
    record.note(PartChanged(about=person.pk, part=part, edition=row.edition), by=by.pk, at=at)
    make_findable(person)
    propose(person, at=at)
    return row


def make_findable(person: Person) -> None:
    """Make the search tokens of a file anew, from its own parts and those of the files merged into it."""
    rows = PersonPart.objects.filter(person__in=content.members([person.pk]))
    marks = {mark for row, kept in content.opened(rows) for mark in content.marks(row.part, kept)}
    wanted = content.blinded(marks)
    there = set(SearchToken.objects.filter(person=person).values_list("token", flat=True))
    SearchToken.objects.filter(person=person, token__in=there - wanted).delete()
    SearchToken.objects.bulk_create(SearchToken(person=person, token=token) for token in sorted(wanted - there))
    Person.objects.filter(pk=person.pk).update(token_rules=names.RULES)


def propose(person: Person, *, at: dt.datetime) -> None:
    """Propose what may be of the same person, and withdraw proposals that no longer hold; decisions stay as they are."""
    # All files of the organisation are compared, not only those that whoever is working now may see. They are told nothing of it.
    with at_work("possible duplicates"):
        _propose_among(person, dict(duplicates.likely(person)), at=at)


def _propose_among(person: Person, likely: dict[uuid.UUID, duplicates.Weighed], *, at: dt.datetime) -> None:
    for row in PossibleDuplicate.objects.filter(decision="", one=person) | PossibleDuplicate.objects.filter(
        decision="", other=person
    ):
        if (row.other_id if row.one_id == person.pk else row.one_id) not in likely:
            row.delete()
    for id, weighed in likely.items():
        one, other = sorted((person.pk, id))
        row, fresh = PossibleDuplicate.objects.get_or_create(
            one_id=one,
            other_id=other,
            defaults={"score": weighed.score, "reasons": " ".join(weighed.reasons), "proposed_at": at},
        )
        if not fresh and not row.decision:
            row.score, row.reasons = weighed.score, " ".join(weighed.reasons)
            row.save(update_fields=["score", "reasons"])


def _may_decide(by: Staff, at: dt.datetime) -> None:
    if not by.roles(at) & DECIDE:
        raise walls.Absent


@transaction.atomic
def merge(kept: Person, gone: Person, *, by: Staff, at: dt.datetime) -> Merge:
    """Say that two files are of one person: `gone` gives way to `kept`, and everything of both stays as it is.

    Who works with one works with both from now on, and from whom one was concealed, both are.

    Raises:
        Absent: they may not decide it, or may not see both files.
        Shared: another organisation works with one of them.
    """
    _may_decide(by, at)
    kept, gone = walls.person(kept.pk, seen_by=by, at=at), walls.person(gone.pk, seen_by=by, at=at)
    others = Involvement.objects.filter(person__in=[kept, gone]).exclude(organisation=by.office.organisation_id)
    if others.exists() or kept.keeper_id != gone.keeper_id:
        raise Shared(kept.pk, "Another organisation works with one of these files; they stay apart.")
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    lent = _lend(gone, kept, at=at)
    for what, ids in _lend(kept, gone, at=at, but=lent).items():
        lent[what] += ids
    done = Merge.objects.create(kept=kept, gone=gone, lent=lent, by=by, at=at)
    one, other = sorted((kept.pk, gone.pk))
    PossibleDuplicate.objects.update_or_create(
        one_id=one,
        other_id=other,
        defaults={"decision": PossibleDuplicate.Decision.MERGED, "decided_by": by, "decided_at": at},
        create_defaults={
            "decision": PossibleDuplicate.Decision.MERGED, "decided_by": by, "decided_at": at,
            "score": 0, "reasons": "by_hand", "proposed_at": at,
        },
    )  # fmt: skip
    record.note(FilesMerged(about=kept.pk, gone=str(gone.pk)), by=by.pk, at=at)
    make_findable(kept)
    return done


def _lend(
    giver: Person, taker: Person, *, at: dt.datetime, but: Mapping[str, list[str]] | None = None
) -> dict[str, list[str]]:
    """Let whoever works with one file work with the other, and conceal it from whom the one is concealed; the new rows."""
    without = but or {"involvements": [], "concealments": []}
    holding = giver.involvements.exclude(pk__in=without["involvements"])
    return {
        "involvements": [
            str(
                Involvement.objects.create(
                    person=taker,
                    organisation_id=row.organisation_id,
                    staff_id=row.staff_id,
                    parts=row.parts,
                    since=max(row.since, at),
                    until=row.until,
                    reason="merged",
                ).pk
            )
            for row in holding
            if row.until is None or row.until > at
        ],
        "concealments": [
            str(Concealment.objects.create(person=taker, office_id=row.office_id, staff_id=row.staff_id).pk)
            for row in giver.concealments.exclude(pk__in=without["concealments"])
        ],
    }


@transaction.atomic
def undo_merge(done: Merge, *, by: Staff, at: dt.datetime) -> Person:
    """Let the file stand by itself again, as it stood; what was lent to the other is taken back.

    Raises:
        Absent: they may not decide it, or may not see the file.
        NotLast: the file it went into was itself merged since, or this merge is undone already.
        Shared: another organisation was let into the file meanwhile, perhaps for what was of the other person.
    """
    _may_decide(by, at)
    if done.undone_at is not None or Person.objects.filter(pk=done.kept_id, merged_into__isnull=False).exists():
        raise NotLast(done.kept_id, "Undo the later merge first.")
    kept = walls.person(done.kept_id, seen_by=by, at=at)
    still = Q(until__isnull=True) | Q(until__gt=at)
    others = Involvement.objects.filter(still, person=kept).exclude(organisation=by.office.organisation_id)
    if others.exists():
        raise Shared(
            kept.pk, "Another organisation was let in since; it would go on seeing a file that is of somebody else."
        )
    gone = Person.objects.get(pk=done.gone_id, merged_into=kept)
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    Involvement.objects.filter(pk__in=done.lent.get("involvements", ())).delete()
    Concealment.objects.filter(pk__in=done.lent.get("concealments", ())).delete()
    done.undone_by, done.undone_at = by, at
    done.save(update_fields=["undone_by", "undone_at"])
    one, other = sorted((kept.pk, gone.pk))
    PossibleDuplicate.objects.filter(one_id=one, other_id=other).update(
        decision=PossibleDuplicate.Decision.APART, decided_by=by, decided_at=at
    )
    record.note(MergeUndone(about=kept.pk, gone=str(gone.pk)), by=by.pk, at=at)
    make_findable(kept)
    make_findable(gone)
    return gone


@transaction.atomic
def keep_apart(proposal: PossibleDuplicate, *, by: Staff, at: dt.datetime) -> None:
    """Say that two files are of two persons; they are not proposed again.

    Raises:
        Absent: they may not decide it, or may not see both files.
    """
    _may_decide(by, at)
    for id in (proposal.one_id, proposal.other_id):
        walls.person(id, seen_by=by, at=at)
    proposal.decision, proposal.decided_by, proposal.decided_at = PossibleDuplicate.Decision.APART, by, at
    proposal.save(update_fields=["decision", "decided_by", "decided_at"])
    record.note(FilesKeptApart(about=proposal.one_id, other=str(proposal.other_id)), by=by.pk, at=at)
    record.note(FilesKeptApart(about=proposal.other_id, other=str(proposal.one_id)), by=by.pk, at=at)


@transaction.atomic
def erase(person: Person, *, reason: str, by: Staff | None, at: dt.datetime) -> None:
    """Erase a person, with every file that was merged into theirs: parts and tokens go, the keys are destroyed,
    and with them what other rooms keep of this person.

    `reason` is words of the house, never about them; `by` is None for the program itself. May run twice.

    Raises:
        Absent: somebody who is no supervisor, or who may not see the file.
    """
    if by is not None:
        if Role.SUPERVISOR not in by.roles(at):
            raise walls.Absent
        walls.person(person.pk, seen_by=by, at=at)
    _erase(list(content.members([person.pk])), reason=reason, by=by, at=at)


@transaction.atomic
def erase_many(ids: list[uuid.UUID], *, reason: str, by: Staff, at: dt.datetime) -> None:
    """Erase many at once, as `erase` does one; what was merged into a file is named by the caller.

    Raises:
        Absent: somebody who is no supervisor, or who may not see one of the files.
    """
    if Role.SUPERVISOR not in by.roles(at) or walls.persons(seen_by=by, at=at).filter(pk__in=ids).count() < len(ids):
        raise walls.Absent
    _erase(ids, reason=reason, by=by, at=at)


def _erase(ids: list[uuid.UUID], *, reason: str, by: Staff | None, at: dt.datetime) -> None:
    following.erase(ids, reason=reason, by=by.pk if by else None, at=at)
    SearchToken.objects.filter(person__in=ids).delete()
    PersonPart.objects.filter(person__in=ids).delete()
    PossibleDuplicate.objects.filter(one__in=ids).delete()
    PossibleDuplicate.objects.filter(other__in=ids).delete()
    Person.objects.filter(pk__in=ids, erased_at__isnull=True).update(erased_at=at)
    recorded.erase_many(ids, reason=reason, by=by.pk if by else None, at=at)
