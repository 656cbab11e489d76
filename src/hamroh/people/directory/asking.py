"""Numbers of the directory that the site asks by itself, with a message, whether they still help.

Only numbers of mobile telephones that are due to be confirmed, in the hours of work of their own place, and each at most once a week. A
reply of 1 confirms the number, as a call would; a reply of 2, or a message that could not be delivered, is a failure like one of a call.
A message that was delivered shows that the number is in use and not that anybody helps there: it is written down and changes nothing,
and without a reply somebody has to call. What was replied is not kept.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import phonenumbers
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _, override

from hamroh.people.directory import actions, entries, places, queries
from hamroh.people.directory.models import NumberMessage, Probe, Service

Hand = Callable[[uuid.UUID, str, str], bool]
"""Gives a message (id, number, text) to the site's way out; False where it was not taken. Handed twice under one id, it leaves once."""
AT_ONCE = 100
AGAIN_AFTER = dt.timedelta(days=7)
ATTEMPTS = 5
"""So often the way out may refuse a message; after that it is given up, and nothing is known of the number."""
REPLY_WITHIN = dt.timedelta(days=14)
FROM, TO = dt.time(10), dt.time(17)
_YES, _NO = "1", "2"


@dataclass(frozen=True)
class Told:
    """What the way out tells: of a message whether it was delivered, or of a number what it replied."""

    id: uuid.UUID | None = None
    delivered: bool = False
    number: str = ""
    text: str = ""


# -- sending


def ask_due(at: dt.datetime, hand: Hand) -> dict[str, int]:
    """Write to the numbers that are due, and hand over what waits; how many left, how many the way out did not take."""
    _write(at)
    done = {"sent": 0, "refused": 0}
    waiting = NumberMessage.objects.filter(state=NumberMessage.State.WAITING).order_by("written_at", "pk")
    for id in waiting.values_list("pk", flat=True)[:AT_ONCE]:
        with transaction.atomic():
            row = NumberMessage.objects.select_for_update().filter(pk=id, state=NumberMessage.State.WAITING).first()
            if row is None:
                continue
            row.attempts += 1
            if hand(row.pk, row.phone, text(row.service, row.language)):
                row.state, row.sent_at = NumberMessage.State.SENT, at
                done["sent"] += 1
            else:
                if row.attempts >= ATTEMPTS:
                    row.state = NumberMessage.State.GIVEN_UP
                done["refused"] += 1
            row.save(update_fields=["attempts", "state", "sent_at"])
    return done


@transaction.atomic
def _write(at: dt.datetime) -> None:
    # The job runs in one process at a time (record.jobs): nobody else writes to the same numbers meanwhile.
    asked = NumberMessage.objects.filter(phone=OuterRef("phone"), written_at__gt=at - AGAIN_AFTER)
    met: set[str] = set()
    for service in queries.due_for_message(at=at).filter(~Exists(asked)).iterator():
        if len(met) == AT_ONCE:
            break
        if service.phone in met or not _is_mobile(service.phone) or not _at_work(service, at):
            continue
        met.add(service.phone)
        language = next((code for code in service.languages.split() if code in places.LANGUAGES), "ru")
        NumberMessage.objects.create(service=service, phone=service.phone, language=language, written_at=at)


def _is_mobile(phone: str) -> bool:
    try:
        parsed = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE)


def _at_work(service: Service, at: dt.datetime) -> bool:
    there = at.astimezone(places.clock(service.time_zone))
    return there.weekday() < 5 and FROM <= there.time() < TO


def text(service: Service, language: str) -> str:
    """What is asked of a service."""
    with override(language):
        return _("%(name)s: do people still get help at this number? Reply 1 - yes, 2 - no. Hamroh") % {
            "name": service.name(language)
        }


# -- what comes back


def take(told: Told, *, at: dt.datetime) -> bool:
    """Write down what the way out tells. False where it belongs to no question of ours, or was told before; then nothing is kept of it."""
    with transaction.atomic():
        row = _asked(told, at)
        if row is None:
            return False
        outcome = _outcome(told)
        if outcome is None:
            row.outcome = NumberMessage.UNCLEAR
        else:
            row.outcome = outcome
            actions.log_message(row.service.key, outcome, phone=row.phone, at=at)
        row.told_at = at
        row.save(update_fields=["outcome", "told_at"])
        return True


def _asked(told: Told, at: dt.datetime) -> NumberMessage | None:
    open_ = NumberMessage.objects.select_for_update(of=("self",)).select_related("service__organisation")
    open_ = open_.filter(state=NumberMessage.State.SENT, sent_at__gt=at - REPLY_WITHIN)
    if told.id is not None:
        return open_.filter(pk=told.id, outcome="").first()
    number = entries.number(told.number, "")
    # A reply may come after the report that the message was delivered.
    return open_.filter(phone=number, outcome__in=["", Probe.Outcome.DELIVERED]).order_by("-sent_at").first()


def _outcome(told: Told) -> str | None:
    if told.id is not None:
        return Probe.Outcome.DELIVERED if told.delivered else Probe.Outcome.UNDELIVERED
    said = told.text.strip().rstrip(".!")
    return {_YES: Probe.Outcome.ANSWERED, _NO: Probe.Outcome.DECLINED}.get(said)
