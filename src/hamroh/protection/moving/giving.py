"""Everything that an organisation may take with it, as one file that other programs read: nobody is locked in.

A ZIP archive of tables (CSV, UTF-8, RFC 4180) and of whole contents (JSON, a line each), described by `datapackage.json`
(Data Package, frictionlessdata.io/specs), encrypted with age to whom it is for. `people.csv` and `cases.csv` are brought into
another site of this program as they are.

Left out, and said so in the package: files that are concealed from an office or a member of staff, for the package is read by the
whole organisation; asylum claims, which stand behind a wall of their own; files kept by others.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
import os
import threading
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from django.db import transaction
from django.db.models import QuerySet

from hamroh import __version__
from hamroh.people.directory.models import Organisation
from hamroh.people.persons import content
from hamroh.people.persons.models import Part, Person, PersonPart
from hamroh.people.walls.models import Concealment
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Case, CaseNote, Clock, Referral, Task
from hamroh.protection.enquiries import queries as enquiries
from hamroh.protection.enquiries.models import Enquiry, Message
from hamroh.protection.moving import columns, events
from hamroh.protection.moving.files import Files
from hamroh.protection.moving.models import OwnNumber
from hamroh.protection.parties import queries as parties
from hamroh.protection.parties.models import CaseParty, Party
from hamroh.record import note, sealing
from hamroh.shell import tables

AT_ONCE = 1000
SAID_NOT_FOUND = "said_not_found_by_a_court"
"""How everything that a case says of a party stands."""
PEOPLE = [key for key, one in columns.COLUMNS.items() if one.part is not None and key != "passport_lines"]
_STAMPS = ("opened_at", "closed_at", "at", "received_at", "answered_at", "sent_at", "decided_at", "done_at")


class GivingRefused(ValueError):
    """Nothing was written; the text says what to do."""


@dataclass(frozen=True)
class Given:
    """What was written: rows of each table, and how many files were left out because they are concealed from somebody."""

    rows: dict[str, int]
    left_out: int


def give(organisation: str, to: Path, recipients: list[str], *, at: dt.datetime) -> Given:
    """Write all that an organisation may take with it into a new file, encrypted; that it was is noted in the record.

    `organisation` is its key; `recipients` are age recipients (`age1...`), whoever holds one of their identities opens it.

    Raises:
        GivingRefused: there is no such organisation, no recipient, or the file is there already or cannot be written.
    """
    body = Organisation.objects.filter(key=organisation).first()
    if body is None:
        raise GivingRefused(f"There is no organisation {organisation}.")
    keys = _recipients(recipients)
    if to.exists():
        raise GivingRefused(f"{to} is there already. Name another file.")
    fresh = to.with_name(f".{to.name}.part")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            with transaction.atomic(), at_work("give an organisation what is its own"):
                made = _sealed(lambda end: _package(end, body, at), out, keys)
                note(
                    events.Given(organisation=body.pk, people=made.rows["people"], cases=made.rows["cases"]),
                    by=None,
                    at=at,
                )
            out.flush()
            os.fsync(out.fileno())
        os.replace(fresh, to)
    except OSError as error:
        raise GivingRefused(f"{to} cannot be written: {error.strerror}.") from None
    finally:
        fresh.unlink(missing_ok=True)
    return made


def _recipients(words: list[str]) -> list[Any]:
    if not words:
        raise GivingRefused("Name at least one --recipient age1...: only who holds its identity opens the file.")
    try:
        return [pyrage.x25519.Recipient.from_str(word) for word in words]
    except pyrage.RecipientError:
        raise GivingRefused("A --recipient begins with age1 and is the public half of an identity.") from None


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


def _package(end: BinaryIO, body: Organisation, at: dt.datetime) -> Given:
    concealed = Concealment.objects.values("person")
    kept = Person.objects.filter(keeper=body, erased_at__isnull=True)
    persons = kept.exclude(pk__in=concealed)
    found = _Tables(body, persons)
    resources, counts = [], {}
    with zipfile.ZipFile(end, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, titles, rows in found.flat():
            with pack.open(f"{name}.csv", "w") as file, io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
                counts[name] = _written(text, titles, rows)
            resources.append(_resource(name, titles))
        for name, lines in found.whole():
            counts[name] = 0
            with pack.open(f"{name}.jsonl", "w") as file:
                for line in lines:
                    counts[name] += 1
                    file.write(json.dumps(line, ensure_ascii=False, default=_plain).encode() + b"\n")
            resources.append({"name": name, "path": f"{name}.jsonl", "format": "jsonl", "encoding": "utf-8"})
        package = {
            "profile": "data-package",
            "name": f"hamroh-{body.key}",
            "title": body.name_en,
            "created": at.isoformat(),
            "version": __version__,
            "description": "Everything that this organisation keeps, but: files concealed from an office or a member of staff, "
            "asylum claims, and files kept by others. A cell that begins like a formula has an apostrophe before it.",
            "resources": resources,
        }
        pack.writestr("datapackage.json", json.dumps(package, ensure_ascii=False, indent=1))
    return Given(counts, kept.count() - persons.count())


def _written(text: io.TextIOWrapper, titles: list[str], rows: Iterable[list[Any]]) -> int:
    writer, written = csv.writer(text, lineterminator="\r\n"), 0
    writer.writerow(titles)
    for row in rows:
        written += 1
        writer.writerow([tables.harmless("" if cell is None else str(_plain(cell))) for cell in row])
    return written


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, uuid.UUID) else value


def _resource(name: str, titles: list[str]) -> dict[str, Any]:
    fields = [{"name": title, "type": "datetime" if title in _STAMPS else "string"} for title in titles]
    return {
        "profile": "tabular-data-resource", "name": name, "path": f"{name}.csv", "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "schema": {"fields": fields, "missingValues": [""]},
    }  # fmt: skip


class _Tables:
    """The tables of one organisation, read some rows at a time."""

    def __init__(self, body: Organisation, persons: QuerySet[Person]) -> None:
        self.body, self.persons = body, persons
        self.of_cases = Case.objects.filter(organisation=body, person__in=persons)
        # Of calls, those that became a file which is left out are left out with it.
        told = Enquiry.objects.filter(organisation=body, about_office__isnull=True)
        self.enquiries = told.filter(person__isnull=True) | told.filter(person__in=persons)

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

    def whole(self) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
        yield "parts", self._parts()
        yield "enquiries", self._enquiries()

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

    def _parts(self) -> Iterator[dict[str, Any]]:
        rows = (
            PersonPart.objects.filter(person__in=self.persons).order_by("person", "part").iterator(chunk_size=AT_ONCE)
        )
        for some in _batches(rows):
            for row, kept in content.opened(some):
                yield {"person": row.person_id, "part": str(Part(row.part)), "edition": row.edition, "content": kept}

    def _enquiries(self) -> Iterator[dict[str, Any]]:
        for some in _batches(self.enquiries.order_by("pk").iterator(chunk_size=AT_ONCE)):
            later: dict[uuid.UUID, list[Message]] = {}
            for one in Message.objects.filter(enquiry__in=some):
                later.setdefault(one.enquiry_id, []).append(one)
            contents = sealing.unseal_many((row.pk, enquiries.place(row.pk), bytes(row.sealed)) for row in some)
            for row, told in zip(some, contents, strict=True):
                said = later.get(row.pk, [])
                words = sealing.unseal_many(
                    (row.pk, enquiries.message_place(one.pk), bytes(one.sealed)) for one in said
                )
                yield {
                    "channel": row.channel, "received_at": row.received_at, "language": row.language, "danger": row.danger,
                    "closed_at": row.closed_at, "person": row.person_id, "content": told,
                    "messages": [
                        {"at": one.at, "by_staff": one.by_id is not None, "text": (text or {}).get("text", "")}
                        for one, text in zip(said, words, strict=True)
                    ],
                }  # fmt: skip


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    remaining = iter(rows)
    while some := list(itertools.islice(remaining, AT_ONCE)):
        yield some
