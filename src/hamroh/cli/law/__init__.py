"""`hamroh law`: a module of this folder for each of its commands.

A module says what it does in one line (`SUMMARY`), what it takes (`arguments`), and does it (`work`); the number is the exit code.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

COMMANDS = ("check", "show", "examples", "lists", "apply", "pack", "diff", "impact", "release", "prove")


def run(arguments: list[str]) -> int:
    """0 when all is well, 1 when a check or an example fails, 2 when the call or a file cannot be used."""
    parser = argparse.ArgumentParser(prog="hamroh law", description="The law of the book: check it, read it, try it.")
    parser.add_argument("--law", type=Path, metavar="FOLDER", help="another folder of law than the built-in one")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in COMMANDS:
        module = import_module(f"hamroh.cli.law.{name}")
        module.arguments(commands.add_parser(name, help=module.SUMMARY, description=module.__doc__))
    options = parser.parse_args(arguments)

    from hamroh.rulebook.errors import LawError
    from hamroh.rulebook.loading import LAW

    work = import_module(f"hamroh.cli.law.{options.command}").work
    try:
        code: int = work(options, options.law or LAW)
    except LawError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return code
