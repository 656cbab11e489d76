"""Pages of joint rooms."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.people.attachments import intake
from hamroh.people.attachments.responses import to_save
from hamroh.people.attachments.words import limits, listed
from hamroh.people.persons import queries as persons, words
from hamroh.people.walls import Absent, actions as wall, door
from hamroh.protection.attachments.actions import TooMany
from hamroh.protection.attachments.views import with_files
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.views import AGREED, FIELDS
from hamroh.protection.joint import actions, queries
from hamroh.shell import once
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.typed import ToMend, text_of, whole

WORK = tuple(cases.WORK)
ENTER = tuple(queries.ENTER)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _id(text: str) -> uuid.UUID:
    """The id of a document; of what is none, one that nothing has."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _back(id: uuid.UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("joint_room", kwargs={"id": id}))


@require_safe
@door(*ENTER)
def rooms(request: Any) -> HttpResponse:
    """The joint rooms that one is in."""
    found = queries.listed(seen_by=request.staff, at=request.now)
    language = request.tongue.language
    shown = [{"room": one, "inside": [body.name(language) for body in one.inside]} for one in found]
    return page(request, "joint/rooms.html", keep=True, rooms=shown, now=request.now)


@require_POST
@door(*WORK)
def open_room(request: Any, id: uuid.UUID) -> HttpResponse:
    """Open a room around a case."""
    until = _day(request.POST.get("until", ""))
    cases.case(id, seen_by=request.staff, at=request.now)
    try:
        if until is None:
            raise actions.NotAllowed(id, "no day")
        made = actions.open_room(
            id, text_of(request.POST, "purpose", actions.LONGEST_TEXT), until=until, by=request.staff, at=request.now
        )
    except actions.NotAllowed:
        why = _("Say what the room is for and on which day it ends, within a year.")
        raise ToMend(why, purpose=_("What the room is for"), until=_("On which day it ends")) from None
    return _back(made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@with_files
@door(*ENTER)
def room(request: Any, id: uuid.UUID) -> HttpResponse:
    """A room; `go` is write, bring, lay, let_in or close."""
    if request.method != "POST":
        return _page(request, id)
    post, go = request.POST, request.POST.get("go", "write")
    by = {"by": request.staff, "at": request.now}
    try:
        if go == "close":
            row = actions.close_room(id, **by)
            return HttpResponseRedirect(reverse("case", kwargs={"id": row.case_id}))
        if go == "bring":
            for sentence in intake.sentences(request.not_taken):
                messages.error(request, sentence)
            if request.ready or not request.not_taken:
                actions.bring(id, request.ready, form=once.form_of(post.get("form", "")), **by)
        elif go == "lay":
            actions.lay(
                id, _id(post.get("paper", "")), agreed_how=post.get("agreed_how", ""),
                agreed_on=_day(post.get("agreed_on", "")), **by,
            )  # fmt: skip
        elif go == "let_in":
            found = cases.to_refer_to(seen_by=request.staff)
            chosen = next((one for one in found if str(one.pk) == post.get("to", "")), None)
            agreed_on = _day(post.get("agreed_on", ""))
            if chosen is None or agreed_on is None:
                raise actions.NotAllowed(id, "an organisation and a day")
            fields = [name for name in post.getlist("fields_agreed") if name in FIELDS]
            actions.let_in(id, chosen, fields=fields, agreed_how=post.get("agreed_how", ""), agreed_on=agreed_on, **by)
        else:
            does = post.get("does", "")
            actions.write(
                id, text_of(post, "text", actions.LONGEST_TEXT), does=whole(does),
                due_on=_day(post.get("due_on", "")), form=post.get("form", ""), **by,
            )  # fmt: skip
    except TooMany:
        messages.error(request, _("There are as many files as are kept. Nothing was stored."))
    except (actions.NotAllowed, wall.NotAllowed):
        return _page(request, id, typed=post, wrong=go, status=400)
    return _back(id)


def _page(request: Any, id: uuid.UUID, *, typed: Any = None, wrong: str = "", status: int = 200) -> HttpResponse:
    language, now = request.tongue.language, request.now
    found = actions.read_room(id, by=request.staff, at=now, log_page=request.GET.get("page", "1"))
    holds = queries.holds(found.row, by=request.staff, at=now)
    file = persons.file(cases.file_of(found.row.case), seen_by=request.staff, at=now)
    return page(
        request, "joint/room.html", status=status, keep=True, found=found, holds=holds, typed=typed or {}, wrong=wrong,
        over=found.row.closed_at is not None or found.row.until <= now,
        parts=[] if holds else [(one.part.label, words.lines(one.part, one.content)) for one in file.parts.values()],
        host=found.host.name(language), inside=[(body.pk, body.name(language)) for body in found.inside],
        members=[
            {"row": one, "name": one.organisation.name(language), "mine": one.organisation_id == request.staff.office.organisation_id,
             "fields": [str(FIELDS.get(name, name)) for name in one.fields.split()]}
            for one in found.members
        ],
        notes=[
            {"note": one, "from": one.row.by.office.organisation.name(language),
             "does": one.row.does.name(language) if one.row.does else "",
             "mine": one.row.does_id == request.staff.office.organisation_id}
            for one in found.notes
        ],
        papers=[
            {**shown, "row": one.row, "from": one.row.by.office.organisation.name(language),
             "mine": holds or one.row.by_id == request.staff.pk}
            for one, shown in zip(found.papers, listed([paper.shown for paper in found.papers]), strict=True)
        ],
        to_lay=listed(queries.to_lay(found.row, by=request.staff, at=now)) if holds else [],
        **limits(),
        log=[
            {"at": one.at, "who": body.name(language) if body else "", "words": one.sentence(language)}
            for one, body in found.log
        ],
        organisations=[(one.pk, one.name(language)) for one in cases.to_refer_to(seen_by=request.staff)] if holds else [],
        fields=list(FIELDS.items()), agreed=list(AGREED.items()), mark=once.fresh_form(), today=day_of(now),
    )  # fmt: skip


@require_POST
@door(*ENTER)
def leave(request: Any, id: uuid.UUID) -> HttpResponse:
    """An organisation is in the room no more."""
    row = actions.leave(id, by=request.staff, at=request.now)
    messages.success(request, _("They see nothing of it from now on."))
    try:
        queries.room(row.pk, seen_by=request.staff, at=request.now)
    except Absent:
        return HttpResponseRedirect(reverse("joint_rooms"))
    return _back(row.pk)


@require_POST
@door(*ENTER)
def kept(request: Any, id: uuid.UUID) -> HttpResponse:
    """A promise is kept."""
    return _back(actions.promise_kept(id, by=request.staff, at=request.now).pk)


@require_safe
@door(*ENTER)
def paper(request: Any, id: uuid.UUID) -> HttpResponse:
    """One document of a room, to be saved."""
    return to_save(actions.read_paper(id, by=request.staff, at=request.now))


@require_POST
@door(*ENTER)
def take_out(request: Any, id: uuid.UUID) -> HttpResponse:
    """A document lies in the room no more."""
    return _back(actions.take_out(id, by=request.staff, at=request.now).pk)
