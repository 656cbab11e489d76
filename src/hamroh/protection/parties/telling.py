"""Does a text tell who a person is? Asked before anything leaves the house without their name."""

from __future__ import annotations

import re
import uuid

from hamroh.people import names
from hamroh.people.persons import content, phones
from hamroh.people.persons.models import Part, PersonPart
from hamroh.people.walls.rows import at_work

ALIKE = 0.8
"""Two words as near as this are taken for one name in two spellings: better one letter too many held back than one name told."""


def tells_who(text: str, file: uuid.UUID) -> set[str]:
    """What of a person a text tells: `name`, `phone`, `paper` or `birth`; empty when none of it.

    Everything in the file counts, also what whoever writes the text cannot see. Names are recognised in any of three
    alphabets, one word at a time. It knows nothing of other ways to tell who somebody is: those a reader must judge.
    """
    found: set[str] = set()
    digits = phones.digits(text)
    papers = content.paper_number(text)
    # Word by word: `read` keeps eight parts, and a letter has more words than a name.
    said = [part for word in set(re.findall(r"[^\W\d_]{3,}", text)) for part in names.read(word).parts]
    with at_work("keep a person's name out of a letter"):
        rows = list(PersonPart.objects.filter(person__in=content.members([file])))
    for row, kept in content.opened(rows):
        if row.part == Part.IDENTITY:
            theirs = [part for name in content.spellings(kept) for part in names.read(name).parts]
            if any(_alike(one, other) for one in theirs for other in said):
                found.add("name")
            born = kept.get("born", "")
            if len(born) == 10 and re.search(rf"{born}|0?{int(born[8:])}[./-]0?{int(born[5:7])}[./-]{born[:4]}", text):
                found.add("birth")
        elif row.part == Part.CONTACT:
            numbers = (phones.digits(one.get("e164") or one.get("said", ""))[-7:] for one in kept.get("phones", ()))
            if any(len(number) == 7 and number in digits for number in numbers):
                found.add("phone")
        elif row.part == Part.PAPERS:
            numbers = (content.paper_number(one.get("number", "")) for one in kept.get("papers", ()))
            if any(len(number) >= 5 and number in papers for number in numbers):
                found.add("paper")
    return found


def _alike(one: names.Part, other: names.Part) -> bool:
    if not set(one.keys) & set(other.keys):
        return False
    return names.likeness(names.Name(one.text, (one,)), names.Name(other.text, (other,))).score >= ALIKE
