"""A sheet to hand on from a call: what the caller lets others read, what is done first, and who helps where they are.

It is made while somebody is on the line: printed, or read aloud to whoever takes over. It is kept nowhere; that one was made, and of which
fields, stands in the record.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hamroh.people.persons import words
from hamroh.people.walls import door
from hamroh.protection import complaints
from hamroh.protection.enquiries import calls, queries
from hamroh.rulebook.errors import FactError
from hamroh.shell.page import page
from hamroh.web import answer, inquiry
from hamroh.web.sealed import Answers

FIELDS = {
    "name": gettext_lazy("Name"),
    "phone": gettext_lazy("Telephone"),
    "contact": gettext_lazy("How to reach them safely"),
    "place": gettext_lazy("Where they are"),
    "text": gettext_lazy("What happened"),
    "answer": gettext_lazy("What was answered"),
}
"""What the caller can agree to hand on, one by one. Nothing is ticked beforehand."""
HELPERS = 4


@require_http_methods(["GET", "HEAD", "POST"])
@door(*queries.ANSWER)
def call_sheet(request: Any, id: uuid.UUID) -> HttpResponse:
    """Choose what a sheet tells; posted, the sheet."""
    language = request.tongue.language
    kinds = [(one.key, one.title[language]) for one in complaints.cards().values()]
    written = calls.read(id, by=request.staff, at=request.now)
    row, told = written.row, written.call
    why = calls.why_not_yet(row, told, at=request.now)
    if why:
        messages.error(request, why)
        return HttpResponseRedirect(reverse("call", kwargs={"id": id}))
    offered = [(name, text) for name, text in FIELDS.items() if getattr(told, name)]
    kind = request.POST.get("kind", "")
    if request.method != "POST" or kind not in complaints.cards():
        status = 400 if request.method == "POST" else 200
        return page(
            request, "web/call_sheet_choose.html", keep=True, status=status, row=row, kinds=kinds, offered=offered,
            wrong=status == 400,
        )  # fmt: skip
    fields = [name for name, _text in offered if name in request.POST.getlist("fields")]
    calls.sheet_made(row, fields, by=request.staff, at=request.now)
    card, answers = complaints.card(kind), Answers(facts=told.facts, path=told.asked)
    near = {one.body.service for one in card.routes} - {one.body.service for one in card.not_told} - {""}
    try:
        position = inquiry.position_of(answers, now=request.now) if told.facts else None
    except FactError:
        # What was told does not fit together: the page of the call says so, and the sheet names no day.
        position = None
    return page(
        request,
        "web/call_sheet.html",
        keep=True,
        row=row,
        title=card.title[language],
        at=request.now,
        office=request.staff.office,
        office_name=request.staff.office.name(language),
        organisation=request.staff.office.organisation.name(language),
        lines=[(text, getattr(told, name)) for name, text in offered if name in fields],
        # How somebody may be reached goes along with every sheet: without it the next hand does harm.
        binding=words.binding(told.safe),
        dangers=[calls.DANGERS[code] for code in told.danger],
        next_step=calls.NEXT_STEPS.get(told.next_step, ""),
        woman=told.woman,
        steps=[{"title": s.title[language], "act": s.act[language], "danger": s.danger} for s in card.steps],
        keep_=[text[language] for text in card.keep],
        missing=[text[language] for text in card.missing],
        routes=[(one.body.name[language], one.purpose[language]) for one in card.routes],
        not_told=[(one.body.name[language], one.why[language]) for one in card.not_told],
        dated=answer.for_reading(position, language)["dated"] if position else [],
        helps=answer.who_helps(answers, language, now=request.now, limit=HELPERS, kinds=near) if near else [],
    )
