"""How a command takes a proposal with other numbers or days, or without some of its changes."""

from __future__ import annotations

import argparse
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
    from hamroh.rulebook.errors import LawError
    from hamroh.rulebook.proposals import find_proposal, vary

    proposal = find_proposal(name, root)
    odd = next((text for text in options.values if "=" not in text), None)
    if odd is not None:
        raise LawError(f"`--set {odd}` sets nothing.", mend="Write --set NAME=VALUE.")
    if options.values or options.without:
        proposal = vary(proposal, dict(text.split("=", 1) for text in options.values), options.without)
    return proposal
