"""Rule 3: over a line that drops, to a server that is killed, each report is stored exactly once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.protection import losing_line
from tests.record.conftest import own_keys
from tests.sites import Site

__all__ = ["own_keys"]

pytestmark = pytest.mark.slow
REPORTS, KILLS = 60, 2


def delivered(site: Site) -> None:
    site.told(losing_line.PREPARE)
    outcome = losing_line.run(site.environment, reports=REPORTS, kills=KILLS, lost=0.3, senders=6)
    rows, texts, messages = site.told(losing_line.COUNT).split()
    assert (int(rows), int(texts), int(messages)) == (REPORTS, REPORTS, 0)
    assert [len(codes) for codes in outcome.codes.values()] == [1] * REPORTS
    assert outcome.tries > REPORTS, "nothing was lost on the way, so nothing was tried"


def test_on_the_embedded_database(embedded_site: Site) -> None:
    delivered(embedded_site)


def test_on_postgresql(postgres_site: Any) -> None:
    delivered(postgres_site)
