"""What was merged into a file is seen with that file in the database too. PostgreSQL only."""

from django.db import migrations

from hamroh.people.walls import rows


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(rows.MAY_SEE_MERGED)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(rows.MAY_SEE)


class Migration(migrations.Migration):
    dependencies = [("people", "0018_second_lock_is_planned_once")]
    operations = [migrations.RunPython(put, take_off)]
