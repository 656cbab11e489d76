"""After the demonstration no list of the desk is empty: whoever looks at the program for the first time sees every page at work."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import resolve, reverse

from hamroh.cli import demo
from hamroh.people.directory import demonstration as directory
from hamroh.people.staff.models import Role
from hamroh.people.walls import door_of
from hamroh.people.walls.ways import ROOMS
from hamroh.protection import demonstration
from hamroh.recruitment.register import demonstration as agencies
from tests.people.conftest import World, signed_in

# Ways that lead to a form, or to what is asked first, and list nothing
NO_LIST = {
    "new_call", "persons", "women", "htcds_take_in", "register_table", "route_posters", "glass", "asylum_way", "outside_request_new", "vouch", "mfa_index", "directory_where",
}  # fmt: skip
# Who looks, where it matters: who made something is not the one for whom it waits
WHO = {
    "desk": Role.SUPERVISOR, "reviews": Role.SUPERVISOR, "interpreting": Role.INTERPRETER, "referrals": Role.OPERATOR, "staff": Role.ADMINISTRATOR,
    "exports": Role.SECURITY, "alarms": Role.SECURITY, "outside_requests": Role.SUPERVISOR, "directory_calls": Role.SUPERVISOR,
    "cases": Role.LAWYER, "hearings": Role.LAWYER, "parties": Role.LAWYER, "tracing": Role.LAWYER, "joint_rooms": Role.LAWYER, "outgoing": Role.LAWYER,
}  # fmt: skip
LINK = re.compile(rb'<a [^>]*href="(/desk/[^"#?]*)')
ENTRY = re.compile(rb"<main.*?(<li>|<li |<tr>|<tr |<section )", re.DOTALL)


@pytest.fixture
def shown(world: World) -> World:
    """A site after `hamroh demo`."""
    # The pages ask the clock.
    now = dt.datetime.now(dt.UTC)
    directory.load(today=now.date())
    agencies.load(today=now.date())
    hands = {role: world.staff(role) for role in Role}
    demonstration.make(12, by=hands[Role.LAWYER], at=now)
    theirs = {role: world.staff(role, office=world.house) for role in (Role.LAWYER, Role.SUPERVISOR)}
    demo.together(hands, theirs, at=now)
    return world


def test_no_list_of_the_desk_is_empty(shown: World) -> None:
    empty = []
    for name in ["desk", *(way for _, ways in ROOMS for way, _, _ in ways if way not in NO_LIST)]:
        address = reverse(name)
        door = door_of(resolve(address).func)
        assert door is not None
        role = WHO.get(name) or min(door.roles)
        answer = signed_in(shown.staff(role)).get(address)
        assert answer.status_code == 200, f"{role} at {name}: {answer.status_code}"
        if not ENTRY.search(answer.content):
            empty.append(f"{role} at {name}")
    assert not empty
    # Nobody is led to a page that says there is no such page: one of each kind is followed from the page of today on.
    for role in (Role.OPERATOR, Role.CASE_WORKER):
        client, todo, met = signed_in(shown.staff(role)), [("/desk/", "")], set()
        while todo:
            address, named_on = todo.pop()
            kind = resolve(address).url_name
            if kind in met or "logout" in str(kind):
                continue
            met.add(kind)
            answer = client.get(address)
            assert answer.status_code != 404, f"{role} is led from {named_on} to {kind}"
            if "html" in answer.headers["Content-Type"] and not answer.streaming:
                todo += [(link.decode(), str(kind)) for link in LINK.findall(answer.content)]
        assert {"person", "call", "enquiry"} & met, f"{role} met {met}"
