"""Bringing a real list into the directory: read, tried, compared, applied whole or not at all, and undone.

A table (CSV, what is pasted from a spreadsheet, or XLSX; `shell/tables.py` reads it) names its columns in the first row, in any order; HSDS 3.0 comes as JSON.
"""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from hamroh.people.directory import actions, entries, events, hours, hsds
from hamroh.people.directory.models import Bringing, Organisation, Probe, Service, ServiceEdition
from hamroh.people.staff.models import Staff
from hamroh.people.walls.files import Absent
from hamroh.record import note
from hamroh.shell import tables

ORGANISATION = ("organisation", "organisation_kind", "organisation_en", "organisation_ru", "organisation_tg")
COLUMNS = ("key", *ORGANISATION, *(name for name in entries.FIELDS if name != "terms"))
"""Columns that a table may have; `organisation` is the key of an organisation that is known, else its names are given."""
OF_OPEN_DATA = ("confirmed_on", "dead", "sample")
"""Columns of the open data that are let by: what somebody else confirmed was not confirmed here."""
NEEDED = ("kind", "phone", "country", "languages")
MOST_ROWS = 60_000
LARGEST = 30_000_000
SHOWN = 200
_YES = {
    "yes": True,
    "да": True,
    "ҳа": True,
    "true": True,
    "1": True,
    "no": False,
    "нет": False,
    "не": False,
    "false": False,
    "0": False,
    "": None,
    "unknown": None,
}
_LOST_LETTERS = re.compile(r"[А-яЁё]\?|\?[А-яЁё]")
"""Windows-1251 has no ӣ, ӯ, ҳ, ҷ, қ and ғ: a program that saves in it writes a question mark for each."""
TRUTHS = ("free", "asks_for_papers", "safe_for_women", "tells_police", "always_open")


class NotAList(ValueError):
    """What was given is no list that can be read; the message says what is wrong and the way out."""


class NotNow(ValueError):
    """A list cannot be applied or undone as it stands; the message says why."""


@dataclass
class Row:
    """A row as it was read: its number in the list, the entry it makes, whose it is, what is wrong."""

    line: int
    entry: entries.Content
    organisation: dict[str, Any]
    key: str = ""
    uid: str = ""
    faults: list[dict[str, str]] | None = None


def read(content: bytes) -> list[Row]:
    """Rows of a list in any of the forms that are taken.

    Raises:
        NotAList: it is none of them, its columns are not named, or it is too long.
    """
    if len(content) > LARGEST:
        raise NotAList(_("The list is too large: at most %(most)d MB. Part it.") % {"most": LARGEST // 1_000_000})
    if content[:4] != b"PK\x03\x04":
        text = content.decode("utf-8-sig", "replace").replace("\0", "").replace("\\u0000", "").strip()
        if text[:1] in ("{", "["):
            return _documents(text)
        if not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            content = content.replace(b"\0", b"")
    try:
        table = tables.read(content)
        if table.read_as[0] == "cp1251" and _LOST_LETTERS.search(content.decode("cp1251")):
            raise tables.Unreadable("letters")
        return _rows(table)
    except tables.Unreadable as error:
        raise NotAList(str(tables.TOLD[error.why]) % error.told) from None


def _rows(table: tables.Table) -> list[Row]:
    header = [re.sub(r"\W+", "_", name.lower()) for name in table.titles]
    unknown = [name for name in header if name and name not in COLUMNS and name not in OF_OPEN_DATA]
    missing = [name for name in NEEDED if name not in header]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if unknown or missing or twice:
        raise NotAList(
            _(
                "The first row must name the columns. Not known: %(unknown)s. Missing: %(missing)s. Named twice: %(twice)s. Columns: %(columns)s."
            )
            % {
                "unknown": ", ".join(name[:30] for name in unknown[:9]) or "-",
                "missing": ", ".join(missing) or "-",
                "twice": ", ".join(twice) or "-",
                "columns": ", ".join(COLUMNS),
            }
        )
    found: list[Row] = []
    for number, cells in table.rows:
        if len(found) == MOST_ROWS:
            raise NotAList(_("The list is too long: at most %(most)d rows. Part it.") % {"most": MOST_ROWS})
        moved = any(str(cell).strip() for cell in cells[len(header) :])
        found.append(_row(number, dict(zip(header, cells, strict=False)), moved=moved))
    return found


def _row(number: int, cells: dict[str, tables.Cell], *, moved: bool = False) -> Row:
    given = {name: tables.meant(str(cell).strip()) for name, cell in cells.items() if name}
    row = Row(number, {}, {name: given.get(name, "") for name in ORGANISATION}, key=given.get("key", ""), faults=[])
    assert row.faults is not None
    if moved:
        words = _("This row has more cells than the first row names: a column has moved.")
        row.faults.append({"field": "key", "text": words})
    for name, cell in cells.items():
        if name and isinstance(cell, tables.Lost):
            row.faults.append({"field": name, "text": str(tables.LOST[cell.why])})
    for name, value in given.items():
        if name in TRUTHS:
            if value.lower() not in _YES:
                row.faults.append({"field": name, "text": _("Write yes, no, or leave it empty.")})
            truth = _YES.get(value.lower())
            row.entry[name] = bool(truth) if name == "always_open" else truth
        elif name == "hours":
            try:
                row.entry["hours"] = hours.read(value)
            except hours.NotHours as wrong:
                row.faults.append(
                    {
                        "field": "hours",
                        "text": _("These hours cannot be read: %(hours)s. Write 9:00-18:00.") % {"hours": wrong},
                    }
                )
        elif name == "areas":
            row.entry["areas"] = [entries.area(code) for code in value.split()]
        elif name in entries.FIELDS:
            row.entry[name] = value
    if row.entry.get("status") == "":
        del row.entry["status"]
    return row


def _documents(text: str) -> list[Row]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise NotAList(_("The JSON cannot be read. Check its quotes, commas and braces.")) from None
    documents = told.get("contents", [told]) if isinstance(told, dict) else told
    if isinstance(documents, list) and all(isinstance(one, dict) for one in documents):
        try:
            documents = hsds.services_in(documents)
        except TypeError:
            documents = [None]
    if not isinstance(documents, list) or not all(isinstance(one, dict) and one.get("id") for one in documents):
        raise NotAList(_("This JSON is no list of services of HSDS 3.0: each service is an object with an id."))
    rows = []
    for number, document in enumerate(documents, 1):
        try:
            entry, organisation = hsds.read(document)
        except (AttributeError, TypeError, ValueError):
            raise NotAList(
                _("Service %(number)s of this JSON is not as HSDS 3.0 has it. Have it validated first.")
                % {"number": number}
            ) from None
        uid = str(document["id"])
        rows.append(Row(number, entry, organisation, uid=str(UUID(uid)) if _is_id(uid) else uid, faults=[]))
    return rows


@transaction.atomic
def try_list(name: str, content: bytes, *, by: Staff | None, at: dt.datetime) -> Bringing:
    """Read a list and set it against the directory; nothing is changed.

    Raises:
        NotAList: it cannot be read.
    """
    rows = read(content)
    if not rows:
        raise NotAList(_("There is no row in this list."))
    known = {one.key: one for one in _known(rows)}
    by_uid = {str(one.uid): one for one in known.values()}
    met: set[str] = set()
    tried = []
    for row in rows:
        service = known.get(row.key) if row.key else by_uid.get(row.uid)
        faults = list(row.faults or [])
        whose, wrong = _whose(row, service)
        faults += wrong
        if row.key and service is None:
            faults.append({"field": "key", "text": _("There is no entry with this key. Leave it empty for a new one.")})
        mark = row.key or row.uid
        if mark and mark in met:
            faults.append({"field": "key", "text": _("This entry stands in the list twice.")})
        met.add(mark)
        now = entries.content(service) if service else entries.blank()
        entry = entries.normal(now | row.entry)
        faults += [{"field": one.field, "text": one.text} for one in entries.faults(entry)]
        changes = {
            n: [now[n] if service else None, entry[n]] for n in entries.FIELDS if n != "terms" and entry[n] != now[n]
        }
        same = service is not None and entry == now
        tried.append(
            {
                "line": row.line,
                "key": service.key if service else "",
                "uid": row.uid,
                "whose": whose,
                "edition": service.edition if service else 0,
                "state": "wrong" if faults else "same" if same else "change" if service else "new",
                "entry": entry,
                "changes": changes,
                "faults": faults,
            }
        )
    digest = hashlib.sha256(content).hexdigest()
    return Bringing.objects.create(name=name[:120], digest=digest, rows=tried, tried_at=at, by=by)


def _known(rows: list[Row]) -> list[Service]:
    """Entries that the list names by key or id, a thousand at a time."""
    found: list[Service] = []
    for field, marks in (("key", [r.key for r in rows if r.key]), ("uid", [r.uid for r in rows if _is_id(r.uid)])):
        for start in range(0, len(marks), 1000):
            part = Service.objects.filter(**{f"{field}__in": marks[start : start + 1000]})
            found += part.select_related("organisation").prefetch_related("hours", "areas")
    return found


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _whose(row: Row, service: Service | None) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Whose service it is: an organisation that is known by its key or id, or one to be entered with its names."""
    told = row.organisation
    if service is not None:
        return {"key": service.organisation.key}, []
    if told.get("organisation"):
        found = Organisation.objects.filter(key=told["organisation"]).first()
        if found is None:
            return {}, [
                {
                    "field": "organisation",
                    "text": _("There is no organisation with this key. Give its names and kind instead."),
                }
            ]
        return {"key": found.key}, []
    names = {language: told.get(f"organisation_{language}", "") for language in ("en", "ru", "tg")}
    if not all(names.values()):
        return {}, [
            {
                "field": "organisation_tg",
                "text": _("Whose service is it? Give the organisation's key, or its name in all three languages."),
            }
        ]
    kind = told.get("organisation_kind") or ""
    if kind not in Organisation.Kind.values:
        return {}, [
            {
                "field": "organisation_kind",
                "text": _("What is the organisation? One of: %(kinds)s.")
                % {"kinds": ", ".join(Organisation.Kind.values)},
            }
        ]
    return {"names": names, "kind": kind, "uid": told.get("uid", ""), "terms": told.get("terms", {})}, []


@transaction.atomic
def apply(id: UUID, *, by: Staff, at: dt.datetime) -> Bringing:
    """Make the directory say what the list says: every row, or none.

    Raises:
        NotNow: rows have faults, or an entry was changed since the list was tried, or it was applied already.
    """
    one = _locked(id)
    if one.applied_at is not None:
        raise NotNow(_("This list was applied already."))
    new = [row for row in one.rows if row["state"] == "new"]
    again = Bringing.objects.filter(digest=one.digest, applied_at__isnull=False, undone_at__isnull=True).exists()
    ids = {row["uid"] for row in new if _is_id(row["uid"])}
    if new and (again or any(str(uid) in ids for uid in Service.objects.values_list("uid", flat=True))):
        # Tried twice before it was applied: what it entered would stand there twice.
        raise NotNow(_("This list was applied already."))
    if any(row["state"] == "wrong" for row in one.rows):
        raise NotNow(_("Some rows have faults. Mend them and bring the list again: nothing was changed."))
    made: dict[str, Organisation] = {}
    for row in one.rows:
        if row["state"] == "same":
            row["made"] = None
            continue
        if row["state"] == "change":
            try:
                service = actions.change_service(
                    row["key"], row["entry"], edition=row["edition"], by=by, at=at, how=ServiceEdition.How.BROUGHT
                )
            except actions.Stale:
                raise NotNow(
                    _("Row %(line)s: the entry was changed since the list was tried. Bring the list again.") % row
                ) from None
        else:
            service = actions.enter_service(
                _organisation(row["whose"], made),
                row["entry"],
                by=by,
                at=at,
                how=ServiceEdition.How.BROUGHT,
                uid=UUID(row["uid"]) if _is_id(row["uid"]) else None,
            )
        row["key"], row["made"] = service.key, service.edition
    one.applied_at, one.by = at, by
    one.save(update_fields=["rows", "applied_at", "by"])
    note(events.ListApplied(digest=one.digest[:12], rows=len(one.rows)), by=by.pk, at=at)
    return one


def _organisation(whose: dict[str, Any], made: dict[str, Organisation]) -> Organisation:
    if "key" in whose:
        return Organisation.objects.get(key=whose["key"])
    mark = whose["uid"] or json.dumps(whose["names"], sort_keys=True)
    if mark not in made:
        named = {f"name_{language}": name for language, name in whose["names"].items()}
        by_id = Organisation.objects.filter(uid=whose["uid"]) if _is_id(whose["uid"]) else Organisation.objects.none()
        found = by_id.first() or Organisation.objects.filter(**named, kind=whose["kind"]).first()
        if found is None:
            digest = hashlib.sha256(mark.encode()).hexdigest()[:10]
            key = f"{slugify(whose['names']['en'])[:45] or 'organisation'}-{digest}"
            found = actions.add_organisation(
                key, kind=whose["kind"], names=whose["names"], uid=UUID(whose["uid"]) if _is_id(whose["uid"]) else None
            )
            if whose["terms"]:
                found.terms = whose["terms"]
                found.save(update_fields=["terms"])
        made[mark] = found
    return made[mark]


@transaction.atomic
def undo(id: UUID, *, by: Staff, at: dt.datetime) -> list[str]:
    """Put back what the list changed, and take out what it entered; gives the keys of entries that were changed since and are left.

    Raises:
        NotNow: it was not applied, or is undone already.
    """
    one = _locked(id)
    if one.applied_at is None or one.undone_at is not None:
        raise NotNow(_("Only a list that was applied can be undone, and once."))
    entries.turn()
    left = []
    for row in one.rows:
        if not row.get("made"):
            continue
        service = Service.objects.filter(key=row["key"]).first()
        if service is None or service.edition != row["made"]:
            left.append(row["key"])
        elif row["state"] == "change":
            actions.undo_change(row["key"], edition=row["made"], by=by, at=at)
        elif service.probes.exclude(how=Probe.How.VISIT).exists():
            # Somebody called it already: what is known of the number is kept. What a visitor told is nothing of the number.
            closed = entries.content(service) | {"status": Service.Status.CLOSED}
            actions.change_service(row["key"], closed, edition=row["made"], by=by, at=at, how=ServiceEdition.How.UNDONE)
        else:
            service.delete()
    one.undone_at = at
    one.save(update_fields=["undone_at"])
    note(events.ListUndone(digest=one.digest[:12], left=len(left)), by=by.pk, at=at)
    return left


def _locked(id: UUID) -> Bringing:
    found = Bringing.objects.select_for_update().filter(pk=id).first()
    if found is None:
        raise Absent
    return found


# -- what is shown


def brought(id: UUID) -> Bringing:
    """A list that was brought in.

    Raises:
        Absent: there is none.
    """
    found = Bringing.objects.select_related("by").filter(pk=id).first()
    if found is None:
        raise Absent
    return found


def lists() -> list[Bringing]:
    """The lists that were brought in lately."""
    return list(Bringing.objects.defer("rows").select_related("by")[:20])


def counts(one: Bringing) -> dict[str, int]:
    """How many rows are new, change something, change nothing, or have faults."""
    return {state: sum(row["state"] == state for row in one.rows) for state in ("new", "change", "same", "wrong")}


def shown(one: Bringing) -> list[dict[str, Any]]:
    """A line for each row, those with faults first; of a long list the first ones."""
    order = {"wrong": 0, "change": 1, "new": 2, "same": 3}
    return sorted(one.rows, key=lambda row: (order[row["state"]], row["line"]))[:SHOWN]
