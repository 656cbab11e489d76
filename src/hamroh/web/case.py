"""The page of a case: its clocks by the rulebook, its facts asked as in the interview, tasks, notes, referrals.

It stands here because it joins the interview of the public pages with the cases of `protection`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hamroh.people.persons import queries as persons, words
from hamroh.people.persons.contact import safe_contact
from hamroh.people.persons.models import Part
from hamroh.people.staff.queries import names_at_work
from hamroh.people.walls import door
from hamroh.people.walls.rows import at_work
from hamroh.protection import complaints
from hamroh.protection.cases import actions, queries, views
from hamroh.protection.cases.models import Case
from hamroh.protection.htcds import row as htcds
from hamroh.protection.joint import queries as joint
from hamroh.protection.moving import writing
from hamroh.protection.parties import queries as parties, views as party_views
from hamroh.protection.shelter import actions as shelter
from hamroh.record import queries as record
from hamroh.rulebook.errors import FactError
from hamroh.shell import once
from hamroh.shell.days import DigestConverter
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.typed import lines, whole
from hamroh.web import answer, asking, inquiry, rulebook
from hamroh.web.call import facts_of_form
from hamroh.web.sealed import Answers

ACTIVITY = 12
SOON_DAYS, NOW_DAYS = 14, 3


def _ask_the_law(row: Case, at: dt.datetime) -> None:
    """A case has its days of the law from the moment on which it is opened, by what was told on the call."""
    # Where what was told does not fit together the case says so, and the days come when that is mended.
    with at_work("days of a new case"), contextlib.suppress(FactError):
        actions.reckon(row, rulebook.book(), by=None, at=at)


def _ask_the_law_of_all(rows: list[Case], at: dt.datetime) -> None:
    """The same for cases that are brought in."""
    actions.reckon_new(rows, rulebook.book(), at=at)


views.when_opened.append(_ask_the_law)
writing.when_opened.append(_ask_the_law_of_all)
complaints.reading.law = rulebook.book


@require_http_methods(["GET", "HEAD", "POST"])
@door(*queries.WORK)
def case(request: Any, id: uuid.UUID) -> HttpResponse:
    """One case. Posting writes what was told anew; `go` is `next` or `edit:SCREEN`."""
    if request.method != "POST":
        return _page(request, actions.read_case(id, by=request.staff, at=request.now))
    go, _colon, target = request.POST.get("go", "next").partition(":")
    open_ = actions.read_case(id, by=request.staff, at=request.now)
    before = open_.content
    if go == "edit":
        return _page(request, open_, edit=target)
    told = facts_of_form(request, before.get("facts", {}), tuple(before.get("asked", ())))
    content: dict[str, Any] = {
        "summary": lines(request.POST.get("summary", "")).strip(),
        "facts": told.facts,
        "asked": list(told.asked),
    }
    if len(content["summary"]) > actions.LONGEST_TEXT:
        messages.error(request, _("This is longer than 20,000 letters. Shorten it; nothing was stored yet."))
        return _page(request, open_, told=told, typed=content["summary"], status=400)
    edition = request.POST.get("edition", "")
    try:
        row = actions.change(id, content, edition=whole(edition) or 0, by=request.staff, at=request.now)
    except actions.Stale as stale:
        fresh = actions.read_case(id, by=request.staff, at=request.now)
        return _page(request, fresh, mine=content["summary"], theirs=stale.stands.get("summary", ""), status=409)
    try:
        actions.reckon(row, rulebook.book(), by=request.staff, at=request.now)
    except FactError:
        messages.error(
            request, _("The facts do not fit together, so the days stand as they were. Look at what is known.")
        )
    if told.faults:
        fresh = actions.read_case(id, by=request.staff, at=request.now)
        return _page(request, fresh, told=told, status=400)
    return HttpResponseRedirect(reverse("case", kwargs={"id": id}))


def _page(
    request: Any,
    open_: queries.OpenCase,
    *,
    edit: str = "",
    told: Any = None,
    typed: str | None = None,
    mine: str | None = None,
    theirs: str = "",
    status: int = 200,
) -> HttpResponse:
    book, language = rulebook.book(), request.tongue.language
    row, card = open_.row, complaints.card(open_.row.kind)
    facts = open_.content.get("facts", {})
    answers = Answers(facts=facts, path=tuple(open_.content.get("asked", ())))
    nothing = not facts and not answers.path
    try:
        # Of whom nothing was told yet, the law says the same as of anybody.
        position = None if nothing else inquiry.position_of(Answers(facts=facts), now=request.now)
    except FactError:
        position = None
    shown = told.shown if told else inquiry.told_on(book, answers, edit) if edit else None
    if shown is None and nothing:
        shown = inquiry.first_shown(now=request.now)
    elif shown is None and position is not None:
        shown = inquiry.next_shown(position, answers)
    form = None
    if shown is not None:
        form = asking.form(
            book, shown, facts=facts, language=language, voice="self", typed=told.typed if told else None,
            faults=told.faults if told else (),
        )  # fmt: skip
    file = persons.opened(row.read_in, seen_by=request.staff, at=request.now)
    contact = file.parts.get(Part.CONTACT)
    reading = answer.for_reading(position, language) if position and facts else None
    sums = reading["owed"] if reading else []
    signs = reading["indicators"] if reading and card.screening else []
    titles = {p.id: p.title[language] for p in book.provisions}
    today = day_of(request.now)
    clocks = [
        {
            "row": clock,
            "title": titles.get(clock.provision, clock.provision),
            "left": (clock.safe - today).days if clock.safe else None,
            "urgency": _urgency(clock, today),
            "law_before": clock.rulebook_before if re.fullmatch(DigestConverter.regex, clock.rulebook_before) else "",
        }
        for clock in open_.clocks
    ]
    given = [
        {
            "screen": one.id,
            "question": asking.relative.question(kind, language, "self"),
            "given": inquiry.given_words(book, None, kind, facts[kind.id], language),
        }
        for one in inquiry.screens_told(book, answers)
        for kind in one.facts
    ]
    # The second lock was asked of this file when the case was read. In the record it would be asked again of each entry.
    with at_work("what was done with a case"):
        entries = record.entries(about=row.person_id, limit=ACTIVITY)
    # Whom such a complaint can go to, here; never a kind of body that must not be told of it.
    kinds = {one.body.service for one in card.routes} - {one.body.service for one in card.not_told} - {""}
    helps = answer.who_helps(Answers(facts=facts), language, now=request.now, limit=3, kinds=kinds) if kinds else []
    return page(
        request,
        "web/case.html",
        status=status,
        keep=True,
        case=row,
        card={
            "title": card.title[language],
            "steps": [{"title": s.title[language], "act": s.act[language], "danger": s.danger} for s in card.steps],
            "keep": [text[language] for text in card.keep],
            "missing": [text[language] for text in card.missing],
            "not_told": [(one.body.name[language], one.why[language]) for one in card.not_told],
            "rights": [(id, titles[id]) for id in card.rights if id in titles],
        },
        file=file.person.pk,
        name=file.full_name or _("No name told"),
        binding=words.binding(safe_contact(contact.content)) if contact else [],
        summary=next(text for text in (typed, mine, open_.content.get("summary", "")) if text is not None),
        theirs=theirs,
        stale=mine is not None,
        form=form,
        shown=" ".join(kind.id for kind in shown.facts) if shown else "",
        faults=told.faults if told else [],
        given=given,
        clocks=clocks,
        sums=sums,
        screening=card.screening,
        signs=signs,
        has_row=htcds.is_such(row),
        address=shelter.address_for(row, by=request.staff, at=request.now),
        parties=[
            {"row": one.row, "name": one.name, "kind": party_views.KINDS[one.row.party.kind]}
            for one in parties.of_case(row, seen_by=request.staff, at=request.now)
        ],
        rooms=joint.of_case(row),
        helps=helps,
        tasks=open_.tasks,
        notes=open_.notes,
        referrals=[
            {"row": one, "to": one.to.name(language), "state": views.STATES[one.state]} for one in open_.referrals
        ],
        organisations=[(one.pk, one.name(language)) for one in queries.to_refer_to(seen_by=request.staff)],
        fields=list(views.FIELDS.items()),
        agreed=list(views.AGREED.items()),
        outcomes=list(views.OUTCOMES.items()),
        carriers=names_at_work(queries.WORK, seen_by=request.staff, at=request.now),
        activity=[{"at": e.at, "words": e.sentence(language)} for e in entries],
        marks=[once.fresh_form() for _n in range(2)],
        today=today,
    )


def _urgency(clock: Any, today: Any) -> str:
    if clock.done_at:
        return "done"
    if clock.settled:
        return "settled"
    if clock.safe is None:
        return "open"
    left = (clock.safe - today).days
    return "late" if left < 0 else "now" if left <= NOW_DAYS else "soon" if left <= SOON_DAYS else "later"
