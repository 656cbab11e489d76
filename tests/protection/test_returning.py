"""Nobody is locked in: what an organisation took with it comes into another site whole, or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.apps import apps
from django.db import connection, models

from hamroh.cli import bring_back
from hamroh.people import giving as tables_of, resealing
from hamroh.people.models import Organisation, Person, RoleGrant, Staff
from hamroh.people.persons import actions as persons
from hamroh.people.persons.jobs import mark_anew
from hamroh.people.persons.models import Part
from hamroh.people.staff.models import Office
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases import actions as cases
from hamroh.protection.models import Attachment, CaseNote, Party, ShelterStay
from hamroh.protection.moving import giving, returning
from hamroh.protection.shelter import actions as shelter, queries as beds
from hamroh.record import keys, sealing
from tests.people.conftest import NOON, World
from tests.protection.test_shelter import accepted

IDENTITY = pyrage.x25519.Identity.generate()
OURS = {one._meta.label: one for one in apps.get_models() if one.__module__.startswith("hamroh.")}


TOLD_OF_HERE = returning.told_of_here


@pytest.fixture(autouse=True)
def whole(db: None) -> Iterator[None]:
    """The other site has the database of this one, whose record cannot be emptied; but where a test says so it tells of nobody."""
    with pytest.MonkeyPatch.context() as patch, at_work("tests"):
        patch.setattr(returning, "told_of_here", lambda subjects: False)
        yield


class Making:
    """A row of every table that leaves, each naming those before it, with whatever its columns hold."""

    def __init__(self, world: World) -> None:
        officer = world.staff("licensing")
        self.rows: dict[type[models.Model], Any] = {Organisation: world.hotline, Office: officer.office, Staff: officer}
        self.rows[RoleGrant] = RoleGrant.objects.get(staff=officer)
        self.colleague = world.staff("supervisor")
        self.texts = 0
        for label, how in tables_of.given().items():
            if not how.comes_not:
                self.make(OURS[label])

    def make(self, model: type[models.Model]) -> Any:
        if model in self.rows:
            return self.rows[model]
        row = model()
        self.rows[model] = row
        known = SPECIAL.get(model._meta.label, {})
        for one in model._meta.concrete_fields:
            if one.name in known:
                said = known[one.name]
                setattr(row, one.name, said(self) if callable(said) else said)
            elif isinstance(one, models.ForeignKey):
                if not one.null or one.name in ("person", "case", "enquiry", "staff"):
                    setattr(row, one.name, self.make(one.related_model) if one.related_model is not model else None)
            elif not (one.primary_key or one.null or one.blank) and (
                not one.has_default() or isinstance(one, models.JSONField)
            ):
                setattr(row, one.attname, self.value(one))
        self.seal(row)
        row.save(force_insert=True)
        return row

    def seal(self, row: Any) -> None:
        for one in resealing.kept():
            if one.model == row._meta.label:
                subject = one.subject(row)
                keys.store().make(subject)
                plain = (
                    b"What the paper says"
                    if one.column == "content"
                    else sealing.plain({**SAID, "text": row._meta.label})
                )
                setattr(row, one.column, keys.store().cipher(subject).seal(plain, one.bound(row)))

    def value(self, one: models.Field[Any, Any]) -> Any:
        self.texts += 1
        if one.choices:
            return one.flatchoices[0][0]
        if isinstance(one, models.DateTimeField):
            return NOON + dt.timedelta(hours=self.texts)
        if isinstance(one, models.DateField):
            return NOON.date() + dt.timedelta(days=self.texts)
        if isinstance(one, models.TimeField):
            return dt.time(self.texts % 24, 30)
        if isinstance(one, models.UUIDField):
            return uuid.uuid4()
        if isinstance(one, models.CharField) and one.max_length == 2:
            return "TJ"
        if isinstance(one, models.BooleanField):
            return True
        if isinstance(one, models.IntegerField):
            return 1
        if isinstance(one, models.JSONField):
            return {"a": [1, "тоҷикӣ"]}
        if isinstance(one, models.BinaryField):
            return b""
        return (
            f"t{self.texts}@example.org"[: one.max_length]
            if isinstance(one, models.EmailField)
            else f"t{self.texts}"[: one.max_length]
        )


def _another(model: type[models.Model]) -> Callable[[Making], Any]:
    """A second row: for what is between two."""

    def made(making: Making) -> Any:
        first, row = making.make(model), model()
        for one in model._meta.concrete_fields:
            if not one.primary_key:
                setattr(row, one.attname, getattr(first, one.attname))
        row.pk = uuid.UUID(int=first.pk.int + 1)
        making.seal(row)
        row.save(force_insert=True)
        return row

    return made


SAID = {
    "number": "+992900000001", "phone": "+992900000001", "phones": ["+992900000001"], "name": "Фаррух", "full_name": "Фаррух", "firm": "ООО Ромашка",
    "allegation": "Did not pay", "reply": "We paid", "body": "Court", "paper": "1", "reason": "So",
    "town": "Самара", "street": "Ленина", "house": "1",
}  # fmt: skip
"""Stands in every sealed field: what some rows are found by."""
SPECIAL: dict[str, dict[str, Any]] = {
    "people.Merge": {"gone": _another(Person)},
    "people.PossibleDuplicate": {"other": lambda m: Person.objects.exclude(pk=m.make(Person).pk).get()},
    "people.OpeningHours": {"weekday": 1},
    "people.ReceptionDay": {"minutes": 30},
    "people.OutsideRequest": {"kind": "police"},
    "people.Training": {"entered_by": lambda m: m.colleague},
    "people.ServiceArea": {"country": "TJ"},
    "protection.Enquiry": {"channel": "call"},
    "protection.CaseParty": {"compare": True},
    "protection.Attachment": {"size": 19, "kind": "txt"},
    "recruitment.FirmAttachment": {"size": 19, "kind": "txt"},
    "protection.Referral": {"state": "sent"},
    "protection.RoomPaper": {"brought": True},
    "protection.PartyLink": {"other": _another(Party), "standing": "said", "said_by": "person"},
    "protection.OutgoingMessage": {"enquiry": None},
    "protection.LanguagePair": {"one": "ru", "other": "tg"},
    "protection.Hearing": {"remind_at": NOON},
    "protection.OwnNumber": {"case": None},
    "recruitment.PlacementReturn": {"country": "RU"},
}
"""What the tables ask of a row beside that it is full."""


def exported(world: World, to: Path) -> dict[str, bytes]:
    body = Organisation.objects.get(key=world.hotline.key)
    giving.give(body, to, [str(IDENTITY.to_public())], by=None, at=NOON)
    return unpacked(to)


def unpacked(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(file.read_bytes(), [IDENTITY]))) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def packed(parts: dict[str, bytes], to: Path) -> Path:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, text in parts.items():
            pack.writestr(name, text)
    to.write_bytes(pyrage.encrypt(whole.getvalue(), [IDENTITY.to_public()]))
    return to


def come(file: Path) -> returning.Returned:
    return returning.bring_back(file, [IDENTITY], at=NOON)


def empty_site() -> None:
    """Another site: nothing of this one, its keys gone, and other ids for the organisations of its directory."""
    subjects = {one.subject(row) for one in resealing.kept() for row in OURS[one.model]._default_manager.all()}
    keys.store().destroy_many(subjects)
    last = Organisation.objects.order_by("pk").last()
    assert last is not None
    with connection.cursor() as cursor:
        for one in OURS.values():
            if not one._meta.label.startswith("record."):
                cursor.execute(f'delete from "{one._meta.db_table}"')
    last.pk = last.pk + 1000
    last.save(force_insert=True)


def told(parts: dict[str, bytes]) -> dict[str, list[dict[str, Any]]]:
    """What a package holds; ids that a database counts are told by their place, and those of organisations by their key."""
    out, names = {}, dict[tuple[str, Any], Any]()
    for label, how in tables_of.given().items():
        if not how.comes_not:
            out[label] = [json.loads(line) for line in parts[f"rows/{label}.jsonl"].splitlines()]
            if isinstance(OURS[label]._meta.pk, models.AutoField):
                names |= {(label, row["id"]): row.get("key") or n for n, row in enumerate(out[label])}
    for label, rows in out.items():
        for one in OURS[label]._meta.concrete_fields:
            other = one.related_model._meta.label if one.related_model else label if one.primary_key else ""
            for row in rows:
                if other and one.name in row and (other, row[one.name]) in names:
                    row[one.name] = names[other, row[one.name]]
    out["people.Organisation"].sort(key=lambda row: str(row["key"]))
    return out


def test_every_table_comes_back_and_nothing_comes_twice(world: World, tmp_path: Path) -> None:
    made = Making(world)
    file = tmp_path / "ours"
    here = told(exported(world, file))
    alone = [label for label, rows in here.items() if not rows]
    assert not alone, f"these left with no row, so that nothing is shown of them: {alone}"
    old = made.rows[Attachment]
    empty_site()
    first = come(file)
    assert not first.left_out
    there = told(exported(world, tmp_path / "theirs"))
    # What may have been sent from there since waits here for somebody.
    here["people.NumberMessage"][0]["state"] = "given_up"
    here["protection.OutgoingMessage"][0] |= {"state": "held", "held_why": "moved"}
    for label, rows in here.items():
        assert there[label] == rows, label
    fresh = Attachment.objects.get()
    assert bytes(fresh.sealed) != bytes(old.sealed), "sealed under a key of this site"
    mark_anew(NOON)
    for one in ("SearchToken", "EnquiryToken", "PartyMark", "PartyWord", "BookedQuarter"):
        assert apps.get_model("protection" if one[0] != "S" else "people", one)._default_manager.exists(), one
    for one in ("FirmToken", "NameKey"):
        assert apps.get_model("recruitment", one)._default_manager.exists(), one
    assert not any(one.has_usable_password() for one in Staff.objects.all())
    second = come(file)
    assert second.again and not second.rows
    assert told(exported(world, tmp_path / "again")) == there


def small(world: World, tmp_path: Path) -> dict[str, bytes]:
    """One file, written by the hotline, with a note of a colleague of another organisation in its case."""
    lawyer, other = world.staff("lawyer"), world.staff("lawyer", office=world.house)
    one = persons.open_file({Part.IDENTITY: {"full_name": "Зарина"}}, by=lawyer, at=NOON)
    case = cases.open_case(one, "wages_withheld", summary="Three months", by=lawyer, at=NOON)
    cases.add_note(case.pk, "He promised", form=uuid.uuid4().hex, by=lawyer, at=NOON)
    CaseNote.objects.update(by=other)
    return exported(world, tmp_path / "ours")


def test_who_wrote_and_works_elsewhere_comes_as_a_name_until_they_come_themselves(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small(world, tmp_path)
    chief = world.staff("administrator", office=world.house)
    other = Staff.objects.exclude(pk=chief.pk).get(office=world.house)
    giving.give(world.shelter, tmp_path / "theirs", [str(IDENTITY.to_public())], by=None, at=NOON)
    empty_site()
    come(tmp_path / "ours")
    name = CaseNote.objects.get().by
    assert (name.pk, name.full_name, name.is_active, name.office.organisation.key) == (
        other.pk, other.full_name, False, world.shelter.key,
    )  # fmt: skip
    key = tmp_path / "key.txt"
    key.write_text("# no identity\n")
    asked = [str(tmp_path / "theirs"), "--identity", str(key)]
    assert bring_back.run(asked) == 2, "no identity"
    key.write_text(str(IDENTITY))
    assert bring_back.run(asked) == 0
    assert f"{chief.email} chooses a password" in capsys.readouterr().out, "somebody can sign in and invite the others"
    assert bring_back.run(asked) == 0
    assert capsys.readouterr().out == "This package was brought in before. Nothing was done.\n"
    name = CaseNote.objects.get().by
    assert (name.email, name.is_active, name.office.key) == (other.email, True, world.house.key)


def test_a_bed_of_who_is_filed_elsewhere_stays_taken_and_names_nobody(world: World, tmp_path: Path) -> None:
    sent, manager = accepted(world), world.staff("shelter_manager", office=world.house)
    house = shelter.enter_shelter("Kazan", "Invented street 7", beds=["1", "2"], by=manager, at=NOON)
    shelter.give_bed(house.beds.get(label="1").pk, sent.pk, by=manager, at=NOON)
    giving.give(world.shelter, tmp_path / "theirs", [str(IDENTITY.to_public())], by=None, at=NOON)
    empty_site()
    came = come(tmp_path / "theirs")
    stay, manager = ShelterStay.objects.get(), Staff.objects.get(pk=manager.pk)
    assert (stay.person, stay.referral, stay.left_at) == (None, None, None)
    assert came.left_out["protection.ShelterStay.person"] == 1
    (seen,) = beds.houses(seen_by=manager, at=NOON)
    assert [(one.row.label, one.taken, one.name) for one in seen.beds] == [("1", True, ""), ("2", False, "")]
    shelter.leave(stay.pk, by=manager, at=NOON)
    assert beds.houses(seen_by=manager, at=NOON)[0].free == 2


def _line(parts: dict[str, bytes], name: str, **changed: Any) -> dict[str, bytes]:
    """A row changed by somebody who mended the sums too."""
    [line, *rest] = parts[name].splitlines(keepends=True)
    text = json.dumps({**json.loads(line), **changed}).encode() + b"\n" + b"".join(rest)
    package = json.loads(parts["datapackage.json"])
    for one in package["resources"]:
        if one["path"] == name:
            one["hash"] = f"sha256:{hashlib.sha256(text).hexdigest()}"
    return {**parts, name: text, "datapackage.json": json.dumps(package).encode()}


def test_what_was_changed_cut_or_is_foreign_is_refused_with_its_place_and_nothing_is_written(
    world: World, tmp_path: Path
) -> None:
    parts = small(world, tmp_path)
    cases_, notes = "rows/protection.Case.jsonl", "rows/protection.CaseNote.jsonl"
    foreign = json.dumps({"name": "x", "resources": []}).encode()
    wrong = [
        ({**parts, cases_: parts[cases_].replace(b"Three", b"Seven")}, f"{cases_}: it was changed"),
        ({**parts, notes: b""}, f"{notes}: it was changed"),
        ({one: text for one, text in parts.items() if one != notes}, f"{notes}: missing"),
        ({**parts, cases_: parts[cases_][:-20]}, f"{cases_}, line 1"),
        ({**parts, "datapackage.json": foreign}, "datapackage.json"),
        (_line(parts, cases_, kind=None), f"{cases_}, line 1: kind is empty"),
        (_line(parts, cases_, opened_at="2026-13-45"), f"{cases_}, line 1: opened_at"),
        (_line(parts, cases_, id="../../etc/passwd"), f"{cases_}, line 1: id"),
        (_line(parts, cases_, kind="x" * 5000), f"{cases_}, line 1: kind"),
        (_line(parts, cases_, more=1), f"{cases_}, line 1: this is not a row"),
        (_line(parts, cases_, content=["x"]), f"{cases_}, line 1: content"),
        (_line(parts, cases_, closed_at=NOON.isoformat()), f"{cases_}: this site cannot hold it"),
        ({**parts, "rows/people.Person.jsonl": 2 * parts["rows/people.Person.jsonl"]}, "rows/people.Person.jsonl, line 2"),
    ]  # fmt: skip
    empty_site()
    cut = tmp_path / "cut"
    cut.write_bytes((tmp_path / "ours").read_bytes()[:-100])
    (tmp_path / "zip").write_bytes(pyrage.encrypt(b"no archive", [IDENTITY.to_public()]))
    bomb = packed({**parts, "datapackage.json": b" " * 50_000_000}, tmp_path / "bomb")
    files = [
        (cut, "does not open"),
        (tmp_path / "zip", "no archive"),
        (bomb, "unpacks to more"),
        (tmp_path / "none", "cannot be read"),
    ]
    files += [(packed(changed, tmp_path / str(n)), why) for n, (changed, why) in enumerate(wrong)]
    subject = uuid.UUID(json.loads(parts["rows/people.Person.jsonl"].splitlines()[0])["id"])
    for file, why in files:
        with pytest.raises(returning.ReturnRefused, match=re.escape(why)):
            come(file)
        assert not Person.objects.exists() and not Staff.objects.exists() and not keys.store().exists(subject), why
    with pytest.raises(returning.ReturnRefused):
        returning.bring_back(tmp_path / "ours", [pyrage.x25519.Identity.generate()], at=NOON)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(returning, "told_of_here", TOLD_OF_HERE)
        with pytest.raises(returning.ReturnRefused, match="Who was erased does not come back"):
            come(tmp_path / "ours")
    come(tmp_path / "ours")
    # Another package of the same organisation is not mixed with what is here.
    other = packed({**parts, "datapackage.json": parts["datapackage.json"] + b" "}, tmp_path / "other")
    with pytest.raises(returning.ReturnRefused, match="This site has rows of people"):
        come(other)
    assert Person.objects.count() == 1
