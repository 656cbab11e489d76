"""The page of the plan of shifts."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hamroh.people.walls import door
from hamroh.protection.shifts import actions, queries
from hamroh.protection.shifts.models import Shift
from hamroh.shell.page import page
from hamroh.shell.typed import whole

ANSWER = tuple(sorted(queries.ANSWER))


@require_http_methods(["GET", "HEAD", "POST"])
@door(*ANSWER)
def shifts(request: Any) -> HttpResponse:
    """Who is on the line; a supervisor plans, or takes a shift off (`go` is off:ID), by posting."""
    by, at, post, wrong = request.staff, request.now, request.POST, ""
    if request.method == "POST":
        try:
            if post.get("go", "").startswith("off:"):
                actions.take_off(_id(post["go"].removeprefix("off:")), by=by, at=at)
                messages.success(request, _("Taken off the plan."))
            else:
                told = _told(post)
                if told is None:
                    raise actions.NotComplete
                made = actions.plan(
                    _id(post.get("staff", "")), *told, weeks=whole(post.get("weeks", "1")) or 0, by=by, at=at
                )
                messages.success(request, _("Planned: %(n)s.") % {"n": len(made)})
            return HttpResponseRedirect(reverse("shifts"))
        except actions.Overlaps:
            wrong = _("They are on a shift then already. Nothing was planned.")
        except actions.NotComplete:
            wrong = _("Choose a day to come and hours, at most 16 of them, for 1 to 12 weeks. Nothing was planned.")
    rows = queries.plan(seen_by=by, at=at)
    return page(
        request,
        "shifts/shifts.html",
        status=400 if wrong else 200,
        keep=True,
        wrong=wrong,
        now_on=[_shown(one, by) for one in rows if one.since <= at],
        days=_by_day([_shown(one, by) for one in rows if one.since > at]),
        gaps=queries.gaps(rows, at=at),
        kept=bool(rows),
        may_plan=bool(by.roles(at) & queries.PLAN),
        colleagues=queries.planned_for(seen_by=by, at=at),
        zone=by.office.time_zone,
        today=timezone.localtime(at).date(),
        typed=post,
    )


def _shown(one: Shift, reader: Any) -> dict[str, Any]:
    zone = one.staff.office.time_zone
    there = zoneinfo.ZoneInfo(zone)
    elsewhere = zone != reader.office.time_zone
    return {
        "row": one,
        "mine": one.staff_id == reader.pk,
        "zone": zone if elsewhere else "",
        "theirs": (one.since.astimezone(there), one.until.astimezone(there)) if elsewhere else None,
    }


def _by_day(found: list[dict[str, Any]]) -> list[tuple[dt.date, list[dict[str, Any]]]]:
    days: dict[dt.date, list[dict[str, Any]]] = {}
    for one in found:
        days.setdefault(timezone.localtime(one["row"].since).date(), []).append(one)
    return list(days.items())


def _id(text: str) -> uuid.UUID:
    """An id of a form; of what is none, one that nothing has."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _told(post: Any) -> tuple[dt.date, dt.time, dt.time] | None:
    try:
        return (
            dt.date.fromisoformat(post.get("day", "")),
            dt.time.fromisoformat(post.get("begins", "")).replace(tzinfo=None),
            dt.time.fromisoformat(post.get("ends", "")).replace(tzinfo=None),
        )
    except ValueError:
        return None
