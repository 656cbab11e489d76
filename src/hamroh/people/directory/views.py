"""Pages of the directory at the desk: entries, calls that are due, lists that are brought in."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hamroh.people.directory import actions, bringing, coverage, places, queries, schools, words
from hamroh.people.directory.forms import OrganisationForm, ServiceForm, of_organisation, of_service
from hamroh.people.directory.models import Probe
from hamroh.people.names import clean
from hamroh.people.staff.models import Role
from hamroh.people.walls import ways
from hamroh.people.walls.doors import door
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.uploads import takes_files

READ = (Role.OPERATOR, Role.CASE_WORKER, Role.LAWYER, Role.CONSULAR, Role.SUPERVISOR, Role.ADMINISTRATOR)
EDIT = (Role.CONSULAR, Role.SUPERVISOR, Role.ADMINISTRATOR)
asks = require_http_methods(["GET", "HEAD", "POST"])


def _language() -> str:
    return (get_language() or "en")[:2]


def _may_edit(request: Any) -> bool:
    return bool(request.staff.roles(request.now) & set(EDIT))


@asks
@door(*READ)
def entries(request: Any) -> HttpResponse:
    """Entries by a part of their name, number or key; without words, those to look after first."""
    asked = clean(request.POST.get("asked", ""))[:100] if request.method == "POST" else ""
    found = queries.find(asked, at=request.now)
    return page(
        request,
        "directory/entries.html",
        keep=bool(asked),
        asked=asked,
        rows=[_row(one) for one in found.services],
        more=found.more,
        organisations=[(one, one.name(_language())) for one in found.organisations],
        due=queries.how_many_due(at=request.now),
        may_edit=_may_edit(request),
    )


def _row(service: Any) -> dict[str, Any]:
    language = _language()
    return {
        "key": service.key,
        "name": service.name(language),
        "kind": words.KINDS[service.kind],
        "phone": service.phone,
        "confirmed_on": service.confirmed_on,
        "dead": queries.is_dead(service),
        "state": "" if service.status == "active" else words.STATES[service.status],
    }


@asks
@door(*READ)
def calls(request: Any) -> HttpResponse:
    """Numbers that somebody should call today, those that are open now first; each answer is written down at once."""
    if request.method == "POST":
        key, outcome = request.POST.get("key", ""), request.POST.get("outcome", "")
        if outcome in words.OF_CALLS and queries.service(clean(key)):
            actions.log_call(key, outcome, by=request.staff, at=request.now)
            messages.success(request, _("Written down."))
        return HttpResponseRedirect(reverse("directory_calls"))
    language = _language()
    due = queries.due(at=request.now, language=language)
    return page(
        request,
        "directory/calls.html",
        due=due,
        waiting=queries.how_many_due(at=request.now),
        outcomes=words.OF_CALLS.items(),
        asked=queries.asked_by_message(),
        log=[(p, p.service.name(language), words.OUTCOMES[Probe.Outcome(p.outcome)]) for p in queries.calls_made()],
    )


@asks
@door(*EDIT)
def organisation_new(request: Any) -> HttpResponse:
    """Enter an organisation."""
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = actions.enter_organisation(form.cleaned_data, by=request.staff, at=request.now)
        return HttpResponseRedirect(reverse("directory_organisation", kwargs={"id": made.uid}))
    return page(request, "directory/organisation.html", status=400 if form.errors else 200, form=form, one=None)


@asks
@door(*EDIT)
def organisation(request: Any, id: uuid.UUID) -> HttpResponse:
    """An organisation with its services; its kind and names can be changed."""
    one = queries.helping(id)
    form = OrganisationForm(request.POST if request.method == "POST" else None, initial=of_organisation(one))
    if request.method == "POST" and form.is_valid():
        actions.change_organisation(one, form.cleaned_data, by=request.staff, at=request.now)
        messages.success(request, _("Stored."))
        return HttpResponseRedirect(reverse("directory_organisation", kwargs={"id": id}))
    return page(
        request,
        "directory/organisation.html",
        status=400 if form.errors else 200,
        form=form,
        one=one,
        name=one.name(_language()),
        rows=[_row(service) for service in queries.services_of(one)],
    )


@asks
@door(*EDIT)
def service_new(request: Any, id: uuid.UUID) -> HttpResponse:
    """Enter a service of an organisation."""
    one = queries.helping(id)
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = actions.enter_service(one, form.entry, by=request.staff, at=request.now)
        messages.success(request, _("Stored. Nobody has called the number yet: it is shown as unconfirmed."))
        return HttpResponseRedirect(reverse("directory_service", kwargs={"key": made.key}))
    return page(
        request, "directory/service_new.html", status=400 if form.errors else 200, form=form, name=one.name(_language())
    )


@asks
@door(*READ)
def service(request: Any, key: str) -> HttpResponse:
    """One entry: what it says, to be changed by those who may; its calls, its earlier editions."""
    one = queries.known(key)
    may_edit = _may_edit(request)
    form = ServiceForm(
        request.POST if request.method == "POST" and may_edit else None, initial=of_service(one), terms=one.terms
    )
    status, stands = 200, None
    if request.method == "POST" and may_edit:
        status = 400
        if form.is_valid():
            try:
                actions.change_service(
                    key, form.entry, edition=form.cleaned_data["edition"] or 0, by=request.staff, at=request.now
                )
            except actions.Stale as stale:
                # Both are shown; pressing once more is meant.
                stands, status = queries.differences(form.entry, stale.stands), 409
                form.data = form.data.copy()
                form.data["edition"] = str(stale.stands.edition)
            else:
                messages.success(request, _("Stored."))
                return HttpResponseRedirect(reverse("directory_service", kwargs={"key": key}))
    language = _language()
    return page(
        request,
        "directory/entry.html",
        status=status,
        keep=request.method == "POST",
        form=form,
        one=one,
        door=queries.door(one, at=request.now, language=language),
        may_edit=may_edit,
        stands=stands,
        dead=queries.is_dead(one),
        outcomes=words.OF_CALLS.items(),
        visits=words.OF_VISITS.items() if queries.can_be_visited(one) else (),
        probes=[(p, words.OUTCOMES[Probe.Outcome(p.outcome)]) for p in queries.calls_to(one)],
        editions=[(e, words.HOW[e.how], changed) for e, changed in queries.editions(one)],
    )


@require_POST
@door(*READ)
def service_called(request: Any, key: str) -> HttpResponse:
    """Write down how a call to the number ended, or what was found there."""
    queries.known(key)
    outcome = request.POST.get("outcome")
    if outcome in words.OF_CALLS:
        actions.log_call(key, outcome, by=request.staff, at=request.now)
        messages.success(request, _("Written down."))
    elif outcome in words.OF_VISITS:
        actions.log_visit(key, outcome, by=request.staff, at=request.now)
        messages.success(request, _("Written down."))
    return HttpResponseRedirect(reverse("directory_service", kwargs={"key": key}))


@require_POST
@door(*EDIT)
def service_undo(request: Any, key: str) -> HttpResponse:
    """Take the last change back."""
    one = queries.known(key)
    edition = request.POST.get("edition", "")
    try:
        actions.undo_change(
            key,
            edition=int(edition) if edition.isdecimal() and len(edition) < 9 else 0,
            by=request.staff,
            at=request.now,
        )
    except actions.Stale:
        messages.error(request, _("Somebody changed it in the meantime. Look again."))
    except actions.NothingBefore:
        messages.error(request, _("It was never changed."))
    else:
        messages.success(request, _("The last change is taken back."))
    return HttpResponseRedirect(reverse("directory_service", kwargs={"key": one.key}))


@takes_files
@asks
@door(*EDIT)
def lists(request: Any) -> HttpResponse:
    """Bring a list in: it is tried, and nothing is changed yet."""
    fault = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        name = file.name if file else _("pasted")
        content = file.read() if file else request.POST.get("text", "").encode()
        try:
            made = bringing.try_list(name, content, by=request.staff, at=request.now)
        except bringing.NotAList as wrong:
            fault = str(wrong)
        else:
            return HttpResponseRedirect(reverse("directory_list", kwargs={"id": made.pk}))
    return page(
        request,
        "directory/lists.html",
        status=400 if fault else 200,
        keep=bool(fault),
        fault=fault,
        text=request.POST.get("text", "") if fault else "",
        brought=bringing.lists(),
        columns=", ".join(bringing.COLUMNS),
    )


@asks
@door(*EDIT)
def list_one(request: Any, id: uuid.UUID) -> HttpResponse:
    """What a list would change, row by row; apply it, or undo it."""
    one = bringing.brought(id)
    if request.method == "POST":
        try:
            if request.POST.get("go") == "apply":
                bringing.apply(id, by=request.staff, at=request.now)
                messages.success(request, _("The list is applied. It can be undone here."))
            elif request.POST.get("go") == "undo":
                left = bringing.undo(id, by=request.staff, at=request.now)
                messages.success(request, _("The list is undone."))
                if left:
                    messages.error(
                        request,
                        _("Changed by somebody since, and left as they are: %(keys)s") % {"keys": ", ".join(left)},
                    )
        except bringing.NotNow as wrong:
            messages.error(request, str(wrong))
        return HttpResponseRedirect(reverse("directory_list", kwargs={"id": id}))
    return page(request, "directory/list.html", one=one, counts=bringing.counts(one), rows=bringing.shown(one))


@asks
@door(Role.ANALYST, *EDIT)
def where(request: Any) -> HttpResponse:
    """Where people are, where help is, how far; where the consul should come next. What is pasted is kept nowhere."""
    text = request.POST.get("people", "") if request.method == "POST" else ""
    fault, found = "", []
    try:
        found = coverage.lines(coverage.read(text), at=request.now)
    except coverage.NotRead as wrong:
        fault = str(wrong)
    best, language = coverage.proposed(found), _language()
    return page(
        request,
        "directory/where.html",
        status=400 if fault else 200,
        keep=request.method == "POST",
        text=text,
        fault=fault,
        rows=[(places.name(line.region, language), line) for line in found],
        opens_days=ways.is_open("receptions", request.staff, request.now),
        best=(places.name(best.region, language), best) if best else None,
        schools=[
            (places.name(one.place, language), places.chief_town(one.place, language) if one.in_town else "", one)
            for one in schools.demand(day_of(request.now))
        ],
        left_out=schools.left_out(),
    )


__all__ = [
    "calls",
    "entries",
    "list_one",
    "lists",
    "organisation",
    "organisation_new",
    "service",
    "service_called",
    "service_new",
    "service_undo",
    "where",
]
