"""Row-level security for requests from outside, and for how the staff signs in. PostgreSQL only."""

from django.db import migrations

from hamroh.people.staff.models import Role
from hamroh.people.walls import rows

DECIDE = rows.works_for(Role.SUPERVISOR, Role.SECURITY)
VOUCH = rows.works_for(Role.SUPERVISOR, Role.SECURITY, Role.ADMINISTRATOR)
ENTER = rows.works_for(Role.ADMINISTRATOR)
SEEN = {
    "people_outsiderequest": f"organisation_id = {DECIDE}",
    # Seen with the request, whose own lock is asked.
    "people_outsidedecision": "request_id in (select id from people_outsiderequest)",
}
AT_DESK = {
    "mfa_authenticator": f"user_id = {rows.ASKS} or {VOUCH} is not null",
    "people_recovery": f"staff_id = {rows.ASKS} or {VOUCH} is not null",
    "people_desksession": f"staff_id = {rows.ASKS} or {ENTER} is not null",
    "people_invitation": f"{ENTER} is not null",
    "people_training": f"staff_id = {rows.ASKS} or {rows.works_for(Role.ADMINISTRATOR, Role.SUPERVISOR)} is not null",
    "people_attempt": f"{rows.works_for(Role.ADMINISTRATOR, Role.SECURITY)} is not null",
}


def put(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(rows.WORKS_FOR)
    for some, at_desk in ((SEEN, False), (AT_DESK, True)):
        for table, seen in some.items():
            for statement in rows.lock_where(table, seen, at_desk=at_desk):
                schema_editor.execute(statement)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    # What is seen with another table goes first.
    for table in reversed([*SEEN, *AT_DESK]):
        for statement in rows.unlock(table):
            schema_editor.execute(statement)
    schema_editor.execute("drop function if exists hamroh_works_for(text[])")


class Migration(migrations.Migration):
    dependencies = [("people", "0019_merged_files_in_the_second_lock"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(put, take_off)]
