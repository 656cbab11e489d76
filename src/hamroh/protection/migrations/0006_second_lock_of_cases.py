"""Row-level security for cases and all that belongs to them: seen with the person's file. PostgreSQL only."""

from django.db import migrations

from hamroh.people.walls import rows

TABLES = ("case", "clock", "task", "casenote", "referral")


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            for statement in rows.lock(f"protection_{table}", file="person_id"):
                schema_editor.execute(statement)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            for statement in rows.unlock(f"protection_{table}"):
                schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("protection", "0005_cases"), ("people", "0003_second_lock")]
    operations = [migrations.RunPython(put, take_off)]
