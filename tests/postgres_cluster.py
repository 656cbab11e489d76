"""A PostgreSQL server of the tests' own: made, used, stopped and removed; no service, no password, no port.

It listens on a Unix socket only. initdb refuses to run as root, so root starts it as the user `postgres` (or `nobody`).
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUILD = Path(__file__).resolve().parent.parent / "build"
MEND = "sudo apt-get install postgresql"
# A socket's path may have 107 letters; its name `.s.PGSQL.5432` takes 14 of them.
LONGEST_SOCKET_FOLDER = 90


class NoPostgres(RuntimeError):
    """No server can be started here; the message says why and what mends it."""


def programs() -> Path:
    """The folder that holds initdb and pg_ctl, the newest version first.

    Raises:
        NoPostgres: none is installed.
    """
    on_path = shutil.which("initdb")
    if on_path and shutil.which("pg_ctl"):
        return Path(on_path).resolve().parent
    # Debian keeps the server's programs out of PATH, a folder for each version.
    found = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb") if (p.parent / "pg_ctl").exists()]
    if not found:
        raise NoPostgres(f"PostgreSQL is not installed. On Debian: {MEND}")
    return max(found, key=lambda folder: int(folder.parent.name.split(".")[0]))


def _server_user() -> str | None:
    """Whom the server runs as: None for ourselves, a name when we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise NoPostgres("PostgreSQL will not run as root, and there is no user `postgres` or `nobody`. On Debian: " + MEND)


def _near(user: str | None) -> Path | None:
    # build/ may lie where another user cannot look (root's home), or too deep for a socket.
    return BUILD if user is None and len(str(BUILD)) < LONGEST_SOCKET_FOLDER - 20 else None


def kept_folder(name: str) -> Path:
    """Where a server that is kept between runs lies.

    Raises:
        NoPostgres: there is no user to run it as.
    """
    return (_near(_server_user()) or Path(tempfile.gettempdir())) / f"hamroh-pg-{name}"


@contextmanager
def private_cluster(*, reaches_disk: bool = False, kept: Path | None = None, settings: str = "") -> Iterator[str]:
    """A running server with an empty database `hamroh`; gives its URL, `postgresql://hamroh@/hamroh?host=FOLDER`.

    `reaches_disk`: as in earnest, a commit waits for the disk; what is measured of writing means something only then.
    `kept`: a `kept_folder`, whose database is as an earlier run left it, and which stays.
    `settings`: what else the server is told, as `-c NAME=VALUE`.

    Raises:
        NoPostgres: the server is missing or did not start.
    """
    bin_folder = programs()
    user = _server_user()
    BUILD.mkdir(exist_ok=True)
    if kept is None:
        folder = Path(tempfile.mkdtemp(prefix="hamroh-pg-", dir=_near(user)))
    else:
        kept.mkdir(mode=0o700, exist_ok=True)
        folder = kept
    data = folder / "data"
    there = data.exists()
    if user is not None:
        shutil.chown(folder, user)

    def run(*words: str) -> None:
        done = subprocess.run(words, user=user, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoPostgres(f"PostgreSQL did not start: {Path(words[0]).name} said: {done.stderr.strip()[-600:]}")

    try:
        if not there:
            run(str(bin_folder / "initdb"), "-D", str(data), "-U", "hamroh", "-A", "trust", "-E", "UTF8",
                "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        options = f"-k {folder} -c listen_addresses= {settings}"
        if not reaches_disk:
            # Nothing here outlives the run, so nothing need reach the disk.
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        run(
            str(bin_folder / "pg_ctl"),
            "-D",
            str(data),
            "-w",
            "-t",
            "60",
            "-l",
            str(folder / "log"),
            "-o",
            options,
            "start",
        )
        try:
            if not there:
                run(str(bin_folder / "createdb"), "-h", str(folder), "-U", "hamroh", "hamroh")
            yield f"postgresql://hamroh@/hamroh?host={folder}"
        finally:
            stop = (str(bin_folder / "pg_ctl"), "-D", str(data), "-m", "fast" if kept else "immediate", "-w", "stop")
            subprocess.run(stop, user=user, cwd=folder, capture_output=True, check=False)
    finally:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)
