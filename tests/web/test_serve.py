"""`hamroh serve` on a machine where nothing was prepared."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.prepared import file_with_every_table
from tests.web.conftest import environment

# One server answers all that only asks it something.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("served")]


@pytest.fixture
def clean(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path)


def test_one_command_prepares_and_serves_the_site(served: tuple[int, Path]) -> None:
    port, said = served
    page = urllib.request.urlopen(f"http://localhost:{port}/tg/help/", timeout=10)
    html = page.read().decode()
    assert page.status == 200
    assert "000 00 01" in html
    assert page.headers["Cache-Control"] == "no-store"
    told = said.read_text()
    assert f"http://localhost:{port}/" in told
    assert "13 sample services" in told
    key = said.parent / "var/secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_text()) >= 48


def test_nothing_that_is_asked_stands_in_what_the_server_writes(served: tuple[int, Path]) -> None:
    port, said = served
    body = b"voice=self&entered.d=17&screen=arrival&go=next&secret=Farrukh"
    urllib.request.urlopen(f"http://localhost:{port}/tg/ask/", data=body, timeout=10).read()
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"http://localhost:{port}/tg/no-such-page-Farrukh/", timeout=10)
    time.sleep(0.3)
    assert "Farrukh" not in said.read_text()


def test_a_small_site_does_its_own_work_without_a_timer(served: tuple[int, Path]) -> None:
    _, said = served
    var = said.parent / "var"
    (var / "wake").touch()
    ended = time.monotonic() + 300
    done: set[str] = set()
    while "record.retention" not in done:
        assert time.monotonic() < ended, f"what was due was not done: {done}"
        time.sleep(0.5)
        with closing(sqlite3.connect(f"file:{var}/hamroh.sqlite3?mode=ro", uri=True)) as base:
            done = {name for (name,) in base.execute("select name from record_jobrun where outcome <> ''")}


def test_a_second_site_on_the_same_port_is_told_what_to_do(served: tuple[int, Path], clean: dict[str, str]) -> None:
    port, _ = served
    var = Path(clean["HAMROH_VAR"])
    var.mkdir(mode=0o700)
    shutil.copy(file_with_every_table(), var / "hamroh.sqlite3")
    program = [str(Path(sys.executable).with_name("hamroh")), "serve", "--port", str(port)]
    done = subprocess.run(program, env=clean, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1
    assert f"port {port} is already in use" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("HAMROH_DATABASE_URL", "mysql://x/y", "postgresql://"), ("HAMROH_SECRET_KEY", "short", "shorter than 32")],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_mend(
    clean: dict[str, str], name: str, value: str, told: str
) -> None:
    program = [str(Path(sys.executable).with_name("hamroh")), "serve", "--prepare-only"]
    done = subprocess.run(program, env={**clean, name: value}, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_preparing_twice_enters_nothing_twice(served: tuple[int, Path]) -> None:
    _, said = served
    program = [str(Path(sys.executable).with_name("hamroh")), "serve", "--prepare-only"]
    again = subprocess.run(
        program, env=environment(said.parent), capture_output=True, text=True, timeout=300, check=True
    )
    assert "13 sample services entered" in said.read_text()
    assert "entered" not in again.stdout


def test_two_that_prepare_one_new_site_at_once_wait_for_each_other(tmp_path: Path) -> None:
    program = [str(Path(sys.executable).with_name("hamroh")), "serve", "--prepare-only"]
    both = [
        subprocess.Popen(
            program, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(2)
    ]
    said = [one.communicate(timeout=300)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert sorted("13 sample services entered" in text for text in said) == [False, True]


def test_a_law_that_cannot_be_trusted_stops_the_start_with_its_place(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from hamroh.cli import serve
    from hamroh.rulebook import LawError

    def broken() -> None:
        raise LawError("`met` stands twice.", mend="Keep one of them.", file="law/ru/entry.yaml", line=216)

    monkeypatch.setattr(serve, "prepare", broken)
    assert serve.run([]) == 1
    told = capsys.readouterr().err
    assert "law/ru/entry.yaml:216" in told
    assert "hamroh law check" in told


@pytest.mark.parametrize(
    ("lengths", "body"),
    [
        ("Content-Length: 5\r\nContent-Length: 6\r\n", "abcdef"),
        ("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\nContent-Length: 8\r\n", "zz\r\nabcd"),
        ("Transfer-Encoding: chunked\r\nContent-Length: 6\r\n", "0\r\n\r\n"),
    ],
)
def test_a_request_whose_end_is_said_in_two_ways_hides_no_second_one(
    served: tuple[int, Path], lengths: str, body: str
) -> None:
    port, _ = served
    head = (
        f"POST /en/ask/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n{lengths}\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(f"{head}{body}GET /en/help/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        told = b""
        while part := line.recv(65536):
            told += part
    # One reply, to the first; then the line is closed and what followed is read by nobody.
    assert told.count(b"HTTP/1.1 ") == 1
