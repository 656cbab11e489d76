"""`hamroh ask`: a person's position from a facts file, in words or as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

# A facts file is a page, not a database: what is larger is not one person's facts.
LARGEST_BYTES = 1_000_000


def run(arguments: list[str]) -> int:
    """0 when answered, 2 when the facts or the call cannot be used, 3 when the law cannot be trusted."""
    parser = argparse.ArgumentParser(
        prog="hamroh ask", description="Answer one person, with dates, reasons and sources."
    )
    parser.add_argument(
        "--facts", required=True, metavar="FILE", help="facts of the person (YAML; - for standard input)"
    )
    parser.add_argument("--on", metavar="DATE", type=a_day, help="the day asked about (default: today)")
    parser.add_argument(
        "--known", metavar="DATE", type=a_day, help="the law as published by this day (default: the day asked about)"
    )
    parser.add_argument("--lang", choices=("en", "ru", "tg"), default="en", help="language of the texts")
    parser.add_argument("--json", action="store_true", help="the whole answer as JSON (docs/answer.md)")
    parser.add_argument("--proposal", metavar="ID", help="as if this proposal were law (docs/proposals.md)")
    options = parser.parse_args(arguments)

    from hamroh.rulebook import FactError, LawError, load

    try:
        rulebook = load()
    except LawError as error:
        sys.stderr.write(f"The law cannot be trusted, so nothing is answered.\n{error}\n")
        return 3
    on = options.on or datetime.now(UTC).astimezone().date()
    try:
        if options.proposal is not None:
            from hamroh.rulebook.proposals import find_proposal, with_proposal

            rulebook = with_proposal(find_proposal(options.proposal), rulebook)
        facts, name = read_facts(options.facts)
        person = rulebook.facts_from(facts, file=name)
        position = rulebook.ask(person, on=on, known=options.known)
    except (FactError, LawError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    answer = position.as_json(options.lang)
    if options.json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(in_words(answer, options.lang))
    return 0


def read_facts(path: str) -> tuple[Any, str]:
    """The facts of a file (with the line of each) and the file's name.

    Raises:
        LawError: the file is missing, too large, or not readable as YAML.
        FactError: it holds something else than one mapping.
    """
    from hamroh.rulebook.errors import FactError, LawError
    from hamroh.rulebook.reading import Map, read_documents, read_text

    if path == "-":
        text = sys.stdin.read(LARGEST_BYTES + 1)
        if len(text) > LARGEST_BYTES:
            raise LawError(f"More than {LARGEST_BYTES:,} bytes.", mend="Give the facts of one person.", file="-")
        documents = list(read_text(text, "standard input"))
    else:
        try:
            documents = list(read_documents(Path(path), limit=LARGEST_BYTES))
        except (OSError, IsADirectoryError) as error:
            raise LawError(f"The file cannot be read: {error.strerror}.", mend="Check the path.", file=path) from None
    if len(documents) != 1 or not isinstance(documents[0], Map):
        raise FactError(
            "not_facts",
            reason="the file does not hold one mapping of facts.",
            mend="Write `citizenship: TJ` and so on.",
            file=path,
        )
    return documents[0], path


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day; write 2019-03-10") from None


HEADINGS = {
    "en": {
        "asof": "As of {on}, by the law as known on {known}.",
        "do": "What to do, by which day",
        "safe": "by {day}",
        "latest": "late only after {day}",
        "late": "late since {day}",
        "met": "done",
        "rights": "Your rights",
        "owed": "What you are owed",
        "risks": "What may happen",
        "signs": "Signs to take seriously",
        "bans": "Entry bans",
        "years": "{years} years, until {until}",
        "may": "may be ordered, not certain",
        "disputed": "Lawyers disagree",
        "steps": "Next",
        "ask": "We would still need to know",
        "why": "why",
        "none": "No dates can be given yet.",
        "stale": "The law was last read on {read}; later changes are not known here.",
        "unverified": "not checked in the law itself",
        "proposal": "PROPOSED, NOT LAW: {title} (from {day})",
    },
    "ru": {
        "asof": "На {on}, по закону, известному на {known}.",
        "do": "Что сделать и до какого дня",
        "safe": "до {day}",
        "latest": "опоздание только после {day}",
        "late": "опоздание с {day}",
        "met": "сделано",
        "rights": "Ваши права",
        "owed": "Что вам должны",
        "risks": "Что может случиться",
        "signs": "Признаки, к которым надо отнестись серьёзно",
        "bans": "Запреты въезда",
        "years": "{years} лет, по {until}",
        "may": "могут назначить, но не точно",
        "disputed": "Юристы не согласны между собой",
        "steps": "Дальше",
        "ask": "Нам ещё нужно знать",
        "why": "почему",
        "none": "Дату пока назвать нельзя.",
        "stale": "Закон последний раз прочитан {read}; более поздние изменения здесь не известны.",
        "unverified": "в самом законе не проверено",
        "proposal": "ПРЕДЛОЖЕНО, НЕ ЗАКОН: {title} (с {day})",
    },
    "tg": {
        "asof": "Дар рӯзи {on}, аз рӯи қонуне, ки то {known} маълум буд.",
        "do": "Чӣ бояд кард ва то кадом рӯз",
        "safe": "то {day}",
        "latest": "танҳо баъд аз {day} дер мешавад",
        "late": "аз {day} дер шуд",
        "met": "иҷро шуд",
        "rights": "Ҳуқуқҳои Шумо",
        "owed": "Ба Шумо чӣ қарздоранд",
        "risks": "Чӣ шуданаш мумкин",
        "signs": "Нишонаҳое, ки бояд ҷиддӣ гирифт",
        "bans": "Манъи вуруд",
        "years": "{years} сол, то {until}",
        "may": "таъин шуданаш мумкин, вале аниқ нест",
        "disputed": "Ҳуқуқшиносон якфикр нестанд",
        "steps": "Баъд",
        "ask": "Боз донистан лозим",
        "why": "чаро",
        "none": "Ҳоло рӯзро гуфтан мумкин нест.",
        "stale": "Қонун бори охир {read} хонда шуд; тағйироти баъдӣ ин ҷо маълум нест.",
        "unverified": "дар худи қонун санҷида нашудааст",
        "proposal": "ПЕШНИҲОД АСТ, ҚОНУН НЕ: {title} (аз {day})",
    },
}


def in_words(answer: dict[str, Any], language: str) -> str:
    """The answer for a terminal: the day first, the reasons under it."""
    from hamroh.rulebook.wording import day_in_words, grouped

    h = HEADINGS[language]

    def day(iso: str) -> str:
        return day_in_words(date.fromisoformat(iso), language)

    out = []
    if "proposal" in answer:
        proposal = answer["proposal"]
        out += [
            h["proposal"].format(title=proposal["title"], day=day(proposal["from"])),
            f"  {proposal['proposed_by']}",
            "",
        ]
    out += [h["asof"].format(on=day(answer["on"]), known=day(answer["known"])), ""]
    if answer["stale"]:
        out += [h["stale"].format(read=day(answer["read"])), ""]
    if answer["standing"]["sentence"]:
        out += [answer["standing"]["sentence"], ""]
    for item in answer["standing"]["items"]:
        mark = f" ({answer['proposal']['label']})" if item.get("proposed") else ""
        out.append(f"  {item['subject_text']}: {item['text']}{mark}")
    out += ["", h["do"]]
    if not answer["deadlines"]:
        out.append("  " + h["none"])
    for d in answer["deadlines"]:
        when = (
            h["met"]
            if d["met"]
            else h["late"].format(day=day(d["latest"] or d["safe"]))
            if d["missed"]
            else h["safe"].format(day=day(d["safe"]))
        )
        tail = (
            f" ({h['latest'].format(day=day(d['latest']))})"
            if d["latest"] and not d["met"] and not d["missed"] and d["latest"] != d["safe"]
            else ""
        )
        out.append(f"  {d['text']}: {when}{tail}")
        out += [f"      {h['why']}: {reason}" for reason in d["reasons"]]
        if d["sources"]:
            first = d["sources"][0]
            out.append(
                f"      {first['title']}{', ' + first['place'] if first['place'] else ''} [{', '.join(d['grounds'])}]"
            )
        if d.get("proposed"):
            out.append(f"      ({answer['proposal']['label']})")
        elif d["confidence"] not in (None, "verified"):
            out.append(f"      ({h['unverified']})")
    for key, heading in (("indicators", "signs"), ("risks", "risks"), ("rights", "rights")):
        rows = [r for r in answer[key] if r.get("level") != "none"]
        if rows:
            out += ["", h[heading]] + [f"  {r['says']} [{', '.join(r['fact_base'])}]" for r in rows]
    if answer["bans"]:
        out += ["", h["bans"]]
        for b in answer["bans"]:
            until = h["years"].format(years=b["years"], until=day(b["until"])) if b["until"] else b["title"]
            out.append(f"  {b['title']}: {until}" + ("" if b["certain"] else f" ({h['may']})"))
    if answer["sums"]:
        out += ["", h["owed"]] + [
            f"  {s['text']}: {grouped(s['rub'], language)} ₽ [{', '.join(s['fact_base'])}]" for s in answer["sums"]
        ]
    if answer["alternatives"]:
        out += ["", h["disputed"]]
        for a in answer["alternatives"]:
            out += [f"  {a['title']}"] + [f"    - {r['reading']} ({r['by']})" for r in a["readings"]]
    out += ["", h["steps"]] + [
        f"  {s['code']}: {s['title']}" for s in answer["next_steps"] if not s["code"].startswith("ASK_FACT:")
    ]
    if answer["unknown"]:
        out += ["", h["ask"]] + [f"  {u['question']} ({u['fact']})" for u in answer["unknown"][:5]]
    out += ["", f"{answer['rulebook']}", ""]
    return "\n".join(out)
