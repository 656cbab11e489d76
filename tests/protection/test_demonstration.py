"""The demonstration makes every screen alive, and never among real people."""

from __future__ import annotations

from hamroh.people.persons import queries as persons
from hamroh.protection import demonstration
from tests.people.conftest import NOON, World, signed_in
from tests.record.conftest import Site, embedded_site, own_keys, prepared

__all__ = ["embedded_site", "own_keys", "prepared"]


def test_every_screen_has_something_to_show(world: World) -> None:
    lawyer = world.staff("lawyer")
    made = demonstration.make(60, by=lawyer, at=NOON)
    assert made["people"] == 60
    assert all(number > 0 for number in made.values())
    client = signed_in(lawyer)
    for address in ("/desk/", "/desk/cases/", "/desk/enquiries/"):
        assert client.get(address).status_code == 200
    assert persons.find("Зарина", seen_by=lawyer, at=NOON).hits


def test_the_command_makes_staff_and_people_and_refuses_a_site_that_others_reach(embedded_site: Site) -> None:
    done = embedded_site.hamroh("demo", "--people", "12")
    assert done.returncode == 0, done.stderr
    assert "12 people" in done.stdout
    refused = embedded_site.hamroh(
        "demo", "--people", "1", HAMROH_HOSTS="hamroh.example.org", HAMROH_SECRET_KEY="x" * 40
    )
    assert refused.returncode == 1
    assert "real ones" in refused.stderr
