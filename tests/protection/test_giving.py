"""Nobody is locked in: all that an organisation keeps goes into one encrypted file, from which another site has the same."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pyrage
import pytest

from hamroh.people.models import Concealment, Person
from hamroh.people.persons import actions as persons
from hamroh.people.persons.models import Part
from hamroh.protection.cases import actions as cases, queries
from hamroh.protection.enquiries import calls
from hamroh.protection.models import Case
from hamroh.protection.moving import giving
from hamroh.protection.moving.files import Files
from hamroh.protection.parties import actions as parties
from hamroh.record.models import Entry
from hamroh.shell import once
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
    made = giving.give("hotline", file, [str(identity.to_public())], at=NOON)
    assert made.left_out == 1
    assert b"Caller" not in file.read_bytes()
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(file.read_bytes(), [identity]))) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def lines(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode(), newline="")))


def test_the_package_says_of_every_table_what_is_in_it(given: dict[str, bytes]) -> None:
    package = json.loads(given["datapackage.json"])
    assert {one["path"] for one in package["resources"]} == set(given) - {"datapackage.json"}
    for one in package["resources"]:
        if one["format"] == "csv":
            titles = next(csv.reader(io.StringIO(given[one["path"]].decode())))
            assert [field["name"] for field in one["schema"]["fields"]] == titles
    assert lines(given["notes.csv"])[0]["text"] == "He promised"
    assert json.loads(given["enquiries.jsonl"])["content"]["text"] == "Asked"
    assert "Something private" in given["parts.jsonl"].decode(), "what no table holds is there whole"
    text = b"".join(given.values()).decode()
    assert "Hidden" not in text and "Elsewhere" not in text
    assert Entry.objects.filter(kind="moving.given").count() == 1


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
    for organisation, name, to in (
        ("nobody", "new", [identity]),
        ("hotline", "there", [identity]),
        ("hotline", "new", []),
        ("hotline", "new", ["x"]),
    ):
        with pytest.raises(giving.GivingRefused):
            giving.give(organisation, tmp_path / name, to, at=NOON)
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
