"""The register as open data: a data package (Frictionless Data Package 1, Table Schema 1) of three tables.

Only what the public pages show: no officer, no phone of a person. Lines that were corrected are in it, marked.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from hamroh.recruitment.register import queries as register
from hamroh.recruitment.register.models import AgencyName, LicenceState
from hamroh.shell import packages, tables as given
from hamroh.shell.packages import Field

TABLES: dict[str, tuple[list[Field], list[str], dict[str, str]]] = {
    "agencies": (
        [
            ("agency", "integer", "number of the agency here"),
            ("answer", "string", "licensed on the day of the package: yes, no, unknown"),
            ("why", "string", "why the answer is what it is"),
            ("licence", "string", "number of the licence that decided"),
            ("countries", "string", "countries where it may place workers, ISO 3166, parted by spaces; empty: the register does not say"),
            ("sample", "boolean", "true: invented, there is no such firm"),
        ],
        ["agency"],
        {},
    ),
    "names": (
        [
            ("line", "integer", "number of the line"),
            ("agency", "integer", "number of the agency here"),
            ("name", "string", "name as the register writes it"),
            ("since", "date", "first day"),
            ("until", "date", "last day; empty: it goes on"),
        ],
        ["line"],
        {"agency": "agencies"},
    ),
    "states": (
        [
            ("line", "integer", "number of the line"),
            ("agency", "integer", "number of the agency here"),
            ("licence", "string", "number of the licence"),
            ("state", "string", "granted, renewed, suspended, withdrawn, expired"),
            ("since", "date", "first day"),
            ("until", "date", "last day; empty: it goes on"),
            ("paper", "string", "paper it rests on"),
            ("corrected", "boolean", "true: another line stands in its place"),
        ],
        ["line"],
        {"agency": "agencies"},
    ),
}  # fmt: skip
"""Fields with type and meaning, primary key, and foreign keys of each table."""


def files(today: dt.date) -> dict[str, bytes]:
    """Every file of the package, by name."""
    tables = {f"{name}.csv": _csv([f[0] for f in TABLES[name][0]], rows) for name, rows in _rows(today).items()}
    return {"datapackage.json": _descriptor(today, tables), **tables}


def _rows(today: dt.date) -> dict[str, list[list[Any]]]:
    known = register.coverage()
    agencies = list(register.agencies().order_by("pk"))
    ids = {one.pk for one in agencies}
    stand = [register.standing(one, on=today, today=today, known=known) for one in agencies]
    names = AgencyName.objects.filter(replaced_at__isnull=True, agency__in=ids).order_by("pk")
    states = LicenceState.objects.filter(licence__agency__in=ids).select_related("licence").order_by("pk")
    return {
        "agencies": [
            [s.agency, s.answer.value, s.why.value, s.licence, " ".join(s.countries), s.sample] for s in stand
        ],
        "names": [[n.pk, n.agency_id, n.text, n.since, n.until] for n in names],
        "states": [
            [s.pk, s.licence.agency_id, s.licence.number, s.state, s.since, s.until, s.paper, s.replaced_at is not None]
            for s in states
        ],
    }


def _csv(head: list[str], rows: list[list[Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else given.harmless(str(value))


def _descriptor(today: dt.date, tables: dict[str, bytes]) -> bytes:
    known = register.coverage()
    read = known.read_on.isoformat() if known.read_on else "never"
    return packages.descriptor(
        "agencies",
        "Agencies that may send workers abroad, and their licences day by day",
        "As the register stands here. It speaks of the days from "
        f"{known.begins_on.isoformat() if known.begins_on else '(none)'} to {read}; of other days nothing is known.",
        source="State register of agencies, entered by licensing officers from its papers",
        created=today,
        resources=[_resource(name.removesuffix(".csv"), body) for name, body in tables.items()],
    )


def _resource(name: str, body: bytes) -> dict[str, Any]:
    fields, key, foreign = TABLES[name]
    more: dict[str, Any] = {}
    if foreign:
        more["foreignKeys"] = [
            {"fields": field, "reference": {"resource": table, "fields": field}} for field, table in foreign.items()
        ]
    return packages.resource(name, body, fields, key=key, **more)
