"""`hamroh serve`: prepare the site and serve it on this machine."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

JOBS_EVERY_SECONDS = 300
HELP = "Prepare the database and serve the site on this machine."


def run(arguments: list[str]) -> int:
    """Prepare and serve until stopped; 1 when it cannot start."""
    parser = argparse.ArgumentParser(prog="hamroh serve", description=HELP)
    parser.add_argument("--port", type=int, default=8000, help="port on this machine (default: 8000)")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, this machine only)"
    )
    parser.add_argument("--workers", type=int, default=1, help="processes that answer (default: 1)")
    parser.add_argument(
        "--no-jobs",
        action="store_true",
        help="leave `hamroh jobs due` to a timer (default: this process calls it every 5 minutes)",
    )
    parser.add_argument("--prepare-only", action="store_true", help="prepare the database and stop")
    given = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamroh.config.settings")
    try:
        from hamroh.config.places import SettingRefused
        from hamroh.record.errors import RecordError
        from hamroh.rulebook import RulebookError
    except ModuleNotFoundError as error:
        return _missing(error)
    try:
        prepare()
    except ModuleNotFoundError as error:
        return _missing(error)
    except (SettingRefused, RecordError) as error:
        sys.stderr.write(f"hamroh serve: {error}\n")
        return 1
    except RulebookError as error:
        sys.stderr.write(
            f"{error}\nhamroh serve: the law's files cannot be trusted, so the site does not start. Try: hamroh law check\n"
        )
        return 1
    if given.prepare_only:
        return 0
    taken = _port_taken(given.host, given.port)
    if taken:
        sys.stderr.write(
            f"hamroh serve: port {given.port} is already in use. Choose another: hamroh serve --port {given.port + 1}\n"
        )
        return 1
    shown = "localhost" if given.host in ("127.0.0.1", "::1") else given.host
    sys.stdout.write(
        f"\n  Hamroh is at  http://{shown}:{given.port}/\n"
        f"  In Tajik: http://{shown}:{given.port}/tg/   in Russian: /ru/   in English: /en/\n"
        f"  The law page by page: http://{shown}:{given.port}/en/law/\n"
        "  Offices and numbers are invented samples. Stop with Ctrl-C.\n"
        f"{_desk(f'http://{shown}:{given.port}')}\n"
    )
    sys.stdout.flush()
    if not given.no_jobs:
        from django.conf import settings

        threading.Thread(target=_do_jobs, args=[settings.WAKE_FILE], daemon=True).start()
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "hamroh.config.wsgi:application",
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=given.workers,
        # A form with files takes its thread for as long as it comes in over a slow line; the others go on.
        blocking_threads=2 * (os.cpu_count() or 1) + 1,
        # A thread keeps its connection to the database, and that what it has planned.
        blocking_threads_idle_timeout=600,
        log_access=False,
        log_enabled=True,
        log_level="warning",  # type: ignore[arg-type]
    ).serve()
    return 0


def _do_jobs(wake: Path) -> None:
    """What is due, every few minutes or as soon as a page left work (`record.jobs.wake`); in a process of its own: a slow job keeps no
    page waiting."""
    seen = _touched(wake)
    while True:
        turn = time.monotonic() + JOBS_EVERY_SECONDS
        while time.monotonic() < turn and _touched(wake) == seen:
            time.sleep(1)
        seen = _touched(wake)
        subprocess.run([sys.executable, "-m", "hamroh.cli", "jobs", "due", "--quiet"], check=False)


def _touched(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def _desk(address: str) -> str:
    from hamroh.people.models import Staff

    if Staff.objects.exists():
        return f"  The desk of the staff: {address}/desk/\n"
    return "  Nobody works here yet. The first administrator: hamroh staff first --email ADDRESS\n"


def prepare() -> None:
    """Bring the database up to date and fill an empty directory with samples."""
    import django

    django.setup()
    from django.conf import settings

    from hamroh.people.directory import demonstration
    from hamroh.people.walls import rows
    from hamroh.record import seals, tables
    from hamroh.recruitment.register import demonstration as agencies
    from hamroh.web import rulebook

    with tables.one_at_a_time():
        tables.bring_forward()
        rows.grant(settings.WEB_ROLE)
        seals.check_key_store()
        entered = demonstration.load(today=dt.datetime.now(dt.UTC).date())
        if not settings.OVER_TLS:
            # An invented register would say no to real firms.
            agencies.load(today=dt.datetime.now(dt.UTC).date())
    book = rulebook.book()
    sys.stdout.write(
        f"Database ready{f', {entered} sample services entered' if entered else ''}. "
        f"Law ready: {len(book.provisions)} provisions, rulebook {book.digest}.\n"
    )


def _missing(error: ModuleNotFoundError) -> int:
    sys.stderr.write(
        f"hamroh serve: {error.name} is not installed. The site needs more than the rulebook: pip install 'hamroh[site]', or make env.\n"
    )
    return 1


def _port_taken(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0
