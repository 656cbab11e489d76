"""A process of its own for bench/agencies.py: python -m bench.agencies_side AGENCIES QUESTIONS; prints one line of JSON."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

SYLLABLES = "ма на ру са ко ба ли ша то ду ви ха зо фа пе ми гу ро ня ю ҷо ҳу қа ғо".split()


def _names(count: int, dice: random.Random) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < count:
        made[" ".join("".join(dice.choice(SYLLABLES) for _ in range(dice.randint(2, 4))) for _ in range(2))] = None
    return list(made)


def _p95(work: Any, cases: list[str]) -> tuple[float, float]:
    """Milliseconds of the clock, and of the processor."""
    times, used = [], []
    work(cases[0])
    for case in cases:
        begun, at_work = time.perf_counter(), time.process_time()
        work(case)
        times.append((time.perf_counter() - begun) * 1000)
        used.append((time.process_time() - at_work) * 1000)
    return statistics.quantiles(times, n=20)[-1], statistics.quantiles(used, n=20)[-1]


def main(many: int, asked: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction
    from django.test import Client

    from hamroh.recruitment.register import actions
    from hamroh.recruitment.register.models import AgencyName, RegisterReading

    call_command("migrate", interactive=False, verbosity=0)
    dice, today = random.Random(20261130), dt.datetime.now(dt.UTC).date()
    names = _names(many, dice)
    w = actions.Wrote(None, dt.datetime.now(dt.UTC), "bench")
    since = dt.date(2017, 3, 1)
    with transaction.atomic():
        for n, name in enumerate(names):
            agency = actions.enter_agency([name, f"{name} интернешнл"], since=since, w=w)
            actions.put_state(actions.licence(agency, f"{n:05d}-A"), "granted", since=since, w=w)
        RegisterReading.objects.create(begins_on=dt.date(2013, 1, 1), read_on=today, **w.line())
    client = Client(SERVER_NAME="localhost")
    form = "application/x-www-form-urlencoded"

    def check(typed: str) -> None:
        sent = urlencode({"q": typed, "d": "5", "m": "5", "y": "2018", "go": "check"})
        assert client.post("/tg/check/", sent, content_type=form).status_code == 200

    def page(id: str) -> None:
        assert client.get(f"/tg/agency/{id}/2018-05-05/").status_code == 200

    some = dice.sample(names, asked)
    ids = [str(one) for one in AgencyName.objects.order_by("?").values_list("agency", flat=True)[:asked]]
    return {
        "by number": _p95(check, [f"{dice.randrange(many):05d}-A" for _ in range(asked)]),
        "by an equal name": _p95(check, some),
        "near names only": _p95(check, [one[:-1] + "ж" for one in some]),
        "page of an agency": _p95(page, ids),
        "code": _code(),
    }


CODES = 5_000


def _code() -> tuple[float, float, float] | None:
    """Milliseconds from reading the address to what the signature says, the slowest of twenty; to the answer on the page, for which the list
    is asked from the site: the slowest of the same, and that of a phone that has nothing yet. The site answers from a process of its own, with a list of 5,000 codes, a third of them taken back."""
    program = shutil.which("chromium")
    if program is None:
        return None
    from playwright.sync_api import sync_playwright

    from hamroh.recruitment.seals import actions, codes

    at = dt.datetime.now(dt.UTC)
    key = actions.make_key(at=at)
    _fill_codes(key, at)
    content = codes.Content("00" * 8, 3, "X", "Хати боварӣ", at.date() + dt.timedelta(9))
    text = codes.signed(content, pem=actions.pem(key), kid=key.kid, at=at)
    with _served() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": 6})
        times, signatures = [], []
        for _ in range(21):
            tab.goto("about:blank")
            tab.goto(f"{site}/tg/qr/#{text}")
            tab.wait_for_selector("#said[data-is=genuine]", timeout=60_000)
            times.append(float(tab.evaluate("performance.getEntriesByName('verified').pop().duration")))
            signatures.append(float(tab.evaluate("performance.getEntriesByName('signature').pop().duration")))
        browser.close()
    return max(signatures[1:]), max(times[1:]), times[0]


def _fill_codes(key: Any, at: dt.datetime) -> None:
    from hamroh.people.models import Office, Organisation, Staff
    from hamroh.recruitment.seals import codes
    from hamroh.recruitment.seals.models import SealedCode

    names = {"name_en": "Bench", "name_ru": "Замер", "name_tg": "Санҷиш"}
    body = Organisation.objects.create(key="bench", kind="state", **names)
    office = Office.objects.create(organisation=body, key="bench", country="TJ", time_zone="Asia/Dushanbe", **names)
    officer = Staff.objects.create(email="bench@example.test", full_name="Bench", office=office, joined_at=at)
    dice = random.Random(5)
    SealedCode.objects.bulk_create(
        SealedCode(
            mark=f"{dice.getrandbits(64):016x}", number="".join(dice.choices(codes.LETTERS, k=8)), kind=2 + n % 2, key=key, title="X",
            valid_to=at.date() + dt.timedelta(dice.randint(0, 366)), text="x", issued_at=at, issued_by=officer,
            revoked_at=at - dt.timedelta(n % 200) if n % 3 == 0 else None, why="lost" if n % 3 == 0 else "",
        )
        for n in range(CODES)
    )  # fmt: skip


@contextlib.contextmanager
def _served() -> Iterator[str]:
    """The site, answered by a server as in earnest; gives its address."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "hamroh.cli", "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    site = f"http://localhost:{port}"
    try:
        for _ in range(600):
            time.sleep(0.2)
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{site}/codes.cose", timeout=10):
                break
        yield site
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    import os

    # The browser is driven from an event loop in this thread; the work itself is plain.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
