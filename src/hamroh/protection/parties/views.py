"""Pages of parties: those of a case, one party over the cases that one sees, letters that ask for a reply, numbers that meet."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.people.walls import Absent, door
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.views import AGREED
from hamroh.protection.parties import actions, queries
from hamroh.protection.parties.models import Party
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.typed import text_of, whole

WORK = tuple(cases.WORK)

KINDS = {
    "employer": gettext_lazy("Employer"),
    "foreman": gettext_lazy("Foreman or brigadier"),
    "site": gettext_lazy("Place of work"),
    "intermediary": gettext_lazy("Intermediary"),
    "agency": gettext_lazy("Agency"),
    "landlord": gettext_lazy("Landlord"),
    "official": gettext_lazy("Official or office"),
}
SAID_BY = {
    "person": gettext_lazy("The person"),
    "witness": gettext_lazy("A witness"),
    "colleague": gettext_lazy("A colleague of ours"),
    "paper": gettext_lazy("A paper"),
    "register": gettext_lazy("A public register"),
}
LINKS = {
    "works_for": gettext_lazy("works for"),
    "brings_workers_to": gettext_lazy("brings workers to"),
    "builds_for": gettext_lazy("builds for"),
    "works_at": gettext_lazy("works at the place"),
    "houses_for": gettext_lazy("houses workers for"),
}
STANDING = {
    "said": gettext_lazy("Said, not on paper"),
    "on_paper": gettext_lazy("On paper"),
    "refuted": gettext_lazy("Turned out not to be so"),
}
VERDICTS = {
    "convicted": gettext_lazy("Convicted"),
    "for_worker": gettext_lazy("Decided for the worker"),
    "fined": gettext_lazy("Fined"),
    "dismissed": gettext_lazy("Dismissed or acquitted"),
}
APPEALS = {
    "open": gettext_lazy("Can still be appealed"),
    "final": gettext_lazy("In force, not appealed"),
    "upheld": gettext_lazy("Upheld on appeal"),
    "overturned": gettext_lazy("Overturned: it does not stand"),
}
TELLS = {
    "name": gettext_lazy("the name"),
    "phone": gettext_lazy("the telephone"),
    "paper": gettext_lazy("the number of a paper"),
    "birth": gettext_lazy("the day of birth"),
}


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _choice(request: Any, field: str) -> Party | None:
    return queries.chosen(request.POST.get(field, ""), seen_by=request.staff, at=request.now)


def _said(one: queries.Said, language: str) -> dict[str, Any]:
    """One party of a case for reading. There is no other way to show an allegation, so it never stands without its reply."""
    row = one.row
    return {
        "row": row,
        "name": one.name,
        "kind": KINDS[row.party.kind],
        "said_by": SAID_BY[row.said_by],
        "allegation": one.allegation,
        "phones": one.phones,
        "replies": one.replies,
        "verdicts": [_verdict(v) for v in one.verdicts],
        "meetings": [
            {"side": side, "organisation": side.organisation.name(language) if side.organisation else ""}
            for side in one.meetings
        ],
        "may_compare": row.party.kind != Party.Kind.OFFICIAL,
    }


def _verdict(one: queries.Found) -> dict[str, Any]:
    return {"found": one, "kind": VERDICTS[one.row.kind], "appeal": APPEALS[one.row.appeal]}


def _links(found: list[queries.Link]) -> list[dict[str, Any]]:
    return [
        {
            "link": one,
            "how": LINKS[one.row.kind],
            "standing": STANDING[one.row.standing],
            "by": SAID_BY[one.row.said_by],
        }
        for one in found
    ]


# -- the parties of a case -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@door(*WORK)
def case_parties(request: Any, id: uuid.UUID) -> HttpResponse:
    """The parties that a case names; another one is named, or two are linked, by posting."""
    if request.method != "POST":
        return _case_page(request, id)
    post = request.POST
    day = _day(post.get("said_on", ""))
    try:
        if post.get("go") == "link":
            one, other = _choice(request, "one"), _choice(request, "other")
            if one is None or other is None or day is None:
                raise actions.NotComplete(id, "two parties and a day")
            actions.link(
                id, one=one, kind=post.get("kind", ""), other=other, said_by=post.get("said_by", ""), said_on=day,
                by=request.staff, at=request.now,
            )  # fmt: skip
        else:
            if day is None:
                raise actions.NotComplete(id, "a day")
            actions.name_party(
                id, kind=post.get("kind", ""), name=text_of(post, "name", 200), known=_choice(request, "known"),
                allegation=text_of(post, "allegation", actions.LONGEST_TEXT), phones=[text_of(post, "phone", 60)],
                said_by=post.get("said_by", ""), said_on=day, compare=bool(post.get("compare")), by=request.staff,
                at=request.now,
            )  # fmt: skip
    except actions.NotComplete:
        return _case_page(request, id, typed=post, wrong=post.get("go", "name"), status=400)
    return HttpResponseRedirect(reverse("case_parties", kwargs={"id": id}))


def _case_page(
    request: Any, id: uuid.UUID, *, typed: Any = None, wrong: str = "", tells: Any = (), status: int = 200
) -> HttpResponse:
    language = request.tongue.language
    row = cases.case(id, seen_by=request.staff, at=request.now)
    found = actions.read_parties(id, by=request.staff, at=request.now)
    facts = cases.opened(row).content.get("facts", {})
    shown = []
    for one in found:
        not_told = actions.must_not_know(one.row, facts)
        shown.append({**_said(one, language), "not_told": [text.why[language] for text in not_told]})
    parties = {one.row.party_id for one in found}
    return page(
        request, "parties/case.html", status=status, keep=True, case=row, parties=shown, typed=typed or {}, wrong=wrong,
        tells=[TELLS[code] for code in sorted(tells)],
        links=_links(queries.links(parties, seen_by=request.staff, at=request.now)),
        known=queries.to_choose(seen_by=request.staff, at=request.now),
        kinds=list(KINDS.items()), said_by=list(SAID_BY.items()), link_kinds=list(LINKS.items()),
        agreed=list(AGREED.items()), today=day_of(request.now),
    )  # fmt: skip


@require_POST
@door(*WORK)
def said(request: Any, id: uuid.UUID) -> HttpResponse:
    """What is done with a party of a case: asked for its reply, the reply kept, numbers compared, taken back."""
    row = queries.said(id, seen_by=request.staff, at=request.now)
    post, go = request.POST, request.POST.get("go", "")
    by = {"by": request.staff, "at": request.now}
    try:
        if go == "ask":
            agreed_on = _day(post.get("agreed_on", ""))
            if agreed_on is None:
                raise actions.NotComplete(id, "a day")
            made = actions.ask_reply(
                id, text_of(post, "words", actions.LONGEST_TEXT), agreed_how=post.get("agreed_how", ""), agreed_on=agreed_on,
                own_wish=bool(post.get("own_wish")), language=post.get("language", "ru"), **by,
            )  # fmt: skip
            return HttpResponseRedirect(reverse("reply_letter", kwargs={"id": made.pk}))
        if go == "reply":
            actions.keep_reply(
                id, text_of(post, "reply", actions.LONGEST_TEXT), on=_day(post.get("on", "")) or dt.date.max, **by
            )
        elif go in ("compare", "stop"):
            actions.compare(id, go == "compare", **by)
        elif go == "back":
            actions.take_back(id, **by)
        else:
            raise Absent
    except actions.NotComplete:
        return _case_page(request, row.case_id, typed={**post.dict(), "said": str(id)}, wrong=go, status=400)
    except actions.NotSafe as error:
        typed = {**post.dict(), "said": str(id)}
        return _case_page(request, row.case_id, typed=typed, wrong="safe", tells=error.tells, status=400)
    return HttpResponseRedirect(reverse("case_parties", kwargs={"id": row.case_id}))


@require_safe
@door(*WORK)
def letter(request: Any, id: uuid.UUID) -> HttpResponse:
    """The letter that asks a party for its reply, to be printed."""
    found, row = queries.letter(id, seen_by=request.staff, at=request.now)
    return page(request, "parties/letter.html", keep=True, letter=found, row=row)


@require_POST
@door(*WORK)
def refute(request: Any, id: uuid.UUID) -> HttpResponse:
    row = actions.refute_link(id, by=request.staff, at=request.now)
    return HttpResponseRedirect(reverse("case_parties", kwargs={"id": row.pk}))


@require_POST
@door(*WORK)
def meeting(request: Any, id: uuid.UUID) -> HttpResponse:
    """Write to the other matter that names the same number, or answer it."""
    side = queries.meeting(id, seen_by=request.staff, at=request.now)
    case, go = side.row.said.case_id, request.POST.get("go", "")
    try:
        if go in ("accept", "refuse"):
            actions.answer_other(id, go == "accept", by=request.staff, at=request.now)
        else:
            text = text_of(request.POST, "words", actions.LONGEST_TEXT)
            actions.write_to_other(id, text, by=request.staff, at=request.now)
            messages.success(request, _("Sent. You see here whether they accept."))
    except actions.NotComplete:
        messages.error(request, _("Write something first."))
    except actions.NotSafe as error:
        typed = {"meeting": str(id), "words": request.POST.get("words", "")}
        return _case_page(request, case, typed=typed, wrong="safe", tells=error.tells, status=400)
    return HttpResponseRedirect(reverse("case_parties", kwargs={"id": case}))


# -- one party -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@door(*WORK)
def party(request: Any, id: uuid.UUID) -> HttpResponse:
    """A party over the cases that one sees: what was found, then what is said with the replies, then its chain."""
    if request.method == "POST":
        return _changed(request, id)
    return _party_page(request, id)


def _changed(request: Any, id: uuid.UUID) -> HttpResponse:
    post, go = request.POST, request.POST.get("go", "")
    row = queries.party(id, seen_by=request.staff, at=request.now).party
    here = HttpResponseRedirect(reverse("party", kwargs={"id": id}))
    try:
        if go == "verdict":
            actions.enter_verdict(
                row, kind=post.get("kind", ""), body=text_of(post, "body", 200), paper=text_of(post, "paper", 200),
                day=_day(post.get("day", "")) or dt.date.max, appeal=post.get("appeal", ""), by=request.staff, at=request.now,
            )  # fmt: skip
        elif go == "together":
            other = _choice(request, "other")
            if other is None:
                raise actions.NotComplete(id, "another party")
            actions.put_together(row, other, by=request.staff, at=request.now)
        elif go == "entry":
            entry = post.get("entry", "")
            actions.set_entry(row, whole(entry), by=request.staff, at=request.now)
        elif go == "apart":
            other = _choice(request, "other")
            if other is None:
                raise Absent
            actions.part_again(other, by=request.staff, at=request.now)
        else:
            raise Absent
    except actions.NotComplete:
        return _party_page(request, id, typed=post, wrong=go, status=400)
    except actions.Shared:
        messages.error(request, _("These two cannot be put together here. They stay apart."))
    return here


def _party_page(request: Any, id: uuid.UUID, *, typed: Any = None, wrong: str = "", status: int = 200) -> HttpResponse:
    language = request.tongue.language
    found = actions.read_party(id, by=request.staff, at=request.now)
    mine = {one.pk for one, _name in found.spellings}
    spelled = [name for _one, name in found.spellings]
    others = queries.to_choose(seen_by=request.staff, at=request.now, like=spelled)
    entries = [(one.pk, one.name(language)) for one in queries.entries()]
    return page(
        request, "parties/party.html", status=status, keep=True, found=found, name=found.spellings[0][1],
        kind=KINDS[found.party.kind], verdicts=[_verdict(one) for one in found.verdicts],
        parties=[{**_said(one, language), "verdicts": []} for one in found.said], links=_links(found.links),
        known=[(one, name) for one, name in others if one.pk not in mine], typed=typed or {}, wrong=wrong,
        entries=entries, entry=dict(entries).get(found.party.entry_id, ""), verdict_kinds=list(VERDICTS.items()),
        appeals=list(APPEALS.items()), today=day_of(request.now),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@door(*WORK)
def parties(request: Any) -> HttpResponse:
    """Parties that one sees, the last named or, by posting, those of a name; and letters from other matters that wait."""
    asked = request.POST.get("find", "")[:200].strip()
    found = queries.to_choose(seen_by=request.staff, at=request.now, find=asked)
    waiting = queries.letters_waiting(seen_by=request.staff, at=request.now)
    listed = [{"party": one, "name": name, "kind": KINDS[one.kind]} for one, name in found]
    return page(request, "parties/parties.html", keep=True, parties=listed, waiting=waiting, asked=asked)
