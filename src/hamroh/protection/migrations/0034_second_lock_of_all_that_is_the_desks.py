"""Row-level security for what is of an organisation and names no file: handovers, shifts, interpreters, shelters, files brought in,
exports. PostgreSQL only.
"""

from django.db import migrations

from hamroh.people.staff.models import Role
from hamroh.people.walls import rows

BRING = rows.works_for(Role.SUPERVISOR)
ANSWER = rows.works_for(Role.INTAKE, Role.OPERATOR, Role.CASE_WORKER, Role.LAWYER, Role.SUPERVISOR)
BOOK = rows.works_for(Role.CASE_WORKER, Role.LAWYER, Role.SUPERVISOR)

# Who placed somebody there, or keeps their file, knows the house.
MAY_SEE_SHELTER = """
create or replace function hamroh_may_see_shelter(asked uuid) returns boolean
language plpgsql stable security definer
set search_path = public, pg_temp
set hamroh.inside = 'yes'
as $$
begin
    return exists (
        select 1
        from protection_bed bed
        join protection_shelterstay stay on stay.bed_id = bed.id
        where bed.shelter_id = asked and hamroh_may_see(stay.person_id)
    );
end
$$
"""
ROW_BEFORE = "hamroh_may_see_row(file)"
# In the order in which they are locked: what is seen with another table comes after it.
SEEN = {
    "protection_handover": f"office_id = (select hamroh_own_office()) and {ANSWER} is not null",
    "protection_shift": f"""exists (
        select 1 from people_staff planned join people_office office on office.id = planned.office_id
        where planned.id = staff_id and office.organisation_id = {ANSWER}
    )""",  # noqa: S608, names of our own tables
    "protection_womanoperator": f"staff_id = {rows.ASKS}",
    "protection_sorting": f"organisation_id = {ANSWER}",
    "protection_missedring": "call_id in (select id from protection_missedcall)",
    "protection_interpreter": f"organisation_id = {BOOK} or staff_id = {rows.ASKS}",
    "protection_languagepair": "interpreter_id in (select id from protection_interpreter)",
    "protection_interpretertie": "interpreter_id in (select id from protection_interpreter)",
    "protection_bookedquarter": "interpreter_id in (select id from protection_interpreter)",
    "protection_shelter": f"organisation_id = {rows.works_for(Role.SHELTER_MANAGER)} or hamroh_may_see_shelter(id)",
    "protection_bed": "shelter_id in (select id from protection_shelter)",
    "protection_columnmap": f"organisation_id = {BRING}",
    "protection_import": f"organisation_id = {BRING}",
    "protection_export": f"organisation_id = {rows.works_for(Role.SUPERVISOR, Role.SECURITY)}",
}
ROW = f"of_id in (select id from protection_import) and {ROW_BEFORE}"  # noqa: S608


def put(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(MAY_SEE_SHELTER)
    for table, seen in SEEN.items():
        for statement in rows.lock_where(table, seen):
            schema_editor.execute(statement)
    _rows_of_files(schema_editor, ROW)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    _rows_of_files(schema_editor, ROW_BEFORE)
    for table in reversed(SEEN):
        for statement in rows.unlock(table):
            schema_editor.execute(statement)
    schema_editor.execute("drop function if exists hamroh_may_see_shelter(uuid)")


def _rows_of_files(schema_editor, seen):
    """A row whose person has no file yet was open to everybody at the desk; now it is seen with the file that was brought in."""
    for what in ("seen", "changed", "removed"):
        schema_editor.execute(
            f"alter policy protection_importrow_{what} on protection_importrow using (hamroh_at_work() or {seen})"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("protection", "0033_newest_enquiries_first"),
        ("people", "0020_second_lock_of_requests_and_signing_in"),
    ]
    operations = [migrations.RunPython(put, take_off)]
