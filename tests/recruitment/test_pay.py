"""What work pays: published figures with source and spread, the least by law, and unknown where nothing is known."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import jsonschema
import pytest
from django.test import Client

from hamroh.recruitment.pay import comparator as pay, words
from hamroh.recruitment.pay.comparator import Stands, Why, compare
from hamroh.rulebook.series import shipped
from hamroh.web import api
from tests.web.conftest import FormClient

D = dt.date
WINTER = D(2026, 2, 1)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hamroh.web.pay.today", lambda: D(2026, 11, 20))
    api._limits.cache_clear()


# -- the comparison


def test_the_figures_of_a_region_decide_before_those_of_the_whole_country() -> None:
    there, elsewhere = compare("construction", "RU-SPE", WINTER), compare("construction", "RU-OMS", WINTER)
    assert there.of_region and {one.source.who["en"] for one in there.figures} == {"Avito Rabota"}
    assert not elsewhere.of_region and all("RU" in one.regions for one in elsewhere.figures)
    assert {one.key for one in there.country} == {one.key for one in elsewhere.figures}


@pytest.mark.parametrize(
    ("day", "kopecks", "stands"),
    [
        (WINTER, 355_000_00, Stands.NEAR),
        (WINTER, 355_000_01, Stands.FAR_ABOVE),
        (D(2021, 12, 20), 27_000_00, Stands.NEAR),
        (D(2021, 12, 20), 26_999_99, Stands.FAR_BELOW),
        (D(2021, 12, 20), 12_792_00, Stands.FAR_BELOW),
        (D(2021, 12, 20), 12_791_99, Stands.BELOW_LEAST),
    ],
)
def test_far_is_more_than_twice_the_highest_or_less_than_half_of_the_lowest(
    day: dt.date, kopecks: int, stands: Stands
) -> None:
    assert compare("construction", "", day, kopecks).stands is stands


def test_of_pay_outside_russia_it_is_said_that_we_do_not_know_and_nothing_of_russia_is_shown() -> None:
    with pytest.raises(ValueError, match="region"):
        compare("construction", "KZ-75", WINTER)
    said = {"job": "construction", "region": "outside", "sum": "90000", "per": "month", "go": "compare"}
    for tongue, words_ in (("en", "We do not know"), ("ru", "не знаем"), ("tg", "намедонем")):
        page = FormClient().post(f"/{tongue}/pay/", said).content.decode()
        assert words_.lower() in page.lower() and "Avito" not in page and 'class="note unv"' in page


def test_pay_below_what_advertisements_promise_is_not_called_low() -> None:
    told = compare("construction", "", WINTER, 88_749_99)
    assert {one.kind for one in told.figures} == {pay.Kind.OFFERED}
    assert (told.stands, told.why) == (Stands.UNKNOWN, Why.ONLY_PROMISES)
    assert compare("construction", "", WINTER, 88_750_00).stands is Stands.NEAR


def test_the_spread_that_a_source_gives_sets_the_bounds() -> None:
    told = compare("cleaning", "", D(2025, 12, 20), 23_000_00)
    assert (told.lowest, told.highest, told.stands) == (22_700_00, 93_946_00, Stands.NEAR)


def test_a_figure_counts_for_its_days_and_the_year_after_them_and_never_before() -> None:
    one = next(one for one in pay.figures() if one.key == "hh_2026_welding")
    for day, held in ((D(2026, 1, 31), False), (D(2026, 2, 1), True), (D(2027, 2, 28), True), (D(2027, 3, 1), False)):
        told = compare("welding", "", day, 100_000_00)
        assert (one in told.figures, one in told.old) == (held, day > D(2027, 2, 28))
    assert (told.stands, told.why) == (Stands.UNKNOWN, Why.ONLY_OLD)


def test_without_a_figure_of_that_work_nothing_is_said_of_the_pay() -> None:
    for told, why in (
        (compare("household_work", "RU-MOW", WINTER, 60_000_00), Why.NO_FIGURE),
        (compare("", "RU-MOW", WINTER, 60_000_00), Why.NO_WORK),
        (compare("any", "", WINTER, 900_000_00), Why.NO_WORK),
        (compare("construction", "", WINTER), Why.NO_SUM),
        (compare("construction", "", WINTER, 4_000_00, "shift"), Why.NO_TIMES),
        (compare("construction", "", D(2005, 1, 1), 4_000_00), Why.NO_FIGURE),
    ):
        assert (told.stands, told.why) == (Stands.UNKNOWN, why)


def test_a_shift_is_compared_by_how_many_a_month_has() -> None:
    assert compare("construction", "", WINTER, 4_000_00, "shift", 26).kopecks == 104_000_00


def test_the_least_pay_is_the_laws_and_the_regions_where_it_is_higher() -> None:
    moscow = compare("storage", "RU-MOW", D(2026, 11, 20), 30_000_00)
    assert [(one.kopecks, one.region) for one in moscow.least] == [(27_093_00, ""), (39_730_00, "RU-MOW")]
    assert moscow.stands is Stands.BELOW_LEAST and moscow.undercut and moscow.undercut.region == "RU-MOW"
    assert [one.region for one in compare("storage", "RU-OMS", D(2026, 11, 20)).least] == [""]
    assert compare("storage", "", D(2026, 11, 23), 1_00).least == (), (
        "read until 22 November: no day after it is guessed"
    )


def test_what_cannot_be_asked_is_refused() -> None:
    for wrong in (("sailing", "", "month", 1, 1), ("trade", "TJ-DU", "month", 1, 1), ("trade", "", "week", 1, 1), ("trade", "", "day", 0, 1), ("trade", "", "day", 1, 0)):  # fmt: skip
        job, region, per, sum_, times = wrong
        with pytest.raises(ValueError):
            compare(job, region, WINTER, sum_, per, times)


# -- the package


def test_every_figure_names_a_source_a_work_and_a_region_that_exist_and_lies_within_its_spread() -> None:
    regions = {"RU", *shipped().region_names()}
    assert len({one.key for one in pay.figures()}) == len(pay.figures())
    for one in pay.figures():
        assert one.job in pay.jobs() and one.regions <= regions and one.regions, one.key
        assert one.since <= one.until <= one.source.read_on and one.lowest <= one.kopecks <= one.highest, one.key
        assert not one.note or one.note in words.NOTES, one.key
        assert one.source.address.startswith("http") and set(one.source.who) == {"en", "ru", "tg"}
    assert {one.source.key for one in pay.figures()} == set(pay.sources()), "no source without a figure"
    assert {one.note for one in pay.figures()} - {""} == set(words.NOTES), "no note without a figure"


def test_the_sectors_of_the_law_lead_to_one_work_each() -> None:
    said = [sector for job in pay.jobs().values() for sector in job.sectors]
    assert len(said) == len(set(said)) and set(said) <= set(shipped().sectors)
    assert (pay.job_of_sector("taxi"), pay.job_of_sector("oil_gas")) == ("driving", "")


def test_the_package_is_what_it_says_of_itself() -> None:
    keys: dict[str, set[str]] = {}
    for resource in json.loads(pay.package("datapackage.json"))["resources"]:
        schema, rows = resource["schema"], list(csv.DictReader(io.StringIO(pay.package(resource["path"]).decode())))
        assert list(rows[0]) == [field["name"] for field in schema["fields"]]
        assert all(field["description"] for field in schema["fields"])
        (key,) = schema["primaryKey"]
        keys[resource["name"]] = {row[key] for row in rows}
        assert len(keys[resource["name"]]) == len(rows)
        for field in schema["fields"]:
            allowed = field.get("constraints", {}).get("enum")
            assert not allowed or {row[field["name"]] for row in rows} <= set(allowed)
        if resource["name"] == "figures":
            figures, foreign = rows, schema["foreignKeys"]
    for one in foreign:
        assert {row[one["fields"]] for row in figures} <= keys[one["reference"]["resource"]]


# -- the pages


def test_the_page_says_source_date_and_spread_and_keeps_nothing(db: None) -> None:
    asked = {
        "go": "compare",
        "job": "cleaning",
        "region": "RU-MOW",
        "sum": "45 000,50",
        "per": "month",
        "on": "20.12.2025",
    }
    shown = FormClient().post("/en/pay/", asked)
    page = shown.content.decode()
    assert shown.status_code == 200 and not shown.cookies and shown.headers["X-Robots-Tag"] == "noindex"
    for said in ("45,000.50 roubles a month", "from 22,700 to 84,500", "no spread given", "Gazeta.ru", "12 November 2025", "We know of no figure of this region"):  # fmt: skip
        assert said in page, said
    assert "unfair" not in page and "ru.pay.minimum_wage/on/2025-12-20" in page


def test_after_the_last_day_read_the_least_pay_is_shown_as_last_read(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hamroh.web.pay.today", lambda: D(2026, 11, 30))
    page = FormClient().post("/en/pay/", {"go": "compare", "job": "trade", "per": "month"}).content.decode()
    assert "as we last read it on 22 November 2026" in page and "27,093" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"job": ""}, "Choose the work."), ({"sum": "much"}, "Write the sum in numbers"), ({"sum": "0"}, "Write the sum in numbers"), ({"times": "²"}, "how many of them"), ({"on": "31.02.2026"}, "There is no such day")],
)  # fmt: skip
def test_what_cannot_be_read_is_told_at_its_place(db: None, wrong: dict[str, str], said: str) -> None:
    shown = FormClient().post("/en/pay/", {"go": "compare", "job": "trade", "per": "month", **wrong})
    assert shown.status_code == 400 and said in shown.content.decode()


def test_programs_are_told_the_same(db: None) -> None:
    def ask(body: Any) -> Any:
        return Client().post("/api/v1/pay/compare", json.dumps(body), content_type="application/json")

    told = ask(
        {"job": "construction", "region": "RU-SPE", "on": "2026-03-01", "roubles": 5000, "per": "shift", "times": 26}
    )
    document = Client().get("/api/v1/openapi.json").json()
    jsonschema.validate(
        told.json(), {"$ref": "#/components/schemas/PayComparison", "components": document["components"]}
    )
    assert (told.json()["stands"], told.json()["roubles_month"]) == ("near", "130000.00")
    for body, at in (({"job": "sailing"}, "job"), ({"region": "XX"}, "region"), ({"roubles": 1.5}, "roubles"), ({"roubles": True}, "roubles"), ({"per": "week"}, "per"), ({"times": 0}, "times"), ({"times": None}, "times"), ({"x": 1}, "x")):  # fmt: skip
        answer = ask(body)
        assert (answer.status_code, answer.json()["at"]) == (422, at)
    assert Client().get("/open/pay/figures.csv").content == pay.package("figures.csv")
    assert Client().get("/open/pay/secrets.csv").status_code == 404
