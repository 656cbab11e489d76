"""A house is written into a case, flagged by the site, and its flag withdrawn by a supervisor."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Mapping

from django.db import transaction

from hamroh.people.names import clean
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases import queries as cases
from hamroh.protection.houses import addresses, events, queries
from hamroh.protection.houses.models import CaseHouse, HouseFlag
from hamroh.record import actions as record, keys, note, sealing
from hamroh.shell.few import FEWEST
from hamroh.shell.here import day_of, end_of

LONGEST_WORDS = 500


class HouseError(Exception):
    """Root of what this room refuses."""


class NotComplete(HouseError):
    """Town, street or number is missing or too long, or no reason or reply was written. Nothing was stored."""


@transaction.atomic
def tell(case: uuid.UUID, address: Mapping[str, str], *, by: Staff, at: dt.datetime) -> CaseHouse:
    """Write down the house in which the person of a case has trouble. Told twice, it stands once.

    Raises:
        Absent: no such case of theirs.
        NotComplete: see there.
    """
    of = cases.case(case, seen_by=by, at=at)
    told = {name: clean(address[name]) for name in addresses.FIELDS}
    mark = addresses.mark(told)
    if mark is None or any(len(text) > addresses.LONGEST for text in told.values()):
        raise NotComplete
    there = CaseHouse.objects.filter(case=of, mark=mark).first()
    if there is not None:
        return there
    id = uuid.uuid4()
    sealed = sealing.seal(of.person_id, queries.place(id), told)
    made = CaseHouse.objects.create(id=id, case=of, person_id=of.person_id, mark=mark, at=at, by=by, sealed=sealed)
    note(events.HouseNoted(about=of.person_id), by=by.pk, at=at)
    return made


@transaction.atomic
def take_out_of_case(case: uuid.UUID, house: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """Take a house out of a case: it was another one.

    Raises:
        Absent: there is none in a case of theirs.
    """
    of = cases.case(case, seen_by=by, at=at)
    if not CaseHouse.objects.filter(case=of, pk=house).delete()[0]:
        raise Absent
    note(events.HouseTakenOut(about=of.person_id), by=by.pk, at=at)


def count(at: dt.datetime) -> str:
    """Raise flags of which enough people told, and once a month say anew of which everybody is warned. The site's own work.

    Whoever asks about their own house every day cannot tell on which day the eleventh person told of it: only people count who told
    before the month began.
    """
    month = day_of(at).replace(day=1)
    began = end_of(month - dt.timedelta(days=1))
    with transaction.atomic(), at_work("count who told of houses"):
        told: dict[int, dict[uuid.UUID, CaseHouse]] = {}
        for row in CaseHouse.objects.select_related("person").order_by("-at"):
            told.setdefault(row.mark, {})[cases.file_of(row)] = row
        known = {one.mark: one for one in HouseFlag.objects.select_for_update()}
        new = 0
        for mark, rows in told.items():
            if mark not in known and _enough(rows.values(), queries.FEWEST_INSIDE):
                known[mark] = _raise(mark, next(iter(rows.values())), month, at)
                new += 1
        for mark, flag in known.items():
            rows = told.get(mark, {})
            few = not _enough(rows.values(), queries.FEWEST_INSIDE) and not flag.shown
            if few and (flag.withdrawn_at is None or not rows):
                # People were erased, or the house was taken out: what is left would point at those who remain. Withdrawn, it stays
                # as long as anybody tells of the house.
                record.erase(flag.pk, reason="fewer than told of it", by=None, at=at)
                flag.delete()
            elif flag.counted_on < month:
                flag.shown = _enough([row for row in rows.values() if row.at < began], FEWEST)
                flag.counted_on = month
                flag.save(update_fields=["shown", "counted_on"])
    return f"{len(known)} houses flagged, {new} of them new"


def _enough(rows: Collection[CaseHouse], fewest: int) -> bool:
    """Do so many people tell of a house, and enough of them whichever hand is left out?"""
    hands = Counter(row.by_id for row in rows)
    return len(rows) >= fewest and len(rows) - max(hands.values()) >= queries.FEWEST_BY_OTHERS


def _raise(mark: int, row: CaseHouse, month: dt.date, at: dt.datetime) -> HouseFlag:
    id = uuid.uuid4()
    keys.store().make(id)
    address = sealing.unseal(row.person_id, queries.place(row.pk), bytes(row.sealed))
    # The number without the flat, whoever wrote it with one.
    address["house"] = addresses.number(address["house"])
    sealed = sealing.seal(id, queries.flag_place(id), address | {"reply": "", "reason": ""})
    # Counted as of the month before, so that the first count of this month follows at once.
    counted = month - dt.timedelta(days=1)
    return HouseFlag.objects.create(id=id, mark=mark, raised_on=month, counted_on=counted, sealed=sealed)


@transaction.atomic
def decide(id: uuid.UUID, *, stands: bool, reason: str = "", by: Staff, at: dt.datetime) -> None:
    """Withdraw a flag with a reason, or let it stand again.

    Raises:
        Absent: there is none, or `by` does not decide.
        NotComplete: no reason.
    """
    found = queries.flag(id, seen_by=by, at=at)
    if found is None:
        raise Absent
    reason = reason.strip()
    if not stands and not 0 < len(reason) <= LONGEST_WORDS:
        raise NotComplete
    _seal(found, reply=found.reply, reason="" if stands else reason)
    told = {"withdrawn_at": None, "withdrawn_by": None} if stands else {"withdrawn_at": at, "withdrawn_by": by}
    HouseFlag.objects.filter(pk=id).update(**told)
    note((events.HouseFlagStands if stands else events.HouseFlagWithdrawn)(flag=id), by=by.pk, at=at)


@transaction.atomic
def keep_reply(id: uuid.UUID, text: str, *, on: dt.date, by: Staff, at: dt.datetime) -> None:
    """Write down what the owner of a flagged house says; it stands beside the flag wherever that is shown.

    Raises:
        Absent: there is none, or `by` does not decide.
        NotComplete: no text, or a day to come.
    """
    found = queries.flag(id, seen_by=by, at=at)
    if found is None:
        raise Absent
    text = text.strip()
    if not 0 < len(text) <= LONGEST_WORDS or on > day_of(at):
        raise NotComplete
    _seal(found, reply=text, reason=found.reason)
    HouseFlag.objects.filter(pk=id).update(replied_on=on)
    note(events.HouseReplied(flag=id), by=by.pk, at=at)


def _seal(found: queries.Flag, *, reply: str, reason: str) -> None:
    id = found.row.pk
    told = {**found.address, "reply": reply, "reason": reason}
    HouseFlag.objects.filter(pk=id).update(sealed=sealing.seal(id, queries.flag_place(id), told))
