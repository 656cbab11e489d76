"""Pressing what leads to another page, in a real browser."""

from __future__ import annotations

from typing import Any


def press(page: Any, selector: str) -> None:
    """Press, and go on only when the next page is there whole: a slow machine shows the old one, or half of it."""
    with page.expect_navigation():
        page.click(selector)
    page.wait_for_load_state("load")
