"""Turns for days of reception: which days there are, taking a turn without a name, seeing it again and giving it back by its code."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from hamroh.people import floods
from hamroh.people.directory import words as of_the_directory
from hamroh.people.turns import actions, queries, words
from hamroh.people.turns.forms import TurnForm
from hamroh.people.turns.models import ReceptionDay, Turn
from hamroh.people.walls import Absent
from hamroh.record.errors import RecordError
from hamroh.shell import once
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.web import interview
from hamroh.web.help import country_name


def told(row: ReceptionDay, tongue: Tongue) -> dict[str, Any]:
    """A day of reception as pages of the public tell it."""
    service = row.service
    return {
        "row": row,
        "name": service.name(tongue.language),
        "where": ", ".join(p for p in (country_name(service.country, tongue.language), service.town, service.address) if p),
        "phone": service.phone,
        "zone": of_the_directory.place(service.time_zone),
        "matters": [words.MATTERS[code] for code in row.matters if code in words.MATTERS],
        "sample": service.organisation.sample,
    }  # fmt: skip


def _of_turn(turn: Turn, tongue: Tongue) -> dict[str, Any]:
    return {
        **told(turn.reception, tongue),
        "turn": turn,
        "time": turn.reception.time_of(turn.number),
        "matter": words.MATTERS[turn.matter],
    }


@require_safe
def days(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """Days of reception from today on, the nearest first."""
    coming = queries.coming(at=interview.now())
    response = page(request, "turns/days.html", days=[(one, told(one.reception, tongue)) for one in coming])
    response.headers["Cache-Control"] = "no-store"  # what is free is free now only
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, tongue: Tongue, id: uuid.UUID) -> HttpResponse:
    """Take a turn: stored once, with a code; or told that it is not, and why."""
    now = interview.now()
    row = queries.reception(id)
    if row is None:
        raise Http404
    mark = once.public_form_of(request.POST.get("form", ""))
    sent = request.method == "POST" and request.POST.get("go") == "take"
    free = queries.free(row, now)
    shown: dict[str, Any] = {"over": row.called_off_at is not None or queries.is_over(row, now)}
    status = 200
    taken = actions.stored(mark) if sent else None
    form = TurnForm(request.POST if sent and not taken else None, free=free, initial=request.POST.dict())
    if sent and not taken and form.is_valid():
        given = form.cleaned_data
        try:
            read_day = dt.date.fromisoformat(request.POST.get("read_day", "")[:10])
            worked = once.is_fresh(mark) and floods.worked(mark, request.POST.get("work", ""))
            taken = actions.take(
                id, mark, matter=given["matter"], begins=form.time(), read_day=read_day, name=given["name"], phone=given["phone"],
                worked=worked, at=now,
            )  # fmt: skip
        except (actions.Changed, ValueError):
            status, shown["changed"] = 409, True
        except actions.Crowded:
            status, shown["crowded"] = 503, True
        except actions.Over:
            status, shown["over"] = 409, True
        except actions.Full:
            status, shown["full"] = 409, True
        except Absent:
            raise Http404 from None
        except (DatabaseError, RecordError):
            status, shown["not_stored"] = 503, True
    elif sent and not taken:
        status = 400
    if taken:
        shown |= _of_turn(taken.turn, tongue) | {"code": taken.code, "again": taken.again}
        return _kept_nowhere(
            page(request, "turns/taken.html", keep=True, go="take", said=request.POST, mark=mark, **shown)
        )
    if status == 409:
        row = queries.reception(id) or row
        free = queries.free(row, now)
        form = TurnForm(None, free=free, initial=request.POST.dict())
    response = page(
        request, "turns/take.html", status=status, keep=request.method == "POST", go="again", form=form, mark=mark, free=free,
        **{**told(row, tongue), **shown},
    )  # fmt: skip
    return _kept_nowhere(response)


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """A turn by its code: when and where, whether the day was moved or called off; it can be given back."""
    now, go = interview.now(), request.POST.get("go", "") if request.method == "POST" else ""
    code = request.POST.get("code", "")[:40] if request.method == "POST" else ""
    found = queries.by_code(code) if go in ("open", "back") and code else None
    shown: dict[str, Any] = {"wrong": go in ("open", "back") and found is None}
    status = 400 if shown["wrong"] else 200
    if found:
        begins = dt.datetime.combine(found.reception.day, found.reception.time_of(found.number))
        shown |= _of_turn(found, tongue)
        shown["over"] = begins <= queries.now_there(found.reception.service, now)
        if go == "back":
            try:
                actions.give_back(found, at=now)
                shown["given_back"] = True
            except actions.Over:
                shown["over"] = True
            except (DatabaseError, RecordError):
                status, shown["not_stored"] = 503, True
    response = page(request, "turns/mine.html", status=status, keep=request.method == "POST", go="open", code=code, found=found, **shown)  # fmt: skip
    return _kept_nowhere(response)


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


__all__ = ["days", "mine", "take", "told"]
