"""A copy of their own file for the person: all of theirs, and nothing of anybody else's.

Relatives stand in it by how they are related, without name, number or birth; staff by their organisation and the moment. What
other rooms keep they add themselves:

    @section
    def cases(person, seen_by, at, language): ...
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from hamroh import record
from hamroh.people import following, walls
from hamroh.people.persons import content, queries, words
from hamroh.people.persons.events import FileCopied
from hamroh.people.persons.models import Part, Person
from hamroh.people.staff.models import Role, Staff

GIVE = frozenset({Role.CASE_WORKER, Role.LAWYER, Role.SUPERVISOR})
"""Roles that hand a copy to its person. They see every part, so that none is left out."""


@dataclass(frozen=True)
class Section:
    """A part of the copy: a heading, and lines of label and text."""

    title: str
    lines: list[tuple[str, str]]


Contributor = Callable[[Person, Staff, dt.datetime, str], list[Section]]
_contributors: list[Contributor] = []


def section(contributor: Contributor) -> Contributor:
    """Make known what a room above keeps of a person; it does so in its `copies.py`."""
    if contributor not in _contributors:
        _contributors.append(contributor)
    return contributor


@dataclass(frozen=True)
class Copy:
    """What is handed over. `seen` says when, by which organisation and how the file was opened or changed."""

    sections: list[Section]
    seen: list[tuple[dt.datetime, str, str]]


@transaction.atomic
def copy(id: uuid.UUID, *, by: Staff, at: dt.datetime, language: str) -> Copy:
    """The copy of a file for its person; that it was made is noted.

    Raises:
        Absent: there is no such file, it may not be seen, or not in all of its parts: half a copy would pass for the whole.
    """
    person = walls.person(id, seen_by=by, at=at)
    seen = walls.fields_seen(person, by=by, at=at)
    if not by.roles(at) & GIVE or any(seen.get(part, frozenset()) is not None for part in Part):
        raise walls.Absent
    file = queries.file(id, seen_by=by, at=at)
    sections = []
    for part, open_ in file.parts.items():
        for kept in (open_.content, *open_.merged):
            lines = words.lines(part, _own(part, kept))
            if lines:
                sections.append(Section(part.label, lines))
    autodiscover_modules("copies")
    for contributor in _contributors:
        sections += contributor(person, by, at, language)
    entries = following.noted(content.members([id]))
    places = dict(
        Staff.objects.filter(pk__in={e.by for e in entries if e.by}).values_list(
            "pk", f"office__organisation__name_{language}"
        )
    )
    record.note(FileCopied(about=id), by=by.pk, at=at)
    return Copy(sections, [(e.at, places.get(e.by, ""), e.sentence(language)) for e in entries])


def _own(part: Part, kept: dict[str, Any]) -> dict[str, Any]:
    """What stands in a part, without what is of somebody else."""
    if part is Part.FAMILY:
        return {"ties": [{"relation": tie.get("relation", "")} for tie in kept.get("ties", ())]}
    if part is Part.CONTACT:
        own = [phone for phone in kept.get("phones", ()) if phone.get("whose") == "own"]
        return {**kept, "phones": own}
    return kept
