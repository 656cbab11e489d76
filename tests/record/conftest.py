"""A site's keys and seals in a folder of the test's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hamroh.record import keys


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> keys.KeyStore:
    """A key store and a master key that no other test touches."""
    settings.KEYS_FOLDER = tmp_path / "keys"
    settings.MASTER_KEY_FILE = tmp_path / "master_key"
    settings.MASTER_KEY_COMMAND = ""
    settings.SEALS_FOLDER = tmp_path / "seals"
    return keys.store()
