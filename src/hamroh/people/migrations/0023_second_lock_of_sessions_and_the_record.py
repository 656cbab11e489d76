"""Row-level security for sessions of the desk and for the entries of the record. PostgreSQL only.

Sessions are kept under a digest of their name from now on (`people/staff/kept_sessions.py`): who is signed in signs in again.
"""

from django.db import migrations

from hamroh.people.staff import kept_sessions
from hamroh.people.staff.models import Role
from hamroh.people.walls import rows

ENTRY = f"""
    by = {rows.ASKS} or about = {rows.ASKS} or exists (
        select 1 from people_staff told join people_office office on office.id = told.office_id
        where told.id = about and (
            {rows.works_for(Role.ADMINISTRATOR)} is not null or office.organisation_id = {rows.works_for(Role.SUPERVISOR)}
        )
    ) or hamroh_may_see(about)
"""  # noqa: S608, names of our own tables


def put(apps, schema_editor):
    apps.get_model("sessions", "Session").objects.all().delete()
    if schema_editor.connection.vendor != "postgresql":
        return
    for statement in (*kept_sessions.SECOND_LOCK, *rows.lock_where("record_entry", ENTRY, anybody_adds=True)):
        schema_editor.execute(statement)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in (*rows.unlock("record_entry"), *kept_sessions.NO_SECOND_LOCK):
            schema_editor.execute(statement)
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0022_wishes_for_schools"),
        ("record", "0002_entries_are_never_changed"),
        ("sessions", "0001_initial"),
    ]
    operations = [migrations.RunPython(put, take_off)]
