"""The desk of the officers who keep the register."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from hamroh.people.names import clean
from hamroh.people.walls import door
from hamroh.recruitment.check import words
from hamroh.recruitment.register import actions, forms, intermediaries, queries, table
from hamroh.shell import tables
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.uploads import takes_files

KEEP = tuple(queries.OFFICERS)


STATES = {**words.STATES, table.UNLICENSED: gettext_lazy("Without a licence")}


def _written(request: Any, form: Any, write: Any) -> Any:
    """Write what a form says; what is refused is told beside it. Gives what was written, or None."""
    if not form.is_valid():
        return None
    try:
        w = actions.wrote(form.cleaned_data["paper"], by=request.staff, at=request.now)
        made = write(w)
    except actions.RegisterError as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(request, _("Written down."))
    return made or True


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def agencies(request: Any) -> HttpResponse:
    """The register: its agencies, of which days it speaks, what is overdue."""
    go = request.POST.get("go", "")
    new = forms.NewAgency(request.POST if go == "agency" else None)
    reading = forms.Reading(request.POST if go == "reading" else None, initial=_reading(request))
    term = forms.Term(request.POST if go == "term" else None)
    made = None
    if go == "agency":
        made = _written(request, new, new.write)
    elif go == "reading":
        made = _written(request, reading, lambda w: actions.read_register(**_without_paper(reading), w=w))
    elif go == "term":
        made = _written(request, term, lambda w: actions.set_term(**_without_paper(term), w=w))
    if made and go == "agency":
        return HttpResponseRedirect(reverse("register_agency", kwargs={"id": made.pk}))
    if made:
        return HttpResponseRedirect(reverse("register"))
    wanted = clean(request.GET.get("words", ""))[:100]
    pages = Paginator(queries.agencies(wanted), queries.PAGE)
    shown = pages.get_page(request.GET.get("page"))
    today, known = day_of(request.now), queries.coverage()
    return page(
        request,
        "register/agencies.html",
        status=400 if go else 200,
        keep=True,
        shown=shown,
        rows=[queries.standing(one, on=today, today=today, known=known) for one in shown],
        words=wanted,
        known=known,
        silent=known.silent(today, today),
        overdue=queries.overdue(today=today)[: queries.PAGE],
        stands=queries.term(),
        new=new,
        reading=reading,
        term=term,
    )


def _without_paper(form: Any) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "paper"}


def _reading(request: Any) -> dict[str, Any]:
    return {"begins_on": queries.coverage().begins_on, "read_on": day_of(request.now)}


ADDING = {"name": forms.Name, "phone": forms.Phone, "place": forms.Place, "state": forms.State, "return": forms.Return}


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def agency(request: Any, id: int) -> HttpResponse:
    """One agency, with everything that was ever written of it."""
    found = queries.agency(id)
    if found is None:
        raise Http404
    go = request.POST.get("go", "")
    adding = {key: kind(request.POST if go == key else None) for key, kind in ADDING.items()}
    if go in adding and _written(request, adding[go], lambda w: adding[go].write(found, w)):
        return HttpResponseRedirect(reverse("register_agency", kwargs={"id": id}))
    today = day_of(request.now)
    stands = queries.standing(found, on=today, today=today, known=queries.coverage())
    return page(
        request,
        "register/agency.html",
        status=400 if go else 200,
        keep=True,
        agency=found,
        stands=stands,
        told=words.standing(stands),
        lines=[{"line": one, "state": words.STATES[one.state]} for one in queries.day_by_day(found)],
        adding=adding,
        went=go,
        returns=[(one, words.country(one.country)) for one in queries.returns_of(found)],
        overdue=queries.overdue(today=today, agencies=[found]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def correct(request: Any, id: int) -> HttpResponse:
    """Put another line in the place of one of a licence's."""
    row = queries.state_line(id)
    if row is None:
        raise Http404
    form = forms.Correction(request.POST or None, initial={"state": row.state, "since": row.since, "until": row.until})
    back = reverse("register_agency", kwargs={"id": row.licence.agency_id})
    if request.method == "POST" and _written(request, form, lambda w: form.write(row, w)):
        return HttpResponseRedirect(back)
    title = _("Correct a line of licence %(number)s") % {"number": row.licence.number}
    return page(request, "register/one.html", status=400 if form.errors else 200, keep=True, form=form, title=title, back=back)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def end(request: Any, kind: str, id: int) -> HttpResponse:
    """Say until which day a name, phone or place was in use."""
    row = queries.line(kind, id)
    if row is None:
        raise Http404
    form = forms.End(request.POST or None)
    back = reverse("register_agency", kwargs={"id": row.agency_id})
    if request.method == "POST" and _written(request, form, lambda w: actions.end_line(row, until=form.cleaned_data["until"], w=w)):  # fmt: skip
        return HttpResponseRedirect(back)
    return page(
        request, "register/one.html", status=400 if form.errors else 200, keep=True, form=form,
        title=_("Until which day was it in use?"), back=back,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def without_licence(request: Any) -> HttpResponse:
    """Intermediaries without a licence; another is written down, or one ended, on a paper."""
    here = reverse("intermediaries")
    form = forms.NewIntermediary(request.POST if request.POST.get("go") == "new" else None)
    if form.is_bound and _written(request, form, form.write):
        return HttpResponseRedirect(here)
    return page(
        request, "register/intermediaries.html", status=400 if form.errors else 200, keep=True, form=form,
        shown=intermediaries.read(by=request.staff, at=request.now),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def end_intermediary(request: Any, id: uuid.UUID) -> HttpResponse:
    """Say until which day it was so."""
    form = forms.End(request.POST or None)
    back = reverse("intermediaries")
    if request.method == "POST" and _written(request, form, lambda w: intermediaries.end(id, until=form.cleaned_data["until"], w=w)):  # fmt: skip
        return HttpResponseRedirect(back)
    return page(
        request, "register/one.html", status=400 if form.errors else 200, keep=True, form=form,
        title=_("Until which day was it so?"), back=back,
    )  # fmt: skip


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def import_table(request: Any) -> HttpResponse:
    """Bring a table as XLSX or CSV, or paste it: it is tried, its difference shown, and then applied whole or not at all."""
    go, pasted = request.POST.get("go", ""), request.POST.get("table", "")
    refused = ""
    if go == "bring":
        refused = _bring(request)
        if not refused:
            return HttpResponseRedirect(reverse("register_table"))
    kept = None if pasted.strip() else table.tried(request.staff)
    text = kept.text if kept else pasted
    if go == "apply":
        try:
            made = table.apply(text, mark=request.POST.get("mark", ""), paper=request.POST.get("paper", ""), by=request.staff, at=request.now)  # fmt: skip
        except actions.RegisterError as error:
            refused = str(error)
        else:
            messages.success(request, _("Written down: %(n)s lines. They can be taken back below.") % {"n": made.lines})
            return HttpResponseRedirect(reverse("register_table"))
    tried = table.difference(text) if text.strip() and go != "bring" else None
    return page(
        request, "register/table.html", status=400 if refused or (go and tried and tried.fault) else 200, keep=True,
        table=pasted, kept=kept, tried=tried, refused=refused, paper=request.POST.get("paper", ""), heads=table.HEADS,
        states=table.STATES, imports=queries.imports(),
        rows=[(row, STATES.get(row.state, row.state)) for row in tried.rows] if tried else [],
    )  # fmt: skip


import_table.longest_file = tables.MOST_BYTES


def _bring(request: Any) -> str:
    """Keep the table that came as a file; what is wrong with it, or nothing."""
    file = request.FILES.get("file")
    if file is None:
        return _("Choose a file first.")
    if file.let_go:
        return str(tables.TOLD["too_large"]) % {"most": tables.MOST_BYTES // 1_000_000}
    try:
        table.bring(file.name or "", file.read(), by=request.staff, at=request.now)
    except actions.RegisterError as error:
        return str(error)
    return ""


@require_POST
@door(*KEEP)
def undo_import(request: Any, id: int) -> HttpResponse:
    try:
        table.undo(id, by=request.staff, at=request.now)
    except actions.RegisterError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken back. The lines stay readable as corrected."))
    return HttpResponseRedirect(reverse("register_table"))


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def inspections(request: Any) -> HttpResponse:
    """Whom to inspect, and why: by what is known of them, and by lot."""
    today = day_of(request.now)
    form = forms.PlanSize(request.POST or None)
    proposed = None
    if request.method == "POST" and form.is_valid():
        size, drawn = form.cleaned_data["size"], form.cleaned_data["drawn"]
        if drawn > size:
            form.add_error("drawn", _("No more can be drawn than are planned."))
        elif request.POST.get("go") == "keep":
            try:
                actions.plan_inspections(size=size, drawn=drawn, by=request.staff, at=request.now, today=today, mark=request.POST.get("mark", ""))  # fmt: skip
            except actions.RegisterError as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("Planned."))
                return HttpResponseRedirect(reverse("inspections"))
        else:
            proposed = queries.plan(size=size, drawn=drawn, today=today)
    return page(
        request,
        "register/inspections.html",
        status=400 if form.errors else 200,
        keep=True,
        form=form,
        proposed=[("risk", _candidates(proposed.by_risk)), ("draw", _candidates(proposed.by_draw))] if proposed else [],
        mark=proposed.mark if proposed else "",
        weights=[(queries.called(name), weight) for name, weight in queries.weights().items()],
        rows=[
            {"row": one, "name": one.agency.standing_names[0].text if one.agency.standing_names else "–", "signs": _signs(one.signs)}  # type: ignore[attr-defined]
            for one in queries.inspections()[: queries.PAGE]
        ],
    )  # fmt: skip


def _candidates(some: tuple[queries.Candidate, ...]) -> list[tuple[queries.Candidate, list[tuple[str, int]]]]:
    return [(one, _signs(one.signs)) for one in some]


def _signs(signs: dict[str, int]) -> list[tuple[str, int]]:
    return [(queries.called(name), n) for name, n in signs.items()]


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def inspected(request: Any, id: int) -> HttpResponse:
    """What an inspection found."""
    form = forms.Finding(request.POST or None)
    back = reverse("inspections")
    if request.method == "POST" and _written(
        request, form,
        lambda w: actions.finish_inspection(id, done_on=form.cleaned_data["done_on"], breach=form.cleaned_data["breach"] == "yes", w=w),
    ):  # fmt: skip
        return HttpResponseRedirect(back)
    return page(
        request, "register/one.html", status=400 if form.errors else 200, keep=True, form=form,
        title=_("What did the inspection find?"), back=back,
    )  # fmt: skip
