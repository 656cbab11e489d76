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
from hamroh.shell.page import page
from hamroh.shell.typed import ToMend

View = Callable[..., HttpResponseBase]
ALL = frozenset(Role)
_CSRF = "csrfmiddlewaretoken"


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
            try:
                with transaction.atomic(), seen_as(staff, whole=True), timezone.override(staff.office.time_zone):
                    return view(request, *args, **parts)
            except ToMend as wrong:
                return _shown_again(request, wrong)

        behind.door = made  # type: ignore[attr-defined]
        return behind

    return put


def _shown_again(request: Any, wrong: ToMend) -> HttpResponseBase:
    """All that was typed in a form that cannot be taken as it is, to be mended there and sent once more."""
    post = request.POST
    others = [(name, value) for name in post if name not in (*wrong.fields, _CSRF) for value in post.getlist(name)]
    fields = [
        {"name": name, "label": label, "text": post.get(name, ""), "day": name.endswith("_on") or name == "until"}
        for name, label in wrong.fields.items()
    ]
    return page(
        request, "walls/to_mend.html", status=400, keep=True, why=wrong.why, fields=fields, others=others,
        files=bool(request.FILES),
    )  # fmt: skip


def door_of(view: Any) -> Door | None:
    """The door that stands before a view; None where there is none."""
    return getattr(view, "door", None)
