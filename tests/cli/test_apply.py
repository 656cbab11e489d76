"""`hamroh law apply`, run as people run it: interrupted, killed, on a full disk, with files that have faults."""

from __future__ import annotations

import csv
import itertools
import json
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from hamroh.cli import servers
from hamroh.cli.law import apply as apply_command
from hamroh.rulebook import load
from hamroh.rulebook.bulk.apply import best_engine
from hamroh.rulebook.loading import LAW

PEOPLE = 30
COMMAND = [sys.executable, "-m", "hamroh.cli", "law"]
ASKED = [
    "--on",
    "2025-02-05",
    "--columns",
    "status_register,ru.entry.fingerprints.safe",
    "--threads",
    "1",
    "--engine",
    "duckdb",
]


class Office:
    """Somebody with a file of people, who runs the command in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.people = folder / "people.csv"
        rows = (f"{n},RU,TJ,2025-01-{n % 28 + 1:02d}\n" for n in range(PEOPLE))
        self.people.write_text("person,destination,citizenship,entered\n" + "".join(rows))

    def command(self, out: str, *more: str, before: Sequence[str] = ()) -> list[str]:
        return [*COMMAND, *before, "apply", str(self.people), "--out", str(self.folder / out), *ASKED, *more]

    def runs(self, out: str, *more: str, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(out, *more, before=before), capture_output=True, text=True, check=False)

    def starts(self, out: str, *more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(out, *more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    def waits_for_part(self, out: str, number: int, running: subprocess.Popen[str]) -> None:
        part = self.folder / f"{out}.parts" / f"part-{number:05d}.parquet"
        while not part.exists():
            assert running.poll() is None, running.communicate()
            time.sleep(0.01)

    def result(self, out: str) -> list[tuple[object, ...]]:
        return duckdb.connect().execute(f"SELECT * FROM '{self.folder / out}'").fetchall()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_the_result_says_which_law_made_it_for_which_day(office: Office) -> None:
    done = office.runs("out.parquet", "--known", "2025-02-01")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{PEOPLE} people, {office.folder / 'out.parquet'}\n"
    assert f"people {PEOPLE} of {PEOPLE}" in done.stderr and "\r" not in done.stderr
    kept = duckdb.connect().execute(f"SELECT key, value FROM parquet_kv_metadata('{office.folder / 'out.parquet'}')")
    about = {bytes(key).decode(): bytes(value).decode() for key, value in kept.fetchall()}
    assert about["hamroh.rulebook"] == load().digest
    assert (about["hamroh.on"], about["hamroh.known"]) == ("2025-02-05", "2025-02-01")
    assert about["hamroh.people"] == str(PEOPLE) and "law apply" in about["hamroh.command"]
    assert about["hamroh.hamroh"] and about["hamroh.duckdb"]
    assert [path.name for path in sorted(office.folder.iterdir())] == ["out.parquet", "people.csv"]


def test_a_result_as_csv_has_the_same_beside_it(office: Office) -> None:
    assert office.runs("out.csv").returncode == 0
    about = json.loads((office.folder / "out.csv.json").read_text())
    assert about["rulebook"] == load().digest and about["on"] == "2025-02-05"
    with (office.folder / "out.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["person"] for row in rows] == [str(n) for n in range(PEOPLE)]


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_was_stopped_goes_on_from_its_finished_parts(office: Office, how: signal.Signals) -> None:
    running = office.starts("out.parquet", "--block", "1")
    office.waits_for_part("out.parquet", 1, running)
    running.send_signal(how)
    _, said = running.communicate()
    assert running.returncode == (-9 if how == signal.SIGKILL else 130), said
    assert how == signal.SIGKILL or "Run the same command again" in said
    assert not (office.folder / "out.parquet").exists()
    first = (office.folder / "out.parquet.parts" / "part-00001.parquet").stat().st_mtime_ns
    finished = len(list((office.folder / "out.parquet.parts").glob("part-*.parquet")))
    assert first and 1 <= finished < PEOPLE

    again = office.runs("out.parquet", "--block", "1")
    assert again.returncode == 0, again.stderr
    assert f"Going on: {finished} of {PEOPLE} parts are finished already." in again.stderr
    assert office.runs("whole.parquet").returncode == 0
    assert office.result("out.parquet") == office.result("whole.parquet")
    assert not (office.folder / "out.parquet.parts").exists()


def people_with_stays(office: Office, rows: int) -> list[str]:
    """Parquet files in the order of people, each of whom had two stays; the words of the command that name them."""
    office.people = office.folder / "people.parquet"
    events = office.folder / "events.parquet"
    duckdb.connect().execute(
        f"COPY (SELECT i AS person, 'TJ' AS citizenship, 'RU' AS destination FROM range({rows}) t(i)) TO '{office.people}'"
    )
    duckdb.connect().execute(
        "COPY (SELECT i // 2 AS person, 'stays' AS history, i % 2 + 1 AS row, "
        "CAST(DATE '2024-01-01' + (i % 2 * 200 + i % 99)::INTEGER AS VARCHAR) AS entry, "
        f"CASE i % 2 WHEN 0 THEN '2024-05-01' ELSE 'none' END AS exit FROM range({2 * rows}) t(i)) TO '{events}'"
    )
    return ["--events", str(events), "--columns", "status_stay,safe_last_day_of_stay", "--engine", best_engine()]


@pytest.mark.slow
def test_a_stopped_run_goes_on_with_the_events_it_kept(office: Office) -> None:
    asked = [*people_with_stays(office, 400), "--block", "10"]
    running = office.starts("out.parquet", *asked)
    office.waits_for_part("out.parquet", 2, running)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL
    again = office.runs("out.parquet", *asked)
    assert again.returncode == 0, again.stderr
    assert "Going on: " in again.stderr
    assert office.runs("whole.parquet", *asked[:-2], "--engine", "duckdb").returncode == 0
    assert office.result("out.parquet") == office.result("whole.parquet")


@pytest.mark.slow
def test_a_disk_too_full_for_the_events_is_told(office: Office) -> None:
    asked = people_with_stays(office, 100_000)

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))

    told = subprocess.run(
        office.command("out.parquet", *asked), preexec_fn=small, capture_output=True, text=True, check=False
    )
    assert told.returncode == 2, told.stderr
    assert "Writing failed" in told.stderr and "run the same command again" in told.stderr
    assert "Traceback" not in told.stderr
    assert office.runs("out.parquet", *asked).returncode == 0


def test_a_press_that_a_database_forgot_stops_the_run_at_the_next_block() -> None:
    before, line = signal.getsignal(signal.SIGINT), apply_command._Line()
    with apply_command._no_press_lost(line):
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            line.show("people", 1, 2)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.slow
def test_finished_parts_of_other_files_or_another_law_are_not_taken_up(office: Office) -> None:
    running = office.starts("out.parquet", "--block", "1")
    office.waits_for_part("out.parquet", 2, running)
    # It holds still, or it might end before the second has begun.
    running.send_signal(signal.SIGSTOP)
    second = office.runs("out.parquet", "--block", "1")
    assert second.returncode == 2 and "Another run is writing" in second.stderr
    running.kill()
    running.communicate()

    office.people.write_text(office.people.read_text().replace(",TJ,", ",UZ,"))
    law = office.folder / "law"
    shutil.copytree(LAW, law)
    changed = office.starts("out.parquet", "--block", "1")
    assert changed.stderr is not None
    # A slow machine says first that it is reading.
    assert "Begun anew: a file has changed.\n" in itertools.islice(changed.stderr, 5)
    office.waits_for_part("out.parquet", 2, changed)
    changed.kill()
    changed.communicate()

    book = law / "book.yaml"
    book.write_text(book.read_text() + "# another text of the law\n")
    other = office.runs("out.parquet", "--block", "100", before=["--law", str(law)])
    assert other.returncode == 0, other.stderr
    assert "Begun anew: the law is another" in other.stderr
    assert office.runs("whole.parquet").returncode == 0
    assert office.result("out.parquet") == office.result("whole.parquet")


def test_a_password_in_an_address_is_not_kept_with_the_result() -> None:
    assert servers.without_password("postgresql://me:secret@host/db?people=p") == "postgresql://me:...@host/db?people=p"
    assert (
        servers.without_password("postgresql://host/db?password=secret&people=p")
        == "postgresql://host/db?password=...&people=p"
    )
    assert servers.without_password("people:a@b.csv") == "people:a@b.csv"


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_people(office: Office) -> None:
    """What an engine is handed of all of them at once would alone fill what a block at a time stays under."""
    rows, people, events = 300_000, office.folder / "people.parquet", office.folder / "events.parquet"
    duckdb.connect().execute(
        "COPY (SELECT i AS person, 'TJ' AS citizenship, 'RU' AS destination, i % 3 = 0 AS registered, "
        f"DATE '1970-01-01' + (i % 9999)::INTEGER AS birth_date FROM range({rows}) t(i)) TO '{people}'"
    )
    duckdb.connect().execute(
        "COPY (SELECT i // 2 AS person, 'stays' AS history, i % 2 + 1 AS row, "
        "DATE '2024-01-01' + (i % 2 * 200 + i % 99)::INTEGER AS entry, CASE i % 2 WHEN 0 THEN DATE '2024-05-01' END AS exit, "
        f"i % 2 = 1 AS still_here FROM range({2 * rows}) t(i)) TO '{events}'"
    )
    out = office.folder / "out.parquet"
    words = ["law", "apply", str(people), "--events", str(events), "--out", str(out), *ASKED]
    words += ["--columns", "status_stay", "--engine", best_engine(), "--memory", "256", "--block", "50000"]
    # What a process tells of its own memory: the figure that its parent is given counts in the parent's, from before it began.
    program = (
        "import sys; from hamroh.cli import main; code = main(sys.argv[1:]); "
        "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    most = int(done.stderr.split("VmHWM:")[1].split()[0])
    assert most < 500_000, f"{most // 1000} MB"
    (count,) = duckdb.connect().execute(f"SELECT count(*) FROM '{out}'").fetchone() or (0,)
    assert count == rows


def test_a_full_disk_is_told_and_leaves_nothing_half_written(office: Office) -> None:
    room = office.folder / "room"
    room.mkdir()
    rows = "".join(f"{n},RU,TJ,2025-01-02\n" for n in range(200_000))
    office.people.write_text(f"person,destination,citizenship,entered\n{rows}")

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    told = subprocess.run(
        office.command("room/out.parquet"), preexec_fn=small, capture_output=True, text=True, check=False
    )
    assert told.returncode == 2, told.stderr
    assert "Writing failed" in told.stderr and "run the same command again" in told.stderr
    assert "Traceback" not in told.stderr
    assert [path.name for path in room.iterdir()] == ["out.parquet.parts"]


@pytest.mark.slow
@pytest.mark.parametrize("room", ["1m", "4m"])
def test_a_disk_that_is_full_indeed_is_told_and_the_run_goes_on_once_there_is_room(office: Office, room: str) -> None:
    """A file system of its own that is too small, and is made larger before the second run."""
    if subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], check=False, capture_output=True
    ).returncode:
        pytest.skip("this machine lets nobody mount a file system of their own")
    rows = "".join(f"{n},RU,TJ,2025-01-{n % 28 + 1:02d}\n" for n in range(100_000))
    office.people.write_text(f"person,destination,citizenship,entered\n{rows}")
    (office.folder / "room").mkdir()
    # The file system lives as long as the shell that mounted it: both runs and what is read of them happen within.
    run = shlex.join(office.command("room/out.parquet", "--block", "20000"))
    place = shlex.quote(str(office.folder / "room"))
    told = subprocess.run(
        [
            "unshare",
            "-rm",
            "sh",
            "-c",
            f"mount -t tmpfs -o size={room} tmpfs {place} && {run}; echo first $? >&2; ls {place} >&2;"
            f"mount -o remount,size=400m {place} && {run}; echo then $? >&2; ls {place} >&2",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    first, then = told.stderr.split("first 2\n")
    assert "Writing failed" in first and "Traceback" not in told.stderr
    assert then.startswith("out.parquet.parts\n")
    assert then.endswith("then 0\nout.parquet\n"), told.stderr


def test_faults_are_shown_counted_and_written_and_nothing_is_computed(office: Office) -> None:
    bad = "".join(f"{n},RU,TJ,2024-02-30\n" for n in range(30))
    office.people.write_text(f"person,destination,citizenship,entered\n{bad}30,RU,Tajikistan,2025-01-01\n")
    told = office.runs("out.parquet", "--errors", str(office.folder / "faults.csv"))
    assert told.returncode == 1
    lines = told.stderr.splitlines()
    assert sum(line.startswith("people.csv row ") for line in lines) == 20
    assert "people.csv row 1, person 0: entered `2024-02-30`: this is no day." in told.stderr
    assert "31 fault(s), nothing was written: wrong_day 30, unknown_country 1." in told.stderr
    with (office.folder / "faults.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 31
    assert rows[-1] == {
        "file": "people.csv",
        "row": "31",
        "person": "30",
        "column": "citizenship",
        "value": "Tajikistan",
        "code": "unknown_country",
        "allowed": rows[-1]["allowed"],
    }
    assert sorted(path.name for path in office.folder.iterdir()) == ["faults.csv", "people.csv"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--columns", "status_stays"], "Did you mean status_stay"),
        (["--events", "nowhere.parquet"], "there is no such file"),
        (["--block", "0"], "no whole number from 1 on"),
    ],
)
def test_a_call_that_cannot_be_used_is_told_and_leaves_nothing_behind(
    office: Office, more: list[str], says: str
) -> None:
    told = office.runs("out.parquet", *more)
    assert told.returncode == 2 and says in told.stderr
    assert [path.name for path in office.folder.iterdir()] == ["people.csv"]
