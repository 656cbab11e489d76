"""A person's position on a day: every finding, ordered for the one who must act, in three languages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from . import tree as t
from .evaluate import DISPUTED, KNOWN, NO_VERSION, NOT_APPLICABLE, UNKNOWN, Asking, Result
from .provisions import PROPOSED, Provision, Step
from .reasons import Reasons
from .wording import roubles

if TYPE_CHECKING:
    from .book import Rulebook
    from .person import Person

# From the design, not from any law: when a date is shown as pressing.
NOW_DAYS, SOON_DAYS = 3, 14
# A fact is asked for by name in the next steps when a finding of at least this weight hangs on it.
ASK_WEIGHT = 5


class Position:
    """What the law says of one person on one day, as it was known on another.

    Everything is derived on demand from the results; `as_json` is the published contract (docs/answer.md).
    """

    def __init__(self, rulebook: Rulebook, person: Person, on: date, known: date) -> None:
        self.rulebook, self.person, self.on, self.known = rulebook, person, on, known
        compiled = rulebook.compiled
        self.c = person.asking(rulebook, on, known)
        compiled.all_results(self.c)
        self.fired: list[Step] = compiled.fired(self.c)
        self._blockers: dict[int, frozenset[int]] = {}
        self._base: dict[tuple[int, str], dict[str, Any]] = {}
        self._reasons: dict[str, Reasons] = {}
        self._grounds: dict[int, list[str]] = {}
        self._gate: dict[int, tuple[bool | None, list[int]]] = {}
        self._unknown: dict[int, list[tuple[int, float, list[int]]]] = {}

    # -- results

    def result(self, id_: str) -> Result:
        """The result of a provision by its id."""
        index = self.rulebook.compiled.index[id_]
        return self.rulebook.compiled.result(self.c, index)

    def meant(self, *kinds: str) -> list[tuple[Provision, Result]]:
        """Provisions of these kinds that concern the person and are in force, with their results."""
        out = []
        for index in self.rulebook.compiled.computed:
            p = self.rulebook.compiled.provisions[index]
            r = self.c.results[index]
            if r is not None and p.kind in kinds and r.outcome not in (NOT_APPLICABLE, NO_VERSION):
                out.append((p, r))
        return out

    def own_ground(self, p: Provision, r: Result) -> tuple[str, ...]:
        """The fact-base rules this result itself rests on."""
        ground = p.built_from
        if r.branch is not None and r.branch.readings:
            ground = tuple(dict.fromkeys(rule for reading in r.branch.readings for rule in reading.ground))
        if r.outcome == UNKNOWN:
            # Not settled: of the rules it joins, only those that are law on that day.
            ground = tuple(rule for rule in ground if not self._not_law_then(rule, p))
        return ground

    def _not_law_then(self, rule: str, joined_by: Provision) -> bool:
        """Is there a provision of that one rule alone, and none of them in force or meant for the person on that day?"""
        alone = (i for i in self.rulebook.of_one_rule.get(rule, ()) if i != joined_by.index)
        results = [self.rulebook.compiled.result(self.c, i) for i in alone]
        return bool(results) and all(r.outcome in (NOT_APPLICABLE, NO_VERSION) for r in results)

    def grounds(self, p: Provision, r: Result) -> list[str]:
        """The rules it rests on, its own first, then those of the provisions it read."""
        done = self._grounds.get(p.index)
        if done is not None:
            return done
        # Provisions may read each other's values: what is being gathered counts as empty, or two of them would never end.
        self._grounds[p.index] = []
        out = dict.fromkeys(self.own_ground(p, r))
        for entry in r.trace:
            if entry < 0:
                result = self.c.results[~entry]
                if result is not None and result.outcome not in (NOT_APPLICABLE, NO_VERSION):
                    out.update(dict.fromkeys(self.grounds(self.rulebook.compiled.provisions[~entry], result)))
        done = self._grounds[p.index] = list(out)
        return done

    def all_grounds(self) -> set[str]:
        """Every fact-base rule the answer rests on."""
        out: set[str] = set()
        for index in self.rulebook.compiled.computed:
            p, r = self.rulebook.compiled.provisions[index], self.c.results[index]
            if r is not None and r.outcome not in (NOT_APPLICABLE, NO_VERSION) and self.shown(p, r):
                out.update(self.grounds(p, r))
        return out

    def shown(self, p: Provision, r: Result) -> bool:
        """Is this finding part of the answer? A right or sign that does not hold is not."""
        if p.kind in ("right", "indicator"):
            return r.outcome in (KNOWN, DISPUTED) and bool(r.fields and r.fields[0])
        return True

    # -- what is not known

    def blockers(self, index: int) -> frozenset[int]:
        """Facts (by index) that would settle an unknown result."""
        done = self._blockers.get(index)
        if done is not None:
            return done
        self._blockers[index] = frozenset()
        r = self.c.results[index]
        out: set[int] = set()
        if r is not None and (r.outcome == UNKNOWN or (r.fields is not None and None in r.fields)):
            out = self.open_facts(r.trace)
        self._blockers[index] = frozenset(out)
        return self._blockers[index]

    def open_facts(self, trace: list[int]) -> set[int]:
        """Unknown facts a trace ran into, also through other provisions."""
        out: set[int] = set()
        for entry in trace:
            if entry >= 0:
                if self.c.facts[entry] is None and self.askable(entry):
                    out.add(entry)
            else:
                out |= self.blockers(~entry)
        return out

    def gate(self, index: int) -> tuple[bool | None, list[int]]:
        """Whether a fact's gate is open (True where it has none), and the unknown facts it waits for."""
        done = self._gate.get(index)
        if done is None:
            test = self.rulebook.compiled.gates.get(index)
            if test is None:
                done = (True, [])
            else:
                self.c.trace = []
                verdict = test(self.c)
                waits = [] if verdict is not None else [i for i in self.c.trace if i >= 0 and self.c.facts[i] is None]
                done = (verdict, list(dict.fromkeys(waits)))
            self._gate[index] = done
        return done

    def askable(self, index: int, seen: frozenset[int] = frozenset()) -> bool:
        """May this fact be asked: not declared as never asked, and its gate is open or can still open."""
        if not self.rulebook.fact_list[index].asked:
            return False
        verdict, waits = self.gate(index)
        if verdict is not None or index in seen:
            return verdict is not False
        # A gate that waits only for facts behind closed gates is closed itself.
        others = [i for i in waits if i != index]
        return not others or any(self.askable(i, seen | {index}) for i in others)

    def open_gates(self, index: int, seen: frozenset[int] = frozenset()) -> set[int]:
        """The unknown facts of a fact's gate, which come first; of a gate that waits for another, that other."""
        verdict, waits = self.gate(index)
        if verdict is not None or index in seen:
            return set()
        found = {i for i in waits if self.rulebook.fact_list[i].asked}
        seen = seen | {index}
        # Facts that may open the same gate can wait for it themselves: then only what waits for nothing comes first.
        first = {i for i in found - seen if self.gate(i)[0] is True}
        return first or {j for i in found - seen for j in self.open_gates(i, seen)}

    def unknown(self, least: int = 1) -> list[tuple[int, float, list[int]]]:
        """Facts that could still matter: (fact index, weight, provisions), most decisive first.

        The weight of a fact is the sum over the undecided findings it blocks of the finding's `matters` over the number
        of facts that block it; a fact whose gate is open yields to the gate. Only findings of at least this weight count.
        """
        done = self._unknown.get(least)
        if done is not None:
            return done
        weights: dict[int, float] = {}
        blocked: dict[int, list[int]] = {}
        first: dict[int, set[int]] = {}
        for index in self.rulebook.compiled.computed:
            p, r = self.rulebook.compiled.provisions[index], self.c.results[index]
            if r is None or r.outcome != UNKNOWN or p.matters < least:
                continue
            facts = self.blockers(index)
            for fact in facts:
                if fact not in first:
                    first[fact] = self.open_gates(fact) or {fact}
                for i in first[fact]:
                    weights[i] = weights.get(i, 0.0) + p.matters / len(facts)
                    if index not in blocked.setdefault(i, []):
                        blocked[i].append(index)
        facts_list = self.rulebook.fact_list
        done = self._unknown[least] = sorted(
            ((i, w, blocked[i]) for i, w in weights.items()),
            key=lambda x: (-x[1], facts_list[x[0]].order, facts_list[x[0]].id),
        )
        return done

    # -- words

    def reasons_in(self, language: str) -> Reasons:
        """What decided each result, in words of a language."""
        found = self._reasons.get(language)
        if found is None:
            found = self._reasons[language] = Reasons(self.rulebook, self.person, self.c, language)
        return found

    def words_for(self, list_: str, code: str, key: str, language: str) -> str:
        entry = self.rulebook.book.lists.get(list_, {}).get(code)
        if entry is None or key not in entry.texts:
            return ""
        return entry.texts[key][language]

    # -- the published answer

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """The whole answer; keys are a contract (docs/answer.md)."""
        deadlines, open_ = self.deadlines(language)
        status, standing = self.statuses(language)
        steps = self.next_steps(language)
        unknown = self.unknown()
        facts = self.rulebook.fact_list
        proposal = self.rulebook.book.proposal
        return {
            "on": self.on.isoformat(),
            "known": self.known.isoformat(),
            "lang": language,
            "rulebook": self.rulebook.digest,
            **({"proposal": proposal.as_json(self.rulebook.book.about, language)} if proposal is not None else {}),
            "read": self.rulebook.read.isoformat(),
            "stale": self.on > self.rulebook.read,
            "not_yet_read": self.c.on > self.rulebook.compiled.limit,
            "status": status,
            "standing": standing,
            "findings": self.findings(language),
            "deadlines": deadlines,
            "open_deadlines": open_,
            "risks": self.risks(language),
            "rights": self.rights(language),
            "bans": self.bans(language),
            "sums": self.sums(language),
            "indicators": self.indicators(language),
            "conditions": self.conditions(language),
            "alternatives": self.alternatives(language),
            "next_steps": steps,
            "unknown": [
                {
                    "fact": facts[i].id,
                    "question": facts[i].question[language],
                    "screen": facts[i].screen,
                    "weight": round(weight, 3),
                    "provisions": [self.rulebook.compiled.provisions[x].id for x in blocked],
                }
                for i, weight, blocked in unknown
            ],
            "next_question": (
                {
                    "fact": facts[unknown[0][0]].id,
                    "screen": facts[unknown[0][0]].screen,
                    "question": facts[unknown[0][0]].question[language],
                }
                if unknown
                else None
            ),
            "urgency": self.urgency(deadlines),
        }

    def urgency(self, deadlines: list[dict[str, Any]]) -> str:
        """immediate (danger), soon, later or none."""
        if any(step.urgent for step in self.fired):
            return "immediate"
        states = {d["urgency"] for d in deadlines}
        if states & {"late", "now", "soon"}:
            return "soon"
        return "later" if "later" in states else "none"

    def base(self, p: Provision, r: Result, language: str) -> dict[str, Any]:
        """What every line of an answer carries: where it comes from and why."""
        done = self._base.get((p.index, language))
        if done is None:
            done = self._base[p.index, language] = {
                "provision": p.id,
                "title": p.title[language],
                "result": r.outcome,
                "fact_base": list(self.own_ground(p, r)),
                "grounds": self.grounds(p, r),
                "reasons": self.reasons_in(language).of(p.index),
                **(self.rulebook.about_version(r.version, language) if r.version is not None else _NO_VERSION),
                **({"why_unknown": r.why} if r.why else {}),
                **({"proposed": True} if self.rests_on_proposal(p.index) else {}),
            }
        return done

    def rests_on_proposal(self, index: int) -> bool:
        """Would this finding, or one that it read, rest on a version that is proposed and no law?"""
        proposal = self.rulebook.book.proposal
        if proposal is None or self.on < proposal.start:
            return False
        seen: set[int] = set()
        waiting = [index]
        while waiting:
            index = waiting.pop()
            r = self.c.results[index]
            if index in seen or r is None:
                continue
            seen.add(index)
            p = self.rulebook.compiled.provisions[index]
            if p.id in proposal.touches and (
                p.id in proposal.lifts or r.version is None or r.version.source.standing == PROPOSED
            ):
                return True
            waiting.extend(~entry for entry in r.trace if entry < 0)
        return False

    def values(self, p: Provision, fields: tuple[Any, ...] | None) -> dict[str, Any]:
        """Fields as plain JSON values."""
        if fields is None:
            return {name: None for name, _ in p.fields}
        return {name: plain(value, kind) for (name, kind), value in zip(p.fields, fields, strict=True)}

    def findings(self, language: str) -> list[dict[str, Any]]:
        out = []
        for index in self.rulebook.compiled.computed:
            p, r = self.rulebook.compiled.provisions[index], self.c.results[index]
            if r is None or r.outcome in (NOT_APPLICABLE, NO_VERSION) or not self.shown(p, r):
                continue
            fields = self.values(p, r.fields if r.outcome != UNKNOWN or r.branch is not None else None)
            item = self.base(p, r, language) | {"kind": p.kind, "fields": fields}
            item["value"] = next(iter(fields.values()), None)
            if p.kind == "deadline":
                item["safe"], item["latest"] = fields["safe"], fields["latest"]
            out.append(item)
        return out

    def deadlines(self, language: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Deadlines with a date, most urgent first; and those that have none yet."""
        dated: list[dict[str, Any]] = []
        without: list[dict[str, Any]] = []
        on = self.c.on
        for p, r in self.meant("deadline"):
            if not r.meant:
                continue
            name = p.gives["name"]
            texts = {
                "name": name,
                "text": self.words_for("deadline", name, "title", language),
                "act": self.words_for("deadline", name, "act", language),
                "missed_text": self.words_for("deadline", name, "missed", language),
            }
            if r.fields is None or r.fields[0] is None:
                blocking = [self.rulebook.fact_list[i].id for i in sorted(self.blockers(p.index))]
                without.append(
                    self.base(p, r, language)
                    | texts
                    | {"safe": None, "latest": None, "urgency": "open", "waits_for": blocking}
                )
                continue
            safe, latest, met = r.fields
            late_after = _late_after(r)
            if r.outcome == DISPUTED:
                safe = min(f[0] for f in r.readings if f[0] is not None)
            provisional = r.outcome == UNKNOWN
            # A condition of being done that is not known yet accuses nobody.
            open_whether_met = met is None and _says_whether_met(r)
            missed = (
                met is not True
                and not open_whether_met
                and not provisional
                and late_after is not None
                and on > late_after
            )
            left = safe - on
            urgency = (
                "done"
                if met is True
                else "late"
                if missed
                else "now"
                if left <= NOW_DAYS
                else "soon"
                if left <= SOON_DAYS
                else "later"
            )
            dated.append(
                self.base(p, r, language)
                | texts
                | {
                    "safe": _iso(safe),
                    "latest": _iso(latest),
                    "days_left": left,
                    "urgency": urgency,
                    "missed": missed,
                    "met": bool(met) if met is not None else False,
                    "provisional": provisional,
                    "office_day": self.rulebook.office_day(p, safe),
                }
            )
        order = {"late": 0, "now": 1, "soon": 2, "later": 3, "done": 4}
        # A missed day long gone presses no less than one missed yesterday; among the open ones the nearest comes first.
        dated.sort(key=lambda d: (order[d["urgency"]], d["safe"], d["name"]))
        return dated, without

    def statuses(self, language: str) -> tuple[dict[str, str], dict[str, Any]]:
        codes: dict[str, str] = {}
        items: list[dict[str, Any]] = []
        for p, r in self.meant("status"):
            subject = p.gives["subject"]
            code = (
                r.fields[0]
                if r.fields is not None and r.outcome in (KNOWN, DISPUTED) and r.fields[0] is not None
                else "unknown"
            )
            if codes.get(subject, "unknown") != "unknown":
                continue
            codes[subject] = code
            items = [i for i in items if i["subject"] != subject]
            entry = self.rulebook.book.lists.get(f"status:{subject}", {}).get(code)
            items.append(
                self.base(p, r, language)
                | {
                    "subject": subject,
                    "subject_text": self.words_for("subject", subject, "title", language),
                    "code": code,
                    "text": entry.texts["title"][language] if entry else code,
                    "sentence": entry.texts.get("sentence", entry.texts["title"])[language] if entry else "",
                    "mark": entry.properties.get("mark", "unk") if entry else "unk",
                    "tone": entry.properties.get("tone", "none") if entry else "none",
                }
            )
        places = {e.code: e.properties.get("order", 50) for e in self.rulebook.book.lists.get("subject", {}).values()}
        items.sort(key=lambda i: (places.get(i["subject"], 50), i["subject"]))
        told = [i["sentence"] for i in items if i["sentence"] and i["code"] != "unknown"]
        if not told:
            told = [i["sentence"] for i in items if i["sentence"]][:1]
        # Danger is said before papers.
        urgent = [step.title[language] for step in self.fired if step.urgent]
        sentence = urgent[0] if urgent else " ".join(told[:2])
        return codes, {"sentence": sentence, "items": items}

    def risks(self, language: str) -> list[dict[str, Any]]:
        out = []
        for p, r in self.meant("risk"):
            if r.fields is None or r.outcome == UNKNOWN:
                continue
            name = p.gives["name"]
            out.append(
                self.base(p, r, language)
                | self.values(p, r.fields)
                | {"name": name, "text": self.words_for("risk", name, "title", language), "says": p.says[language]}
            )
        order = {"high": 0, "grows_with_overstay": 1, "medium": 2, "not_known": 3, "low": 4, "none": 5}
        return sorted(out, key=lambda x: (order.get(x["level"], 9), x["provision"]))

    def rights(self, language: str) -> list[dict[str, Any]]:
        return [
            self.base(p, r, language) | {"says": p.says[language]} for p, r in self.meant("right") if self.shown(p, r)
        ]

    def bans(self, language: str) -> list[dict[str, Any]]:
        out = []
        for p, r in self.meant("ban"):
            if r.fields is None or r.outcome == UNKNOWN or r.version is None:
                continue
            if r.fields[0] == "none":
                continue
            item = self.base(p, r, language) | self.values(p, r.fields) | {"says": p.says[language]}
            item["certain"] = (
                r.outcome == KNOWN and item["kind"] == "mandatory" and r.version.source.confidence == "verified"
            )
            out.append(item)
        return sorted(out, key=lambda x: (-(x["years"] or 0), x["provision"]))

    def sums(self, language: str) -> list[dict[str, Any]]:
        out = []
        for p, r in self.meant("sum"):
            if r.fields is None or r.fields[0] is None:
                continue
            name = p.gives["name"]
            item = self.base(p, r, language)
            out.append(
                item
                | {
                    "name": name,
                    "text": self.words_for("sum", name, "title", language),
                    "rub": roubles(r.fields[0]),
                    "days": r.fields[1],
                    "working": self.person.working(self.rulebook, p, self.c, language),
                }
            )
        return out

    def indicators(self, language: str) -> list[dict[str, Any]]:
        return [
            self.base(p, r, language) | {"sign": p.gives["sign"], "says": p.says[language]}
            for p, r in self.meant("indicator")
            if self.shown(p, r)
        ]

    def conditions(self, language: str) -> list[dict[str, Any]]:
        return [
            self.base(p, r, language) | {"of": p.gives.get("of"), "met": r.fields[0], "says": p.says[language]}
            for p, r in self.meant("condition")
            if r.fields is not None and r.outcome == KNOWN
        ]

    def alternatives(self, language: str) -> list[dict[str, Any]]:
        """What is disputed: every reading, with who says so and what it gives."""
        out = []
        for index in self.rulebook.compiled.computed:
            p, r = self.rulebook.compiled.provisions[index], self.c.results[index]
            if r is None or r.outcome != DISPUTED or r.branch is None:
                continue
            readings = []
            for reading, fields in zip(r.branch.readings, r.readings, strict=True):
                assert reading.reading is not None and reading.by is not None
                readings.append(
                    {"reading": reading.reading[language], "by": reading.by[language], "grounds": list(reading.ground)}
                    | self.values(p, fields)
                )
            out.append(self.base(p, r, language) | {"kind": p.kind, "readings": readings})
        return out

    def next_steps(self, language: str) -> list[dict[str, Any]]:
        out: list[dict[str, Any]] = []
        for step in self.fired:
            grounds: list[str] = []
            for id_ in step.because:
                p = self.rulebook.book.provisions[id_]
                r = self.c.results[p.index]
                if r is not None and (r.outcome in (KNOWN, DISPUTED) or r.fields is not None):
                    grounds.extend(x for x in self.own_ground(p, r) if x not in grounds)
            out.append(
                {
                    "code": step.code,
                    "title": step.title[language],
                    "act": step.act[language],
                    "grounds": grounds,
                    "urgent": step.urgent,
                    "because": list(step.because),
                }
            )
        facts = self.rulebook.fact_list
        for i, _, blocked in self.unknown():
            if any(self.rulebook.compiled.provisions[x].matters >= ASK_WEIGHT for x in blocked):
                out.append(
                    {
                        "code": f"ASK_FACT:{facts[i].id}",
                        "title": facts[i].question[language],
                        "act": facts[i].where[language],
                        "grounds": [],
                        "urgent": False,
                        "because": [self.rulebook.compiled.provisions[x].id for x in blocked],
                    }
                )
        return out


_NO_VERSION: dict[str, Any] = {"standing": None, "confidence": None, "sources": [], "unverified": [], "reading": None}


def _says_whether_met(r: Result) -> bool:
    """Has the branch a test of whether the thing was done?"""
    return r.branch is not None and any(reading.fields[2] is not None for reading in r.branch.readings)


def _late_after(r: Result) -> int | None:
    """The day past which a deadline is surely missed, under every reading; None when the law's latest day is not known."""
    if r.branch is None or r.fields is None:
        return None
    days: list[int] = []
    for reading, fields in zip(r.branch.readings, r.readings or (r.fields,), strict=True):
        day = fields[1] if reading.fields[1] is not None else fields[0]
        if day is None:
            return None
        days.append(day)
    return max(days)


def plain(value: Any, kind: str) -> Any:
    """A value for JSON: a day as text, money as roubles in text, the rest as it is."""
    if value is None:
        return None
    if kind == t.DAY:
        return _iso(value)
    if kind == t.MONEY:
        return roubles(value)
    if isinstance(value, (tuple, frozenset)):
        return sorted(str(x) for x in value)
    return value


def _iso(day: int | None) -> str | None:
    return date.fromordinal(day).isoformat() if day is not None else None


__all__ = ["Asking", "Position", "plain"]
