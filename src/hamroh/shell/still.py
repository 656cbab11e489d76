"""The few files that pages load, each under a name that holds a digest of it, so that it may be kept for a year."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "shell"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}


@functools.cache
def _files() -> dict[str, tuple[str, bytes]]:
    found = {}
    for file in sorted(FOLDER.iterdir()):
        if file.suffix in KINDS:
            content = file.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:10]
            found[file.name] = (f"{file.stem}.{digest}{file.suffix}", content)
    return found


def dated_name(name: str) -> str:
    """`hamroh.css` with the digest of its content in it."""
    return _files()[name][0]


def content(dated: str) -> tuple[bytes, str] | None:
    """Content and media type of a file asked for under its dated name; None when there is no such file."""
    for name, body in _files().values():
        if name == dated:
            return body, KINDS[Path(name).suffix]
    return None
