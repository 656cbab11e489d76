"""The operator's page for somebody on the line: what they say, what the rulebook finds, whether they called before.

It stands here because it joins the interview of the public pages with the enquiries of `protection`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hamroh.people.persons import queries as persons
from hamroh.people.walls import door
from hamroh.protection.enquiries import actions, calls, queries
from hamroh.protection.enquiries.calls import Call
from hamroh.protection.outgoing import reaching, words
from hamroh.protection.women import queries as women
from hamroh.rulebook import Position
from hamroh.rulebook.errors import FactError
from hamroh.shell import once
from hamroh.shell.here import day_of, dotted
from hamroh.shell.page import page
from hamroh.shell.typed import lines, whole
from hamroh.web import answer, asking, inquiry, rulebook
from hamroh.web.sealed import Answers

LONGEST = {"name": 200, "phone": 60, "contact": 500, "place": 200, "text": 20_000, "answer": 20_000}
CALL_BACKS = (15, 60, 240, 1440)
"""Minutes within which a call back may be promised."""


@require_http_methods(["GET", "HEAD", "POST"])
@door(*queries.ANSWER)
def call(request: Any, id: uuid.UUID | None = None) -> HttpResponse:
    """Write down a call. `go` says what was pressed: keep (by itself), next, edit:SCREEN, close, file,
    sheet (to hand on), back:MINUTES."""
    if request.method != "POST":
        if id is None:
            return _page(request, Call(), mark=once.fresh_form(), edition=0)
        written = calls.read(id, by=request.staff, at=request.now)
        return _page(request, written.call, row=written.row, mark="", edition=written.row.edition)
    return _posted(request, id)


def _posted(request: Any, id: uuid.UUID | None) -> HttpResponse:
    go, _colon, target = request.POST.get("go", "next").partition(":")
    before = Call()
    row = None
    if id is not None:
        written = calls.read(id, by=request.staff, at=request.now)
        row, before = written.row, written.call
    told, asked, too_long = _read(request, before)
    mark = request.POST.get("form", "")
    edition = request.POST.get("edition", "")
    try:
        if row is None:
            written = calls.write(once.form_of(mark), told, by=request.staff, at=request.now)
        else:
            written = calls.rewrite(row, told, edition=_number(edition), by=request.staff, at=request.now)
    except calls.Stale as stale:
        if go == "keep":
            return JsonResponse({"stale": True}, status=409)
        return _page(request, told, row=row, mark=mark, edition=stale.edition, stands=stale.stands, status=409)
    row = written.row
    # One's own office last: behind its button the call is absent for who typed it, too.
    offices = queries.offices_of(request.POST.getlist("about_office"))
    for office in sorted(offices, key=lambda one: one.pk == request.staff.office_id):
        own = office.pk == request.staff.office_id
        try:
            # While it is typed the page does not vanish under the hands of who types; for all others of the office it is absent at once.
            calls.complains_of(row.pk, office, writing=go == "keep", by=request.staff, at=request.now)
        except calls.NobodyOutside:
            told_so = _(
                "Nobody outside your office can read it here, so it is not hidden yet. Tell the caller of the public page for a report."
            )
            if go == "keep":
                return _kept(row, request, saved=told_so)
            messages.error(request, told_so)
            return HttpResponseRedirect(reverse("call", kwargs={"id": row.pk}))
        if own and go != "keep":
            messages.success(request, _("Stored, and hidden from your office. Colleagues elsewhere go on with it."))
            return HttpResponseRedirect(reverse("enquiries"))
    if go == "keep" and too_long:
        return _kept(row, request, saved=asked.faults[-1].text)
    if go == "keep":
        return JsonResponse(
            {
                "edition": row.edition,
                "address": reverse("call", kwargs={"id": row.pk}),
                "saved": _("Saved at %(time)s.") % {"time": _clock(request)},
                # Looked for again only when what it is looked for by has changed: each look stands in the record.
                "earlier": [one["line"] for one in _earlier(request, told, row.pk)]
                if (told.name, told.phone) != (before.name, before.phone)
                else None,
            }
        )
    if asked.faults or go == "edit":
        return _page(
            request, dataclasses.replace(told, **too_long), row=row, mark=mark, edition=row.edition, asked=asked if asked.faults else None,
            edit=target if go == "edit" else "", status=400 if asked.faults else 200,
        )  # fmt: skip
    here = reverse("call", kwargs={"id": row.pk})
    if go == "file" and told.needs_step:
        messages.error(request, _("Say first what was done about the danger."))
        return HttpResponseRedirect(here)
    why = calls.why_not_yet(row, told, at=request.now) if go in ("close", "sheet") else ""
    if why:
        messages.error(request, why)
        return HttpResponseRedirect(here)
    if go == "sheet":
        return HttpResponseRedirect(reverse("call_sheet", kwargs={"id": row.pk}))
    if go == "file":
        made = calls.open_file(row.pk, by=request.staff, at=request.now)
        messages.success(request, _("A file was opened from this call."))
        return HttpResponseRedirect(reverse("person", kwargs={"id": made.pk}))
    if go == "back" and _number(target) in CALL_BACKS:
        minutes = _number(target)
        try:
            calls.promise_call_back(row.pk, within=dt.timedelta(minutes=minutes), by=request.staff, at=request.now)
        except reaching.NotToBeCalled:
            messages.error(request, _("No call back is promised: this number may not be called. The call is kept."))
            return HttpResponseRedirect(here)
        messages.success(request, _("Kept. The call back stands in the queue."))
        if told.woman and not women.somebody(
            row.organisation_id,
            about=row.offices_complained_of,
            at=request.now,
            until=request.now + dt.timedelta(minutes=minutes),
        ):
            messages.error(request, _("No woman answers here now. Tell the caller that somebody else will call back."))
        return HttpResponseRedirect(reverse("enquiries"))
    if go == "close":
        if actions.close(row.pk, by=request.staff, at=request.now):
            messages.success(request, _("Closed."))
        else:
            messages.success(request, _("Somebody with training in law must confirm that it can be closed."))
        return HttpResponseRedirect(reverse("enquiries"))
    return HttpResponseRedirect(here)


def _kept(row: Any, request: Any, *, saved: str) -> HttpResponse:
    """What a page that keeps itself is told: which edition stands now, and a sentence to show."""
    here = reverse("call", kwargs={"id": row.pk})
    return JsonResponse({"edition": row.edition, "address": here, "saved": saved, "earlier": None})


def _number(text: str) -> int:
    return whole(text) or 0


def _clock(request: Any) -> str:
    from django.utils import timezone

    return timezone.localtime(request.now).strftime("%H:%M:%S")


@dataclasses.dataclass(frozen=True)
class FactsTold:
    """Facts as they stand after a form: those told before and those understood now, and what could not be."""

    facts: dict[str, Any]
    asked: tuple[str, ...]
    faults: list[asking.Fault]
    shown: inquiry.Shown | None
    typed: dict[str, str]


def facts_of_form(request: Any, before: dict[str, Any], asked: tuple[str, ...]) -> FactsTold:
    """Read the questions of a desk form. There a question may stay open: what nothing was said about is asked again later."""
    post, book = request.POST, rulebook.book()
    screen = post.get("screen", "")
    shown = inquiry.shown_again(book, screen, post.get("shown", "").split()) if screen else None
    if shown is None:
        return FactsTold(before, asked, [], None, {})
    typed = asking.typed_of(post, shown)
    reading = asking.read(book, shown, typed, voice="self")
    blank = {kind.id for kind in shown.facts if asking.is_blank(kind, typed)}
    faults = [fault for fault in reading.faults if fault.fact not in blank]
    facts = {name: value for name, value in reading.facts.items() if name not in blank or "ticks" in typed}
    new = {**before, **facts}
    error = inquiry.first_fault(_answers(new), now=request.now)
    if error is not None:
        faults.append(asking.fault_of(error, book=book))
        facts = {name: value for name, value in facts.items() if name != error.fact}
        new = {**before, **facts}
        if inquiry.first_fault(_answers(new), now=request.now) is not None:
            new = before
    if facts and not faults and screen not in asked:
        asked = (*asked, screen)
    return FactsTold(new, asked, faults, shown, typed)


def _read(request: Any, before: Call) -> tuple[Call, FactsTold, dict[str, Any]]:
    """What was typed: the call, what its questions told, and what is too long to be stored, to be shown again whole."""
    post = request.POST
    words = {name: lines(post.get(name, "")).strip() for name in LONGEST}
    facts = facts_of_form(request, before.facts, before.asked)
    too_long: dict[str, Any] = {name: text for name, text in words.items() if len(text) > LONGEST[name]}
    for name in too_long:
        text = _("This is longer than %(n)s letters. Shorten it; the rest of the page is stored without it.")
        facts.faults.append(asking.Fault(name, text % {"n": LONGEST[name]}, name))
        words[name] = getattr(before, name)
    told = dataclasses.replace(
        before,
        **words,
        may_call=post.get("may_call", "") if post.get("may_call", "") in calls.MAY_CALL else "",
        danger=tuple(code for code in calls.DANGERS if code in post.getlist("danger")),
        woman=post.get("woman") == "on",
        next_step=post.get("next_step", "") if post.get("next_step", "") in calls.NEXT_STEPS else "",
        facts=facts.facts,
        asked=facts.asked,
    )
    return told, facts, too_long


def _answers(facts: dict[str, Any], asked: tuple[str, ...] = ()) -> Answers:
    return Answers(facts=facts, path=asked)


def _position(facts: dict[str, Any], now: dt.datetime) -> Position | None:
    try:
        return inquiry.position_of(_answers(facts), now=now)
    except FactError:
        return None


def _earlier(request: Any, told: Call, id: uuid.UUID | None) -> list[dict[str, Any]]:
    """Files and calls that may be of the same person, each with a line to read."""
    found: list[dict[str, Any]] = []
    if len(told.name) >= 3 or len(told.phone) >= 7:
        seen: set[uuid.UUID] = set()
        texts = list(filter(None, (told.phone, told.name)))
        for looked in persons.search_each(texts, seen_by=request.staff, at=request.now):
            for hit in looked.hits:
                if hit.person.pk not in seen:
                    seen.add(hit.person.pk)
                    line = _("A file: %(name)s") % {"name": hit.full_name}
                    found.append({"address": reverse("person", kwargs={"id": hit.person.pk}), "line": line})
        for one in calls.show_earlier(told, by=request.staff, at=request.now, other_than=id):
            line = _("A call on %(day)s: %(name)s") % {
                "day": dotted(one.at),
                "name": one.name or _("no name told"),
            }
            found.append({"address": reverse("call", kwargs={"id": one.id}), "line": line})
    return found


def _page(
    request: Any,
    told: Call,
    *,
    row: Any = None,
    mark: str,
    edition: int,
    asked: FactsTold | None = None,
    stands: Call | None = None,
    edit: str = "",
    status: int = 200,
) -> HttpResponse:
    book, language = rulebook.book(), request.tongue.language
    answers = _answers(told.facts, told.asked)
    position = _position(told.facts, request.now) if told.facts or told.asked else None
    shown = asked.shown if asked else inquiry.told_on(book, answers, edit) if edit else None
    if shown is None and position is not None:
        shown = inquiry.next_shown(position, answers)
    if shown is None and not (told.facts or told.asked):
        shown = inquiry.first_shown(now=request.now)
    form = None
    if shown is not None:
        form = asking.form(
            book, shown, facts=told.facts, language=language, voice="self", typed=asked.typed if asked else None,
            faults=asked.faults if asked else (),
        )  # fmt: skip
    given = [
        {
            "screen": one.id,
            "question": asking.relative.question(kind, language, "self"),
            "given": inquiry.given_words(book, None, kind, told.facts[kind.id], language),
        }
        for one in inquiry.screens_told(book, answers)
        for kind in one.facts
    ]
    # Of a call that is closed nobody is on the line: names of others are shown, and the record says so, only to who asks for them.
    looked = row is None or row.closed_at is None or "earlier" in request.GET
    earlier = _earlier(request, told, row.pk if row else None) if looked else []
    country, region = answer.place_of(answers)
    return page(
        request,
        "web/call.html",
        status=status,
        keep=True,
        call=told,
        row=row,
        mark=mark,
        edition=edition,
        form=form,
        shown=" ".join(kind.id for kind in shown.facts) if shown else "",
        faults=asked.faults if asked else [],
        answer=answer.for_reading(position, language) if position and told.facts else None,
        on=day_of(request.now),
        helps_at=region if region.startswith(country) else country,
        given=given,
        earlier=earlier,
        looked=looked,
        dangers=[(code, text, code in told.danger) for code, text in calls.DANGERS.items()],
        steps=[(code, text, code == told.next_step) for code, text in calls.NEXT_STEPS.items()],
        may_call=[(code, text, code == told.may_call) for code, text in calls.MAY_CALL.items()],
        call_backs=CALL_BACKS,
        about=row.offices_complained_of if row else [],
        offices=[(one.pk, f"{one.organisation.name(language)}: {one.name(language)}") for one in queries.offices()],
        barred=words.because(calls.barred(told, row, at=request.now)) if row and row.call_back_by else "",
        waiting=queries.most_pressing(
            seen_by=request.staff, at=request.now, all_=queries.offered_all(request.staff, request.now)
        ),
        stands=_differences(told, stands) if stands else [],
    )


def _differences(mine: Call, theirs: Call) -> list[dict[str, str]]:
    """The fields in which what was typed differs from what somebody else stored meanwhile."""
    named = {
        "name": _("Name"),
        "phone": _("Telephone"),
        "contact": _("How to reach them safely"),
        "place": _("Where"),
        "text": _("In the caller's words"),
        "answer": _("What you answered"),
    }
    return [
        {"name": text, "mine": getattr(mine, field), "theirs": getattr(theirs, field)}
        for field, text in named.items()
        if getattr(mine, field) != getattr(theirs, field)
    ]
