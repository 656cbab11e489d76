"""The demonstration makes every screen alive, and never among real people."""

from __future__ import annotations

from hamroh.people.persons import queries as persons
from hamroh.people.persons.models import Part
from hamroh.protection import demonstration, demonstration_in_bulk
from hamroh.protection.enquiries import calls
from hamroh.protection.models import Enquiry
from hamroh.record.verifying import verify
from tests.people.conftest import NOON, World, signed_in
from tests.record.conftest import own_keys
from tests.sites import Site

__all__ = ["own_keys"]


def test_every_screen_has_something_to_show(world: World) -> None:
    lawyer = world.staff("lawyer")
    made = demonstration.make(60, by=lawyer, at=NOON)
    assert made["people"] == 60
    assert all(number > 0 for number in made.values())
    client = signed_in(lawyer)
    for address in ("/desk/", "/desk/cases/", "/desk/enquiries/", "/desk/parties/"):
        assert client.get(address).status_code == 200
    assert "Намуна" in client.get("/desk/parties/").content.decode()
    assert persons.find("Зарина", seen_by=lawyer, at=NOON).hits


def test_people_made_in_bulk_stand_like_those_made_by_hand(world: World) -> None:
    lawyer = world.staff("lawyer")
    made = demonstration_in_bulk.make_many(60, by=[lawyer], at=NOON, seed=1)
    assert made == {"people": 60, "calls": 30, "cases": 2}
    row = Enquiry.objects.first()
    assert row is not None and row.person_id is not None
    call = calls.read(row.pk, by=lawyer, at=NOON).call
    [hit] = [hit for hit in persons.find(call.phone, seen_by=lawyer, at=NOON).hits if hit.person.pk == row.person_id]
    assert hit.full_name == call.name
    assert persons.file(hit.person.pk, seen_by=lawyer, at=NOON).parts[Part.STORY].content["text"] == call.text
    assert calls.earlier(calls.Call(phone=call.phone), seen_by=lawyer, at=NOON)
    assert verify(NOON).faults == []


def test_the_command_makes_staff_and_people_and_refuses_a_site_that_others_reach(embedded_site: Site) -> None:
    done = embedded_site.hamroh("demo", "--people", "12")
    assert done.returncode == 0, done.stderr
    assert "12 people" in done.stdout
    refused = embedded_site.hamroh(
        "demo", "--people", "1", HAMROH_HOSTS="hamroh.example.org", HAMROH_SECRET_KEY="x" * 40
    )
    assert refused.returncode == 1
    assert "real ones" in refused.stderr
