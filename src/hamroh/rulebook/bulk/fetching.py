"""The rows of a query as arrays, taken over as DuckDB holds them.

`fetchnumpy` makes a masked array of every column, days among them as microseconds, and takes most of the time that reading a
block of people or events needs. Arrow's interface in C (arrow.apache.org/docs/format/CDataInterface.html) gives the same
columns as they lie in memory; what is read here are whole numbers, yes or no, and days, as DuckDB gives them. No library of
Arrow's is needed for that.
"""

from __future__ import annotations

import ctypes
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from .arrays import Column, column_of


class _Schema(ctypes.Structure):
    pass


class _Array(ctypes.Structure):
    pass


class _Stream(ctypes.Structure):
    pass


def _release(of: type[ctypes.Structure]) -> Any:
    return ctypes.CFUNCTYPE(None, ctypes.POINTER(of))


_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(_Schema))),
    ("dictionary", ctypes.POINTER(_Schema)),
    ("release", _release(_Schema)),
    ("private_data", ctypes.c_void_p),
]
_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))),
    ("dictionary", ctypes.POINTER(_Array)),
    ("release", _release(_Array)),
    ("private_data", ctypes.c_void_p),
]
_Stream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Schema))),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Array))),
    ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(_Stream))),
    ("release", _release(_Stream)),
    ("private_data", ctypes.c_void_p),
]

_TYPES = {b"c": "i1", b"C": "u1", b"s": "i2", b"S": "u2", b"i": "i4", b"I": "u4", b"l": "i8", b"L": "u8", b"tdD": "i4"}
_YES_NO = b"b"

_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype = ctypes.c_void_p
_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]


def fetched(connection: Any, query: str) -> dict[str, Column]:
    """The columns of a query: values, and where there is none (there, numbers are 0).

    Raises:
        duckdb.Error: as DuckDB does.
    """
    stream = _Open(connection, query)
    if not stream.read:
        del stream  # a connection gives the rows of one query at a time
        # Asked once more, it is told as DuckDB tells it; so is what is neither a number nor a day.
        return {name: column_of(column) for name, column in connection.execute(query).fetchnumpy().items()}
    chunks = list(stream.chunks())
    if len(chunks) != 1:
        return stream.joined(chunks)
    for values, unknown in chunks[0].values():
        if unknown.any():
            values[unknown] = 0
    return chunks[0]


def streamed(connection: Any, query: str) -> Generator[dict[str, Column], None, None]:
    """The columns of a query by some hundred thousand rows, as they are read: what is not asked for is not read. Where there is no
    value, a number may be anything. Until the last row, the connection is not to be asked anything else.

    Raises:
        duckdb.Error: as DuckDB does.
    """
    stream = _Open(connection, query)
    if stream.read:
        yield from stream.chunks()
        return
    del stream
    yield fetched(connection, query)


class _Open:
    """A query whose rows are taken over one chunk after another. `read`: can they be?"""

    def __init__(self, connection: Any, query: str) -> None:
        # Releases the stream when it goes.
        self._capsule = connection.query(query).__arrow_c_stream__()
        self._stream = _Stream.from_address(_pointer(self._capsule, b"arrow_array_stream"))
        schema = _Schema()
        self.read = not self._stream.get_schema(ctypes.byref(self._stream), ctypes.byref(schema))
        if self.read:
            columns = [schema.children[k].contents for k in range(schema.n_children)]
            self.types = {column.name.decode(): column.format for column in columns}
            schema.release(ctypes.byref(schema))
            self.read = all(format_ == _YES_NO or format_ in _TYPES for format_ in self.types.values())

    def chunks(self) -> Iterator[dict[str, Column]]:
        while True:
            array = _Array()
            if self._stream.get_next(ctypes.byref(self._stream), ctypes.byref(array)):
                raise RuntimeError(self._stream.get_last_error(ctypes.byref(self._stream)).decode())
            if not array.release:
                return
            try:
                found = {
                    name: _column(array.children[k].contents, format_)
                    for k, (name, format_) in enumerate(self.types.items())
                }
            finally:
                array.release(ctypes.byref(array))
            yield found

    def joined(self, chunks: Sequence[Mapping[str, Column]]) -> dict[str, Column]:
        out = {}
        for name, format_ in self.types.items():
            none = np.empty(0, np.bool_ if format_ == _YES_NO else _TYPES[format_]), np.empty(0, np.bool_)
            values, unknown = zip(*((chunk[name] for chunk in chunks) if chunks else [none]), strict=True)
            out[name] = np.concatenate(values), np.concatenate(unknown)
            out[name][0][out[name][1]] = 0
        return out


def _column(array: Any, format_: bytes) -> Column:
    """The values, and where there is none: what stands there then is of no account."""
    count, offset = array.length, array.offset
    if format_ == _YES_NO:
        values = _bits(array.buffers[1], offset, count)
    else:
        values = _memory(array.buffers[1], offset + count, _TYPES[format_])[offset:].copy()
    if not array.null_count or not array.buffers[0]:
        return values, np.zeros(count, np.bool_)
    return values, ~_bits(array.buffers[0], offset, count)


def _memory(at: int | None, count: int, type_: str) -> Any:
    if not count or not at:
        return np.zeros(count, type_)
    memory: Any = (ctypes.c_char * (count * np.dtype(type_).itemsize)).from_address(at)
    return np.frombuffer(memory, type_)


def _bits(at: int | None, offset: int, count: int) -> Any:
    packed = _memory(at, (offset + count + 7) // 8, "u1")
    return np.unpackbits(packed, count=offset + count, bitorder="little")[offset:].view(np.bool_)


__all__ = ["fetched", "streamed"]
