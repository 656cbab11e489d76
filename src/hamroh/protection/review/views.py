"""Answers looked at again: what is drawn, the form of a review, and what was found in one's own."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.people.walls import door
from hamroh.protection.enquiries import queries as enquiries
from hamroh.protection.review import actions, queries
from hamroh.protection.review.models import Review
from hamroh.shell.page import page

ANSWER = tuple(enquiries.ANSWER)


@require_safe
@door(*ANSWER)
def reviews(request: Any) -> HttpResponse:
    """What waits to be looked at by the reader, and what others found in the reader's own answers."""
    by, at = request.staff, request.now
    reviewer = bool(by.roles(at) & queries.REVIEW)
    return page(
        request, "review/reviews.html", keep=True, reviewer=reviewer, waiting=queries.to_review(seen_by=by, at=at)[: queries.PAGE],
        lately=queries.lately(seen_by=by, at=at) if reviewer else None, found=queries.about(by, at=at),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@door(*queries.REVIEW)
def review(request: Any, id: uuid.UUID) -> HttpResponse:
    """The form of one review."""
    row = queries.one_to_review(id, seen_by=request.staff, at=request.now)
    wrong, post = False, request.POST
    if request.method == "POST":
        try:
            actions.record(
                id,
                answer=post.get("answer", ""),
                danger=post.get("danger", ""),
                tone=post.get("tone", ""),
                words=post.get("words", ""),
                open_again=post.get("open_again") == "on",
                by=request.staff,
                at=request.now,
            )
        except actions.NotComplete:
            wrong = True
        else:
            messages.success(request, _("Stored. Who answered reads it on their own page."))
            return HttpResponseRedirect(reverse("reviews"))
    asked = [
        ("answer", _("Was the answer right?"), Review.Answer.choices),
        ("danger", _("Was danger seen?"), Review.Danger.choices),
        ("tone", _("How was it said?"), Review.Tone.choices),
    ]
    return page(
        request, "review/review.html", status=400 if wrong else 200, keep=True, row=row, wrong=wrong, asked=asked,
        told={name: post.get(name, "") for name, _label, _choices in asked}, typed=post,
    )  # fmt: skip


@require_POST
@door(*ANSWER)
def read(request: Any, id: uuid.UUID) -> HttpResponse:
    """Say that one has read what was found."""
    actions.mark_read(id, by=request.staff, at=request.now)
    return HttpResponseRedirect(reverse("reviews"))
