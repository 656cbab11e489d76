"""Row-level security, at the desk, for what the public reports and reviews, and for what the licensing officers plan. PostgreSQL only.

The public itself sends and reads by its own code, without anybody who is signed in: the lock is for pages of the desk.
"""

from django.db import migrations

from hamroh.people.staff.models import Role
from hamroh.people.walls import rows

OFFICER = f"{rows.works_for(Role.LICENSING)} is not null"
MODERATOR = f"{rows.works_for(Role.LICENSING, Role.SUPERVISOR)} is not null"
SEEN = {
    **dict.fromkeys(
        (
            "recruitment_suspectfirm",
            "recruitment_firmreport",
            "recruitment_firmreply",
            "recruitment_firmattachment",
            "recruitment_firmtoken",
            "recruitment_firmstep",
            "recruitment_firmsorting",
            "recruitment_inspection",
            "recruitment_sealkey",
        ),
        OFFICER,
    ),
    **dict.fromkeys(
        (
            "recruitment_reviewedfirm",
            "recruitment_reviewbatch",
            "recruitment_workerreview",
            "recruitment_reviewwords",
            "recruitment_reviewreply",
        ),
        MODERATOR,
    ),
    "recruitment_triedtable": f"by_id = {rows.ASKS}",
}


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table, seen in SEEN.items():
            for statement in rows.lock_where(table, seen, at_desk=True):
                schema_editor.execute(statement)


class Migration(migrations.Migration):
    replaces = [
        ("recruitment", name)
        for name in """
        0009_second_lock_at_the_desk
        """.split()
    ]
    dependencies = [("recruitment", "0001_tables"), ("people", "0002_second_lock_of_every_table")]
    operations = [migrations.RunPython(put)]
