"""The directory for programs: pages of HSDS 3.0, the same for everybody."""

from __future__ import annotations

from typing import Any

import pytest

from tests.people.test_hsds import faults

HERE = "/api/v1/hsds"


def test_services_come_in_pages_and_each_by_its_id(client: Any, directory: None) -> None:
    first = client.get(f"{HERE}/services?per_page=5").json()
    assert (first["total_items"], first["total_pages"], first["size"], first["first_page"], first["last_page"]) == (
        12,
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
    assert len(set(ids)) == 12
    assert faults(client.get(f"{HERE}/services/{ids[0]}").json()) == []


def test_organisations_hold_their_services(client: Any, directory: None) -> None:
    brief = client.get(f"{HERE}/organizations").json()
    one = next(o for o in brief["contents"] if o["name"] == "Consular desk for citizens (sample)")
    full = client.get(f"{HERE}/organizations/{one['id']}").json()
    assert len(full["services"]) == 2
    assert faults({k: v for k, v in full.items() if k != "services"}, "organization") == []
    assert client.get(f"{HERE}/services?organization_id={one['id']}").json()["total_items"] == 2


def test_places_leave_out_what_has_no_address(client: Any, directory: None) -> None:
    assert client.get(f"{HERE}/service_at_locations").json()["empty"]
    from hamroh.people.models import Service

    Service.objects.filter(key="sample_clinic_moscow").update(address="Lenina 1")
    found = client.get(f"{HERE}/service_at_locations?full=true").json()["contents"]
    assert [place["location"]["addresses"][0]["address_1"] for place in found] == ["Lenina 1"]
    assert faults(found[0], "service_at_location") == []


def test_it_says_which_version_it_speaks_and_may_be_kept(client: Any, directory: None) -> None:
    assert client.get(f"{HERE}/").json()["version"] == "3.0"
    assert "kind" in client.get(f"{HERE}/profile").json()["terms"]
    assert client.get(f"{HERE}/services").headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [("services?page=0", 400, "no_page"), ("services?page=9", 404, "no_such_page"), ("services?per_page=1000", 400, "no_page"), ("services?full=maybe", 400, "no_flag"),
     ("services?search=x", 400, "unknown_parameter"), ("services?organization_id=1", 400, "no_id"), ("services/00000000-0000-0000-0000-000000000007", 404, "no_such_service"),
     ("organizations/00000000-0000-0000-0000-000000000007", 404, "no_such_organization")],
)  # fmt: skip
def test_what_cannot_be_answered_says_why(client: Any, directory: None, address: str, status: int, code: str) -> None:
    answer = client.get(f"{HERE}/{address}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
