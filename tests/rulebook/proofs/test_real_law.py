"""The whole real book, asked once."""

from __future__ import annotations

import pytest

from hamroh.rulebook.proofs import lines, prove


@pytest.mark.slow
def test_the_real_law_is_proved_or_says_why_not() -> None:
    report = prove()
    assert report.ok, "\n".join(lines(report))
    assert report.undecided_percent <= 2
    assert len(report.endings) > 1000
