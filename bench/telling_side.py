"""The site's side of `bench.telling`: makes what is forbidden, asks for it and for what does not exist, prints the times."""

from __future__ import annotations

import datetime as dt
import json
import random
import statistics
import sys
import time
import uuid
from typing import Any


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from django.conf import settings

    from hamroh.asylum import actions as asylum
    from hamroh.people.directory import actions as directory
    from hamroh.people.models import Office, RoleGrant, Staff
    from hamroh.people.persons import actions as persons
    from hamroh.people.persons.models import Part
    from hamroh.people.walls.rows import grant
    from hamroh.protection.enquiries import actions as enquiries
    from hamroh.protection.models import Intake
    from hamroh.shell import once
    from tests.people.conftest import signed_in

    with connection.cursor() as cursor:
        cursor.execute(f"create role {settings.WEB_ROLE}")
    grant(settings.WEB_ROLE)
    settings.ALLOWED_HOSTS = ["testserver"]
    now = dt.datetime.now(dt.UTC)

    def somebody(key: str, *roles: str) -> Staff:
        body = directory.add_organisation(key, kind="ngo", names={"en": key, "ru": key, "tg": key})
        office, _ = Office.objects.get_or_create(
            key=key, organisation=body, country="TJ", time_zone="UTC", name_en=key, name_ru=key, name_tg=key
        )
        made = Staff.objects.create(email=f"{uuid.uuid4()}@example.org", full_name=key, office=office, joined_at=now)
        for role in roles:
            RoleGrant.objects.create(staff=made, role=role, since=now)
        return made

    mine, other = somebody("mine", "lawyer", "protection"), somebody("other", "lawyer", "protection")
    Intake.objects.create(organisation=mine.office.organisation)
    files, claims, reports = [], [], []
    for number in range(200):
        files.append(persons.open_file({Part.IDENTITY: {"full_name": f"Invented {number}"}}, by=mine, at=now).pk)
        claims.append(asylum.open_claim({"fear": "told"}, by=mine, at=now).pk)
        made = enquiries.receive_report(once.fresh_form(), text="told", language="tg", at=now)
        reports.append(made.enquiry.pk)
    client = signed_in(other)
    pages = {
        "asylum claim": ("claims", claims),
        "enquiry": ("enquiries", reports),
        "file of a person": ("persons", files),
    }
    found = {name: measured(client, f"/desk/{path}", ids, int(sys.argv[1])) for name, (path, ids) in pages.items()}
    print(json.dumps(found))


def measured(client: Any, path: str, ids: list[uuid.UUID], count: int) -> dict[str, float]:
    """Times of both kinds in random order, and how often one of the first is longer than one of the second."""
    chance = random.Random(1)
    turns = [True, False] * count
    chance.shuffle(turns)
    for _ in range(50):
        client.get(f"{path}/{uuid.uuid4()}/")
    times: dict[bool, list[float]] = {True: [], False: []}
    for forbidden in turns:
        address = f"{path}/{chance.choice(ids) if forbidden else uuid.uuid4()}/"
        begun = time.perf_counter()
        answer = client.get(address)
        times[forbidden].append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 404, (address, answer.status_code)
    ranked = sorted((value, kind) for kind, values in times.items() for value in values)
    ranks = sum(place for place, (_, kind) in enumerate(ranked, 1) if kind)
    longer = (ranks - count * (count + 1) / 2) / (count * count)
    # Standard error of the rank-sum statistic where both kinds are alike (Mann and Whitney 1947).
    error = ((2 * count + 1) / (12 * count * count)) ** 0.5
    return {
        "longer": longer,
        "error": error,
        "forbidden": statistics.median(times[True]),
        "absent": statistics.median(times[False]),
    }


if __name__ == "__main__":
    main()
