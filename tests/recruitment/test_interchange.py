"""The register for programs and spreadsheets: API, data package, address card."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from typing import Any

import icalendar.parser
import jsonschema
import pytest
from django.test import Client

from hamroh.recruitment.check import open_data
from hamroh.recruitment.register import actions, intermediaries
from hamroh.web import api
from tests.recruitment.conftest import TODAY, D


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hamroh.recruitment.check.views.today", lambda: TODAY)
    monkeypatch.setattr("hamroh.web.api_agencies.today", lambda: TODAY)
    api._limits.cache_clear()


def ask(body: Any) -> Any:
    return Client().post("/api/v1/agencies/check", json.dumps(body), content_type="application/json")


def described(name: str, body: Any) -> None:
    """Does an answer hold to its description?"""
    document = Client().get("/api/v1/openapi.json").json()
    jsonschema.validate(body, {"$ref": f"#/components/schemas/{name}", "components": document["components"]})


def test_a_program_is_told_what_everybody_is(namuna: Any) -> None:
    yes = ask({"text": "namuna kor", "on": "2018-05-05"}).json()
    described("AgencyCheck", yes)
    assert (yes["answer"], yes["by"], yes["found"][0]["licence"]) == ("yes", "name", "000-A")
    no = ask({"text": "Намуна Кар", "on": "2018-05-05"}).json()
    described("AgencyCheck", no)
    assert (no["answer"], no["found"], no["near"][0]["name"]) == ("no", [], "Намуна Кор")
    assert ask({"text": "000-A", "on": "2010-05-05"}).json()["answer"] == "unknown"
    phone = ask({"text": "93 000 00 00", "on": "2018-05-05"}).json()
    assert (phone["by"], phone["numbers"], yes["numbers"]) == ("phone", ["+992930000000"], [])
    assert ask({"text": "3000000", "on": "2018-05-05"}).json()["answer"] == "no", "the end of a number is none"


def test_a_program_is_told_of_a_phone_that_works_without_a_licence_and_of_nobody_by_name(
    namuna: Any, wrote: Any
) -> None:
    intermediaries.write("Миёнарав Намуна", "+992 93 000 00 17", place="Кӯлоб", since=D(2019, 1, 1), w=wrote)
    actions.read_register(begins_on=D(2013, 1, 1), read_on=TODAY, w=wrote)
    found = ask({"text": "+992 93 000 00 17", "on": TODAY.isoformat()}).json()
    described("AgencyCheck", found)
    assert found["intermediary"] == {"phone": "+992930000017", "since": "2019-01-01", "written_by": "service", "court": False}  # fmt: skip
    assert found["answer"] == "no" and "Миёнарав" not in json.dumps(found, ensure_ascii=False)
    for asked in ("Миёнарав Намуна", "+992 93 000 00 18", "Кӯлоб", "930000"):
        other = ask({"text": asked, "on": TODAY.isoformat()}).json()
        described("AgencyCheck", other)
        assert other["intermediary"] is None
    assert ask({"text": "+992 93 000 00 17", "on": "2018-12-31"}).json()["intermediary"] is None


@pytest.mark.parametrize(("body", "status", "at"), [({}, 422, "text"), ({"text": "  "}, 422, "text"), ({"text": "x" * 161}, 422, "text"), ({"text": "x", "on": "2018-02-31"}, 422, "on"), ({"text": "x", "z": 1}, 422, "z"), ([], 422, "")])  # fmt: skip
def test_a_question_that_cannot_be_read_is_refused_with_its_place(db: None, body: Any, status: int, at: str) -> None:
    answer = ask(body)
    assert (answer.status_code, answer.json()["at"]) == (status, at)


def test_an_agency_is_given_by_day_with_its_lines_and_may_be_kept(namuna: Any) -> None:
    answer = Client().get(f"/api/v1/agencies/{namuna.pk}/on/2018-05-05")
    described("Agency", answer.json())
    assert answer.json()["answer"] == "yes" and answer.json()["phones"] == ["+992930000000"]
    assert "public" in answer.headers["Cache-Control"] and answer.headers["ETag"]
    list_ = Client().get("/api/v1/agencies/").json()
    described("Agencies", list_)
    assert list_["total"] == 1
    for wrong in ("/api/v1/agencies/999", "/api/v1/agencies/x", "/api/v1/agencies/?page=2"):
        assert Client().get(wrong).status_code == 404


def _read(type_: str, text: str) -> Any:
    """A cell by its type of Table Schema; empty is missing."""
    if text == "":
        return None
    return {
        "integer": int,
        "string": str,
        "boolean": {"true": True, "false": False}.__getitem__,
        "date": dt.date.fromisoformat,
    }[type_](text)  # type: ignore[operator]


def test_the_data_package_is_what_its_description_says(namuna: Any, wrote: Any) -> None:
    other = actions.enter_agency(["=cmd|' /C calc'!A0"], since=D(2020, 1, 1), w=wrote)
    actions.correct_state(
        namuna.licences.get().states.get(), "granted", since=D(2017, 3, 1), until=D(2019, 3, 1), w=wrote
    )
    files = open_data.files(TODAY)
    package = json.loads(files["datapackage.json"])
    assert package["licenses"] and package["sources"] and "2013-01-01" in package["description"]
    tables: dict[str, list[dict[str, Any]]] = {}
    for resource in package["resources"]:
        body, schema = files[resource["path"]], resource["schema"]
        assert resource["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}" and resource["bytes"] == len(body)
        types = {field["name"]: field["type"] for field in schema["fields"]}
        assert all(field["description"] for field in schema["fields"])
        rows = list(csv.DictReader(io.StringIO(body.decode(), newline="")))
        assert list(rows[0]) == list(types)
        tables[resource["name"]] = [{name: _read(types[name], row[name]) for name in types} for row in rows]
        keys = [tuple(row[name] for name in schema["primaryKey"]) for row in tables[resource["name"]]]
        assert len(keys) == len(set(keys)) and (None,) not in keys
        for foreign in schema.get("foreignKeys", []):
            there = {row[foreign["reference"]["fields"]] for row in tables[foreign["reference"]["resource"]]}
            assert {row[foreign["fields"]] for row in tables[resource["name"]]} <= there
    assert [row["corrected"] for row in tables["states"]] == [True, False]
    assert {(row["licence"] or "", row["countries"] or "") for row in tables["agencies"]} == {("000-A", "RU"), ("", "")}
    # A spreadsheet computes nothing that somebody wrote into a name.
    assert next(row["name"] for row in tables["names"] if row["agency"] == other.pk).startswith("'=")
    assert Client().get("/open/agencies/states.csv").content == files["states.csv"]
    assert Client().get("/open/agencies/staff.csv").status_code == 404


def test_an_agency_is_saved_as_a_card_that_phones_read(namuna: Any, wrote: Any) -> None:
    actions.add_place(namuna, "кӯчаи Намуна, 1; бинои 2", country="TJ", since=D(2017, 3, 1), w=wrote)
    text = Client().get(f"/tg/agency/{namuna.pk}/card.vcf").content.decode()
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    lines = icalendar.parser.Contentlines.from_ical(text)
    said = {line.parts()[0]: line.parts()[2] for line in lines if line}
    assert said["FN"] == "Намуна Кор" and said["TEL"] == "+992930000000" and said["VERSION"] == "3.0"
    assert r"ADR;TYPE=work:;;кӯчаи Намуна\, 1\; бинои 2;;;;TJ" in text.replace("\r\n ", "")
