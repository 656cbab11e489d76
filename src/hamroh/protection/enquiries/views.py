"""The public pages for a report without a name, and the desk's pages that answer it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.people import floods
from hamroh.people.attachments import intake
from hamroh.people.attachments.responses import of_the_public
from hamroh.people.attachments.words import limits, listed
from hamroh.people.prepared import count_all
from hamroh.people.staff.models import Role
from hamroh.people.walls import Absent, door
from hamroh.people.walls.ways import COUNTED
from hamroh.protection.attachments import queries as attachments
from hamroh.protection.attachments.actions import TooMany
from hamroh.protection.enquiries import actions, calls, queries, sorting
from hamroh.protection.enquiries.forms import CodeForm, ReportForm, TextForm
from hamroh.protection.enquiries.models import Sorting
from hamroh.record.errors import RecordError
from hamroh.shell import here, once
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.shell.typed import whole
from hamroh.shell.uploads import takes_files

ANSWER = tuple(queries.ANSWER)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


# -- the public --------------------------------------------------------------------------------------------------------


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@timezone.override(here.ZONE)
def report(request: Any, tongue: Tongue) -> HttpResponse:
    """Report what happened, without a name: stored once, or told that it is not."""
    if request.method in ("GET", "HEAD") and not queries.intakes(about=(), at=_now()).exists():
        # Said before anybody types.
        return page(request, "enquiries/nobody.html", status=503)
    mark = once.public_form_of(request.POST.get("form", ""))
    sent = request.method == "POST" and request.POST.get("go") == "send"
    form = ReportForm(request.POST if sent else None, initial=request.POST.dict())
    ready, not_taken = of_the_public(request, go="send", at=_now())
    if not (sent and form.is_valid()) or not_taken:
        return page(
            request, "enquiries/report.html", status=400 if sent else 200, keep=True, form=form, mark=mark, go="send",
            not_taken=intake.sentences(not_taken), choose_again=bool(ready), **limits(),
        )  # fmt: skip
    said = form.cleaned_data
    try:
        stored = actions.receive_report(
            mark,
            text=said["text"],
            contact=said["contact"],
            danger=said["danger"],
            about=form.about(),
            files=ready,
            woman=said["woman"],
            ahead=once.is_fresh(mark) and floods.worked(mark, request.POST.get("work", "")),
            language=tongue.language,
            at=_now(),
        )
    except (DatabaseError, RecordError, actions.NobodyAnswers, TooMany) as error:
        return page(
            request, "enquiries/report.html", status=503, keep=True, form=form, mark=mark, go="send", not_stored=True,
            nobody=isinstance(error, actions.NobodyAnswers), too_many=isinstance(error, TooMany),
            choose_again=bool(ready), **limits(),
        )  # fmt: skip
    return page(
        request,
        "enquiries/receipt.html",
        keep=True,
        go="send",
        stored=stored,
        words=stored.receipt.words(tongue.language),
        mark=mark,
        said=request.POST,
        offices=request.POST.getlist("about_office"),
        files=listed(attachments.of_report(stored.enquiry)),
    )


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@timezone.override(here.ZONE)
def follow(request: Any, tongue: Tongue) -> HttpResponse:
    """Come back with code and words: read the reply, add to the report."""
    if request.method != "POST":
        return page(request, "enquiries/follow.html", keep=True, go="open", form=CodeForm())
    going = request.POST.get("go", "")
    if going == "again":
        return page(request, "enquiries/follow.html", keep=True, go="open", form=CodeForm(initial=request.POST.dict()))
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            row = actions.find_report(form.cleaned_data["code"], form.cleaned_data["words"], at=_now())
        except actions.WrongCode:
            form.add_error(
                None,
                _(
                    "There is no report under this code and these words. Check both. After ten wrong tries, wait an hour."
                ),
            )
        else:
            return _conversation(request, row, form)
    return page(request, "enquiries/follow.html", status=400, keep=True, go="open", form=form)


def _conversation(request: Any, row: Any, code: CodeForm) -> HttpResponse:
    mark = once.public_form_of(request.POST.get("form", ""))
    adding = request.POST.get("go") == "add"
    ready, not_taken = of_the_public(request, go="add", at=_now())
    text = TextForm(request.POST if adding else None, with_files=bool(ready or not_taken))
    added = too_many = not_stored = False
    if adding and text.is_valid() and not not_taken:
        try:
            actions.add_to_report(row, text.cleaned_data["text"], files=ready, form=mark, at=_now())
        except TooMany:
            too_many = True
        except (DatabaseError, RecordError):
            not_stored = True
        except actions.Full:
            text.add_error(
                None, _("This report has as many messages as are kept of one. Nothing was stored: send a new report.")
            )
        else:
            row.refresh_from_db()
            added, text, mark = True, TextForm(), once.fresh_form()
    shown = queries.opened(row)
    if shown is None:
        code.add_error(None, _("This report was erased, as its time of keeping was over."))
        return page(request, "enquiries/follow.html", status=400, keep=True, go="open", form=code)
    return page(
        request, "enquiries/conversation.html", keep=True, go="open", not_stored=not_stored,
        status=503 if not_stored else 400 if text.errors or not_taken or too_many else 200,
        shown=shown, form=text, code=code.cleaned_data, added=added, mark=mark,
        files=listed(attachments.of_report(row)), not_taken=intake.sentences(not_taken), too_many=too_many,
        choose_again=bool(ready) and not added, **limits(),
    )  # fmt: skip


# -- the desk ----------------------------------------------------------------------------------------------------------


@require_safe
@door(*ANSWER)
def enquiries(request: Any) -> HttpResponse:
    """What waits to be answered: danger first, then the earliest day."""
    asked = {"seen_by": request.staff, "at": request.now}
    asked["all_"] = queries.offered_all(request.staff, request.now)
    many, to_sort = count_all([queries.all_waiting.counting(**asked), queries.all_to_sort.counting(**asked)])
    # The first page is asked for by itself, below: to put the whole list together takes longer than to read it.
    first = request.GET.get("page", "1") == "1"
    pages = Paginator([] if first else queries.waiting(**asked), queries.PAGE)
    over = COUNTED if many > COUNTED and (whole(request.GET.get("page", "")) or 1) * queries.PAGE < COUNTED else 0
    if over or many <= COUNTED:
        # Else they are counted to the end: somebody leafed through all those.
        pages.count = many
    number = pages.get_page(request.GET.get("page")).number
    waiting = pages.page(number) if number > 1 else Page(queries.first_waiting(**asked), 1, pages)
    return page(request, "enquiries/enquiries.html", keep=True, waiting=waiting, to_sort=to_sort, over=over)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*ANSWER)
def sort(request: Any) -> HttpResponse:
    """What came when too many came at once: one decision over each group of what reads nearly the same."""
    if request.method == "POST":
        _decide(request)
        return HttpResponseRedirect(reverse("sort_enquiries"))
    return page(
        request, "enquiries/sort.html", keep=True, shown=sorting.show(by=request.staff, at=request.now),
        lately=queries.sorted_lately(seen_by=request.staff, at=request.now, most=10),
        alone=queries.may_close_alone(request.staff, at=request.now), until=request.now.isoformat(),
    )  # fmt: skip


def _decide(request: Any) -> None:
    post, go = request.POST, request.POST.get("go", "")
    try:
        if go == "back":
            sorting.take_back(uuid.UUID(post.get("decision", "")), by=request.staff, at=request.now)
            messages.success(request, _("Taken back."))
            return
        until = dt.datetime.fromisoformat(post.get("until", ""))
        many = sorting.decide(
            uuid.UUID(post.get("group", "")), Sorting.Kind(go), until=until, danger_too=post.get("danger") == "too",
            by=request.staff, at=request.now,
        )  # fmt: skip
    except (ValueError, TypeError):
        raise Absent from None
    except Absent:
        messages.error(request, _("Somebody else has sorted that by now."))
    except sorting.SaysDanger:
        messages.error(
            request,
            _("Some of them say that somebody is in danger. Read those first, or tick that they are meant too."),
        )
    except sorting.NotAllowed:
        messages.error(request, _("Somebody with training in law sets reports aside."))
    else:
        messages.success(request, ngettext("Sorted: {n} report.", "Sorted: {n} reports.", many).format(n=many))


@require_http_methods(["GET", "HEAD", "POST"])
@door(*ANSWER)
def enquiry(request: Any, id: uuid.UUID) -> HttpResponse:
    """One enquiry; a reply is written by posting."""
    form = TextForm(request.POST or None)
    mark = once.public_form_of(request.POST.get("form", ""))
    if request.method == "POST" and form.is_valid():
        actions.reply(id, form.cleaned_data["text"], form=mark, by=request.staff, at=request.now)
        messages.success(request, _("The reply is stored. The person reads it with their code."))
        return HttpResponseRedirect(reverse("enquiry", kwargs={"id": id}))
    shown = actions.read_enquiry(id, by=request.staff, at=request.now)
    return page(
        request, "enquiries/enquiry.html", status=400 if form.errors else 200, keep=True, shown=shown, form=form,
        mark=mark, alone=queries.may_close_alone(request.staff, at=request.now),
        files=attachments.how_many(shown.row, seen_by=request.staff, at=request.now),
    )  # fmt: skip


@require_POST
@door(*ANSWER)
def take(request: Any, id: uuid.UUID) -> HttpResponse:
    try:
        if actions.take(id, by=request.staff, at=request.now):
            messages.success(request, _("It is yours now."))
        else:
            messages.error(request, _("Somebody else took it before you."))
    except actions.ForWomenFirst:
        messages.error(request, _("The person asked that a woman answers, and one can still take it in time."))
    return HttpResponseRedirect(reverse("enquiry", kwargs={"id": id}))


@require_POST
@door(*ANSWER)
def open_file(request: Any, id: uuid.UUID) -> HttpResponse:
    """Open a file with what a report holds."""
    made = calls.open_file(id, by=request.staff, at=request.now)
    return HttpResponseRedirect(reverse("person", kwargs={"id": made.pk}))


@require_POST
@door(*ANSWER)
def close(request: Any, id: uuid.UUID) -> HttpResponse:
    try:
        closed = actions.close(id, by=request.staff, at=request.now)
    except actions.NeedsNextStep:
        messages.error(
            request, _("Say first what was done about the danger, and by when they are called back if they wait.")
        )
        return HttpResponseRedirect(reverse("call", kwargs={"id": id}))
    if closed:
        messages.success(request, _("Closed."))
        return HttpResponseRedirect(reverse("enquiries"))
    messages.success(request, _("Somebody with training in law must confirm that it can be closed."))
    return HttpResponseRedirect(reverse("enquiry", kwargs={"id": id}))


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.ADMINISTRATOR)
def intakes(request: Any) -> HttpResponse:
    """Which organisations take reports, and within how many hours they answer."""
    if request.method == "POST":
        post = request.POST
        body, hours = post.get("organisation", ""), post.get("hours", "").strip()
        stop = post.get("go") == "stop"
        number = None if stop else whole(hours) or 0
        told = {
            name: whole(post[name]) or 0
            for name in ("call_back_minutes", "review_percent")
            if name in post and not stop
        }
        try:
            actions.take_reports(whole(body) or 0, hours=number, **told, by=request.staff, at=request.now)
        except actions.NoSuchBody:
            messages.error(
                request,
                _(
                    "Write the hours as a number from 1 to 720, the minutes from 5 to 1440, the share from 1 to 100. Nothing was changed."
                ),
            )
        else:
            messages.success(request, _("Stored."))
        return HttpResponseRedirect(reverse("intakes"))
    found = queries.answering(language=request.tongue.language, at=request.now)
    return page(request, "enquiries/intakes.html", keep=True, bodies=found)
