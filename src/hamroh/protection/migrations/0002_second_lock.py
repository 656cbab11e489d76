"""Row-level security for enquiries: the organisation that answers, and never the office complained of. PostgreSQL only."""

from django.db import migrations

from hamroh.people.walls import rows

MAY_SEE = """
create or replace function hamroh_may_see_enquiry(asked uuid) returns boolean
language sql stable security definer
set search_path = public, pg_temp
set hamroh.inside = 'yes'
as $$
    select exists (
        select 1
        from people_staff me
        join people_office office on office.id = me.office_id
        join protection_enquiry enquiry on enquiry.organisation_id = office.organisation_id
        where me.id = nullif(current_setting('hamroh.staff', true), '')::uuid
            and me.is_active
            and enquiry.id = asked
            and (enquiry.about_office_id is null or enquiry.about_office_id <> me.office_id)
            and exists (
                select 1 from people_rolegrant held
                where held.staff_id = me.id
                    and held.role in ('intake', 'operator', 'case_worker', 'lawyer', 'supervisor')
                    and held.since <= statement_timestamp()
                    and (held.until is null or held.until > statement_timestamp())
            )
    )
$$
"""
TABLES = {"protection_enquiry": "id", "protection_message": "enquiry_id"}


def put(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(MAY_SEE)
    for table, enquiry in TABLES.items():
        for statement in rows.lock(table, file=enquiry, sees="hamroh_may_see_enquiry"):
            schema_editor.execute(statement)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        for statement in rows.unlock(table):
            schema_editor.execute(statement)
    schema_editor.execute("drop function if exists hamroh_may_see_enquiry(uuid)")


class Migration(migrations.Migration):
    dependencies = [("protection", "0001_enquiries"), ("people", "0003_second_lock")]
    operations = [migrations.RunPython(put, take_off)]
