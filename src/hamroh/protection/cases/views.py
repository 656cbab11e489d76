"""Pages of cases: the board, and what is done with a case from its own page (which stands in `web`)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.people import walls
from hamroh.people.persons import content, queries as persons
from hamroh.people.persons.models import Part
from hamroh.people.staff.models import Role, Staff
from hamroh.people.staff.queries import colleagues_at_work
from hamroh.people.walls import Absent, actions as wall, door
from hamroh.protection import complaints
from hamroh.protection.cases import actions, queries
from hamroh.protection.cases.models import Case, Referral
from hamroh.protection.enquiries import calls
from hamroh.protection.hearings import queries as hearings
from hamroh.protection.interpreters import asking
from hamroh.shell.page import page
from hamroh.shell.typed import Lines, ToMend, text_of, whole

when_opened: list[Callable[[Case, dt.datetime], None]] = []
"""What is done with a case that was just opened. The storey above adds that the law is asked for its days: the rulebook stands there."""

WORK = tuple(queries.WORK)
RECEIVE = tuple(queries.RECEIVE)

FIELDS = {
    "identity.full_name": gettext_lazy("Name"),
    "identity.languages": gettext_lazy("Languages"),
    "identity.born": gettext_lazy("Birth"),
    "contact.safe": gettext_lazy("How to reach them safely"),
    "contact.phones": gettext_lazy("Telephone"),
    "contact.place": gettext_lazy("Where they are"),
    "papers.papers": gettext_lazy("Papers"),
    "family.ties": gettext_lazy("Family"),
    "story.text": gettext_lazy("What happened"),
    "story.files": gettext_lazy("Files they gave"),
    "health.text": gettext_lazy("Health"),
}
"""What a person can consent to hand on, one by one. Nothing is ticked beforehand."""
AGREED = {
    "voice": gettext_lazy("By voice"),
    "writing": gettext_lazy("In writing"),
    "interpreter": gettext_lazy("Through an interpreter"),
}
OUTCOMES = {
    "righted": gettext_lazy("Righted"),
    "partly": gettext_lazy("Partly righted"),
    "not_righted": gettext_lazy("Not righted"),
    "withdrawn": gettext_lazy("The person does not wish to go on"),
    "lost_touch": gettext_lazy("We lost touch"),
}
STATES = {
    "sent": gettext_lazy("Asked, not answered"),
    "accepted": gettext_lazy("Accepted"),
    "refused": gettext_lazy("Refused"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "done": gettext_lazy("Done"),
}
WHY = {
    "late": gettext_lazy("A day of the law is past"),
    "due": gettext_lazy("A day of the law is near"),
    "moved": gettext_lazy("A day of the law moved"),
    "task_late": gettext_lazy("A task is overdue"),
    "task": gettext_lazy("A task is due"),
    "hearing": gettext_lazy("A hearing is near"),
    "hearing_outcome": gettext_lazy("The outcome of a hearing is missing"),
    "hearing_interpreter": gettext_lazy("No interpreter is booked for a hearing"),
    "interpreter_late": gettext_lazy("It is not confirmed in time that an interpreter comes"),
    "silent": gettext_lazy("Nobody touched it for two weeks"),
}


LONGEST_TASK = 500


class TaskForm(forms.Form):
    text = Lines()
    due_on = forms.DateField()


class ReferForm(forms.Form):
    to: Any = forms.ModelChoiceField(None)
    fields_agreed = forms.MultipleChoiceField(choices=list(FIELDS.items()))
    agreed_how = forms.ChoiceField(choices=list(AGREED.items()))
    agreed_on = forms.DateField()
    transfer = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, organisations: Any) -> None:
        super().__init__(data)
        self.fields["to"].queryset = organisations  # type: ignore[attr-defined]


def _back(case: uuid.UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("case", kwargs={"id": case}))


def colleague(request: Any) -> Staff | None:
    """The colleague chosen in a form, who carries cases; None for anything else."""
    chosen = request.POST.get("owner", "")
    return next((one for one in carriers(request) if str(one.pk) == chosen), None)


def carriers(request: Any) -> list[Staff]:
    """Colleagues who carry cases."""
    return [
        one
        for one in colleagues_at_work(seen_by=request.staff, at=request.now)
        if one.roles(request.now) & queries.WORK
    ]


@require_safe
@door(*WORK)
def cases(request: Any) -> HttpResponse:
    """What to do next, then every open case."""
    number = max(1, whole(request.GET.get("page", "")) or 1)
    rows, more = queries.open_cases(number, seen_by=request.staff, at=request.now)
    if not rows and number > 1:
        number, (rows, more) = 1, queries.open_cases(1, seen_by=request.staff, at=request.now)
    # To count all that somebody may see takes longer than the rest of the page: only who shares out the work is told, and asks for it.
    supervisor = Role.SUPERVISOR in request.staff.roles(request.now)
    counted = supervisor and "carried" in request.GET
    load = queries.load(seen_by=request.staff, at=request.now) if counted else None
    count = sum(one.cases for one in load) if load is not None else None
    pages = Paginator(rows, queries.PAGE)
    pages.count = (number - 1) * queries.PAGE + len(rows) + more if count is None else count
    board = [
        *hearings.board(seen_by=request.staff, at=request.now),
        *asking.board(seen_by=request.staff, at=request.now),
        *queries.board(seen_by=request.staff, at=request.now),
    ]
    language = request.tongue.language
    return page(
        request,
        "cases/cases.html",
        keep=True,
        board=[{"row": one, "why": WHY[one.why], "title": _title(one.case, language)} for one in board],
        cases=[{"row": one, "title": _title(one, language)} for one in rows],
        shown=Page(rows, number, pages),
        load=load,
        may_count=supervisor,
        count=count,
    )


def _title(row: Case, language: str) -> str:
    return complaints.card(row.kind).title[language]


@require_http_methods(["GET", "HEAD", "POST"])
@door(*WORK)
def open_case(request: Any, person: uuid.UUID) -> HttpResponse:
    """Choose the kind of a case for a person."""
    file = persons.file(person, seen_by=request.staff, at=request.now)
    if Part.STORY not in file.parts:
        raise Absent
    language = request.tongue.language
    kinds = [(card.key, card.title[language], card.public[language]) for card in complaints.cards().values()]
    chosen = request.POST.get("kind", "")
    known = {str(one.pk): one for one in queries.offices_of_desk()}
    named = [known[key] for key in request.POST.getlist("complained_of") if key in known]
    wrong = ask = nobody = False
    if request.method == "POST" and chosen in complaints.cards():
        # What was told on the call is not asked again.
        facts, asked = calls.facts_of(content.members([file.person.pk]), seen_by=request.staff, at=request.now)
        said = named if named or request.POST.get("complained_of_none") else None
        try:
            made = actions.open_case(
                file.person, chosen, facts=facts, asked=asked, complained_of=said, by=request.staff, at=request.now
            )  # fmt: skip
        except actions.OfficeNotNamed:
            ask = True
        except actions.NobodyOutside:
            ask = nobody = True
        else:
            for work in when_opened:
                work(made, request.now)
            if any(one.pk == request.staff.office_id for one in named):
                messages.success(
                    request, _("The case is open and hidden from your office. A supervisor of another office leads it.")
                )
                return HttpResponseRedirect(reverse("cases"))
            return _back(made.pk)
    elif request.method == "POST":
        wrong = True
    return page(
        request, "cases/open.html", status=400 if wrong or nobody else 200, keep=True, file=file, kinds=kinds,
        wrong=wrong, ask=ask, nobody=nobody, chosen=chosen, named=[one.pk for one in named],
        offices=[(one.pk, f"{one.organisation.name(language)}: {one.name(language)}") for one in known.values()],
    )  # fmt: skip


@require_POST
@door(*WORK)
def note(request: Any, id: uuid.UUID) -> HttpResponse:
    text = text_of(request.POST, "text", actions.LONGEST_TEXT)
    if text:
        actions.add_note(id, text, form=request.POST.get("form", ""), by=request.staff, at=request.now)
    else:
        queries.case(id, seen_by=request.staff, at=request.now)
        messages.error(request, _("Write something first."))
    return _back(id)


@require_POST
@door(*WORK)
def task(request: Any, id: uuid.UUID) -> HttpResponse:
    queries.case(id, seen_by=request.staff, at=request.now)
    text = text_of(request.POST, "text", LONGEST_TASK)
    form, owner = TaskForm(request.POST), colleague(request)
    if not form.is_valid() or owner is None:
        why = _("A task has words, a day and an owner. Nothing was stored.")
        raise ToMend(why, text=_("What is to be done"), due_on=_("By which day"))
    told = form.cleaned_data
    try:
        actions.set_task(
            id, text, owner=owner, due_on=told["due_on"], form=request.POST.get("form", ""), by=request.staff,
            at=request.now,
        )  # fmt: skip
    except actions.NotAllowed:
        messages.error(request, _("This colleague cannot be given that. Choose another."))
    return _back(id)


@require_POST
@door(*WORK)
def task_done(request: Any, id: uuid.UUID) -> HttpResponse:
    return _back(actions.task_done(id, by=request.staff, at=request.now).pk)


@require_POST
@door(*WORK)
def clock(request: Any, id: uuid.UUID) -> HttpResponse:
    """A clock is done, was seen to have moved, or gets another owner."""
    go = request.POST.get("go", "")
    if go == "done":
        return _back(actions.clock_done(id, by=request.staff, at=request.now).pk)
    if go == "seen":
        return _back(actions.clock_seen(id, by=request.staff, at=request.now).pk)
    owner = colleague(request)
    if owner is None:
        raise Absent
    try:
        return _back(actions.take_clock(id, owner=owner, by=request.staff, at=request.now).pk)
    except actions.NotAllowed as error:
        messages.error(request, _("This colleague cannot be given that. Choose another."))
        return _back(error.case)


@require_POST
@door(*WORK)
def refer(request: Any, id: uuid.UUID) -> HttpResponse:
    """Refer part of the file, in the fields to which the person consented."""
    queries.case(id, seen_by=request.staff, at=request.now)
    form = ReferForm(request.POST, organisations=queries.to_refer_to.rows(seen_by=request.staff))
    if not form.is_valid():
        why = _("Choose to whom, tick what the person agreed to, and say how and when. Nothing was sent.")
        if form.errors.keys() == {"agreed_on"}:
            # The ticks stay: they were agreed on line by line.
            raise ToMend(why, agreed_on=_("On which day?"))
        messages.error(request, why)
        return _back(id)
    told = form.cleaned_data
    try:
        actions.refer_case(
            id, to=told["to"], fields=told["fields_agreed"], agreed_how=told["agreed_how"],
            agreed_on=told["agreed_on"], transfer=told["transfer"], by=request.staff, at=request.now,
        )  # fmt: skip
    except (actions.NotAllowed, wall.NotAllowed):
        messages.error(request, _("That cannot be referred so. Nothing was sent."))
    else:
        messages.success(request, _("Sent. They see what was ticked, and nothing else."))
    return _back(id)


@require_POST
@door(*WORK)
def withdraw(request: Any, id: uuid.UUID) -> HttpResponse:
    row = actions.withdraw_referral(id, by=request.staff, at=request.now)
    messages.success(request, _("Taken back. They see nothing of it from now on."))
    return _back(row.pk)


@require_POST
@door(*WORK)
def close(request: Any, id: uuid.UUID) -> HttpResponse:
    try:
        actions.close_case(id, request.POST.get("outcome", ""), by=request.staff, at=request.now)
    except actions.NotAllowed:
        messages.error(request, _("Say how it ended."))
        return _back(id)
    messages.success(request, _("The case is closed."))
    return HttpResponseRedirect(reverse("cases"))


@require_safe
@door(*RECEIVE)
def referrals(request: Any) -> HttpResponse:
    """Referrals to this organisation that wait for an answer or are worked on."""
    found = list(queries.referrals_to(seen_by=request.staff, at=request.now))
    shown = []
    for one in found:
        parts = walls.fields_seen(one.person, by=request.staff, at=request.now)
        fields = [str(FIELDS[name]) for name in one.fields.split() if name.partition(".")[0] in parts]
        sender = one.sent_by.office.organisation.name(request.tongue.language)
        files = "story.files" in one.fields.split() and Part.STORY in parts
        shown.append({"row": one, "fields": fields, "files": files, "from": sender, "state": STATES[one.state]})
    return page(request, "cases/referrals.html", keep=True, referrals=shown)


@require_POST
@door(*RECEIVE)
def answer_referral(request: Any, id: uuid.UUID) -> HttpResponse:
    state = {"accept": Referral.State.ACCEPTED, "refuse": Referral.State.REFUSED, "done": Referral.State.DONE}.get(
        request.POST.get("go", "")
    )
    if state is None:
        raise Absent
    try:
        actions.answer_referral(
            id, state, reason=text_of(request.POST, "reason", 500), by=request.staff, at=request.now
        )
    except actions.NoReason:
        messages.error(request, _("Say why, so that the other side can look elsewhere."))
    except actions.NotAllowed:
        messages.error(
            request, _("A case is accepted by somebody who carries cases: a case worker, a lawyer or a supervisor.")
        )
    return HttpResponseRedirect(reverse("referrals"))
