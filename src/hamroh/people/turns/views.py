"""The desk of those who receive: days of reception, who comes, who is to be told that a day changed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.people.directory import words as of_the_directory
from hamroh.people.turns import actions, queries, words
from hamroh.people.turns.forms import MoveForm, ReceptionForm, TurnForm
from hamroh.people.walls.doors import door
from hamroh.people.walls.files import Absent
from hamroh.shell import once
from hamroh.shell.page import page

KEEP = queries.KEEP
PAGE = 50


def _language() -> str:
    return (get_language() or "en")[:2]


def _said(error: actions.TurnsError) -> str:
    if isinstance(error, actions.NotPossible):
        return _(
            "That day cannot be. It lies in the next 180 days, ends before midnight, and a service receives once on a day."
        )
    if isinstance(error, actions.Full):
        return _("No turn is free at that time any more.")
    return _("The day is over, was called off, or was moved in the meantime.")


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def receptions(request: Any) -> HttpResponse:
    """Days of reception of one's own organisation; another is opened by posting."""
    mine = {one.key: one for one in queries.services(seen_by=request.staff)}
    where = [
        (key, ", ".join(part for part in (one.name(_language()), one.town, one.address) if part))
        for key, one in mine.items()
    ]
    form = ReceptionForm(request.POST if request.method == "POST" else None, services=where)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.open_day(mine[given["service"]], form.said(), given["matters"], by=request.staff, at=request.now)  # fmt: skip
        except actions.TurnsError as error:
            form.add_error("day", _said(error))
        else:
            messages.success(request, _("Opened. It stands on the public page from now on."))
            return HttpResponseRedirect(reverse("reception", kwargs={"id": made.pk}))
    rows = queries.days(seen_by=request.staff, at=request.now)[:PAGE]
    return page(
        request, "turns/receptions.html", status=400 if form.errors else 200, form=form, can_open=bool(mine),
        rows=[(one, one.service.name(_language())) for one in rows],
    )  # fmt: skip


def _shown(request: Any, id: uuid.UUID, *, status: int = 200, **more: Any) -> HttpResponse:
    row = queries.one_day(id, seen_by=request.staff, at=request.now)
    turns = actions.read(row, by=request.staff, at=request.now)
    free = queries.free(row, request.now)
    over = queries.is_over(row, request.now)
    return page(
        request,
        "turns/reception.html",
        status=status,
        keep=True,
        row=row,
        name=row.service.name(_language()),
        where=", ".join(part for part in (row.service.town, row.service.address) if part),
        zone=of_the_directory.place(row.service.time_zone),
        turns=[(one, words.MATTERS[one.row.matter], words.OUTCOMES[one.row.outcome]) for one in turns],
        to_tell=[one for one in turns if one.row.to_tell],
        free=free,
        over=over,
        mark=once.fresh_form(),
        **{
            "move": MoveForm(initial={"day": row.day, "opens": row.opens}),
            "form": TurnForm(free=free),
            **more,
        },
    )


@require_safe
@door(*KEEP)
def reception(request: Any, id: uuid.UUID) -> HttpResponse:
    """A day with its turns, to mark who came and to print."""
    return _shown(request, id)


@require_POST
@door(*KEEP)
def change(request: Any, id: uuid.UUID) -> HttpResponse:
    """Move a day or call it off."""
    queries.one_day(id, seen_by=request.staff, at=request.now)
    move = MoveForm(request.POST)
    try:
        if request.POST.get("go") == "call_off":
            actions.call_off(id, by=request.staff, at=request.now)
        elif move.is_valid():
            given = move.cleaned_data
            actions.move_day(id, to=given["day"], opens=given["opens"], by=request.staff, at=request.now)
        else:
            return _shown(request, id, status=400, move=move)
    except actions.TurnsError as error:
        messages.error(request, _said(error))
    else:
        messages.success(request, _("Written down. Whoever looks with a code sees it; those who left a phone are to be called."))  # fmt: skip
    return HttpResponseRedirect(reverse("reception", kwargs={"id": id}))


@require_POST
@door(*KEEP)
def take(request: Any, id: uuid.UUID) -> HttpResponse:
    """Take a turn for somebody who called or stands at the counter."""
    row = queries.one_day(id, seen_by=request.staff, at=request.now)
    form = TurnForm(request.POST, free=queries.free(row, request.now))
    if not form.is_valid():
        return _shown(request, id, status=400, form=form)
    given = form.cleaned_data
    try:
        read_day = dt.date.fromisoformat(request.POST.get("read_day", ""))
        taken = actions.take(
            id, once.form_of(request.POST.get("form", "")), matter=given["matter"], begins=form.time(), read_day=read_day,
            name=given["name"], phone=given["phone"], at=request.now, by=request.staff,
        )  # fmt: skip
    except ValueError:
        raise Absent from None
    except actions.TurnsError as error:
        messages.error(request, _said(error))
        return HttpResponseRedirect(reverse("reception", kwargs={"id": id}))
    return _shown(request, id, taken=taken)


@require_POST
@door(*KEEP)
def turn(request: Any, id: uuid.UUID) -> HttpResponse:
    """Mark a turn: came, did not come, told, freed."""
    go = request.POST.get("go", "")
    row = actions.one_turn(id, by=request.staff, at=request.now)
    if go == "free":
        actions.free_turn(id, by=request.staff, at=request.now)
        messages.success(request, _("The turn is free again."))
    elif go == "told":
        actions.told(id, by=request.staff, at=request.now)
    elif go in ("came", "missed", "again"):
        actions.mark(id, "" if go == "again" else go, by=request.staff, at=request.now)
    else:
        raise Absent
    return HttpResponseRedirect(reverse("reception", kwargs={"id": row.reception_id}))
