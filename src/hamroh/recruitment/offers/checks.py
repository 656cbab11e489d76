"""Finds in an offer what to be careful of. Each warning says which words gave it and which provision speaks of it.

The law is asked of the rulebook: which work is closed where, what the lowest pay is, which versions are in force. Nothing
here knows a number of law. A text without warnings is no safe offer: `Answer.looked_for` says what was looked for.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hamroh.recruitment.offers import likeness, reading, words
from hamroh.recruitment.offers.reading import LONGEST, SUM, Text, Unread
from hamroh.recruitment.pay import comparator
from hamroh.recruitment.pay.comparator import Stands
from hamroh.rulebook import Rulebook
from hamroh.rulebook.evaluate import Result
from hamroh.rulebook.provisions import Provision, Version
from hamroh.rulebook.reading import read_documents

HERE = words.HERE
MOST_SHOWN = 3
"""So many of the words that gave a warning are shown."""
MOST_FOUND = 60
"""So many finds of one sign are enough."""
MOST_NAMES = 4
"""Firms, and licence numbers, of one text that are looked up; a poster names one."""
MOST_ASKED = 60
"""Kinds of work in places, of one text, that the law is asked about; a poster has a few."""

_GAP = r"[^.,;!?]{0,40}?"
_FAR = r"[^.;!?]{0,70}?"
_DENIES, _WARNS, _PAY = words.met("denies"), words.met("warns"), words.met("pay")
_PERIOD = re.compile(rf"[ ./]*(?:{words.joined('period')})")
_ABROAD = words.met("abroad")
_AGENCY, _FIRM = (re.compile(rf"\b(?:{words.joined(name)})\b") for name in ("agency", "firm"))
_QUOTED = re.compile(r"\s*(?:[^\W\d_]+\s+){0,2}?[«\"“„]([^«»\"“”„\n]{2,60})[»\"”“]")
_CAPITALS = re.compile(r"\s+((?:[A-ZА-ЯЁҒӢҚӮҲҶ][\w-]+\s?){1,3})")
_NUMBER = re.compile(
    r"\b(?:лицензи\w*|ичозатнома\w*)[\s:]*(?:№|n\b|no\b|номер|раками|#)?[\s:]*([^\W_]{0,4}-?\d[\w/-]{0,14}(?:-[^\W_]{1,3})?)(?! ?(?:год|г\.|сол))"
)
_COUNTRIES = {code: re.compile("|".join(some)) for code, some in words.by_code("countries").items()}
_JOBS = {job: re.compile("|".join(some)) for job, some in words.by_code("jobs").items()}
_EPS = words.met("korean_programme")


@dataclass(frozen=True)
class Licence:
    """What the register says of a name or number on a day: `yes`, `no` or `unknown`; `near` is a licensed name it is like."""

    answer: str
    near: str = ""


Register = Callable[[str], Licence]


@dataclass(frozen=True)
class Sign:
    """One thing that is looked for: its words in three languages, its patterns, its provisions."""

    sign: str
    name: dict[str, str]
    """What is looked for, in few words."""
    title: dict[str, str]
    """What is said when it is found."""
    says: dict[str, str]
    ask: dict[str, str]
    """What to ask where the words only sound like it; empty for signs that are not practised."""
    law: tuple[str, ...]
    finds: tuple[re.Pattern[str], ...]
    later: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    context_not: re.Pattern[str] | None
    denials: bool


@dataclass(frozen=True)
class Warning:
    """A warning: its sign, the words of the offer that gave it, and the versions of the provisions that speak of it."""

    sign: Sign
    words: tuple[str, ...]
    law: tuple[tuple[Provision, Version], ...]
    more: dict[str, str] = field(default_factory=dict)
    """What makes it particular, by kind: a region, a kind of work, a sum, a licensed name that is near."""


@dataclass(frozen=True)
class Looked:
    """That a sign was looked for. `result` is found, sounds_like, not_found, or why it could not be: nobody_named, register_silent,
    no_place, no_work, not_read, no_pay, no_comparison."""

    sign: Sign
    result: str


@dataclass(frozen=True)
class Doubt:
    """A sign that no phrase found, and the words that sound like messages that have it: something to ask, no warning."""

    sign: Sign
    words: str


@dataclass(frozen=True)
class Answer:
    """What was found in an offer on a day, and what was looked for."""

    on: dt.date
    digest: str
    warnings: tuple[Warning, ...]
    looked_for: tuple[Looked, ...]
    doubts: tuple[Doubt, ...] = ()


@functools.cache
def _written() -> tuple[dict[str, Sign], dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    rows, results, refusals = read_documents(HERE / "signs.yaml")
    return {row["sign"]: _sign(row) for row in rows}, results, refusals


def signs() -> dict[str, Sign]:
    """Every sign by its name, in the order in which they are shown."""
    return _written()[0]


def results() -> dict[str, dict[str, str]]:
    """What looking for a sign can give, in words."""
    return _written()[1]


def refusal(error: Unread, language: str) -> str:
    """Why a text was not read, and the way out."""
    return _written()[2][error.code][language].format(most=f"{LONGEST:,}".replace(",", " "))


def _sign(row: Any) -> Sign:
    return Sign(
        row["sign"], dict(row["name"]), dict(row["title"]), dict(row["says"]), dict(row.get("ask", {})), tuple(row["law"]), _patterns(row, "finds"),
        _patterns(row, "later"), any_of(row, "unless"), any_of(row, "context_not"), row.get("denials", False),
    )  # fmt: skip


def _patterns(row: Any, name: str) -> tuple[re.Pattern[str], ...]:
    if name not in row:
        return ()
    return words.checked(row[name], row.file, row.at(name), stands_for={"{gap}": _GAP, "{far}": _FAR, "{sum}": SUM})


def any_of(row: Any, name: str) -> re.Pattern[str] | None:
    """One pattern of the several that a row has under a name; None where it has none."""
    return re.compile("|".join(f"(?:{one.pattern})" for one in _patterns(row, name))) if name in row else None


@functools.cache
def work() -> dict[str, re.Pattern[str]]:
    """Kinds of work by the code of the fact `sector`, as offers name them."""
    (rows,) = read_documents(HERE / "work.yaml")
    return {
        sector: re.compile("|".join(f"(?:{one.pattern})" for one in words.checked(some, rows.file, rows.at(sector))))
        for sector, some in rows.items()
    }


def check(typed: str, *, on: dt.date, book: Rulebook, register: Register | None = None) -> Answer:
    """What an advertisement, a message or a contract should make its reader careful of.

    `register` says how a name or a licence number stands on the day; without it no licence is looked up.

    Raises:
        Unread: the text is empty, too long, or in letters that are not read.
    """
    text = reading.read(typed)
    return Checking(text, on, book, register).everything()


class Checking:
    """One text being checked."""

    def __init__(self, text: Text, on: dt.date, book: Rulebook, register: Register | None) -> None:
        self.text, self.on, self.book, self.register = text, on, book, register
        self.found: list[Warning] = []
        self.results: dict[str, str] = {}
        self.places = reading.places(text.plain, book.book.series)
        self.countries = {code for code, named in _COUNTRIES.items() if named.search(text.plain)}
        if self.places or not self.countries:
            self.countries.add("RU")
        self.later = False
        self.fees: list[tuple[int, int]] = []
        self.doubts: list[Doubt] = []

    def everything(self) -> Answer:
        """Everything that is looked for in an advertisement."""
        self.licence()
        for name in ("fee", "passport", "no_contract", "no_permit"):
            self.by_words(name)
        self.closed_work()
        self.sold_place()
        self.pay()
        self.by_ear()
        return self.answered()

    def answered(self) -> Answer:
        """What was found so far, in the order of the signs."""
        order = list(signs())
        return Answer(
            self.on,
            self.book.digest,
            tuple(sorted(self.found, key=lambda one: order.index(one.sign.sign))),
            tuple(Looked(signs()[name], result) for name, result in self.results.items()),
            tuple(self.doubts),
        )

    def warn(
        self,
        name: str,
        words: list[tuple[int, int]],
        law: tuple[str, ...] | None = None,
        more: dict[str, str] | None = None,
    ) -> None:
        """Add a warning, with the words that gave it and the law of the countries that are named (`law`: only these)."""
        sign = signs()[name]
        shown = dict.fromkeys(self.text.words(*one) for one in sorted(words))
        particular = {key: value for key, value in (more or {}).items() if value}
        self.found.append(
            Warning(sign, tuple(shown)[:MOST_SHOWN], self.law_of(sign.law if law is None else law), particular)
        )
        self.results[name] = "found"

    def law_of(self, ids: tuple[str, ...]) -> tuple[tuple[Provision, Version], ...]:
        """Of these provisions those in force on the day, of the countries that are named."""
        law = []
        for id_ in ids:
            provision = self.book.provision(id_)
            version = self.book.in_force(provision, self.on)
            if version is not None and (not id_.startswith("ru.") or "RU" in self.countries):
                law.append((provision, version))
        return tuple(law)

    # -- by words

    def by_words(self, name: str) -> None:
        """A sign that stands in the words alone."""
        sign = signs()[name]
        words: list[tuple[int, int]] = []
        for sentence in self.text.sentences:
            for patterns, later in ((sign.finds, False), (sign.later, True)):
                for pattern in patterns:
                    for found in pattern.finditer(sentence.plain):
                        if len(words) < MOST_FOUND and not _denied(sign, sentence.plain, *found.span(), later=later):
                            words.append((sentence.start + found.start(), sentence.start + found.end()))
                            self.later |= later
        if name == "fee":
            self.fees = words
        if words:
            self.warn(name, _outermost(words))
        else:
            self.results.setdefault(name, "not_found")

    def by_ear(self) -> None:
        """What the whole sounds like, of the signs that were not found."""
        for one in likeness.heard(self.text):
            if self.results[one.sign] != "found":
                self.doubts.append(Doubt(signs()[one.sign], self.text.words(one.start, one.end)))
                self.results[one.sign] = "sounds_like"

    # -- the licence

    def named(self, firms: list[str]) -> None:
        """Firms or licence numbers that somebody typed by themselves."""
        said = [(one, self.register(one)) for one in firms] if self.register else []
        bad = [(one, licence) for one, licence in said if licence.answer == "no"]
        if bad:
            self.warn("unlicensed", [], more={"near": bad[0][1].near})
        else:
            known = any(licence.answer != "unknown" for _, licence in said)
            self.results["unlicensed"] = "not_found" if known else "register_silent" if firms else "nobody_named"

    def licence(self) -> None:
        """Does it name an agency or a licence that the register does not show, or say that it has none?"""
        self.by_words("unlicensed")
        if self.results["unlicensed"] == "found":
            return
        numbers, names = self._numbers(), self._firms()
        if not numbers and not names:
            self.results["unlicensed"] = "nobody_named"
            return
        if self.register is None:
            self.results["unlicensed"] = "register_silent"
            return
        of_numbers = [(span, self.register(self.text.typed[slice(*span)])) for span in numbers]
        of_names = [(span, self.register(self.text.typed[slice(*span)])) for span in names]
        bad = [one for one in of_numbers if one[1].answer == "no"]
        if not any(said.answer == "yes" for _, said in of_numbers):
            bad += [one for one in of_names if one[1].answer == "no"]
        if bad:
            near = next((said.near for _, said in bad if said.near), "")
            self.warn("unlicensed", [span for span, _ in bad], more={"near": near})
        elif all(said.answer == "unknown" for _, said in of_numbers + of_names):
            self.results["unlicensed"] = "register_silent"

    def _numbers(self) -> list[tuple[int, int]]:
        return self._different([found.span(1) for found in _NUMBER.finditer(self.text.plain)])

    def _different(self, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        by_text = {self.text.typed[a:b]: (a, b) for a, b in reversed(spans)}
        return sorted(by_text.values())[:MOST_NAMES]

    def _firms(self) -> list[tuple[int, int]]:
        """Names of firms that place people: an agency by its word, another firm where the text speaks of sending people abroad."""
        out = []
        whole = _ABROAD.search(self.text.plain)
        for pattern in (_AGENCY, _FIRM) if whole else (_AGENCY,):
            for found in pattern.finditer(self.text.plain):
                after = self.text.typed[found.end() : found.end() + 90]
                name = _QUOTED.match(after) or _CAPITALS.match(after)
                if name:
                    out.append((found.end() + name.start(1), found.end() + len(after[: name.end(1)].rstrip())))
        return self._different(out)

    # -- work that is closed

    def closed_work(self) -> None:
        """Is the work that is offered closed in the region, on the day, by the table of the law?"""
        self.results["closed_sector"] = "not_found"
        if "RU" not in self.countries:
            self.results["closed_sector"] = "not_read"
            return
        work = self._kinds_of_work()
        if not work:
            self.results["closed_sector"] = "no_work"
            return
        pairs = [(sector, region, at) for sector, at in work for region in self._regions_of(at) or [""]][:MOST_ASKED]
        shut = [(sector, region, at, self._shut(sector, region)) for sector, region, at in pairs]
        for how in ("closed", "may_be"):
            found = [one for one in shut if one[3][0] == how]
            if found:
                sector, region, _, (_, law) = found[0]
                words = [at for *_, at, _ in found] + [self.places[code] for _, code, *_ in found if code]
                self._warn_of_closed(sector, region, how, law, words)
                return
        part = any(kind == "in_part" for *_, (kind, _) in shut)
        self.results["closed_sector"] = "no_place" if not self.places else "in_part" if part else "not_read"

    def _warn_of_closed(
        self, sector: str, region: str, how: str, law: tuple[str, ...], words: list[tuple[int, int]]
    ) -> None:
        more = {"work": sector, "region": region, "sure": "no" if how == "may_be" else ""}
        self.warn("closed_sector", words, law, more)

    def _kinds_of_work(self) -> list[tuple[str, tuple[int, int]]]:
        out = []
        for sector, pattern in work().items():
            for sentence in self.text.sentences:
                found = next(
                    (f for f in pattern.finditer(sentence.plain) if not _not_this_work(sentence.plain, f)), None
                )
                if found:
                    out.append((sector, (sentence.start + found.start(), sentence.start + found.end())))
                    break
        return out

    def _regions_of(self, work: tuple[int, int]) -> list[str]:
        """Regions of the sentence that names the work; where it names none, every region of the text."""
        for sentence in self.text.sentences:
            end = sentence.start + len(sentence.plain)
            if sentence.start <= work[0] < end:
                return [code for code, span in self.places.items() if sentence.start <= span[0] < end] or list(
                    self.places
                )
        return list(self.places)

    def _shut(self, sector: str, region: str) -> tuple[str, tuple[str, ...]]:
        """`closed`, `may_be` (listed, but the days of the ban are not certain), `in_part` or `unknown`, never open; and by which
        provisions."""
        facts = {"citizenship": "TJ", "destination": "RU", "sector": sector, **({"works_in": region} if region else {})}
        position = self.book.ask(self.book.facts_from(facts), on=self.on)
        if _yes(position.result("ru.work.sector_closed")):
            by = "ru.work.region_ban" if _yes(position.result("ru.work.region_ban")) else "ru.work.sector_share"
            return "closed", ("ru.work.sector_closed", by, "ru.fine.work")
        if not _yes(position.result("ru.work.region_ban_possible")):
            return "unknown", ()
        listed = position.result("ru.work.sector_in_bans").fields
        rows = (row for row in self.book.book.series.bans().get(region, ()) if _not_over(row, self.on))
        whole = listed and any(listed[0] in row["closed"] for row in rows)
        return ("may_be" if whole else "in_part"), ("ru.work.region_ban_possible", "ru.fine.work")

    # -- the rest

    def closed_there(self, sector: str, region: str) -> None:
        """Is a kind of work closed in a region, both named by their codes?"""
        how, law = self._shut(sector, region)
        if how in ("closed", "may_be"):
            self._warn_of_closed(sector, region, how, law, [])
        else:
            self.results["closed_sector"] = "in_part" if how == "in_part" else "not_read"

    def sold_place(self) -> None:
        """Is a place of Korea's state programme sold?"""
        self.results["place_sold"] = "not_found"
        fee = next((one for one in self.found if one.sign.sign == "fee"), None)
        named = _EPS.search(self.text.plain)
        if fee is None or named is None or "KR" not in self.countries:
            return
        facts = {
            "citizenship": "TJ",
            "promised_country": "KR",
            "promised_channel": "eps",
            "fee_asked": "later" if self.later else "advance",
        }
        result = self.book.ask(self.book.facts_from(facts), on=self.on).result("tj.agencies.no_such_place")
        if result.fields and result.fields[0]:
            self.warn("place_sold", [named.span()])

    def pay(self) -> None:
        """Is the pay that the text names below the lowest lawful one, or far from what is published of such work?"""
        stated = reading.pay(self.text, self.fees)
        if stated is None or "RU" not in self.countries:
            self.results["pay_far"] = "no_pay"
            return
        jobs = [comparator.job_of_sector(sector) for sector, _ in self._kinds_of_work()]
        jobs += [job for job, named in _JOBS.items() if named.search(self.text.plain)]
        region = next(iter(self.places)) if len(self.places) == 1 else ""
        self.paid(stated.sum_rub, stated.per, jobs, region, [(stated.start, stated.end)])

    def paid(self, sum_rub: int, per: str, jobs: list[str], region: str, words: list[tuple[int, int]]) -> None:
        """How a pay in roubles for a month, a day or an hour stands. Of several kinds of work it must be far for each."""
        law = self.book.book.series
        found = [
            comparator.compare(job, region, self.on, sum_rub * 100, per, law=law) for job in dict.fromkeys(jobs or [""])
        ]
        known = [one for one in found if one.stands is not Stands.UNKNOWN]
        self.results["pay_far"] = "not_found" if known else "no_comparison"
        undercut = next((one.undercut for one in known if one.undercut), None)
        if undercut:
            self.warn("pay_far", words, None, {"lowest": str(undercut.kopecks // 100), "region": undercut.region})
        elif known and all(one.stands in (Stands.FAR_ABOVE, Stands.FAR_BELOW) for one in known):
            low, high = min(one.lowest or 0 for one in known), max(one.highest or 0 for one in known)
            source = known[0].figures[0].source.key
            self.warn("pay_far", words, (), {"low": str(low // 100), "high": str(high // 100), "source": source})


def _yes(result: Result) -> bool:
    return bool(result.fields and result.fields[0])


def _not_over(row: Any, on: dt.date) -> bool:
    return row["to"] is None or on <= row["to"].latest


def _clause(plain: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a find in its own clause."""
    before = re.split(r"[,;:.!?()]|\b(?:но|а|вале|лекин|аммо|зато)\b", plain[max(0, start - 60) : start])[-1]
    after = re.split(r"[,;.!?()]|\b(?:но|вале|лекин|аммо|зато)\b", plain[end : end + 60])[0]
    return before, after


def _denied(sign: Sign, plain: str, start: int, end: int, *, later: bool) -> bool:
    """Is what was found said not to be so?"""
    before, after = _clause(plain, start, end)
    near = plain[max(0, start - 25) : start] + plain[start:end] + after[:45]
    if sign.denials:
        return bool(sign.unless and sign.unless.search(near))
    if _WARNS.search(plain):
        return True
    if sign.unless and sign.unless.search(near):
        return True
    few_before, few_after = " ".join(before.split()[-3:]), " ".join(after.split()[:4])
    if any(_DENIES.search(one) for one in (few_before, plain[start:end], few_after)):
        return True
    if sign.sign == "fee" and not later:
        return bool(
            _PAY.search(plain[start:end])
            or _PERIOD.match(plain[end:])
            or (_PAY.search(few_before) and re.search(r"\d", plain[start:end]))
        )
    return bool(later and sign.context_not and sign.context_not.search(plain))


def _not_this_work(plain: str, found: re.Match[str]) -> bool:
    before, _ = _clause(plain, *found.span())
    return bool(re.search(r"\b(?:не|ни|рядом с|около|возле|недалеко от|напротив|назди|наздики?)\b[^,]{0,12}$", before))


def _outermost(words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans without those that lie inside another."""
    return [
        one for one in dict.fromkeys(words) if not any(o != one and o[0] <= one[0] and one[1] <= o[1] for o in words)
    ]
