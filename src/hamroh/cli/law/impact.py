"""`hamroh law impact`: who gains and who loses by a proposal, by how much, and for whom it stays unknown."""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from pathlib import Path
from typing import Any

SUMMARY = "who of many people gains and who loses by a proposal, by how much, and for whom it stays unknown"


def arguments(parser: argparse.ArgumentParser) -> None:
    from hamroh.cli import proposing
    from hamroh.cli.ask import a_day

    parser.add_argument("proposal", metavar="PROPOSAL", help="its id, or a file")
    parser.add_argument("people", type=Path, metavar="PEOPLE", help="a row for each person (Parquet or CSV)")
    parser.add_argument("--events", type=Path, metavar="FILE", help="their histories, a row for each event")
    parser.add_argument("--on", type=a_day, required=True, metavar="DATE", help="the day asked about")
    parser.add_argument("--by", nargs="+", default=[], metavar="FACT", help="groups, by these facts")
    parser.add_argument(
        "--engine", choices=("kernel", "duckdb"), help="what computes (default: the kernel, where people are many)"
    )
    parser.add_argument("--lang", choices=("en", "ru", "tg"), default="en")
    parser.add_argument("--json", action="store_true")
    proposing.arguments(parser)
    parser.add_argument(
        "--beside",
        action="append",
        default=[],
        metavar="NAME=VALUE[,...]",
        help="the same people under another value too, to be compared; may be said again. without=ADDRESS leaves a change out",
    )


def work(options: argparse.Namespace, root: Path) -> int:
    """2 when the people cannot be used or are too few."""
    if importlib.util.find_spec("duckdb") is None:
        sys.stderr.write("Tables need DuckDB: pip install 'hamroh[tables]'.\n")
        return 2
    from hamroh.cli.proposing import beside, chosen
    from hamroh.rulebook import load
    from hamroh.rulebook.bulk.faults import FilesError
    from hamroh.rulebook.bulk.twice import ask
    from hamroh.rulebook.impact import Impact
    from hamroh.rulebook.proposals import with_proposal

    law = load(root)
    proposal = chosen(options.proposal, options, root)
    changed = with_proposal(proposal, law, root)
    unknown = [name for name in options.by if name not in changed.book.facts]
    if unknown:
        sys.stderr.write(f"There is no fact {unknown[0]}; docs/facts-and-codes.md has them all.\n")
        return 2
    impact = Impact(law, changed, options.on, options.by)
    others = [
        Impact(law, with_proposal(other, law, root), options.on, options.by)
        for other in beside(proposal, options.beside)
    ]
    began = time.monotonic()
    try:
        for count in ask(impact, options.people, options.events, options.engine, others):
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{count:,} people, {count / (time.monotonic() - began):,.0f} a second ")
        told = impact.as_json(options.lang, others)
    except (FilesError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    sys.stdout.write(
        json.dumps(told, ensure_ascii=False, indent=2) + "\n" if options.json else in_words(told, options.lang)
    )
    return 0


HEADINGS = {
    "en": {
        "proposal": "PROPOSED, NOT LAW: {title} (from {day})",
        "asked": "{people} people, asked about {day} by the law and under the proposal.",
        "reaches": "Reaches",
        "gain": "gain",
        "loss": "lose",
        "mixed": "gain in one thing and lose in another",
        "other": "it differs, but not for better or worse",
        "unknown": "cannot be told",
        "same": "nothing differs",
        "not_told": "too few to be told apart",
        "also": "of those who gain or lose, something else stays unknown for",
        "yes": "reached",
        "no": "not reached",
        "made": "What makes the difference",
        "measures": "What moves",
        "spread": "{verdict}: a quarter up to {lower_quartile:+d}, half up to {median:+d}, three quarters up to {upper_quartile:+d} {unit}",
        "groups": "By group",
        "joined": "smaller groups together",
        "beside": "The same people with other values",
        "day": "days",
        "year": "years",
        "rub": "roubles",
        "number": "",
        "least": "Nothing is told of fewer than {least} people.",
    },
    "ru": {
        "proposal": "ПРЕДЛОЖЕНО, НЕ ЗАКОН: {title} (с {day})",
        "asked": "Людей: {people}; вопрос на {day} по закону и по предложению.",
        "reaches": "Касается",
        "gain": "выигрывают",
        "loss": "проигрывают",
        "mixed": "в одном выигрывают, в другом проигрывают",
        "other": "иначе, но не лучше и не хуже",
        "unknown": "сказать нельзя",
        "same": "ничего не меняется",
        "not_told": "слишком мало, чтобы назвать отдельно",
        "also": "из тех, кто выигрывает или проигрывает, ещё что-то неизвестно у",
        "yes": "касается",
        "no": "не касается",
        "made": "Из-за чего разница",
        "measures": "Что меняется",
        "spread": "{verdict}: у четверти до {lower_quartile:+d}, у половины до {median:+d}, у трёх четвертей до {upper_quartile:+d} {unit}",
        "groups": "По группам",
        "joined": "малые группы вместе",
        "beside": "Те же люди при других значениях",
        "day": "дней",
        "year": "лет",
        "rub": "рублей",
        "number": "",
        "least": "О группе меньше {least} человек ничего не сообщается.",
    },
    "tg": {
        "proposal": "ПЕШНИҲОД АСТ, ҚОНУН НЕ: {title} (аз {day})",
        "asked": "Одамон: {people}; пурсиш дар {day} аз рӯи қонун ва аз рӯи пешниҳод.",
        "reaches": "Дахл дорад ба",
        "gain": "фоида мебинанд",
        "loss": "зиён мебинанд",
        "mixed": "дар як чиз фоида, дар дигараш зиён мебинанд",
        "other": "дигар хел, вале на беҳтар ва на бадтар",
        "unknown": "гуфтан мумкин нест",
        "same": "чизе тағйир намеёбад",
        "not_told": "барои алоҳида гуфтан хеле кам",
        "also": "аз онҳое, ки фоида ё зиён мебинанд, боз чизе номаълум мемонад барои",
        "yes": "дахл дорад",
        "no": "дахл надорад",
        "made": "Фарқ аз чист",
        "measures": "Чӣ тағйир меёбад",
        "spread": "{verdict}: барои чоряк то {lower_quartile:+d}, барои нисф то {median:+d}, барои се чоряк то {upper_quartile:+d} {unit}",
        "groups": "Аз рӯи гурӯҳҳо",
        "joined": "гурӯҳҳои хурд якҷоя",
        "beside": "Ҳамон одамон бо қиматҳои дигар",
        "day": "рӯз",
        "year": "сол",
        "rub": "рубл",
        "number": "",
        "least": "Дар бораи камтар аз {least} кас чизе гуфта намешавад.",
    },
}


def in_words(told: dict[str, Any], language: str) -> str:
    """The result for a terminal."""
    from datetime import date

    from hamroh.rulebook.wording import day_in_words, grouped

    h = HEADINGS[language]

    def day(iso: str) -> str:
        return day_in_words(date.fromisoformat(iso), language)

    def count(people: int | None) -> str:
        return h["not_told"] if people is None else grouped(people, language)

    def lines(table: dict[str, dict[str, Any]], indent: str) -> list[str]:
        return [
            f"{indent}{h[name]}: {grouped(cell['people'], language)} ({cell['share']:.1%})"
            for name, cell in table.items()
            if cell["people"]
        ]

    def words(spread: dict[str, Any]) -> dict[str, str]:
        return {"verdict": h[spread["verdict"]], "unit": h[spread["unit"]]}

    out = [
        h["proposal"].format(title=told["proposal"]["title"], day=day(told["proposal"]["from"])),
        *(f"  {words}" for words in told["proposal"].get("varied", ())),
        h["asked"].format(people=grouped(told["people"], language), day=day(told["on"])),
        f"{h['reaches']}: {told['reaches']}",
        *(f"  {text}" for text in told["assumes"]),
        "",
        *lines(told["verdicts"], "  "),
    ]
    if told["also_unknown"] != 0:
        out.append(f"  ({h['also']}: {count(told['also_unknown'])})")
    out += ["", *lines(told["reached"], "  ")]
    if told["made_by"]:
        out += ["", h["made"]] + [f"  {m['title']} ({m['provision']}): {count(m['people'])}" for m in told["made_by"]]
    if told["measures"]:
        out += ["", h["measures"]]
    for measure in told["measures"]:
        out.append(f"  {measure['title']} ({measure['measure']})")
        out += lines(measure["verdicts"], "    ")
        out += [
            "    " + h["spread"].format(verdict=h[verdict], unit=h[measure["unit"]], **spread).rstrip()
            for verdict, spread in measure["sizes"].items()
        ]
    if "groups" in told:
        out += ["", f"{h['groups']} ({', '.join(told['by'])})"]
        for group in told["groups"]:
            name = ", ".join(h.get(part, part) if part in ("joined", "unknown") else part for part in group["group"])
            out += [f"  {name}: {grouped(group['people'], language)}", *lines(group["verdicts"], "    ")]
            out += [
                f"    {spread['measure']}, " + h["spread"].format(**(spread | words(spread))).rstrip()
                for spread in group["sizes"]
            ]
        if not told["groups"]:
            out.append(f"  {h['not_told']}")
    if "beside" in told:
        out += ["", h["beside"]]
    for other in told.get("beside", ()):
        out += [f"  {', '.join(other['varied'])}", *lines(other["verdicts"], "    ")]
    return "\n".join([*out, "", h["least"].format(least=told["least"]), ""])
