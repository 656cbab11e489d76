"""Row-level security for claims: seen by their officers alone. PostgreSQL only."""

from django.db import migrations

from hamroh.people.walls import rows

MAY_SEE = """
create or replace function hamroh_may_see_claim(asked uuid) returns boolean
language sql stable security definer
set search_path = public, pg_temp
set hamroh.inside = 'yes'
as $$
    with protecting as (
        select staff.id, office.organisation_id
        from people_staff staff
        join people_office office on office.id = staff.office_id
        join people_rolegrant held on held.staff_id = staff.id and held.role = 'protection' and not held.waiting
            and held.since <= statement_timestamp() and (held.until is null or held.until > statement_timestamp())
        where staff.is_active
    ),
    working as (
        select o.staff_id from asylum_claimofficer o join protecting p on p.id = o.staff_id
        where o.claim_id = asked and o.since <= statement_timestamp() and (o.until is null or o.until > statement_timestamp())
    )
    select exists (
        select 1 from protecting me
        where me.id = nullif(current_setting('hamroh.staff', true), '')::uuid
            and (
                exists (select 1 from working where staff_id = me.id)
                or (
                    not exists (select 1 from working)
                    and exists (
                        select 1 from asylum_asylumclaim c where c.id = asked and c.organisation_id = me.organisation_id
                    )
                )
            )
    )
$$
"""
TABLES = {"asylum_asylumclaim": "id", "asylum_claimofficer": "claim_id"}


def put(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(MAY_SEE)
    for table, claim in TABLES.items():
        for statement in rows.lock(table, file=claim, sees="hamroh_may_see_claim"):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    replaces = [
        ("asylum", name)
        for name in """
        0002_second_lock
        0003_second_lock_heeds_waiting_roles
        """.split()
    ]
    dependencies = [("asylum", "0001_tables"), ("people", "0002_second_lock_of_every_table")]
    operations = [migrations.RunPython(put)]
