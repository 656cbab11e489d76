"""A role for those who keep the register of agencies; it opens no file, in either lock."""

from django.db import migrations, models

from hamroh.people.walls import rows

ROLES = (
    "intake operator case_worker lawyer interpreter shelter_manager consular licensing "
    "supervisor protection analyst security administrator"
).split()


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(rows.MAY_SEE)


class Migration(migrations.Migration):
    dependencies = [("people", "0011_sessions_that_their_owner_sees")]
    operations = [
        migrations.AlterField(
            model_name="rolegrant",
            name="role",
            field=models.CharField(max_length=20, choices=[(one, one) for one in ROLES]),
        ),
        # The function gets a stricter body; before this migration nobody could hold the role, so nothing is to be undone.
        migrations.RunPython(put, migrations.RunPython.noop),
    ]
