"""Counting what was refused, and looking into an alarm."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from hamroh import record
from hamroh.people.alarms import events
from hamroh.people.alarms.models import NAMES_AT_ONCE, NOBODY_KNOWN, WORDS, Attempt
from hamroh.people.staff.events import said
from hamroh.people.staff.models import Staff
from hamroh.shell.refusals import Refusal

# Tried by whoever is signed in; of the others nobody knows who typed the name.
_OWN_HAND = frozenset({Refusal.ABSENT, Refusal.FORGED, Refusal.TOO_OFTEN, Refusal.UNREADABLE})


@transaction.atomic
def count(refusal: Refusal, who: uuid.UUID | None, *, at: dt.datetime, times: int = 1) -> Attempt:
    """Count something that was refused. A flood of it stays one row, and a handful of lines in the record."""
    known = who or NOBODY_KNOWN
    hour = at.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
    Attempt.objects.get_or_create(refusal=refusal, who=known, hour=hour, defaults={"last_at": at})
    row = Attempt.objects.select_for_update().get(refusal=refusal, who=known, hour=hour)
    before, row.count, row.last_at = row.count, row.count + times, at
    alarm = before < row.alarms_at <= row.count
    step = len(str(row.count)) > len(str(before)) or before == 0
    if alarm or (step and row.count > row.alarms_at):
        # Ten times as many as those that somebody has looked into are an alarm of their own.
        row.alarmed_at, row.told_at, row.seen_at, row.seen_by = at, None, None, None
    if alarm or step:
        _note(row, at)
    row.save()
    if refusal is Refusal.PASSWORD:
        # Asked for a name that is known and for one that is not, so that both take the same time.
        names = Attempt.objects.filter(refusal=refusal, hour=hour).exclude(who=NOBODY_KNOWN).count()
        if before == 0 and who is not None and names >= NAMES_AT_ONCE:
            count(Refusal.MANY_NAMES, None, at=at)
    return row


def _note(row: Attempt, at: dt.datetime) -> None:
    row.noted = row.count
    about = None if row.who == NOBODY_KNOWN else row.who
    by = about if Refusal(row.refusal) in _OWN_HAND else None
    record.note(events.Refused(about=about, count=row.count, **_words(row)), by=by, at=at)


def _words(row: Attempt) -> dict[str, Any]:
    return {**said("what", row.refusal, WORDS[Refusal(row.refusal)]), "hour": f"{row.hour:%Y-%m-%d %H:%M} UTC"}


@transaction.atomic
def note_sums(at: dt.datetime) -> int:
    """Write into the record how many they were in the end, for hours that are over; how many sums."""
    over = at - dt.timedelta(hours=1)
    rows = [row for row in Attempt.objects.select_for_update().filter(hour__lte=over) if row.count != row.noted]
    for row in rows:
        _note(row, at)
        row.save(update_fields=["noted"])
    return len(rows)


@transaction.atomic
def see(row: Attempt, *, by: Staff, at: dt.datetime) -> None:
    """Somebody looked into an alarm; looked into twice, it stays with the first."""
    if Attempt.objects.filter(pk=row.pk, seen_at__isnull=True).update(seen_at=at, seen_by=by):
        about = None if row.who == NOBODY_KNOWN else row.who
        record.note(events.AlarmSeen(about=about, count=row.count, **_words(row)), by=by.pk, at=at)


def told(rows: list[Attempt], at: dt.datetime) -> None:
    """The operator's command was given these."""
    Attempt.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=at)


def forget_before(before: dt.datetime) -> int:
    """Remove counts of hours before a moment; what the record says of them stays. How many."""
    return Attempt.objects.filter(hour__lt=before).delete()[0]
