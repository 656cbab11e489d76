"""May somebody be reached by this number, in this way, now? What a person said about safe contact binds every channel."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers
from phonenumbers.timezone import time_zones_for_number

from hamroh.people.persons import content, phones
from hamroh.people.persons.contact import Channel, SafeContact, safe_contact
from hamroh.people.persons.models import Part, PersonPart, SearchToken
from hamroh.people.walls.rows import at_work
from hamroh.protection.enquiries import queries
from hamroh.protection.enquiries.models import Enquiry, EnquiryToken
from hamroh.record import sealing

DAYS_AHEAD = 8
"""Hours come again within a week."""


_WRITTEN = frozenset({Channel.SMS, Channel.MESSENGER})
NEVER = frozenset({"never", "other_way", "danger"})
"""Reasons that no hour takes away."""


class NotToBeCalled(Exception):
    """Somebody asked that this number is not called. Nothing was changed."""


@dataclass(frozen=True)
class Verdict:
    """`why` is empty where it may be done now; `when` is the first moment at which it may, None where there is none.

    The reasons: `never` (they want no calls), `other_way` (only SMS), `not_asked` (nobody asked how), `danger` (the number is of
    somebody who is dangerous to them), `others` (somebody else would read it), `hours` (not at this hour), `zone` (their hours
    are known, but not the time of their place).
    """

    why: str = ""
    when: dt.datetime | None = None

    @property
    def now(self) -> bool:
        return not self.why


@dataclass(frozen=True)
class Known:
    """Somebody who told of this number, and their rules. `dangerous`: it is the number of one whom they fear; `subject`: it is
    they who are to be reached; `own`: the number is theirs alone, as far as is known, which is asked of the subject only."""

    rules: SafeContact
    person: uuid.UUID | None = None
    enquiry: uuid.UUID | None = None
    dangerous: bool = False
    own: bool = True
    subject: bool = False


def judge(
    known: Iterable[Known], channel: Channel, at: dt.datetime, *, number: str, answering: bool = False
) -> Verdict:
    """May it be done now, and if not, why and when? All rules bind together: two people may share one telephone.

    `answering` says that they came to us just now: then what nobody asked forbids nothing. Otherwise who is to be reached must
    have been asked; what others with this number were not asked forbids nothing, what they forbade does. Hours are read in the time of the
    place that the person named; where none is named they must hold in every zone of the number, so that nobody is woken
    by a guess.
    """
    known = list(known)
    if any(one.dangerous for one in known):
        return Verdict("danger")
    asked = [one.rules for one in known if one.rules.asked]
    if channel is Channel.CALL and any(rules.never_call for rules in asked):
        return Verdict("never")
    if any(rules.only_sms for rules in asked) and channel is not Channel.SMS:
        return Verdict("other_way")
    if not answering and not any(one.subject and one.rules.asked for one in known):
        return Verdict("not_asked")
    if channel in _WRITTEN and any(one.subject and not one.own and one.rules.leave_no_message for one in known):
        return Verdict("others")
    if channel is Channel.LETTER:
        return Verdict()
    clocks = [(rules, zone) for rules in asked if rules.hours for zone in _zones(rules, number)]
    if any(rules.hours and not _zones(rules, number) for rules in asked):
        return Verdict("zone")
    if _all_allow(clocks, channel, at):
        return Verdict()
    starts = sorted(
        start
        for rules, zone in clocks
        for day in range(-1, DAYS_AHEAD)
        for hours in rules.hours
        if (start := _start(at, day, hours.since, zone)) > at
    )
    when = next((start for start in starts if _all_allow(clocks, channel, start)), None)
    return Verdict("hours", when) if when else Verdict("zone")


def _zones(rules: SafeContact, number: str) -> tuple[str, ...]:
    return (rules.zone,) if rules.zone else zones_of(number)


def zones_of(number: str) -> tuple[str, ...]:
    """The time zones in which a telephone of this number may be; none where the number does not tell."""
    try:
        zones = time_zones_for_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return ()
    return tuple(zone for zone in zones if zone in zoneinfo.available_timezones())


def _all_allow(clocks: list[tuple[SafeContact, str]], channel: Channel, at: dt.datetime) -> bool:
    return all(rules.allows(channel, at.astimezone(zoneinfo.ZoneInfo(zone))) for rules, zone in clocks)


def _start(at: dt.datetime, day: int, since: dt.time, zone: str) -> dt.datetime:
    local = at.astimezone(zoneinfo.ZoneInfo(zone))
    return dt.datetime.combine(local.date() + dt.timedelta(days=day), since, local.tzinfo).astimezone(dt.UTC)


def known_by_number(number: str, *, other_than: uuid.UUID | None = None) -> list[Known]:
    """Everybody on this site who told of a number, with their rules, whoever asks: a rule that only some can see would not bind.

    What is found is for `judge` alone. Whom it belongs to is told to nobody who may not see the file. `other_than` is a call
    that is left out.
    """
    wanted = phones.readings(number) | {number}
    tokens = content.blinded({mark for one in wanted for mark in content.phone_marks(one)})
    found: list[Known] = []
    with at_work("rules of safe contact"):
        files = content.members(SearchToken.objects.filter(token__in=tokens).values_list("person", flat=True))
        for person, _part, kept in content.unsealed(
            PersonPart.objects.filter(person__in=files, part=Part.CONTACT).values_list("person", "part", "sealed")
        ):
            for phone in kept.get("phones", ()):
                if _same(number, phone.get("e164") or phone.get("said", "")):
                    dangerous = phone.get("whose") == "employer"
                    found.append(Known(safe_contact(kept), person=person, dangerous=dangerous))
        rows = list(
            Enquiry.objects.filter(
                pk__in=EnquiryToken.objects.filter(token__in=tokens).values("enquiry"), channel=Enquiry.Channel.CALL
            ).exclude(pk=other_than)
        )
        for row, call in zip(
            rows,
            sealing.unseal_many((row.pk, queries.place(row.pk), bytes(row.sealed)) for row in rows),
            strict=True,
        ):
            if call and call.get("may_call") and _same(number, call.get("phone", "")):
                rules = SafeContact(
                    asked=True, never_call=call["may_call"] == "never", only_sms=call["may_call"] == "sms"
                )
                found.append(Known(rules, enquiry=row.pk))
    return found


def _same(one: str, other: str) -> bool:
    """Is it one telephone? Where both are known in full, both must agree; else the last seven digits do."""
    first, second = phones.e164(one), phones.e164(other)
    if first and second:
        return first == second
    tail = phones.digits(one)[-7:]
    return (
        bool(tail)
        and tail == phones.digits(other)[-7:]
        and (len(tail) == 7 or phones.digits(one) == phones.digits(other))
    )
