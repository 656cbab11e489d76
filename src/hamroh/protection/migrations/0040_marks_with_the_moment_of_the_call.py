"""A mark of a call has the moment at which the call came: of a common name the newest are found without looking through all calls."""

from django.db import migrations, models

FILL = """update protection_enquirytoken set received_at = call.received_at
    from protection_enquiry call where call.id = protection_enquirytoken.enquiry_id"""


def fill(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("select set_config('hamroh.work', 'marks with a moment', true)")
    schema_editor.execute(FILL)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("select set_config('hamroh.work', '', true)")


def leave(apps, schema_editor):
    """The column goes with what it holds."""


class Migration(migrations.Migration):
    dependencies = [("protection", "0039_rows_of_files_whose_person_has_no_file_yet")]
    operations = [
        migrations.AddField("enquirytoken", "received_at", models.DateTimeField(null=True)),
        migrations.RunPython(fill, leave),
        migrations.AddIndex(
            "enquirytoken", models.Index(fields=["token", "-received_at"], name="enquiry_token_newest")
        ),
    ]
