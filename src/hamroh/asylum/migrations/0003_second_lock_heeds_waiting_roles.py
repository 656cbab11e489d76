"""A role that waits for a second person opens no claim in the database either. PostgreSQL only."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("hamroh.asylum.migrations.0002_second_lock").MAY_SEE
MAY_SEE = BEFORE.replace("held.role = 'protection'\n", "held.role = 'protection' and not held.waiting\n")
assert MAY_SEE != BEFORE


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAY_SEE)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BEFORE)


class Migration(migrations.Migration):
    dependencies = [("asylum", "0002_second_lock"), ("people", "0003_sign_in_by_invitation_and_recovery")]
    operations = [migrations.RunPython(put, take_off)]
