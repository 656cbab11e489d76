"""The side of `bench.help` that fills a directory and asks it: python -m bench.help_side SERVICES QUESTIONS"""

from __future__ import annotations

import datetime as dt
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from urllib.parse import urlencode


def fill(many: int, chance: random.Random) -> None:
    """`many` services of `many` / 5 organisations, with hours and areas, over all regions of Russia and Tajikistan."""
    from hamroh.people.directory import places
    from hamroh.people.models import OpeningHours, Organisation, Service, ServiceArea

    bodies = Organisation.objects.bulk_create(
        [
            Organisation(
                key=f"body-{n}", kind="ngo", name_en=f"Body {n}", name_ru=f"Контора {n}", name_tg=f"Дафтар {n}"
            )
            for n in range(many // 5)
        ]
    )
    regions = list(places.regions().values())
    districts = list(places.districts().values())
    today = dt.datetime.now(dt.UTC).date()
    services, areas, hours = [], [], []
    kinds = list(Service.Kind.values)
    for n in range(many):
        region = places.regions()["RU-MOW"] if n % 3 == 0 else chance.choice(regions)
        services.append(
            Service(
                key=f"service-{n}", organisation=bodies[n % len(bodies)], kind=chance.choice(kinds), phone=f"+7900{n:07}", country=region.country,
                region=region.code, time_zone=region.time_zone, languages="tg ru", free=chance.choice([True, False, None]),
                always_open=n % 20 == 0, confirmed_on=today - dt.timedelta(days=chance.randrange(60)), failures=3 if n % 50 == 1 else 0,
            )
        )  # fmt: skip
    services = Service.objects.bulk_create(services, batch_size=1000)
    for n, service in enumerate(services):
        wide = n % 200 == 0
        inside = [d.code for d in districts if d.region == service.region] if service.country == "TJ" and n % 2 else []
        areas.append(
            ServiceArea(
                service=service,
                country=service.country,
                region="" if wide else service.region,
                district=chance.choice(inside) if inside and not wide else "",
            )
        )
        if not service.always_open:
            hours += [OpeningHours(service=service, weekday=d, opens=dt.time(9), closes=dt.time(18)) for d in range(5)]
    ServiceArea.objects.bulk_create(areas, batch_size=2000)
    OpeningHours.objects.bulk_create(hours, batch_size=5000)


def main() -> None:
    many, questions = int(sys.argv[1]), int(sys.argv[2])
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", interactive=False, verbosity=0)
    chance = random.Random(20261129)
    fill(many, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    from hamroh.people.directory import entries, places, queries

    with transaction.atomic():
        entries.turn()

    client = Client()
    every = [*places.regions(), *places.districts()]
    one = queries.published().first()
    assert one is not None

    def page(place: str) -> object:
        return client.post(
            "/tg/help/",
            urlencode({"place": place, "kind": ""}),
            content_type="application/x-www-form-urlencoded",
            headers={"accept-encoding": "gzip"},
        )

    def changed(place: str) -> Callable[[], object]:
        # Somebody wrote something of one service just before: what was kept of that is old.
        with transaction.atomic():
            entries.turn(f"service-{chance.randrange(many)}")
        return lambda: page(place)

    asked = {
        "any region or district": lambda: page(chance.choice(every)),
        "Moscow, a third of all services": lambda: page("RU-MOW"),
        "no place chosen": lambda: client.get("/tg/help/", headers={"accept-encoding": "gzip"}),
        "the page of a service": lambda: client.get(f"/tg/help/service-{chance.randrange(many)}/on/2026-11-24/", headers={"accept-encoding": "gzip"}),
        "HSDS, fifty services": lambda: client.get(f"/api/v1/hsds/services?page={chance.randrange(1, 20)}", headers={"accept-encoding": "gzip"}),
    }  # fmt: skip

    def filled(place: str) -> Callable[[], object]:
        # A list was taken out again just before: all that was kept is old.
        with transaction.atomic():
            entries.turn()
        return lambda: page(place)

    after = {
        "any region or district, just after a change": lambda: changed(chance.choice(every)),
        "Moscow, just after a change": lambda: changed("RU-MOW"),
        "Moscow, all read anew": lambda: filled("RU-MOW"),
    }
    settings.API_PER_MINUTE = settings.PAGES_PER_MINUTE = 10**9
    out = {}
    for what, question in [*asked.items(), *after.items()]:
        took, spent, sizes = [], [], []
        for number in range(-1, questions if what in asked and "Moscow" not in what else questions // 4):
            ask = question() if what in after else question
            begun, worked = time.perf_counter(), time.process_time()
            answer = ask()
            if number < 0:
                # The first answer of a process, which reads templates and words.
                continue
            took.append((time.perf_counter() - begun) * 1000)
            spent.append((time.process_time() - worked) * 1000)
            assert answer.status_code == 200, answer.content[:200]  # type: ignore[attr-defined]
            sizes.append(len(answer.content))  # type: ignore[attr-defined]
        out[what] = {
            "p95": statistics.quantiles(took, n=20)[-1],
            "median": statistics.median(took),
            "longest": max(took),
            "cpu": statistics.quantiles(spent, n=20)[-1],
            "bytes": max(sizes),
        }
    print(json.dumps(out))


if __name__ == "__main__":
    main()
