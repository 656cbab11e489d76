"""Which houses are flagged, for the desk and for everybody. No number and no person is ever told."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hamroh.people.staff.models import Role, Staff
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Case
from hamroh.protection.houses import addresses
from hamroh.protection.houses.models import CaseHouse, HouseFlag
from hamroh.record import sealing

FEWEST_INSIDE = 3
"""People who told of a house before those who carry cases see a flag. They keep secrets and see names anyway, but of other cases they
learn nothing: of two people one would know of the other."""
FEWEST_BY_OTHERS = 2
"""Of these people so many must have been written down by other hands, whichever one hand is left out: who invents cases to learn whether
somebody told of a house learns nothing of one person, and no single hand warns the public of a house."""
DECIDE = frozenset({Role.SUPERVISOR})


def place(id: uuid.UUID) -> str:
    return f"case_house:{id}"


def flag_place(id: uuid.UUID) -> str:
    return f"house_flag:{id}"


@dataclass(frozen=True)
class House:
    """A house as a case tells it, and whether it is flagged."""

    row: CaseHouse
    address: dict[str, str]
    flagged: bool


def of_case(row: Case) -> list[House]:
    """The houses of a case that was opened for whoever asks."""
    rows = list(CaseHouse.objects.filter(case=row))
    told = sealing.unseal_many((one.person_id, place(one.pk), bytes(one.sealed)) for one in rows)
    flagged = set(
        HouseFlag.objects.filter(mark__in=[one.mark for one in rows], withdrawn_at=None).values_list("mark", flat=True)
    )
    return [House(one, kept, one.mark in flagged) for one, kept in zip(rows, told, strict=True) if kept]


def told_of(rows: Iterable[Case]) -> list[str]:
    """The addresses that cases tell of, for the copy that a person gets."""
    found = list(CaseHouse.objects.filter(case__in=[one.pk for one in rows]))
    told = sealing.unseal_many((one.person_id, place(one.pk), bytes(one.sealed)) for one in found)
    return [", ".join(kept[name] for name in addresses.FIELDS) for kept in told if kept]


@dataclass(frozen=True)
class Flag:
    """A flag with its address, the owner's reply, and why it was withdrawn."""

    row: HouseFlag
    address: dict[str, str]
    reply: str
    reason: str


def flags(*, seen_by: Staff, at: dt.datetime) -> list[Flag]:
    """The houses that are flagged, newest first; for those who carry cases."""
    if not seen_by.roles(at) & cases.WORK:
        return []
    return _opened(list(HouseFlag.objects.select_related("withdrawn_by")[:200]))


def flag(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Flag | None:
    """One of them, for who decides over it."""
    if not seen_by.roles(at) & DECIDE:
        return None
    return next(iter(_opened(list(HouseFlag.objects.filter(pk=id)))), None)


def _opened(rows: list[HouseFlag]) -> list[Flag]:
    kept = sealing.unseal_many((one.pk, flag_place(one.pk), bytes(one.sealed)) for one in rows)
    return [
        Flag(row, {name: told[name] for name in addresses.FIELDS}, told["reply"], told["reason"])
        for row, told in zip(rows, kept, strict=True)
        if told
    ]


def warned(address: Mapping[str, str]) -> Flag | None:
    """What everybody is told of a house: its flag where eleven people and more told of it, or nothing. What was asked is kept nowhere."""
    mark = addresses.mark(address)
    rows = list(HouseFlag.objects.filter(mark=mark or 0, shown=True, withdrawn_at=None))
    return next(iter(_opened(rows)), None)
