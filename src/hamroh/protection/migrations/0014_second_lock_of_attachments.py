"""Row-level security for attachments: seen with the person's file, or with the enquiry while that has none. PostgreSQL only."""

from django.db import migrations

from hamroh.people.walls import rows

TABLE = "protection_attachment"
MAY_SEE = """
create or replace function hamroh_may_see_attachment(person uuid, enquiry uuid) returns boolean
language sql stable
set search_path = public, pg_temp
as $$
    select case when person is not null then hamroh_may_see(person) else hamroh_may_see_enquiry(enquiry) end
$$
"""


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAY_SEE)
        for statement in rows.lock(TABLE, file="person_id, enquiry_id", sees="hamroh_may_see_attachment"):
            schema_editor.execute(statement)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in rows.unlock(TABLE):
            schema_editor.execute(statement)
        schema_editor.execute("drop function if exists hamroh_may_see_attachment(uuid, uuid)")


class Migration(migrations.Migration):
    dependencies = [("protection", "0013_attachments"), ("people", "0003_second_lock")]
    operations = [migrations.RunPython(put, take_off)]
