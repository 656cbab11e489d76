"""Reports sent over a bad line to a real server that is killed: how many were told to be stored, how many are.

    python -m tests.protection.losing_line --reports 10000 --kills 20 --lost 0.3

Each report is sent until its receipt has been read, by several senders at once, some of them twice at the same moment. The line
drops a share of requests before they arrive and a share of answers on the way back. The server is killed (SIGKILL) while all
this goes on. Afterwards: as many rows as reports, one receipt for each, and no "not stored" that was stored.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

PREPARE = """
import datetime as dt, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from hamroh.people.directory import actions
from hamroh.people.models import Office, RoleGrant, Staff
from hamroh.protection.models import Intake
now = dt.datetime.now(dt.UTC)
body = actions.add_organisation("hotline", kind="ngo", names={"en": "h", "ru": "h", "tg": "h"})
office = Office.objects.create(key="o", organisation=body, country="TJ", time_zone="Asia/Dushanbe", name_en="o", name_ru="o", name_tg="o")
staff = Staff.objects.create(email="o@example.org", full_name="O", office=office, joined_at=now)
RoleGrant.objects.create(staff=staff, role="operator", since=now)
Intake.objects.create(organisation=body)
"""
COUNT = """
import django
django.setup()
from hamroh.protection.models import Enquiry, Message
from hamroh.protection.enquiries import queries
texts = [queries.opened(row).said[0].text for row in Enquiry.objects.all()]
print(len(texts), len(set(texts)), Message.objects.count())
"""
CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}")


@dataclass
class Outcome:
    """What the senders saw. `codes` has the receipts read for each report."""

    codes: dict[int, set[str]] = field(default_factory=dict)
    tries: int = 0
    refused: int = 0
    seconds: float = 0.0


class Server:
    """The real server of a site, on a port of its own, that can be killed and started again."""

    def __init__(self, environment: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.environment = environment
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "-m", "hamroh.cli", "serve", "--port", str(self.port)],
            env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the server did not start")

    def kill(self) -> None:
        """SIGKILL to the server and its workers: nothing is finished, nothing is written to the end."""
        assert self.running is not None
        os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()


def send(port: int, body: bytes, lost: float, chance: random.Random) -> str | None:
    """One try over the bad line: the answer's text, or None where the line dropped or the server was down."""
    if chance.random() < lost / 2:
        return None
    try:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        line.request("POST", "/en/report/", body, {"Content-Type": "application/x-www-form-urlencoded"})
        if chance.random() < lost / 2:
            # It may or may not have arrived; nobody reads the answer.
            line.close()
            return None
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return text
    except (OSError, http.client.HTTPException):
        return None


def run(environment: dict[str, str], *, reports: int, kills: int, lost: float, senders: int = 8) -> Outcome:
    """Send them all; gives what was seen. The site has been prepared with `PREPARE`."""
    from hamroh.shell import once

    outcome, lock = Outcome(), threading.Lock()
    server = Server(environment)
    server.start()
    begun = time.monotonic()
    done = threading.Event()

    def deliver(number: int) -> None:
        chance = random.Random(number)
        body = urlencode({"go": "send", "form": once.fresh_form(), "text": f"report {number}"}).encode()

        def until_read() -> None:
            while True:
                text = send(server.port, body, lost, chance)
                with lock:
                    outcome.tries += 1
                    if text is not None and "Not stored" in text:
                        outcome.refused += 1
                    found = CODE.search(text) if text else None
                    if found:
                        outcome.codes.setdefault(number, set()).add(found[0])
                        return
                time.sleep(0.02)

        if number % 5 == 0:
            # Pressed twice in the same moment
            other = threading.Thread(target=until_read)
            other.start()
            until_read()
            other.join()
        else:
            until_read()

    def killer() -> None:
        for turn in range(kills):
            while len(outcome.codes) < reports * (turn + 1) / (kills + 1) and not done.is_set():
                time.sleep(0.01)
            server.kill()
            server.start()

    killing = threading.Thread(target=killer)
    killing.start()
    try:
        with ThreadPoolExecutor(senders) as pool:
            list(pool.map(deliver, range(reports)))
    finally:
        done.set()
        killing.join()
        server.kill()
    outcome.seconds = time.monotonic() - begun
    return outcome


def main() -> int:
    """The whole figure, on the embedded database or on the one that HAMROH_DATABASE_URL names."""
    import tempfile

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--lost", type=float, default=0.3, help="share of tries that the line loses")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(HAMROH_VAR=folder, DJANGO_SETTINGS_MODULE="hamroh.config.settings")
        subprocess.run([sys.executable, "-c", PREPARE], check=True)
        import django

        django.setup()
        outcome = run(dict(os.environ), reports=given.reports, kills=given.kills, lost=given.lost)
        rows, texts, messages = subprocess.run(
            [sys.executable, "-c", COUNT], check=True, capture_output=True, text=True
        ).stdout.split()
    print(
        f"{given.reports} reports, {outcome.tries} tries, {given.kills} kills, {outcome.refused} told not stored, "
        f"{outcome.seconds:.0f} s\nstored: {rows} rows, {texts} different, {messages} additions; "
        f"receipts that differ: {sum(len(codes) != 1 for codes in outcome.codes.values())}"
    )
    return 0 if int(rows) == int(texts) == given.reports and messages == "0" else 1


if __name__ == "__main__":
    raise SystemExit(main())
