"""People of a file, one by one: a row each, columns named by facts, and their histories as events in a second file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from .book import Rulebook
from .errors import FactError
from .person import ROWS, Person

BLOCK = 2048
"""Rows held in memory at a time."""


def people_of(rulebook: Rulebook, path: Path, events: Path | None = None) -> Iterator[Person]:
    """Each person of a Parquet or CSV file, checked as a facts file is.

    `person` names the row (no name, no document number: any code will do). Days are dates or text (`2019-03-01`,
    `2019-03`), yes/no is a truth value or a word, countries a list or `TJ,RU`. Nothing in a cell is: not known. A column
    named by a history may say `none`: it did not happen. `events` has the columns `person`, `history`, `row` and the
    fields of the rows; a payment names its patent's row in `of`. docs/tables.md is the published form.

    Raises:
        FactError: an unknown column, a person twice, an event without person, a value that cannot be; with the row.
        OSError: a file cannot be read.
    """
    import duckdb

    with duckdb.connect() as db:
        db.execute("set threads = 1")
        _view(db, "people", path)
        names = [str(row[0]) for row in db.execute("describe people").fetchall()]
        _columns(rulebook, names, path)
        types = {name: fact.type for name, fact in rulebook.book.facts.items()}
        double = db.execute(
            "select person from people group by person having count(*) > 1 or person is null"
        ).fetchone()
        if double is not None:
            raise FactError(
                "twice",
                reason=f"person {double[0]} stands in more than one row, or a row has none.",
                mend="Give each person one row.",
                file=str(path),
            )
        told = _events(db, rulebook, events, path) if events is not None else None
        rows = db.execute("select * from people order by person")
        while block := rows.fetchmany(BLOCK):
            histories = told(block[0][names.index("person")], block[-1][names.index("person")]) if told else {}
            for row in block:
                cells = dict(zip(names, row, strict=True))
                who = cells.pop("person")
                facts = {
                    name: _typed(types.get(name, ""), value) for name, value in cells.items() if not _missing(value)
                }
                for history, its_rows in histories.get(who, {}).items():
                    if facts.get(history) is not None:
                        raise _at(path, who, history, "it is said not to have happened, but has events.")
                    facts[history] = list(its_rows.values())
                try:
                    yield rulebook.facts_from(facts)
                except FactError as error:
                    raise _at(path, who, error.fact, error.reason, error.mend) from None


def _view(db: Any, name: str, path: Path) -> None:
    if not path.exists():
        raise FileNotFoundError(f"{path}: there is no such file.")
    file = str(path).replace("'", "''")
    reader = f"read_csv('{file}', all_varchar = true)" if path.suffix == ".csv" else f"read_parquet('{file}')"
    db.execute(f"create view {name} as select * from {reader}")  # noqa: S608 - a path, its quotes doubled


def _columns(rulebook: Rulebook, names: list[str], path: Path) -> None:
    known = {*rulebook.book.facts, "stays_known_from"}
    if "person" not in names:
        raise FactError(
            "no_person", reason="there is no column `person`.", mend="Add one: a code for each row.", file=str(path)
        )
    for name in names:
        if name != "person" and name not in known:
            close = get_close_matches(name, sorted(known), 2)
            raise FactError(
                "unknown_fact",
                fact=name,
                reason="no fact has the name of this column.",
                mend=f"Did you mean {' or '.join(close)}?" if close else "docs/facts-and-codes.md has them all.",
                file=str(path),
            )


def _events(db: Any, rulebook: Rulebook, events: Path, people: Path) -> Any:
    _view(db, "events", events)
    names = [str(row[0]) for row in db.execute("describe events").fetchall()]
    fields = {field for kind in ROWS.values() for field in kind} - {"payments"}
    wrong = next((n for n in ("person", "history", "row") if n not in names), None)
    if wrong is not None:
        raise FactError("no_column", reason=f"there is no column `{wrong}`.", mend="Add it.", file=str(events))
    wrong = next((n for n in names if n not in {"person", "history", "row", "of"} | fields), None)
    if wrong is not None:
        raise FactError(
            "unknown_field", fact=wrong, reason="no history has this field.", mend="Check it.", file=str(events)
        )
    found = db.execute("select person, history from events anti join people using (person) limit 1").fetchone()
    if found is not None:
        raise FactError(
            "no_person",
            reason=f"person {found[0]} has an event but no row in {people}.",
            mend="Add the person.",
            file=str(events),
        )

    def of(first: Any, last: Any) -> dict[Any, dict[str, dict[str, dict[str, Any]]]]:
        """The events of the people of a block: the rows of each history, by their numbers."""
        out: dict[Any, dict[str, dict[str, dict[str, Any]]]] = {}
        asked = db.cursor().execute(
            "select * from events where person between ? and ?"
            " order by person, case history when 'payments' then 1 else 0 end, history, try_cast(row as bigint)",
            [first, last],
        )
        for line in asked.fetchall():
            cells = dict(zip(names, line, strict=True))
            who, history, row, patent = (cells.pop(name, None) for name in ("person", "history", "row", "of"))
            if history not in ROWS:
                raise _at(events, who, str(history), "there is no such history.", f"One of: {', '.join(ROWS)}.")
            told = {k: _typed(ROWS[history].get(k, ""), v) for k, v in cells.items() if not _missing(v)}
            if history != "payments":
                out.setdefault(who, {}).setdefault(history, {})[str(row)] = told
                continue
            paid_for = out.get(who, {}).get("patents", {}).get(str(patent))
            if paid_for is None:
                raise _at(events, who, history, f"there is no patent in row {patent}.", "`of` is the patent's `row`.")
            paid_for.setdefault("payments", []).append(told)
        return out

    return of


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip() in ("", "unknown"))


def _typed(kind: str, value: Any) -> Any:
    """A cell as the fact's or field's type wants it: text of a file says numbers and countries in digits and commas."""
    if isinstance(value, datetime):
        return value.date()
    if not isinstance(value, str):
        return value
    text = value.strip()
    if kind == "countries":
        return [code.strip() for code in text.split(",")]
    return int(text) if kind == "number" and text.lstrip("-").isdigit() else text


def _at(path: Path, who: Any, fact: str, reason: str, mend: str = "Mend the row.") -> FactError:
    return FactError("row", fact=fact, reason=f"person {who}: {reason}", mend=mend, file=str(path))
