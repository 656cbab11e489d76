"""Sites that tests of several rooms use.

They stand here once, and nobody imports them: an imported fixture counts as another one, and what a session shares would be made again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.prepared import MIGRATE, site_with_every_table
from tests.sites import Site, fresh_database


@pytest.fixture
def embedded_site(tmp_path: Path) -> Site:
    """A prepared site on SQLite."""
    return site_with_every_table(tmp_path / "site")


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
