"""Everything that an organisation may take with it, as one file that other programs read: nobody is locked in.

A ZIP archive, described by `datapackage.json` (Data Package, frictionlessdata.io/specs), encrypted with age to whom it is for:
tables for people to read (CSV, UTF-8, RFC 4180), of which `people.csv` and `cases.csv` are brought into another site of this
program as they are; every row of every table as it is kept here, opened (`rows/`, JSON, a line each; see `people.giving`); and the
files that came with them (`files/`). docs/export.md tells it in full.

Left out, and said so in the package: files that are concealed from an office or a member of staff, and enquiries that complain of an
office, for the package is read by the whole organisation; asylum claims, which stand behind a wall of their own; files kept by others.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import itertools
import json
import os
import threading
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from django.db import transaction

from hamroh import __version__
from hamroh.people import giving as tables_of
from hamroh.people.directory.models import Organisation
from hamroh.people.giving import Taking
from hamroh.people.persons.models import Person
from hamroh.people.staff.models import Staff
from hamroh.people.walls.models import Concealment
from hamroh.people.walls.rows import as_it_stands, at_work
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import CaseNote, Clock, Referral, Task
from hamroh.protection.enquiries.models import Enquiry
from hamroh.protection.giving import cases_of
from hamroh.protection.moving import columns, events
from hamroh.protection.moving.files import Files
from hamroh.protection.moving.models import OwnNumber
from hamroh.protection.parties import queries as parties
from hamroh.protection.parties.models import CaseParty, Party
from hamroh.record import note, sealing
from hamroh.shell import tables

AT_ONCE = 1000
FILES_AT_ONCE = 10
SAID_NOT_FOUND = "said_not_found_by_a_court"
"""How everything that a case says of a party stands."""
PEOPLE = [key for key, one in columns.COLUMNS.items() if one.part is not None and key != "passport_lines"]
_STAMPS = ("opened_at", "closed_at", "at", "received_at", "answered_at", "sent_at", "decided_at", "done_at")


class GivingRefused(ValueError):
    """Nothing was written; the text says what to do."""


@dataclass(frozen=True)
class Given:
    """What was written: rows of each table; how many files were left out because they are concealed from somebody, and how many
    enquiries because they complain of an office."""

    rows: dict[str, int]
    left_out: int
    left_out_enquiries: int


def give(body: Organisation, to: Path, recipients: list[str], *, by: uuid.UUID | None, at: dt.datetime) -> Given:
    """Write all that an organisation may take with it into a new file, encrypted; that it was is noted in the record.

    `recipients` are age recipients (`age1...`), whoever holds one of their identities opens it. Whether it may be made has been
    asked before: see `agreeing`.

    Raises:
        GivingRefused: there is no recipient, or the file is there already or cannot be written.
    """
    keys = receivers(recipients)
    if to.exists():
        raise GivingRefused(f"{to} is there already. Name another file.")
    fresh = to.with_name(f".{to.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            with as_it_stands(), at_work("give an organisation what is its own"):
                made = _sealed(lambda end: _package(end, _taking(body, at)), out, keys)
            out.flush()
            os.fsync(out.fileno())
        with transaction.atomic():
            told = events.Given(organisation=body.pk, people=made.rows["people"], cases=made.rows["cases"])
            note(told, by=by, at=at)
        os.replace(fresh, to)
    except OSError as error:
        raise GivingRefused(f"{to} cannot be written: {error.strerror}.") from None
    finally:
        fresh.unlink(missing_ok=True)
    return made


def _taking(body: Organisation, at: dt.datetime) -> Taking:
    kept = Person.objects.filter(keeper=body, erased_at__isnull=True)
    return Taking(body, kept.exclude(pk__in=Concealment.objects.values("person")), at)


def receivers(words: list[str]) -> list[Any]:
    """Age recipients as they are written.

    Raises:
        GivingRefused: there is none, or one of them is no recipient.
    """
    if not words:
        raise GivingRefused("Name at least one recipient (age1...): only who holds its identity opens the file.")
    try:
        return [pyrage.x25519.Recipient.from_str(word) for word in words]
    except pyrage.RecipientError:
        raise GivingRefused("A recipient begins with age1 and is the public half of an identity.") from None


def _sealed(write: Callable[[BinaryIO], Given], out: BinaryIO, recipients: list[Any]) -> Given:
    """What `write` writes, encrypted while it is written: it never lies on a disk as plain text."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def encrypt() -> None:
        try:
            with os.fdopen(reading, "rb") as plain:
                pyrage.encrypt_io(plain, out, recipients)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=encrypt)
    thread.start()
    try:
        with os.fdopen(writing, "wb") as end:
            made = write(end)
    finally:
        thread.join()
    if failed:
        raise failed[0]
    return made


# -- the package -------------------------------------------------------------------------------------------------------------


def _package(end: BinaryIO, taking: Taking) -> Given:
    body, counts = taking.body, {}
    resources = []
    with zipfile.ZipFile(end, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, titles, cells in _Tables(taking).flat():
            with pack.open(f"{name}.csv", "w") as file, io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
                counts[name] = _written(text, titles, cells)
            resources.append(_resource(name, titles))
        named = _Named()
        for model, how in tables_of.given().items():
            counts[model], proof = _rows(pack, model, how, taking, named)
            resources.append({**_resource_of_rows(model, how), **proof})
        package = {
            "profile": "data-package",
            "name": f"hamroh-{body.key}",
            "title": body.name_en,
            "created": taking.at.isoformat(),
            "version": __version__,
            "organisation": body.key,
            "description": "Everything that this organisation keeps, but: files concealed from an office or a member of staff, "
            "enquiries that complain of an office, and files kept by others. "
            "A cell of a CSV file that begins like a formula has an apostrophe before it.",
            "left_out": tables_of.kept(),
            "named": named.colleagues_elsewhere(body),
            "files": named.files,
            "resources": resources,
        }
        pack.writestr("datapackage.json", json.dumps(package, ensure_ascii=False, indent=1))
    kept = Person.objects.filter(keeper=body, erased_at__isnull=True).count()
    of_offices = Enquiry.objects.filter(organisation=body, about_office__isnull=False).count()
    return Given(counts, kept - counts["people"], of_offices)


class _Named:
    """What the rows of a package name beside each other: staff of other organisations, and files, each with its SHA-256."""

    def __init__(self) -> None:
        self.staff: set[uuid.UUID] = set()
        self.files: dict[str, str] = {}

    def colleagues_elsewhere(self, body: Organisation) -> list[dict[str, str]]:
        """Those who wrote in what is given and work for others: by name, as they stand beside what they wrote."""
        with at_work("give an organisation what is its own"):
            found = Staff.objects.exclude(office__organisation=body).filter(pk__in=self.staff)
            return [
                {"id": str(id), "full_name": name, "organisation": key}
                for id, name, key in found.order_by("pk").values_list("pk", "full_name", "office__organisation__key")
            ]


class _Lines:
    """Lines of one file of the package, counted and summed while they are written."""

    def __init__(self, out: Any) -> None:
        self.out, self.count, self.bytes, self.sum = out, 0, 0, hashlib.sha256()

    def add(self, line: dict[str, Any]) -> None:
        text = json.dumps(line, ensure_ascii=False, default=_plain).encode() + b"\n"
        self.out.write(text)
        self.sum.update(text)
        self.count, self.bytes = self.count + 1, self.bytes + len(text)

    @property
    def proof(self) -> dict[str, Any]:
        return {"rowcount": self.count, "bytes": self.bytes, "hash": f"sha256:{self.sum.hexdigest()}"}


def _rows(
    pack: zipfile.ZipFile, model: str, how: tables_of.Given, taking: Taking, named: _Named
) -> tuple[int, dict[str, Any]]:
    """Every row of a table that leaves, as it stands, with what is sealed in it opened; and the files beside them."""
    columns = tables_of.columns(model)
    staff = [one.attname for one in columns if one.related_model is Staff]
    # A row with a file is large, and nothing else is written into the archive while its table is.
    rows = how.rows(taking).order_by("pk").iterator(chunk_size=FILES_AT_ONCE if how.file else AT_ONCE)
    whole = io.BytesIO()
    with nullcontext(whole) if how.file else pack.open(f"rows/{model}.jsonl", "w") as out:
        lines = _Lines(out)
        for some in _batches(rows, FILES_AT_ONCE if how.file else AT_ONCE):
            opened = how.sealed(some) if how.sealed else [{}] * len(some)
            for row, told in zip(some, opened, strict=True):
                line = {one.name: one.value_from_object(row) for one in columns}
                named.staff.update(id for name in staff if (id := getattr(row, name)))
                if how.sealed:
                    # Empty where the key is destroyed: nobody opens it any more.
                    line["content"] = told
                if how.file:
                    inside = how.file(row)
                    line["file"] = None if inside is None else f"files/{row.pk}.{row.kind}"
                    if inside is not None:
                        pack.writestr(line["file"], inside, zipfile.ZIP_STORED)
                        named.files[line["file"]] = hashlib.sha256(inside).hexdigest()
                lines.add(line)
    if how.file:
        pack.writestr(f"rows/{model}.jsonl", whole.getvalue())
    return lines.count, lines.proof


def _resource_of_rows(model: str, how: tables_of.Given) -> dict[str, Any]:
    fields = [{"name": one.name, "description": f"id of {one.related_model._meta.label}"} if one.related_model  # type: ignore[union-attr]
              else {"name": one.name} for one in tables_of.columns(model)]  # fmt: skip
    more = [{"name": "content", "type": "object"}] * bool(how.sealed) + [{"name": "file"}] * bool(how.file)
    return {
        "name": model.lower(), "path": f"rows/{model}.jsonl", "format": "jsonl", "encoding": "utf-8",
        "schema": {"fields": fields + more}, "without": dict(how.without),
    }  # fmt: skip


def _written(text: io.TextIOWrapper, titles: list[str], rows: Iterable[list[Any]]) -> int:
    writer, written = csv.writer(text, lineterminator="\r\n"), 0
    writer.writerow(titles)
    for row in rows:
        written += 1
        writer.writerow([tables.harmless("" if cell is None else str(_plain(cell))) for cell in row])
    return written


def _plain(value: Any) -> Any:
    return (
        value.isoformat()
        if isinstance(value, dt.date | dt.time)
        else str(value)
        if isinstance(value, uuid.UUID)
        else value
    )


def _resource(name: str, titles: list[str]) -> dict[str, Any]:
    fields = [{"name": title, "type": "datetime" if title in _STAMPS else "string"} for title in titles]
    return {
        "profile": "tabular-data-resource", "name": name, "path": f"{name}.csv", "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "schema": {"fields": fields, "missingValues": [""]},
    }  # fmt: skip


class _Tables:
    """The tables of one organisation, read some rows at a time."""

    def __init__(self, taking: Taking) -> None:
        self.body, self.persons, self.of_cases = taking.body, taking.persons, cases_of(taking)

    def flat(self) -> Iterator[tuple[str, list[str], Iterator[list[Any]]]]:
        yield "people", ["own_number", *PEOPLE, "opened_at"], self._people()
        yield (
            "cases",
            [
                "own_number",
                "own_case",
                "case_kind",
                "case_summary",
                "number",
                "lead",
                "opened_at",
                "closed_at",
                "outcome",
            ],
            self._cases(),
        )
        yield (
            "clocks",
            ["case", "provision", "safe", "latest", "owner", "done_at"],
            (
                [c.case.number, c.provision, c.safe, c.latest, c.owner.full_name, c.done_at]
                for c in self._of(Clock, "case", "owner")
            ),
        )
        yield (
            "tasks",
            ["case", "text", "due_on", "owner", "done_at"],
            (
                [task.case.number, told.get("text", ""), task.due_on, task.owner.full_name, task.done_at]
                for task, told in self._told(self._of(Task, "case", "owner"), "task")
            ),
        )
        yield (
            "notes",
            ["case", "at", "by", "text"],
            (
                [row.case.number, row.at, row.by.full_name, told.get("text", "")]
                for row, told in self._told(self._of(CaseNote, "case", "by"), "case_note")
            ),
        )
        yield (
            "referrals",
            ["case", "to", "fields", "agreed_how", "agreed_on", "sent_at", "state", "decided_at"],
            (
                [r.case.number, r.to.key, r.fields, r.agreed_how, r.agreed_on, r.sent_at, r.state, r.decided_at]
                for r in self._of(Referral, "case", "to")
            ),
        )
        yield (
            "parties",
            ["case", "party", "kind", "standing", "said_by", "said_on", "text", "their_reply", "replied_on"],
            self._parties(),
        )
        yield "verdicts", ["party", "kind", "body", "day", "paper", "appeal"], self._verdicts()

    def _parties(self) -> Iterator[list[Any]]:
        """What cases say of parties, each with what it is: said and found by no court; and with the reply to it."""
        for some in _batches(self._of(CaseParty, "case", "party")):
            for one in parties.given_away(some):
                replies: list[parties.Reply | None] = [*one.replies]
                for reply in replies or [None]:
                    yield [
                        one.row.case.number, one.name, one.row.party.kind, SAID_NOT_FOUND, one.row.said_by, one.row.said_on,
                        one.allegation, reply.reply if reply else "", reply.row.replied_on if reply else None,
                    ]  # fmt: skip

    def _verdicts(self) -> Iterator[list[Any]]:
        named = CaseParty.objects.filter(case__in=self.of_cases).values("party")
        for some in _batches(Party.objects.filter(pk__in=named).order_by("pk").iterator(chunk_size=AT_ONCE)):
            names = parties.names_of(some)
            for one in parties.verdicts({party.pk for party in some}):
                yield [names[one.row.party_id], one.row.kind, one.body, one.row.day, one.paper, one.row.appeal]

    def _of(self, model: Any, *with_: str) -> Any:
        return (
            model.objects.filter(case__in=self.of_cases)
            .select_related(*with_)
            .order_by("pk")
            .iterator(chunk_size=AT_ONCE)
        )

    def _told(self, rows: Iterable[Any], place: str) -> Iterator[tuple[Any, dict[str, Any]]]:
        for some in _batches(rows):
            contents = sealing.unseal_many((row.person_id, f"{place}:{row.pk}", bytes(row.sealed)) for row in some)
            yield from ((row, told) for row, told in zip(some, contents, strict=True) if told is not None)

    def _numbers(self, ids: Iterable[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID | None], str]:
        """The organisation's own numbers of these files and their cases; where there are several, the first."""
        rows = list(OwnNumber.objects.filter(organisation=self.body, person__in=set(ids)).order_by("-pk"))
        places = ("own_number:case" if row.case_id else "own_number:person" for row in rows)
        told = sealing.unseal_many(
            (row.person_id, place, bytes(row.sealed)) for row, place in zip(rows, places, strict=True)
        )
        return {(row.person_id, row.case_id): one["number"] for row, one in zip(rows, told, strict=True) if one}

    def _people(self) -> Iterator[list[Any]]:
        for some in _batches(self.persons.order_by("pk").iterator(chunk_size=AT_ONCE)):
            files, numbers = Files(row.pk for row in some), self._numbers(row.pk for row in some)
            for row in some:
                flat = files.flat(row.pk)
                yield [numbers.get((row.pk, None), row.pk), *(flat[key] for key in PEOPLE), row.opened_at]

    def _cases(self) -> Iterator[list[Any]]:
        rows = self.of_cases.select_related("lead").order_by("pk").iterator(chunk_size=AT_ONCE)
        for some in _batches(rows):
            numbers = self._numbers(row.person_id for row in some)
            contents = sealing.unseal_many((row.person_id, cases.place(row.pk), bytes(row.sealed)) for row in some)
            for row, told in zip(some, contents, strict=True):
                yield [
                    numbers.get((row.person_id, None), row.person_id), numbers.get((row.person_id, row.pk), row.number), row.kind,
                    (told or {}).get("summary", ""), row.number, row.lead.full_name, row.opened_at, row.closed_at, row.outcome,
                ]  # fmt: skip


def _batches(rows: Iterable[Any], at_once: int = AT_ONCE) -> Iterator[list[Any]]:
    remaining = iter(rows)
    while some := list(itertools.islice(remaining, at_once)):
        yield some
