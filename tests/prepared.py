"""An SQLite database with every table: the migrations make it once for each text of theirs, then it is copied."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from tests.sites import Site

ROOT = Path(__file__).resolve().parent.parent
MIGRATE = "import django; django.setup(); from django.core.management import call_command; call_command('migrate', verbosity=0)"
_IMPORTED = re.compile(r"""^\s*(?:from|import) (hamroh[\w.]*)(?: import (\w+))?""", re.MULTILINE)


def _digest() -> str:
    """Names the migrations, what they import of ours, and the parts whose migrations go before them."""
    migrations = sorted((ROOT / "src/hamroh").rglob("migrations/*.py"))
    imported: set[Path] = set()
    for module, name in {found for path in migrations for found in _IMPORTED.findall(path.read_text("utf-8"))}:
        for named in (module, f"{module}.{name}"):
            try:
                found = find_spec(named)
            except ModuleNotFoundError:  # a name within a module
                continue
            if found is not None and found.origin:
                imported.add(Path(found.origin))
    whole = hashlib.sha256()
    for path in (*migrations, *sorted(imported), ROOT / "requirements/dev.txt", Path(__file__)):
        whole.update(f"{path.name}\0".encode() + path.read_bytes())
    return whole.hexdigest()[:16]


def file_with_every_table() -> Path:
    """The file of a database in which every migration has run; made when it is not there, by one of those who ask at once."""
    folder = Path(os.environ["HAMROH_CACHE"])
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"tables-{_digest()}.sqlite3"
    with (folder / "tables.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            for old in folder.glob("tables-*.sqlite3*"):
                old.unlink()
            fresh = file.with_suffix(".fresh")
            fresh.unlink(missing_ok=True)
            subprocess.run(
                [sys.executable, "-c", MIGRATE],
                env={**os.environ, "HAMROH_DATABASE_URL": f"sqlite://{fresh}"},
                check=True,
            )
            with closing(sqlite3.connect(fresh)) as made:
                # One file, with nothing beside it that belongs to it
                made.execute("PRAGMA journal_mode=DELETE")
            os.replace(fresh, file)
    return file


def copied(source: Path, target: Path) -> None:
    """Put a copy of the file in the target's place; nothing is left of what a run that was stopped kept there."""
    for left in (target, *(target.with_name(target.name + end) for end in ("-wal", "-shm", "-journal"))):
        left.unlink(missing_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o600)


def site_with_every_table(folder: Path) -> Site:
    """A new site on SQLite in a folder that this makes, with every table and nobody in it."""
    folder.mkdir()
    shutil.copy(file_with_every_table(), folder / "hamroh.sqlite3")
    return Site(folder, "")
