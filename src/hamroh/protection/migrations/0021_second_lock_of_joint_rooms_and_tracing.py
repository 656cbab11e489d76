"""Row-level security for joint rooms, family contact and ties: seen with the person's file. PostgreSQL only."""

from django.db import migrations

from hamroh.people.walls import rows

TABLES = ("jointroom", "roommember", "roomnote", "tracing", "sought", "tie")


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
    dependencies = [("protection", "0020_joint_rooms_and_tracing"), ("people", "0003_second_lock")]
    operations = [migrations.RunPython(put, take_off)]
