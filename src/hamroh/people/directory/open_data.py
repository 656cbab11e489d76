"""The directory as open data: a data package (Frictionless Data Package 1, Table Schema 1) of one table.

Its columns are those that `bringing` reads, so that another site can bring the table in as it is. No place of a shelter is in it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from hamroh.people.directory import bringing, entries, hours, queries
from hamroh.people.directory.models import Service
from hamroh.shell import packages, tables

_MEANINGS = {
    "key": "key of the entry here",
    "organisation": "key of the organisation here",
    "organisation_kind": "kind of the organisation",
    "organisation_en": "its name in English",
    "organisation_ru": "its name in Russian",
    "organisation_tg": "its name in Tajik",
    "kind": "kind of help",
    "status": "active, paused or closed",
    "name_en": "own name in English; empty: that of the organisation",
    "name_ru": "own name in Russian",
    "name_tg": "own name in Tajik",
    "phone": "number with the code of the country (E.164), or a short number",
    "email": "e-mail",
    "website": "page",
    "address": "address; never of a shelter",
    "town": "town",
    "country": "country it stands in, ISO 3166",
    "region": "region it stands in, ISO 3166-2",
    "time_zone": "time zone of its hours, IANA",
    "languages": "languages, ISO 639, parted by spaces",
    "free": "yes, no; empty: not known",
    "cost": "what it costs",
    "asks_for_papers": "yes, no; empty: not known",
    "safe_for_women": "yes, no; empty: not known",
    "tells_police": "yes, no; empty: not known",
    "always_open": "yes: open day and night",
    "hours": "hours in its own time: Mon-Fri 09:00-18:00; 2026-12-05 09:00-15:00",
    "areas": "whom it serves: countries, regions, districts, parted by spaces",
}
_ADDED = {
    "confirmed_on": ("date", "day on which the number last answered; empty: never"),
    "dead": ("boolean", "true: the last three calls failed"),
    "sample": ("boolean", "true: invented, the number cannot be called"),
}
_YES = {True: "yes", False: "no", None: ""}


NAMES = ("datapackage.json", "services.csv")


def files(today: dt.date) -> dict[str, bytes]:
    """Every file of the package, by name."""
    table = _table()
    return {"datapackage.json": _descriptor(today, table), "services.csv": table}


def _table() -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*_MEANINGS, *_ADDED])
    for one in queries.published().iterator(chunk_size=2000):
        writer.writerow(_row(one))
    return out.getvalue().encode()


def _row(one: Service) -> list[str]:
    entry: dict[str, Any] = entries.content(one)
    told = {name: entry[name] for name in _MEANINGS if name in entry}
    told |= {name: _YES[entry[name]] for name in bringing.TRUTHS}
    told["always_open"] = "yes" if one.always_open else ""
    told["hours"] = hours.written(entry["hours"], "en").replace("\n", "; ")
    told["areas"] = " ".join(entries.code(area) for area in entry["areas"])
    body = one.organisation
    told |= {"key": one.key, "organisation": body.key, "organisation_kind": body.kind}
    told |= {f"organisation_{language}": body.name(language) for language in ("en", "ru", "tg")}
    dead = "true" if queries.is_dead(one) else "false"
    added = [one.confirmed_on.isoformat() if one.confirmed_on else "", dead, str(body.sample).lower()]
    # A telephone stays as it is called: a spreadsheet that takes it for a sum reckons nothing but digits.
    return [str(told[name]) if name == "phone" else tables.harmless(str(told[name])) for name in _MEANINGS] + added


def _descriptor(today: dt.date, table: bytes) -> bytes:
    fields = [(name, "string", text) for name, text in _MEANINGS.items()]
    fields += [(name, kind, text) for name, (kind, text) in _ADDED.items()]
    return packages.descriptor(
        "help",
        "Who helps migrant workers: services, hours, whom they serve",
        "As the directory stands here. A number not confirmed for 30 days counts as unconfirmed.",
        source="Entered and called by the desks of this site",
        created=today,
        resources=[packages.resource("services", table, fields, key=["key"])],
    )
