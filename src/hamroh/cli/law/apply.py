"""`hamroh law apply`: the law applied to a file of people (docs/tables.md)."""

from __future__ import annotations

import argparse
import gc
import importlib.util
import shlex
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from hamroh.cli.ask import a_day

SUMMARY = "where everybody in a file stands: statuses, deadlines, bans, sums"


def arguments(parser: argparse.ArgumentParser) -> None:
    from hamroh.cli import servers

    parser.add_argument(
        "people", help="file of people: Parquet or CSV; or postgresql://user@host/name?people=TABLE&events=TABLE"
    )
    parser.add_argument("--events", help="file of events: stays, patents, payments, penalties ...")
    parser.add_argument("--on", metavar="DATE", type=a_day, required=True, help="the day asked about")
    parser.add_argument(
        "--known", metavar="DATE", type=a_day, help="the law as published by this day (default: the day asked about)"
    )
    parser.add_argument(
        "--out", metavar="FILE", type=Path, required=True, help="the result: Parquet, or CSV by its ending"
    )
    parser.add_argument(
        "--all", action="store_true", help="every finding of every provision, not only the chief columns"
    )
    parser.add_argument("--columns", metavar="A,B", help="these columns only")
    parser.add_argument(
        "--engine", choices=servers.ENGINES, help="what computes (default: the kernel where numba is installed)"
    )
    servers.arguments(parser)
    parser.add_argument(
        "--lang", choices=("en", "ru", "tg"), help="words of statuses, deadlines and bans (default: their codes)"
    )
    parser.add_argument("--memory", metavar="MB", type=a_size, help="what DuckDB may hold in memory")
    parser.add_argument("--block", metavar="N", type=a_size, help="people in a block")
    parser.add_argument("--threads", metavar="N", type=a_size, help="threads of DuckDB (default: one for each core)")
    parser.add_argument("--errors", metavar="FILE", type=Path, help="write all faults of the files here, as CSV")
    parser.add_argument("--anew", action="store_true", help="forget the finished parts of an interrupted run")


def a_size(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 1 on")
    return int(text)


def work(options: argparse.Namespace, root: Path) -> int:
    """0 when the result is written, 1 when rows of the files have faults, 2 when the call or a file cannot be used, 130 when
    interrupted."""
    if importlib.util.find_spec("duckdb") is None:
        sys.stderr.write("Tables need DuckDB: pip install 'hamroh[tables]'.\n")
        return 2
    from hamroh.cli import servers
    from hamroh.rulebook import load
    from hamroh.rulebook.bulk.apply import ApplyError, Faults, Request, apply, best_engine
    from hamroh.rulebook.bulk.columns import ColumnError
    from hamroh.rulebook.bulk.faults import FilesError

    people, events = Path(options.people), Path(options.events) if options.events else None
    if not options.out.parent.is_dir():
        sys.stderr.write(f"{options.out}: there is no folder {options.out.parent}.\n")
        return 2
    if servers.is_database(options.people):
        if options.anew:
            servers.forget_files(options.out)
        try:
            people, events = servers.table_as_file(options.people, options.out)
        except servers.ServerError as error:
            sys.stderr.write(f"{error}\n")
            return 2
    request = Request(
        people=people,
        events=events,
        out=options.out,
        on=options.on,
        known=options.known or options.on,
        columns=tuple(options.columns.split(",")) if options.columns else None,
        every=options.all,
        language=options.lang,
        engine=options.engine or best_engine(),
        block=options.block,
        memory_mb=options.memory,
        threads=options.threads,
        errors=options.errors,
        anew=options.anew,
        made_by={
            "hamroh": version("hamroh"),
            "duckdb": version("duckdb"),
            "command": shlex.join(["hamroh", *map(servers.without_password, sys.argv[1:])]),
        },
    )
    line = _Line()
    try:
        with servers.engine_maker(options) as maker, _no_press_lost(line), _kept_as_it_is():
            done = apply(load(root), request, engine=maker, say=line.say, progress=line.show)
    except (FilesError, ColumnError, ApplyError, servers.ServerError) as error:
        if isinstance(error, FilesError):
            servers.forget_files(options.out)
        line.end()
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        line.end()
        sys.stderr.write("Interrupted. Run the same command again: it goes on from the finished parts.\n")
        return 130
    line.end()
    servers.forget_files(options.out)
    if isinstance(done, Faults):
        for fault in done.first:
            sys.stderr.write(f"{fault}\n")
        total = sum(done.counts.values())
        by_kind = ", ".join(f"{code} {count:,}" for code, count in done.counts.items())
        sys.stderr.write(f"{total:,} fault(s), nothing was written: {by_kind}.\n")
        if options.errors:
            sys.stderr.write(f"All of them: {options.errors}\n")
        elif total > len(done.first):
            sys.stderr.write("`--errors FILE` writes them all.\n")
        return 1
    sys.stdout.write(f"{done.people:,} people, {options.out}\n")
    return 0


@contextmanager
def _kept_as_it_is() -> Iterator[None]:
    """Python does not look for what refers to itself meanwhile: the law is a million objects that stay, and blocks leave none."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


@contextmanager
def _no_press_lost(line: _Line) -> Iterator[None]:
    """A database that is interrupted just as its answer is ready gives the answer, and Ctrl-C is forgotten: kept here till the next block."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def press(*_: object) -> None:
        line.stopped = True
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, press)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Line:
    """Progress on standard error: one line that renews itself; where that is no terminal, now and then a line."""

    def __init__(self) -> None:
        self.terminal = sys.stderr.isatty()
        self.stage = ""
        self.begun = self.told = 0.0
        self.first = 0
        self.open = False
        # Ctrl-C was pressed.
        self.stopped = False

    def show(self, stage: str, done: int, of: int) -> None:
        """The stage, how far it is, at what rate, and how long it will still take.

        Raises:
            KeyboardInterrupt: Ctrl-C was pressed since, and whatever ran then went on.
        """
        if self.stopped:
            raise KeyboardInterrupt
        now = time.monotonic()
        if stage != self.stage:
            self.stage, self.begun, self.first, self.told = stage, now, done, 0.0
        elif done < of and now - self.told < (0.2 if self.terminal else 10):
            return
        self.told = now
        text = stage
        if of:
            text += f" {done:,} of {of:,}"
            spent = now - self.begun
            if done > self.first and spent > 0:
                rate = (done - self.first) / spent
                text += f", {rate:,.0f} a second, {(of - done) / rate:,.0f} s left"
        if self.terminal:
            sys.stderr.write(f"\r\033[K{text}")
            self.open = True
        else:
            sys.stderr.write(f"{text}\n")
        sys.stderr.flush()

    def say(self, text: str) -> None:
        """A sentence of its own."""
        self.end()
        sys.stderr.write(f"{text}\n")

    def end(self) -> None:
        """Leave the line that renews itself."""
        if self.open:
            sys.stderr.write("\n")
            self.open = False
