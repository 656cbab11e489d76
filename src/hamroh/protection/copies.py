"""What this room adds to the copy of a file that its person gets."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from hamroh.people.persons import content
from hamroh.people.persons.copies import Section, section
from hamroh.people.persons.models import Person
from hamroh.people.staff.models import Staff
from hamroh.protection import complaints
from hamroh.protection.attachments import queries as attachments
from hamroh.protection.cases import queries
from hamroh.protection.joint import queries as joint
from hamroh.protection.outgoing import queries as outgoing
from hamroh.protection.outgoing.words import CHANNELS
from hamroh.protection.parties import queries as parties


@section
def cases(person: Person, seen_by: Staff, at: dt.datetime, language: str) -> list[Section]:
    """Each case: what it is about, when it was opened, what was told, to whom it was referred."""
    found = []
    for row in (
        queries.cases(seen_by=seen_by, at=at).filter(person__in=content.members([person.pk])).order_by("opened_at")
    ):
        open_ = queries.opened(row)
        lines = [
            (_("Opened"), f"{row.opened_at:%d.%m.%Y}"),
            (_("The matter in a few lines"), open_.content.get("summary", "")),
            *((_("Referred to"), f"{one.to.name(language)}, {one.sent_at:%d.%m.%Y}") for one in open_.referrals),
        ]
        lines += [
            (_("In a joint room with"), f"{member.organisation.name(language)}, {member.since:%d.%m.%Y}")
            for room in joint.of_case(row)
            for member in room.members.all()
        ]
        for one in parties.of_case(row, seen_by=seen_by, at=at):
            if one.allegation:
                lines.append((_("Said of %(party)s, not found by a court") % {"party": one.name}, one.allegation))
                lines += [(_("Their reply"), reply.reply) for reply in one.replies]
        title = f"{row.number}. {complaints.card(row.kind).title[language]}"
        found.append(Section(title, [(label, text) for label, text in lines if text]))
    return found


@section
def files(person: Person, seen_by: Staff, at: dt.datetime, language: str) -> list[Section]:
    """Which files are kept of them. The files themselves are handed over beside the copy."""
    _person, shown = attachments.with_person(person.pk, seen_by=seen_by, at=at)
    lines = [(f"{one.row.at:%d.%m.%Y}", f"{one.name} ({one.row.kind})") for one in shown]
    return [Section(_("Files"), lines)] if lines else []


@section
def messages(person: Person, seen_by: Staff, at: dt.datetime, language: str) -> list[Section]:
    """What was sent to them. Where it went is among their numbers."""
    sent = outgoing.sent_to(content.members([person.pk]), seen_by=seen_by)
    lines = [(f"{row.sent_at:%d.%m.%Y}, {CHANNELS[row.channel]}", text) for row, text in sent]
    return [Section(_("Messages sent"), lines)] if lines else []
