"""Where the site keeps its own files: the embedded database and the secret key."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


class SettingRefused(Exception):
    """A setting given from outside cannot be used; says which, why and how to mend it."""


def var_folder() -> Path:
    """The folder for what the running site writes: HAMROH_VAR, or `var` beside the source, or `var` where it was started."""
    given = os.environ.get("HAMROH_VAR")
    if given:
        return Path(given)
    top = Path(__file__).resolve().parents[3]
    return (top if (top / "pyproject.toml").exists() else Path.cwd()) / "var"


def secret_key(folder: Path) -> str:
    """The key that seals answers: HAMROH_SECRET_KEY, or one made on the first start and kept readable by its owner only.

    Two processes that start together end with the same key: the file is linked into place whole, once.
    """
    given = os.environ.get("HAMROH_SECRET_KEY")
    if given:
        if len(given) < 32:
            raise SettingRefused("HAMROH_SECRET_KEY is shorter than 32 characters. Leave it out and one is made.")
        return given
    file = folder / "secret_key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(48))
        try:
            os.link(fresh, file)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_text(encoding="ascii").strip()


def whole_number(name: str, usual: int) -> int:
    """A setting that is a whole number above nothing.

    Raises:
        SettingRefused: it is something else.
    """
    given = os.environ.get(name, "").strip()
    if not given:
        return usual
    if not (given.isascii() and given.isdigit() and 0 < int(given) < 10**9):
        raise SettingRefused(f"{name} is {given!r}. Give a whole number above 0, or leave it out.")
    return int(given)


def scanner(address: str) -> str:
    """Where the virus scanner listens: the path of a socket, or a port of this machine; empty for none.

    Raises:
        SettingRefused: it is elsewhere, for what goes there is not encrypted, or is no address.
    """
    host, colon, port = address.rpartition(":")
    if not address or address.startswith("/") or (colon and port.isdigit() and host in ("127.0.0.1", "localhost")):
        return address
    raise SettingRefused(
        f"HAMROH_CLAMD is {address!r}. Give the path of the scanner's socket (/run/clamav/clamd.ctl) or 127.0.0.1:3310, or leave it out."
    )


def database(url: str, folder: Path) -> dict[str, Any]:
    """Django's settings for a database address; an empty one is SQLite in the folder.

    `sqlite:///PATH` and `postgresql://USER:PASSWORD@HOST:PORT/NAME?host=SOCKETFOLDER` are understood; for a server elsewhere
    also `sslmode` and `sslrootcert`, as libpq names them.
    """
    if not url:
        return _sqlite(folder / "hamroh.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgresql", "postgres"):
        raise SettingRefused(
            f"HAMROH_DATABASE_URL starts with {parts.scheme!r}. Give postgresql://USER:PASSWORD@HOST:PORT/NAME, or leave it out."
        )
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "hamroh",
        "USER": unquote(parts.username or query.get("user", "")),
        "PASSWORD": unquote(parts.password or query.get("password", "")),
        "HOST": parts.hostname or unquote(query.get("host", "")),
        "PORT": str(parts.port or query.get("port", "")),
        # What a connection has planned ends with it: once a minute, the pages that came next took three times as much of the server.
        "CONN_MAX_AGE": 1800,
        "CONN_HEALTH_CHECKS": True,
        # No query of a page runs long enough to be worth translating into machine code first, which took a third of a second.
        # A query that comes again is not planned again: the conditions of the walls took longer to plan than to answer.
        "OPTIONS": {"options": "-c jit=off", "server_side_binding": True, "prepare_threshold": 1}
        | {name: unquote(query[name]) for name in ("sslmode", "sslrootcert") if name in query},
    }


def _sqlite(file: Path) -> dict[str, Any]:
    file.parent.mkdir(parents=True, exist_ok=True)
    # Its owner's alone; what SQLite keeps beside it takes the same permissions.
    os.close(os.open(file, os.O_RDONLY | os.O_CREAT, 0o600))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        # A writer waits its turn for 20 s; it takes its turn at the start, so two writers never deadlock half-way. What is
        # told to be stored has reached the disk.
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
