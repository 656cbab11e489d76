"""What this room adds to the copy of a file that its person gets: days of the law, and the facts from which they were reckoned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from hamroh.people.persons import content
from hamroh.people.persons.copies import Section, section
from hamroh.people.persons.models import Person
from hamroh.people.staff.models import Staff
from hamroh.protection.cases import queries as cases
from hamroh.protection.enquiries import calls
from hamroh.shell.here import dotted
from hamroh.web import asking, inquiry, rulebook
from hamroh.web.sealed import Answers


@section
def days_and_facts(person: Person, seen_by: Staff, at: dt.datetime, language: str) -> list[Section]:
    """For each case the days that the law sets, and what the person said of their stay, work and pay; for each call what was said in it
    and went into no case."""
    book = rulebook.book()
    titles = {one.id: one.title[language] for one in book.provisions}
    found = []
    rows = cases.cases(seen_by=seen_by, at=at).filter(person__in=content.members([person.pk])).order_by("opened_at")
    for row in rows:
        open_ = cases.opened(row)
        lines = [
            (titles.get(one.provision, one.provision), f"{one.safe:%d.%m.%Y}")
            for one in open_.clocks
            if one.safe is not None and not one.settled
        ]
        lines += _told(open_.content.get("facts", {}), open_.content.get("asked", ()), language)
        if lines:
            found.append(Section(_("Case %(number)s: days and what you told") % {"number": row.number}, lines))
    told = [line for one in found for line in one.lines]
    for written in calls.of_files(content.members([person.pk]), seen_by=seen_by, at=at):
        # What went along into a case stands there already.
        lines = [line for line in _told(written.call.facts, written.call.asked, language) if line not in told]
        if lines:
            day = {"day": dotted(written.row.received_at)}
            found.append(Section(_("Call of %(day)s: what you told") % day, lines))
    return found


def _told(facts: dict[str, Any], asked: Iterable[str], language: str) -> list[tuple[str, str]]:
    """Questions with the answers that were given, as they are asked of oneself."""
    book, answers = rulebook.book(), Answers(facts=facts, path=tuple(asked))
    return [
        (
            asking.relative.question(kind, language, "self"),
            inquiry.given_words(book, None, kind, answers.facts[kind.id], language),
        )
        for shown in inquiry.screens_told(book, answers)
        for kind in shown.facts
        if kind.id in answers.facts
    ]
