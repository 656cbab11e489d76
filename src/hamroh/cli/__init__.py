"""The `hamroh` command: finds the command asked for and imports only what it needs.

A cold `hamroh ask` has half a second in all, so nothing is imported here that one command alone uses.
Each command is a module of this room with `run(arguments: list[str]) -> int`; the number is the exit code.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

# command -> module of this room, and what it does in one line
COMMANDS: dict[str, tuple[str, str]] = {
    "agencies": (
        "hamroh.cli.agencies",
        "answer an SMS that asks whether an agency or a code is genuine: hamroh agencies sms [--lang tg|ru|en]",
    ),
    "ask": (
        "hamroh.cli.ask",
        "answer one person: hamroh ask --facts FILE [--on DATE] [--known DATE] [--lang en|ru|tg]",
    ),
    "backup": (
        "hamroh.cli.backup",
        "write an encrypted backup: hamroh backup TO --recipient age1... [--keys-to FOLDER]",
    ),
    "bring-back": (
        "hamroh.cli.bring_back",
        "what an organisation took with it from another site: hamroh bring-back FILE --identity FILE",
    ),
    "calls": ("hamroh.cli.calls", "enter missed calls of an exchange: hamroh calls missed FILE --organisation KEY"),
    "cases": (
        "hamroh.cli.cases",
        "bring a file of people and cases in: hamroh cases import FILE --as ADDRESS --dates dmy [--apply]",
    ),
    "check": ("hamroh.cli.check", "say what is unsafe in this site's settings and state"),
    "jobs": ("hamroh.cli.jobs", "do what is due, or show it: hamroh jobs due | list"),
    "export": (
        "hamroh.cli.export",
        "all that an organisation may take with it: hamroh export --organisation KEY --out FILE",
    ),
    "keys": ("hamroh.cli.keys", "the key store: hamroh keys check | backup | restore FILE | rotate | reseal"),
    "demo": ("hamroh.cli.demo", "fill the desk with invented people: hamroh demo [--people N]"),
    "complaints": ("hamroh.cli.complaints", "check the cards of complaints: hamroh complaints check"),
    "law": ("hamroh.cli.law", "check, read or try the law: hamroh law check | show ID | examples PATH | ..."),
    "offers": (
        "hamroh.cli.offers",
        "read a work offer: hamroh offers check FILE [--contract] [--on DATE] [--lang en|ru|tg] [--json]",
    ),
    "numbers": (
        "hamroh.cli.numbers",
        "replies of numbers that the directory asked by message: hamroh numbers told FILE",
    ),
    "posters": (
        "hamroh.cli.posters",
        "posters of routes: hamroh posters list | places | make ROUTE --as ADDRESS | print ROUTE|NUMBER | pack FOLDER",
    ),
    "record": ("hamroh.cli.record", "seal the record, check it: hamroh record seal | verify | kept"),
    "restore": (
        "hamroh.cli.restore",
        "put a backup in an empty site's place: hamroh restore FILE --identity FILE [--keys FILE]",
    ),
    "seals": (
        "hamroh.cli.seals",
        "keys that sign codes on licences and posters: hamroh seals key new | list | retire KID",
    ),
    "serve": ("hamroh.cli.serve", "serve the site: hamroh serve [--port 8000]"),
    "staff": ("hamroh.cli.staff", "enter the first administrator of a site: hamroh staff first --email ADDRESS"),
}

# What the base install leaves out, by the extra that brings it.
EXTRAS = {
    "site": {
        "django",
        "granian",
        "cryptography",
        "typst",
        "segno",
        "icalendar",
        "csp",
        "psycopg",
        "pyrage",
        "cwt",
        "cbor2",
        "allauth",
        "axes",
        "django_tasks",
        "django_tasks_db",
        "openpyxl",
    },
    "tables": {"duckdb", "numpy"},
    "kernel": {"numba", "llvmlite"},
    "proofs": {"z3"},
    "spark": {"pyspark", "py4j"},
}


def _help() -> str:
    width = max(len(name) for name in COMMANDS)
    lines = [f"  {name:<{width}}  {summary}" for name, (_, summary) in COMMANDS.items()]
    return "\n".join(
        ["usage: hamroh COMMAND ...", "", *lines, "", "`hamroh COMMAND --help` tells more about one command.", ""]
    )


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code is returned, 2 when the command is not known."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words:
        sys.stderr.write(_help())
        return 2
    name, rest = words[0], words[1:]
    if name in ("-h", "--help", "help"):
        sys.stdout.write(_help())
        return 0
    if name in ("-V", "--version"):
        from hamroh import __version__

        sys.stdout.write(f"hamroh {__version__}\n")
        return 0
    if name not in COMMANDS:
        sys.stderr.write(f"hamroh: there is no command {name!r}.\n\n{_help()}")
        return 2
    try:
        code: int = import_module(COMMANDS[name][0]).run(rest)
    except ModuleNotFoundError as missing:
        part = (missing.name or "").split(".")[0]
        extra = next((extra for extra, parts in EXTRAS.items() if part in parts), None)
        if extra is None:
            raise
        sys.stderr.write(
            f"hamroh {' '.join(words[:2])} needs the {extra} parts, and {part} is not installed.\n"
            f"In the project's folder:  make {'spark' if extra == 'spark' else 'env'}\n"
            f"As an installed package:  pip install 'hamroh[{extra}]'\n"
        )
        return 1
    except BrokenPipeError:
        # Whoever read us has seen enough (`hamroh law show ... | head`). Python would complain again on closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code
