"""Where the consul should come next is reckoned from demand, and nothing is told about fewer than eleven people."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest

from hamroh.people.directory import coverage, places
from tests.people.conftest import World, signed_in
from tests.people.test_directory import TUESDAY_NOON_MOSCOW, office


@pytest.fixture
def consuls(db: None) -> None:
    office("moscow", kind="consulate", region="RU-MOW", regions=["RU-MOW"])
    office("ural", kind="consulate", region="RU-SVE", regions=["RU-SVE"])


def told(text: str) -> list[coverage.Line]:
    return coverage.lines(coverage.read(text), at=TUESDAY_NOON_MOSCOW)


def test_the_next_consular_day_is_where_most_people_have_the_longest_way(consuls: None) -> None:
    found = told("RU-MOW 50000\nRU-PER 1 200\nRU-PRI;400\nRU-TVE,900")
    assert [line.region for line in found][:2] == ["RU-PRI", "RU-PER"]
    best = coverage.proposed(found)
    assert best is not None and (best.region, best.consul_km, best.help_km) == ("RU-PRI", best.help_km, best.consul_km)
    assert (found[1].consul_km, found[1].consul_hours) == (291, 3)


def test_a_day_that_is_coming_counts_and_one_that_is_past_does_not(consuls: None) -> None:
    for day, expected in ((dt.date(2026, 12, 8), None), (dt.date(2026, 11, 1), "RU-PER")):
        office(
            "day",
            kind="consular_day",
            region="RU-PER",
            time_zone="Asia/Yekaterinburg",
            hours=[(day, dt.time(9), dt.time(15))],
        )
        best = coverage.proposed(told("RU-PER 1200"))
        assert (best.region if best else None) == expected


def test_of_ten_people_nothing_is_told_and_for_them_alone_nobody_is_sent(consuls: None) -> None:
    assert told("RU-PER 10")[0].people is None
    assert coverage.proposed(told("RU-PER 10")) is None
    assert told("RU-PER 11")[0].people == 11


def test_a_country_whose_regions_we_do_not_have_is_told_as_a_whole_and_without_distances(consuls: None) -> None:
    office("almaty", country="KZ", time_zone="Asia/Almaty")
    found = {line.region: line for line in told("KZ 9800\nKR 400\nRU-PER 1200")}
    assert (found["KZ"].people, found["KZ"].helps, found["KZ"].help_km, found["KZ"].consul_km) == (9800, 1, 0, None)
    assert (found["KR"].helps, found["KR"].help_km) == (0, None)
    best = coverage.proposed(list(found.values()))
    assert best is not None and best.region == "RU-PER"
    office("astana", kind="consulate", country="KZ", time_zone="Asia/Almaty")
    assert told("KZ 9800")[0].consul_km == 0


@pytest.mark.parametrize(
    "text", ["RU 5", "XX 5", "Perm 5", "RU-QQQ 5", "RU-PER many", f"RU-PER {'9' * 5000}", "RU-PER 5\nRU-PER 6"]
)
def test_a_row_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(coverage.NotRead, match=r"Row [12]"):
        coverage.read(text)


def test_an_analyst_sees_it_and_what_was_pasted_is_in_no_address(world: World, consuls: None) -> None:
    client: Any = signed_in(world.staff("analyst"))
    answer = client.post(
        "/desk/directory/where/",
        urlencode({"people": "RU-PER 1200\nRU-TVE 3"}),
        content_type="application/x-www-form-urlencoded",
    )
    html = answer.content.decode()
    assert "The next consular day should be in: Perm Krai" in html
    assert "fewer than 11" in html and ">3<" not in html
    assert "1203" not in html, "no sum from which the small number could be worked out"


def test_the_regions_of_kazakhstan_are_told_apart_or_the_country_whole(db: None) -> None:
    office("shymkent", country="KZ", region="KZ-79", time_zone="Asia/Almaty")
    found = {line.region: line for line in told("KZ-79 120\nKZ-61 40\nKZ-75 900")}
    assert [found[code].help_km for code in ("KZ-79", "KZ-61")] == [0, 154]
    assert found["KZ-75"].help_km == places.kilometres("KZ-75", "KZ-79")
    assert len([one for one in places.regions().values() if one.country == "KZ"]) == 20
    assert places.zone("KZ", "KZ-27") == "Asia/Almaty" and places.chief_town("KZ-27", "tg") == "Уральск"
