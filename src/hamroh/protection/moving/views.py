"""Pages for bringing files in: the file, its columns, the difference, applying, undoing, the log."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.people.persons import words as person_words
from hamroh.people.walls import Absent, door
from hamroh.protection import complaints
from hamroh.protection.moving import actions, columns, queries, words
from hamroh.protection.moving.models import Import
from hamroh.record import jobs
from hamroh.shell import tables
from hamroh.shell.page import page
from hamroh.shell.tables import Unreadable
from hamroh.shell.uploads import takes_files

BRING = tuple(queries.BRING)


def _open(id: uuid.UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("import", kwargs={"id": id}))


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@door(*BRING)
def imports(request: Any) -> HttpResponse:
    """Bring a file in; earlier ones below."""
    wrong = ""
    if request.method == "POST":
        sent, order = request.FILES.get("file"), request.POST.get("order", "")
        if sent is None or order not in columns.ORDERS:
            wrong = _("Choose a file, and say how it writes days. Nothing was stored.")
        elif getattr(sent, "let_go", False):
            wrong = words.unreadable({"why": "too_large", "most": tables.MOST_BYTES // 1_000_000})
        else:
            try:
                return _open(actions.begin(sent.read(), order, by=request.staff, at=request.now).pk)
            except Unreadable as error:
                wrong = words.unreadable({"why": error.why, **error.told})
    found = Paginator(queries.imports(seen_by=request.staff, at=request.now), queries.PAGE).get_page(
        request.GET.get("page")
    )
    return page(
        request,
        "moving/imports.html",
        status=400 if wrong else 200,
        keep=True,
        wrong=wrong,
        orders=list(columns.ORDERS.items()),
        shown=found,
        imports=[{"row": one, "state": words.STATES[one.state]} for one in found],
    )


# A table of a whole organisation is longer than a photograph.
imports.longest_file = tables.MOST_BYTES  # type: ignore[attr-defined]


@require_safe
@door(*BRING)
def one(request: Any, id: uuid.UUID) -> HttpResponse:
    """One file: what its columns are, or what its rows would do or did."""
    row = queries.one(id, seen_by=request.staff, at=request.now)
    if row.state == Import.State.MAPPING:
        return _columns(request, row)
    kind = request.GET.get("rows", "")
    kinds = _kinds(row)
    if kind not in {one["key"] for one in kinds}:
        kind = next((one["key"] for one in kinds if one["count"]), "")
    listed = Paginator(queries.rows(row, kind), queries.PAGE).get_page(request.GET.get("page")) if kind else None
    read = queries.read_rows(row, list(listed), by=request.staff, at=request.now) if listed else []
    letters = {key: words.column_name(place) for place, key in row.columns}
    total = row.counts.get("new", 0) + row.counts.get("changed", 0)
    return page(
        request,
        "moving/import.html",
        keep=True,
        row=row,
        state=words.STATES[row.state],
        fault=words.unreadable(row.fault) if row.fault else "",
        kinds=kinds,
        kind=kind,
        shown=listed,
        rows=[_said(one, letters, request.tongue.language) for one in read],
        total=total,
        busy=row.state in ("trying", "applying", "undoing"),
    )


def _kinds(row: Import) -> list[dict[str, Any]]:
    left = queries.how_many_left(row)
    found = [{"key": key, "label": label, "count": row.counts.get(key, 0)} for key, label in words.OUTCOMES.items()]
    return [*found, {"key": "left", "label": _("Not written"), "count": left}] if left else found


def _said(one: queries.Row, letters: dict[str, str], language: str) -> dict[str, Any]:
    return {
        "number": one.row.number,
        "closed": one.closed,
        "file": one.row.file if one.row.file and not one.closed else None,
        "left": words.LEFT.get(queries.pairs(one.row.left).get("row", "")),
        "undone": one.row.undone,
        "fields": [
            {
                "label": columns.COLUMNS[field.key].label,
                "before": _value(field.key, field.before, language),
                "after": _value(field.key, field.after, language),
                "left": words.LEFT.get(field.left) if field.left else None,
            }
            for field in one.fields
        ],
        "refused": [
            {
                "label": columns.COLUMNS[key].label if key in columns.COLUMNS else _("The whole row"),
                "place": letters.get(key, ""),
                "why": words.REASONS.get(why, why),
            }
            for key, why in one.refused
        ],
    }


def _value(key: str, value: str, language: str) -> str:
    """A field as people write it."""
    if not value:
        return ""
    if key in ("born", "passport_expires"):
        return person_words.born_said(value)
    if key == "case_kind":
        return complaints.card(value).title[language]
    choices: dict[str, Any] = {
        "sex": person_words.SEX, "citizenship": person_words.COUNTRIES, "passport_country": person_words.COUNTRIES,
        "may_call": columns.MAY_CALL,
    }.get(key, {})  # fmt: skip
    if key == "languages":
        return ", ".join(str(person_words.LANGUAGES.get(code, code)) for code in value.split("; "))
    return str(choices.get(value, value))


def _columns(request: Any, row: Import, wrong: str = "") -> HttpResponse:
    try:
        found = queries.proposal(queries.whole(row))
    except Unreadable as error:
        wrong, found = words.unreadable({"why": error.why, **error.told}), None
    said = (
        {place: request.POST.get(f"c{place}", "") for place in range(tables.MOST_COLUMNS)}
        if request.method == "POST"
        else {}
    )
    return page(
        request,
        "moving/columns.html",
        status=400 if wrong else 200,
        keep=True,
        row=row,
        wrong=wrong,
        order=columns.ORDERS[row.order],
        gone=[words.unreadable({"why": "column_gone", "title": title, "place": at}) for title, at in found.gone]
        if found
        else [],
        guesses=[
            {"row": one, "name": words.column_name(one.place), "key": said.get(one.place, one.key)}
            for one in (found.guesses if found else ())
        ],
        choices=[(key, one.label) for key, one in columns.COLUMNS.items()],
    )


@require_POST
@door(*BRING)
def choose(request: Any, id: uuid.UUID) -> HttpResponse:
    """Say what each column is; a small file is tried at once."""
    row = queries.one(id, seen_by=request.staff, at=request.now)
    chosen = [(place, request.POST.get(f"c{place}", "")) for place in range(tables.MOST_COLUMNS)]
    try:
        row = actions.choose(id, chosen, by=request.staff, at=request.now)
    except actions.WrongState:
        return _open(id)
    except Unreadable as error:
        return _columns(request, row, words.unreadable({"why": error.why, **error.told}))
    if actions.is_small(queries.whole(row)):
        actions.try_file(id, at=request.now)
    else:
        jobs.wake()
    return _open(id)


@require_POST
@door(*BRING)
def go(request: Any, id: uuid.UUID) -> HttpResponse:
    """Apply, stop, undo or give up; the first rows are written at once, the rest by the work that waits."""
    asked = request.POST.get("go", "")
    try:
        if asked in ("apply", "undo"):
            {"apply": actions.apply, "undo": actions.undo}[asked](id, by=request.staff, at=request.now)
            # What fits one step is done now, and the end of it noted.
            if actions.step(id, at=request.now):
                actions.finish(id, at=request.now)
                jobs.wake()
        elif asked == "stop":
            actions.stop(id, by=request.staff, at=request.now)
        elif asked == "drop":
            actions.drop(id, by=request.staff, at=request.now)
            messages.success(request, _("Given up. Nothing of the file is kept."))
            return HttpResponseRedirect(reverse("imports"))
        else:
            raise Absent
    except actions.WrongState:
        messages.error(request, _("That cannot be done from where the file stands. Look at it again."))
    return _open(id)


class _Echo:
    """Where a writer of CSV writes to, to be sent on at once."""

    def write(self, text: str) -> str:
        return text


@require_safe
@door(*BRING)
def log(request: Any, id: uuid.UUID) -> Any:
    """A line for each row, as CSV; with nothing personal in it."""
    row = queries.one(id, seen_by=request.staff, at=request.now)
    writer = csv.writer(_Echo())
    lines = [writer.writerow([tables.harmless(cell) for cell in line]) for line in queries.log(row)]

    def sent() -> Iterator[str]:
        yield "\ufeff"
        yield from lines

    answer = StreamingHttpResponse(sent(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="import-{row.begun_at:%Y-%m-%d}.csv"'
    return answer
