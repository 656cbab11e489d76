"""Every address of the desk, for every role: taken from the list of addresses, so that a new page fails until it is placed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hamroh.people.staff.models import Role
from hamroh.people.walls import door_of
from tests.people.conftest import World, signed_in

# Pages of the desk without a door, and why
OPEN = {
    "account_login": "nobody is signed in yet",
    "account_logout": "leaving is always possible",
    "desk_tongue": "a language is chosen before signing in too",
    "mfa_authenticate": "the second step; without the first it sends to sign-in",
    "mfa_login_webauthn": "a passkey is both steps at once",
    "recovery": "opens between the two steps alone",
    "welcome": "who has a code chooses the first password",
}
FORM = "application/x-www-form-urlencoded"
# Values for the parts of an address: nothing of these ids exists
SAMPLES = {"uuid": uuid.UUID(int=7), "int": 7, "str": "none", "slug": "none"}


def _addresses(resolver: URLResolver, before: str = "", parts: dict[str, Any] | None = None) -> Iterator[Any]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        converters = {**(parts or {}), **entry.pattern.converters}
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, route, converters)
        elif isinstance(entry, URLPattern):
            yield route, entry, converters


DESK = [
    (route, entry, converters) for route, entry, converters in _addresses(get_resolver()) if route.startswith("desk/")
]
NAMES = [entry.name for _, entry, _ in DESK]


def address(entry: URLPattern, converters: dict[str, Any]) -> str:
    kinds = {"UUIDConverter": "uuid", "IntConverter": "int", "StringConverter": "str", "SlugConverter": "slug"}
    return reverse(str(entry.name), kwargs={n: SAMPLES[kinds[type(c).__name__]] for n, c in converters.items()})


def _ask(client: Client, method: str, where: str) -> Any:
    return client.get(where) if method == "get" else client.post(where, "", content_type=FORM)


def test_every_address_of_the_desk_has_a_name_of_its_own() -> None:
    assert None not in NAMES
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize(("route", "entry", "converters"), DESK, ids=NAMES)
def test_every_page_of_the_desk_has_a_door_or_a_reason_for_none(route: str, entry: URLPattern, converters: Any) -> None:
    if entry.name in OPEN:
        assert door_of(entry.callback) is None, "has a door by now: take it out of OPEN"
    else:
        assert door_of(entry.callback) is not None, f"{route}: put @door(...) before the view, or a reason into OPEN"


@pytest.mark.parametrize(("route", "entry", "converters"), DESK, ids=NAMES)
def test_without_signing_in_no_page_opens(world: World, route: str, entry: URLPattern, converters: Any) -> None:
    if entry.name in OPEN:
        return
    for method in ("get", "post"):
        answer = _ask(Client(), method, address(entry, converters))
        if answer.status_code != 405:
            assert (answer.status_code, answer.headers.get("Location")) == (302, reverse("account_login"))


@pytest.mark.parametrize("role", Role)
def test_a_role_without_the_door_meets_what_is_absent(world: World, role: Role) -> None:
    client = signed_in(world.staff(role))
    absent = client.get("/desk/no-such-page/")
    faults = []
    for route, entry, converters in DESK:
        door = door_of(entry.callback)
        if door is None or role in door.roles:
            continue
        for method in ("get", "post"):
            answer = _ask(client, method, address(entry, converters))
            if answer.status_code == 405:
                continue
            told = answer.content.replace(answer.wsgi_request.path.encode(), b"/desk/no-such-page/")
            if (answer.status_code, told) != (404, absent.content):
                faults.append(f"{method} {route}: {answer.status_code}")
    assert not faults, f"{role} can tell these pages from what is absent: {faults}"
