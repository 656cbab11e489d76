"""`hamroh law diff`: what changed between two days, or would under a proposal; for everybody, or for one person."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hamroh.rulebook import Rulebook

SUMMARY = "what changed between two days, or would under a proposal: for everybody, or for one person"


def arguments(parser: argparse.ArgumentParser) -> None:
    from hamroh.cli import proposing
    from hamroh.cli.ask import a_day

    parser.add_argument("--from", dest="first", type=a_day, required=True, metavar="DATE", help="the law of this day")
    parser.add_argument("--to", dest="last", type=a_day, required=True, metavar="DATE", help="against that of this day")
    parser.add_argument("--proposal", metavar="ID", help="on the second day, as if this proposal were law")
    parser.add_argument(
        "--facts", metavar="FILE", help="only what differs for this person (YAML; - for standard input)"
    )
    parser.add_argument("--lang", choices=("en", "ru", "tg"), default="en")
    parser.add_argument("--json", action="store_true")
    proposing.arguments(parser)


def work(options: argparse.Namespace, root: Path) -> int:
    """2 when the facts cannot be used."""
    from hamroh.cli.proposing import chosen
    from hamroh.rulebook import load
    from hamroh.rulebook.proposals import with_proposal

    law = load(root)
    after = law
    head: dict[str, Any] = {"from": options.first.isoformat(), "to": options.last.isoformat()}
    if options.proposal is not None:
        proposal = chosen(options.proposal, options, root)
        after = with_proposal(proposal, law, root)
        head["proposal"] = proposal.as_json(law.book.about, options.lang)
    return compared(law, after, (options.first, options.last), head, options)


def compared(
    before: Rulebook, after: Rulebook, days: tuple[date, date], head: dict[str, Any], options: argparse.Namespace
) -> int:
    """Tell what differs between two rulebooks, each on its day, as `--facts`, `--lang` and `--json` ask; 2 when the facts cannot be used."""
    from hamroh.cli.ask import read_facts
    from hamroh.rulebook import FactError
    from hamroh.rulebook.changes import Comparison, for_everybody
    from hamroh.rulebook.position import Position

    told = head | {"read": after.read.isoformat(), "rulebooks": [before.digest, after.digest]}
    if options.facts is None:
        found = for_everybody(before, days[0], after, days[1], options.lang)
        told |= {"provisions": found["provisions"], "tables": found["tables"]}
        words = everybody_in_words
    else:
        try:
            facts, name = read_facts(options.facts)
            person = after.facts_from(facts, file=name)
            person.check_against(after, min(days))
        except FactError as error:
            sys.stderr.write(f"{error}\n")
            return 2
        sides = Position(before, person, days[0], days[0]), Position(after, person, days[1], days[1])
        told |= {"differences": Comparison(*sides).differences(options.lang)}
        words = person_in_words
    if options.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(words(told, options.lang))
    return 0


HEADINGS = {
    "en": {
        "law": "The law of {first} and of {last}.",
        "release": "The law in use, and release {release}, on {first}.",
        "proposal": "The law of {first}, and of {last} under a proposal.\nPROPOSED, NOT LAW: {title} (from {day})",
        "stale": "The law was last read on {read}; later changes are not known here.",
        "none": "Nothing differs.",
        "begins": "begins",
        "ends": "ends",
        "changes": "changes",
        "others": "concerns others than before",
        "gone": "no longer",
        "new": "now",
        "source": "source",
        "table": "Tables",
        "gain": "better",
        "loss": "worse",
        "other": "different",
        "unknown": "cannot be told",
        "nothing": "nothing",
        "time": "because days have passed; no law changed",
        "by": "made by",
        "why": "why",
        "day": "{size} days",
        "year": "{size} years",
        "rub": "{size} ₽",
        "number": "{size}",
        "more": "and {count} steps of the reckoning differ (--json names them)",
    },
    "ru": {
        "law": "Закон на {first} и на {last}.",
        "release": "Действующий свод и выпуск {release} на {first}.",
        "proposal": "Закон на {first} и на {last} по предложению.\nПРЕДЛОЖЕНО, НЕ ЗАКОН: {title} (с {day})",
        "stale": "Закон последний раз прочитан {read}; более поздние изменения здесь не известны.",
        "none": "Отличий нет.",
        "begins": "начинает действовать",
        "ends": "перестаёт действовать",
        "changes": "меняется",
        "others": "касается других людей, чем раньше",
        "gone": "больше нет",
        "new": "теперь",
        "source": "источник",
        "table": "Таблицы",
        "gain": "лучше",
        "loss": "хуже",
        "other": "иначе",
        "unknown": "сказать нельзя",
        "nothing": "ничего",
        "time": "потому что прошли дни; закон не менялся",
        "by": "из-за",
        "why": "почему",
        "day": "дней: {size}",
        "year": "лет: {size}",
        "rub": "{size} ₽",
        "number": "{size}",
        "more": "и отличаются шаги расчёта: {count} (их называет --json)",
    },
    "tg": {
        "law": "Қонун дар {first} ва дар {last}.",
        "release": "Маҷмӯи амалкунанда ва нашри {release} дар {first}.",
        "proposal": "Қонун дар {first} ва дар {last} аз рӯи пешниҳод.\nПЕШНИҲОД АСТ, ҚОНУН НЕ: {title} (аз {day})",
        "stale": "Қонун бори охир {read} хонда шуд; тағйироти баъдӣ ин ҷо маълум нест.",
        "none": "Фарқе нест.",
        "begins": "ба эътибор медарояд",
        "ends": "аз эътибор меафтад",
        "changes": "тағйир меёбад",
        "others": "ба дигарон дахл дорад, на ба пештараҳо",
        "gone": "дигар нест",
        "new": "акнун",
        "source": "сарчашма",
        "table": "Ҷадвалҳо",
        "gain": "беҳтар",
        "loss": "бадтар",
        "other": "дигар хел",
        "unknown": "гуфтан мумкин нест",
        "nothing": "ҳеҷ чиз",
        "time": "зеро рӯзҳо гузаштанд; қонун тағйир наёфтааст",
        "by": "бинобар",
        "why": "чаро",
        "day": "{size} рӯз",
        "year": "{size} сол",
        "rub": "{size} ₽",
        "number": "{size}",
        "more": "ва {count} қадами ҳисоб фарқ мекунад (--json онҳоро номбар мекунад)",
    },
}


def _head(told: dict[str, Any], language: str) -> list[str]:
    from hamroh.rulebook.wording import day_in_words

    def day(iso: str) -> str:
        return day_in_words(date.fromisoformat(iso), language)

    h, proposal = HEADINGS[language], told.get("proposal")
    kind = next((kind for kind in ("proposal", "release") if kind in told), "law")
    more = {} if proposal is None else {"title": proposal["title"], "day": day(proposal["from"])}
    more |= {"release": told.get("release", "")}
    out = [h[kind].format(first=day(told["from"]), last=day(told["to"]), **more)]
    out += [f"  {words}" for words in (proposal or {}).get("varied", ())]
    if told["to"] > told["read"]:
        out.append(h["stale"].format(read=day(told["read"])))
    return [*out, ""]


def everybody_in_words(told: dict[str, Any], language: str) -> str:
    """What changed for everybody, for a terminal."""
    h = HEADINGS[language]
    out = _head(told, language)
    if not told["provisions"] and not told["tables"]:
        out.append(h["none"])
    for p in told["provisions"]:
        out.append(f"{p['title']} ({p['provision']}): {h[p['what']]}")
        out.append(f"  {p['says']}")
        out += [f"  {v['name']}: {v['before'] or '-'} > {v['after'] or '-'}" for v in p["values"]]
        if p["concerns_others"]:
            out.append(f"  {h['others']}")
        out += [f"  {h['gone']}: {words}" for words in p["reasons_gone"]]
        out += [f"  {h['new']}: {words}" for words in p["reasons_new"]]
        source = (p["after"] or p["before"])["sources"][0]
        out.append(f"  {h['source']}: {source['title']}{', ' + source['place'] if source['place'] else ''}")
        out.append("")
    if told["tables"]:
        out.append(h["table"])
        for table in told["tables"]:
            out.append(f"  {table['title']} ({table['table']}, {table['unit']})")
            out += [f"    {' '.join([*row['key'], ''])}{row['before']} > {row['after']}" for row in table["rows"]]
    return "\n".join([*out, ""])


def person_in_words(told: dict[str, Any], language: str) -> str:
    """What differs for one person, for a terminal: how, by how much, why, and which provisions made it."""
    from hamroh.rulebook.changes import KINDS

    h = HEADINGS[language]
    out = _head(told, language)
    shown = [d for d in told["differences"] if d["kind"] in KINDS]
    if not shown:
        out.append(h["none"])
    for d in shown:
        size = "" if d["size"] is None else ", " + h[d["unit"]].format(size=f"{d['size']:+d}")
        out.append(f"{d['title']} ({d['provision']}): {h[d['verdict']]}{size}")
        out.append(f"  {_side(d['before'], h)} > {_side(d['after'], h)}")
        out += [f"  {h['why']}: {reason}" for reason in d["reasons"]]
        out.append(f"  {h['time']}" if d["by_time_alone"] else f"  {h['by']}: {', '.join(d['made_by'])}")
    rest = len(told["differences"]) - len(shown)
    if rest:
        out += ["", h["more"].format(count=rest)]
    return "\n".join([*out, ""])


def _side(side: dict[str, Any], h: dict[str, str]) -> str:
    if side["result"] in ("does_not_apply", "no_version"):
        return h["nothing"]
    fields = {name: value for name, value in side["fields"].items() if value is not None}
    return ", ".join(f"{name} {value}" for name, value in fields.items()) or h["unknown"]
