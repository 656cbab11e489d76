"""Row-level security for stays in shelters: seen with the person's file. PostgreSQL only."""

from django.db import migrations

from hamroh.people.walls import rows

TABLE = "protection_shelterstay"


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in rows.lock(TABLE, file="person_id"):
            schema_editor.execute(statement)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in rows.unlock(TABLE):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("protection", "0007_shelter")]
    operations = [migrations.RunPython(put, take_off)]
