"""Row-level security for the tables of this room. PostgreSQL only; what each statement does is told in `people/walls/rows.py`.
A table that comes later is locked in its own migration.
"""

from django.db import migrations

from hamroh.people.staff.models import Role
from hamroh.people.walls import rows

# The organisation that answers, and never an office complained of; but who is writing it down goes on for a while.
# Not in SQL: a function in SQL is planned anew by every query that asks it.
MAY_SEE_ENQUIRY = """
create or replace function hamroh_may_see_enquiry(asked uuid) returns boolean
language plpgsql stable security definer
set search_path = public, pg_temp
set hamroh.inside = 'yes'
as $$
begin
    return exists (
        select 1
        from people_staff me
        join people_office office on office.id = me.office_id
        join protection_enquiry enquiry on enquiry.organisation_id = office.organisation_id
        where me.id = nullif(current_setting('hamroh.staff', true), '')::uuid
            and me.is_active
            and enquiry.id = asked
            and (
                enquiry.about_office_id is null
                or (enquiry.about_office_id <> me.office_id and position(me.office_id::text in enquiry.also_about) = 0)
                or (enquiry.taken_by_id = me.id and enquiry.writing_until > statement_timestamp())
            )
            and exists (
                select 1 from people_rolegrant held
                where held.staff_id = me.id and not held.waiting
                    and held.role in ('intake', 'operator', 'case_worker', 'lawyer', 'supervisor')
                    and held.since <= statement_timestamp()
                    and (held.until is null or held.until > statement_timestamp())
            )
    );
end
$$
"""
# The organisation whose enquiries somebody answers, and the office in which they work; nothing for who answers none.
ANSWERS_FOR = """
create or replace function hamroh_answers_for() returns bigint
language plpgsql stable security definer
set search_path = public, pg_temp
as $$
begin
    return (
        select office.organisation_id
        from people_staff me
        join people_office office on office.id = me.office_id
        where me.id = nullif(current_setting('hamroh.staff', true), '')::uuid
            and me.is_active
            and exists (
                select 1 from people_rolegrant held
                where held.staff_id = me.id and not held.waiting
                    and held.role in ('intake', 'operator', 'case_worker', 'lawyer', 'supervisor')
                    and held.since <= statement_timestamp()
                    and (held.until is null or held.until > statement_timestamp())
            )
    );
end
$$
"""
OWN_OFFICE = """
create or replace function hamroh_own_office() returns uuid
language plpgsql stable security definer
set search_path = public, pg_temp
as $$
begin
    return (
        select me.office_id from people_staff me
        where me.id = nullif(current_setting('hamroh.staff', true), '')::uuid
    );
end
$$
"""
ANSWERS_FOR_THIS = """
create or replace function hamroh_answers_for(asked bigint) returns boolean
language sql stable security definer
set search_path = public, pg_temp
set hamroh.inside = 'yes'
as $$
    select exists (
        select 1
        from people_staff me
        join people_office office on office.id = me.office_id
        where me.id = nullif(current_setting('hamroh.staff', true), '')::uuid
            and me.is_active
            and office.organisation_id = asked
            and exists (
                select 1 from people_rolegrant held
                where held.staff_id = me.id
                    and not held.waiting
                    and held.role in ('intake', 'operator', 'case_worker', 'lawyer', 'supervisor')
                    and held.since <= statement_timestamp()
                    and (held.until is null or held.until > statement_timestamp())
            )
    )
$$
"""
# A message is seen with the file or the call that it is about; an attachment with the file, or with the enquiry while that has none.
MAY_SEE_MESSAGE = """
create or replace function hamroh_may_see_message(person uuid, enquiry uuid) returns boolean
language sql stable
set search_path = public, pg_temp
as $$
    select (person is not null and hamroh_may_see(person)) or (enquiry is not null and hamroh_may_see_enquiry(enquiry))
$$
"""
MAY_SEE_ATTACHMENT = """
create or replace function hamroh_may_see_attachment(person uuid, enquiry uuid) returns boolean
language sql stable
set search_path = public, pg_temp
as $$
    select case when person is not null then hamroh_may_see(person) else hamroh_may_see_enquiry(enquiry) end
$$
"""
# A party and its verdicts are seen with a file whose case names it.
MAY_SEE_PARTY = """
create or replace function hamroh_may_see_party(asked uuid) returns boolean
language sql stable security definer
set search_path = public, pg_temp
set hamroh.inside = 'yes'
as $$
    select exists (
        select 1 from protection_caseparty named where named.party_id = asked and hamroh_may_see(named.person_id)
    )
$$
"""
# A booking is seen with the person's file, and by the interpreter whose own it is unless the file is hidden from them or their office.
MAY_SEE_BOOKING = """
create or replace function hamroh_may_see_booking(person uuid, interpreter uuid) returns boolean
language sql stable security definer
set search_path = public, pg_temp
set hamroh.inside = 'yes'
as $$
    select hamroh_may_see(person) or exists (
        select 1 from protection_interpreter mine
        join people_staff me on me.id = mine.staff_id
        where mine.id = interpreter and me.is_active and me.id = nullif(current_setting('hamroh.staff', true), '')::uuid
            and not exists (
                select 1 from people_concealment c
                where c.person_id = person and (c.staff_id = me.id or c.office_id = me.office_id)
            )
    )
$$
"""
# Who placed somebody there, or keeps their file, knows the house.
MAY_SEE_SHELTER = """
create or replace function hamroh_may_see_shelter(asked uuid) returns boolean
language plpgsql stable security definer
set search_path = public, pg_temp
set hamroh.inside = 'yes'
as $$
begin
    return exists (
        select 1
        from protection_bed bed
        join protection_shelterstay stay on stay.bed_id = bed.id
        where bed.shelter_id = asked and hamroh_may_see(stay.person_id)
    );
end
$$
"""
FUNCTIONS = (
    MAY_SEE_ENQUIRY,
    ANSWERS_FOR,
    OWN_OFFICE,
    ANSWERS_FOR_THIS,
    MAY_SEE_MESSAGE,
    MAY_SEE_ATTACHMENT,
    MAY_SEE_PARTY,
    MAY_SEE_BOOKING,
    MAY_SEE_SHELTER,
)

BRING = rows.works_for(Role.SUPERVISOR)
ANSWER = rows.works_for(Role.INTAKE, Role.OPERATOR, Role.CASE_WORKER, Role.LAWYER, Role.SUPERVISOR)
BOOK = rows.works_for(Role.CASE_WORKER, Role.LAWYER, Role.SUPERVISOR)

# An enquiry's row says itself who may see it, so that PostgreSQL looks up once for a query who asks, not once for a row.
# What the columns do not say yes to the function is asked: it looks at the row as it stands, while PostgreSQL holds a changed row
# against its new columns, and who names their own office must be able to write that down.
BY_ITS_COLUMNS = """(
    organisation_id = (select hamroh_answers_for())
    and (
        about_office_id is null
        or (about_office_id <> (select hamroh_own_office()) and position((select hamroh_own_office())::text in also_about) = 0)
        or (
            taken_by_id = nullif(current_setting('hamroh.staff', true), '')::uuid
            and writing_until > statement_timestamp()
        )
    )
) or hamroh_may_see_enquiry(id)"""

OF_A_FILE = (
    "case",
    "clock",
    "task",
    "casenote",
    "referral",
    "shelterstay",
    "caseparty",
    "partylink",
    "rightofreply",
    "partymark",
    "meeting",
    "ownnumber",
    "jointroom",
    "roommember",
    "roomnote",
    "roompaper",
    "tracing",
    "sought",
    "tie",
    "interpreterconflict",
    "interpreterrequest",
    "casehouse",
    "hearing",
)
"""Seen with the person's file."""

# In the order in which they are locked: what is seen with another table comes after it.
SEEN = {
    "protection_enquiry": BY_ITS_COLUMNS,
    "protection_message": "hamroh_may_see_enquiry(enquiry_id)",
    "protection_enquirytoken": "hamroh_may_see_enquiry(enquiry_id)",
    "protection_review": "hamroh_may_see_enquiry(enquiry_id)",
    "protection_missedcall": "hamroh_answers_for(organisation_id)",
    "protection_missedring": "call_id in (select id from protection_missedcall)",
    "protection_outgoingmessage": "hamroh_may_see_message(person_id, enquiry_id)",
    "protection_attachment": "hamroh_may_see_attachment(person_id, enquiry_id)",
    "protection_party": "hamroh_may_see_party(id)",
    "protection_verdict": "hamroh_may_see_party(party_id)",
    "protection_partyword": "hamroh_may_see_party(party_id)",
    "protection_interpreterbooking": "hamroh_may_see_booking(person_id, interpreter_id)",
    "protection_handover": f"office_id = (select hamroh_own_office()) and {ANSWER} is not null",
    "protection_shift": f"""exists (
        select 1 from people_staff planned join people_office office on office.id = planned.office_id
        where planned.id = staff_id and office.organisation_id = {ANSWER}
    )""",  # noqa: S608, names of our own tables
    "protection_womanoperator": f"staff_id = {rows.ASKS}",
    "protection_sorting": f"organisation_id = {ANSWER}",
    "protection_interpreter": f"organisation_id = {BOOK} or staff_id = {rows.ASKS}",
    "protection_languagepair": "interpreter_id in (select id from protection_interpreter)",
    "protection_interpretertie": "interpreter_id in (select id from protection_interpreter)",
    "protection_bookedquarter": "interpreter_id in (select id from protection_interpreter)",
    "protection_shelter": f"organisation_id = {rows.works_for(Role.SHELTER_MANAGER)} or hamroh_may_see_shelter(id)",
    "protection_bed": "shelter_id in (select id from protection_shelter)",
    "protection_columnmap": f"organisation_id = {BRING}",
    "protection_import": f"organisation_id = {BRING}",
    # Of a row whose person has no file yet no function is asked: counting ninety thousand took eight tenths of a second.
    "protection_importrow": "(of_id in (select id from protection_import) and (file is null or hamroh_may_see(file)))",
    "protection_export": f"organisation_id = {rows.works_for(Role.SUPERVISOR, Role.SECURITY)}",
    # Nobody reads a report of a bribe: the site alone counts them, at its own work.
    "protection_bribereport": "false",
}


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in FUNCTIONS:
            schema_editor.execute(statement)
        for table in OF_A_FILE:
            for statement in rows.lock(f"protection_{table}", file="person_id"):
                schema_editor.execute(statement)
        for table, seen in SEEN.items():
            for statement in rows.lock_where(table, seen):
                schema_editor.execute(statement)


class Migration(migrations.Migration):
    replaces = [
        ("protection", name)
        for name in """
        0002_second_lock
        0004_second_lock_of_tokens
        0006_second_lock_of_cases
        0008_second_lock_of_stays
        0014_second_lock_of_attachments
        0016_second_lock_of_parties
        0019_second_lock_of_files_brought_in
        0021_second_lock_of_joint_rooms_and_tracing
        0025_second_lock_of_enquiries_heeds_waiting_roles
        0031_second_lock_of_enquiries_by_their_own_columns
        0034_second_lock_of_all_that_is_the_desks
        """.split()
    ]
    dependencies = [("protection", "0001_tables"), ("people", "0002_second_lock_of_every_table")]
    operations = [migrations.RunPython(put)]
