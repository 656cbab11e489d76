"""The rulebook for programs: the same answers as everywhere, nothing kept, every refusal with its place and way out."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client, RequestFactory

from hamroh.rulebook.unsettled import doubts
from hamroh.shell import limits
from hamroh.web import api, rulebook

ROOT = Path(__file__).resolve().parents[2]
WORKER = {
    "citizenship": "TJ",
    "destination": "RU",
    "purpose": "work",
    "stays": [{"entry": "2019-03-01", "still_here": True}],
    "registered": "no",
    "has_patent": "no",
}


@pytest.fixture
def client(settings: Any) -> Iterator[Client]:
    """A program with its whole minute before it."""
    api._limits.cache_clear()
    yield Client()
    api._limits.cache_clear()


def ask(client: Client, body: Any, **more: Any) -> Any:
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.post("/api/v1/ask", text, content_type=more.pop("content_type", "application/json"), **more)


# -- asking


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_a_program_gets_the_answer_that_everybody_gets(client: Client, language: str) -> None:
    book = rulebook.book()
    on = dt.date(2019, 3, 10)
    expected = book.ask(book.facts_from(WORKER), on=on).as_json(language)
    response = ask(client, {"person": WORKER, "on": "2019-03-10", "lang": language})
    assert response.status_code == 200
    assert response.json() == json.loads(json.dumps(expected))


def test_a_page_that_was_shown_changes_nothing_of_what_programs_get(client: Client) -> None:
    from hamroh.web import answer

    book = rulebook.book()
    position = book.ask(book.facts_from(WORKER), on=dt.date(2019, 3, 10))
    before = json.dumps(position.as_json("en"))
    answer.for_reading(position, "en")
    assert json.dumps(position.as_json("en")) == before


def test_without_a_day_today_is_asked_about(client: Client, moment: dt.datetime) -> None:
    assert ask(client, {"person": {"destination": "RU"}}).json()["on"] == moment.date().isoformat()


def test_what_a_program_asks_of_a_person_is_kept_nowhere(client: Client) -> None:
    # No database is open to this test: a query would fail it.
    for response in (ask(client, {"person": WORKER}), ask(client, {"person": {"nobody": 1}}), ask(client, "{")):
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers
        assert not response.cookies
        assert "Access-Control-Allow-Origin" not in response.headers


def test_a_question_is_not_taken_from_an_address(client: Client) -> None:
    response = client.get("/api/v1/ask", {"person": json.dumps(WORKER)})
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"


def test_a_form_of_another_site_cannot_ask(client: Client) -> None:
    for kind in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"):
        response = ask(client, json.dumps({"person": WORKER}), content_type=kind)
        assert (response.status_code, response.json()["code"]) == (415, "not_json")


@pytest.mark.parametrize(
    ("person", "code", "at"),
    [
        ({"destination": "XX"}, "unknown_choice", "person.destination"),
        ({"citizenship": "tj"}, "unknown_country", "person.citizenship"),
        ({"birth_date": "2019-02-30"}, "wrong_day", "person.birth_date"),
        ({"nobody": 1}, "unknown_fact", "person.nobody"),
        ({"entered": "2030-01-01"}, "after_asked_day", "person.entered"),
        ({"stays": [{"entry": "2019-03-09", "exit": "2019-03-01"}]}, "exit_before_entry", "person.stays[0].exit"),
        ({"pay": [{"rub": "1e999999"}]}, "out_of_range", "person.pay[0].rub"),
        ({"pay": [{"rub": 5.001}]}, "wrong_type", "person.pay[0].rub"),
        ({"stays": "often"}, "wrong_type", "person.stays"),
        ({"stays": [[]]}, "wrong_type", "person.stays[0]"),
        ({"citizenship": [["TJ"]]}, "unknown_country", "person.citizenship"),
    ],
)
def test_a_fact_that_cannot_be_so_is_refused_with_its_place_and_the_way_out(
    client: Client, person: dict[str, Any], code: str, at: str
) -> None:
    response = ask(client, {"person": person, "on": "2019-03-10"})
    problem = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.status_code, problem["status"], problem["code"], problem["at"]) == (422, 422, code, at)
    assert problem["mend"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (" ", 400, "unreadable"),
        ("{", 400, "unreadable"),
        ('{"person": {}, "person": {}}', 400, "unreadable"),
        ('{"person": {"registered": NaN}}', 400, "unreadable"),
        (b"\xff\xfe", 400, "unreadable"),
        ("[" * 100_000, 400, "unreadable"),
        ("[]", 422, "no_person"),
        ("{}", 422, "no_person"),
        ('{"person": []}', 422, "no_person"),
        ('{"person": {"stays": ' + "[" * 30 + "]" * 30 + "}}", 422, "too_deep"),
        ('{"person": {}, "name": "?"}', 422, "unknown_key"),
        ('{"person": {}, "lang": "de"}', 422, "unknown_language"),
        ('{"person": {}, "on": "2019-02-30"}', 422, "wrong_day"),
        ('{"person": {}, "on": 20190310}', 422, "wrong_day"),
        ('{"person": {"registered": "' + "x" * api.LARGEST_BODY + '"}}', 413, "too_large"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_as_a_whole(
    client: Client, body: str | bytes, status: int, code: str
) -> None:
    response = ask(client, body)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["mend"]


def test_half_a_letter_is_answered_and_breaks_nothing(client: Client) -> None:
    assert ask(client, '{"person": {"region": "\\ud800"}}').json()["code"] == "unknown_region"


def test_a_fault_of_ours_says_nothing_of_the_person(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from hamroh.shell.quiet_log import QuietFormatter

    def broken(*_args: Any, **_more: Any) -> Any:
        raise ValueError("entered 2019-03-01")

    monkeypatch.setattr("hamroh.shell.where.today", broken)
    response = ask(client, {"person": WORKER})
    assert (response.status_code, response.json()["code"]) == (500, "failed")
    (record,) = [r for r in caplog.records if r.name == "hamroh.web.api"]
    log = QuietFormatter().format(record)
    assert "ValueError" in log
    assert "2019-03-01" not in log + response.content.decode()


# -- reading the law


def test_every_provision_is_on_one_page_of_the_list(client: Client) -> None:
    pages = client.get("/api/v1/law/").json()["pages"]
    listed = [
        p["provision"]
        for page in range(1, pages + 1)
        for p in client.get("/api/v1/law/", {"page": page}).json()["provisions"]
    ]
    assert listed == [p.id for p in rulebook.book().provisions]


def test_the_list_is_searched_and_narrowed(client: Client) -> None:
    found = client.get("/api/v1/law/", {"q": "baqaydgiri", "stage": "arriving", "lang": "tg"}).json()
    assert "ru.registration.general" in [p["provision"] for p in found["provisions"]]
    assert {p["stage"] for p in found["provisions"]} == {"arriving"}
    assert client.get("/api/v1/law/", {"q": "expulsiom"}).json()["near"] is True
    assert client.get("/api/v1/law/", {"document": "fz_109"}).json()["total"] > 0


def test_a_provision_is_given_as_it_stood_on_a_day(client: Client) -> None:
    whole = client.get("/api/v1/law/ru.registration.general").json()
    assert [v["from"] for v in whole["versions"]] == ["2011-03-25", "2002-11-01"]
    for day, number in (("2011-03-24", 3), ("2011-03-25", 7)):
        (version,) = client.get(f"/api/v1/law/ru.registration.general/on/{day}").json()["versions"]
        assert version["values"] == {"days": number}
    assert client.get("/api/v1/law/ru.registration.general/on/1990-01-01").json()["versions"] == []


def test_an_unknown_provision_names_some_that_are_near(client: Client) -> None:
    response = client.get("/api/v1/law/ru.registration")
    assert response.status_code == 404
    assert all(id_.startswith("ru.registration.") for id_ in response.json()["near"])


def test_only_provisions_by_address_and_day_may_be_kept(client: Client) -> None:
    for address in ("/api/v1/law/ru.registration.general", "/api/v1/law/ru.registration.general/on/2015-01-01"):
        first = client.get(address)
        assert first.headers["Cache-Control"] == "public, max-age=3600"
        assert client.get(address, headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    for address in (
        "/api/v1/law/",
        "/api/v1/law/?q=patent",
        "/api/v1/law/changes?from=2024-01-01&to=2025-01-01",
        "/api/v1/law/unsettled",
        "/api/v1/law/ru.no.such",
    ):
        assert client.get(address).headers["Cache-Control"] == "no-store", address


def test_changes_and_doubts_are_those_of_the_book(client: Client) -> None:
    book = rulebook.book()
    a, b = dt.date(2014, 1, 1), dt.date(2024, 1, 1)
    said = client.get("/api/v1/law/changes", {"from": str(b), "to": str(a)}).json()
    assert (said["from"], said["to"]) == (str(a), str(b))
    assert [c["provision"] for c in said["changes"]] == [c.provision.id for c in book.changes(a, b)]
    said = client.get("/api/v1/law/unsettled", {"lang": "tg"}).json()
    assert [(d["doubt"], d["provision"]) for d in said["unsettled"]] == [(d.kind, d.provision.id) for d in doubts(book)]
    assert not [d for d in said["unsettled"] if "{" in str(d["what"]) + str(d["settled_by"])]


@pytest.mark.parametrize(
    ("address", "status", "at"),
    [
        ("/api/v1/law/?page=0", 400, "page"),
        ("/api/v1/law/?page=9999", 404, "page"),
        ("/api/v1/law/?stage=x", 400, "stage"),
        ("/api/v1/law/?lang=de", 400, "lang"),
        ("/api/v1/law/?lang=en&lang=ru", 400, "lang"),
        ("/api/v1/law/?who=me", 400, "who"),
        ("/api/v1/law/changes?from=2024-01-01", 400, "to"),
        ("/api/v1/law/changes?from=2024-02-30&to=2025-01-01", 400, "from"),
        ("/api/v1/law/ru.registration.general/on/2021-02-29", 404, "date"),
        ("/api/v1/nothing", 404, ""),
        ("/api/", 404, ""),
    ],
)
def test_a_wrong_address_is_a_problem_with_its_place(client: Client, address: str, status: int, at: str) -> None:
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.status_code, response.json()["at"]) == (status, at)
    assert response.json()["mend"]


# -- the limit


def test_who_asks_too_much_is_told_when_to_ask_again(client: Client, settings: Any) -> None:
    settings.API_PER_MINUTE = 10
    assert [ask(client, {"person": {}}).status_code for _ in range(3)] == [200, 200, 429]
    refused = ask(client, {"person": {}})
    assert refused.json()["code"] == "too_many"
    assert int(refused.headers["Retry-After"]) >= 1
    other = ask(client, {"person": {}}, REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 200


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_minute_fills_again_evenly() -> None:
    clock = Clock()
    limit = limits.Limits(60, clock)
    assert [limit.wait("203.0.113.9") for _ in range(61)] == [0] * 60 + [1]
    clock.now += 1
    assert [limit.wait("203.0.113.9") for _ in range(2)] == [0, 1]
    clock.now += 60
    assert limit.wait("203.0.113.9", 60) == 0


def test_no_address_is_held_and_each_hour_everything_is_forgotten() -> None:
    clock = Clock()
    limit = limits.Limits(10, clock)
    assert limit.wait("203.0.113.9", 10) == 0
    held = (limit._salt, *limit._left)
    assert all(b"203" not in mark for mark in held)
    clock.now += limits.HOUR
    assert limit.wait("198.51.100.1") == 0
    assert limit._salt != held[0]
    assert not set(limit._left) & set(held)


def test_the_marks_never_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_MARKS", 100)
    limit = limits.Limits(10, Clock())
    for number in range(1000):
        limit.wait(f"10.0.{number // 250}.{number % 250}")
    assert len(limit._left) <= 100


def test_one_network_of_the_new_kind_is_one_caller() -> None:
    limit = limits.Limits(1, Clock())
    assert limit.wait("2001:db8:1:2::5") == 0
    assert limit.wait("2001:db8:1:2:ffff::9") > 0
    assert limit.wait("2001:db8:1:3::5") == 0


def test_only_a_proxy_on_this_machine_may_say_who_asks() -> None:
    make = RequestFactory()
    near = make.get("/", REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": "198.51.100.1, 203.0.113.9"})
    far = make.get("/", REMOTE_ADDR="203.0.113.7", headers={"x-forwarded-for": "198.51.100.1"})
    assert limits.caller(near) == "203.0.113.9"
    assert limits.caller(far) == "203.0.113.7"


# -- what it says of itself


def test_the_description_is_whole_and_is_found_from_the_pages(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    for name, schema in document["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert "$defs" not in json.dumps(schema), name
    named = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(document)))
    assert named == {f"#/components/schemas/{name}" for name in document["components"]["schemas"]} & named
    assert 'href="/api/v1/openapi.json"' in client.get("/en/law/").content.decode()


def test_what_stands_in_its_guide_is_so(client: Client) -> None:
    text = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    blocks = re.findall(r"<!-- (sent to (\S+)|part of the answer) -->\n```json\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 4
    for (_, address, sent), (_, _, part) in zip(blocks[::2], blocks[1::2], strict=True):
        answer = client.post(address, sent, content_type="application/json").json()
        assert holds(answer, json.loads(part)), answer
    for address in re.findall(r"`(?:GET|POST) (/api/v1/[^`]*)`", text):
        path = address.partition("?")[0].replace("<", "{").replace(">", "}")
        assert path in client.get("/api/v1/openapi.json").json()["paths"]
    assert str(api.LARGEST_BODY) == "200000" and "200,000 bytes" in text


def holds(whole: Any, part: Any) -> bool:
    """Is everything of the part in the whole? Of a list, each item in some item."""
    if isinstance(part, dict):
        return all(key in whole and holds(whole[key], value) for key, value in part.items())
    if isinstance(part, list):
        return all(any(holds(item, wanted) for item in whole) for wanted in part)
    return bool(whole == part)


@pytest.mark.slow
@pytest.mark.xdist_group("served")
def test_no_request_that_a_program_can_think_of_breaks_it(served: tuple[int, Path], tmp_path: Path) -> None:
    """A real server, asked what its own description allows and what it forbids: no fault of ours, nothing undescribed."""
    port, said = served
    before = said.read_text().count("Error")
    config = str(ROOT / "tests/web/schemathesis.toml")
    asked = ["--phases", "examples,coverage,fuzzing", "--max-examples", "8", "--seed", "1", "--no-color"]
    kept = ["--generation-database", "none", "-c", "all", "--exclude-checks", "ignored_auth"]
    url = f"http://127.0.0.1:{port}/api/v1/openapi.json"
    done = subprocess.run(
        [str(Path(sys.executable).with_name("schemathesis")), "--config-file", config, "run", url, *asked, *kept],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert said.read_text().count("Error") == before
