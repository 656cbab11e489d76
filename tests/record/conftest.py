"""A site's keys and seals in a folder of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest

from hamroh.record import keys
from tests.prepared import MIGRATE, file_with_every_table


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> keys.KeyStore:
    """A key store and a master key that no other test touches."""
    settings.KEYS_FOLDER = tmp_path / "keys"
    settings.MASTER_KEY_FILE = tmp_path / "master_key"
    settings.MASTER_KEY_COMMAND = ""
    settings.SEALS_FOLDER = tmp_path / "seals"
    return keys.store()


@dataclass(frozen=True)
class Site:
    """A whole site of its own, used through other processes: its folder and its database."""

    folder: Path
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        top = Path(__file__).resolve().parents[2]
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


@pytest.fixture
def embedded_site(tmp_path: Path) -> Site:
    """A prepared site on SQLite."""
    site = Site(tmp_path / "site", "")
    site.folder.mkdir()
    shutil.copy(file_with_every_table(), site.folder / "hamroh.sqlite3")
    return site


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


@pytest.fixture(scope="session")
def prepared_database(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a PostgreSQL database with every table, made once."""
    with fresh_database(postgres_url) as url:
        Site(tmp_path_factory.mktemp("prepared"), url).told(MIGRATE)
        yield urlsplit(url).path.lstrip("/")


@pytest.fixture
def postgres_site(tmp_path: Path, postgres_url: str, prepared_database: str) -> Iterator[Site]:
    """A prepared site on PostgreSQL."""
    with fresh_database(postgres_url, prepared_database) as url:
        yield Site(tmp_path / "site", url)
