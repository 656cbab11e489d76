"""Telling somebody of alarms by the operator's own command, and how long counts are kept."""

from __future__ import annotations

import datetime as dt
import shlex
import subprocess

from django.conf import settings

from hamroh.people.alarms.actions import forget_before, note_sums, told
from hamroh.people.alarms.queries import untold
from hamroh.record.errors import RecordError
from hamroh.record.jobs import Job, register as do
from hamroh.record.retention import Kept, register

_COMMAND_SECONDS = 30


class NotTold(RecordError):
    """The operator's command did not work: nobody was told of an alarm by it."""


def tell(at: dt.datetime) -> str:
    """Give the alarms that nobody was told of to HAMROH_ALARM_COMMAND, one line each, with no name in it.

    Raises:
        NotTold: the command failed; the lines are given again at the next run.
    """
    if not settings.ALARM_COMMAND:
        return "no command is set"
    rows = untold()
    if not rows:
        return "nothing to tell"
    lines = "".join(
        f"hamroh alarm: {row.refusal}, {row.count} in the hour from {row.hour:%Y-%m-%d %H:%M} UTC\n" for row in rows
    )
    try:
        subprocess.run(
            shlex.split(settings.ALARM_COMMAND),
            input=lines.encode(),
            capture_output=True,
            timeout=_COMMAND_SECONDS,
            check=True,
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise NotTold(f"HAMROH_ALARM_COMMAND did not work ({type(error).__name__}).") from None
    told(rows, at)
    return f"{len(rows)} alarms told"


def _sums(at: dt.datetime) -> str:
    return f"{note_sums(at)} sums noted"


do(Job("people.tell_alarms", every=dt.timedelta(0), work=tell))
do(Job("people.sum_attempts", every=dt.timedelta(hours=1), work=_sums))
register(
    Kept(
        "people.attempts",
        dt.timedelta(days=92),
        "somebody patient is seen over weeks; what alarmed stays in the record",
        forget_before,
    )
)
