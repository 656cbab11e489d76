"""What this room adds to the copy of a file that its person gets."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from hamroh.people.persons import content
from hamroh.people.persons.copies import Section, section
from hamroh.people.persons.models import Person
from hamroh.people.persons.words import LANGUAGES
from hamroh.people.staff.models import Staff
from hamroh.protection import complaints
from hamroh.protection.attachments import queries as attachments
from hamroh.protection.cases import queries
from hamroh.protection.enquiries import queries as enquiries
from hamroh.protection.hearings import queries as hearings
from hamroh.protection.houses import queries as houses
from hamroh.protection.interpreters import queries as interpreters
from hamroh.protection.joint import queries as joint
from hamroh.protection.moving import queries as moving
from hamroh.protection.outgoing import queries as outgoing
from hamroh.protection.outgoing.words import CHANNELS
from hamroh.protection.parties import queries as parties
from hamroh.protection.shelter import queries as shelter
from hamroh.protection.tracing import queries as tracing
from hamroh.shell.here import dotted


@section
def cases(person: Person, seen_by: Staff, at: dt.datetime, language: str) -> list[Section]:
    """Each case: what it is about, when it was opened, what was told, to whom it was referred."""
    found = []
    for row in (
        queries.cases(seen_by=seen_by, at=at).filter(person__in=content.members([person.pk])).order_by("opened_at")
    ):
        open_ = queries.opened(row)
        lines = [
            (_("Opened"), dotted(row.opened_at)),
            (_("The matter in a few lines"), open_.content.get("summary", "")),
            *((_("Referred to"), f"{one.to.name(language)}, {dotted(one.sent_at)}") for one in open_.referrals),
        ]
        lines += [
            (_("In a joint room with"), f"{member.organisation.name(language)}, {dotted(member.since)}")
            for room in joint.of_case(row)
            for member in room.members.all()
        ]
        lines += [(_("House they told of"), address) for address in houses.told_of([row])]
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
    lines = [(dotted(one.row.at), f"{one.name} ({one.row.kind})") for one in shown]
    return [Section(_("Files"), lines)] if lines else []


@section
def messages(person: Person, seen_by: Staff, at: dt.datetime, language: str) -> list[Section]:
    """What was sent to them. Where it went is among their numbers."""
    sent = outgoing.sent_to(content.members([person.pk]), seen_by=seen_by)
    lines = [(f"{dotted(row.sent_at)}, {CHANNELS[row.channel]}", text) for row, text in sent]
    return [Section(_("Messages sent"), lines)] if lines else []


@section
def told(person: Person, seen_by: Staff, at: dt.datetime, language: str) -> list[Section]:
    """Each call and report from which the file came: what they told, and what they were answered."""
    found = []
    for open_ in enquiries.of_files(content.members([person.pk]), seen_by=seen_by, at=at):
        lines = [(_("How to reach them safely"), open_.contact)]
        lines += [
            (dotted(one.at) if not one.by else f"{dotted(one.at)}, " + _("our answer"), one.text) for one in open_.said
        ]
        title = _("Report of %(day)s") if open_.row.channel == open_.row.Channel.REPORT else _("Call of %(day)s")
        day = {"day": dotted(open_.row.received_at)}
        found.append(Section(title % day, [(label, text) for label, text in lines if text]))
    return found


@section
def beds(person: Person, seen_by: Staff, at: dt.datetime, language: str) -> list[Section]:
    """Where they slept: the area alone, for the paper may fall into other hands."""
    lines = [
        (stay.bed.shelter.area, f"{dotted(stay.since)} - " + (dotted(stay.left_at) if stay.left_at else ""))
        for stay in shelter.stays_of(content.members([person.pk]))
    ]
    return [Section(_("Beds in shelters"), lines)] if lines else []


@section
def interpreted(person: Person, seen_by: Staff, at: dt.datetime, language: str) -> list[Section]:
    """When interpreters were booked for them, and between which languages; not who."""
    lines = [
        (dotted(row.since), f"{LANGUAGES.get(row.one, row.one)} - {LANGUAGES.get(row.other, row.other)}")
        for row in interpreters.booked_for(content.members([person.pk]))
    ]
    return [Section(_("Interpreters"), lines)] if lines else []


@section
def heard(person: Person, seen_by: Staff, at: dt.datetime, language: str) -> list[Section]:
    """Hearings in their matters: when, where, and what came of them."""
    lines = [
        (f"{one.local:%d.%m.%Y %H:%M}", ", ".join(filter(None, [one.court, one.room, one.outcome, one.words])))
        for one in hearings.of_files(content.members([person.pk]))
    ]
    return [Section(_("Hearings"), lines)] if lines else []


@section
def relatives(person: Person, seen_by: Staff, at: dt.datetime, language: str) -> list[Section]:
    """That they looked for relatives, and what they said when a relative looked for them; of the relative nothing."""
    asked, said, tied = tracing.of_files(content.members([person.pk]))
    lines = [(dotted(row.asked_at), _("A relative is looked for.")) for row in asked]
    lines += [(f"{on:%d.%m.%Y}" if on else "", words) for on, words in said]
    lines += [(dotted(row.since), _("Tied to a relative's file, as both agreed.")) for row in tied]
    return [Section(_("Family contact"), lines)] if lines else []


@section
def numbers(person: Person, seen_by: Staff, at: dt.datetime, language: str) -> list[Section]:
    """The numbers that an organisation gave them in a program of its own."""
    found = moving.numbers_of(content.members([person.pk]), organisation=seen_by.office.organisation_id)
    lines = [(_("Number in a program of our own"), number) for number in found]
    return [Section(_("Numbers"), lines)] if lines else []
