"""The directory for programs: pages of HSDS 3.0, the same for everybody."""

from __future__ import annotations

from typing import Any

import pytest

from tests.people.test_hsds import faults
from tests.web.conftest import MOMENT

HERE = "/api/v1/hsds"


def test_services_come_in_pages_and_each_by_its_id(client: Any, directory: None) -> None:
    first = client.get(f"{HERE}/services?per_page=5").json()
    assert (first["total_items"], first["total_pages"], first["size"], first["first_page"], first["last_page"]) == (
        13,
        3,
        5,
        True,
        False,
    )
    assert "phones" not in first["contents"][0]
    ids = [
        one["id"]
        for page in (1, 2, 3)
        for one in client.get(f"{HERE}/services?per_page=5&page={page}").json()["contents"]
    ]
    assert len(set(ids)) == 13
    assert faults(client.get(f"{HERE}/services/{ids[0]}").json()) == []


def test_organisations_hold_their_services(client: Any, directory: None) -> None:
    brief = client.get(f"{HERE}/organizations").json()
    one = next(o for o in brief["contents"] if o["name"] == "Consular desk for citizens (sample)")
    full = client.get(f"{HERE}/organizations/{one['id']}").json()
    assert [name for each in full["services"] for name in each if isinstance(each[name], list)] == []
    whole = client.get(f"{HERE}/organizations/{one['id']}?full_service=true").json()
    assert [faults(each) for each in whole["services"]] == [[], []]
    assert names(client, "organizations?search=Consular") == [one["name"]]
    assert faults({k: v for k, v in full.items() if k != "services"}, "organization") == []
    assert client.get(f"{HERE}/services?organization_id={one['id']}").json()["total_items"] == 2


def test_places_leave_out_what_has_no_address(client: Any, directory: None) -> None:
    from hamroh.people.models import Service

    Service.objects.update(address="")
    assert client.get(f"{HERE}/service_at_locations").json()["empty"]
    Service.objects.filter(key="sample_clinic_moscow").update(address="Lenina 1")
    found = client.get(f"{HERE}/service_at_locations?full=true").json()["contents"]
    assert [place["location"]["addresses"][0]["address_1"] for place in found] == ["Lenina 1"]
    assert faults(found[0], "service_at_location") == []
    assert client.get(f"{HERE}/service_at_locations/{found[0]['id']}").json() == found[0]
    clinic = Service.objects.get(key="sample_clinic_moscow")
    Service.objects.filter(pk=clinic.pk).update(kind="shelter", address="")
    assert client.get(f"{HERE}/service_at_locations/{found[0]['id']}").status_code == 404


def names(client: Any, asked: str) -> list[str]:
    return sorted(one["name"] for one in client.get(f"{HERE}/{asked}").json()["contents"])


def test_services_are_found_by_words_in_any_capitals_by_kind_and_by_taxonomy(client: Any, directory: None) -> None:
    consulates = ["Consular desk for citizens (sample)"] * 2
    assert names(client, "services?search=КОНСУЛЬСКИЙ+граждан") == consulates
    assert (
        names(client, "services?search=консульский") == consulates
        and names(client, "services?search=zzz%00%EF%BF%BF") == []
    )
    terms = client.get(f"{HERE}/taxonomy_terms?per_page=100").json()["contents"]
    ours = client.get(f"{HERE}/taxonomies").json()["contents"]
    assert [faults(one, "taxonomy") for one in ours] == [[]]
    by_code = {term["code"]: term["id"] for term in terms}
    assert names(client, f"services?taxonomy_term_id={by_code['consulate']}") == consulates[:1]
    assert len(names(client, f"services?taxonomy_id={ours[0]['id']}")) == 13
    assert names(client, f"taxonomy_terms?parent_id={by_code['kind']}&search=safe") == ["Safe house"]
    assert client.get(f"{HERE}/taxonomy_terms?top_only=true").json()["total_items"] == len(terms) - 12
    one = client.get(f"{HERE}/taxonomy_terms/{by_code['shelter']}").json()
    assert faults(one, "taxonomy_term") == [] and one["parent_id"] == by_code["kind"]
    assert client.get(f"{HERE}/taxonomies/{ours[0]['id']}").json() == ours[0]


def test_what_was_changed_or_called_since_a_moment_is_told_and_ids_alone_come_all_at_once(
    client: Any, directory: None
) -> None:
    from hamroh.people.models import Probe, Service

    called = Service.objects.get(key="sample_union")
    Probe.objects.create(service=called, phone=called.phone, outcome="no_answer", at=MOMENT)
    asked = "services?minimal=true&modified_after=2026-11-24T12:00:00%2B03:00"
    assert client.get(f"{HERE}/{asked}").json()["contents"] == [
        {"id": str(called.uid), "modified_date": MOMENT.isoformat()}
    ]
    assert client.get(f"{HERE}/services/{called.uid}").json()["last_modified"] == MOMENT.isoformat()
    assert client.get(f"{HERE}/services?minimal=true").json()["size"] == 13


def test_terms_places_and_taxonomies_of_others_are_told_as_they_came(client: Any, directory: None) -> None:
    from hamroh.people.directory import entries, hsds
    from hamroh.people.models import Organisation, Service
    from tests.people.test_hsds import published

    sample = published("service_full.json")
    entry, _ = hsds.read(sample)
    brought = Service(key="brought", organisation=Organisation.objects.get(key="sample_union"), edition=0)
    entries.turn()
    entries.write(brought, entries.normal(entries.blank() | entry))
    term = sample["attributes"][0]["taxonomy_term"]
    assert client.get(f"{HERE}/taxonomy_terms/{term['id']}").json() == term
    assert client.get(f"{HERE}/taxonomies/{term['taxonomy_detail']['id']}").json() == term["taxonomy_detail"]
    for asked in (f"taxonomy_term_id={term['id']}", f"taxonomy_id={term['taxonomy_detail']['id']}"):
        assert names(client, f"services?{asked}") == [sample["name"]]
    place = sample["service_at_locations"][0]["id"]
    told = client.get(f"{HERE}/service_at_locations/{place}").json()
    assert (
        told["id"] == place and told["service"]["name"] == sample["name"] and faults(told, "service_at_location") == []
    )
    assert client.get(f"{HERE}/service_at_locations/{sample['id']}").status_code == 404


def test_it_says_which_version_it_speaks_and_may_be_kept(client: Any, directory: None) -> None:
    assert client.get(f"{HERE}/").json()["version"] == "3.0"
    assert "kind" in client.get(f"{HERE}/profile").json()["terms"]
    assert client.get(f"{HERE}/services").headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [("services?page=0", 400, "no_page"), ("services?page=9", 404, "no_such_page"), ("services?per_page=1000", 400, "no_page"), ("services?full=maybe", 400, "no_flag"),
     ("services?postcode=1", 400, "unknown_parameter"), ("services?format=ndjson", 400, "no_format"), ("services?modified_after=soon", 400, "no_moment"),
     ("services?taxonomy_term_id=x", 400, "no_id"), ("taxonomies/00000000-0000-0000-0000-000000000007", 404, "no_such_taxonomy"),
     ("taxonomy_terms/00000000-0000-0000-0000-000000000007", 404, "no_such_taxonomy_term"),
     ("service_at_locations/00000000-0000-0000-0000-000000000007", 404, "no_such_place"), ("services?organization_id=1", 400, "no_id"), ("services/00000000-0000-0000-0000-000000000007", 404, "no_such_service"),
     ("organizations/00000000-0000-0000-0000-000000000007", 404, "no_such_organization")],
)  # fmt: skip
def test_what_cannot_be_answered_says_why(client: Any, directory: None, address: str, status: int, code: str) -> None:
    answer = client.get(f"{HERE}/{address}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
