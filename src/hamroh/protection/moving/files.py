"""Many files of persons at once: their parts opened, changed field by field, sealed again and made findable, in few queries."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from hamroh.people import names
from hamroh.people.persons import actions as persons, content
from hamroh.people.persons.models import Part, Person, PersonPart, SearchToken
from hamroh.protection.moving import columns
from hamroh.record import bulk, keys, sealing
from hamroh.shell.here import day_of

FOUND_BY = (Part.IDENTITY, Part.CONTACT, Part.PAPERS)
"""Parts under which a file is found."""


class Files:
    """The parts of these files as they stand. With `lock`, nobody else writes them until the transaction ends."""

    def __init__(self, ids: Iterable[uuid.UUID], *, lock: bool = False) -> None:
        found = PersonPart.objects.filter(person__in=set(ids))
        # Of so many rows a model for each would cost more than opening them.
        rows = list(
            (found.select_for_update() if lock else found).values_list("pk", "person", "part", "sealed", "edition")
        )
        contents = sealing.unseal_many(
            (person, content.place(part), text) for _pk, person, part, text, _edition in rows
        )
        self.parts: dict[uuid.UUID, dict[str, dict[str, Any]]] = defaultdict(dict)
        self._rows: dict[tuple[uuid.UUID, str], tuple[uuid.UUID, int]] = {}
        self._before: dict[tuple[uuid.UUID, str], dict[str, Any]] = {}
        for (pk, person, part, _text, edition), kept in zip(rows, contents, strict=True):
            if kept is not None:
                self.parts[person][part] = kept
                self._rows[person, part] = pk, edition

    def flat(self, id: uuid.UUID) -> dict[str, str]:
        """What stands in a file, as plain fields."""
        return columns.flat(self.parts[id])

    def put(self, id: uuid.UUID, key: str, value: str, *, e164: bool = False) -> None:
        """Write one field. `e164`: it is a number with its country, as it was read."""
        part = columns.COLUMNS[key].part
        assert part is not None
        self._before.setdefault((id, part), dict(self.parts[id].get(part, {})))
        columns.put(self.parts[id], key, value, e164=e164)

    def put_back(self, id: uuid.UUID, part: str, kept: dict[str, Any]) -> None:
        """Write a whole part as it stood before."""
        self._before.setdefault((id, part), dict(self.parts[id].get(part, {})))
        self.parts[id][part] = kept

    def edition(self, id: uuid.UUID, part: str) -> int:
        """The edition of a part; 0 where there is none."""
        return self._rows[id, part][1] if (id, part) in self._rows else 0

    def standing(self, id: uuid.UUID, keys: Iterable[str]) -> dict[str, tuple[dict[str, Any], int]]:
        """The parts that hold these fields, as they stand, each with its edition."""
        parts = {columns.COLUMNS[key].part for key in keys} - {None}
        return {part: (dict(self.parts[id].get(part, {})), self.edition(id, part)) for part in parts if part}

    def untouched(self, id: uuid.UUID) -> bool:
        """Does every part stand as it was first written?"""
        return all(self.edition(id, part) == 1 for part in self.parts[id])

    def save(self, at: dt.datetime) -> None:
        """Seal what was changed, each part one edition further, and make the files findable by it."""
        if not self._before:
            return
        changed = sorted(self._before, key=str)
        sealed = sealing.seal_many((id, content.place(part), self.parts[id][part]) for id, part in changed)
        rows = []
        for (id, part), text in zip(changed, sealed, strict=True):
            pk, edition = self._rows.get((id, part)) or (uuid.uuid4(), 0)
            self._rows[id, part] = pk, edition + 1
            rows.append((pk, id, str(part), text, edition + 1))
        bulk.insert(
            PersonPart, ("id", "person_id", "part", "sealed", "edition"), rows,
            unique=("person_id", "part"), update=("sealed", "edition"),
        )  # fmt: skip
        ids = {id for id, _ in changed}
        Person.objects.filter(pk__in=ids).update(touched_on=day_of(at))
        self._make_findable([pair for pair in changed if pair[1] in FOUND_BY])

    def _make_findable(self, changed: list[tuple[uuid.UUID, str]]) -> None:
        ids = {id for id, _ in changed}
        # A file into which others were merged is found by theirs too: rare, and done one by one.
        with_others = set(Person.objects.filter(merged_into__in=ids).values_list("merged_into", flat=True))
        gone: dict[uuid.UUID, set[str]] = defaultdict(set)
        come: dict[uuid.UUID, set[str]] = defaultdict(set)
        for id, part in changed:
            if id in with_others:
                continue
            before = content.marks(part, self._before[id, part])
            now = content.marks(part, self.parts[id][part])
            gone[id] |= before - now
            come[id] |= now - before
        tokens = blinded(set().union(*gone.values(), *come.values()))
        no_more = {(id, tokens[mark]) for id, marks in gone.items() for mark in marks}
        bulk.delete(SearchToken, ("person_id", "token"), no_more)
        add_tokens({id: {tokens[mark] for mark in marks} for id, marks in come.items()})
        for person in Person.objects.filter(pk__in=with_others):
            persons.make_findable(person)


def blinded(marks: set[str]) -> dict[str, int]:
    """Each mark with the number under which it is kept."""
    key = keys.store().blind(content.BLIND)
    return {mark: names.blinded([mark], key).pop() for mark in marks}


def add_tokens(wanted: dict[uuid.UUID, set[int]]) -> None:
    """Add search tokens; those that are there stay."""
    rows = ((id, token) for id, tokens in wanted.items() for token in sorted(tokens))
    bulk.insert(SearchToken, ("person_id", "token"), rows, ignore=True)
