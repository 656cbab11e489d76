"""What was noted, told to a system of the operator's own, which the site cannot reach into: there it is watched, and stays.

`HAMROH_RECORD_COMMAND` is given each entry as a line of JSON: where it stands, when, and its hash. Of what guards the site (`told_elsewhere`)
it hears also the kind, by whom (an id), and a mark of whom it is about: the same for the same person, leading to nobody without this site's
keys. No field of an entry goes along. Of work with people nothing more is told, so that no kind, such as claims of asylum, is known by
what is not said of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import shlex
import subprocess
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from hamroh.record import keys
from hamroh.record.errors import RecordError
from hamroh.record.events import KINDS
from hamroh.record.models import Chain, Entry
from hamroh.record.working import at_work

AT_ONCE = 5_000
_COMMAND_SECONDS = 60


class NotTold(RecordError):
    """The operator's command did not work: what it was given is given again."""


def tell(at: dt.datetime) -> str:
    """Give the command what it was not told yet, chain by chain in order. Cut off, it is told again: by place and hash a line is known.

    Raises:
        NotTold: the command failed.
    """
    if not settings.RECORD_COMMAND:
        return "no command is set"
    count = 0
    for chain, entries in _untold():
        _give("".join(json.dumps(_line(chain, entry), separators=(",", ":")) + "\n" for entry in entries))
        Chain.objects.filter(pk=chain.pk).update(told=entries[-1].number)
        count += len(entries)
    return f"{count} entries told"


def _untold() -> Iterator[tuple[Chain, list[Entry]]]:
    for chain in Chain.objects.filter(length__gt=F("told")).order_by("day", "line"):
        last = chain.told
        while last < chain.length:
            with transaction.atomic(), at_work("tell what was noted"):
                some = Entry.objects.filter(chain=chain, number__gt=last, number__lte=chain.length).order_by("number")
                entries = list(some.defer("fields", "sealed")[:AT_ONCE])
            if not entries:
                # They are missing: `hamroh record verify` says so.
                break
            yield chain, entries
            last = entries[-1].number


def _line(chain: Chain, entry: Entry) -> dict[str, Any]:
    said: dict[str, Any] = {
        "chain": f"{chain.day}/{chain.line}", "number": entry.number, "at": entry.at.isoformat(), "hash": bytes(entry.hash).hex()
    }  # fmt: skip
    kind = KINDS.get(entry.kind)
    if kind is None or not kind.told_elsewhere:
        return said
    about = None
    if entry.about:
        about = hmac.digest(keys.store().blind("record.elsewhere"), entry.about.bytes, hashlib.sha256).hex()[:16]
    by = str(entry.by) if entry.by else None
    return {**said, "kind": entry.kind, "by": by, "about": about, "reading": entry.reading}


def _give(lines: str) -> None:
    words = shlex.split(settings.RECORD_COMMAND)
    try:
        subprocess.run(words, input=lines.encode(), capture_output=True, timeout=_COMMAND_SECONDS, check=True)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise NotTold(f"HAMROH_RECORD_COMMAND did not work ({type(error).__name__}).") from None
