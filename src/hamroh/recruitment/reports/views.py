"""The public form for a false firm or sign, the answer by its code, and the desk that answers."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.people import floods
from hamroh.people.attachments import intake
from hamroh.people.attachments.responses import of_the_public, to_save, with_files
from hamroh.people.attachments.words import limits, listed
from hamroh.people.walls import Absent, door
from hamroh.record.errors import RecordError
from hamroh.recruitment.register import queries as register
from hamroh.recruitment.register.actions import RegisterError
from hamroh.recruitment.reports import actions, queries, words
from hamroh.recruitment.reports.forms import AnswerForm, FirmReportForm, ReplyForm, StepForm
from hamroh.shell import here, once
from hamroh.shell.here import today
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.shell.uploads import takes_files

KEEP = tuple(register.OFFICERS)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@timezone.override(here.ZONE)
def report(request: Any, tongue: Tongue) -> HttpResponse:
    """Report a false firm or sign, with photographs and without a name: stored once, or told that it is not."""
    nobody = not queries.somebody_answers(_now())
    if nobody and request.method != "POST":
        # Said before anybody types.
        return page(request, "reports/report.html", status=503, nobody=True)
    mark = once.public_form_of(request.POST.get("form", ""))
    sent = request.method == "POST" and request.POST.get("go") == "send"
    form = FirmReportForm(request.POST if sent else None, initial=request.POST.dict())
    ready, not_taken = of_the_public(request, go="send", at=_now())
    shown = queries.published(today())
    came = shown and {"told": shown, "outcomes": [(words.OUTCOMES[key], n) for key, n in shown.outcomes.items()]}

    def again(status: int, **more: Any) -> HttpResponse:
        return page(
            request, "reports/report.html", status=status, keep=True, go="send", form=form, mark=mark,
            not_taken=intake.sentences(not_taken), choose_again=bool(ready), **limits(), **more, came=came,
        )  # fmt: skip

    if not (sent and form.is_valid() and not nobody and not not_taken):
        return again(503 if sent and nobody else 400 if sent else 200, not_stored=sent and nobody)
    try:
        ahead = once.is_fresh(mark) and floods.worked(mark, request.POST.get("work", ""))
        stored = actions.receive(mark, form.said(), files=ready, ahead=ahead, at=_now(), today=today())
    except actions.TooManyFiles:
        return again(400, too_many=True)
    except (DatabaseError, RecordError):
        return again(503, not_stored=True)
    return page(
        request, "reports/receipt.html", keep=True, go="send", stored=stored, mark=mark, said=request.POST,
        files=listed(queries.files_of(stored.report)),
    )  # fmt: skip


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@timezone.override(here.ZONE)
def follow(request: Any, tongue: Tongue) -> HttpResponse:
    """What became of a report, by its code: the answer, and the way to prosecution. Photographs are added; nothing of what was
    written or sent is shown."""
    code, go = request.POST.get("code", "")[:40], request.POST.get("go")
    asked = go in ("open", "add", "mine")
    found = queries.by_code(code) if asked and code else None
    wrong = asked and found is None
    ready, not_taken = of_the_public(request, go="add", at=_now()) if found else ([], [])
    added, too_many, not_stored = 0, False, False
    try:
        if found and go == "mine":
            actions.read_after_all(found, at=_now())
        if found and go == "add" and not not_taken:
            added = actions.add_files(found, ready, form=once.form_of(request.POST.get("form", "")), at=_now())
    except actions.TooManyFiles:
        too_many = True
    except (DatabaseError, RecordError):
        not_stored = True
    if found:
        found = queries.by_code(code)
    return page(
        request,
        "reports/follow.html",
        status=503 if not_stored else 400 if wrong or not_taken or too_many else 200,
        keep=True,
        go="open",
        code=code,
        not_stored=not_stored,
        wrong=wrong,
        found=found,
        outcome=words.OUTCOMES.get(found.outcome, "") if found else "",
        steps=[(one, words.STEPS[one.kind]) for one in queries.steps(found.firm)] if found else [],
        replied=[one.said_on for one, _text in queries.replies(found.firm)] if found else [],
        files=listed(queries.files_of(found)) if found else [],
        added=added,
        none_chosen=go == "add" and not ready and not not_taken and not wrong,
        not_taken=intake.sentences(not_taken),
        too_many=too_many,
        mark=once.fresh_form(),
        **limits(),
    )


# -- the desk ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@with_files
@door(*KEEP)
def firms(request: Any) -> HttpResponse:
    """Firms that were reported; an officer writes down what somebody told them."""
    mark = once.form_of(request.POST.get("form", ""))
    form = FirmReportForm(request.POST or None)
    too_many = False
    if request.method == "POST" and form.is_valid() and not request.not_taken:
        try:
            stored = actions.receive(mark, form.said(), files=request.ready, at=request.now, today=today(), by=request.staff)  # fmt: skip
        except actions.TooManyFiles:
            too_many = True
        else:
            return HttpResponseRedirect(reverse("suspect_firm", kwargs={"id": stored.report.firm_id}))
    pages = Paginator(queries.firms(), queries.PAGE)
    return page(
        request, "reports/firms.html", status=400 if request.method == "POST" else 200, keep=True, form=form, mark=mark,
        shown=pages.get_page(request.GET.get("page")), now=request.now, **limits(),
        not_taken=intake.sentences(request.not_taken), choose_again=bool(request.ready), too_many=too_many,
        to_sort=queries.waits_to_be_sorted(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def sort(request: Any) -> HttpResponse:
    """What came when too many came at once: one decision over each group of what reads nearly the same."""
    if request.method == "POST":
        _decide(request)
        return HttpResponseRedirect(reverse("sort_firm_reports"))
    return page(
        request, "reports/sort.html", keep=True, groups=actions.show_groups(by=request.staff, at=request.now),
        lately=queries.sorted_lately(), until=request.now.isoformat(),
    )  # fmt: skip


def _decide(request: Any) -> None:
    post, go = request.POST, request.POST.get("go", "")
    try:
        if go == "back":
            actions.take_back(uuid.UUID(post.get("decision", "")), by=request.staff, at=request.now)
            messages.success(request, _("Taken back."))
            return
        until = dt.datetime.fromisoformat(post.get("until", ""))
        many = actions.sort(uuid.UUID(post.get("group", "")), go, until=until, by=request.staff, at=request.now)
    except (ValueError, TypeError):
        raise Absent from None
    except Absent:
        messages.error(request, _("Somebody else has sorted that by now."))
    else:
        messages.success(request, ngettext("Sorted: {n} report.", "Sorted: {n} reports.", many).format(n=many))


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def firm(request: Any, id: uuid.UUID) -> HttpResponse:
    """Everything reported of one firm, and its way to prosecution; a step is written by posting."""
    found = queries.firm(id)
    if found is None:
        raise Http404
    replies = request.POST.get("go") == "reply"
    form = StepForm(request.POST if request.method == "POST" and not replies else None)
    reply = ReplyForm(request.POST if replies else None)
    sent = reply if replies else form
    if request.method == "POST" and sent.is_valid():
        given = sent.cleaned_data
        try:
            if replies:
                actions.write_reply(found, given["text"], on=given["said_on"], by=request.staff, at=request.now)
            else:
                actions.write_step(found, given["kind"], on=given["on"], paper=given["paper"], by=request.staff, at=request.now)  # fmt: skip
        except RegisterError as refused:
            sent.add_error(None, str(refused))
        else:
            messages.success(request, _("Written down."))
            return HttpResponseRedirect(reverse("suspect_firm", kwargs={"id": id}))
    shown = actions.read(found, by=request.staff, at=request.now)
    return page(
        request,
        "reports/firm.html",
        status=400 if sent.errors else 200,
        keep=True,
        firm=found,
        form=form,
        reply=reply,
        replies=queries.replies(found),
        now=request.now,
        shown=[
            (one, words.KINDS[one.row.kind], words.OUTCOMES.get(one.row.outcome, ""), listed(list(one.files)))
            for one in shown
        ],
        outcomes=words.OUTCOMES,
        steps=[(one, words.STEPS[one.kind]) for one in queries.steps(found)],
    )


@require_safe
@door(*KEEP)
def firm_file(request: Any, id: uuid.UUID) -> HttpResponse:
    """A file that came with a report, to be saved: no browser shows it within the site."""
    return to_save(actions.open_file(id, by=request.staff, at=request.now))


@require_POST
@door(*KEEP)
def answer(request: Any, id: uuid.UUID) -> HttpResponse:
    """Say what was found."""
    form = AnswerForm(request.POST)
    try:
        row = actions.answer(id, form.data.get("outcome", ""), by=request.staff, at=request.now)
    except RegisterError as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("suspect_firms"))
    messages.success(request, _("Answered. The person reads it with their code."))
    return HttpResponseRedirect(reverse("suspect_firm", kwargs={"id": row.firm_id}))
