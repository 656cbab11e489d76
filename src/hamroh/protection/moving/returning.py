"""What an organisation took with it comes into another site: the whole package, or nothing of it.

The other half of `giving`: each row of `rows/` is written as it stood, with its id, and what was opened is sealed under keys of this site.
Ids that a database counts are counted anew here, and what named them names the new ones. Sessions, passwords, keys, codes and the record
stay where they were (`people.giving` says it of each table and column); by what rows are found is made anew.

Colleagues of other organisations, who wrote in what is given, come as names that cannot sign in. A row that hangs on one that the package does
not have (a bed of another house) cannot come; each is counted and told.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import uuid
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyrage
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, models, transaction

from hamroh import __version__
from hamroh.people import giving as tables_of, resealing
from hamroh.people.attachments.models import SentFile
from hamroh.people.directory.models import Organisation, Service
from hamroh.people.giving import Back, IfAny, Taking
from hamroh.people.persons.models import Person
from hamroh.people.staff.models import Office, Staff
from hamroh.people.walls.rows import at_work
from hamroh.protection.moving import events
from hamroh.protection.moving.giving import AT_ONCE, FILES_AT_ONCE
from hamroh.record import keys, note, sealing
from hamroh.record.models import Entry
from hamroh.record.scratch import Scratch

LONGEST_LINE = 64 * 2**20
"""Bytes of one row: the longest list that was brought in stays far below."""
FULLEST = 200
"""So many times as large as it is may a package be unpacked; ours are some ten times."""
GONE = b"\x00"
"""Stands where the key was destroyed before: no key opens it, as no key opened what stood there."""


class ReturnRefused(ValueError):
    """Nothing was written; the text says where in the package, and what to do."""


@dataclass(frozen=True)
class Returned:
    """What came: rows of each table; rows that hang on something that the package does not have, by table. `again`: it was here already,
    and nothing was done."""

    organisation: Organisation
    rows: dict[str, int]
    left_out: dict[str, int]
    again: bool = False


def bring_back(file: Path, identities: list[Any], *, at: dt.datetime) -> Returned:
    """Write the package of one organisation into a site that has nothing of it. `identities` are age identities, of which one opens it.

    Asked twice, the second time does nothing.

    Raises:
        ReturnRefused: it does not open, was changed or cut, is no package of this program or of another version, or the site has rows of
            this organisation, or others with the same ids.
    """
    package = _Package(file, identities)
    made: set[uuid.UUID] = set()
    try:
        with transaction.atomic(), at_work("bring an organisation's own back"):
            return _Returning(package, made, at).work()
    except BaseException as error:
        keys.store().destroy_many(made)
        if isinstance(error, DatabaseError):
            # A database's own words may repeat a row: only the kind of the error is told.
            raise ReturnRefused(
                f"{package.place}: this site cannot hold it beside what it has ({type(error).__name__})."
            ) from None
        raise


# -- reading -----------------------------------------------------------------------------------------------------------


class _Package:
    """An opened package. `place` is where in it one reads."""

    def __init__(self, file: Path, identities: list[Any]) -> None:
        self.place = "datapackage.json"
        # It never lies on a disk as plain text, and however large it is, only a little of it stands in memory.
        plain = Scratch()
        try:
            sealed = file.open("rb")
        except OSError as error:
            raise ReturnRefused(f"{file} cannot be read: {error.strerror}.") from None
        try:
            with sealed:
                pyrage.decrypt_io(sealed, plain, identities)
            plain.done()
        except (pyrage.DecryptError, OSError):
            # What the library cannot open further on it tells as an error of reading.
            if plain.failed is not None:
                raise ReturnRefused(f"This machine has no room to open {file}: {plain.failed.strerror}.") from None
            raise ReturnRefused(
                f"{file} does not open with this identity. It was cut or changed, or is for somebody else."
            ) from None
        try:
            self.pack = zipfile.ZipFile(io.BufferedReader(plain))
        except zipfile.BadZipFile:
            raise ReturnRefused(f"{file} holds no archive: it is not what hamroh export writes.") from None
        if sum(one.file_size for one in self.pack.infolist()) > FULLEST * plain.length:
            raise ReturnRefused(
                f"{file} unpacks to more than {FULLEST} times its size: it is not what hamroh export writes."
            )
        text = self._bytes("datapackage.json", LONGEST_LINE)
        self.digest = hashlib.sha256(text).hexdigest()
        try:
            told = json.loads(text)
            self.organisation, self.version = str(told["organisation"]), str(told["version"])
            self.tables = {one["path"]: one for one in told["resources"] if one["format"] == "jsonl"}
            self.files: dict[str, str] = dict(told["files"])
            self.named = [(uuid.UUID(one["id"]), one["full_name"], one["organisation"]) for one in told["named"]]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ReturnRefused(
                "datapackage.json does not say what hamroh export says: is it another program's?"
            ) from None

    def _bytes(self, name: str, most: int) -> bytes:
        try:
            with self.pack.open(name) as inside:
                text = inside.read(most + 1)
        except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
            raise ReturnRefused(f"{name} is missing or damaged.") from None
        if len(text) > most:
            raise ReturnRefused(f"{name} is too large.")
        return text

    def bytes_of(self, name: str, most: int) -> bytes:
        """What is in a file beside a row."""
        text = self._bytes(name, most)
        if hashlib.sha256(text).hexdigest() != self.files.get(name):
            raise ReturnRefused(f"{name} is not what was exported.")
        return text

    def refused(self, why: str) -> ReturnRefused:
        return ReturnRefused(f"{self.place}: {why}")

    def lines(self, model: str, columns: set[str]) -> Iterator[dict[str, Any]]:
        """The rows of a table; at the end it is known whether these are all that were exported, and as they were."""
        name = self.place = f"rows/{model}.jsonl"
        told = self.tables.get(name)
        if told is None:
            raise self.refused(self._other_version("this table is missing"))
        there = {one["name"] for one in told["schema"]["fields"]}
        if there != columns:
            raise self.refused(self._other_version(f"other columns: {', '.join(sorted(there ^ columns))}"))
        whole, count = hashlib.sha256(), 0
        try:
            with self.pack.open(name) as inside:
                while text := inside.readline(LONGEST_LINE):
                    whole.update(text)
                    count += 1
                    self.place = f"{name}, line {count}"
                    line = json.loads(text)
                    if not isinstance(line, dict) or line.keys() != columns:
                        raise self.refused("this is not a row of this table.")
                    yield line
        except (
            KeyError,
            zipfile.BadZipFile,
            NotImplementedError,
            RuntimeError,
            UnicodeDecodeError,
            json.JSONDecodeError,
        ):
            raise self.refused("missing or damaged.") from None
        self.place = name
        if f"sha256:{whole.hexdigest()}" != told.get("hash"):
            raise self.refused(
                f"it was changed after it was exported: {count} rows, {told.get('rowcount')} were exported."
            )

    def _other_version(self, what: str) -> str:
        return f"{what}. The package was made by version {self.version}, and this site is version {__version__}: use that version here."


# -- writing -----------------------------------------------------------------------------------------------------------


@dataclass
class _Table:
    """A table of this site as rows come into it."""

    model: type[models.Model]
    how: tables_of.Given
    columns: list[models.Field[Any, Any]]
    kept: list[resealing.Kept] = field(default_factory=list)

    @property
    def counted(self) -> bool:
        """Does the database count its ids?"""
        return isinstance(self.model._meta.pk, models.AutoField)


class _Returning:
    """One package, written table by table: what is named before what names it."""

    def __init__(self, package: _Package, made: set[uuid.UUID], at: dt.datetime) -> None:
        self.package, self.made, self.at = package, made, at
        self.ids: dict[type[models.Model], dict[Any, Any]] = {}
        """Of tables that others name: each id of the package, and what it is here."""
        self.rows: dict[str, int] = {}
        self.left_out: Counter[str] = Counter()
        self.stood_in: list[Staff] = []
        """Staff of this organisation who were names beside what others brought: they come as they are."""

    def work(self) -> Returned:
        """All of it; see `bring_back`."""
        package = self.package
        body = Organisation.objects.filter(key=package.organisation).first()
        known = Entry.objects.filter(kind=events.Returned.kind, fields__contains=package.digest)
        if body is not None and known.exists():
            return Returned(body, {}, {}, again=True)
        if body is not None:
            # What this site's directory was filled with gives way to what the organisation says of itself.
            Service.objects.filter(organisation=body).delete()
            self.stood_in = list(Staff.objects.filter(office__key=_elsewhere(body)).select_related("office"))
            Staff.objects.filter(pk__in=[one.pk for one in self.stood_in])._raw_delete(DEFAULT_DB_ALIAS)
            Office.objects.filter(key=_elsewhere(body))._raw_delete(DEFAULT_DB_ALIAS)
        for label, table in _in_order():
            if label == "people.Staff":
                self._colleagues_elsewhere()
            self._write(label, table)
            if label == "people.Staff":
                self._left_since()
            self._whole(table)
        body = Organisation.objects.get(key=package.organisation)
        note(
            events.Returned(organisation=body.pk, package=package.digest, rows=sum(self.rows.values())),
            by=None,
            at=self.at,
        )
        return Returned(body, self.rows, dict(self.left_out))

    def _write(self, label: str, table: _Table) -> None:
        columns = {one.name for one in table.columns}
        columns |= {"content"} if table.how.sealed else set()
        columns |= {"file"} if table.how.file else set()
        ids = self.ids.setdefault(table.model, {})
        empty, count, some = True, 0, list[dict[str, Any]]()

        def write() -> None:
            nonlocal count
            count += self._some(label, table, some, ids)
            some.clear()

        for line in self.package.lines(label, columns):
            if empty and table.model is not Organisation:
                self._nothing_yet(label, table)
            empty = False
            if not isinstance(line.get("content"), dict | None) or not isinstance(line.get("file"), str | None):
                raise self.package.refused("content or file is not what stands there.")
            values = {one.name: self._value(one, line[one.name]) for one in table.columns}
            pk = values[table.model._meta.pk.name]
            if pk in ids:
                raise self.package.refused("a row with this id stands above already.")
            ids[pk] = None if table.counted else pk
            if self._hangs(table, values):
                self.left_out[label] += 1
                del ids[pk]
                continue
            line.update(values)
            some.append(line)
            if len(some) >= (FILES_AT_ONCE if table.how.file else AT_ONCE):
                write()
        write()
        if label != "people.Organisation" or count:
            self.rows[label] = count

    def _nothing_yet(self, label: str, table: _Table) -> None:
        body = Organisation.objects.filter(key=self.package.organisation).first()
        if body is None:
            raise self.package.refused("the package does not hold its own organisation.")
        files = Person.objects.filter(keeper=body, erased_at__isnull=True)
        if table.how.rows(Taking(body, files, self.at)).exists():
            raise ReturnRefused(
                f"This site has rows of {label} that belong to {body.key}. A package comes into a site that has nothing of its organisation."
            )

    def _value(self, one: models.Field[Any, Any], said: Any) -> Any:
        """A value as the column holds it."""
        if said is None:
            if not one.null:
                raise self.package.refused(f"{one.name} is empty.")
            return None
        target = one.target_field if isinstance(one, models.ForeignKey) else one
        try:
            value = target.to_python(said)
            if value not in target.empty_values and not target.primary_key:
                target.run_validators(value)
            if target.choices and value not in {key for key, _ in target.flatchoices} and value != "":
                raise ValidationError("no choice")
            if isinstance(value, str) and "\x00" in value:
                raise ValidationError("a zero")
        except (ValidationError, TypeError, ValueError, OverflowError):
            raise self.package.refused(f"{one.name} is not what this column holds.") from None
        return value

    def _hangs(self, table: _Table, values: dict[str, Any]) -> bool:
        """Point what a row names to what it is here. Does it need something that the package does not have?"""
        for one in table.columns:
            named = values[one.name]
            if named is None or not isinstance(one, models.ForeignKey) or one.related_model is table.model:
                continue
            known = self.ids.get(one.related_model, {})  # type: ignore[arg-type]
            if named not in known:
                if not one.null:
                    return True
                self.left_out[f"{table.model._meta.label}.{one.name}"] += 1
                values[one.name] = None
            else:
                values[one.name] = known[named]
        return False

    def _some(self, label: str, table: _Table, lines: list[dict[str, Any]], ids: dict[Any, Any]) -> int:
        if table.model is Organisation:
            lines = self._not_here(lines, ids)
        rows, told = [], []
        for line in lines:
            row = table.model(
                **{one.attname: line[one.name] for one in table.columns if not (one.primary_key and table.counted)}
            )
            if issubclass(table.model, SentFile) and line["file"] is None and row.state == SentFile.State.WAITS:  # type: ignore[attr-defined]
                # The scanner there had not let it out.
                self.left_out[label] += 1
                del ids[line[table.model._meta.pk.name]]
                continue
            rows.append(row)
            told.append((line[table.model._meta.pk.name], line))
        contents = [line.get("content") or {} for _, line in told]
        self._seal(table, rows, [line for _, line in told])
        self._anew(table.how.fills, rows, contents)
        for row in rows:
            if "form" in table.how.without and not row._meta.get_field("form").null:
                row.form = uuid.uuid4().hex
        table.model._default_manager.bulk_create(rows)
        if table.counted:
            ids.update((pk, row.pk) for (pk, _), row in zip(told, rows, strict=True))
        self._anew(table.how.marks, rows, contents)
        return len(rows)

    def _anew(self, back: Back | None, rows: list[Any], contents: list[dict[str, Any]]) -> None:
        """What the room makes anew of what was sealed in these rows."""
        try:
            if back:
                back(rows, contents)
        except (AttributeError, KeyError, TypeError, ValueError):
            # Rooms read what they wrote themselves; this was written by somebody else.
            raise self.package.refused("what stands in content is not what this table keeps.") from None

    def _not_here(self, lines: list[dict[str, Any]], ids: dict[Any, Any]) -> list[dict[str, Any]]:
        """The organisations that this site does not know; of the others the package's id is pointed to theirs."""
        here = {one.key: one for one in Organisation.objects.filter(key__in=[line["key"] for line in lines])}
        for line in lines:
            known = here.get(line["key"])
            if known is None:
                continue
            ids[line["id"]] = known.pk
            if known.key == self.package.organisation:
                changed = {
                    one.attname: line[one.name] for one in Organisation._meta.concrete_fields if not one.primary_key
                }
                Organisation.objects.filter(pk=known.pk).update(**changed)
        return [line for line in lines if line["key"] not in here]

    def _seal(self, table: _Table, rows: list[Any], lines: list[dict[str, Any]]) -> None:
        """Seal what stood opened, under keys of this site."""
        # Every file has a key, though nothing may be sealed under it yet.
        fresh: set[uuid.UUID] = {row.pk for row in rows} if table.model is Person else set()
        for one in table.kept:
            for row, line in zip(rows, lines, strict=True):
                if line["file" if one.column == "content" else "content"] is not None:
                    fresh.add(one.subject(row))
        if None in fresh:
            raise self.package.refused("a row belongs to nobody.")
        store = keys.store()
        without = fresh - store.ciphers(fresh).keys()
        if told_of_here(without):
            raise self.package.refused(
                "this site's record tells of somebody in it, whose key is destroyed here. Who was erased does not come back."
            )
        self.made |= without
        store.make_many(fresh)
        ciphers = store.ciphers(fresh)
        for one in table.kept:
            nothing = None if table.model._meta.get_field(one.column).null else b""
            for row, line in zip(rows, lines, strict=True):
                if one.column == "content":
                    if line["file"] is not None:
                        plain = self.package.bytes_of(line["file"], line["size"])
                        setattr(row, one.column, ciphers[one.subject(row)].seal(plain, one.bound(row)))
                    else:
                        row.content = b""
                elif line["content"] is None:
                    setattr(row, one.column, GONE)
                elif not line["content"] and isinstance(table.how.sealed, IfAny):
                    setattr(row, one.column, nothing)
                else:
                    setattr(
                        row, one.column, ciphers[one.subject(row)].seal(sealing.plain(line["content"]), one.bound(row))
                    )

    def _colleagues_elsewhere(self) -> None:
        """Who wrote here and works for others: a name that cannot sign in. Where the other organisation came before, they are here."""
        ids = self.ids.setdefault(Staff, {})
        self.package.place = "datapackage.json, named"
        here = set(Staff.objects.filter(pk__in=[id for id, _, _ in self.package.named]).values_list("pk", flat=True))
        bodies = {
            one.key: one for one in Organisation.objects.filter(key__in={key for _, _, key in self.package.named})
        }
        for id, name, key in self.package.named:
            ids[id] = id
            if id in here:
                continue
            if key not in bodies or not isinstance(name, str) or len(name) > 200:
                raise self.package.refused("somebody works for nobody.")
            body = bodies[key]
            office, _ = Office.objects.get_or_create(
                key=_elsewhere(body),
                defaults={
                    "organisation": body, "name_en": body.name_en, "name_ru": body.name_ru, "name_tg": body.name_tg,
                    "country": "", "time_zone": "UTC",
                },
            )  # fmt: skip
            one = Staff(
                id=id,
                email=f"{id}@elsewhere.invalid",
                full_name=name,
                office=office,
                joined_at=self.at,
                is_active=False,
            )
            one.set_unusable_password()
            one.save(force_insert=True)

    def _left_since(self) -> None:
        """Those names that the organisation itself does not bring stay names."""
        still = [one for one in self.stood_in if one.pk not in self.ids[Staff]]
        if still:
            still[0].office.save(force_insert=True)
            Staff.objects.bulk_create(still)

    def _whole(self, table: _Table) -> None:
        """A row that names one of its own table which did not come stands by itself."""
        ids, model = self.ids[table.model], table.model
        for one in table.columns:
            if one.related_model is not model:
                continue
            for pk, named in model._default_manager.exclude(**{one.name: None}).values_list("pk", one.attname):
                if pk in ids and named not in ids:
                    self.left_out[f"{model._meta.label}.{one.name}"] += 1
                    model._default_manager.filter(pk=pk).update(**{one.name: None})


def told_of_here(subjects: set[uuid.UUID]) -> bool:
    """Does the record of this site tell of one of these? Without a key, they were erased here."""
    return Entry.objects.filter(about__in=subjects).exists()


def _elsewhere(body: Organisation) -> str:
    """The office in which staff of another organisation stand as names."""
    return f"elsewhere-{body.pk}"


def _in_order() -> list[tuple[str, _Table]]:
    """The tables that come back, each after those that it names."""
    kept: dict[str, list[resealing.Kept]] = {}
    for one in resealing.kept():
        kept.setdefault(one.model, []).append(one)
    tables = {
        label: _Table(
            apps.get_model(label),
            how,
            tables_of.columns(label),
            [one for one in kept.get(label, ()) if one.column not in how.without],
        )
        for label, how in tables_of.given().items()
        if not how.comes_not
    }
    out: dict[str, _Table] = {}

    def put(label: str) -> None:
        if label in out or label not in tables:
            return
        for one in tables[label].columns:
            if one.related_model and one.related_model is not tables[label].model:
                put(one.related_model._meta.label)  # type: ignore[union-attr]
        out[label] = tables[label]

    for label in tables:
        put(label)
    return list(out.items())
