"""Going round the application: what is of an organisation, of the staff or of the public, and names no file, is locked too."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, models, transaction

from hamroh.people.models import OutsideDecision, OutsideRequest, Person
from hamroh.people.persons import actions as files
from hamroh.people.persons.models import Part
from hamroh.people.requests import actions as requests, queries as asked
from hamroh.people.staff.models import DeskSession, Invitation, Recovery, Role, Training
from hamroh.people.walls.models import Concealment
from hamroh.people.walls.rows import at_work, grant, seen_as
from hamroh.protection import jobs, models as here
from hamroh.protection.cases import actions as cases
from hamroh.protection.moving import actions as moving, agreeing
from hamroh.protection.shelter import actions as shelter
from hamroh.protection.women import queries as women
from hamroh.recruitment.register.models import Agency, Inspection, TriedTable
from hamroh.recruitment.reports import models as reports
from hamroh.recruitment.reviews import models as reviews
from hamroh.recruitment.seals.models import SealKey
from tests.people.conftest import NOON, World
from tests.protection.test_interpreters import booked, with_account

pytestmark = pytest.mark.django_db
ROLE = "hamroh_web_of_desk"
MODERATES, OFFICER = {"supervisor", "supervisor of house", "licensing"}, {"licensing"}


def row(model: Any, **said: Any) -> Any:
    """A row with something in every column that must be filled."""
    by_kind = {
        models.DateTimeField: NOON,
        models.DateField: NOON.date(),
        models.BinaryField: b"x",
        models.JSONField: {},
    }
    for field in model._meta.concrete_fields:
        empty = field.null or field.blank or field.has_default() or field.primary_key or field.is_relation
        if not empty and field.name not in said:
            words = "1" if isinstance(field, models.CharField | models.TextField) else 1
            said[field.name] = by_kind.get(type(field), field.choices[0][0] if field.choices else words)
    return model.objects.create(**said)


@pytest.fixture
def web_role(world: World, settings: Any) -> None:
    """A role that owns nothing; requests step down to it. On SQLite there is nothing to try."""
    settings.WEB_ROLE = ROLE
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"create role {ROLE}")
    grant(ROLE)


def everybody(world: World) -> dict[str, Any]:
    found = {role.value: world.staff(role.value) for role in Role}
    return found | {
        f"{role} of house": world.staff(role, office=world.house)
        for role in ("supervisor", "shelter_manager", "security")
    }


def seen(table: str, everybody: dict[str, Any]) -> set[str]:
    """To whom a query without any filter brings a row of this table."""
    found = set()
    for name, staff in everybody.items():
        with transaction.atomic(), seen_as(staff), connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {table}")
            if cursor.fetchone()[0]:
                found.add(name)
    return found


def test_what_names_no_file_is_seen_by_those_whose_work_it_is(world: World, web_role: None) -> None:
    if connection.vendor != "postgresql":
        return
    all_ = everybody(world)
    by = all_["supervisor"]
    mine, at, here_ = {"organisation": world.hotline}, NOON, here
    request = row(OutsideRequest, received_by=by, kind="police", **mine)
    row(OutsideDecision, request=request, staff=by)
    row(here_.Handover, office=world.dushanbe, left_by=by)
    row(here_.Shift, staff=by, planned_by=by, until=at + dt.timedelta(hours=1))
    row(here_.WomanOperator, staff=all_["operator"])
    row(here_.Sorting, by=by, **mine)
    call = row(here_.MissedCall, **mine)
    row(here_.MissedRing, call=call)
    interprets = with_account(world)
    told = {Part.IDENTITY: {"full_name": "Zarina Invented"}, Part.STORY: {"text": "x"}}
    file = files.open_file(told, by=all_["lawyer"], at=at)
    case = cases.open_case(file, "assault", complained_of=(), by=all_["lawyer"], at=at)
    booked(world, interprets, case)
    row(here_.InterpreterTie, interpreter=interprets)
    house = shelter.enter_shelter("Kazan", "x", beds=["1"], by=all_["shelter_manager of house"], at=at)
    row(here_.ColumnMap, columns=[], **mine)
    brought = row(here_.Import, by=by, state="tried", **mine)
    row(here_.ImportRow, of=brought, outcome="new")
    row(here_.Export, asked_by=by, **mine)
    row(Authenticator, user=all_["analyst"], type="totp", data={})
    row(Recovery, staff=all_["analyst"], until=at + dt.timedelta(9))
    row(DeskSession, staff=all_["analyst"])
    row(Training, staff=all_["analyst"], entered_by=by, expires_on=at.date() + dt.timedelta(9))
    row(Invitation, staff=all_["analyst"], until=at + dt.timedelta(9))
    from hamroh.people.alarms.models import Attempt

    row(Attempt, who=by.pk, hour=at)
    firm = row(reports.SuspectFirm)
    report = row(reports.FirmReport, firm=firm)
    row(reports.FirmReply, firm=firm, recorded_by=by)
    row(reports.FirmAttachment, report=report, kind="txt", state="clean", number=1, size=1)
    row(reports.FirmToken, firm=firm)
    row(reports.FirmStep, firm=firm, recorded_by=by)
    row(reports.FirmSorting, by=by)
    agency = row(Agency, entered_by=by)
    row(Inspection, agency=agency, planned_by=by)
    row(TriedTable, by=all_["licensing"])
    row(SealKey)
    judged = row(reviews.ReviewedFirm)
    batch = row(reviews.ReviewBatch, firm=judged, prepared_by=by, tallies={})
    review = row(reviews.WorkerReview, firm=judged)
    row(reviews.ReviewWords, batch=batch, review=review)
    row(reviews.ReviewReply, firm=judged, recorded_by=by)

    answers = {"intake", "operator", "case_worker", "lawyer", "supervisor"}
    books = {"case_worker", "lawyer", "supervisor", "interpreter"}
    decides = {"supervisor", "security"}
    vouches = decides | {"administrator", "supervisor of house", "security of house"}
    who = {
        "people_outsiderequest": decides, "people_outsidedecision": decides, "protection_export": decides,
        "protection_handover": answers, "protection_shift": answers, "protection_sorting": answers, "protection_missedring": answers,
        "protection_womanoperator": {"operator"},
        "protection_interpreter": books, "protection_languagepair": books, "protection_interpretertie": books,
        "protection_bookedquarter": books,
        "protection_shelter": {"shelter_manager of house"}, "protection_bed": {"shelter_manager of house"},
        "protection_columnmap": {"supervisor"}, "protection_import": {"supervisor"}, "protection_importrow": {"supervisor"},
        "mfa_authenticator": vouches | {"analyst"}, "people_recovery": vouches | {"analyst"},
        "people_desksession": {"administrator", "analyst"}, "people_invitation": {"administrator"},
        "people_training": {"administrator", "supervisor", "supervisor of house", "analyst"},
        "people_attempt": {"administrator", "security", "security of house"},
        **dict.fromkeys((f"recruitment_{name}" for name in "suspectfirm firmreport firmreply firmattachment firmtoken firmstep firmsorting inspection sealkey triedtable".split()), OFFICER),
        **dict.fromkeys((f"recruitment_{name}" for name in "reviewedfirm reviewbatch workerreview reviewwords reviewreply".split()), MODERATES),
    }  # fmt: skip
    wrong = {table: found ^ expected for table, expected in who.items() if (found := seen(table, all_)) != expected}
    assert not wrong, "differing in"

    # Whoever placed somebody there, or keeps their file, knows the house.
    row(here_.ShelterStay, bed=house.beds.get(), person=file, placed_by=by, referral=row(
        here_.Referral, case=case, person=file, to=world.shelter, sent_by=by, fields="identity", state="accepted",
        involvement=world.involve(file, organisation=world.shelter, until=at),
    ))  # fmt: skip
    assert {"lawyer", "supervisor", "shelter_manager of house"} <= seen("protection_shelter", all_)
    Concealment.objects.create(person=file, office=world.dushanbe)
    assert seen("protection_shelter", all_) == seen("protection_bed", all_) == {"shelter_manager of house"}


def test_what_is_not_seen_is_neither_changed_nor_removed(world: World, web_role: None) -> None:
    if connection.vendor != "postgresql":
        return
    row(here.Handover, office=world.dushanbe, left_by=world.staff("operator"))
    row(OutsideRequest, received_by=world.staff("operator"), kind="police", organisation=world.hotline)
    for stranger in (world.staff("operator", office=world.khujand), world.staff("analyst")):
        with transaction.atomic(), seen_as(stranger):
            assert here.Handover.objects.update(sealed=b"") == 0
            assert OutsideRequest.objects.update(sealed=b"") == 0
            assert here.Handover.objects.all().delete()[0] == 0
    assert bytes(here.Handover.objects.get().sealed) == b"x"


def test_where_nobody_asks_nothing_is_seen_and_work_sees_all(world: World, web_role: None) -> None:
    if connection.vendor != "postgresql":
        return
    by, long_ago = world.staff("supervisor"), NOON - dt.timedelta(days=4 * 365)
    world.staff("security")
    woman = world.staff("operator")
    row(here.WomanOperator, staff=woman)
    row(here.Shift, staff=woman, planned_by=by, since=long_ago, until=long_ago + dt.timedelta(hours=1))
    for n in range(12):
        requests.receive(kind="police", who=f"{n}", asked="x", ground="x", by=by, at=long_ago)
    row(here.Handover, office=world.dushanbe, left_by=by)
    brought = moving.begin("ном,рақам\nX,1\n".encode(), "dmy", by=by, at=NOON)
    moving.choose(brought.pk, [(0, "full_name"), (1, "own_number")], by=by, at=NOON)
    export = row(here.Export, asked_by=by, organisation=world.hotline)
    # The site's own work signs in as a role that the lock binds, and nobody asks.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"set local role {ROLE}")
        for table in (
            "protection_handover",
            "people_outsiderequest",
            "protection_shift",
            "protection_import",
            "protection_export",
        ):
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,), table
        assert asked.years(NOON)[0].requests == 12
        assert women.somebody(world.hotline.pk, about=(), at=dt.datetime.now(dt.UTC))
        assert requests.forget_before(NOON - dt.timedelta(days=3 * 365)) == 12
        assert jobs.shifts.take_out(NOON) == 1
        assert moving.carry_on(NOON) == "1 files"
        assert agreeing.make_agreed(NOON) == "0 made"
        assert jobs.take_out_handovers(NOON + dt.timedelta(1)) == 1
        with at_work("a test of the walls"):
            assert here.Import.objects.get(pk=brought.pk).state in ("tried", "unreadable")
            assert here.Export.objects.get().pk == export.pk
        cursor.execute("set local role none")
    assert not Person.objects.exists()
