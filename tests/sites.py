"""Whole sites of a test's own, used through other processes, on either database. The fixtures are in conftest.py beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4


@dataclass(frozen=True)
class Site:
    """A whole site of its own, used through other processes: its folder and its database."""

    folder: Path
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        top = Path(__file__).resolve().parents[1]
        left = {name: value for name, value in os.environ.items() if not name.startswith("HAMROH_")}
        return {
            **left,
            "PYTHONPATH": f"{top / 'src'}{os.pathsep}{top}",
            "DJANGO_SETTINGS_MODULE": "hamroh.config.settings",
            "HAMROH_CACHE": os.environ["HAMROH_CACHE"],
            "HAMROH_VAR": str(self.folder),
            "HAMROH_DATABASE_URL": self.database_url,
        }

    def start(self, program: str) -> subprocess.Popen[str]:
        """A Python program of this site."""
        return subprocess.Popen([sys.executable, "-c", program], env=self.environment, text=True)

    def told(self, program: str) -> str:
        """What a Python program of this site prints; it ends well."""
        done = subprocess.run(
            [sys.executable, "-c", program], env=self.environment, text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def hamroh(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """The `hamroh` command of this site."""
        return subprocess.run(
            [sys.executable, "-m", "hamroh.cli", *words],
            env={**self.environment, **more},
            text=True,
            capture_output=True,
            check=False,
        )


@contextmanager
def fresh_database(url: str, template: str = "template1") -> Iterator[str]:
    """An empty database on the same server, or a copy of another, removed afterwards."""
    import psycopg

    name = f"site_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")  # type: ignore[arg-type]
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]
