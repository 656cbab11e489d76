"""A small world for the desk: two organisations, three offices, and somebody for each role."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from hamroh.record import keys

NOON = dt.datetime(2026, 11, 28, 12, 0, tzinfo=dt.UTC)
LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@dataclass
class World:
    """`hotline` has two offices, `shelter` one; people are made as they are needed."""

    hotline: Any
    shelter: Any
    dushanbe: Any
    khujand: Any
    house: Any

    def staff(self, role: str, *, office: Any = None, name: str = "", email: str = "") -> Any:
        """Somebody with a role since long ago; made once for each name."""
        from hamroh.people.models import RoleGrant, Staff

        office = office or self.dushanbe
        name = name or f"{role} of {office.key}"
        email = email or f"{name.replace(' ', '.')}@example.org"
        found = Staff.objects.filter(email=email).first()
        if found:
            return found
        made = Staff.objects.create(email=email, full_name=name, office=office, joined_at=LONG_AGO, language="en")
        RoleGrant.objects.create(staff=made, role=role, since=LONG_AGO)
        return made

    def person(self, *, keeper: Any = None) -> Any:
        """A file that nobody works with yet."""
        from hamroh.people.models import Person

        made = Person.objects.create(keeper=keeper or self.hotline, opened_at=NOON, touched_on=NOON.date())
        keys.store().make(made.pk)
        return made

    def involve(self, person: Any, *, staff: Any = None, organisation: Any = None, parts: str = "", **when: Any) -> Any:
        """Let somebody, or the desk of an organisation, work with a file."""
        from hamroh.people.models import Involvement
        from hamroh.people.persons.models import Part

        if staff is not None and organisation is None:
            organisation = staff.office.organisation
        return Involvement.objects.create(
            person=person,
            organisation=organisation or self.hotline,
            staff=staff,
            parts=parts or " ".join(Part),
            since=when.get("since", LONG_AGO),
            until=when.get("until"),
            reason="call",
        )


def signed_in(staff: Any) -> Client:
    """A browser in which somebody has signed in with both steps, in English; the steps themselves are tried in staff/."""
    from allauth.account.internal.flows import login

    from hamroh.people.alarms.models import Attempt
    from hamroh.shell.refusals import Refusal

    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": 0}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(staff.pk)
    session.save()
    # The first page of a session notes when it began; those that tests compare come after it.
    client.get("/desk/")
    # What is tried in vain is counted, and the record told of the first and the tenth: past those, counting asks alike.
    hour = dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0)
    for one in (hour, hour + dt.timedelta(hours=1)):
        Attempt.objects.get_or_create(
            refusal=Refusal.ABSENT, who=staff.pk, hour=one, defaults={"count": 11, "noted": 11, "last_at": one}
        )
    return client


@pytest.fixture
def world(db: None) -> World:
    from hamroh.people.directory import actions
    from hamroh.people.models import Office

    def body(key: str, kind: str) -> Any:
        return actions.add_organisation(key, kind=kind, names={"en": key, "ru": key, "tg": key})

    def place(key: str, organisation: Any) -> Any:
        return Office.objects.create(
            key=key,
            organisation=organisation,
            name_en=key,
            name_ru=key,
            name_tg=key,
            country="TJ",
            time_zone="Asia/Dushanbe",
        )

    hotline, shelter = body("hotline", "ngo"), body("shelter", "ngo")
    return World(
        hotline=hotline,
        shelter=shelter,
        dushanbe=place("dushanbe", hotline),
        khujand=place("khujand", hotline),
        house=place("house", shelter),
    )
