"""A whole file of people, block by block: interrupted at any moment, it goes on where it stopped.

Beside the result grows a folder `<result>.parts`: the staged files, a part for each block that is finished, and a manifest
that says which law, days, columns and files they belong to. A part gets its name when it is whole, and the result its own
when all parts are joined: what bears the final name is never half a result. The folder holds what the files hold, so it is
the user's alone (mode 0700) and goes when the result is there.
"""

from __future__ import annotations

import fcntl
import importlib.util
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from ..book import Rulebook
from ..errors import RulebookError
from .codes import Codes
from .columns import MOST_BY_DEFAULT, Columns, ResultColumn, name_of, quoted, select
from .duckdb_engine import DuckDBEngine
from .faults import FilesError
from .files import PERSON, PeopleFiles, Source
from .kernel_engine import KernelEngine
from .plan import Plan
from .side_by_side import NotAlike, join

FORMAT = 4
"""Of the folder of parts: a folder of another form is begun anew."""

READS_ONCE = ("kernel",)
"""Engines that read the prepared people once, and so fast that each block is looked at just before it is computed. Before a
slow one the whole file is looked at: a fault in the last row would cost what was computed before it."""

BLOCK = {"kernel": 61_440}
MOST_IN_A_BLOCK = 200_000
"""People in a block, unless said otherwise: the kernel is content with few, an engine that plans each block anew is not."""

LEAST_GROUP = 20_000
"""Rows of a part from which on it becomes a row group of the result as it is: smaller ones are packed together anew."""

PARQUET = "FORMAT parquet, COMPRESSION zstd, WRITE_BLOOM_FILTER false"
"""How results are written. Filters of the words in a column would take a tenth of the time, and nobody looks for one row there."""

MEMORY_MB = 512
"""What DuckDB may hold, unless said otherwise; more is spilled into the folder of parts. What an engine holds comes on top."""
NARROW_MB, NARROW_LATER_MB = 192, 96
"""The same for the kernel and a table no wider than the default one: at first, and once all events are laid down."""


class Engine(Protocol):
    """Reads the prepared tables of a DuckDB connection and makes a table `found` in it: `p` and the columns of the plan."""

    def run(self, connection: Any) -> None: ...


EngineMaker = Callable[[Plan, Sequence[str], Codes, int, int], Engine]
"""Makes an engine: the plan for every day, the wanted columns, the numbers of the words, the day asked about and of knowledge."""


def best_engine() -> str:
    """The kernel where numba is installed, DuckDB otherwise; both give the same."""
    return "kernel" if importlib.util.find_spec("numba") is not None else "duckdb"


class ApplyError(RulebookError):
    """The run cannot go on; what is finished stays and the same command goes on from there."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted: the files, the days, the columns (`None`: the default ones; `every`: all findings), and how."""

    people: Path
    out: Path
    on: date
    known: date
    events: Path | None = None
    columns: tuple[str, ...] | None = None
    every: bool = False
    language: str | None = None
    """Statuses, deadlines and bans in words of this language instead of codes."""
    engine: str = "duckdb"
    """`duckdb`, `kernel`, or the name of the one that `apply` is given."""
    block: int | None = None
    memory_mb: int | None = None
    threads: int | None = None
    errors: Path | None = None
    anew: bool = False
    made_by: dict[str, str] = field(default_factory=dict)
    """Kept with the result beside the digest and the days: versions, the command."""


@dataclass(frozen=True, slots=True)
class Faults:
    """What keeps a file from being used: how many of each kind, and the first of them."""

    counts: dict[str, int]
    first: list[str]


@dataclass(frozen=True, slots=True)
class Done:
    """A finished run: how many people, and how many blocks an earlier run had left finished."""

    people: int
    blocks: int
    resumed: int


Progress = Callable[[str, int, int], None]
"""Told the stage (`reading`, `checking`, `people`, `joining`), how many people are done and how many there are."""


def apply(
    rulebook: Rulebook,
    request: Request,
    *,
    engine: EngineMaker | None = None,
    say: Callable[[str], None] = lambda text: None,
    progress: Progress = lambda stage, done, of: None,
) -> Done | Faults:
    """The law applied to everybody in the files; the result under `request.out` (CSV by its ending, Parquet otherwise).

    A row for each person, in the order of the file. Returns the faults instead when a row cannot be used: then nothing is
    written. `engine` makes another engine than `duckdb` or `kernel`. `say` is told what the user should know (resumed, begun anew).

    Raises:
        FilesError: a file cannot be read as people or events.
        ColumnError: a column that does not exist is wanted.
        ApplyError: the disk is full, or another run works in the same folder.
    """
    makers: dict[str, EngineMaker] = {
        "duckdb": lambda plan, wanted, codes, on, known: DuckDBEngine(plan.on(on, known), wanted, codes),
        "kernel": partial(KernelEngine, threads=request.threads or os.cpu_count() or 1),
    }
    return _Run(rulebook, request, engine or makers[request.engine], say, progress).whole()


class _Run:
    def __init__(
        self,
        rulebook: Rulebook,
        request: Request,
        engine: EngineMaker,
        say: Callable[[str], None],
        progress: Progress,
    ) -> None:
        self.rulebook, self.request, self.say, self.progress = rulebook, request, say, progress
        self.make_engine = engine
        self.on = request.on.toordinal()
        self.block = request.block or BLOCK.get(request.engine, MOST_IN_A_BLOCK)
        at_hand = Columns(rulebook, request.language)
        self.plan, self.codes = at_hand.plan, at_hand.codes
        self.columns = self._columns(at_hand)
        self.narrow = request.memory_mb is None and request.engine == "kernel" and len(self.columns) < MOST_BY_DEFAULT
        self.memory_mb = request.memory_mb or (NARROW_MB if self.narrow else MEMORY_MB)
        self.wanted = list(dict.fromkeys(name for c in self.columns for name in c.reads))
        self.folder = request.out.with_name(request.out.name + ".parts")
        self.people = Source(request.people)
        self.events = None if request.events is None else Source(request.events)

    def _columns(self, at_hand: Columns) -> list[ResultColumn]:
        if self.request.columns is not None:
            return at_hand.chosen([name for name in self.request.columns if name != PERSON])
        return list(at_hand.every()) if self.request.every else at_hand.default()

    def whole(self) -> Done | Faults:
        import duckdb

        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._alone():
            try:
                return self._work()
            except duckdb.OutOfMemoryException as error:
                mend = "Give more with --memory, or smaller blocks with --block."
                raise ApplyError(f"DuckDB needs more memory than {self.memory_mb} MB. {mend} ({error})") from None
            except (duckdb.InterruptException, RuntimeError) as error:
                # Ctrl-C while DuckDB computes arrives as either of these.
                if "interrupted" in str(error).lower():
                    raise KeyboardInterrupt from None
                raise
            except OverflowError as error:
                raise ApplyError(f"A sum that was told is too large to be reckoned with: {error}") from None
            except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException, OSError) as error:
                raise ApplyError(
                    f"Writing failed: {str(error).strip().splitlines()[0]} "
                    "Nothing half-written stands under the final name. Make room and run the same command again: "
                    "it goes on from the finished parts."
                ) from None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No second run in the same folder; the lock ends with the process, however it ends."""
        with (self.folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise ApplyError(f"Another run is writing {self.request.out}. Wait for it, or stop it.") from None
            yield

    # -- the manifest

    @property
    def manifest(self) -> Path:
        return self.folder / "manifest.json"

    def _identity(self, files: PeopleFiles) -> dict[str, Any]:
        """What the parts belong to: other law, days, columns or files, and they are of no use."""
        request = self.request
        return {
            "format": FORMAT,
            "rulebook": self.rulebook.digest,
            "hamroh": request.made_by.get("hamroh", ""),
            "on": request.on.isoformat(),
            "known": request.known.isoformat(),
            "columns": [c.name for c in self.columns],
            "engine": request.engine,
            "block": self.block,
            "language": request.language,
            "files": [_stamp(source.path) for source in (self.people, self.events) if source is not None],
            "schema": files.schema,
        }

    def _read_manifest(self) -> dict[str, Any]:
        try:
            found = json.loads(self.manifest.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write_manifest(self, what: dict[str, Any]) -> None:
        whole = json.dumps(what, ensure_ascii=False, indent=1)
        _write_whole(self.manifest, lambda to: _write_text(to, whole))

    def _what_changed(self, before: dict[str, Any], now: dict[str, Any]) -> str:
        words = {
            "rulebook": "the law is another",
            "hamroh": "Hamroh is another version",
            "on": "another day is asked about",
            "known": "the law is wanted as known on another day",
            "columns": "other columns are wanted",
            "language": "another language is wanted",
            "block": "blocks have another size",
            "files": "a file has changed",
            "schema": "a file has changed",
        }
        changed = dict.fromkeys(words.get(key, f"{key} is another") for key in now if before.get(key) != now[key])
        return ", ".join(changed)

    # -- the work

    def _work(self) -> Done | Faults:
        before = self._read_manifest()
        if self.request.anew and before:
            self._clear()
            before = {}
        identity_before = before.get("identity")
        connection = self._connect()
        try:
            files = self._files(connection)
            identity = self._identity(files)
            if identity_before is not None and identity_before != identity:
                self.say(f"Begun anew: {self._what_changed(identity_before, identity)}.")
            if identity_before != identity:
                connection.close()
                self._clear()
                connection = self._connect()
                files = self._files(connection)
                before = {"identity": identity}
                self._write_manifest(before)
            if not before.get("staged"):
                self.progress("reading", 0, 0)
                if not files.stage():
                    return self._refused(files)
                before["staged"] = True
                self._write_manifest(before)
            if self.request.engine not in READS_ONCE and not before.get("checked"):
                if not self._sound(files):
                    return self._refused(files)
                before["checked"] = True
                self._write_manifest(before)
            if self.narrow:
                connection.execute(f"SET memory_limit = '{NARROW_LATER_MB}MB'")
            done = self._blocks(connection, files, looked=before.get("checked", False))
            if done is None:
                return self._refused(files)
            if self._identity(files) != identity:
                raise ApplyError("A file has changed while it was read. Run the same command again.")
            self.progress("joining", done.people, done.people)
            self._join(connection, done.people)
        except FilesError:
            connection.close()
            if not any(self.folder.glob("part-*")):
                shutil.rmtree(self.folder)
            raise
        finally:
            connection.close()
        shutil.rmtree(self.folder)
        return done

    def _files(self, connection: Any) -> PeopleFiles:
        kept = self.request.engine not in READS_ONCE
        plan = self.plan.only(self.wanted)
        return PeopleFiles(connection, plan, self.codes, self.on, self.people, self.events, kept, folder=self.folder)

    def _sound(self, files: PeopleFiles) -> bool:
        """Can everybody be so?"""
        people = files.count()
        for first in range(0, people, self.block):
            self.progress("checking", first, people)
            files.prepare(first, min(first + self.block, people) - 1)
            if not files.sound():
                return False
        return True

    def _refused(self, files: PeopleFiles) -> Faults:
        people = files.count()
        counts = files.check(self.block, lambda done: self.progress("checking", done, people))
        if not counts:
            raise ApplyError("A file has changed while it was read. Run the same command again.")
        first = [str(fault) for fault in files.faults()]
        if self.request.errors is not None:
            _write_whole(self.request.errors, files.write_faults)
        files.connection.close()
        shutil.rmtree(self.folder)
        return Faults(counts, first)

    def _clear(self) -> None:
        """Everything in the folder but the lock we hold."""
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != "lock":
                path.unlink()

    def _connect(self) -> Any:
        import duckdb

        settings: dict[str, Any] = {
            "memory_limit": f"{self.memory_mb}MB",
            "temp_directory": str(self.folder / "spilled"),
            # What is freed goes back to the machine: of ten million people DuckDB otherwise keeps some 100 MB more.
            "allocator_flush_threshold": "16MB",
            "autoinstall_known_extensions": False,
        }
        if self.request.threads is not None:
            settings["threads"] = self.request.threads
        connection = duckdb.connect(config=settings)
        connection.execute(f"ATTACH {quoted(str(self.folder / 'staged.duckdb'))} AS staged")
        return connection

    def _part(self, block: int) -> Path:
        return self.folder / f"part-{block + 1:05d}.parquet"

    def _blocks(self, connection: Any, files: PeopleFiles, looked: bool) -> Done | None:
        """Every block that is not finished yet. `looked`: they are known to be sound; else nothing comes of one that is not."""
        size, people = self.block, files.count()
        blocks = (people + size - 1) // size
        open_ = [b for b in range(blocks) if not self._part(b).exists()]
        resumed = blocks - len(open_)
        if resumed:
            self.say(f"Going on: {resumed} of {blocks} parts are finished already.")
        engine: Engine | None = None
        made, variables = select(self.columns)
        for name, words in variables.items():
            connection.execute(f"SET VARIABLE {name} = {words}")
        for b in open_:
            last = min((b + 1) * size, people) - 1
            self.progress("people", b * size, people)
            files.prepare(b * size, last)
            if not looked and not files.sound():
                return None
            engine = engine or self._engine()
            if isinstance(engine, KernelEngine) and files.block is not None:
                engine.table = files.block.table
            engine.run(connection)
            if isinstance(engine, KernelEngine):
                engine.table = None
            # Both are in the order of `p`: sorting a wide table would take as long as writing it.
            person = (
                f"CASE WHEN f.p = whose.p THEN {PERSON} ELSE error('rows of two tables do not stand side by side') END"
            )
            listed = "".join(f", {name_of(c.name)}" for c in self.columns)
            rows = f"SELECT {person} AS {PERSON}{listed} FROM ({made}) f POSITIONAL JOIN {files.persons(b * size, last)} whose"
            _write_whole(self._part(b), partial(_copy, connection, rows, PARQUET))
            self.progress("people", last + 1, people)
        return Done(people, blocks, resumed)

    def _engine(self) -> Engine:
        return self.make_engine(self.plan, self.wanted, self.codes, self.on, self.request.known.toordinal())

    def _join(self, connection: Any, people: int) -> None:
        out = self.request.out
        parts = sorted(self.folder.glob("part-*.parquet"))
        if parts:
            rows = f"SELECT * FROM read_parquet([{', '.join(quoted(str(p)) for p in parts)}])"
        else:
            listed = "".join(f", NULL AS {name_of(c.name)}" for c in self.columns)
            rows = f"SELECT {PERSON}{listed} FROM staged.keys WHERE FALSE"
        proposal = self.rulebook.book.proposal
        about = {
            "rulebook": self.rulebook.digest,
            "law_read": self.rulebook.read.isoformat(),
            "on": self.request.on.isoformat(),
            "known": self.request.known.isoformat(),
            "people": str(people),
            "engine": self.request.engine,
            **({} if proposal is None else {"proposal": proposal.id}),
            **self.request.made_by,
        }
        if is_csv(out):
            text = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
            _write_whole(out.with_name(out.name + ".json"), lambda to: _write_text(to, text))
            _write_whole(out, partial(_copy, connection, rows, "FORMAT csv, HEADER"))
            return
        if parts and self.block >= LEAST_GROUP:
            try:
                _write_whole(out, lambda to: join(parts, to, {f"hamroh.{key}": value for key, value in about.items()}))
            except NotAlike as error:
                raise ApplyError(f"A finished part cannot be read: {error}. Begin anew with --anew.") from None
            return
        kept = ", ".join(f"{name_of(f'hamroh.{key}')}: {quoted(value)}" for key, value in about.items())
        _write_whole(out, partial(_copy, connection, rows, f"{PARQUET}, KV_METADATA {{{kept}}}"))


def is_csv(path: Path) -> bool:
    """Is a file CSV by its ending?"""
    return path.suffix.lower() in (".csv", ".tsv", ".txt")


def _stamp(path: Path) -> list[Any]:
    """What tells a file from its changed self: size and time of the last change."""
    found = path.stat()
    return [str(path.resolve()), found.st_size, found.st_mtime_ns]


def _copy(connection: Any, rows: str, form: str, to: Path) -> None:
    connection.execute(f"COPY ({rows}) TO {quoted(str(to))} ({form})").fetchall()


def _write_text(to: Path, text: str) -> None:
    to.write_text(text, encoding="utf-8")


def _write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Write beside, then give it its name: under the name there is all of it or nothing new."""
    beside = path.with_name(f".{path.name}.being-written")
    try:
        write(beside)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
