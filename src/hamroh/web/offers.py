"""A work offer or a contract, read for what to be careful of. What is typed comes by POST and is kept nowhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _, gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from hamroh.people.directory import places
from hamroh.people.names import clean
from hamroh.recruitment.check import queries as checking
from hamroh.recruitment.offers import checks, contracts, showing
from hamroh.recruitment.offers.checks import Answer, Licence, Register, refusal
from hamroh.recruitment.offers.contracts import Contract, Told
from hamroh.recruitment.offers.reading import Unread
from hamroh.rulebook.wording import grouped
from hamroh.shell.here import today
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.web import rulebook

QUESTIONS = {
    "fee": (lazy("Does whoever offers the work ask you for money?"), (("none", lazy("No")), ("asked", lazy("Yes, now or out of the pay")))),
    "passport": (lazy("Who is to keep your passport?"), (("mine", lazy("I keep it")), ("theirs", lazy("They take it")))),
    "contract": (lazy("Is there a written contract?"), (("written", lazy("Yes")), ("none", lazy("No")))),
    "patent": (lazy("Is a patent asked for?"), (("asked", lazy("Yes")), ("not_asked", lazy("No, they say it is not needed")))),
}  # fmt: skip
PERS = (("month", lazy("a month")), ("day", lazy("a day")), ("hour", lazy("an hour")))
MOST_ROUBLES = 5_000_000


def register(on: dt.date) -> Register:
    """How the register of agencies speaks of a name or a number on a day."""

    def look(text: str) -> Licence:
        found = checking.check(clean(text), on=on, today=today())
        return Licence(found.answer.value, found.near[0].text if found.near else "")

    return look


def read(text: str, kind: str, on: dt.date) -> Answer | Contract:
    """An advertisement or a contract, read by the law in use and the register.

    Raises:
        Unread: the text is not read.
    """
    check = contracts.check if kind == "contract" else checks.check
    return check(text, on=on, book=rulebook.book(), register=register(on))


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """Paste the words of an offer or a contract."""
    typed = request.POST.get("text", "")
    kind = "contract" if request.POST.get("kind") == "contract" else "offer"
    asked = request.method == "POST" and (bool(typed) or request.POST.get("go") == "check")
    said: dict[str, Any] = {"typed": typed, "kind": kind}
    if not asked:
        return page(request, "web/offer.html", keep=request.method == "POST", go="check", **said)
    try:
        found = read(typed, kind, today())
    except Unread as error:
        return page(request, "web/offer.html", status=400, keep=True, go="check", fault=refusal(error, tongue.language), **said)  # fmt: skip
    return page(request, "web/offer.html", keep=True, go="check", **said, **_answer(found, tongue.language))


def _answer(found: Answer | Contract, language: str) -> dict[str, Any]:
    shown = showing.shown(found, rulebook.book(), language)
    for one in shown["warnings"]:
        one["notes"] = _notes(one["more"], language)
    return {"found": shown, "on": today()}


def _notes(more: dict[str, str], language: str) -> list[str]:
    """What makes a warning particular, in sentences."""
    out = []
    if "near" in more:
        out.append(_("The register has a licensed name that is like it: %(name)s. Compare the licence number.") % {"name": more["near"]})  # fmt: skip
    if "region" in more:
        out.append(f"{more['work']}: {more['region']}." if "work" in more else f"{more['region']}.")
    elif "work" in more:
        out.append(f"{more['work']}.")
    if "sure" in more:
        out.append(_("The days of the ban are not certain: ask at the migration centre before you agree."))
    sums = {name: grouped(more[name], language) for name in ("lowest", "low", "high") if name in more}
    if "lowest" in sums:
        out.append(_("If it is for a full month: the lowest lawful pay on this day is %(lowest)s roubles.") % sums)
    if "low" in sums and sums["low"] == sums["high"]:
        out.append(
            _("Published of such work, by one source alone: %(low)s roubles a month. %(source)s.") % (more | sums)
        )
    elif "low" in sums:
        out.append(_("Published of such work: %(low)s to %(high)s roubles a month. %(source)s.") % (more | sums))
    return out


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """The terms of an offer or a contract, answered one by one, in any language and without its text."""
    language, book, posted = tongue.language, rulebook.book(), request.POST
    sectors = book.book.facts["sector"].choices
    regions = book.book.series.region_names()
    fault = ""
    sum_rub = None
    digits = "".join(c for c in posted.get("sum", "") if not c.isspace())[:20]
    if digits:
        if digits.isascii() and digits.isdigit() and 0 < int(digits) <= MOST_ROUBLES:
            sum_rub = int(digits)
        else:
            fault = _("Write the pay as a whole number of roubles, up to 5,000,000, or leave it empty.")
    said = Told(
        firm=posted.get("firm", "").strip()[: checking.LONGEST],
        **{name: _one_of(posted.get(name, ""), [code for code, _text in some]) for name, (_label, some) in QUESTIONS.items()},
        region=_one_of(posted.get("region", ""), regions),
        work=_one_of(posted.get("work", ""), sectors),
        sum_rub=sum_rub,
        per=_one_of(posted.get("per", ""), [code for code, _text in PERS]) or "month",
        says=frozenset(posted.getlist("says")) & frozenset(contracts.terms()),
    )  # fmt: skip
    asked = request.method == "POST" and posted.get("go") in ("check", "again") and said != Told()
    shown: dict[str, Any] = {}
    if asked and not fault:
        shown = _answer(contracts.told(said, on=today(), book=book, register=register(today())), language)
    elif request.method == "POST" and posted.get("go") == "check" and not fault:
        fault = _("Nothing was answered. Answer at least one question.")
    return page(
        request,
        "web/offer_terms.html",
        status=400 if fault else 200,
        keep=request.method == "POST",
        go="check",
        fault=fault,
        said=said,
        sum=posted.get("sum", "")[:20],
        questions=[
            {"name": name, "label": label, "given": getattr(said, name), "choices": some}
            for name, (label, some) in QUESTIONS.items()
        ],
        pers=PERS,
        regions=_sorted(regions, language),
        sectors=[(code, names[language]) for code, names in sectors.items()],
        terms=[(name, one.name[language], name in said.says) for name, one in contracts.terms().items()],
        **shown,
    )


def _sorted(regions: dict[str, dict[str, str]], language: str) -> list[tuple[str, str]]:
    return sorted(
        ((code, names[language]) for code, names in regions.items()), key=lambda row: places.alphabetical(row[1])
    )


def _one_of(value: str, known: Any) -> str:
    return value if value in known else ""
