"""Parquet files with the same columns, one after another in one file, without reading what they hold.

The data of a Parquet file is followed by a footer that says where each piece of it lies. So the data of several files can be
copied as it is, and only the footers are read, moved and written anew. To unpack and pack again what is packed already would
take as long as to find it out. The footer is a structure of Thrift's compact protocol (github.com/apache/parquet-format,
`parquet.thrift`); nothing that DuckDB offers does this.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

_MAGIC = b"PAR1"

# Kinds of values in the compact protocol.
_YES, _NO, _BYTE, _I16, _I32, _I64, _DOUBLE, _TEXT, _LIST, _SET, _MAP, _STRUCT = range(1, 13)

# Fields of `parquet.thrift` by their numbers.
_SCHEMA, _ROWS, _GROUPS, _ABOUT = 2, 3, 4, 5
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7
_CHUNK_PLACES, _CHUNK_META = (2, 4, 6), 3
_META_PLACES = (9, 10, 11, 14)


class NotAlike(ValueError):
    """The files cannot stand one after another: one is no Parquet file, or has other columns."""


@dataclass(slots=True)
class _Struct:
    """A structure: by the number of each field its kind and value."""

    fields: dict[int, tuple[int, Any]] = field(default_factory=dict)

    def __getitem__(self, number: int) -> Any:
        return self.fields[number][1]

    def set(self, number: int, kind: int, value: Any) -> None:
        self.fields[number] = kind, value

    def move(self, numbers: Sequence[int], by: int) -> None:
        """Places in the file, where they are told."""
        for number in numbers:
            kind, place = self.fields.get(number, (_I64, 0))
            if place:
                self.fields[number] = kind, place + by


def join(parts: Sequence[Path], to: Path, about: Mapping[str, str]) -> None:
    """All rows of the parts, in order, as one file with these words about it. There is at least one part.

    Raises:
        NotAlike: see there.
        OSError: reading or writing failed.
    """
    whole: _Struct | None = None
    with to.open("wb") as out:
        out.write(_MAGIC)
        for part in parts:
            with part.open("rb") as file:
                footer, length = _footer(file, part)
                by = out.tell() - len(_MAGIC)
                for group in footer[_GROUPS][1]:
                    group.move((_GROUP_OFFSET,), by)
                    group.fields.pop(_ORDINAL, None)
                    for chunk in group[_COLUMNS][1]:
                        chunk.move(_CHUNK_PLACES, by)
                        chunk[_CHUNK_META].move(_META_PLACES, by)
                if whole is None:
                    whole = footer
                elif footer[_SCHEMA] != whole[_SCHEMA]:
                    raise NotAlike(f"{part}: other columns than {parts[0]}")
                else:
                    whole.set(_ROWS, _I64, whole[_ROWS] + footer[_ROWS])
                    whole[_GROUPS][1].extend(footer[_GROUPS][1])
                file.seek(len(_MAGIC))
                _copy(file, out, length - len(_MAGIC))
        assert whole is not None
        said = whole.fields.get(_ABOUT, (_LIST, (_STRUCT, [])))[1][1]
        said += [_Struct({1: (_TEXT, key.encode()), 2: (_TEXT, value.encode())}) for key, value in about.items()]
        whole.set(_ABOUT, _LIST, (_STRUCT, said))
        text = bytearray()
        _write(text, _STRUCT, whole)
        out.write(text + struct.pack("<I", len(text)) + _MAGIC)


def _footer(file: BinaryIO, path: Path) -> tuple[_Struct, int]:
    """The footer, and where it begins."""
    size = file.seek(0, 2)
    file.seek(max(size - 8, 0))
    length, magic = struct.unpack("<I4s", file.read(8).rjust(8, b"\0"))
    if magic != _MAGIC or length > size - 12:
        raise NotAlike(f"{path}: no whole Parquet file")
    file.seek(size - 8 - length)
    try:
        found: _Struct = _Reader(file.read(length)).value(_STRUCT)
    except IndexError:
        raise NotAlike(f"{path}: its footer breaks off") from None
    if not {_SCHEMA, _ROWS, _GROUPS} <= found.fields.keys():
        raise NotAlike(f"{path}: its footer does not say where the rows are")
    return found, size - 8 - length


def _copy(file: BinaryIO, to: BinaryIO, length: int) -> None:
    while length:
        data = file.read(min(length, 1 << 20))
        if not data:
            raise NotAlike("a part has become shorter")
        to.write(data)
        length -= len(data)


class _Reader:
    """Reads values of the compact protocol, one after another."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def size(self) -> int:
        out = shift = 0
        while True:
            byte = self.byte()
            out |= (byte & 0x7F) << shift
            if byte < 0x80:
                return out
            shift += 7

    def whole(self) -> int:
        number = self.size()
        return (number >> 1) ^ -(number & 1)

    def bytes(self, length: int) -> bytes:
        self.at += length
        return self.data[self.at - length : self.at]

    def value(self, kind: int) -> Any:
        if kind in (_YES, _NO):
            return kind == _YES
        if kind == _BYTE:
            return self.byte()
        if kind in (_I16, _I32, _I64):
            return self.whole()
        if kind == _DOUBLE:
            return self.bytes(8)
        if kind == _TEXT:
            return self.bytes(self.size())
        if kind in (_LIST, _SET):
            head = self.byte()
            count = self.size() if head >> 4 == 15 else head >> 4
            of = head & 15
            # A yes or no in a list is a byte of its own.
            return of, [self.byte() if of in (_YES, _NO) else self.value(of) for _ in range(count)]
        if kind == _STRUCT:
            return self.struct()
        raise NotAlike(f"a footer with a value of kind {kind}")

    def struct(self) -> _Struct:
        out, number = _Struct(), 0
        while head := self.byte():
            kind = head & 15
            number = number + (head >> 4) if head >> 4 else self.whole()
            out.fields[number] = (_YES if kind == _NO else kind), self.value(kind)
        return out


def _write(out: bytearray, kind: int, value: Any) -> None:
    if kind == _BYTE:
        out.append(value)
    elif kind in (_I16, _I32, _I64):
        _size(out, value << 1 if value >= 0 else (-value << 1) - 1)
    elif kind == _DOUBLE:
        out += value
    elif kind == _TEXT:
        _size(out, len(value))
        out += value
    elif kind in (_LIST, _SET):
        of, values = value
        out.append((min(len(values), 15) << 4) | of)
        if len(values) >= 15:
            _size(out, len(values))
        for one in values:
            _write(out, _BYTE if of in (_YES, _NO) else of, one)
    else:
        before = 0
        for number, (of, one) in sorted(value.fields.items()):
            told = (_YES if one else _NO) if of == _YES else of
            if 0 < number - before < 16:
                out.append(((number - before) << 4) | told)
            else:
                out.append(told)
                _write(out, _I16, number)
            if of != _YES:
                _write(out, of, one)
            before = number
        out.append(0)


def _size(out: bytearray, number: int) -> None:
    while number >= 0x80:
        out.append((number & 0x7F) | 0x80)
        number >>= 7
    out.append(number)


__all__ = ["NotAlike", "join"]
