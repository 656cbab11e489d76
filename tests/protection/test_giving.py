"""Nobody is locked in: all that an organisation keeps goes into one encrypted file, from which another site has the same."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.apps import apps
from django.db import models

from hamroh.people import giving as tables_of
from hamroh.people.attachments.intake import Ready
from hamroh.people.models import Concealment, Person
from hamroh.people.persons import actions as persons
from hamroh.people.persons.models import Part
from hamroh.protection.attachments import actions as attachments
from hamroh.protection.callbacks import actions as callbacks
from hamroh.protection.callbacks.reading import Ring
from hamroh.protection.cases import actions as cases, queries
from hamroh.protection.enquiries import calls
from hamroh.protection.joint import actions as joint
from hamroh.protection.models import Case, Enquiry
from hamroh.protection.moving import giving
from hamroh.protection.moving.files import Files
from hamroh.protection.parties import actions as parties
from hamroh.protection.tracing import actions as tracing
from hamroh.record.models import Entry
from hamroh.shell import once
from tests.house.tree import ROOT
from tests.people.conftest import NOON, World
from tests.protection.test_moving import applied, tried

TOLD: dict[Part, dict[str, Any]] = {
    Part.IDENTITY: {
        "full_name": "=Зарина Ихтироъ", "other_spellings": ["Zarina"], "born": "1990-05", "sex": "f", "citizenship": "TJ",
        "languages": ["tg", "ru"],
    },
    Part.CONTACT: {
        "phones": [{"said": "+992900000001", "e164": "+992900000001", "whose": "own"}], "place": "Самара",
        "safe": {"asked": True, "only_sms": True},
    },
    Part.PAPERS: {"papers": [{"kind": "passport", "number": "A1234567", "country": "TJ", "expires": "2030-01-31"}]},
    Part.STORY: {"text": "Three months\nwithout wages; \"soon\", he said"},
    Part.HEALTH: {"text": "Something private"},
}  # fmt: skip


@pytest.fixture
def given(world: World, tmp_path: Path) -> dict[str, bytes]:
    """What the hotline takes with it: two people, a case with a note, a call; not the file that complains of an office."""
    lawyer = world.staff("lawyer")
    one = persons.open_file(TOLD, by=lawyer, at=NOON)
    case = cases.open_case(one, "wages_withheld", summary="Three months", by=lawyer, at=NOON)
    said = parties.name_party(
        case.pk, kind="employer", name="A firm", allegation="Did not pay", said_by="person", said_on=NOON.date(), by=lawyer, at=NOON
    )  # fmt: skip
    parties.keep_reply(said.pk, "We paid", on=NOON.date(), by=lawyer, at=NOON)
    told = {"kind": "fined", "body": "Court", "paper": "1", "day": NOON.date(), "appeal": "open"}
    parties.enter_verdict(said.party, **told, by=lawyer, at=NOON)  # type: ignore[arg-type]
    cases.add_note(case.pk, "He promised", form=once.fresh_form(), by=lawyer, at=NOON)
    persons.open_file({Part.IDENTITY: {"full_name": "Фаррух"}}, by=lawyer, at=NOON)
    hidden = persons.open_file({Part.IDENTITY: {"full_name": "Hidden"}}, by=lawyer, at=NOON)
    Concealment.objects.create(person=hidden, office=world.khujand)
    persons.open_file(
        {Part.IDENTITY: {"full_name": "Elsewhere"}}, by=world.staff("lawyer", office=world.house), at=NOON
    )
    calls.write(once.fresh_form(), calls.Call(name="Caller", text="Asked"), by=lawyer, at=NOON)
    identity = pyrage.x25519.Identity.generate()
    file = tmp_path / "ours.zip.age"
    # Somebody complained of an office: that is not for the whole organisation to read.
    complaint = calls.write(once.fresh_form(), calls.Call(name="Complains", text="Of you"), by=lawyer, at=NOON)
    Enquiry.objects.filter(pk=complaint.row.pk).update(about_office=world.khujand)
    paper = Ready("notes.txt", "txt", b"What the paper says", "1", "not_scanned")
    attachments.keep([paper], form=once.fresh_form(), person=one, by=lawyer, at=NOON)
    room = joint.open_room(case.pk, "With the other state", until=NOON.date() + dt.timedelta(9), by=lawyer, at=NOON)
    joint.write(room.pk, "We wrote to them", form=once.fresh_form(), by=lawyer, at=NOON)
    tracing.ask(
        case.pk,
        name="Farrukh Safarov",
        relation="sibling",
        agreed_how="voice",
        agreed_on=NOON.date(),
        by=lawyer,
        at=NOON,
    )
    callbacks.enter([Ring("+70000000001", NOON, "")], organisation=world.hotline.pk, form="", by=lawyer, at=NOON)
    made = giving.give(world.hotline, file, [str(identity.to_public())], by=None, at=NOON)
    assert (made.left_out, made.left_out_enquiries) == (1, 1)
    assert b"Caller" not in file.read_bytes()
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(file.read_bytes(), [identity]))) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def lines(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode(), newline="")))


def test_the_package_says_of_every_table_what_is_in_it(given: dict[str, bytes]) -> None:
    package = json.loads(given["datapackage.json"])
    files = {name for name in given if name.startswith("files/")}
    assert {one["path"] for one in package["resources"]} == set(given) - files - {"datapackage.json"}
    for one in package["resources"]:
        if one["format"] == "csv":
            titles = next(csv.reader(io.StringIO(given[one["path"]].decode())))
            assert [field["name"] for field in one["schema"]["fields"]] == titles
    assert lines(given["notes.csv"])[0]["text"] == "He promised"
    [enquiry] = rows(given, "protection.Enquiry")
    assert enquiry["content"]["text"] == "Asked"
    assert "Something private" in given["rows/people.PersonPart.jsonl"].decode(), "what no table holds is there whole"
    text = b"".join(given.values()).decode()
    assert "Hidden" not in text and "Elsewhere" not in text
    assert Entry.objects.filter(kind="moving.given").count() == 1


def rows(given: dict[str, bytes], model: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in given[f"rows/{model}.jsonl"].splitlines()]


def test_every_table_of_a_site_leaves_or_stays_for_a_reason() -> None:
    ours = {one._meta.label: one for one in apps.get_models() if one.__module__.startswith("hamroh.")}
    leaves, stays = tables_of.given(), tables_of.kept()
    assert not leaves.keys() & stays.keys()
    missing = ours.keys() - leaves.keys() - stays.keys()
    assert not missing, f"say in the giving.py of the room how these leave, or why they stay: {sorted(missing)}"
    assert not (leaves.keys() | stays.keys()) - ours.keys(), "there is no such table any more"
    assert all(stays.values())
    for label, how in leaves.items():
        columns = {one.name: one for one in ours[label]._meta.concrete_fields}
        assert not how.without.keys() - columns.keys(), f"{label} has no such column"
        sealed = {name for name, one in columns.items() if isinstance(one, models.BinaryField)} - how.without.keys()
        opened = (how.sealed is not None) + (how.file is not None)
        assert len(sealed) == opened or label == "record.Entry", f"{label}: {sealed} is neither opened nor left behind"


def test_the_documents_tell_of_every_table() -> None:
    text = (ROOT / "docs/export.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z]+\.[A-Za-z]+)` \|", text, re.MULTILINE)
    assert told == [*tables_of.given(), *tables_of.kept()]
    for label, how in tables_of.given().items():
        assert not how.comes_not or f"- {label}: {how.comes_not}.\n" in text


def test_what_belongs_to_cases_and_calls_leaves_opened(given: dict[str, bytes]) -> None:
    [room] = rows(given, "protection.JointRoom")
    [note] = rows(given, "protection.RoomNote")
    assert (room["content"]["text"], note["content"]["text"]) == ("With the other state", "We wrote to them")
    assert note["room"] == room["id"]
    assert rows(given, "protection.Tracing")[0]["content"]["name"] == "Farrukh Safarov"
    assert rows(given, "protection.MissedCall")[0]["content"]["number"] == "+70000000001"
    [paper] = rows(given, "protection.Attachment")
    assert (paper["content"]["name"], given[paper["file"]]) == ("notes.txt", b"What the paper says")
    assert "A file was opened for this person." in {one["content"]["sentence"] for one in rows(given, "record.Entry")}
    assert "password" not in rows(given, "people.Staff")[0]


def test_no_cell_is_a_formula(given: dict[str, bytes]) -> None:
    assert "'=Зарина Ихтироъ" in {row["full_name"] for row in lines(given["people.csv"])}


def test_another_site_has_the_same_people_and_cases(world: World, given: dict[str, bytes]) -> None:
    there = world.staff("supervisor", office=world.house)
    before = set(Person.objects.values_list("pk", flat=True))
    mine = {one.pk: Files([one.pk]).flat(one.pk) for one in Person.objects.filter(keeper=world.hotline)}
    people = tried(given["people.csv"], there, order="ymd")
    assert people.counts == {"new": 2, "same": 0, "changed": 0, "refused": 0}
    applied(people, there)
    theirs = tried(given["cases.csv"], there, order="ymd")
    assert theirs.counts["changed"] == 1
    applied(theirs, there)
    fresh = Person.objects.exclude(pk__in=before)
    stands = [Files([one.pk]).flat(one.pk) for one in fresh]
    assert sorted(one["full_name"] for one in stands) == ["=Зарина Ихтироъ", "Фаррух"]
    assert all(one in mine.values() for one in stands)
    [case] = Case.objects.filter(organisation=world.shelter)
    assert (case.kind, queries.opened(case).content["summary"]) == ("wages_withheld", "Three months")
    assert tried(given["people.csv"], there, order="ymd").counts["same"] == 2


def test_what_is_not_said_or_there_already_is_refused(world: World, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("")
    identity = str(pyrage.x25519.Identity.generate().to_public())
    for name, to in (("there", [identity]), ("new", []), ("new", ["x"])):
        with pytest.raises(giving.GivingRefused):
            giving.give(world.hotline, tmp_path / name, to, by=None, at=NOON)
    assert [one.name for one in tmp_path.iterdir()] == ["there"]


def test_what_is_said_of_a_party_leaves_as_said_with_the_reply_and_apart_from_what_was_found(
    given: dict[str, bytes],
) -> None:
    (said,) = lines(given["parties.csv"])
    assert (said["text"], said["standing"], said["their_reply"]) == (
        "Did not pay",
        "said_not_found_by_a_court",
        "We paid",
    )
    (found,) = lines(given["verdicts.csv"])
    assert (found["party"], found["body"], found["appeal"]) == ("A firm", "Court", "open")
