"""Row-level security for numbers of organisations' own, and for rows of files that are brought in. PostgreSQL only."""

from django.db import migrations

from hamroh.people.walls import rows

# A row whose person has no file yet says nothing of anybody's file; it is sealed like every other.
MAY_SEE_ROW = """
create or replace function hamroh_may_see_row(file uuid) returns boolean
language sql stable security definer
set search_path = public, pg_temp
as $$
    select file is null or hamroh_may_see(file)
$$
"""


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAY_SEE_ROW)
        for statement in rows.lock("protection_ownnumber", file="person_id"):
            schema_editor.execute(statement)
        for statement in rows.lock("protection_importrow", file="file", sees="hamroh_may_see_row"):
            schema_editor.execute(statement)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in ("protection_importrow", "protection_ownnumber"):
            for statement in rows.unlock(table):
                schema_editor.execute(statement)
        schema_editor.execute("drop function if exists hamroh_may_see_row(uuid)")


class Migration(migrations.Migration):
    dependencies = [("protection", "0018_files_brought_in"), ("people", "0003_second_lock")]
    operations = [migrations.RunPython(put, take_off)]
