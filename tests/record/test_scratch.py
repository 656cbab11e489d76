"""What is too much for memory lies on a disk so that nobody can read it there, and nobody can change it unseen."""

from __future__ import annotations

import errno
import io
import os
import random

import pytest
from cryptography.exceptions import InvalidTag

from hamroh.record.scratch import _CHUNK, Scratch


def written(content: bytes) -> Scratch:
    scratch, rest = Scratch(), content
    while rest:
        scratch.write(rest[:70_001])
        rest = rest[70_001:]
    scratch.done()
    return scratch


@pytest.mark.parametrize("length", [0, 1, _CHUNK - 1, _CHUNK, _CHUNK + 1, 3 * _CHUNK + 17])
def test_it_is_read_from_any_place_as_it_was_written(length: int) -> None:
    content = random.Random(length).randbytes(length)
    with io.BufferedReader(written(content)) as reader:
        assert reader.read() == content
        for begin in (0, 5, _CHUNK - 2, _CHUNK, 2 * _CHUNK + 3, length):
            reader.seek(begin)
            assert reader.read(9) == content[begin : begin + 9]
        reader.seek(-min(4, length), io.SEEK_END)
        assert reader.read() == content[length - min(4, length) :]


def test_on_the_disk_nothing_of_it_can_be_read() -> None:
    scratch = written(b"Zarina Invented, born 1990. " * 20_000)
    scratch._file.seek(0)
    lies = scratch._file.read()
    assert b"Zarina" not in lies and len(set(lies[:100_000])) == 256
    assert os.fstat(scratch._file.fileno()).st_nlink == 0, "the file has no name"


def test_what_was_changed_or_moved_there_is_refused() -> None:
    changed, moved = (written(b"a" * _CHUNK + b"b" * _CHUNK) for _ in range(2))
    changed._file.seek(9)
    changed._file.write(b"x")
    moved._file.seek(_CHUNK + 16)
    second = moved._file.read()
    moved._file.seek(0)
    moved._file.write(second)
    for scratch in (changed, moved):
        with pytest.raises(InvalidTag):
            scratch.read(10)


def test_a_full_disk_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = Scratch()

    class Full:
        def write(self, some: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(scratch, "_file", Full())
    with pytest.raises(OSError, match="No space"):
        scratch.write(b"x" * _CHUNK)
    assert scratch.failed is not None and scratch.failed.errno == errno.ENOSPC
