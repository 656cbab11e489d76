"""Row-level security for the marks under which enquiries are found. PostgreSQL only."""

from django.db import migrations

from hamroh.people.walls import rows

TABLE = "protection_enquirytoken"


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in rows.lock(TABLE, file="enquiry_id", sees="hamroh_may_see_enquiry"):
            schema_editor.execute(statement)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in rows.unlock(TABLE):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("protection", "0003_calls")]
    operations = [migrations.RunPython(put, take_off)]
