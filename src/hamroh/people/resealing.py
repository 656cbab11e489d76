"""Sealing everything anew: `hamroh keys reseal` gives each person another key and writes every sealed field under it.

`hamroh keys rotate` changes the master key, under which the keys of persons are wrapped; these themselves stay as they are. Where a copy of
the key store and its master key got into strange hands, the keys of persons are known, and only new ones help. Each room says in its
`resealing.py` what it keeps sealed, for whom and bound to what:

    keeps("protection.Case", subject=attrgetter("person_id"), place=lambda row: f"case:{row.pk}")

The round may be cut off at any moment and goes on where it stopped, while the site works. The older keys stay until everything was looked
through a second time, a day after the last new key was made: who had taken a key in hand by then has put it down. What is personal in the
record lies beside its chains and is sealed anew like all else. Only in entries of before decision 0049 it is in the chain, which is never
changed: there the older key stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from hamroh.people.attachments.models import SentFile
from hamroh.people.persons import content
from hamroh.people.requests import actions as requests
from hamroh.people.turns import queries as turns
from hamroh.people.walls.rows import at_work
from hamroh.record import keys, note, personal, sealing
from hamroh.record.errors import NotOurs
from hamroh.record.events import ResealingBegun, ResealingEnded
from hamroh.record.models import Entry

GRACE = dt.timedelta(days=1)
"""So long after the last new key was made older keys stay: longer than any page or job that had taken one."""
AT_ONCE, FILES_AT_ONCE = 500, 10


@dataclass(frozen=True)
class Kept:
    """A column with sealed texts: under whose key each is, and to what it is bound."""

    model: str
    column: str
    subject: Callable[[Any], UUID]
    bound: Callable[[Any], bytes]

    @property
    def name(self) -> str:
        return f"{self.model}.{self.column}"


_kept: dict[str, Kept] = {}


def keeps(
    model: str,
    *,
    subject: Callable[[Any], UUID] = attrgetter("pk"),
    place: Callable[[Any], str] | None = None,
    column: str = "sealed",
    bound: Callable[[Any], bytes] | None = None,
) -> None:
    """Make known a column that is sealed: as fields at a `place`, or otherwise with what it is `bound` to."""
    at = bound or (lambda row: sealing.bound(subject(row), place(row) if place else ""))
    one = Kept(model, column, subject, at)
    _kept[one.name] = one


def keeps_file(model: str) -> None:
    """Make known a table of files that somebody sent: their names and what is in them."""
    keeps(model, subject=attrgetter("subject"), place=attrgetter("place"))
    keeps(
        model,
        subject=attrgetter("subject"),
        column="content",
        bound=lambda row: sealing.bound(row.subject, f"{row.place}:bytes"),
    )


def kept() -> list[Kept]:
    """Every sealed column of every room, by name."""
    autodiscover_modules("resealing")
    return [_kept[name] for name in sorted(_kept)]


@dataclass(frozen=True)
class Resealed:
    """What a call did: texts that were written anew, texts that no key opens, from when on the older keys can go (None where they are
    gone), and for how many persons one stays, because an entry of before holds what is personal in its chain."""

    written: int
    unreadable: int
    ends_after: dt.datetime | None
    in_chain: int = 0


def reseal(
    at: dt.datetime, *, tell: Callable[[str], None] = lambda words: None, nobody_works: bool = False
) -> Resealed:
    """Go on with the round, or begin one. `tell` hears how far it is; `nobody_works`: the site is stopped, so that nothing has to be
    waited for.

    Raises:
        RecordError: the key store cannot be used.
    """
    store = keys.store()
    going = store.begin_round(at)
    if going.fresh:
        with transaction.atomic():
            note(ResealingBegun(round=going.number), by=None, at=at)
    while (many := store.renew_some(going.number)) > 0:
        tell(f"{many} persons have a new key")
    if going.keys_made_at is None:
        # From here on a backup of before cannot open what is written. Made before the step is noted: cut off in between, it is made again.
        store.back_up(at)
    made_at = store.keys_made(going.number, at)
    written, unreadable = _write("first", going.number, tell)
    if at < made_at + GRACE and not nobody_works:
        return Resealed(written, len(unreadable), made_at + GRACE)
    # Looked through once more: what was sealed by hands that held an older key is found now.
    more, unreadable = _write("second", going.number, tell)
    with at_work("what the record keeps under an older key"):
        of_record = {
            about
            for about, voucher in Entry.objects.filter(sealed__isnull=False).values_list("about", "sealed").iterator()
            if about is not None and personal.is_in_the_chain(voucher)
        }
    # What no key opens may be somebody's mistake: what could have opened it stays.
    gone = store.destroy_older(going.number, keep=of_record | set(unreadable))
    tell(f"{gone} older keys are destroyed")
    store.back_up(at)
    store.forget_backups(at)
    with transaction.atomic():
        note(ResealingEnded(round=going.number, keys=gone), by=None, at=at)
    store.end_round(going.number)
    return Resealed(written + more, len(unreadable), None, len(of_record))


def _write(turn: str, number: int, tell: Callable[[str], None]) -> tuple[int, list[UUID]]:
    """Look through every column from where this turn stopped: how many texts were written anew, and whose in which
    column no key opens."""
    store, written = keys.store(), 0
    for one in kept():
        last = store.reached(number, turn, one.name)
        while last != "":
            changed, lost, last = _some(one, last)
            written += changed
            for subject in lost:
                # Outlives being cut off: what was looked at is not looked at again, and their older keys stay.
                store.reach(number, f"{turn}:lost", f"{one.name} {subject}", "")
            # Kept after the rows: cut off in between, they are looked at again and found to be done.
            store.reach(number, turn, one.name, last)
            if changed:
                tell(f"{one.name}: {changed}")
    return written, [UUID(name.split()[-1]) for name in store.reached_names(number, f"{turn}:lost")]


def _some(one: Kept, last: str | None) -> tuple[int, list[UUID], str]:
    """The next rows of a column behind the last one: how many were changed, whose no key opens, and the last one now; an empty word at
    the end."""
    model = apps.get_model(one.model)
    many = FILES_AT_ONCE if issubclass(model, SentFile) or one.model == "protection.Import" else AT_ONCE
    with transaction.atomic(), at_work("seal anew"):
        rows = model._default_manager.order_by("pk").select_for_update(of=("self",))
        rows = list((rows if last is None else rows.filter(pk__gt=last))[:many])
        full = [row for row in rows if getattr(row, one.column)]
        ciphers = keys.store().ciphers(one.subject(row) for row in full)
        changed, lost = [], list[UUID]()
        for row in full:
            cipher = ciphers.get(one.subject(row))
            if cipher is None:
                # The person was erased.
                continue
            text, bound = bytes(getattr(row, one.column)), one.bound(row)
            try:
                if cipher.is_newest(text, bound):
                    continue
                setattr(row, one.column, cipher.seal(cipher.open(text, bound), bound))
            except NotOurs:
                lost.append(one.subject(row))
                continue
            changed.append(row)
        if changed:
            model._default_manager.bulk_update(changed, [one.column])
    return len(changed), lost, str(rows[-1].pk) if len(rows) == many else ""


# -- what this room keeps ----------------------------------------------------------------------------------------------

_person = attrgetter("person_id")
keeps("people.PersonPart", subject=_person, place=lambda row: content.place(row.part))
keeps("record.PersonalFields", subject=attrgetter("about"), place=lambda row: personal.place(row.pk))
keeps("people.BrokenGlass", subject=_person, place=lambda row: f"broken_glass:{row.pk}", column="reason")
keeps("people.OutsideRequest", place=lambda row: requests.place(row.pk, "asked"))
keeps(
    "people.OutsideDecision",
    subject=attrgetter("request_id"),
    place=lambda row: requests.place(row.request_id, str(row.pk)),
)
keeps("people.Turn", place=lambda row: turns.place(row.pk))
