"""An enquiry's row says itself who may see it, so that PostgreSQL looks up once for a query who asks, not once for a row.

What the columns do not say yes to the function is asked, as before: it looks at the row as it stands, while PostgreSQL holds a changed row
against its new columns, and who names their own office must be able to write that down.
"""

from importlib import import_module

from django.db import migrations

ONE_BY_ONE = import_module("hamroh.protection.migrations.0029_complaints_of_several_offices").MAY_SEE
MAY_SEE = (
    ONE_BY_ONE.replace("language sql", "language plpgsql")
    .replace("as $$\n    select exists (", "as $$\nbegin\n    return exists (")
    .replace("    )\n$$", "    );\nend\n$$")
)
assert MAY_SEE.count("plpgsql") == MAY_SEE.count("begin") == MAY_SEE.count("end\n") == 1

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
BY_COLUMNS = """(
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


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in (MAY_SEE, ANSWERS_FOR, OWN_OFFICE, *_policies(BY_COLUMNS)):
            schema_editor.execute(statement)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in (*_policies("hamroh_may_see_enquiry(id)"), ONE_BY_ONE):
            schema_editor.execute(statement)
        for function in ("hamroh_answers_for", "hamroh_own_office"):
            schema_editor.execute(f"drop function if exists {function}()")


def _policies(seen):
    return [
        f"alter policy protection_enquiry_{what} on protection_enquiry using (hamroh_at_work() or {seen})"
        for what in ("seen", "changed", "removed")
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("protection", "0030_plan_of_shifts"),
        ("people", "0002_staff_persons_walls"),
    ]
    operations = [migrations.RunPython(put, take_off)]
