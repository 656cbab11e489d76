"""Fills a PostgreSQL database with sealed files of invented people and searches them; prints one line of JSON.

python -m bench.names_side PEOPLE QUESTIONS FOLDER, with HAMROH_DATABASE_URL naming a database that is empty, or that was filled with the
same keys (in FOLDER) by an earlier run: then `FOLDER/filled` is there, the same people are drawn again, and nothing is written.

A name has a family name, a given name and a father's name. Three in ten of each are of those whose spellings are listed in
tests/people/names/names_variants.csv, so that they can be asked for in another spelling; the others are put together from the
same stock (Саид and Раҳим give Саидраҳим). Names are drawn unevenly, as in life: the k-th is borne in proportion to 1/(k+10).
Asked for are people of whom the family and given name stand in the list.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import random
import statistics
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LIST = Path("tests/people/names/names_variants.csv")
BATCH = 50_000
LISTED, LIKE_LIFE = 0.3, 10


def main(people: int, questions: int, folder: Path) -> None:
    os.environ |= {"HAMROH_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "hamroh.config.settings"}
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    stock = Stock(seed=20261129)
    filled = folder / "filled"
    begun = time.perf_counter()
    if filled.exists():
        staff = at_the_desk()
        drawn = [person for some in draw(people, stock) for person in some]
        print(f"{people:,} files of an earlier run", file=sys.stderr, flush=True)
    else:
        staff = desk()
        drawn = fill(people, stock, staff)
        filled.touch()
        print(f"{people:,} files in {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    print(json.dumps(ask(questions, stock, drawn, staff)))


class Stock:
    """Names to draw from. A drawn name is three entries (family, given, father), each an index into its list."""

    def __init__(self, *, seed: int) -> None:
        self.draw = random.Random(seed)
        groups: dict[str, list[dict[str, str]]] = defaultdict(list)
        with LIST.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                groups[line["group_id"]].append(line)
        listed: dict[str, list[list[str]]] = {"surname": [], "given_m": [], "given_f": []}
        for lines in groups.values():
            listed[lines[0]["kind"]].append([lines[0]["canonical_tg"], *(line["variant"] for line in lines)])
        self.listed = {
            "given": listed["given_m"] + listed["given_f"],
            "family": listed["surname"],
            "father": listed["given_m"],
        }
        men = [names[0] for names in listed["given_m"]]
        put_together = [a + b.lower() for a in men for b in men if a != b and len(a) + len(b) < 15]
        self.draw.shuffle(put_together)
        self.others = {
            "given": [[name] for name in put_together[0::4]],
            "family": [[name + "ов"] for name in put_together[1::2]],
            "father": [[name] for name in put_together[2::4]],
        }
        self.weights = {
            (source, kind): [1 / (k + LIKE_LIFE) for k in range(len(entries))]
            for source, lists in (("listed", self.listed), ("others", self.others))
            for kind, entries in lists.items()
        }

    def names(self, count: int) -> list[tuple[list[str], list[str], list[str]]]:
        """The spellings of family, given and father's name of so many people, the usual one first."""
        columns = []
        for kind in ("family", "given", "father"):
            both = [
                iter(self.draw.choices(lists[kind], self.weights[source, kind], k=count))
                for source, lists in (("others", self.others), ("listed", self.listed))
            ]
            columns.append([next(both[self.draw.random() < LISTED]) for _ in range(count)])
        return list(zip(*columns, strict=True))


def fathers(name: str) -> str:
    """A father's name as Russian papers write it, in the letters of the name."""
    latin, soft = name[-1].isascii(), name[-1] in "оаеӣиoaeiy"
    return name + ("vich" if soft else "ovich") if latin else name + ("вич" if soft else "ович")


def desk() -> Any:
    """An organisation with one office and a case worker."""
    from hamroh.people.directory import actions
    from hamroh.people.models import Office, RoleGrant, Staff

    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    body = actions.add_organisation("bench", kind="ngo", names={"en": "Bench", "ru": "Скамья", "tg": "Нишаст"})
    office = Office.objects.create(
        organisation=body,
        key="bench",
        name_en="Bench",
        name_ru="Скамья",
        name_tg="Нишаст",
        country="TJ",
        time_zone="Asia/Dushanbe",
    )
    staff = Staff.objects.create(email="bench@example.org", full_name="Bench", office=office, joined_at=long_ago)
    RoleGrant.objects.create(staff=staff, role="case_worker", since=long_ago)
    return staff


def at_the_desk() -> Any:
    """The case worker of an earlier run."""
    from hamroh.people.models import Staff

    return Staff.objects.get(email="bench@example.org")


def draw(count: int, stock: Stock) -> Iterator[list[tuple[uuid.UUID, Any, int]]]:
    """So many people, always the same: id, names and year of birth of each; some at a time."""
    for start in range(0, count, BATCH):
        some = min(BATCH, count - start)
        ids = [uuid.UUID(int=stock.draw.getrandbits(128), version=4) for _ in range(some)]
        chosen = stock.names(some)
        years = [int(stock.draw.triangular(1950, 2008, 1992)) for _ in range(some)]
        yield list(zip(ids, chosen, years, strict=True))


def fill(count: int, stock: Stock, staff: Any) -> list[tuple[uuid.UUID, Any, int]]:
    """Files as `open_file` makes them, written in bulk; of each its id, names and year of birth."""
    from django.db import connection

    from hamroh.people import names
    from hamroh.people.persons import content
    from hamroh.people.walls import rows
    from hamroh.record import keys, sealing

    store, blind = keys.store(), keys.store().blind(content.BLIND)
    organisation = staff.office.organisation_id
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).isoformat()
    known: dict[str, int] = {}
    drawn: list[tuple[uuid.UUID, Any, int]] = []
    with connection.cursor() as cursor:
        # What the tables refer to is there: not looked up for each row. Indexes are made once at the end.
        cursor.execute("set session_replication_role = replica")
        cursor.execute(
            "select indexname, indexdef from pg_indexes where tablename = 'people_searchtoken' and indexname not like '%pkey'"
        )
        indexes = cursor.fetchall()
        cursor.execute("alter table people_searchtoken drop constraint search_token_once")
        for name, _ in indexes:
            cursor.execute(f'drop index if exists "{name}"')
        for people in draw(count, stock):
            ids = [id for id, _, _ in people]
            store.make_many(ids)
            ciphers = store.ciphers(ids)
            parts, tokens = [], []
            for id, name, year in people:
                full = f"{name[0][0]} {name[1][0]} {fathers(name[2][0])}"
                told = {
                    "full_name": full,
                    "other_spellings": [],
                    "born": f"{year}-05-01",
                    "sex": "",
                    "citizenship": "TJ",
                    "languages": ["tg"],
                }
                plain = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
                sealed = ciphers[id].seal(plain, sealing.bound(id, content.place("identity")))
                parts.append((id, sealed))
                marks = names.written_tokens(names.read(full), year)
                for mark in marks:
                    if mark not in known:
                        [known[mark]] = names.blinded([mark], blind)
                    tokens.append((id, known[mark]))
            _copy(
                cursor,
                "people_person (id, keeper_id, opened_at, touched_on, token_rules)",
                ((id, organisation, moment, "2026-01-01", names.RULES) for id in ids),
            )
            _copy(
                cursor,
                "people_involvement (id, person_id, organisation_id, parts, since, reason)",
                ((uuid.uuid4(), id, organisation, "identity contact", moment, "desk") for id in ids),
            )
            _copy(
                cursor,
                "people_personpart (id, person_id, part, sealed, edition)",
                ((uuid.uuid4(), id, "identity", "\\\\x" + sealed.hex(), 1) for id, sealed in parts),
            )
            _copy(cursor, "people_searchtoken (person_id, token)", tokens)
            drawn += people
        cursor.execute("alter table people_searchtoken add constraint search_token_once unique (person_id, token)")
        for name, definition in indexes:
            if name != "search_token_once":
                cursor.execute(definition)
        cursor.execute("analyze")
        cursor.execute("create role hamroh_bench")
        rows.grant("hamroh_bench")
    return drawn


def _copy(cursor: Any, into: str, lines: Any) -> None:
    with cursor.copy(f"copy {into} from stdin") as copy:
        copy.write("".join("\t".join(map(str, line)) + "\n" for line in lines))


def ask(count: int, stock: Stock, drawn: list[Any], staff: Any) -> dict[str, Any]:
    """Search as a page of the desk does: stepped down to a role that owns nothing, noted in the record."""
    from django.conf import settings
    from django.db import transaction

    from hamroh.people.persons import queries
    from hamroh.people.walls.rows import seen_as

    settings.WEB_ROLE = "hamroh_bench"
    draw = random.Random(7)
    of_list = [person for person in drawn if len(person[1][0]) > 1 and len(person[1][1]) > 1]
    took: list[float] = []
    hits: dict[str, list[bool]] = {"three": [], "year": []}
    bear: list[float] = []
    for number, (id, (family, given, father), year) in enumerate(draw.sample(of_list, count)):
        kind = ("three", "year", "two")[number % 3]
        asked = [draw.choice(family), draw.choice(given)]
        if kind == "three":
            asked.append(fathers(draw.choice(father)))
        draw.shuffle(asked)
        begun = time.perf_counter()
        with transaction.atomic(), seen_as(staff):
            found = queries.search(
                " ".join(asked), born=str(year) if kind == "year" else "", seen_by=staff, at=dt.datetime.now(dt.UTC)
            )
        took.append((time.perf_counter() - begun) * 1000)
        if kind == "two":
            same = [hit for hit in found.hits if hit.full_name.split()[:2] == [family[0], given[0]]]
            bear.append(len(same) / max(1, len(found.hits)))
        else:
            hits[kind].append(any(hit.person.pk == id for hit in found.hits))
    took.sort()
    return {
        "p95": took[int(len(took) * 0.95)],
        "median": statistics.median(took),
        "longest": took[-1],
        "recall": {kind: 100 * statistics.fmean(found) for kind, found in hits.items()},
        "bear": 100 * statistics.fmean(bear),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
