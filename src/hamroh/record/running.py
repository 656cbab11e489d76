"""What stands in the second place between two seals: the head of each chain, written there with every entry that is kept.

A seal is made each hour. Without this, whoever holds the whole database could cut off what was noted since, and the next seal
would bless it. A line is written once the entry is committed, so what stands here is never ahead of an honest database. It holds a day,
a line, a length and a hash: nothing of anybody.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
from pathlib import Path

from django.conf import settings

_log = logging.getLogger(__name__)
Heads = dict[tuple[str, int], tuple[int, bytes]]
"""For each chain (day, line) its greatest known length, and the hash of that entry."""


def keep(day: dt.date, line: int, length: int, head: bytes) -> None:
    """Write the head of a chain down. Where the second place cannot be reached the entry stands all the same: the next seal says so."""
    folder = Path(settings.SEALS_FOLDER)
    text = f"{line} {length} {head.hex()}\n".encode("ascii")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # One short write at the end of the file: of many processes none writes over another.
        file = os.open(_file(folder, day.isoformat()), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(file, text)
        finally:
            os.close(file)
    except OSError:
        _log.exception("the second place could not be written to")


def heads() -> Heads:
    """What stands there, of days that are not closed yet. A line that was not written whole is passed over."""
    found: Heads = {}
    for file in sorted(Path(settings.SEALS_FOLDER).glob("running-*.txt")):
        day = file.stem.removeprefix("running-")
        for text in file.read_text(encoding="ascii", errors="replace").splitlines():
            try:
                line, length, head = text.split(" ")
                known = (day, int(line))
                if len(head) == 64 and int(length) > found.get(known, (0, b""))[0]:
                    found[known] = int(length), bytes.fromhex(head)
            except ValueError:
                continue
    return found


def forget(*, through: str) -> None:
    """Remove what seals say for good by now: files of days up to one (ISO 8601)."""
    for file in Path(settings.SEALS_FOLDER).glob("running-*.txt"):
        if file.stem.removeprefix("running-") <= through:
            file.unlink(missing_ok=True)


def _file(folder: Path, day: str) -> Path:
    return folder / f"running-{day}.txt"
