"""Pages of persons' files. What is looked for travels in the page, never in an address."""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import resolve, reverse
from django.utils.translation import get_language, gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.people import walls
from hamroh.people.persons import actions, copies, queries, words
from hamroh.people.persons.contact import safe_contact
from hamroh.people.persons.forms import Editing, FindForm, NewForm
from hamroh.people.persons.models import Part
from hamroh.people.staff.models import Role
from hamroh.people.walls import door
from hamroh.people.walls.doors import door_of
from hamroh.people.walls.files import PARTS
from hamroh.shell.limits import Limits
from hamroh.shell.page import page
from hamroh.shell.refusals import Refusal, mark

READERS = [role for role in Role if PARTS[role]]
OPENERS = [role for role in READERS if role is not Role.INTERPRETER]
LEADS: dict[str, tuple[str, frozenset[Part], bool]] = {
    "open_case": ("person", frozenset({Part.STORY}), False),
    "write_to_person": ("person", frozenset({Part.CONTACT}), True),
    "person_copy": ("id", frozenset(Part), True),
}
"""Pages to which a file leads: how they call its id, the parts that their reader must see, and whether whole or in agreed fields."""
asks = require_http_methods(["GET", "HEAD", "POST"])


@cache
def _roles_at(name: str) -> frozenset[Role]:
    """Whom the door at such a page lets pass: a link that leads to "there is no such page" helps nobody."""
    door = door_of(resolve(reverse(name, kwargs={LEADS[name][0]: uuid.UUID(int=0)})).func)
    return door.roles if door else frozenset()


def _hits(found: queries.Found) -> list[dict[str, Any]]:
    return [
        {
            "id": hit.person.pk,
            "name": hit.full_name or _("No name told"),
            "born": words.born_said(hit.born),
            "by": words.FOUND_BY[hit.by],
            "why": [{"one": r.one, "other": r.other, "words": words.LIKE[r.kind]} for r in hit.why if r.kind != "same"],
        }
        for hit in found.hits
    ]


@cache
def _searches() -> Limits:
    return Limits(settings.SEARCHES_PER_MINUTE)


def unhurried(request: Any, form: Any) -> bool:
    """May this member of staff search now? Who searches faster than anybody reads waits, and keeps what was typed."""
    seconds = _searches().wait(str(request.staff.pk))
    if seconds:
        mark(request, Refusal.TOO_OFTEN)
        form.add_error(
            None,
            ngettext(
                "You have searched very often in this minute. Wait %(seconds)s second and press again.",
                "You have searched very often in this minute. Wait %(seconds)s seconds and press again.",
                seconds,
            )
            % {"seconds": seconds},
        )
    return not seconds


@asks
@door(*READERS)
def find(request: Any) -> HttpResponse:
    """Find a file by a name in any alphabet, a phone or the number of a paper; a case by its number, calls by phone or name."""
    # The box on the page of today asks for the name alone.
    form = FindForm(request.POST if "asked" in request.POST else None)
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid() and unhurried(request, form):
        told = form.cleaned_data
        found = queries.search(told["asked"], born=told["born"], everywhere=True, seen_by=request.staff, at=request.now)
        shown = {
            "searched": True, "hits": _hits(found), "more": found.more, "places": found.places,
            "new": NewForm(initial=_begun(told)),
        }  # fmt: skip
    may_open = bool(request.staff.roles(request.now) & set(OPENERS))
    return page(
        request,
        "persons/find.html",
        status=400 if form.errors else 200,
        keep=True,
        form=form,
        may_open=may_open,
        **shown,
    )


def _begun(told: dict[str, Any]) -> dict[str, Any]:
    """What was looked for, as the beginning of a new file."""
    number = sum(c.isdigit() for c in told["asked"]) >= 5
    return {
        "full_name": "" if number else told["asked"],
        "phone": told["asked"] if number else "",
        "born": words.born_said(told["born"]),
    }


@asks
@door(*OPENERS)
def new(request: Any) -> HttpResponse:
    """Open a file; files that may be of the same person are shown first."""
    form = NewForm(request.POST or None)
    hits: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid() and unhurried(request, form):
        told = form.cleaned_data
        if "sure" not in request.POST:
            for asked in filter(None, (told["full_name"], told["phone"])):
                found = queries.search(asked, born=told["born"], seen_by=request.staff, at=request.now)
                hits += [hit for hit in _hits(found) if hit["id"] not in {earlier["id"] for earlier in hits}]
        if not hits:
            opened = actions.open_file(form.parts(), by=request.staff, at=request.now)
            messages.success(request, _("The file is open."))
            return HttpResponseRedirect(reverse("person", kwargs={"id": opened.pk}))
    return page(request, "persons/new.html", status=400 if form.errors else 200, keep=True, form=form, hits=hits)


def _parts(file: queries.File) -> list[dict[str, Any]]:
    return [
        {
            "part": open_.part,
            "label": open_.part.label,
            "whole": open_.whole,
            "lines": words.lines(open_.part, open_.content),
            "merged": [words.lines(open_.part, content) for content in open_.merged],
        }
        for open_ in file.parts.values()
    ]


@require_safe
@door(*READERS)
def person(request: Any, id: uuid.UUID) -> HttpResponse:
    """A file, in the parts that the reader may read."""
    file = queries.file(id, seen_by=request.staff, at=request.now)
    contact = file.parts.get(Part.CONTACT)
    roles = request.staff.roles(request.now)
    return page(
        request,
        "persons/person.html",
        keep=True,
        file=file,
        name=file.full_name or _("No name told"),
        parts=_parts(file),
        binding=words.binding(safe_contact(contact.content)) if contact else [],
        may_decide=bool(roles & actions.DECIDE),
        leads={
            name
            for name, (_id, needs, whole) in LEADS.items()
            if _roles_at(name) & roles and needs <= {p for p, one in file.parts.items() if one.whole or not whole}
        },
        may_erase=Role.SUPERVISOR in roles,
    )


@asks
@door(*READERS)
def edit(request: Any, id: uuid.UUID, part: str) -> HttpResponse:
    """Write one part anew. Where somebody else wrote it meanwhile, both are shown and nothing is overwritten."""
    file = queries.file(id, seen_by=request.staff, at=request.now)
    if part not in {one.part.value for one in file.parts.values() if one.whole}:
        raise walls.Absent
    now = file.parts[Part(part)]
    editing = Editing(now.part, now.content, request.POST or None)
    theirs: list[tuple[str, str]] = []
    status = 200
    if request.method == "POST":
        status = 400
        said = request.POST.get("edition", "")
        edition = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else -1
        if edition != now.edition:
            theirs, status = words.lines(now.part, now.content) or [(now.part.label, _("Nothing stands here."))], 409
        elif editing.is_valid():
            kept = editing.kept()
            try:
                actions.change_part(file.person, now.part, kept, edition=edition, by=request.staff, at=request.now)
            except actions.Stale:
                # Between our reading and our writing: the page is read anew.
                return edit(request, id=id, part=part)  # type: ignore[no-any-return]
            for warning in editing.warnings(kept):
                messages.warning(request, warning)
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("person", kwargs={"id": id}))
    return page(
        request,
        "persons/part.html",
        status=status,
        keep=True,
        file=file,
        part=now,
        editing=editing,
        theirs=theirs,
        name=file.full_name or _("No name told"),
    )


@require_safe
@door(*READERS)
def seen(request: Any, id: uuid.UUID) -> HttpResponse:
    """Who saw or changed a file: what a person may ask, and is told."""
    entries = queries.who_saw(id, seen_by=request.staff, at=request.now, language=get_language() or "en")
    return page(request, "persons/seen.html", keep=True, id=id, entries=entries)


@require_safe
@door(*actions.DECIDE)
def duplicates(request: Any) -> HttpResponse:
    """Files that may be of one person, for somebody to decide."""
    found = queries.pairs(seen_by=request.staff, at=request.now)
    return page(request, "persons/duplicates.html", keep=True, pairs=found)


@asks
@door(*actions.DECIDE)
def duplicate(request: Any, id: int) -> HttpResponse:
    """Two files beside each other, and the decision."""
    pair = queries.pair(id, seen_by=request.staff, at=request.now)
    said, refused = request.POST.get("decision", ""), ""
    one, other = pair.one.person, pair.other.person
    if request.method == "POST" and not pair.proposal.decision:
        try:
            if said == "apart":
                actions.keep_apart(pair.proposal, by=request.staff, at=request.now)
                messages.success(request, _("Kept apart. They will not be proposed again."))
                return HttpResponseRedirect(reverse("duplicates"))
            if said in ("one", "other"):
                kept, gone = (one, other) if said == "one" else (other, one)
                actions.merge(kept, gone, by=request.staff, at=request.now)
                messages.success(request, _("One file now. Everything of both is kept, and it can be undone."))
                return HttpResponseRedirect(reverse("person", kwargs={"id": kept.pk}))
        except actions.Shared:
            refused = _(
                "Another organisation works with one of these files. They stay apart, so that nobody learns what they were not told."
            )
    sides = [
        {
            "said": said_,
            "id": file.person.pk,
            "name": file.full_name or _("No name told"),
            "parts": _parts(file),
            "opened": file.person.opened_at,
        }
        for said_, file in (("one", pair.one), ("other", pair.other))
    ]
    because = [words.BECAUSE[code] for code in pair.reasons]
    return page(
        request,
        "persons/duplicate.html",
        status=409 if refused else 200,
        keep=True,
        pair=pair,
        sides=sides,
        because=because,
        refused=refused,
    )


@require_POST
@door(*actions.DECIDE)
def undo(request: Any, id: uuid.UUID) -> HttpResponse:
    """Let a merged file stand by itself again."""
    done = queries.merge_of(id, seen_by=request.staff, at=request.now)
    try:
        back = actions.undo_merge(done, by=request.staff, at=request.now)
    except actions.NotLast:
        messages.warning(request, _("A later merge has to be undone first, or this one is undone already."))
        return HttpResponseRedirect(reverse("person", kwargs={"id": done.kept_id}))
    except actions.Shared:
        messages.warning(
            request,
            _(
                "Another organisation was let into this file since the merge. End that first: it would see what is of somebody else."
            ),
        )
        return HttpResponseRedirect(reverse("person", kwargs={"id": done.kept_id}))
    messages.success(request, _("Undone. The file stands by itself again."))
    return HttpResponseRedirect(reverse("person", kwargs={"id": back.pk}))


@asks
@door(Role.SUPERVISOR)
def erase(request: Any, id: uuid.UUID) -> HttpResponse:
    """Erase a person for good, after the word was typed."""
    file = queries.file(id, seen_by=request.staff, at=request.now)
    word = _("erase")
    wrong = request.method == "POST" and request.POST.get("word", "").strip().casefold() != word.casefold()
    if request.method == "POST" and not wrong:
        actions.erase(file.person, reason="the person asked", by=request.staff, at=request.now)
        messages.success(request, _("Erased. Nobody can read this file any more, from a backup neither."))
        return HttpResponseRedirect(reverse("persons"))
    return page(
        request, "persons/erase.html", status=400 if wrong else 200, keep=True, file=file, word=word, wrong=wrong,
        name=file.full_name or _("No name told"),
    )  # fmt: skip


@require_safe
@door(*copies.GIVE)
def copy(request: Any, id: uuid.UUID) -> HttpResponse:
    """A copy of the file to print and hand to its person; it says nothing of anybody else."""
    made = copies.copy(id, by=request.staff, at=request.now, language=request.tongue.language)
    return page(request, "persons/copy.html", keep=True, copy=made, id=id)
