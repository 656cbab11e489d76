"""A block of people as arrays: what `files` prepares in DuckDB, without a statement for each step.

An engine that takes a second for a million people would wait for some hundred statements of each block. The meaning is that of
the tables of `files.PeopleFiles`, step by step, and `tests/rulebook/bulk/test_arrays.py` compares the two. A column is a pair
of arrays: values, and where nothing is known.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ..person import HISTORIES, MOST_ROWS
from .prepared import BIG, EVENTS, YES_NO

Column = tuple[Any, Any]

_TYPES = {YES_NO: np.dtype(np.bool_), BIG: np.dtype(np.int64)}
_DAY = np.dtype(np.int32)
_KEPT = {YES_NO: np.dtype(np.int8), BIG: np.dtype(np.int64)}
"""As values lie in a file; the least of them says that nothing is known."""
NUMBERS = {"row_no": BIG, "of_row": BIG}
"""Columns of kept rows beside those of the history."""
BY_ROWS = {
    "registered": "registration",
    "registered_on_lo": "s_lo",
    "registered_on_hi": "s_hi",
    "registered_until_lo": "u_lo",
    "registered_until_hi": "u_hi",
    "registered_where_living": "living",
}
"""Facts that the rows of registrations may tell, and the column of the latest row that does."""


def column_of(found: Any) -> Column:
    """A column of DuckDB's `fetchnumpy`; days are those since 1970, as `fetched` gives them."""
    values = np.ma.getdata(found)
    if values.dtype.kind == "M":
        values = values.astype("datetime64[D]").astype(_DAY)
    return values, np.ma.getmaskarray(found)


def masked(values: Any, unknown: Any, type_: str | None) -> Any:
    """A column as `fetchnumpy` gives it, as values of this SQL type (nothing: as they are)."""
    type_of = values.dtype if type_ is None else _TYPES.get(type_, _DAY)
    return np.ma.MaskedArray(values.astype(type_of, copy=False), unknown)


def array(values: Sequence[int]) -> Any:
    """Whole numbers as an array."""
    return np.array(values, np.int64)


def nothing(count: int, type_: str) -> Column:
    """A column of which nothing is known."""
    return np.zeros(count, _TYPES.get(type_, _DAY)), np.ones(count, np.bool_)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one history in the order of people and of what happened to each: whose they are (by their place in the
    block), and from where to where each has rows (`at[p]` up to `at[p + 1]`)."""

    person: Any
    at: Any
    columns: dict[str, Column]

    @classmethod
    def of(cls, person: Any, count: int, columns: dict[str, Column]) -> Rows:
        at = np.zeros(count + 1, np.int64)
        np.cumsum(np.bincount(person, minlength=count), out=at[1:])
        return cls(person, at, columns)

    @property
    def has(self) -> Any:
        """Who has a row."""
        return self.at[1:] > self.at[:-1]

    @property
    def seq(self) -> Any:
        """Their numbers for each person, from 0."""
        return np.arange(len(self.person)) - self.at[self.person]

    def last(self, column: str) -> Column:
        """A column of everybody's last row; nothing where there is none."""
        values, mask = self.columns[column]
        if not len(values):
            return np.zeros(len(self.at) - 1, values.dtype), np.ones(len(self.at) - 1, np.bool_)
        place = np.maximum(self.at[1:] - 1, 0)
        return values[place], mask[place] | ~self.has

    def table(self) -> dict[str, Any]:
        """As `fetchnumpy` gives it."""
        listed = {name: column for name, column in self.columns.items() if name not in NUMBERS}
        return {"p": self.person, "seq": self.seq, **_masked(listed)}


def _masked(columns: Mapping[str, Column]) -> dict[str, Any]:
    return {name: np.ma.MaskedArray(values, mask) for name, (values, mask) in columns.items()}


# -- kept rows -------------------------------------------------------------------------------------------------------


class Kept:
    """The rows of one history in a file, in the order of people: written once from the first to the last, then read by blocks.

    Rows lie in pieces as they were added: how many, the first and the last person, then column by column. Of each piece only
    what a block needs is read.
    """

    def __init__(self, history: str, path: Path) -> None:
        self.history, self.path = history, path
        self.types = {**EVENTS[history], "row_no": BIG, **({"of_row": BIG} if history == "payments" else {})}
        self._lie: dict[str, Any] = {
            "n": np.dtype(np.int32),
            **{c: _KEPT.get(type_, _DAY) for c, type_ in self.types.items()},
        }
        self._whose, self._numbers = np.empty(0, np.int32), np.empty(0, np.int64)
        """Of the last rows written, to be held against the next."""

    def begin(self) -> None:
        self.path.write_bytes(b"")

    def add(self, n: Any, columns: Mapping[str, Column]) -> bool | None:
        """Write more rows. Says whether they can be so (nobody has too many, no row number stands twice); nothing when they do
        not stand in order, which is as far as it goes."""
        rows = {"n": n.astype(np.int32)}
        for name in self.types:
            (values, mask), type_ = columns[name], self._lie[name]
            rows[name] = values.astype(type_)
            np.copyto(rows[name], type_.type(_least(type_)), where=mask)
        # Rows without a number stand after those that have one.
        number = np.where(rows["row_no"] == _least(np.dtype(np.int64)), np.iinfo(np.int64).max, rows["row_no"])
        whose, number = np.append(self._whose, rows["n"]), np.append(self._numbers, number)
        same = whose[1:] == whose[:-1]
        if bool(np.any(whose[1:] < whose[:-1]) or np.any(same & (number[1:] < number[:-1]))):
            return None
        with self.path.open("ab") as file:
            file.write(np.array([len(n), n[0], n[-1]], np.int64).data)
            for column in rows.values():
                file.write(column.data)
        self._whose, self._numbers = whose[-MOST_ROWS:], number[-MOST_ROWS:]
        if self.history == "payments":
            return True
        twice = same & (number[1:] == number[:-1]) & (number[1:] != np.iinfo(np.int64).max)
        return not bool(np.any(twice) or np.any(whose[MOST_ROWS:] == whose[:-MOST_ROWS]))

    def end(self) -> None:
        with self.path.open("rb") as file:
            os.fsync(file.fileno())

    @cached_property
    def _pieces(self) -> list[tuple[int, int, int, int]]:
        """Where the rows of each begin in the file, how many they are, and the first and the last person."""
        out, at, each = [], 0, sum(type_.itemsize for type_ in self._lie.values())
        with self.path.open("rb") as file:
            while head := file.read(24):
                count, first, last = np.frombuffer(head, np.int64).tolist()
                out.append((at + 24, count, first, last))
                at += 24 + count * each
                file.seek(at)
        return out

    def rows(self, first: int, last: int) -> Rows:
        """Those of the people in rows `first` to `last` of their file."""
        pieces = self._pieces
        start = bisect_left(pieces, first, key=lambda piece: piece[3])
        end = bisect_left(pieces, last + 1, key=lambda piece: piece[2])
        parts: dict[str, list[Any]] = {name: [np.empty(0, type_)] for name, type_ in self._lie.items()}
        # Read, not mapped: pages of a mapped file count as memory of ours.
        with self.path.open("rb", buffering=0) as file:
            for at, count, _, _ in pieces[start:end]:
                low, high = 0, count
                for name, type_ in self._lie.items():
                    file.seek(at + low * type_.itemsize)
                    part = np.fromfile(file, type_, high - low)
                    if name == "n":
                        low, high = np.searchsorted(part, (first, last + 1)).tolist()
                        part = part[low:high]
                    parts[name].append(part)
                    at += count * type_.itemsize
        found = {name: np.concatenate(some) for name, some in parts.items()}
        columns = {}
        for name, type_ in self.types.items():
            values = found[name]
            columns[name] = values.astype(_TYPES.get(type_, _DAY), copy=False), values == _least(values.dtype)
        return Rows.of(found["n"].astype(np.int64) - first, last - first + 1, columns)


def _least(type_: Any) -> int:
    return int(np.iinfo(type_).min)


# -- a block ---------------------------------------------------------------------------------------------------------


class Block:
    """The prepared people of one block.

    `told` are the columns of `told` that are read (see `PeopleFiles`), `rows` those of the histories that have any in the file
    of events, `wanted` the columns of `people` with their types. `on` is the day asked about.
    """

    def __init__(
        self, count: int, told: Mapping[str, Any], rows: Mapping[str, Rows], wanted: Mapping[str, str], on: int
    ) -> None:
        self.count, self._told, self.wanted, self.on = count, told, wanted, on
        self.written = frozenset(rows)
        self.rows = dict(rows)
        for history, columns in EVENTS.items():
            if history not in rows:
                empty = {name: nothing(0, type_) for name, type_ in columns.items()}
                self.rows[history] = Rows.of(np.empty(0, np.int64), count, empty)
        self._nothing: dict[str, Column] = {}
        self._payments()
        self.known_from, self.apart, self.stays = self._stays()
        self.registration = self._registration()

    def told(self, name: str, type_: str) -> Column:
        """A column of `told`; nothing where the file does not have it."""
        if name in self._told:
            return column_of(self._told[name])
        if type_ not in self._nothing:
            self._nothing[type_] = nothing(self.count, type_)
        return self._nothing[type_]

    def texts(self, name: str) -> Any:
        """A column of texts of `told`, masked where there is none."""
        if name in self._told:
            return self._told[name]
        return np.ma.MaskedArray(np.full(self.count, "", object), True)

    def surely(self, name: str, value: bool = True) -> Any:
        """Who said that it is so."""
        said, unknown = self.told(name, YES_NO)
        return (said == value) & ~unknown

    def table(self, name: str, columns: Sequence[str]) -> dict[str, Any]:
        """Columns of a prepared table, masked where nothing is known."""
        if name == "people":
            return {"p": np.arange(self.count), **_masked({c: self._people(c) for c in columns if c != "p"})}
        if name == "payments":
            return self._paid_table()
        return (self.stays if name == "stays" else self.rows[name]).table()

    # -- the prepared tables

    def _payments(self) -> None:
        """Payments stand with their patents; a patent with payments has told of them."""
        paid, patents = self.rows["payments"], self.rows["patents"]
        self.paid = np.empty(0, np.int64), np.empty(0, np.int64)
        """Which payment stands with which patent."""
        self.without_patent = False
        if "payments" not in self.written:
            return
        number, unnumbered = patents.columns.get("row_no", nothing(len(patents.person), BIG))
        number = np.where(unnumbered, patents.seq + 1, number)
        of, nowhere = paid.columns["of_row"]
        room = 2**32  # beyond every row number
        key, wanted = patents.person * room + number, np.where(nowhere, -1, paid.person * room + of)
        order = np.argsort(key, kind="stable")
        key = key[order]
        low, high = np.searchsorted(key, wanted), np.searchsorted(key, wanted, "right")
        found = high - low
        self.without_patent = bool(np.any(found == 0))
        # Mostly one; two where one patent has the row number that another one without would have by its place.
        row = np.repeat(np.arange(len(found)), found)
        patent = order[np.repeat(low, found) + np.arange(len(row)) - np.repeat(np.cumsum(found) - found, found)]
        self.paid = row, patent
        told, unknown = (part.copy() for part in patents.columns["told"])
        told[patent], unknown[patent] = True, False
        patents.columns["told"] = told, unknown

    def _paid_table(self) -> dict[str, Any]:
        paid, patents, (row, patent) = self.rows["payments"], self.rows["patents"], self.paid
        columns = {c: (paid.columns[c][0][row], paid.columns[c][1][row]) for c in EVENTS["payments"]}
        return {"p": paid.person[row], "seq": patents.seq[patent], **_masked(columns)}

    def _stays(self) -> tuple[Column, Any, Rows]:
        """From when stays are known, who told of the present one apart, and all of them with it."""
        stays, has = self.rows["stays"], self.rows["stays"].has
        (e_lo, no_entry), (l_lo, no_exit) = self.told("v_entered_lo", "INTEGER"), self.told("v_left_lo", "INTEGER")
        told_of = self.surely("h_stays") | has
        last, unknown = stays.last("e_hi")
        later = ~unknown & ~no_entry & (last < e_lo)
        apart = (~no_entry | (~no_exit & ~told_of)) & (~has | later)
        known_from = np.where(no_entry, l_lo, e_lo), ~(apart & ~told_of)
        if not bool(apart.any()):
            return known_from, apart, stays
        here, unsaid = self.told("v_in_country", YES_NO)
        row = {
            "e_lo": (e_lo, no_entry),
            "e_hi": self.told("v_entered_hi", "INTEGER"),
            "x_lo": (l_lo, no_exit),
            "x_hi": self.told("v_left_hi", "INTEGER"),
            "here": (no_exit & (here | unsaid), np.zeros(self.count, np.bool_)),
        }
        place = stays.at[1:][apart]
        columns = {
            name: (
                np.insert(stays.columns[name][0], place, values[apart]),
                np.insert(stays.columns[name][1], place, mask[apart]),
            )
            for name, (values, mask) in row.items()
        }
        at = stays.at.copy()
        at[1:] += np.cumsum(apart)
        return known_from, apart, Rows(np.insert(stays.person, place, np.flatnonzero(apart)), at, columns)

    def _registration(self) -> Any:
        """Whose latest registration stands: it is not older than the last entry."""
        rows = self.rows["registrations"]
        (until, unknown), (entry, no_entry) = rows.last("s_hi"), self.stays.last("e_lo")
        return rows.has & ~(~unknown & ~no_entry & (until < entry))

    def _people(self, column: str) -> Column:
        name, type_ = column.removeprefix("t_"), self.wanted[column]
        if name in HISTORIES:
            known = self._history_known(name)
            return known, ~known
        if name == "stays_known_from":
            told, unknown = self.told("v_stays_known_from_lo", "INTEGER")
            other, none = self.known_from
            return np.where(unknown, other, told), (unknown & none) | ~self._history_known("stays")
        values, unknown = self.told(f"v_{name}", type_)
        if name == "registered":
            known = self._history_known("registrations")
            return np.where(unknown, self.registration, values), unknown & ~known
        if name in BY_ROWS and BY_ROWS[name] in self.rows["registrations"].columns:
            row, none = self.rows["registrations"].last(BY_ROWS[name])
            return np.where(unknown, row, values), unknown & (none | ~self.registration)
        return values, unknown

    def _history_known(self, name: str) -> Any:
        known = self.surely(f"h_{name}")
        if name in self.written:
            known = known | self.rows[name].has
        if name == "stays":
            known = known | self.apart
        if name == "patents":
            known = known | self.surely("v_has_patent", False)
        return known

    # -- can they be so

    def sound(self, histories: Sequence[str], registration_told: bool) -> bool:
        """Can everybody be so, with their rows together? As `PeopleFiles.sound`. `registration_told`: since when one is
        registered is a fact."""
        if self.without_patent or bool(np.any(self._told["wrong"])):
            return False
        return not (
            any(bool(np.any(self.surely(f"h_{h}") & self.rows[h].has)) for h in histories if h in self.written)
            or bool(np.any(self.surely("v_has_patent", False) & self.rows["patents"].has))
            or self._entry_told_twice()
            or self._stays_wrong()
            or (registration_told and self._registered_later())
            or self._before_birth()
        )

    def _entry_told_twice(self) -> bool:
        """`entered` and the last stay name different days."""
        (lo, unknown), (hi, _) = self.told("v_entered_lo", "INTEGER"), self.told("v_entered_hi", "INTEGER")
        (e_lo, no_lo), (e_hi, no_hi) = (self.rows["stays"].last(name) for name in ("e_lo", "e_hi"))
        return bool(np.any(~(unknown | no_lo | no_hi) & (e_hi >= lo) & ((e_lo != lo) | (e_hi != hi))))

    def _stays_wrong(self) -> bool:
        """Stays stand in order, touch at most in a day, and only the last may go on."""
        c = self.stays.columns
        (e_lo, no_e), (e_hi, no_e_hi), (x_lo, no_x), (x_hi, no_x_hi), (here, no_here) = (
            c[name] for name in ("e_lo", "e_hi", "x_lo", "x_hi", "here")
        )
        person = self.stays.person
        if not len(person):
            return False
        here = here & ~no_here
        next_one = np.append(person[1:] == person[:-1], False)
        if bool(np.any((x_hi < e_lo) & ~no_x_hi & ~no_e) or np.any(here & (~no_x | next_one))):
            return True
        # The latest day that earlier stays of the same person reach: people ascend, so that a maximum starts anew with each.
        reaches = np.maximum(np.where(no_e, 0, e_lo), np.where(no_x, 0, x_lo)).astype(np.int64)
        reached = np.maximum.accumulate(person * 2**32 + reaches)[:-1] - person[1:] * 2**32
        begins, unknown = np.where(no_e_hi, x_hi, e_hi)[1:], (no_e_hi & no_x_hi)[1:]
        return bool(np.any(~unknown & (begins < reached)))

    def _registered_later(self) -> bool:
        """A registration that tells since when, after the day asked about."""
        if "registrations" not in self.written:
            return False
        since, unknown = self.rows["registrations"].last("s_lo")
        by_name = ~self.told("v_registered_on_lo", "INTEGER")[1]
        return bool(np.any(self.registration & ~unknown & (since > self.on) & ~by_name))

    def _before_birth(self) -> bool:
        """Something that happened before the person was born."""
        born, unknown = self.told("v_birth_date_lo", "INTEGER")
        if bool(unknown.all()):
            return False
        born = np.where(unknown, -1, born)
        for history in self.written - {"payments"}:
            rows = self.rows[history]
            of = born[rows.person]
            for name, (values, mask) in rows.columns.items():
                if name.endswith("_hi") and bool(np.any((values < of) & ~mask)):
                    return True
        return False
