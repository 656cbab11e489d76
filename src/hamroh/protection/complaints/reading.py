"""Reads the cards, strictly: every fault with file, line and mend."""

from __future__ import annotations

import csv
import difflib
import functools
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from hamroh.protection.complaints.cards import Answer, Body, Card, Danger, NotTold, Question, Route, Step
from hamroh.rulebook import Rulebook, load
from hamroh.rulebook.errors import LawError, LawErrors
from hamroh.rulebook.provisions import LANGUAGES, Text
from hamroh.rulebook.reading import Map, Seq, read_documents

HERE = Path(__file__).resolve().parent
HTCDS = HERE.parent / "htcds" / "codes.csv"

OWN_TYPES = ("text", "day", "money", "choice", "yes_no", "number")
PARTS = ("identity", "contact", "papers", "family", "story", "health")
"""Parts of a person's file, as `people` has them (a test compares)."""
ROLES = ("intake", "operator", "case_worker", "lawyer", "supervisor", "protection", "consular")
"""Roles that may be allowed to close a case alone; a test sees that `people` has them."""
HIDDEN_FROM = ("office_complained_of",)
PUBLISHED = ("counts", "patterns")

CARD_KEYS = {
    "complaint",
    "order",
    "title",
    "public",
    "questions",
    "rights",
    "evidence",
    "steps",
    "danger",
    "deadlines",
    "routes",
    "not_told",
    "hidden_from",
    "htcds",
    "own_codes",
    "closes_alone",
    "screening",
    "published",
    "unsure",
    "reviewed",
}
OPTIONAL = {"deadlines", "not_told", "hidden_from", "own_codes", "published", "unsure", "reviewed"}


class CardErrors(LawErrors):
    """Cards that cannot be trusted: every fault found, each with its file, line and mend."""


@functools.lru_cache(maxsize=1)
def rulebook() -> Rulebook:
    """The built-in law, loaded once, which the cards are checked against."""
    return load()


law: Callable[[], Rulebook] = rulebook
"""The law that the site answers from. The storey above knows which was put in use, and says so here."""


@functools.lru_cache(maxsize=1)
def cards() -> Mapping[str, Card]:
    """Every card by its key, in the order in which they are offered; read once, against the built-in law.

    Raises:
        CardErrors: something is wrong in a card; no card is given.
    """
    return read_cards(HERE, rulebook())


def card(key: str) -> Card:
    """One card by its key.

    Raises:
        KeyError: there is no such kind of complaint.
    """
    return cards()[key]


def read_cards(folder: Path, book: Rulebook) -> dict[str, Card]:
    """The cards of a folder (`*.yaml`), with the words they share in `words/`, checked against a rulebook.

    Raises:
        CardErrors: every fault found; nothing half-read is returned.
    """
    reader = _Reader(folder, book)
    found: dict[str, Card] = {}
    for path in sorted(folder.glob("*.yaml")):
        made = reader.card(path)
        if made is not None:
            found[path.stem] = made
    if not found and not reader.faults:
        reader.faults.append(
            LawError("There is no card here.", mend="Name the folder that has them.", file=str(folder))
        )
    if not reader.faults:
        reader.shared_not_used()
    if reader.faults:
        raise CardErrors(list({str(fault): fault for fault in reader.faults}.values()))
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))


def _fault(where: Any, key: str, what: str, mend: str) -> LawError:
    return LawError(what, mend=mend, file=where.file, line=where.at(key) if isinstance(where, Map) else where.line)


def _keys(where: Map, allowed: Iterable[str], needed: Iterable[str]) -> None:
    allowed = sorted(allowed)
    for key in where:
        if key not in allowed:
            near = difflib.get_close_matches(key, allowed, 1)
            raise _fault(
                where,
                key,
                f"`{key}` is not known here.",
                f"Did you mean `{near[0]}`?" if near else f"Known: {', '.join(allowed)}.",
            )
    for key in needed:
        if key not in where:
            raise _fault(where, key, f"`{key}` is missing.", "Write it; see docs/guides/add-a-complaint-kind.md.")


def _text(where: Map, key: str) -> Text:
    value = where.get(key)
    if not isinstance(value, Map):
        raise _fault(where, key, f"`{key}` is not in three languages.", "Write {en: ..., ru: ..., tg: ...}.")
    return _words(value)


def _words(value: Map) -> Text:
    _keys(value, LANGUAGES, LANGUAGES)
    for language in LANGUAGES:
        words = value[language]
        if not isinstance(words, str) or not words.strip():
            raise _fault(
                value, language, f"There is no text in {language}.", "Write it; a missing language is a fault."
            )
        if any(letter.isdigit() for letter in words):
            raise _fault(
                value,
                language,
                "A number stands in the words of a card.",
                "Name the provision under `rights` or `deadlines`: days, sums and articles come from the rulebook.",
            )
    return {language: value[language].strip() for language in LANGUAGES}


def _list(where: Map, key: str, *, empty: bool = False) -> Seq:
    value = where.get(key)
    if value is None and empty and key not in where:
        return Seq(where.file, where.line)
    if not isinstance(value, Seq) or (not value and not empty):
        raise _fault(where, key, f"`{key}` is no list.", "Write each thing on a line of its own, after a dash.")
    return value


def _names(where: Map, key: str, known: Iterable[str], what: str, *, empty: bool = False) -> tuple[str, ...]:
    """A list of names, each of them known, none twice."""
    values, known = _list(where, key, empty=empty), list(known)
    for index, value in enumerate(values):
        if value not in known:
            raise _unknown(values, index, value, known, what)
        if value in values[:index]:
            raise LawError(f"`{value}` stands twice.", mend="Keep one.", file=values.file, line=values.lines[index])
    return tuple(values)


def _unknown(values: Seq, index: int, value: Any, known: Iterable[str], what: str) -> LawError:
    near = difflib.get_close_matches(str(value), list(known), 3)
    mend = f"Did you mean {', '.join(f'`{one}`' for one in near)}?" if near else "Look at the names that exist."
    return LawError(f"`{value}` is no {what}.", mend=mend, file=values.file, line=values.lines[index])


class _Reader:
    """Reads one folder against one book and gathers the faults."""

    def __init__(self, folder: Path, book: Rulebook) -> None:
        self.folder, self.book = folder, book
        self.faults: list[LawError] = []
        self.used: set[tuple[str, str]] = set()
        self.shared: dict[str, Map] = {}
        for name in ("bodies", "evidence", "own_codes", "parts", "questions", "steps"):
            self.shared[name] = self.document(folder / "words" / f"{name}.yaml") or Map(name, 0)
        self.parts = self.shared["parts"]
        for name in self.parts:
            self.guard(lambda name=name: self.part(name))  # type: ignore[misc]
        with HTCDS.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        self.htcds: dict[str, list[str]] = {}
        for row in rows:
            self.htcds.setdefault(row["field"].removeprefix("vic_"), []).append(row["code"])

    def document(self, path: Path) -> Map | None:
        """The one document of a file, with the file's short name in its places."""
        name = str(path.relative_to(self.folder))
        try:
            documents = list(read_documents(path)) if path.exists() else []
        except LawError as error:
            self.faults.append(LawError(error.what, mend=error.mend, file=name, line=error.line))
            return None
        if len(documents) != 1 or not isinstance(documents[0], Map):
            self.faults.append(LawError("This is not one document of `key: value`.", mend="Write one.", file=name))
            return None
        _rename(documents[0], name)
        return documents[0]

    def guard(self, work: Callable[[], Any]) -> Any:
        """What the work gives; a fault is kept and None given."""
        try:
            return work()
        except LawError as error:
            self.faults.append(error)
            return None

    def part(self, name: str) -> None:
        if name not in self.book.book.screens and name not in self.book.book.facts:
            raise _fault(self.parts, name, f"`{name}` is no screen or fact of the rulebook.", "See law/facts.")
        if self.parts[name] not in PARTS:
            raise _fault(
                self.parts, name, f"`{self.parts[name]}` is no part of a file.", f"One of: {', '.join(PARTS)}."
            )

    def common(self, kind: str, name: str) -> Any:
        """Something that several cards share; None when there is none of that name."""
        if name in self.shared[kind]:
            self.used.add((kind, name))
        return self.shared[kind].get(name)

    def shared_not_used(self) -> None:
        """A fault for each thing that cards could share and none uses: nobody would have read it in its place."""
        for kind, words in self.shared.items():
            for name in words:
                if kind != "parts" and (kind, name) not in self.used:
                    self.faults.append(_fault(words, name, f"No card uses `{name}`.", "Use it or take it out."))

    # -- one card

    def card(self, path: Path) -> Card | None:
        raw = self.document(path)
        if raw is None:
            return None
        before = len(self.faults)
        made: Card | None = self.guard(lambda: self.whole(raw, path.stem))
        return made if len(self.faults) == before else None

    def whole(self, raw: Map, key: str) -> Card:
        _keys(raw, CARD_KEYS, sorted(CARD_KEYS - OPTIONAL))
        if raw["complaint"] != key:
            raise _fault(
                raw, "complaint", f"The card says `{raw['complaint']}`, its file `{key}`.", "Let both say the same."
            )
        if not isinstance(raw["order"], int):
            raise _fault(raw, "order", "`order` is no whole number.", "Write where it stands among the others.")
        if not isinstance(raw["screening"], bool):
            raise _fault(
                raw,
                "screening",
                "`screening` is neither true nor false.",
                "Say whether signs of trafficking are asked.",
            )
        published = raw.get("published", "counts")
        if published not in PUBLISHED:
            raise _fault(raw, "published", f"`{published}` is not known.", f"One of: {', '.join(PUBLISHED)}.")
        guard = self.guard
        questions: tuple[Question, ...] = guard(lambda: self.questions(raw)) or ()
        steps: tuple[Step, ...] = guard(lambda: self.steps(raw)) or ()
        evidence = guard(lambda: self.evidence(raw)) or ((), (), ())
        codes = guard(lambda: self.codes(raw)) or {}
        own_codes = guard(lambda: self.own_codes(raw, codes)) or ()
        provisions = self.book.book.provisions
        return Card(
            key=key,
            order=raw["order"],
            title=guard(lambda: _text(raw, "title")) or {},
            public=guard(lambda: _text(raw, "public")) or {},
            questions=questions,
            rights=guard(lambda: _names(raw, "rights", provisions, "provision of the rulebook")) or (),
            keep=evidence[0],
            safely=evidence[1],
            missing=evidence[2],
            steps=steps,
            # A step or question that could not be read would be missed here once more.
            danger=guard(lambda: self.danger(raw, questions, steps)) or () if questions and steps else (),
            deadlines=guard(lambda: self.deadlines(raw)) or (),
            routes=guard(lambda: self.routes(raw)) or (),
            not_told=guard(lambda: self.not_told(raw, questions)) or () if questions else (),
            hidden_from=guard(lambda: _names(raw, "hidden_from", HIDDEN_FROM, "wall of a card", empty=True)) or (),
            codes=codes,
            own_codes=own_codes,
            closes_alone=guard(lambda: _names(raw, "closes_alone", ROLES, "role that closes a case")) or (),
            screening=raw["screening"],
            published=published,
            unsure=guard(lambda: self.texts(raw, "unsure", empty=True)) or (),
            reviewed=guard(lambda: _names(raw, "reviewed", LANGUAGES, "language", empty=True)) or (),
            file=raw.file,
        )

    def questions(self, raw: Map) -> tuple[Question, ...]:
        """Facts of the rulebook and shared questions by name, own ones written out."""
        out: dict[str, Question] = {}
        values = _list(raw, "questions")
        for index, value in enumerate(values):
            if isinstance(value, Map):
                question = self.own_question(value)
            elif value in self.book.book.facts:
                question = self.fact(value)
            elif (shared := self.common("questions", value)) is not None:
                question = self.own_question(shared, value)
            else:
                known = [*self.book.book.facts, *self.shared["questions"]]
                raise _unknown(values, index, value, known, "fact of the rulebook and no shared question")
            if question.id in out:
                raise LawError(
                    f"`{question.id}` is asked twice.", mend="Keep one.", file=values.file, line=values.lines[index]
                )
            out[question.id] = question
        return tuple(out.values())

    def fact(self, name: str) -> Question:
        fact = self.book.book.facts[name]
        part = self.parts.get(name) or self.parts.get(fact.screen, "story")
        return Question(name, True, fact.type, fact.question, fact.help, fact.choices, part)

    def own_question(self, raw: Map, name: str = "") -> Question:
        _keys(
            raw,
            {"type", "part", "question", "help", "choices", *(() if name else ("ask",))},
            ("type", "part", "question", *(() if name else ("ask",))),
        )
        name = name or str(raw["ask"])
        if "ask" in raw and (name in self.book.book.facts or name in self.shared["questions"]):
            raise _fault(
                raw, "ask", f"`{name}` exists already.", "Write its name alone, so that it is asked in one way."
            )
        if raw["type"] not in OWN_TYPES:
            raise _fault(raw, "type", f"`{raw['type']}` is no type of question.", f"One of: {', '.join(OWN_TYPES)}.")
        if raw["part"] not in PARTS:
            raise _fault(raw, "part", f"`{raw['part']}` is no part of a file.", f"One of: {', '.join(PARTS)}.")
        if (raw["type"] == "choice") != ("choices" in raw):
            raise _fault(raw, "type", "Choices belong to the type `choice`, and to it alone.", "Write both or neither.")
        choices: dict[str, Text] = {}
        if "choices" in raw:
            if not isinstance(raw["choices"], Map) or len(raw["choices"]) < 2:
                raise _fault(
                    raw, "choices", "There is nothing to choose from.", "Write `code: {en, ru, tg}`, at least two."
                )
            choices = {code: _text(raw["choices"], code) for code in raw["choices"]}
        help_ = _text(raw, "help") if "help" in raw else None
        return Question(name, False, raw["type"], _text(raw, "question"), help_, choices, raw["part"])

    def steps(self, raw: Map) -> tuple[Step, ...]:
        """Steps of the rulebook (in capitals) and shared ones by name, own ones written out. Danger stands first."""
        out: dict[str, Step] = {}
        values = _list(raw, "steps")
        for index, value in enumerate(values):
            if isinstance(value, Map):
                step = self.own_step(value)
            elif value in self.book.book.steps:
                of_law = self.book.book.steps[value]
                step = Step(value, of_law.title, of_law.act, of_law.urgent)
            elif (shared := self.common("steps", value)) is not None:
                step = self.own_step(shared, value)
            else:
                known = [*self.book.book.steps, *self.shared["steps"]]
                raise _unknown(values, index, value, known, "step of the rulebook and no shared step")
            if step.code in out:
                raise LawError(
                    f"`{step.code}` stands twice.", mend="Keep one.", file=values.file, line=values.lines[index]
                )
            if step.danger and any(not earlier.danger for earlier in out.values()):
                raise LawError(
                    f"`{step.code}` is for danger and stands behind another step.",
                    mend="Danger comes first: move it up.",
                    file=values.file,
                    line=values.lines[index],
                )
            out[step.code] = step
        first = next(iter(out.values()))
        if not first.danger:
            raise LawError(
                "The first step is not one for danger.",
                mend="Begin with `safe_first`: no paper is worth a life.",
                file=values.file,
                line=values.lines[0],
            )
        return tuple(out.values())

    def own_step(self, raw: Map, name: str = "") -> Step:
        needed = ("title", "act") if name else ("step", "title", "act")
        _keys(raw, {*needed, "danger"}, needed)
        code = name or str(raw["step"])
        if "step" in raw and code in self.shared["steps"]:
            raise _fault(raw, "step", f"`{code}` exists already.", "Write its name alone.")
        danger = raw.get("danger", False)
        if not isinstance(danger, bool):
            raise _fault(raw, "danger", "`danger` is neither true nor false.", "Leave it out when it is not.")
        return Step(code, _text(raw, "title"), _text(raw, "act"), danger)

    def evidence(self, raw: Map) -> tuple[tuple[Text, ...], tuple[Text, ...], tuple[Text, ...]]:
        value = raw["evidence"]
        if not isinstance(value, Map):
            raise _fault(raw, "evidence", "`evidence` has no parts.", "Write keep, safely and missing below it.")
        needed = ("keep", "safely", "missing")
        _keys(value, needed, needed)
        return (self.texts(value, "keep"), self.texts(value, "safely"), self.texts(value, "missing"))

    def texts(self, raw: Map, key: str, *, empty: bool = False) -> tuple[Text, ...]:
        """Texts written out, or shared evidence by name."""
        out = []
        values = _list(raw, key, empty=empty)
        for index, value in enumerate(values):
            if isinstance(value, Map):
                out.append(_words(value))
                continue
            if not isinstance(value, str) or self.common("evidence", value) is None:
                raise _unknown(values, index, value, self.shared["evidence"], "shared piece of evidence")
            out.append(_text(self.shared["evidence"], value))
        return tuple(out)

    def danger(self, raw: Map, questions: tuple[Question, ...], steps: tuple[Step, ...]) -> tuple[Danger, ...]:
        out = []
        values = _list(raw, "danger")
        for index, value in enumerate(values):
            if not isinstance(value, Map):
                raise LawError(
                    "This is no rule.", mend="Write answers and step.", file=values.file, line=values.lines[index]
                )
            _keys(value, ("answers", "step"), ("answers", "step"))
            if value["step"] not in [step.code for step in steps]:
                raise _fault(value, "step", f"`{value['step']}` is no step of this card.", "Add it to `steps`.")
            out.append(Danger(self.answers(value, questions), value["step"]))
        return tuple(out)

    def answers(self, raw: Map, questions: tuple[Question, ...]) -> dict[str, tuple[Answer, ...]]:
        """Answers by question; `unknown` is "I don't know"."""
        value = raw["answers"]
        if not isinstance(value, Map) or not value:
            raise _fault(raw, "answers", "No answer is named.", "Write `question: [answer, ...]`.")
        asked = {question.id: question for question in questions}
        out: dict[str, tuple[Answer, ...]] = {}
        for name in value:
            if name not in asked:
                near = difflib.get_close_matches(name, asked, 1)
                raise _fault(
                    value,
                    name,
                    f"`{name}` is not asked by this card.",
                    f"Did you mean `{near[0]}`?" if near else "Ask it first.",
                )
            question = asked[name]
            words: dict[str, Answer] = {"unknown": None}
            if question.type == "yes_no":
                words |= {"yes": True, "no": False}
            elif question.choices:
                words |= {code: code for code in question.choices}
            else:
                raise _fault(
                    value,
                    name,
                    f"`{name}` has no answers to choose from ({question.type}).",
                    "Use a question of yes or no, or of choice.",
                )
            given = _names(value, name, words, f"answer to `{name}` ({', '.join(words)})")
            out[name] = tuple(words[one] for one in given)
        return out

    def deadlines(self, raw: Map) -> tuple[str, ...]:
        """Provisions that give a day or count days."""
        names = _names(raw, "deadlines", self.book.book.provisions, "provision of the rulebook", empty=True)
        for index, name in enumerate(names):
            p = self.book.book.provisions[name]
            if p.kind not in ("deadline", "day") and "day" not in str(p.gives.get("unit", "")):
                raise LawError(
                    f"`{name}` gives no day (it gives {p.kind}).",
                    mend="Name a deadline, or put it under `rights`.",
                    file=raw.file,
                    line=raw["deadlines"].lines[index],
                )
        return names

    def body(self, raw: Map, key: str) -> Body:
        code = raw[key]
        value = self.common("bodies", str(code))
        if value is None:
            near = difflib.get_close_matches(str(code), self.shared["bodies"], 2)
            raise _fault(
                raw,
                key,
                f"`{code}` is no kind of body.",
                f"Did you mean {', '.join(near)}?" if near else "See words/bodies.yaml.",
            )
        _keys(value, ("name", "service"), ("name",))
        return Body(str(code), _text(value, "name"), str(value.get("service", "")))

    def routes(self, raw: Map) -> tuple[Route, ...]:
        out = []
        for value in self.maps(raw, "routes", ("to", "for"), ("to", "for")):
            out.append(Route(self.body(value, "to"), _text(value, "for")))
        return tuple(out)

    def not_told(self, raw: Map, questions: tuple[Question, ...]) -> tuple[NotTold, ...]:
        out = []
        for value in self.maps(raw, "not_told", ("who", "why", "answers"), ("who", "why"), empty=True):
            answers = self.answers(value, questions) if "answers" in value else {}
            out.append(NotTold(self.body(value, "who"), _text(value, "why"), answers))
        return tuple(out)

    def maps(
        self, raw: Map, key: str, allowed: Iterable[str], needed: Iterable[str], *, empty: bool = False
    ) -> list[Map]:
        values = _list(raw, key, empty=empty)
        for index, value in enumerate(values):
            if not isinstance(value, Map):
                raise LawError(
                    f"This entry of `{key}` has no parts.",
                    mend=f"Write {', '.join(needed)}.",
                    file=values.file,
                    line=values.lines[index],
                )
            _keys(value, allowed, needed)
        return values

    def codes(self, raw: Map) -> dict[str, tuple[str, ...]]:
        """Codes of the standard by its field, or the word `none`."""
        value = raw["htcds"]
        if value == "none":
            return {}
        if not isinstance(value, Map) or not value:
            raise _fault(raw, "htcds", "No code is named.", "Write `MethodsOfControl: [...]`, or `none`.")
        _keys(value, self.htcds, ())
        return {field: _names(value, field, self.htcds[field], f"code of HTCDS for {field}") for field in value}

    def own_codes(self, raw: Map, codes: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
        names = _names(raw, "own_codes", self.shared["own_codes"], "code of ours", empty=True)
        for name in names:
            if not name.startswith("x_"):
                raise _fault(raw, "own_codes", f"`{name}` does not begin with x_.", "Codes of ours do.")
            _text(self.common("own_codes", name) and self.shared["own_codes"], name)
        if not names and not codes:
            raise _fault(raw, "htcds", "The card has no code at all.", "Name one of the standard, or one of ours.")
        return names


def _rename(value: Any, name: str) -> None:
    """Put the file's short name into every place of a document."""
    if isinstance(value, (Map, Seq)):
        value.file = name
        for child in value.values() if isinstance(value, Map) else value:
            _rename(child, name)
