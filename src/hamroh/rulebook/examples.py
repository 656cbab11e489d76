"""Worked examples: strict to read, plain to fail. Format: docs/law-format.md, section 7."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import FactError, LawError
from .evaluate import DISPUTED, KNOWN, NO_VERSION, NOT_APPLICABLE, UNKNOWN
from .position import Position, plain
from .reading import Map, Seq, read_documents

if TYPE_CHECKING:
    from .book import Rulebook

EXAMPLE_KEYS = {
    "id",
    "it",
    "date",
    "known",
    "person",
    "expect",
    "must_not",
    "grounds",
    "contrast",
    "written_from",
    "why",
}
EXPECT_KEYS = {
    "status",
    "deadlines",
    "values",
    "bans",
    "risks",
    "sums",
    "indicators",
    "rights",
    "conditions",
    "alternatives",
    "next_steps",
    "unknown",
    "urgency",
}
ROW_KEYS: dict[str, set[str]] = {
    "deadlines": {
        "name",
        "ground",
        "provision",
        "safe",
        "latest",
        "missed",
        "met",
        "provisional",
        "urgency",
        "office_day",
    },
    "bans": {"ground", "provision", "kind", "years", "from", "until", "certain"},
    "risks": {"ground", "provision", "name", "level", "rub_from", "rub_to", "expulsion", "years", "starts_after"},
    "sums": {"ground", "provision", "name", "rub", "days"},
    "conditions": {"id", "met"},
    "alternatives": {
        "ground",
        "provision",
        "reading",
        "safe",
        "latest",
        "value",
        "until",
        "from",
        "years",
        "kind",
        "is",
    },
}
REFUSALS: dict[str, set[str] | None] = {
    "not_date": {"deadline", "day"},
    "not_status": None,
    "not_ground": None,
    "not_certain": {"ban", "deadline", "status", "value", "right", "indicator"},
    "not_step": None,
    "not_value": None,
    "not_right": None,
    "not_deadline": None,
    "not_ban": None,
    "not_indicator": None,
    "not_risk": None,
    "must_show": {
        "risk",
        "step",
        "deadline",
        "right",
        "alternative",
        "unverified",
        "note",
        "ban",
        "indicator",
        "sum",
        "condition",
        "value",
    },
    "first_step": None,
    "not_before": {"step", "than"},
}
# Money is given with its kopecks; a case may write it without.
_MONEY, _NUMBER = re.compile(r"-?\d+\.\d\d"), re.compile(r"-?\d+(\.\d+)?")
OUTCOMES = {"unknown": UNKNOWN, "does not apply": NOT_APPLICABLE, "disputed": DISPUTED, "no_version": NO_VERSION}


@dataclass(frozen=True, slots=True)
class Example:
    """One worked case, as written."""

    id: str
    it: str
    item: Map
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether an example holds; each difference says what was expected and what came."""

    id: str
    it: str
    file: str
    line: int
    differences: tuple[str, ...]
    position: Position | None = None

    @property
    def passed(self) -> bool:
        return not self.differences


def read_examples(path: Path) -> list[Example]:
    """All examples of a file, or of every `*.examples.yaml` below a folder.

    Raises:
        LawError: an unknown key, a missing part, or a file that cannot be read.
    """
    files = sorted(path.rglob("*.examples.yaml")) if path.is_dir() else [path]
    if not path.exists():
        raise LawError("There is no such file or folder.", mend="Check the path.", file=str(path))
    if not files:
        raise LawError("No examples here.", mend="Name a file, or a folder that holds *.examples.yaml.", file=str(path))
    out: list[Example] = []
    seen: dict[str, str] = {}
    for file in files:
        for document in read_documents(file):
            items = document if isinstance(document, Seq) else [document]
            for item in items:
                if not isinstance(item, Map):
                    raise LawError(
                        "An example is a mapping.",
                        mend="Start it with `- it: ...`.",
                        file=str(file),
                        line=getattr(item, "line", 0),
                    )
                example = as_example(item, str(file))
                if example.id in seen:
                    raise LawError(
                        f"example {example.id} stands twice.",
                        mend=f"The other is in {seen[example.id]}.",
                        file=str(file),
                        line=item.line,
                    )
                seen[example.id] = f"{file}:{item.line}"
                out.append(example)
    return out


def as_example(item: Map, file: str) -> Example:
    """One example, its keys checked.

    Raises:
        LawError: an unknown key or a missing part.
    """

    def need(where: Any, allowed: set[str], what: str) -> None:
        if not isinstance(where, Map):
            raise LawError(
                f"{what} names its parts.", mend=f"Known: {', '.join(sorted(allowed))}.", file=file, line=item.line
            )
        for key in where:
            if key not in allowed:
                raise LawError(
                    f"`{key}` is no key of {what}.",
                    mend=f"Known: {', '.join(sorted(allowed))}.",
                    file=file,
                    line=where.at(key),
                )

    need(item, EXAMPLE_KEYS, "an example")
    for key in ("it", "date", "person"):
        if key not in item:
            raise LawError(f"`{key}` is missing.", mend="See docs/law-format.md, section 7.", file=file, line=item.line)
    for key in ("date", "known"):
        if key in item and not isinstance(item[key], date):
            raise LawError(f"`{key}` is no day.", mend="Write 2019-03-10.", file=file, line=item.at(key))
    if not isinstance(item["person"], Map):
        raise LawError("`person` holds facts.", mend="Write {citizenship: TJ, ...}.", file=file, line=item.at("person"))
    if "expect" in item:
        need(item["expect"], EXPECT_KEYS, "expect")
        for key, allowed in ROW_KEYS.items():
            for row in item["expect"].get(key) or []:
                need(row, allowed, key)
        for key in ("status", "values"):
            if key in item["expect"] and not isinstance(item["expect"][key], Map):
                raise LawError(
                    f"`{key}` names its parts.", mend="Write {name: value}.", file=file, line=item["expect"].at(key)
                )
        for key in ("indicators", "rights", "next_steps", "unknown", *ROW_KEYS):
            if key in item["expect"] and not isinstance(item["expect"][key], Seq):
                raise LawError(f"`{key}` is a list.", mend="Write [a, b].", file=file, line=item["expect"].at(key))
    for refusal in item.get("must_not") or []:
        need(refusal, set(REFUSALS), "must_not")
        for key, value in refusal.items():
            inner = REFUSALS[key]
            if inner is not None:
                need(value, inner, key)
    if "expect" not in item and "must_not" not in item:
        raise LawError("nothing is expected.", mend="Add `expect` or `must_not`.", file=file, line=item.line)
    return Example(
        str(item.get("id") or f"{Path(file).parent.name}/{Path(file).name}:{item.line}"),
        str(item["it"]),
        item,
        file,
        item.line,
    )


def run(rulebook: Rulebook, example: Example) -> Outcome:
    """Ask the rulebook and compare every key."""
    item = example.item
    try:
        person = rulebook.facts_from(item["person"], file=example.file)
        position = rulebook.ask(person, on=item["date"], known=item.get("known"))
    except FactError as error:
        return Outcome(example.id, example.it, example.file, example.line, (f"person: {error}",))
    check = _Check(rulebook, position)
    for key, value in (item.get("expect") or {}).items():
        getattr(check, key)(value)
    for refusal in item.get("must_not") or []:
        for key, value in refusal.items():
            check.refuse(key, value)
    grounds = position.all_grounds()
    for id_ in item.get("grounds") or []:
        if id_ not in grounds:
            check.say(f"grounds: {id_} is not among them ({', '.join(sorted(grounds)) or 'none'})")
    for id_ in item.get("contrast") or []:
        if id_ in grounds:
            check.say(f"contrast: {id_} is a ground, but must not be")
    return Outcome(example.id, example.it, example.file, example.line, tuple(check.differences), position)


def run_all(rulebook: Rulebook, examples: list[Example]) -> Iterator[Outcome]:
    """Each example in turn."""
    for example in examples:
        yield run(rulebook, example)


class _Parts(dict[str, Any]):
    """The answer in English, each part worked out when an example looks at it."""

    def __init__(self, position: Position) -> None:
        super().__init__()
        self.position = position

    def __missing__(self, key: str) -> Any:
        p = self.position
        if key in ("deadlines", "open_deadlines"):
            self["deadlines"], self["open_deadlines"] = p.deadlines("en")
        elif key in ("status", "standing"):
            self["status"], self["standing"] = p.statuses("en")
        elif key == "urgency":
            self[key] = p.urgency(self["deadlines"])
        elif key == "unknown":
            self[key] = [{"fact": p.rulebook.fact_list[i].id} for i, _, _ in p.unknown()]
        else:
            self[key] = getattr(p, key)("en")
        return self[key]


class _Check:
    def __init__(self, rulebook: Rulebook, position: Position) -> None:
        self.rulebook, self.position = rulebook, position
        self.answer = _Parts(position)
        self.differences: list[str] = []

    def say(self, what: str) -> None:
        self.differences.append(what)

    # -- expect

    def status(self, wanted: Map) -> None:
        for subject, code in wanted.items():
            got = self.answer["status"].get(subject, "(none)")
            if got != code:
                self.say(f"status {subject}: {code} expected, {got} given")

    def deadlines(self, wanted: Seq) -> None:
        given = self.answer["deadlines"]
        # A safe day given while a fact is missing is no deadline found; `not_deadline` refuses that too.
        found = [d for d in given if not d["provisional"]]
        if not wanted and found:
            self.say("deadlines: none expected, given: " + "; ".join(f"{d['name']} {d['safe']}" for d in found))
        # A deadline named without a day may be one that has none yet.
        self.rows(
            "deadlines", wanted, given + [d for d in self.answer["open_deadlines"] if _names_no_day(d["name"], wanted)]
        )

    def bans(self, wanted: Seq) -> None:
        if not wanted and self.answer["bans"]:
            self.say(
                "bans: none expected, given: "
                + "; ".join(f"{b['provision']} until {b['until']}" for b in self.answer["bans"])
            )
        self.rows("bans", wanted, self.answer["bans"])

    def risks(self, wanted: Seq) -> None:
        if not wanted and [r for r in self.answer["risks"] if r["level"] != "none"]:
            self.say("risks: none expected")
        self.rows("risks", wanted, self.answer["risks"])

    def sums(self, wanted: Seq) -> None:
        self.rows("sums", wanted, self.answer["sums"])

    def conditions(self, wanted: Seq) -> None:
        for row in wanted:
            given = [c for c in self.answer["conditions"] if c["provision"] == row["id"] or row["id"] in c["fact_base"]]
            if not given:
                self.say(f"condition {row['id']}: not given")
            elif "met" in row and all(c["met"] is not _yes(row["met"]) for c in given):
                self.say(f"condition {row['id']}: met {row['met']} expected, {given[0]['met']} given")

    def rows(self, what: str, wanted: Seq, given: list[dict[str, Any]]) -> None:
        """Each wanted row is met by one given row in every field it names."""
        for row in wanted:
            best: list[str] | None = None
            for candidate in given:
                differences = [
                    f"{key}: {_show(value)} expected, {_show(_get(candidate, key))} given"
                    for key, value in row.items()
                    if not _same(key, value, candidate)
                ]
                if row.get("name") is not None and candidate.get("name") != row["name"]:
                    continue
                if best is None or len(differences) < len(best):
                    best = differences
                if not differences:
                    break
            label = (
                f"{what} {row.get('name') or row.get('provision') or row.get('ground') or row.get('id') or ''}".strip()
            )
            if best is None:
                self.say(
                    f"{label}: not given ({', '.join(str(g.get('name') or g.get('provision')) for g in given) or 'nothing given'})"
                )
            elif best:
                self.say(f"{label}: " + "; ".join(best))

    def alternatives(self, wanted: Seq) -> None:
        given = [
            reading | {"provision": a["provision"], "fact_base": reading["grounds"]}
            for a in self.answer["alternatives"]
            for reading in a["readings"]
        ]
        if not wanted and given:
            self.say("alternatives: none expected")
        self.rows("alternatives", wanted, given)

    def indicators(self, wanted: Seq) -> None:
        self.ids("indicator", wanted, self.answer["indicators"])

    def rights(self, wanted: Seq) -> None:
        self.ids("right", wanted, self.answer["rights"])

    def ids(self, what: str, wanted: Seq, given: list[dict[str, Any]]) -> None:
        have = {x["provision"] for x in given} | {f for x in given for f in x["fact_base"]}
        for id_ in wanted:
            if id_ not in have:
                self.say(f"{what} {id_}: not given ({', '.join(sorted(have)) or 'none'})")

    def next_steps(self, wanted: Seq) -> None:
        have = [s["code"] for s in self.answer["next_steps"]]
        for code in wanted:
            if code not in have:
                self.say(f"next step {code}: not given ({', '.join(have) or 'none'})")

    def unknown(self, wanted: Seq) -> None:
        have = [u["fact"] for u in self.answer["unknown"]]
        for fact in wanted:
            if fact not in have:
                self.say(f"unknown {fact}: not named ({', '.join(have) or 'none'})")

    def urgency(self, wanted: str) -> None:
        if self.answer["urgency"] != wanted:
            self.say(f"urgency: {wanted} expected, {self.answer['urgency']} given")

    def values(self, wanted: Map) -> None:
        for dotted, value in wanted.items():
            got = self.value(dotted)
            if got is None and value not in OUTCOMES:
                self.say(f"{dotted}: there is no such provision or field")
            elif not _equal(value, got):
                self.say(f"{dotted}: {_show(value)} expected, {_show(got)} given")

    def value(self, dotted: str) -> Any:
        """A provision's value, field, or outcome in words."""
        id_, field = dotted, ""
        if id_ not in self.rulebook.book.provisions:
            id_, _, field = dotted.rpartition(".")
        p = self.rulebook.book.provisions.get(id_)
        if p is None:
            return None
        r = self.position.result(id_)
        for words, outcome in OUTCOMES.items():
            if r.outcome == outcome and not (field and r.fields is not None and r.outcome in (DISPUTED, UNKNOWN)):
                return words
        if r.fields is None:
            return "unknown"
        for (name, kind), given in zip(p.fields, r.fields, strict=True):
            if name == (field or p.fields[0][0]):
                return "unknown" if given is None else plain(given, kind)
        return None

    # -- must not

    def refuse(self, kind: str, value: Any) -> None:
        work: Callable[[Any], None] = getattr(self, "refuse_" + kind)
        work(value)

    def refuse_not_date(self, value: Map) -> None:
        day = value["day"].isoformat() if isinstance(value.get("day"), date) else str(value.get("day"))
        for d in self.answer["deadlines"]:
            if value.get("deadline") in (None, d["name"]) and day in (d["safe"], d["latest"]):
                self.say(f"must not: {d['name']} gives {day}")

    def refuse_not_status(self, value: Map) -> None:
        for subject, code in value.items():
            if self.answer["status"].get(subject) == code:
                self.say(f"must not: status {subject} is {code}")

    def refuse_not_ground(self, value: str) -> None:
        if value in self.position.all_grounds():
            self.say(f"must not: rests on {value}")

    def refuse_not_certain(self, value: Map) -> None:
        for kind, id_ in value.items():
            if kind == "ban":
                bad = [
                    b
                    for b in self.answer["bans"]
                    if (id_ in (b["provision"], "any") or id_ in b["fact_base"]) and b["certain"]
                ]
            elif kind == "status":
                bad = [
                    i
                    for i in self.answer["standing"]["items"]
                    if i["subject"] == id_ and i["result"] == KNOWN and i["code"] != "unknown"
                ]
            elif kind == "deadline":
                bad = [
                    d
                    for d in self.answer["deadlines"]
                    if d["name"] == id_
                    and d["result"] == KNOWN
                    and d["confidence"] in ("verified", "one_source", "derived")
                ]
            else:
                bad = [
                    f
                    for f in self.answer["findings"]
                    if (f["provision"] == id_ or id_ in f["fact_base"])
                    and f["result"] == KNOWN
                    and f["confidence"] == "verified"
                ]
            if bad:
                self.say(f"must not: {kind} {id_} is given as certain")

    def refuse_not_step(self, value: str) -> None:
        if any(s["code"] == value for s in self.answer["next_steps"]):
            self.say(f"must not: step {value} is given")

    def refuse_not_value(self, value: Map) -> None:
        for dotted, wrong in value.items():
            if _equal(wrong, self.value(dotted)):
                self.say(f"must not: {dotted} is {_show(wrong)}")

    def refuse_not_right(self, value: str) -> None:
        if any(value == x["provision"] or value in x["fact_base"] for x in self.answer["rights"]):
            self.say(f"must not: right {value} is given")

    def refuse_not_indicator(self, value: str) -> None:
        if any(value == x["provision"] or value in x["fact_base"] for x in self.answer["indicators"]):
            self.say(f"must not: indicator {value} is given")

    def refuse_not_risk(self, value: str) -> None:
        if any(
            value in (x["provision"], x["name"]) or value in x["fact_base"]
            for x in self.answer["risks"]
            if x["level"] != "none"
        ):
            self.say(f"must not: risk {value} is given")

    def refuse_not_deadline(self, value: str) -> None:
        if any(d["name"] == value for d in self.answer["deadlines"]):
            self.say(f"must not: deadline {value} is given")

    def refuse_not_ban(self, value: str) -> None:
        if any(
            value in (b["provision"], "any") or value in b["fact_base"] or value == "any" for b in self.answer["bans"]
        ):
            self.say(f"must not: ban {value} is given")

    def refuse_first_step(self, value: str) -> None:
        first = self.answer["next_steps"][0]["code"] if self.answer["next_steps"] else "(none)"
        if first != value:
            self.say(f"must: first step {value}, but it is {first}")

    def refuse_not_before(self, value: Map) -> None:
        codes = [s["code"] for s in self.answer["next_steps"]]
        if value["step"] in codes and (
            value["than"] not in codes or codes.index(value["step"]) < codes.index(value["than"])
        ):
            self.say(f"must not: step {value['step']} comes before {value['than']}")

    def refuse_must_show(self, value: Map) -> None:
        a = self.answer
        for kind, id_ in value.items():
            shown = {
                "risk": lambda: any(id_ in (x["provision"], x["name"]) or id_ in x["fact_base"] for x in a["risks"]),
                "step": lambda: any(s["code"] == id_ for s in a["next_steps"]),
                "deadline": lambda: any(d["name"] == id_ for d in a["deadlines"] + a["open_deadlines"]),
                "right": lambda: any(x["provision"] == id_ or id_ in x["fact_base"] for x in a["rights"]),
                "ban": lambda: any(x["provision"] == id_ or id_ in x["fact_base"] for x in a["bans"]),
                "indicator": lambda: any(x["provision"] == id_ or id_ in x["fact_base"] for x in a["indicators"]),
                "sum": lambda: any(id_ in (x["provision"], x["name"]) or id_ in x["fact_base"] for x in a["sums"]),
                "condition": lambda: any(x["provision"] == id_ or id_ in x["fact_base"] for x in a["conditions"]),
                "alternative": lambda: any(id_ in r["grounds"] for x in a["alternatives"] for r in x["readings"]),
                "unverified": lambda: any(
                    (f["provision"] == id_ or id_ in f["grounds"])
                    and (f["unverified"] or f["confidence"] != "verified")
                    for f in a["findings"]
                ),
                "note": lambda: any(f["provision"] == id_ or id_ in f["fact_base"] for f in a["findings"]),
                "value": lambda: any(f["provision"] == id_ for f in a["findings"]),
            }[kind]()
            if not shown:
                self.say(f"must show: {kind} {id_} is not shown")


def _names_no_day(name: str, wanted: Seq) -> bool:
    return any(row.get("name") == name and "safe" not in row and "latest" not in row for row in wanted)


def _yes(value: Any) -> bool:
    return value is True or value == "yes"


def _get(candidate: dict[str, Any], key: str) -> Any:
    return candidate.get("fact_base") if key == "ground" else candidate.get(key)


def _same(key: str, wanted: Any, candidate: dict[str, Any]) -> bool:
    if key == "ground":
        return wanted in (candidate.get("grounds") or []) or wanted in (candidate.get("fact_base") or [])
    if key == "reading":
        return True
    if key == "rub":
        return Decimal(str(wanted)) == Decimal(str(candidate.get("rub")))
    return _equal(wanted, candidate.get(key))


def _equal(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, date):
        return bool(got == wanted.isoformat())
    if wanted in ("yes", "no") and isinstance(got, bool):
        return got is (wanted == "yes")
    if isinstance(wanted, bool) or isinstance(got, bool):
        return wanted is got
    if wanted is None:
        return got in (None, "unknown")
    if isinstance(got, str) and _MONEY.fullmatch(got) and _NUMBER.fullmatch(str(wanted)):
        return Decimal(str(wanted)) == Decimal(got)
    return bool(wanted == got or str(wanted) == str(got))


def _show(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
