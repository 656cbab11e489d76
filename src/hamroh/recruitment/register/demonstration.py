"""Invented agencies, so that a new site has something to check. Every one is marked as a sample; none of them exists."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from hamroh.recruitment.register import actions, queries
from hamroh.recruitment.register.models import RegisterReading

D = dt.date
# Names, number, states
AGENCIES = (
    (
        ("Намуна Кор", "Namuna Kor"),
        "000-A",
        ("RU",),
        (("granted", D(2017, 3, 1), D(2020, 3, 1)), ("renewed", D(2020, 3, 2), None)),
    ),
    (
        ("Роҳи Намуна", "Rohi Namuna"),
        "000-B",
        ("RU", "KZ"),
        (
            ("granted", D(2016, 5, 10), D(2018, 1, 14)),
            ("suspended", D(2018, 1, 15), D(2018, 4, 14)),
            ("granted", D(2018, 4, 15), D(2019, 5, 10)),
        ),
    ),
    (
        ("Намунаи Сафар", "Namunai Safar"),
        "000-V",
        (),
        (("granted", D(2015, 9, 1), D(2018, 6, 30)), ("withdrawn", D(2018, 7, 1), None)),
    ),
)


@transaction.atomic
def load(*, today: dt.date) -> int:
    """Fill an empty register with the samples; gives how many agencies were entered, 0 when it was not empty."""
    if not queries.is_empty():
        return 0
    at = dt.datetime.combine(today, dt.time(), dt.UTC)
    w = actions.Wrote(None, at, "образец · намуна · sample")
    for names, number, countries, states in AGENCIES:
        agency = actions.enter_agency(names, since=states[0][1], w=w, sample=True)
        licence = actions.licence(agency, number, countries=countries)
        for state, since, until in states:
            actions.put_state(licence, state, since=since, until=until, w=w)
    RegisterReading.objects.create(begins_on=D(2013, 1, 1), read_on=today, **w.line())
    return len(AGENCIES)
