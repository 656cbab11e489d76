"""The virus scanner ClamAV, where a site has one: its daemon on this machine, asked with INSTREAM (clamd(8)).

`HAMROH_CLAMD` is the path of its socket (/run/clamav/clamd.ctl), or 127.0.0.1:3310. Never another machine: the line is not
encrypted, and what goes over it is somebody's.
"""

from __future__ import annotations

import socket
import struct
from pathlib import Path

SECONDS = 20
_PIECE = 64 * 1024


class ScannerDown(Exception):
    """The scanner does not answer, or not with a verdict."""


def is_harmful(content: bytes, address: str) -> bool:
    """Does the scanner know something harmful in it?

    Raises:
        ScannerDown: it cannot say.
    """
    try:
        with _line(address) as line:
            line.sendall(b"zINSTREAM\x00")
            for start in range(0, len(content), _PIECE):
                piece = content[start : start + _PIECE]
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            answer = b""
            while not answer.endswith(b"\x00") and len(answer) < 10_000:
                more = line.recv(4096)
                if not more:
                    break
                answer += more
    except (OSError, ValueError) as error:
        raise ScannerDown(type(error).__name__) from None
    said = answer.rstrip(b"\x00").decode("utf-8", "replace")
    if said.endswith(" FOUND"):
        return True
    if said == "stream: OK":
        return False
    # A stream longer than its limit, or a fault of its own.
    raise ScannerDown("no verdict")


def _line(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        place: str | tuple[str, int] = str(Path(address))
    else:
        host, _colon, port = address.rpartition(":")
        line, place = socket.socket(socket.AF_INET, socket.SOCK_STREAM), (host, int(port))
    line.settimeout(SECONDS)
    try:
        line.connect(place)
    except BaseException:
        line.close()
        raise
    return line
