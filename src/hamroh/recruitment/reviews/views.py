"""The public form for a review, what is shown of firms, and the desk that reads and shows."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hamroh.people.directory import places
from hamroh.people.walls import door
from hamroh.record.errors import RecordError
from hamroh.recruitment.register.actions import RegisterError
from hamroh.recruitment.reviews import actions, queries, words
from hamroh.recruitment.reviews.forms import AsideForm, LetThroughForm, ReplyForm, ReviewForm, ToldForm
from hamroh.shell import once
from hamroh.shell.few import FEWEST
from hamroh.shell.page import kept_by_all, page
from hamroh.shell.tongue import Tongue
from hamroh.shell.typed import whole

READERS = tuple(queries.MODERATORS)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@require_safe
def firms(request: Any, tongue: Tongue) -> HttpResponse:
    """Firms of which something is shown. The same for everybody."""
    pages = Paginator(queries.shown_firms(), queries.PAGE)
    return kept_by_all(
        request, page(request, "worker_reviews/firms.html", shown=pages.get_page(request.GET.get("page")))
    )


@require_safe
def firm(request: Any, tongue: Tongue, id: int) -> HttpResponse:
    """What workers said of a firm, eleven and more at a time, with the firm's reply beside it."""
    found = queries.firm(id)
    batches = queries.shown(found) if found else []
    if found is None or not batches:
        raise Http404
    shown = [
        {"batch": one, "month": one.released_at, "tallies": _tallies(one.tallies), "words": list(one.words.all())}
        for one in batches
    ]
    response = page(
        request, "worker_reviews/firm.html", firm=found, kind=words.KINDS[found.kind], shown=shown, replies=queries.replies(found)
    )  # fmt: skip
    return kept_by_all(request, response)


def _tallies(found: dict[str, str]) -> list[tuple[Any, Any]]:
    return [(words.SAID[name], words.BANDS[found[name]]) for name in words.QUESTIONS if name in found]


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Any, tongue: Tongue) -> HttpResponse:
    """Write of a firm, without a name: stored once, or told that it is not."""
    nobody = not queries.somebody_reads(_now())
    if nobody and request.method != "POST":
        # Said before anybody types.
        return page(request, "worker_reviews/write.html", status=503, nobody=True)
    mark = once.form_of(request.POST.get("form", ""))
    sent = request.method == "POST" and request.POST.get("go") == "send"
    form = ReviewForm(request.POST if sent else None, language=tongue.language, initial=request.POST.dict())
    shown: dict[str, Any] = {"keep": True, "go": "send", "form": form, "mark": mark}
    if not (sent and form.is_valid() and not nobody):
        status = 503 if sent and nobody else 400 if sent else 200
        return page(request, "worker_reviews/write.html", status=status, not_stored=sent and nobody, **shown)
    try:
        stored = actions.receive(mark, form.said(), at=_now())
    except (DatabaseError, RecordError):
        return page(request, "worker_reviews/write.html", status=503, not_stored=True, **shown)
    return page(
        request, "worker_reviews/receipt.html", keep=True, go="send", stored=stored, mark=mark,
        said=[(name, value) for name, value in request.POST.items() if name in form.fields],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: Any, tongue: Tongue) -> HttpResponse:
    """What became of a review, by its code; with the code it can be taken back."""
    code, go = request.POST.get("code", "")[:40], request.POST.get("go")
    not_stored = False
    if code and go == "withdraw":
        try:
            actions.withdraw(code, at=_now())
        except (DatabaseError, RecordError):
            not_stored = True
    found = queries.by_code(code) if code and go in ("open", "withdraw") else None
    wrong = go in ("open", "withdraw") and found is None
    state = ""
    if found:
        shown = found.state == "let_through" and found.batch is not None and found.batch.released_at is not None
        state = "shown" if shown else found.state
    return page(
        request,
        "worker_reviews/follow.html",
        status=503 if not_stored else 400 if wrong else 200,
        keep=True,
        go="open",
        code=code,
        not_stored=not_stored,
        wrong=wrong,
        found=found,
        state=words.STATES.get(state, ""),
        reason=words.REASONS.get(found.reason, "") if found else "",
        may_withdraw=state in ("waiting", "let_through", "shown"),
    )


# -- the desk ----------------------------------------------------------------------------------------------------------


@require_safe
@door(*READERS)
def queue(request: Any) -> HttpResponse:
    """Reviews that wait to be read, and the firms of which workers wrote."""
    shown = Paginator(queries.waiting(), queries.PAGE).get_page(request.GET.get("page"))
    copies = queries.copies()
    return page(
        request,
        "worker_reviews/queue.html",
        shown=shown,
        rows=[(one, words.KINDS[one.kind], copies.get(one.pk, 1)) for one in shown],
        firms=queries.firms(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@door(*READERS)
def one(request: Any, id: uuid.UUID) -> HttpResponse:
    """One review: let it through with words that tell of nobody, or set it aside for a reason."""
    posted = request.POST if request.method == "POST" else None
    aside = posted is not None and posted.get("go") == "aside"
    try:
        if aside:
            actions.set_aside(id, request.POST.get("reason", ""), by=request.staff, at=request.now)
            return _decided(request)
        form = LetThroughForm(posted)
        if posted is not None and form.is_valid():
            given = form.cleaned_data
            actions.let_through(
                id, firm=None, name=given["name"], words=given["words"], looked=given["looked"], by=request.staff, at=request.now
            )  # fmt: skip
            return _decided(request)
    except RegisterError as refused:
        messages.error(request, str(refused))
        form = LetThroughForm(None if aside else posted)
    found = actions.read(id, by=request.staff, at=request.now)
    if posted is None or aside:
        form = LetThroughForm(initial={"name": found.firm, "words": found.text})
    return page(
        request,
        "worker_reviews/one.html",
        status=400 if posted is not None else 200,
        keep=True,
        found=found,
        kind=words.KINDS[found.row.kind],
        region=places.name(found.region, get_language() or "en") if found.region else "",
        known=queries.firms_named(found.firm),
        answers=[(words.QUESTIONS[name], words.ANSWERS[value]) for name, value in found.answers.items()],
        tells=queries.tells(found.text),
        form=form,
        aside=AsideForm(),
    )


def _decided(request: Any) -> HttpResponse:
    messages.success(request, _("Decided. The worker reads it with their code."))
    return HttpResponseRedirect(reverse("read_reviews"))


@require_http_methods(["GET", "HEAD", "POST"])
@door(*READERS)
def reviewed(request: Any, id: int) -> HttpResponse:
    """What is ready to be shown of a firm; each step on the way there is made by posting."""
    found = queries.firm(id)
    if found is None:
        raise Http404
    told, replied = ToldForm(None, auto_id="told_%s"), ReplyForm(None, auto_id="reply_%s")
    go, who = request.POST.get("go", ""), {"by": request.staff, "at": request.now}
    wrong = request.method == "POST"
    try:
        if go == "tell":
            told = ToldForm(request.POST, auto_id="told_%s")
            if told.is_valid():
                actions.tell(found, **told.cleaned_data, **who)
                wrong = False
        elif go == "reply":
            replied = ReplyForm(request.POST, auto_id="reply_%s")
            if replied.is_valid():
                actions.reply(found, **replied.cleaned_data, **who)
                wrong = False
        elif go in ("prepare", "release", "take_apart"):
            {"prepare": actions.prepare, "release": actions.release, "take_apart": actions.take_apart}[go](found, **who)
            wrong = False
        elif go == "take_down":
            actions.take_down(whole(request.POST.get("words", "")) or 0, **who)
            wrong = False
    except RegisterError as refused:
        messages.error(request, str(refused))
    if request.method == "POST" and not wrong:
        messages.success(request, _("Written down."))
        return HttpResponseRedirect(reverse("reviewed_firm", kwargs={"id": id}))
    batch = queries.prepared(found)
    drawn = actions.draw_up(batch, **who) if batch else None
    return page(
        request,
        "worker_reviews/reviewed.html",
        status=400 if wrong else 200,
        keep=True,
        firm=found,
        kind=words.KINDS[found.kind],
        ready=queries.people(queries.ready(found, request.now)),
        fewest=FEWEST,
        batch=batch,
        mine=batch is not None and batch.prepared_by_id == request.staff.pk,
        drawn=drawn,
        tallies=_tallies(drawn.tallies) if drawn else [],
        words=[text for _id, text in drawn.words] if drawn else [],
        shown=queries.shown(found),
        replies=queries.replies(found),
        told=told,
        replied=replied,
    )
