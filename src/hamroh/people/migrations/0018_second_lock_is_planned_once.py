"""The function that opens files to somebody keeps its plan from one query to the next. PostgreSQL only."""

from django.db import migrations

from hamroh.people.walls import rows


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(rows.MAY_SEE)


class Migration(migrations.Migration):
    dependencies = [("people", "0017_numbers_asked_by_message")]
    # It says the same as before, in another language: nothing is to be undone.
    operations = [migrations.RunPython(put, migrations.RunPython.noop)]
