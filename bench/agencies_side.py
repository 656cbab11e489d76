"""A process of its own for bench/agencies.py: python -m bench.agencies_side AGENCIES QUESTIONS; prints one line of JSON."""

from __future__ import annotations

import datetime as dt
import json
import random
import shutil
import statistics
import sys
import time
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


def _code() -> float | None:
    """Milliseconds from reading the address to the answer on the page."""
    program = shutil.which("chromium")
    if program is None:
        return None
    from django.test import Client
    from playwright.sync_api import sync_playwright

    from hamroh.recruitment.seals import actions, codes, queries

    at = dt.datetime.now(dt.UTC)
    actions.make_key(at=at)
    pem, x, y = codes.new_pair()
    text = codes.signed(
        codes.Content("00" * 8, 3, "X", "Хати боварӣ", at.date() + dt.timedelta(9)), pem=pem, kid="0badc0de", at=at
    )
    client = Client(SERVER_NAME="localhost")
    html = client.get("/tg/qr/").content.decode().replace('"keys": {', f'"keys": {{"0badc0de": ["{x}", "{y}"], ', 1)
    assert len(queries.public_keys()) == 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()

        def answer(route: Any, request: Any) -> None:
            path = request.url.partition("localhost:1")[2]
            reply = client.get(path)
            body = html if path == "/tg/qr/" else reply.content
            route.fulfill(
                status=reply.status_code, body=body, content_type=reply.headers.get("Content-Type", "text/html")
            )

        tab.route("**/*", answer)
        tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": 6})
        times = []
        for _ in range(20):
            tab.goto("about:blank")
            tab.goto(f"http://localhost:1/tg/qr/#{text}")
            tab.wait_for_selector("#said[data-is=genuine]")
            times.append(float(tab.evaluate("performance.getEntriesByName('verified').pop().duration")))
        browser.close()
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    import os

    # The browser is driven from an event loop in this thread; the work itself is plain.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
