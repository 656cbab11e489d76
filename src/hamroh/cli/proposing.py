"""How a command takes a proposal with other numbers or days, or without some of its changes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hamroh.rulebook.proposals import Proposal


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        dest="values",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="another number or day in the proposal: --set lifted_to=2025-12-31",
    )
    parser.add_argument(
        "--without", action="append", default=[], metavar="ADDRESS", help="leave this provision as it is in the law"
    )


def chosen(name: str, options: argparse.Namespace, root: Path) -> Proposal:
    """The proposal as the command line wants it.

    Raises:
        LawError: there is no such proposal, value or change.
    """
    from hamroh.rulebook.proposals import find_proposal, vary

    proposal = find_proposal(name, root)
    if options.values or options.without:
        proposal = vary(proposal, _said(options.values, "--set"), options.without)
    return proposal


def beside(proposal: Proposal, texts: Sequence[str]) -> list[Proposal]:
    """The proposal with other values still, one for each text: `NAME=VALUE`, several of them parted by commas, and
    `without=ADDRESS` for a change that is left out.

    Raises:
        LawError: a text sets nothing, or the proposal has no such value or change.
    """
    from hamroh.rulebook.proposals import vary

    out = []
    for text in texts:
        parts = [part.strip() for part in text.split(",")]
        without = [part.removeprefix(_WITHOUT) for part in parts if part.startswith(_WITHOUT)]
        out.append(vary(proposal, _said([p for p in parts if not p.startswith(_WITHOUT)], "--beside"), without))
    return out


_WITHOUT = "without="


def _said(texts: Sequence[str], option: str) -> dict[str, str]:
    from hamroh.rulebook.errors import LawError

    odd = next((text for text in texts if "=" not in text), None)
    if odd is not None:
        raise LawError(f"`{option} {odd}` sets nothing.", mend=f"Write {option} NAME=VALUE.")
    said = [(name, value) for name, _, value in (text.partition("=") for text in texts)]
    names = [name for name, _ in said]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise LawError(
            f"`{option}` says `{twice}` twice.", mend="Say each value once, or set another run beside it: --beside."
        )
    return dict(said)
