"""F40: who is asked about registration is offered to ask about the house, on the question itself and in another window."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.asker import sealed


@pytest.mark.parametrize("tongue", ["en", "ru", "tg"])
def test_a_question_about_registration_leads_to_the_question_about_the_house(
    client: Any, directory: None, tongue: str
) -> None:
    facts = {"destination": "RU", "citizenship": ["TJ"], "in_country": True, "purpose": "work", "entered": "2026-11-01"}
    page = ""
    for screen, shown, leads in (
        ("arrival", "entered purpose registered", True),
        ("trouble_list", "has_ruling held has_penalties has_decisions ban_known in_register", False),
    ):
        form = {"seal": sealed(facts, on="2026-11-24"), "screen": screen, "shown": shown, "go": "again"}
        page = client.post(f"/{tongue}/ask/", form).content.decode()
        assert (f'href="/{tongue}/house/" target="_blank"' in page) is leads, shown
