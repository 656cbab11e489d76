"""Row-level security for the tables of this room and for the entries of the record. PostgreSQL only; what each statement does is told in
`people/walls/rows.py`. A table that comes later is locked in its own migration.
"""

from django.db import migrations

from hamroh.people.staff import kept_sessions
from hamroh.people.staff.models import Role
from hamroh.people.walls import rows

FUNCTIONS = (rows.AT_WORK, rows.ASKED, rows.MAY_SEE, rows.WORKS_FOR)

DECIDE = rows.works_for(Role.SUPERVISOR, Role.SECURITY)
VOUCH = rows.works_for(Role.SUPERVISOR, Role.SECURITY, Role.ADMINISTRATOR)
ENTER = rows.works_for(Role.ADMINISTRATOR)

OF_A_FILE = {
    "people_person": "id",
    "people_personpart": "person_id",
    "people_involvement": "person_id",
    "people_concealment": "person_id",
    "people_brokenglass": "person_id",
}
"""The column that names the file with which a row is seen."""

# A token says nothing without the site's key, and a search meets many that are not for its eyes: they are held back where
# they are joined to the file, whose row is locked. A pair of files is seen by who may see both.
OF_A_SEARCH = {
    "people_searchtoken": ("hamroh_asked()", "hamroh_may_see(person_id)"),
    "people_merge": 2 * ("(hamroh_may_see(kept_id) and hamroh_may_see(gone_id))",),
    "people_possibleduplicate": 2 * ("(hamroh_may_see(one_id) and hamroh_may_see(other_id))",),
}
"""Where a row is seen, and where it is changed or removed."""

OF_AN_ORGANISATION = {
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
    # Wishes for schools are counted by the site's own work alone.
    "people_schoolwish": "false",
}
ENTRY = f"""
    by = {rows.ASKS} or about = {rows.ASKS} or exists (
        select 1 from people_staff told join people_office office on office.id = told.office_id
        where told.id = about and (
            {rows.works_for(Role.ADMINISTRATOR)} is not null or office.organisation_id = {rows.works_for(Role.SUPERVISOR)}
        )
    ) or hamroh_may_see(about)
"""  # noqa: S608, names of our own tables
OF_THE_RECORD = {"record_entry": ENTRY, "record_personalfields": ENTRY}


def put(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for statement in _statements():
        schema_editor.execute(statement)


def _statements():
    yield from FUNCTIONS
    for table, file in OF_A_FILE.items():
        yield from rows.lock(table, file=file)
    for table, (seen, changed) in OF_A_SEARCH.items():
        yield f"alter table {table} enable row level security"
        yield f"alter table {table} force row level security"
        yield f"create policy {table}_seen on {table} for select using (hamroh_at_work() or {seen})"
        yield f"create policy {table}_changed on {table} for update using (hamroh_at_work() or {changed})"
        yield f"create policy {table}_removed on {table} for delete using (hamroh_at_work() or {changed})"
        yield f"create policy {table}_added on {table} for insert with check (hamroh_asked() or hamroh_at_work())"
    for table, seen in OF_AN_ORGANISATION.items():
        yield from rows.lock_where(table, seen)
    for table, seen in AT_DESK.items():
        yield from rows.lock_where(table, seen, at_desk=True)
    yield from kept_sessions.SECOND_LOCK
    for table, seen in OF_THE_RECORD.items():
        yield from rows.lock_where(table, seen, anybody_adds=True)


class Migration(migrations.Migration):
    replaces = [
        ("people", name)
        for name in """
        0003_second_lock
        0018_second_lock_is_planned_once
        0019_merged_files_in_the_second_lock
        0020_second_lock_of_requests_and_signing_in
        0023_second_lock_of_sessions_and_the_record
        0025_second_lock_decides_without_asking_itself
        0026_second_lock_of_personal_fields
        """.split()
    ]
    dependencies = [
        ("people", "0001_tables"),
        ("record", "0001_tables"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
    ]
    operations = [migrations.RunPython(put)]
