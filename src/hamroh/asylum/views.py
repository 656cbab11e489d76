"""Pages of the asylum room, and the one page that leads everybody else out of their own files to it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.asylum import actions, queries
from hamroh.asylum.forms import ClaimForm, NoteForm
from hamroh.people.staff.models import Role
from hamroh.people.walls import ALL, door
from hamroh.shell.page import page


@require_safe
@door(*ALL)
def way(request: Any) -> HttpResponse:
    """For every role: what to do when somebody fears to go back. Stores nothing, and is the same whether claims exist or not."""
    found = queries.officers(seen_by=request.staff, at=request.now)
    return page(request, "asylum/way.html", keep=True, officers=found)


@require_safe
@door(Role.PROTECTION)
def claims(request: Any) -> HttpResponse:
    """The claims that an officer works with, the newest first."""
    found = actions.list_claims(by=request.staff, at=request.now)
    return page(request, "asylum/claims.html", keep=True, claims=found)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.PROTECTION)
def open_claim(request: Any) -> HttpResponse:
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.open_claim(form.cleaned_data, by=request.staff, at=request.now)
        messages.success(request, _("The claim is stored. Only its officers can see it."))
        return HttpResponseRedirect(reverse("claim", kwargs={"id": made.pk}))
    return page(request, "asylum/open.html", status=400 if form.errors else 200, keep=True, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.PROTECTION)
def claim(request: Any, id: uuid.UUID) -> HttpResponse:
    """One claim; a note is added by posting."""
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.add_note(id, said["text"], edition=said["edition"], by=request.staff, at=request.now)
        except actions.Stale:
            form.add_error(None, _("Somebody else added something in the meantime. Read it; then add yours."))
        else:
            return HttpResponseRedirect(reverse("claim", kwargs={"id": id}))
    shown = actions.read_claim(id, by=request.staff, at=request.now)
    form.fields["edition"].initial = shown.edition
    if form.is_bound:
        # The words stay; the edition is the one that stands above them now.
        form.data = form.data.copy()
        form.data["edition"] = str(shown.edition)
    others = [one for one in queries.officers(seen_by=request.staff, at=request.now) if one.pk != request.staff.pk]
    return page(
        request,
        "asylum/claim.html",
        status=409 if form.non_field_errors() else 400 if form.errors else 200,
        keep=True,
        claim=shown,
        form=form,
        officers=others,
    )


@require_POST
@door(Role.PROTECTION)
def hand_over(request: Any, id: uuid.UUID) -> HttpResponse:
    to = {str(one.pk): one for one in queries.officers(seen_by=request.staff, at=request.now)}
    chosen = to.get(request.POST.get("to", ""))
    queries.claim(id, seen_by=request.staff, at=request.now)
    if chosen is None or chosen.pk == request.staff.pk:
        messages.error(request, _("Choose another protection officer of your organisation."))
        return HttpResponseRedirect(reverse("claim", kwargs={"id": id}))
    actions.hand_over(id, to=chosen, by=request.staff, at=request.now)
    messages.success(request, _("The claim was handed over. You no longer see it."))
    return HttpResponseRedirect(reverse("claims"))


@require_POST
@door(Role.PROTECTION)
def close(request: Any, id: uuid.UUID) -> HttpResponse:
    actions.close_claim(id, by=request.staff, at=request.now)
    messages.success(request, _("The claim is closed."))
    return HttpResponseRedirect(reverse("claims"))


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.PROTECTION)
def erase(request: Any, id: uuid.UUID) -> HttpResponse:
    """Erase a claim for good because its person asks, after the word was typed."""
    shown = actions.read_claim(id, by=request.staff, at=request.now)
    word = _("erase")
    wrong = request.method == "POST" and request.POST.get("word", "").strip().casefold() != word.casefold()
    if request.method == "POST" and not wrong:
        actions.erase_claim(id, by=request.staff, at=request.now)
        messages.success(request, _("Erased. Nobody can read this claim any more, from a backup neither."))
        return HttpResponseRedirect(reverse("claims"))
    return page(
        request, "asylum/erase.html", status=400 if wrong else 200, keep=True, claim=shown, word=word, wrong=wrong
    )
