"""The database itself refuses to change an entry or a seal; PostgreSQL also refuses to remove one.

This guards against a mistake in the program. Whoever may drop the trigger is found out by `hamroh record verify`.
(On SQLite removing is left open, because Django's tests empty its tables by DELETE; verify finds a missing entry there too.)
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

TABLES = ("record_entry", "record_seal")
WORDS = "The record is never changed. What was noted stays; a correction is an entry of its own."


def guard(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION record_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION record_is_never_changed()"
            )
    else:
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            )


def unguard(apps: Any, schema_editor: Any) -> None:
    for table in TABLES:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {table}_stays{on}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION record_is_never_changed()")


class Migration(migrations.Migration):
    dependencies = [("record", "0001_entries_chains_and_seals")]
    operations = [migrations.RunPython(guard, unguard)]
