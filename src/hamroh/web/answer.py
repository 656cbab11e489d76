"""The answer: where the person stands, what to do by which day, why, and who helps."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hamroh.people.directory import queries as people
from hamroh.rulebook import Position, Rulebook
from hamroh.rulebook.errors import FactError
from hamroh.shell import days as days_
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.web import asking, inquiry, interview, rulebook, words
from hamroh.web.sealed import Answers, seal

MOST_DAYS_DRAWN = 31
MOST_OPEN = 6
MOST_RIGHTS = 5
MOST_ACTS = 3


@interview.with_answers
def show(request: HttpRequest, tongue: Tongue, answers: Answers, fresh: bool) -> HttpResponse:
    """The answer page; also where a lawyer sets another day, or another day of knowledge."""
    if not fresh:
        return interview.review_page(request, tongue, answers, waited=True)
    if request.POST.get("go") == "days":
        return _with_other_days(request, tongue, answers)
    if request.POST.get("go") == "today":
        answers = dataclasses.replace(answers, on="", known="")
    return answer_page(request, tongue, answers)


def _with_other_days(request: HttpRequest, tongue: Tongue, answers: Answers) -> HttpResponse:
    """Read the two days of the form; an impossible one is shown back with what is wrong."""
    typed = {
        name: request.POST.get(name, "").strip()[:4] for name in (f"{d}.{x}" for d in ("on", "known") for x in "dmy")
    }
    days: dict[str, str] = {}
    faults = []
    for name in ("on", "known"):
        value, fault = asking.whole_day(name, typed)
        if fault is not None:
            faults.append(fault)
        elif value:
            days[name] = value
    if not faults:
        changed = dataclasses.replace(answers, on=days.get("on", ""), known=days.get("known", ""))
        error = inquiry.first_fault(changed, now=interview.now())
        if error is None:
            return answer_page(request, tongue, changed)
        faults.append(
            asking.Fault(
                "on-d", _("One of your answers lies after this day. Choose a later day, or change the answer."), "on"
            )
        )
    return answer_page(request, tongue, answers, typed_days=typed, faults=faults)


def answer_page(
    request: HttpRequest,
    tongue: Tongue,
    answers: Answers,
    *,
    position: Position | None = None,
    typed_days: dict[str, str] | None = None,
    faults: list[asking.Fault] | None = None,
    template: str = "web/answer.html",
) -> HttpResponse:
    """The whole answer; or the review page when two answers do not fit together."""
    now = interview.now()
    if position is None:
        try:
            position = inquiry.position_of(answers, now=now)
        except FactError as error:
            return interview.review_page(request, tongue, answers, fault=asking.fault_of(error, book=rulebook.book()))
    view = for_reading(position, tongue.language)
    days = inquiry.days_of(answers, now=now)
    typed_days = typed_days or _as_typed(days)
    return page(
        request,
        template,
        keep=True,
        here="answer",
        go="again",
        seal=seal(answers),
        answer=view,
        doors=who_helps(answers, tongue.language, now=now, limit=3),
        on=days.on,
        known=days.known,
        days_chosen=days.chosen,
        day_typed={name.replace(".", "_"): value for name, value in typed_days.items()},
        faults=faults or [],
        voice=answers.voice,
        entered=_entered(answers),
    )


def place_of(answers: Answers) -> tuple[str, str]:
    """The country and the region where the person is, as far as they were told; else empty."""
    country = str(answers.facts.get("destination", ""))
    if answers.facts.get("in_country") is False:
        country = "TJ"
    region = str(answers.facts.get("region") or answers.facts.get("works_in") or "")
    return country if len(country) == 2 else "", region if "-" in region else ""


def who_helps(
    answers: Answers, language: str, *, now: dt.datetime, limit: int | None = None, kinds: Iterable[str] = ()
) -> list[people.Door]:
    """Services near the person, where the person is; of some kinds or of all."""
    country, region = place_of(answers)
    return people.doors(at=now, language=language, country=country, region=region, kinds=kinds, limit=limit)


def for_reading(position: Position, language: str) -> dict[str, Any]:
    """The rulebook's answer made ready for pages and paper: days as days, sources in words, one line for each thing."""
    book = position.rulebook
    answer = position.as_json(language)
    about = book.book.about
    _name_the_acts(answer)
    for line in _lines(answer):
        line["standing_text"] = about["standings"].get(line.get("standing") or "", {}).get(language, "")
        line["confidence_text"] = about["confidence"].get(line.get("confidence") or "", {}).get(language, "")
        line["since"] = _day(line.get("in_force_from"))
        # The rulebook words its sources once for everybody: a page adds to copies of its own.
        line["sources"] = [{**source, "read_on": _day(source.get("read"))} for source in line["sources"]]
    for deadline in answer["deadlines"]:
        deadline["safe_day"], deadline["latest_day"] = _day(deadline["safe"]), _day(deadline["latest"])
        deadline["office"] = _day(deadline.get("office_day"))
        deadline["late_days"] = -deadline["days_left"]
        deadline["strip"] = _strip(deadline["days_left"])
    for deadline in answer["open_deadlines"]:
        deadline["today"] = _says(book, "deadline", deadline["name"], "early_is_safe")
        deadline["ask"] = _decisive(deadline["waits_for"], answer)
    for ban in answer["bans"]:
        ban["from_day"], ban["until_day"] = _day(ban.get("from")), _day(ban.get("until"))
    for sum_ in answer["sums"]:
        sum_["kopecks"] = int(Decimal(sum_["rub"]) * 100)
        sum_["lines"] = [_working_words(line, language) for line in sum_["working"]]
        entry = book.book.lists.get("sum", {}).get(sum_["name"])
        sum_["explained"] = entry.texts.get("text", {}).get(language, "") if entry else ""
    answer["costs"] = [s for s in answer["sums"] if _says(book, "sum", s["name"], "cost")]
    answer["owed"] = [s for s in answer["sums"] if not _says(book, "sum", s["name"], "cost")]
    for risk in answer["risks"]:
        risk["level_text"] = about["levels"].get(risk.get("level") or "", {}).get(language, "")
    dated = {d["provision"] for d in answer["deadlines"]}
    # What a deadline already says is not said again as a step; `ru.registration.deadline` stands for all of its kinds.
    answer["steps"] = [
        s
        for s in answer["next_steps"]
        if not s["code"].startswith("ASK_FACT:") and not any(d.startswith(i) for d in dated for i in s["because"])
    ]
    answer["urgent"] = next((step for step in answer["next_steps"] if step["urgent"]), None)
    answer["steps"] = [step for step in answer["steps"] if step is not answer["urgent"]]
    for step in answer["next_steps"]:
        step["provisions"] = [{"id": i, "title": book.provision(i).title[language]} for i in step["because"]]
    answer["rights_first"], answer["rights_more"] = answer["rights"][:MOST_RIGHTS], answer["rights"][MOST_RIGHTS:]
    answer["unverified"] = _unverified(answer)
    answer["used"] = [f for f in answer["findings"] if f["result"] != "unknown"]
    answer["dated"] = [d for d in told_once(answer["deadlines"]) if d["urgency"] != "done"]
    answer["done"] = [d for d in answer["deadlines"] if d["urgency"] == "done"]
    answer["read_day"] = _day(answer["read"])
    for alternative in answer["alternatives"]:
        for reading in alternative["readings"]:
            reading["safe_day"], reading["latest_day"] = _day(reading.get("safe")), _day(reading.get("latest"))
            reading["words"] = _reading_words(reading, language)
    answer["open_screens"] = _open_screens(answer, position, language)
    return answer


def _name_the_acts(answer: dict[str, Any]) -> None:
    """Let a line that only joins other rules name the acts those rules stand in, and itself last.

    "How this book joins the rules" is true, but a reader in court needs the treaty.
    """
    acts: dict[str, list[dict[str, Any]]] = {}
    for finding in answer["findings"]:
        for rule in finding["fact_base"]:
            acts.setdefault(rule, []).extend(s for s in finding["sources"] if not _is_ours(s) and s.get("place"))
    for line in _lines(answer):
        sources = line["sources"]
        if not sources or not all(_is_ours(s) for s in sources if s.get("place")):
            continue
        found: list[dict[str, Any]] = []
        for rule in line["fact_base"] or line["grounds"]:
            for source in acts.get(rule, []):
                if all((source["document"], source["place"]) != (s["document"], s["place"]) for s in found):
                    found.append(dict(source))
        line["sources"] = found[:MOST_ACTS] + sources


def _is_ours(source: dict[str, Any]) -> bool:
    """Is the document our own reckoning, and not an act?"""
    return str(source["document"]).startswith("hamroh_")


def _lines(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Every line that carries a source."""
    out: list[dict[str, Any]] = list(answer["standing"]["items"])
    for key in (
        "findings",
        "deadlines",
        "open_deadlines",
        "risks",
        "rights",
        "bans",
        "sums",
        "indicators",
        "conditions",
        "alternatives",
    ):
        out.extend(answer[key])
    return out


def _says(book: Rulebook, list_: str, code: str, what: str) -> bool:
    """Does the law's list say so of this entry?"""
    entry = book.book.lists.get(list_, {}).get(code)
    return entry is not None and bool(entry.properties.get(what))


def told_once(deadlines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the last day of stay where the last day without a patent is the same day: one day is told once."""
    without = {d["safe"] for d in deadlines if d["name"] == "last_day_of_stay_without_patent"}
    return [d for d in deadlines if not (d["name"] == "last_day_of_stay" and d["safe"] in without)]


def _unverified(answer: dict[str, Any]) -> list[dict[str, str]]:
    """What was not read, once each, for the lines that are shown."""
    out: list[dict[str, str]] = []
    seen = set()
    for key in ("deadlines", "risks", "rights", "bans", "sums", "indicators"):
        for line in answer[key]:
            for text in line["unverified"]:
                if text not in seen:
                    seen.add(text)
                    out.append({"text": text, "provision": line["provision"], "title": line["title"]})
    return out


def _working_words(line: dict[str, Any], language: str) -> str:
    """One line of a sum: `30 000 ₽ × 42 × 7.5 % / 150 = 63 ₽ (1 March 2023 - 11 April 2023)`."""
    if "unknown_from" in line:
        return _("From %(day)s on the rate is not known to us, so the sum stops there.") % {
            "day": days_.written(line["unknown_from"], language)
        }
    money = {key: days_.roubles(round(float(line[key]) * 100), language) for key in ("rub", "interest_rub")}
    span = f"{days_.written(line['from'], language)} - {days_.written(line['to'], language)}"
    rate = days_.roubles(round(float(line["rate_percent"]) * 100), language)
    return f"{money['rub']} ₽ × {line['days']} × {rate} % / {line['divisor']} = {money['interest_rub']} ₽ ({span})"


def _reading_words(reading: dict[str, Any], language: str) -> str:
    """What a reading gives when it is no pair of days: a day, a yes or no, a number."""
    value = reading.get("value", reading.get("until"))
    if isinstance(value, bool):
        return words.answer(value)
    return days_.written(str(value), language) if value is not None else ""


def _open_screens(answer: dict[str, Any], position: Position, language: str) -> list[dict[str, str]]:
    """Screens whose answers could still matter, once each, most decisive first."""
    out: dict[str, dict[str, str]] = {}
    for fact in answer["unknown"]:
        screen = fact["screen"] or fact["fact"]
        out.setdefault(screen, {"screen": screen, "question": fact["question"]})
    return list(out.values())[:MOST_OPEN]


def _decisive(waits_for: list[str], answer: dict[str, Any]) -> dict[str, str] | None:
    """The most decisive of the questions that a day waits for."""
    for fact in answer["unknown"]:
        if fact["fact"] in waits_for:
            return {"screen": fact["screen"] or fact["fact"], "question": fact["question"]}
    return None


def _strip(days_left: int) -> dict[str, Any] | None:
    """The days that are left, drawn: a square a day, a week above 31."""
    if days_left < 1:
        return None
    count = days_left if days_left <= MOST_DAYS_DRAWN else min(-(-days_left // 7), MOST_DAYS_DRAWN)
    return {"path": f"M0 5h{count * 10 - 2}", "width": MOST_DAYS_DRAWN * 10}


def _as_typed(days: inquiry.Days) -> dict[str, str]:
    """The two days as they stand in the lawyer's form."""
    return {
        f"{name}.{part}": str(getattr(value, attribute))
        for name, value in (("on", days.on), ("known", days.known))
        for part, attribute in (("d", "day"), ("m", "month"), ("y", "year"))
    }


def _entered(answers: Answers) -> dt.date | None:
    return _day(str(answers.facts.get("entered", "")))


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None
