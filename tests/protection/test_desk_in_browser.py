"""Pages of the desk that a demonstration fills, in a real browser: usable by everybody, and never wider than a narrow screen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from hamroh.cli import demo
from hamroh.people.staff.models import Role
from hamroh.protection.models import Attachment, Case, Enquiry, Import, JointRoom
from tests.people.conftest import World, signed_in

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_what_was_brought_shared_planned_and_taken_has_no_fault_of_access(
    transactional_db: None, world: World, live_server: Any, browser: Any, axe_violations: Any
) -> None:
    hands = {role: world.staff(role) for role in Role}
    theirs = {role: world.staff(role, office=world.house) for role in (Role.LAWYER, Role.SUPERVISOR)}
    demo.together(hands, theirs, at=dt.datetime.now(dt.UTC))
    room = JointRoom.objects.get()
    forced = Case.objects.get(kind="forced_labour", organisation=world.hotline)
    walks: dict[Role, list[str]] = {
        Role.SUPERVISOR: [
            reverse("imports"),
            reverse("import", kwargs={"id": Import.objects.get().pk}),
            reverse("exports"),
            reverse("shifts"),
            reverse("interpreters"),
        ],
        Role.LAWYER: [
            reverse("joint_room", kwargs={"id": room.pk}),
            reverse("case_files", kwargs={"id": room.case_id}),
            reverse("not_punished", kwargs={"id": forced.pk}),
            reverse("enquiry_files", kwargs={"id": Enquiry.objects.filter(person__isnull=True)[0].pk}),
            reverse("sort_enquiries"),
            reverse("handover"),
            reverse("referrals"),
        ],
        Role.SECURITY: [reverse("exports")],
    }
    assert Attachment.objects.exists()
    assert Case.objects.exists()
    for role, addresses in walks.items():
        session = signed_in(hands[role]).cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(locale="en", viewport={"width": 320, "height": 800})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        for where in addresses:
            answer = page.goto(live_server.url + where)
            assert answer is not None
            assert answer.status == 200, where
            # What opens on a press is looked at too.
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert axe_violations(page) == [], where
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, where
        context.close()
