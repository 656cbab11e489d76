"""The register of agencies for programs: the public check, one agency on a day, the list. What is asked is kept nowhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse

from hamroh.recruitment.check import queries as checking
from hamroh.recruitment.register import queries as register
from hamroh.recruitment.register.intermediaries import Known
from hamroh.recruitment.register.queries import Coverage, Standing
from hamroh.shell.here import today
from hamroh.web.api import PAGE_SIZE, Problem, _body, _day, _given, _json, _shown, for_programs
from hamroh.web.law import same_for_all


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _register(known: Coverage) -> dict[str, Any]:
    return {"begins_on": _iso(known.begins_on), "read_on": _iso(known.read_on)}


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "agency": one.agency,
        "name": one.name,
        "names": list(one.names),
        "on": one.on.isoformat(),
        "answer": one.answer.value,
        "why": one.why.value,
        "licence": one.licence,
        "countries": list(one.countries),
        "since": _iso(one.since),
        "until": _iso(one.until),
        "sample": one.sample,
        "other": one.other,
    }


def _intermediary(known: Known | None) -> dict[str, Any] | None:
    """What a paper of the service says of a phone, to whoever has the whole number; no court said it, and nobody is named."""
    if known is None:
        return None
    return {"phone": known.phone, "since": known.since.isoformat(), "written_by": "service", "court": False}


@for_programs("POST", cost=2)
def check(request: HttpRequest) -> HttpResponse:
    """Is it licensed? By number, name or phone; what is near is told apart from what is found."""
    said = _body(request, mend='Send {"text": "..."}.')
    for name in said:
        if name not in ("text", "on"):
            raise Problem(422, "unknown_key", "There is no such key.", at=_shown(name), mend="Known: text, on.")
    text = said.get("text")
    if not isinstance(text, str) or not any(c.isalnum() for c in text) or len(text) > checking.LONGEST:
        raise Problem(422, "no_text", "There is no name, number or phone.", at="text", mend=f"1 to {checking.LONGEST} letters.")  # fmt: skip
    on = _day(said["on"], "on", 422) if "on" in said else today()
    found = checking.check(text, on=on, today=today())
    return _json(
        {
            "on": on.isoformat(),
            "answer": found.answer.value,
            "by": found.by,
            "silent": found.silent.value if found.silent else "",
            "found": [_standing(one) for one in found.found],
            "numbers": list(found.numbers),
            "intermediary": _intermediary(found.intermediary),
            "near": [{"name": one.text, "differs": one.letters, "agency": one.standing.agency} for one in found.near],
            "register": _register(found.coverage),
        }
    )


@for_programs("GET", "HEAD")
def agencies(request: HttpRequest) -> HttpResponse:
    """The register, fifty agencies a page, as each stands today."""
    given = _given(request, "page")
    number = given.get("page", "1")
    if not (number.isascii() and number.isdigit() and int(number[:9]) > 0):
        raise Problem(400, "no_page", "That is no number of a page.", at="page", mend="Write a whole number from 1 on.")
    rows = register.agencies()
    total, page = rows.count(), int(number[:9])
    pages = max(1, -(-total // PAGE_SIZE))
    if page > pages:
        raise Problem(404, "no_such_page", "There is no such page.", at="page", mend=f"Pages 1 to {pages}.")
    known, day = register.coverage(), today()
    some = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return _json(
        {
            "total": total,
            "page": page,
            "pages": pages,
            "agencies": [_standing(register.standing(one, on=day, today=day, known=known)) for one in some],
            "register": _register(known),
        }
    )


@for_programs("GET", "HEAD")
@same_for_all
def agency(request: HttpRequest, id: str, day: str = "") -> HttpResponse:
    """One agency as it stands today, or stood on a day, with every line of its licences."""
    _given(request)
    found = register.agency(int(id)) if id.isascii() and id.isdigit() and len(id) < 10 else None
    if found is None:
        raise Problem(404, "no_such_agency", "There is no such agency.", at="id", mend="See /api/v1/agencies/.")
    on = _day(day, "date", 404) if day else today()
    known = register.coverage()
    return _json(
        {
            **_standing(register.standing(found, on=on, today=today(), known=known)),
            "phones": [one.number for one in found.standing_phones],  # type: ignore[attr-defined]
            "lines": [
                {
                    "licence": one.number,
                    "state": one.state,
                    "since": one.since.isoformat(),
                    "until": _iso(one.until),
                    "paper": one.paper,
                    "corrected": one.replaced_at is not None,
                }
                for one in register.day_by_day(found)
            ],
            "register": _register(known),
        }
    )
