"""The desk's pages of attachments: what came with an enquiry, what belongs to a person, and one of them to be saved."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hamroh.people.attachments import intake, keeping
from hamroh.people.attachments.responses import to_save, with_files
from hamroh.people.attachments.words import limits, listed
from hamroh.people.walls import Absent, door
from hamroh.protection.attachments import actions, queries
from hamroh.protection.cases import queries as cases
from hamroh.protection.enquiries import queries as enquiries
from hamroh.shell import once
from hamroh.shell.page import page

READ = tuple(queries.READ)


@require_http_methods(["GET", "HEAD", "POST"])
@with_files
@door(*enquiries.ANSWER)
def of_enquiry(request: Any, id: uuid.UUID) -> HttpResponse:
    """What came with an enquiry; more is added by posting."""
    row, shown = queries.with_enquiry(id, seen_by=request.staff, at=request.now)
    if request.method == "POST":
        if row.person_id is not None:
            # It belongs to the person by now, and is added to by those who may read their file.
            raise Absent
        return _add(request, {"enquiry": row}, reverse("enquiry_files", kwargs={"id": id}))
    actions.show(row.pk, len(shown), by=request.staff, at=request.now)
    channel = "call" if row.channel == row.Channel.CALL else "enquiry"
    return _page(request, shown, back=reverse(channel, kwargs={"id": id}), may_add=row.person_id is None)


@require_http_methods(["GET", "HEAD", "POST"])
@with_files
@door(*READ)
def of_person(request: Any, id: uuid.UUID) -> HttpResponse:
    """What belongs to a person, for whoever may read their story or was referred it."""
    return _person(
        request, id, here=reverse("person_files", kwargs={"id": id}), back=reverse("person", kwargs={"id": id})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_files
@door(*cases.WORK)
def of_case(request: Any, id: uuid.UUID) -> HttpResponse:
    """The same from a case of the person."""
    row = cases.case(id, seen_by=request.staff, at=request.now)
    here, back = reverse("case_files", kwargs={"id": id}), reverse("case", kwargs={"id": id})
    return _person(request, cases.file_of(row), here=here, back=back)


def _person(request: Any, id: uuid.UUID, *, here: str, back: str) -> HttpResponse:
    person, shown = queries.with_person(id, seen_by=request.staff, at=request.now)
    may_add = queries.may_add(person, by=request.staff, at=request.now)
    if request.method == "POST":
        if not may_add:
            raise Absent
        return _add(request, {"person": person}, here)
    actions.show(person.pk, len(shown), by=request.staff, at=request.now)
    return _page(request, shown, back=back, may_add=may_add)


def _add(request: Any, to: dict[str, Any], here: str) -> HttpResponse:
    """Stores what can be taken, and says of each other file why it is not."""
    form = once.form_of(request.POST.get("form", ""))
    for sentence in intake.sentences(request.not_taken):
        messages.error(request, sentence)
    try:
        if actions.keep(request.ready, form=form, by=request.staff, at=request.now, **to):
            messages.success(request, _("Stored."))
    except actions.TooMany:
        messages.error(request, _("There are as many files as are kept. Nothing was stored."))
    if not request.ready and not request.not_taken:
        messages.error(request, _("Choose a file first."))
    return HttpResponseRedirect(here)


def _page(request: Any, shown: list[keeping.Shown], *, back: str, may_add: bool) -> HttpResponse:
    return page(
        request, "attachments/attachments.html", keep=True, shown=listed(shown), back=back, may_add=may_add,
        mark=once.fresh_form(), **limits(),
    )  # fmt: skip


@require_safe
@door(*READ, *enquiries.ANSWER)
def attachment(request: Any, id: uuid.UUID) -> HttpResponse:
    """One attachment, to be saved: no browser shows it within the site."""
    return to_save(actions.open_attachment(id, by=request.staff, at=request.now))
