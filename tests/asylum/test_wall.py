"""No other role can learn that a claim exists (design rule 8)."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hamroh.asylum import actions, queries
from hamroh.asylum.models import AsylumClaim, ClaimOfficer
from hamroh.people.staff.models import Role, RoleGrant
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import grant, seen_as
from hamroh.record import keys, queries as record
from hamroh.record.events import KINDS
from tests.people.conftest import NOON, World, signed_in

TOLD = {"name": "Nobody's name", "fear": "They came to his mother's house and asked for him.", "country": "there"}
FORM = "application/x-www-form-urlencoded"
OTHERS = [role for role in Role if role is not Role.PROTECTION]


def sees(staff: Any, id: uuid.UUID, at: dt.datetime = NOON) -> bool:
    try:
        return queries.claim(id, seen_by=staff, at=at).pk == id
    except Absent:
        return False


def test_the_officer_who_opened_it_reads_it(world: World) -> None:
    officer = world.staff("protection")
    claim = actions.open_claim(TOLD, by=officer, at=NOON)
    read = actions.read_claim(claim.pk, by=officer, at=NOON)
    assert (read.name, read.fear) == (TOLD["name"], TOLD["fear"])


@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_sees_it_even_when_named(world: World, role: Role) -> None:
    claim = actions.open_claim(TOLD, by=world.staff("protection"), at=NOON)
    somebody = world.staff(role)
    ClaimOfficer.objects.create(claim=claim, staff=somebody, since=NOON)
    assert not sees(somebody, claim.pk)
    with pytest.raises(Absent):
        actions.open_claim(TOLD, by=somebody, at=NOON)


def test_another_officer_does_not_see_it_and_one_of_another_organisation_never(world: World) -> None:
    claim = actions.open_claim(TOLD, by=world.staff("protection"), at=NOON)
    assert not sees(world.staff("protection", name="another"), claim.pk)
    assert not sees(world.staff("protection", office=world.house), claim.pk)


def test_a_claim_whose_officer_left_is_found_by_the_other_officers_of_the_organisation(world: World) -> None:
    officer, other = world.staff("protection"), world.staff("protection", name="another")
    claim = actions.open_claim(TOLD, by=officer, at=NOON)
    officer.is_active = False
    officer.save()
    assert sees(other, claim.pk)
    assert not sees(world.staff("protection", office=world.house), claim.pk)
    assert not sees(world.staff("supervisor"), claim.pk)


def test_a_role_that_waits_for_a_second_person_opens_no_claim_and_nobody_is_led_to_it(
    world: World, settings: Any
) -> None:
    officer, waits = world.staff("protection"), world.staff("operator")
    RoleGrant.objects.create(staff=waits, role="protection", since=NOON - dt.timedelta(days=300), waiting=True)
    claim = actions.open_claim(TOLD, by=officer, at=NOON)
    officer.is_active = False
    officer.save()
    assert not sees(waits, claim.pk)
    assert waits not in queries.officers(seen_by=waits, at=NOON)
    # Nor does it stand in the way of who may.
    ClaimOfficer.objects.create(claim=claim, staff=waits, since=NOON)
    assert sees(world.staff("protection", name="another"), claim.pk)
    if connection.vendor == "postgresql":
        settings.WEB_ROLE = "hamroh_web_waits"
        with connection.cursor() as cursor:
            cursor.execute("create role hamroh_web_waits")
        grant("hamroh_web_waits")
        with transaction.atomic(), seen_as(waits):
            assert AsylumClaim.objects.count() == 0


@pytest.mark.parametrize("role", OTHERS)
def test_every_page_is_the_same_with_a_claim_and_without(world: World, role: Role) -> None:
    client = signed_in(world.staff(role))
    pages = ["/desk/", "/desk/claims/", f"/desk/claims/{uuid.UUID(int=7)}/", "/desk/fear-of-return/", "/desk/no-page/"]

    def seen() -> list[Any]:
        found = []
        for address in pages:
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(address)
            text = re.sub('value="[A-Za-z0-9]{64}"', "", answer.content.decode())
            found.append((answer.status_code, text, len(asked)))
        return found

    # Who the protection officers are is no secret: the page that leads out names them.
    officer = world.staff("protection")
    before = seen()
    actions.open_claim({**TOLD}, by=officer, at=NOON)
    assert seen() == before


def test_a_claims_address_and_an_unknown_one_are_one_page_with_the_same_queries(world: World) -> None:
    claim = actions.open_claim(TOLD, by=world.staff("protection"), at=NOON)
    client, found = signed_in(world.staff("protection", name="another")), []
    for id in (claim.pk, uuid.uuid4()):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(reverse("claim", kwargs={"id": id}))
        text = re.sub('value="[A-Za-z0-9]{64}"', "", answer.content.decode().replace(str(id), "ID"))
        found.append((answer.status_code, text, len(asked)))
    assert found[0] == found[1]
    assert found[0][0] == 404


def test_nothing_outside_the_room_refers_to_a_claim_and_no_claim_to_a_file(world: World) -> None:
    room = set(apps.get_app_config("asylum").get_models())
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.related_model in room and not field.auto_created:
                assert model in room, f"{model.__name__}.{field.name} tells that claims exist"
            if model in room and field.is_relation and field.related_model is not None:
                assert field.related_model.__name__ in {"AsylumClaim", "ClaimOfficer", "Organisation", "Staff"}


def test_nothing_readable_is_in_the_database(world: World) -> None:
    claim = actions.open_claim(TOLD, by=world.staff("protection"), at=NOON)
    raw = bytes(AsylumClaim.objects.get(pk=claim.pk).sealed)
    assert b"mother" not in raw
    assert b"Nobody" not in raw


def test_the_record_of_a_claim_names_nobody(world: World) -> None:
    officer = world.staff("protection")
    claim = actions.open_claim(TOLD, by=officer, at=NOON)
    actions.read_claim(claim.pk, by=officer, at=NOON)
    sentences = [entry.sentence("en") for entry in record.entries(about=claim.pk)]
    assert len(sentences) == 2
    assert not any("Nobody" in one for one in sentences)
    # A system of logs outside the site is not told that there is one, nor that its key was destroyed; all work with people looks so there.
    told = {name for name, kind in KINDS.items() if kind.told_elsewhere}
    assert not any(name.startswith(("asylum.", "persons.", "protection.")) for name in told)
    assert told and "record.key_destroyed" not in told


def test_a_note_on_a_changed_claim_is_refused_and_both_stay(world: World) -> None:
    officer = world.staff("protection")
    claim = actions.open_claim(TOLD, by=officer, at=NOON)
    actions.add_note(claim.pk, "first", edition=1, by=officer, at=NOON)
    with pytest.raises(actions.Stale):
        actions.add_note(claim.pk, "second", edition=1, by=officer, at=NOON)
    assert [n.text for n in actions.read_claim(claim.pk, by=officer, at=NOON).notes] == ["first"]


def test_on_the_page_words_that_came_too_late_are_still_there(world: World) -> None:
    officer = world.staff("protection")
    claim = actions.open_claim(TOLD, by=officer, at=NOON)
    actions.add_note(claim.pk, "first", edition=1, by=officer, at=NOON)
    address = reverse("claim", kwargs={"id": claim.pk})
    client = signed_in(officer)
    answer = client.post(address, "edition=1&text=second+words", content_type=FORM)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "second words" in text
    assert "first" in text
    assert 'name="edition" value="2"' in text


def test_who_hands_over_sees_it_no_longer(world: World) -> None:
    officer, other = world.staff("protection"), world.staff("protection", name="another")
    claim = actions.open_claim(TOLD, by=officer, at=NOON)
    actions.hand_over(claim.pk, to=other, by=officer, at=NOON)
    assert sees(other, claim.pk)
    assert not sees(officer, claim.pk)
    with pytest.raises(actions.NotAnOfficer):
        actions.hand_over(claim.pk, to=world.staff("lawyer"), by=other, at=NOON)
    with pytest.raises(actions.NotAnOfficer):
        actions.hand_over(claim.pk, to=world.staff("protection", office=world.house), by=other, at=NOON)


def test_the_database_itself_shows_a_claim_to_its_officer_alone(world: World, settings: Any) -> None:
    if connection.vendor != "postgresql":
        return
    settings.WEB_ROLE = "hamroh_web_claims"
    with connection.cursor() as cursor:
        cursor.execute("create role hamroh_web_claims")
    grant("hamroh_web_claims")
    officer, now = world.staff("protection"), dt.datetime.now(dt.UTC)
    with transaction.atomic(), seen_as(officer):
        claim = actions.open_claim(TOLD, by=officer, at=now)
        actions.add_note(claim.pk, "more", edition=1, by=officer, at=now)
    others = [world.staff(role) for role in OTHERS] + [world.staff("protection", name="another")]
    for somebody in others:
        with transaction.atomic(), seen_as(somebody):
            assert AsylumClaim.objects.count() == ClaimOfficer.objects.count() == 0
    with transaction.atomic(), seen_as(officer):
        assert AsylumClaim.objects.count() == ClaimOfficer.objects.count() == 1
        actions.hand_over(claim.pk, to=others[-1], by=officer, at=now)
        assert AsylumClaim.objects.count() == 0


def test_the_pages_of_an_officer_work_from_the_first_word_to_the_last(world: World) -> None:
    officer, other = world.staff("protection"), world.staff("protection", name="another")
    client = signed_in(officer)
    assert "You work with no claim" in client.get(reverse("claims")).content.decode()
    assert client.post(reverse("open_claim"), "name=x", content_type=FORM).status_code == 400
    answer = client.post(reverse("open_claim"), "name=x&fear=prison", content_type=FORM)
    assert answer.status_code == 302
    assert "prison" in client.get(answer.headers["Location"]).content.decode()
    id = AsylumClaim.objects.get().pk
    client.post(reverse("close_claim", kwargs={"id": id}), "", content_type=FORM)
    assert AsylumClaim.objects.get().closed_at is not None
    client.post(reverse("hand_over_claim", kwargs={"id": id}), f"to={other.pk}", content_type=FORM)
    assert client.get(reverse("claim", kwargs={"id": id})).status_code == 404


def test_a_claim_is_erased_when_its_person_asks(world: World, django_capture_on_commit_callbacks: Any) -> None:
    officer = world.staff("protection")
    client, id = signed_in(officer), actions.open_claim(TOLD, by=officer, at=NOON).pk
    where = reverse("erase_claim", kwargs={"id": id})
    assert (
        signed_in(world.staff("protection", name="another")).post(where, "word=erase", content_type=FORM).status_code
        == 404
    )
    assert "This is another word" in client.post(where, "word=yes", content_type=FORM).content.decode()
    assert keys.store().exists(id)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(where, "word=Erase", content_type=FORM).headers["Location"] == reverse("claims")
    assert not keys.store().exists(id) and not AsylumClaim.objects.exists()
    assert client.get(where).status_code == 404
    told = {entry.kind: entry.by for entry in record.entries(about=id)}
    assert told["asylum.claim_erased"] == officer.pk
    assert told["record.key_destroyed"] is None, "outside this room nobody is named"


def test_the_list_of_claims_notes_whose_names_it_showed(world: World) -> None:
    officer = world.staff("protection")
    claim = actions.open_claim(TOLD, by=officer, at=NOON)
    signed_in(officer).get(reverse("claims"))
    (listed,) = [entry for entry in record.entries(by=officer.pk) if entry.kind == "asylum.claims_listed"]
    assert listed.own_fields["shown"] == [str(claim.pk)]
