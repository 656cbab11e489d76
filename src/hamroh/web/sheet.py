"""The answer on one sheet of paper: a page to print, and a PDF set in a face that has every letter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hamroh.people.directory import words as opening
from hamroh.people.directory.queries import Door
from hamroh.rulebook.errors import FactError
from hamroh.shell import days, one_page
from hamroh.shell.tongue import Tongue
from hamroh.web import answer, asking, inquiry, interview, rulebook
from hamroh.web.sealed import Answers

FOLDER = Path(__file__).parent
# How much goes on the sheet: (letter size in points, deadlines, steps, rights and risks, offices). Tried until it fits on one page.
FITS = (
    (10.5, 6, 6, 5, 3),
    (9.5, 6, 6, 5, 3),
    (9, 6, 5, 4, 3),
    (8.5, 5, 5, 4, 2),
    (8, 5, 4, 3, 2),
    (8, 4, 3, 2, 2),
    (8, 3, 2, 1, 1),
)


@interview.with_answers
def print_page(request: HttpRequest, tongue: Tongue, answers: Answers, _fresh: bool) -> HttpResponse:
    """The answer as one sheet in the browser."""
    return answer.answer_page(request, tongue, answers, template="web/print.html")


@interview.with_answers
def pdf(request: HttpRequest, tongue: Tongue, answers: Answers, _fresh: bool) -> HttpResponse:
    """The same sheet as a PDF."""
    now = interview.now()
    try:
        position = inquiry.position_of(answers, now=now)
    except FactError as error:
        return interview.review_page(request, tongue, answers, fault=asking.fault_of(error, book=rulebook.book()))
    view = answer.for_reading(position, tongue.language)
    doors = answer.who_helps(answers, tongue.language, now=now, limit=3)
    response = HttpResponse(one_sheet(view, doors, language=tongue.language), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="sheet.pdf"'
    return response


def one_sheet(view: dict[str, Any], doors: list[Door], *, language: str) -> bytes:
    """The answer as a PDF of exactly one A4 page. What does not fit is left out from the end, and the sheet says so."""
    return one_page.fitted(
        FOLDER / "sheet.typ",
        (
            (size, _content(view, doors, language, deadlines=deadlines, steps=steps, others=others, offices=offices))
            for size, deadlines, steps, others, offices in FITS
        ),
    )


def _content(
    view: dict[str, Any], doors: list[Door], language: str, *, deadlines: int, steps: int, others: int, offices: int
) -> dict[str, Any]:
    on = answer._day(view["on"])
    assert on is not None
    dated = view["dated"]
    items = []
    for d in dated[:deadlines]:
        safe = d["safe_day"]
        second = d["latest_day"] if d["latest_day"] and d["latest_day"] != safe else None
        items.append({
            "month": days.month(safe, language), "number": str(safe.day), "weekday": days.weekday(safe, language), "year": str(safe.year),
            "title": d["text"], "act": d["act"], "missed": d["missed_text"],
            "days": _("Safe day: %(day)s.") % {"day": days.full(safe, language)}
            + (" " + _("Last day: %(day)s.") % {"day": days.full(second, language)} if second else ""),
            "source": _source(d),
        })  # fmt: skip
    left_out = max(0, len(dated) - deadlines) + max(0, len(view["steps"]) - steps)
    return {
        "language": language,
        "brand": _("Hamroh"),
        "as_of": _("As of %(day)s.") % {"day": days.with_weekday(on, language)},
        "standing": view["standing"]["sentence"] or _("We cannot say yet where you stand."),
        "items": [{"subject": i["subject_text"], "text": i["text"]} for i in view["standing"]["items"]],
        "dates_title": _("What to do, and by which day"),
        "deadlines": items,
        "no_dates": "" if items else _("No day is set by what you told us."),
        "steps_title": _("What else to do"),
        "steps": [{"title": s["title"], "act": s["act"]} for s in view["steps"][:steps]],
        "rights_title": _("What you are entitled to"),
        "rights": [{"title": r["title"], "source": _source(r)} for r in view["rights"][:others]]
        + [{"title": f"{s['text']}: {days.roubles(s['kopecks'], language)} ₽", "source": _source(s)} for s in view["owed"][:others]],
        "help_title": _("Who helps you"),
        "doors": [
            {"name": d.name, "phone": d.phone, "hours": opening.in_words(d, language), "about": opening.about(d), "confirmed": opening.confirmed(d, language)}
            for d in doors[:offices]
        ],
        "unverified_title": _("Not checked by us"),
        "unverified": [u["text"] for u in view["unverified"][:2]],
        "left_out": _("More is on the page than fits on this sheet.") if left_out else "",
        "foot": _("Your name was not asked and is not on this sheet.") + " "
        + _("Rulebook %(digest)s. The law of %(on)s as it was known on %(known)s.")
        % {"digest": view["rulebook"], "on": days.full(on, language), "known": days.written(view["known"], language)},
    }  # fmt: skip


def _source(line: dict[str, Any]) -> str:
    sources = line.get("sources") or []
    if not sources:
        return ""
    first = sources[0]
    return f"{first['title']}, {first['place']}" if first.get("place") else str(first["title"])
