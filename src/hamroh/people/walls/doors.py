"""The door of a page: which roles may pass, and what stands there for everybody else."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from hamroh.people.staff.models import Role
from hamroh.people.staff.sessions import both_steps, end, has_second_step
from hamroh.people.walls.files import Absent
from hamroh.people.walls.rows import seen_as

View = Callable[..., HttpResponseBase]
ALL = frozenset(Role)


@dataclass(frozen=True)
class Door:
    """Which roles may pass to a page of the desk; `half` where the second step is set up, and so is not asked for yet."""

    roles: frozenset[Role]
    half: bool = False


def door(*roles: Role, half: bool = False) -> Callable[[View], View]:
    """Put a door before a view: `@door(Role.OPERATOR, Role.SUPERVISOR)`; `@door(*ALL)` for all who signed in.

    Who has not signed in is sent to do so, and who has no second step to set one up; who may not pass meets the page for
    what does not exist. Inside, the view has `request.staff` (signed in, active) and `request.now` (aware, one moment for the whole request).
    """
    if not roles:
        raise ValueError("a door opens for somebody: name roles")
    made = Door(frozenset(roles), half)

    def put(view: View) -> View:
        @functools.wraps(view)
        def behind(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
            staff = request.user
            if not staff.is_authenticated:
                return HttpResponseRedirect(reverse("account_login"))
            if not both_steps(request):
                if has_second_step(staff):
                    # It was set up elsewhere after this session began by password alone.
                    end(request, "step")
                    return HttpResponseRedirect(reverse("account_login"))
                if not made.half:
                    return HttpResponseRedirect(reverse("mfa_index"))
            request.staff = staff  # type: ignore[attr-defined]
            request.now = dt.datetime.now(dt.UTC)  # type: ignore[attr-defined]
            if made.roles != ALL and not staff.roles(request.now) & made.roles:  # type: ignore[attr-defined]
                raise Absent
            # A page of the desk is one transaction, done whole or not at all, and tells the time of the reader's office.
            with transaction.atomic(), seen_as(staff, whole=True), timezone.override(staff.office.time_zone):
                return view(request, *args, **parts)

        behind.door = made  # type: ignore[attr-defined]
        return behind

    return put


def door_of(view: Any) -> Door | None:
    """The door that stands before a view; None where there is none."""
    return getattr(view, "door", None)
