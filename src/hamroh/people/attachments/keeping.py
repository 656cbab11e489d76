"""Files stored sealed, opened, and shown to the virus scanner once more. Who may see which is asked by the room they belong to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum

from hamroh.people.attachments import clamd
from hamroh.people.attachments.intake import Ready
from hamroh.people.attachments.models import SentFile
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.record import note, sealing
from hamroh.record.events import Event
from hamroh.shell.here import day_of

State = SentFile.State


def store(row: SentFile, one: Ready) -> bool:
    """Seal what `intake.look` let through and store it in a row that says whose it is; False where it is there already."""
    row.kind, row.size, row.state = one.kind, len(one.content), one.state
    row.sealed = sealing.seal(row.subject, row.place, {"name": one.name})
    row.content = sealing.seal_bytes(row.subject, row.place, one.content)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # The same form came in by another way at the same moment.
        return False
    return True


@dataclass(frozen=True)
class Shown:
    """A file as it stands in a list. `opens`: what is in it may be had."""

    row: Any
    name: str

    @property
    def opens(self) -> bool:
        return bool(self.row.opens)


def shown(found: QuerySet[Any]) -> list[Shown]:
    """Files with their names, without what is in them; those whose key is destroyed are left out."""
    rows = list(found.defer("content").select_related("by"))
    kept = sealing.unseal_many((row.subject, row.place, bytes(row.sealed)) for row in rows)
    return [Shown(row, one["name"]) for row, one in zip(rows, kept, strict=True) if one is not None]


@dataclass(frozen=True)
class Opened:
    """What is in a file, under a name that names nobody."""

    name: str
    kind: str
    content: bytes


def opened(row: SentFile) -> Opened:
    """What is in a file.

    Raises:
        Absent: it was erased, or the scanner has not let it through.
    """
    if not row.opens:
        raise Absent
    try:
        content = sealing.unseal_bytes(row.subject, row.place, bytes(row.content))
    except sealing.Erased:
        raise Absent from None
    return Opened(f"{day_of(row.at):%Y-%m-%d}-{row.pk.hex[:6]}.{row.kind}", row.kind, content)


def names(rows: list[Any]) -> list[dict[str, Any] | None]:
    """The names of files, in order, for whoever takes them along; None where the key is destroyed."""
    return sealing.unseal_many((row.subject, row.place, bytes(row.sealed)) for row in rows)


def bytes_of(row: SentFile) -> bytes | None:
    """What is in a file, for whoever takes it along; None where it was erased, or the scanner has not let it through."""
    try:
        return opened(row).content
    except Absent:
        return None


def room_for_more(*, at: dt.datetime) -> bool:
    """Has the public sent fewer bytes in the last hour than the site takes in one? Words are taken whatever the answer."""
    sent = 0
    with transaction.atomic(), at_work("count what the public sent"):
        for model in SentFile.__subclasses__():
            lately = model.objects.filter(by__isnull=True, at__gt=at - dt.timedelta(hours=1))  # type: ignore[attr-defined]
            sent += lately.aggregate(sent=Sum("size"))["sent"] or 0
    return sent < settings.FILES_PER_HOUR


def scan_again(rows: QuerySet[Any], *, harmful: Callable[[Any], Event], at: dt.datetime) -> str:
    """Ask the virus scanner about what it has not looked at. What is harmful loses its content; that it was there stays known."""
    with transaction.atomic(), at_work("scan attachments"):
        waiting = list(rows.filter(state=State.WAITS).values_list("pk", flat=True))
        if not settings.CLAMD:
            # The site has none any more: nothing waits for it.
            rows.filter(pk__in=waiting).update(state=State.NOT_SCANNED)
            return f"{len(waiting)} left unscanned" if waiting else "no scanner"
    done = 0
    for id in waiting:
        with transaction.atomic(), at_work("scan attachments"):
            row = rows.filter(pk=id, state=State.WAITS).first()
        if row is None:
            continue
        try:
            content = sealing.unseal_bytes(row.subject, row.place, bytes(row.content))
            # Outside of a transaction: it may take its time.
            found = clamd.is_harmful(content, settings.CLAMD)
        except sealing.Erased:
            continue
        except clamd.ScannerDown:
            return f"{done} scanned, {len(waiting) - done} wait: the scanner does not answer"
        with transaction.atomic(), at_work("scan attachments"):
            if found:
                rows.filter(pk=id).update(state=State.HARMFUL, content=b"")
                note(harmful(row), by=None, at=at)
            else:
                rows.filter(pk=id).update(state=State.CLEAN)
        done += 1
    return f"{done} scanned"


def marked(ready: Iterable[Ready], mark: Callable[[str], str], form: str, known: QuerySet[Any]) -> dict[str, Ready]:
    """The files of a form that are not stored yet, each under the mark by which it is stored once."""
    marks = {mark(f"{form}:{one.digest}"): one for one in ready}
    there = set(known.filter(form__in=marks).values_list("form", flat=True))
    return {key: one for key, one in marks.items() if key not in there}
