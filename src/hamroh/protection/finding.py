"""What the one box for looking finds in this room: a case by its number, earlier calls by telephone or name."""

from __future__ import annotations

import datetime as dt
import re

from django.urls import reverse
from django.utils.translation import get_language, gettext as _

from hamroh.people import taken_away
from hamroh.people.persons import content, phones
from hamroh.people.persons.finding import Place, finder
from hamroh.people.staff.models import Staff
from hamroh.protection import complaints
from hamroh.protection.cases import queries as cases_
from hamroh.protection.enquiries import calls as calls_, queries as enquiries
from hamroh.shell.here import dotted

_NUMBER = re.compile(rf"(\d{{4}})([{taken_away.LETTERS}]{{6}})")
ENOUGH_DIGITS = 5


@finder
def cases(text: str, seen_by: Staff, at: dt.datetime) -> list[Place]:
    """The case of this number, however it was typed: with or without its sign, in small or Cyrillic letters."""
    number = _NUMBER.fullmatch(content.paper_number(text))
    if number is None or not seen_by.roles(at) & cases_.WORK:
        return []
    found = cases_.numbered(number=f"{number[1]}-{number[2]}", seen_by=seen_by, at=at)
    language = get_language() or "en"
    return [
        Place(
            reverse("case", kwargs={"id": row.pk}), row.number, complaints.card(row.kind).title[language], row.person_id
        )
        for row in found
    ]


@finder
def calls(text: str, seen_by: Staff, at: dt.datetime) -> list[Place]:
    """The newest calls from this telephone, or from somebody of a like-sounding name."""
    if not seen_by.roles(at) & enquiries.ANSWER:
        return []
    by_number = len(phones.digits(text)) >= ENOUGH_DIGITS
    call = calls_.Call(phone=text) if by_number else calls_.Call(name=text)
    return [
        Place(
            reverse("call", kwargs={"id": one.id}),
            one.name or _("No name told"),
            _("Call of %(day)s") % {"day": dotted(one.at)},
            one.id,
        )
        for one in calls_.earlier(call, seen_by=seen_by, at=at)
    ]
