"""An export of everything is agreed to by a supervisor and a security officer, for whom they name, and is had for a week."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hamroh.people.persons import actions as persons
from hamroh.people.persons.models import Part
from hamroh.people.walls import Absent
from hamroh.protection.models import Export
from hamroh.protection.moving import agreeing, giving
from hamroh.record.models import Entry
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_cases import post

DAY = dt.timedelta(days=1)


@pytest.fixture
def identity() -> Any:
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def asked(world: World, identity: Any, settings: Any, tmp_path: Path) -> Export:
    settings.EXPORTS_FOLDER = tmp_path / "exports"
    return agreeing.ask(str(identity.to_public()), "We move", by=world.staff("supervisor"), at=NOON)


def test_it_takes_one_of_each_and_never_who_asked(world: World, asked: Export) -> None:
    for other in (world.staff("supervisor"), world.staff("supervisor", name="another")):
        with pytest.raises(agreeing.NotYours):
            agreeing.decide(asked.pk, True, by=other, at=NOON)
    for stranger in (world.staff("lawyer"), world.staff("security", office=world.house)):
        with pytest.raises(Absent):
            agreeing.decide(asked.pk, True, by=stranger, at=NOON)
    officer = world.staff("security")
    assert agreeing.waiting(seen_by=officer, at=NOON) == 1
    assert agreeing.decide(asked.pk, True, by=officer, at=NOON).agreed is True
    with pytest.raises(agreeing.Decided):
        agreeing.decide(asked.pk, False, by=officer, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=asked.pk).update(decided_by=asked.asked_by)
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"moving.export_asked", "moving.export_decided"} <= kinds


@pytest.mark.parametrize("answer", [None, False])
def test_what_two_did_not_agree_to_is_not_made(
    world: World, asked: Export, answer: bool | None, tmp_path: Path
) -> None:
    if answer is not None:
        agreeing.decide(asked.pk, answer, by=world.staff("security"), at=NOON)
    agreeing.make_agreed(NOON)
    with pytest.raises(giving.GivingRefused):
        agreeing.make("hotline", tmp_path / "ours", at=NOON)
    with pytest.raises(Absent):
        agreeing.take(asked.pk, by=asked.asked_by, at=NOON)
    assert not list(tmp_path.rglob("*.age"))


def test_the_file_is_for_whom_they_named_and_gone_after_a_week(
    world: World, asked: Export, identity: Any, tmp_path: Path
) -> None:
    persons.open_file({Part.IDENTITY: {"full_name": "Зарина"}}, by=world.staff("lawyer"), at=NOON)
    agreeing.decide(asked.pk, True, by=world.staff("security"), at=NOON)
    agreeing.make_agreed(NOON)
    file = agreeing.take(asked.pk, by=world.staff("security"), at=NOON)
    assert pyrage.decrypt(file.read_bytes(), [identity])[:2] == b"PK"
    assert Entry.objects.filter(kind="moving.export_taken", reading=True).count() == 1
    # On the machine it is written for the same, and for nobody else.
    agreeing.make("hotline", tmp_path / "ours", at=NOON)
    assert pyrage.decrypt((tmp_path / "ours").read_bytes(), [identity])
    later = NOON + 8 * DAY
    with pytest.raises(Absent):
        agreeing.take(asked.pk, by=world.staff("security"), at=later)
    agreeing.make_agreed(later)
    assert not file.exists()
    with pytest.raises(giving.GivingRefused):
        agreeing.make("hotline", tmp_path / "late", at=later)


def test_the_way_of_two_at_the_desk(world: World, identity: Any, settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_FOLDER = tmp_path / "exports"
    officer, supervisor = signed_in(world.staff("security")), signed_in(world.staff("supervisor"))
    place = reverse("exports")
    wrong = post(officer, place, reason="We move", recipients="ours")
    assert wrong.status_code == 400
    assert "We move" in wrong.content.decode(), "what was typed stays"
    post(officer, place, reason="We move", recipients=f"{identity.to_public()}\n")
    row = Export.objects.get()
    assert "Waits for the second person." in officer.get(place).content.decode()
    assert reverse("decide_export", kwargs={"id": row.pk}) not in officer.get(place).content.decode()
    assert reverse("decide_export", kwargs={"id": row.pk}) in supervisor.get(place).content.decode()
    post(supervisor, reverse("decide_export", kwargs={"id": row.pk}), answer="yes")
    taking = reverse("take_export", kwargs={"id": row.pk})
    assert officer.get(taking).status_code == 404, "it is not made yet"
    agreeing.make_agreed(dt.datetime.now(dt.UTC))
    assert taking in officer.get(place).content.decode()
    answer = officer.get(taking)
    assert pyrage.decrypt(b"".join(answer.streaming_content), [identity])[:2] == b"PK"
    assert signed_in(world.staff("security", office=world.house)).get(taking).status_code == 404


def test_it_is_read_as_of_one_moment_outside_of_any_other_work(
    transactional_db: None, world: World, asked: Export, identity: Any
) -> None:
    persons.open_file({Part.IDENTITY: {"full_name": "Зарина"}}, by=world.staff("lawyer"), at=NOON)
    agreeing.decide(asked.pk, True, by=world.staff("security"), at=NOON)
    assert agreeing.make_agreed(NOON) == "1 made"
    file = agreeing.take(asked.pk, by=world.staff("security"), at=NOON)
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(file.read_bytes(), [identity]))) as pack:
        assert "Зарина" in pack.read("people.csv").decode()
