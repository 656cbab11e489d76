"""Going round the application: PostgreSQL shows a row of a file only to those who may see the file."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from unittest.mock import ANY

import pytest
from django.contrib.sessions.backends.db import CreateError, UpdateError
from django.contrib.sessions.models import Session
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hamroh import record
from hamroh.asylum.events import ClaimRead
from hamroh.people.models import BrokenGlass, Concealment, Involvement, Person, PersonPart
from hamroh.people.persons import jobs as retention
from hamroh.people.persons.events import FileRead
from hamroh.people.persons.queries import who_saw
from hamroh.people.staff.events import StaffEntered
from hamroh.people.staff.kept_sessions import SessionStore
from hamroh.people.walls import Absent, person as file_of, persons
from hamroh.people.walls.events import GlassBroken
from hamroh.people.walls.rows import at_work, grant, locked_models, seen_as
from hamroh.record import actions as record_actions, keys
from hamroh.record.models import PersonalFields
from hamroh.record.queries import entries
from hamroh.record.verifying import verify
from tests.people.conftest import World

pytestmark = pytest.mark.django_db

# Who may see a row is asked by PostgreSQL itself.
LOCKED = {
    *(
        f"people_{name}"
        for name in "person personpart searchtoken merge possibleduplicate involvement concealment brokenglass outsiderequest"
        " outsidedecision schoolwish turn attempt desksession invitation recovery training".split()
    ),
    *(
        "asylum_asylumclaim",
        "asylum_claimofficer",
        "mfa_authenticator",
        "django_session",
        "record_entry",
        "record_personalfields",
    ),
    *(
        f"protection_{name}"
        for name in "attachment missedcall missedring case clock task casenote referral sorting enquiry enquirytoken message handover"
        " interpreter languagepair interpretertie interpreterconflict interpreterbooking bookedquarter jointroom roommember roomnote"
        " roompaper ownnumber columnmap import importrow export outgoingmessage party partyword caseparty partylink verdict"
        " rightofreply partymark meeting review shelter bed shelterstay shift tracing sought tie womanoperator"
        " bribereport casehouse hearing interpreterrequest".split()
    ),
    *(
        f"recruitment_{name}"
        for name in "workfound suspectfirm firmreport firmreply firmattachment firmtoken firmstep firmsorting inspection sealkey reviewedfirm"
        " reviewbatch workerreview reviewwords reviewreply triedtable".split()
    ),
}
PROGRAM = "what the program needs to run; nothing of anybody stands in it"
NOT_USED = "a part of a library that this site does not use: it is empty"
BEFORE_SIGNING_IN = "asked before it is known who is asking, and at the desk whenever a password is confirmed"
COLLEAGUES = "every page names colleagues, and asks which roles they have"
DIRECTORY = "the directory of help, which is published whole, and how it is kept"
REGISTER = "the register of agencies, which is published whole, and which line came from which table"
# Why a table needs no second lock.
OPEN = {
    **dict.fromkeys(("django_migrations", "django_content_type", "record_jobrun"), PROGRAM),
    **dict.fromkeys(
        (
            "auth_group auth_group_permissions auth_permission account_emailconfirmation axes_accessattempt axes_accessattemptexpiration"
            " axes_accessfailurelog axes_accesslog"
        ).split(),
        NOT_USED,
    ),
    "desk_counters": BEFORE_SIGNING_IN,
    "account_emailaddress": "the address of sign-in, as it stands with the colleague",
    "django_tasks_database_dbtaskresult": "work that waits, by the ids of what it is about",
    **dict.fromkeys(("people_staff", "people_rolegrant", "people_office"), COLLEAGUES),
    **dict.fromkeys(
        (
            "people_organisation",
            "people_service",
            "people_servicearea",
            "people_openinghours",
            "people_serviceedition",
            "people_directoryedition",
            "people_probe",
            "people_receptionday",
            "people_numbermessage",
            "people_bringing",
        ),
        DIRECTORY,
    ),
    "protection_intake": "how an organisation shares out its work: everybody at its desk works by it, and it names nobody",
    "protection_briberelease": "what two persons publish for everybody, or propose to; it was made so that nothing follows of a report",
    "protection_houseflag": "everybody may ask of a house; its address is sealed, and who told of it or how many is not in it",
    **dict.fromkeys(("record_chain", "record_seal"), "numbers and hashes; what was noted is in the entries"),
    **dict.fromkeys(
        (
            f"recruitment_{name}"
            for name in "agency agencyname namekey agencyphone agencyplace licence licencestate registerreading returnterm placementreturn"
            " registerimport".split()
        ),
        REGISTER,
    ),
    "recruitment_intermediary": "found by a mark of the phone alone; name, phone and place are sealed, and the public check shows them",
    "recruitment_sealedcode": "what stands on papers that anybody may hold against it",
}

NOW = dt.datetime.now(dt.UTC)
ROLE = "hamroh_web_tried"


@pytest.fixture(autouse=True)
def web_role(db: None, settings: Any) -> None:
    """A role that owns nothing; requests step down to it. On SQLite there is nothing to try."""
    settings.WEB_ROLE = ROLE
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"create role {ROLE}")
        grant(ROLE)


def postgresql() -> bool:
    return bool(connection.vendor == "postgresql")


def raw(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def counted(model: Any, staff: Any) -> int:
    """Rows that a query without any filter of ours brings back to somebody."""
    with transaction.atomic(), seen_as(staff):
        return int(raw(f"select count(*) from {model._meta.db_table}")[0][0])


def test_every_table_about_one_person_is_locked() -> None:
    assert {model._meta.db_table for model in locked_models()} <= LOCKED


def test_every_table_of_the_site_is_locked_or_says_why_it_needs_no_lock() -> None:
    tables = set(connection.introspection.table_names())
    assert not LOCKED & set(OPEN)
    assert tables == LOCKED | set(OPEN), (
        "place a new table: under a second lock (people/walls/rows.py) and in LOCKED, or in OPEN with the reason"
    )
    if not postgresql():
        return
    of = "relnamespace = 'public'::regnamespace and relkind = 'r'"
    assert {
        row[0] for row in raw(f"select relname from pg_class where {of} and relrowsecurity and relforcerowsecurity")
    } == LOCKED
    ways = raw("select tablename, count(distinct cmd) from pg_policies group by 1")
    assert dict(ways) == dict.fromkeys(LOCKED, 4), "reading, adding, changing and removing each have their condition"


def test_a_query_that_forgot_every_filter_sees_what_the_first_lock_shows(world: World) -> None:
    files = [world.person() for _ in range(6)]
    lawyer, operator, shelter = (
        world.staff("lawyer"),
        world.staff("operator"),
        world.staff("operator", office=world.house),
    )
    supervisor, administrator = world.staff("supervisor"), world.staff("administrator")
    consul, interpreter = world.staff("consular"), world.staff("interpreter")
    world.involve(files[0], staff=lawyer)
    world.involve(files[1])
    world.involve(files[2], staff=shelter)
    world.involve(files[3], staff=lawyer, until=NOW - dt.timedelta(hours=1))
    world.involve(files[4])
    Concealment.objects.create(person=files[4], office=world.dushanbe)
    BrokenGlass.objects.create(
        person=files[5],
        staff=operator,
        reason=b"",
        since=NOW - dt.timedelta(minutes=1),
        until=NOW + dt.timedelta(hours=1),
    )
    if not postgresql():
        return
    for staff in (lawyer, operator, shelter, supervisor, administrator, consul, interpreter):
        first = {one.pk for one in persons(seen_by=staff, at=dt.datetime.now(dt.UTC))}
        with transaction.atomic(), seen_as(staff):
            second = {row[0] for row in raw("select id from people_person")}
        assert first == second, staff.full_name


def test_the_office_complained_of_does_not_learn_of_the_complaint(world: World) -> None:
    file = world.person()
    world.involve(file)
    Concealment.objects.create(person=file, office=world.dushanbe)
    if not postgresql():
        return
    accused, other = world.staff("supervisor"), world.staff("operator", office=world.khujand)
    for model in (Person, Involvement, Concealment):
        assert counted(model, accused) == 0
        assert counted(model, other) == 1


def test_who_names_nobody_sees_nothing(world: World) -> None:
    world.involve(world.person())
    if not postgresql():
        return
    raw_role = f'set local role "{ROLE}"'
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(raw_role)
        assert raw("select count(*) from people_person") == [(0,)]
        with connection.cursor() as cursor:
            cursor.execute("reset role")
    with transaction.atomic(), at_work("a test of the walls"):
        assert raw("select count(*) from people_person") == [(1,)]


def test_work_within_work_goes_on_and_ends_whatever_happens_in_it(world: World) -> None:
    # As in retention, which lets every room erase what it keeps: each says that it is at work.
    file, lawyer = world.person(), world.staff("lawyer", office=world.house)
    if not postgresql():
        return
    with transaction.atomic(), seen_as(lawyer):
        with at_work("outer"):
            with at_work("inner"):
                assert Person.objects.count() == 1
            assert Person.objects.count() == 1
            with pytest.raises(ZeroDivisionError), at_work("ends in an error that somebody catches"):
                1 / 0
            assert Person.objects.count() == 1
        assert Person.objects.count() == 0
        with pytest.raises(ZeroDivisionError), at_work("the same, within nothing"):
            1 / 0
        assert Person.objects.count() == 0
        with pytest.raises(ProgrammingError), transaction.atomic(), at_work("the database refuses"):
            raw("select nothing_of_this_name")
        assert Person.objects.count() == 0
    # By a role that owns nothing, as on a real site, where the owner of the tables is bound too.
    Person.objects.update(touched_on=NOW.date() - dt.timedelta(days=3000))
    PersonPart.objects.create(person=file, part="story", sealed=b"sealed")
    with transaction.atomic():
        raw(f'set local role "{ROLE}"')
        assert retention.take_out(NOW - retention.PERIOD) == 1
        raw("reset role")
    assert Person.objects.get().erased_at is not None
    assert not PersonPart.objects.exists()


def test_nothing_unseen_can_be_changed_or_removed(world: World) -> None:
    file = world.person()
    PersonPart.objects.create(person=file, part="story", sealed=b"sealed")
    if not postgresql():
        return
    with transaction.atomic(), seen_as(world.staff("lawyer", office=world.house)):
        assert PersonPart.objects.update(sealed=b"other") == 0
        assert PersonPart.objects.all().delete()[0] == 0
    assert bytes(PersonPart.objects.get().sealed) == b"sealed"


def test_a_file_is_opened_and_handed_on_under_the_lock(world: World) -> None:
    operator = world.staff("operator")
    with transaction.atomic(), seen_as(operator):
        file = world.person()
        world.involve(file, staff=operator)
        world.involve(file, organisation=world.shelter)
        PersonPart.objects.create(person=file, part="story", sealed=b"sealed")
        assert Person.objects.count() == 1
    if postgresql():
        assert counted(Person, world.staff("operator", office=world.house)) == 1


def test_the_site_cannot_take_the_lock_off(world: World) -> None:
    if not postgresql():
        return
    with pytest.raises(ProgrammingError, match="owner"), transaction.atomic(), seen_as(world.staff("administrator")):
        raw("alter table people_person disable row level security")


def test_no_row_is_looked_for_where_the_lock_says_no(world: World) -> None:
    # A row that is found and then refused takes longer than one that is not there.
    file, stranger = world.person(), world.staff("lawyer", office=world.house)
    world.involve(file)
    asked = []
    for id in (file.pk, uuid.uuid4()):
        somebody = type(stranger).objects.select_related("office").get(pk=stranger.pk)
        with transaction.atomic(), seen_as(somebody), CaptureQueriesContext(connection) as queries:
            with pytest.raises(Absent):
                file_of(id, seen_by=somebody, at=NOW)
            asked.append([query["sql"].replace(str(id), "ID").replace(id.hex, "ID") for query in queries])
    assert asked[0] == asked[1]
    if postgresql():
        assert not any("people_person" in sql for sql in asked[0])


def test_the_record_is_read_by_whoever_may_see_what_it_is_about(world: World) -> None:
    lawyer, other, chief = world.staff("lawyer"), world.staff("lawyer", office=world.house), world.staff("supervisor")
    officer, administrator = world.staff("protection"), world.staff("administrator")
    file, claim = world.person(), uuid.uuid4()
    world.involve(file, staff=lawyer)
    read = FileRead(about=file.pk, parts=("identity",))
    record.note_many([read, StaffEntered(about=lawyer.pk), ClaimRead(about=claim)], by=officer.pk, at=NOW)
    # Who may not read it again may note it all the same: the program itself, the public, somebody who loses sight of the file by it.
    with transaction.atomic(), seen_as(other):
        record.note(read, by=None, at=NOW)
        assert [(one.about, one.by) for one in entries()] == ([] if postgresql() else ANY)
    if not postgresql():
        return
    for staff, sees in (
        (lawyer, {file.pk, lawyer.pk}),
        (officer, {file.pk, lawyer.pk, claim}),
        (chief, {file.pk, lawyer.pk}),
        (administrator, {lawyer.pk}),
        (other, set()),
        (world.staff("supervisor", office=world.house), set()),
        (world.staff("protection", name="another officer"), set()),
    ):
        with transaction.atomic(), seen_as(staff):
            assert {row[0] for row in raw("select about from record_entry")} == sees, staff.full_name
    with transaction.atomic():
        raw(f'set local role "{ROLE}"')
        assert raw("select count(*) from record_entry") == [(0,)]
        assert record_actions.finish_erasures() == 0
        assert verify(NOW).entries == 4
        raw("reset role")


def test_what_is_personal_in_an_entry_is_read_by_whoever_reads_the_entry(world: World) -> None:
    lawyer, other = world.staff("lawyer"), world.staff("lawyer", office=world.house)
    with transaction.atomic(), seen_as(other):
        file = world.person()
        keys.store().make(file.pk)
        world.involve(file, staff=lawyer)
        record.note(GlassBroken(about=file.pk, reason="since Sunday"), by=None, at=NOW)
        assert PersonalFields.objects.count() == (0 if postgresql() else 1)
    with transaction.atomic(), seen_as(lawyer):
        assert "since Sunday" in entries(about=file.pk)[0].sentence("en")


def test_a_session_is_found_by_the_digest_of_its_name_alone(world: World) -> None:
    store = SessionStore()
    store["who"] = "Zarina"
    store.save()
    with pytest.raises(CreateError):
        store.save(must_create=True)
    with transaction.atomic(), seen_as(world.staff("administrator")):
        assert Session.objects.count() == (0 if postgresql() else 1)
        again = SessionStore(store.session_key)
        assert again["who"] == "Zarina"
        again["who"] = "Rustam"
        again.save()
    assert SessionStore(store.session_key).load() == {"who": "Rustam"}
    assert SessionStore(Session.objects.get().session_key).load() == {}
    store.delete()
    assert not Session.objects.exists()
    with pytest.raises(UpdateError):
        again.save()


def test_names_of_colleagues_go_over_the_walls_of_organisations(world: World) -> None:
    # Why people_staff has no second lock: who saw a file is told by name, also of those who work elsewhere or have left.
    here, elsewhere = world.staff("lawyer"), world.staff("lawyer", office=world.house)
    file = world.person()
    world.involve(file, staff=here)
    record.note(FileRead(about=file.pk, parts=("identity",)), by=elsewhere.pk, at=NOW)
    with transaction.atomic(), seen_as(here):
        assert [one.by for one in who_saw(file.pk, seen_by=here, at=NOW, language="en")] == [elsewhere.full_name]


def test_a_missed_call_and_a_review_are_seen_by_those_who_answer_for_the_organisation(world: World) -> None:
    from hamroh.protection.callbacks import actions, reading
    from hamroh.protection.enquiries import actions as enquiries, calls
    from hamroh.protection.models import Intake, MissedCall, Review

    lawyer = world.staff("lawyer")
    Intake.objects.create(organisation=world.hotline, review_percent=100)
    ring = reading.Ring("+79991234567", NOW, "")
    actions.enter([ring], organisation=world.hotline.pk, form="", by=None, at=NOW)
    enquiries.close(calls.write("f" * 32, calls.Call(text="x"), by=lawyer, at=NOW).row.pk, by=lawyer, at=NOW)
    if not postgresql():
        return
    for model in (MissedCall, Review):
        assert counted(model, lawyer) == 1
        for other in (world.staff("analyst"), world.staff("lawyer", office=world.house)):
            assert counted(model, other) == 0
