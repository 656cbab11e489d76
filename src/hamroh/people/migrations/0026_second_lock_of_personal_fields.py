"""Row-level security for what is personal in the record's entries: seen by whoever sees the entry. PostgreSQL only."""

from importlib import import_module

from django.db import migrations

from hamroh.people.walls import rows

ENTRY = import_module("hamroh.people.migrations.0023_second_lock_of_sessions_and_the_record").ENTRY


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in rows.lock_where("record_personalfields", ENTRY, anybody_adds=True):
            schema_editor.execute(statement)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in rows.unlock("record_personalfields"):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0025_second_lock_decides_without_asking_itself"),
        ("record", "0003_personal_fields_beside_the_chain"),
    ]
    operations = [migrations.RunPython(put, take_off)]
