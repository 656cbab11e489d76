"""Row-level security for every table that says something of one person. PostgreSQL only."""

from django.db import migrations

from hamroh.people.walls import rows

TABLES = {
    "people_person": "id",
    "people_personpart": "person_id",
    "people_involvement": "person_id",
    "people_concealment": "person_id",
    "people_brokenglass": "person_id",
}


def put(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for statement in (rows.AT_WORK, rows.ASKED, rows.MAY_SEE):
        schema_editor.execute(statement)
    for table, file in TABLES.items():
        for statement in rows.lock(table, file=file):
            schema_editor.execute(statement)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        for statement in rows.unlock(table):
            schema_editor.execute(statement)
    for function in ("hamroh_may_see(uuid)", "hamroh_asked()", "hamroh_at_work()"):
        schema_editor.execute(f"drop function if exists {function}")


class Migration(migrations.Migration):
    dependencies = [("people", "0003_sign_in_by_invitation_and_recovery")]
    operations = [migrations.RunPython(put, take_off)]
