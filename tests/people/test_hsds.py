"""The directory in the words of HSDS 3.0: it validates against the published schemas, and loses nothing on the way."""

from __future__ import annotations

import datetime as dt
import functools
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hamroh.people.directory import actions, demonstration, entries, hsds, queries
from hamroh.people.directory.models import Service
from tests.people.test_directory import office

HSDS = Path(__file__).parents[1] / "vendor/hsds"


def published(name: str) -> Any:
    return json.loads((HSDS / "examples" / name).read_text(encoding="utf-8"))


@functools.cache
def validator(part: str = "service") -> jsonschema.Draft202012Validator:
    compiled = json.loads((HSDS / "service_with_definitions.json").read_text(encoding="utf-8"))
    schema = (
        compiled if part == "service" else {**compiled["definitions"][part], "definitions": compiled["definitions"]}
    )
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def faults(document: Any, part: str = "service") -> list[str]:
    return [f"{'/'.join(map(str, e.path))}: {e.message}" for e in validator(part).iter_errors(document)]


def test_the_validator_finds_what_is_wrong() -> None:
    sample = published("service_full.json")
    assert faults(sample) == []
    assert faults({**sample, "status": "bogus"}) and faults({k: v for k, v in sample.items() if k != "name"})


@pytest.fixture
def samples(db: None) -> list[Service]:
    demonstration.load(today=dt.date(2026, 11, 24))
    return list(queries.published())


def test_every_entry_of_ours_validates_as_service_organisation_and_place(samples: list[Service]) -> None:
    office(address="Lenina 1", town="Perm")
    for one in queries.published():
        assert faults(hsds.service(one)) == []
        assert faults(hsds.organisation(one.organisation), "organization") == []
        assert hsds.in_short(one) == hsds.brief(hsds.service(one))
        for place in hsds.at_locations(one):
            assert faults(place, "service_at_location") == []


def test_every_entry_of_ours_comes_back_as_it_went(samples: list[Service]) -> None:
    office(address="Lenina 1", town="Perm", name_en="Own", name_ru="Своё", name_tg="Худӣ")
    for one in queries.published():
        back, whose = hsds.read(json.loads(json.dumps(hsds.service(one))))
        assert entries.normal(back) | {"terms": {}} == entries.content(one) | {"terms": {}}
        assert whose["organisation_tg"] == one.organisation.name_tg
        assert whose["organisation_kind"] == one.organisation.kind


def test_no_place_of_a_shelter_is_told_whatever_came_with_it(db: None) -> None:
    sample = published("service_full.json") | {"description": "The yellow house in Main Street"}
    one = office(kind="shelter", terms={"hsds": sample})
    body = one.organisation
    body.terms = {"hsds": sample["organization"] | {"locations": [{"id": "1", "name": "House in Main Street"}]}}
    body.save()
    other = office("other", terms={"hsds": published("service_full.json")})
    other.organisation = body
    other.save()
    assert [hsds.in_short(each) for each in (one, other)] == [hsds.brief(hsds.service(each)) for each in (one, other)]
    told = [
        hsds.service(one),
        hsds.organisation(body),
        hsds.service(other)["organization"],
        hsds.organisation(body, [one]),
    ]
    assert "Main Street" not in json.dumps(told)
    assert hsds.at_locations(one) == []


def test_the_place_of_a_shelter_that_comes_with_a_list_is_not_kept(db: None) -> None:
    sent = hsds.service(office(address="Main Street 1", town="Perm"))
    kind = next(one for one in sent["attributes"] if one["taxonomy_term"]["name"] == "Legal aid")
    kind["value"] = "shelter"
    entry, whose = hsds.read(sent)
    assert "Main Street" not in json.dumps([entry, whose]) and entries.faults(entries.normal(entry)) == []


def test_only_what_was_changed_here_is_said_in_our_words(world: Any) -> None:
    sample = published("service_full.json")
    entry, _ = hsds.read(sample)
    by = world.staff("supervisor")
    made = actions.enter_service(
        world.hotline, entries.normal(entries.blank() | entry), by=by, at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    )
    made = actions.change_service(
        made.key,
        entries.content(made) | {"phone": "+44 20 7946 0000"},
        edition=1,
        by=by,
        at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
    )
    told = hsds.service(made, with_organisation=False)
    changed = {name for name in sample if name != "organization" and told.get(name) != sample[name]}
    assert changed == {"phones", "last_modified"}
    assert told["phones"][0]["number"] == "+442079460000"


def test_our_taxonomy_and_its_terms_are_as_the_standard_has_them_and_every_attribute_names_one(
    samples: list[Service],
) -> None:
    assert faults(hsds.taxonomy("https://example.org/profile"), "taxonomy") == []
    terms = {term["id"]: term for term in hsds.taxonomy_terms("https://example.org/profile")}
    assert [faults(term, "taxonomy_term") for term in terms.values() if faults(term, "taxonomy_term")] == []
    assert len(terms) == len(hsds.TERMS) + len(Service.Kind.values)
    for one in samples:
        told = [a["taxonomy_term"] for a in hsds.service(one)["attributes"]]
        assert all(term.items() <= terms[term["id"]].items() for term in told)


def test_a_dead_number_is_no_active_service(db: None) -> None:
    Service.objects.filter(pk=office().pk).update(failures=3)
    assert hsds.service(queries.published().get())["status"] == "inactive"


def test_what_is_invented_is_said_to_be(samples: list[Service]) -> None:
    assert all("Invented" in hsds.service(one)["alert"] for one in samples)
    assert "alert" not in hsds.service(office())
