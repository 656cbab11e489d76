"""What stands in each part of a file, once it is opened. All of it is JSON; a part that was never written is empty.

identity  full_name, other_spellings [text], born (2001-05-31, 2001-05, 2001 or empty), sex (f, m or empty), citizenship (ISO 3166),
          languages [code]
contact   phones [{said, e164, whose}], place, safe (see contact.py)
papers    papers [{kind, number, country, issued, expires, held_by, checked}]
family    ties [{relation, full_name, born, phone, note}]
story     text
health    text
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from hamroh.people import names
from hamroh.people.persons import phones
from hamroh.people.persons.models import Part, Person, PersonPart
from hamroh.people.prepared import prepared
from hamroh.record import keys, sealing

Content = dict[str, Any]
BLIND = "people.search"
"""Purpose of the key under which search tokens are made."""


def place(part: str) -> str:
    """Where a part is bound to, when sealed."""
    return f"person_part:{part}"


def opened(rows: Iterable[PersonPart]) -> Iterator[tuple[PersonPart, Content]]:
    """Rows with what they hold; those whose key is destroyed are left out. One question to the key store."""
    rows = list(rows)
    contents = sealing.unseal_many((row.person_id, place(row.part), bytes(row.sealed)) for row in rows)
    for row, content in zip(rows, contents, strict=True):
        if content is not None:
            yield row, content


def unsealed(rows: Iterable[tuple[uuid.UUID, str, bytes]]) -> Iterator[tuple[uuid.UUID, str, Content]]:
    """The same for (person, part, sealed), where a model of each row would cost more than opening it."""
    rows = list(rows)
    contents = sealing.unseal_many((person, place(part), bytes(sealed)) for person, part, sealed in rows)
    for (person, part, _), content in zip(rows, contents, strict=True):
        if content is not None:
            yield person, part, content


@prepared
def _merged_into(*, ids: list[uuid.UUID]) -> QuerySet[Person, Any]:
    return Person.objects.filter(merged_into__in=ids).values_list("pk", "merged_into")


def members(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Every file that belongs to these, themselves and those merged into them, with the one that stands for it."""
    out = {id: id for id in ids}
    last = list(out)
    while last:
        below = _merged_into(ids=last)
        last = []
        for id, into in below:
            out[id] = out[into]
            last.append(id)
    return out


def year_of(born: str) -> int | None:
    """The year of a day, a month or a year."""
    return int(born[:4]) if born[:4].isdigit() else None


def spellings(identity: Mapping[str, Any]) -> list[str]:
    """The full name as told, and every other spelling of it."""
    return [name for name in (identity.get("full_name", ""), *identity.get("other_spellings", ())) if name]


def paper_number(text: str) -> str:
    """A paper's number as it is compared: Latin and Cyrillic letters that look alike are one, spaces and signs go."""
    return re.sub(r"[\W_]", "", names.written_in_one_alphabet(text).upper().translate(_ALIKE))


_ALIKE = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")


def marks(part: str, content: Mapping[str, Any]) -> set[str]:
    """Under which marks a part makes its file to be found, before they are blinded."""
    if part == Part.IDENTITY:
        born = year_of(content.get("born", ""))
        return {mark for name in spellings(content) for mark in names.written_tokens(names.read(name), born)}
    if part == Part.CONTACT:
        return {
            mark
            for phone in content.get("phones", ())
            for mark in phone_marks(phone.get("e164") or phone.get("said", ""))
        }
    if part == Part.PAPERS:
        numbers = {paper_number(paper.get("number", "")) for paper in content.get("papers", ())}
        return {f"paper {number}" for number in numbers if number}
    return set()


def phone_marks(said: str) -> set[str]:
    """The number in full where it is one, and its last seven digits: few tell the country, and foreigners' codes vary."""
    digits = phones.digits(said)
    return ({f"phone {said}"} if said.startswith("+") else set()) | (
        {f"tail {digits[-7:]}"} if len(digits) >= 7 else set()
    )


def blinded(marks: Iterable[str]) -> set[int]:
    """The marks under the site's key, which is asked of the key store for each call."""
    return names.blinded(marks, keys.store().blind(BLIND))


def sealed(person: uuid.UUID, part: str, content: Mapping[str, Any]) -> bytes:
    return sealing.seal(person, place(part), content)
