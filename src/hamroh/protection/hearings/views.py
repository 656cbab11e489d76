"""The calendar of hearings by week, the hearings of a case, and a file for a phone."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.people.directory import places
from hamroh.people.staff.models import Role, Staff
from hamroh.people.walls import door
from hamroh.protection.cases import actions as case_actions, queries as cases, views as case_views
from hamroh.protection.hearings import actions, queries
from hamroh.protection.hearings.models import Hearing
from hamroh.shell import once, reminders
from hamroh.shell.page import page
from hamroh.shell.typed import whole

WORK = tuple(sorted(cases.WORK))


@require_safe
@door(*WORK)
def hearings(request: Any) -> HttpResponse:
    """The week: today's, or the one from `from` on."""
    today = request.now.astimezone(zoneinfo.ZoneInfo(request.staff.office.time_zone)).date()
    first = _day(request.GET.get("from", "")) or today
    first -= dt.timedelta(days=first.weekday())
    found = queries.week(first, seen_by=request.staff, at=request.now)
    days = [first + dt.timedelta(days=n) for n in range(7)]
    return page(
        request,
        "hearings/week.html",
        keep=True,
        days=[(day, [one for one in found if one.local.date() == day]) for day in days],
        some=bool(found),
        before=first - dt.timedelta(days=7),
        after=first + dt.timedelta(days=7),
        last=days[-1],
        first=first,
        board=[
            {"row": one, "why": case_views.WHY[one.why]} for one in queries.board(seen_by=request.staff, at=request.now)
        ],
        now=request.now,
    )


@require_safe
@door(*WORK)
def download(request: Any) -> HttpResponse:
    """One's own hearings to come, for a phone."""
    # No court, no case, no name.
    entries = (
        reminders.Reminder(f"hearing {one.pk}", one.since, one.until, (one.remind_at - one.since,))
        for one in queries.mine(request.staff, at=request.now)
    )
    body = reminders.file(entries, at=request.now)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="reminders.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@door(*WORK)
def of_case(request: Any, id: uuid.UUID) -> HttpResponse:
    """The hearings of a case; posting sets one."""
    by, at, post, wrong = request.staff, request.now, request.POST, ""
    row = cases.case(id, seen_by=by, at=at)
    if request.method == "POST":
        try:
            lawyer, told = _chosen(request, "lawyer"), _told(post)
            clash = lawyer is not None and queries.clashing(lawyer, *_span(told), seen_by=by, at=at)
            mark = once.form_of(post.get("form", ""))
            actions.set_hearing(id, told, owner=_chosen(request, "owner"), lawyer=lawyer, form=mark, by=by, at=at)
        except actions.NotComplete:
            wrong = _(
                "Say the court, day and hour (at most 12 hours), who answers for it, and how many days before they are reminded."
            )
        except case_actions.NotAllowed:
            wrong = _("They may not see this file, so they cannot have its hearing.")
        else:
            if clash:
                messages.warning(request, _("Set. But the lawyer has another hearing at that time."))
            else:
                messages.success(request, _("The hearing is set."))
            return HttpResponseRedirect(reverse("case_hearings", kwargs={"id": id}))
    return _case_page(request, row, wrong=wrong, status=400 if wrong else 200, typed=post)


def _case_page(
    request: Any, row: Any, *, wrong: str, status: int, typed: Any, changed: uuid.UUID | None = None
) -> HttpResponse:
    """The hearings of a case, with what was typed; `changed` is the hearing whose form could not be stored."""
    by, at = request.staff, request.now
    carriers = case_views.carriers(request)
    return page(
        request, "hearings/case.html", status=status, keep=True, case=row, wrong=wrong, typed={} if changed else typed,
        changed=changed, change=typed if changed else {}, hearings=queries.of_case(row, at=at), carriers=carriers, zones=places.zones(), mark=once.fresh_form(),
        lawyers=[one for one in carriers if Role.LAWYER in one.roles(at)], outcomes=Hearing.Outcome.choices, now=at,
        zone=typed.get("zone") or by.office.time_zone, me=by.pk,
    )  # fmt: skip


@require_POST
@door(*WORK)
def change(request: Any, id: uuid.UUID) -> HttpResponse:
    """Give a hearing to others (`go` is give), or write down its outcome (end)."""
    by, at, post = request.staff, request.now, request.POST
    row = queries.one(id, seen_by=by, at=at)
    status = 400
    try:
        if post.get("go") == "give":
            actions.give(id, owner=_chosen(request, "owner"), lawyer=_chosen(request, "lawyer"), by=by, at=at)
        else:
            actions.end(id, post.get("outcome", ""), post.get("words", ""), by=by, at=at)
    except actions.NotComplete:
        wrong = _("Nothing was stored: choose who answers for it, or an outcome that can be by now.")
    except actions.Ended:
        wrong, status = _("Nothing was stored: the outcome is written already."), 409
    except case_actions.NotAllowed:
        wrong = _("They may not see this file, so they cannot have its hearing.")
    else:
        messages.success(request, _("Stored."))
        return HttpResponseRedirect(reverse("case_hearings", kwargs={"id": row.case_id}))
    return _case_page(
        request, cases.case(row.case_id, seen_by=by, at=at), wrong=wrong, status=status, typed=post, changed=id
    )


def _chosen(request: Any, name: str) -> Staff | None:
    chosen = request.POST.get(name, "")
    return next((one for one in case_views.carriers(request) if str(one.pk) == chosen), None)


def _told(post: Any) -> actions.Told:
    day, zone = _day(post.get("day", "")), post.get("zone", "")
    try:
        hour = dt.time.fromisoformat(post.get("time", ""))
    except ValueError:
        raise actions.NotComplete from None
    if day is None or not dt.date(2000, 1, 1) <= day <= dt.date(2100, 1, 1) or zone not in places.zones():
        raise actions.NotComplete
    return actions.Told(
        court=post.get("court", ""),
        begins=dt.datetime.combine(day, hour.replace(tzinfo=None)),
        zone=zone,
        minutes=whole(post.get("minutes", "")) or 0,
        room=post.get("room", ""),
        days_before=whole(post.get("days_before", "")) or 0,
        needs_interpreter=post.get("needs_interpreter") == "on",
    )


def _span(told: actions.Told) -> tuple[dt.datetime, dt.datetime]:
    since = told.begins.replace(tzinfo=zoneinfo.ZoneInfo(told.zone))
    return since, since + dt.timedelta(minutes=min(told.minutes, 720))


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
