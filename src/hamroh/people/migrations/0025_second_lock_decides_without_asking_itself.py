"""A function that decides who may see asks no policy that asks the function. PostgreSQL only.

Where the role that owns the tables is no superuser, as docs/guides/run-a-site.md has it, that never ended.
"""

from django.db import migrations

from hamroh.people.walls import rows


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(rows.AT_WORK_OR_DECIDING)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(rows.AT_WORK)


class Migration(migrations.Migration):
    dependencies = [("people", "0024_wishes_of_a_flood_do_not_count")]
    operations = [migrations.RunPython(put, take_off)]
