"""Intermediaries without a licence: written down on a paper, found by their phone alone, ended and forgotten."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hamroh.people.names import clean
from hamroh.people.persons import phones
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.record import actions as record, keys, note, sealing
from hamroh.recruitment.register import events, queries
from hamroh.recruitment.register.actions import NotComplete, Wrote
from hamroh.recruitment.register.models import Intermediary, RegisterImport

LONGEST = 120
SHOWN = 200


def _place(id: uuid.UUID) -> str:
    return f"intermediary:{id}"


def token(number: str) -> int:
    """The phone of an intermediary, as this site alone knows it again."""
    drawn = hmac.digest(keys.store().blind("recruitment.intermediary"), number.encode(), hashlib.sha256)
    return int.from_bytes(drawn[:8], "big", signed=True)


@transaction.atomic
def write(name: str, phone: str, *, place: str = "", since: dt.date, w: Wrote) -> Intermediary:
    """Write somebody down, from a day on.

    Raises:
        NotComplete: no name, no phone of one country, or the phone is written down already.
    """
    name, place, number = clean(name), clean(place)[:200], phones.e164(phone)
    if not name or len(name) > LONGEST:
        raise NotComplete(_("Write what they call themselves, in at most 120 letters."))
    if not number:
        raise NotComplete(
            _("This is no phone number, or its country is not clear. Write it with + and the country's code.")
        )
    id = uuid.uuid4()
    keys.store().make(id)
    kept = {"name": name, "phone": number, "place": place}
    try:
        with transaction.atomic():
            row = Intermediary.objects.create(
                id=id, token=token(number), since=since, sealed=sealing.seal(id, _place(id), kept), **w.line()
            )
    except IntegrityError:
        raise NotComplete(_("This phone is written down already.")) from None
    note(events.IntermediaryWritten(entry=str(id), since=since), by=w.by.pk if w.by else None, at=w.at)
    return row


@transaction.atomic
def end(id: uuid.UUID, *, until: dt.date, w: Wrote) -> None:
    """Until which day it was so: they stopped, got a licence, or the phone is another's now.

    Raises:
        Absent: there is no such line that is open.
        NotComplete: it would end before it began.
    """
    row = Intermediary.objects.select_for_update().filter(pk=id, replaced_at__isnull=True, until__isnull=True).first()
    if row is None:
        raise Absent
    if until < row.since:
        raise NotComplete(_("It ended already, or would end before it began."))
    row.until = until
    row.save(update_fields=["until"])
    note(events.IntermediaryEnded(entry=str(id), until=until, paper=w.paper), by=w.by.pk if w.by else None, at=w.at)


@dataclass(frozen=True)
class Opened:
    """Somebody who is written down, as officers read it; empty where it was erased."""

    row: Intermediary
    name: str
    phone: str
    place: str


@transaction.atomic
def read(*, by: Staff, at: dt.datetime) -> list[Opened]:
    """Those who are written down, the newest first; the reading is noted.

    Raises:
        Absent: they keep no register.
    """
    if not queries.may_keep(by, at):
        raise Absent
    rows = list(Intermediary.objects.filter(replaced_at__isnull=True).exclude(sealed=b"")[:SHOWN])
    kept = sealing.unseal_many([(one.pk, _place(one.pk), bytes(one.sealed)) for one in rows])
    shown = [
        Opened(one, said["name"], said["phone"], said["place"]) for one, said in zip(rows, kept, strict=True) if said
    ]
    if shown:
        note(events.IntermediariesRead(count=len(shown)), by=by.pk, at=at)
    return shown


@dataclass(frozen=True)
class Known:
    """A phone that is written down, whole, so that it is compared with the one that was meant; and from when."""

    phone: str
    since: dt.date


def known_by_phone(typed: str, *, on: dt.date) -> Known | None:
    """Is somebody written down under this phone on a day? By a name nobody is found: many have the same one."""
    numbers = {token(one): one for one in phones.readings(typed)}
    row = (
        Intermediary.objects.filter(queries.holds(on), token__in=numbers).order_by("since").first() if numbers else None
    )
    return Known(numbers[row.token], row.since) if row else None


def open_under(phone: str) -> bool:
    """Is somebody written down under this phone without an end?"""
    return Intermediary.objects.filter(token=token(phone), replaced_at__isnull=True, until__isnull=True).exists()


def take_out(before: dt.datetime) -> int:
    """Erase those who were written down before a moment: who still works so is written down again, on a newer paper."""
    return _erase(Intermediary.objects.filter(recorded_at__lt=before), reason="past its time", by=None)


def take_back(batch: RegisterImport, *, by: Staff) -> int:
    """Erase those who came with a table that is taken back."""
    return _erase(Intermediary.objects.filter(batch=batch), reason="import taken back", by=by.pk)


@transaction.atomic
def _erase(rows: QuerySet[Intermediary], *, reason: str, by: uuid.UUID | None) -> int:
    old = list(rows.values_list("pk", flat=True)[:5000])
    for id in old:
        record.erase(id, reason=reason, by=by, at=dt.datetime.now(dt.UTC))
    Intermediary.objects.filter(pk__in=old).delete()
    return len(old)
