"""The tables of the record: entries, chains, seals, what is personal beside them, and jobs. The database itself refuses to change an entry or a seal;
PostgreSQL also refuses to remove one.

This guards against a mistake in the program. Whoever may drop the trigger is found out by `hamroh record verify`.
(On SQLite removing is left open, because Django's tests empty its tables by DELETE; verify finds a missing entry there too.)
"""

import django.db.models.deletion
from django.db import migrations, models

from hamroh.record.tables import CreateTables

TABLES = ("record_entry", "record_seal")
WORDS = "The record is never changed. What was noted stays; a correction is an entry of its own."


def guard(apps, schema_editor):
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


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("record", name)
        for name in """
        0001_entries_chains_and_seals
        0002_entries_are_never_changed
        0003_personal_fields_beside_the_chain
        0004_what_was_told_elsewhere
        """.split()
    ]
    dependencies = []
    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Chain",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("line", models.PositiveSmallIntegerField()),
                        ("length", models.PositiveIntegerField(default=0)),
                        ("head", models.BinaryField(max_length=32)),
                        (
                            "sealed",
                            models.PositiveIntegerField(
                                default=0, help_text="how many of its entries the last seal knows"
                            ),
                        ),
                        (
                            "told",
                            models.PositiveIntegerField(
                                default=0, help_text="how many of its entries the operator's own system was told"
                            ),
                        ),
                        ("closed", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("day", "line"),
                                name="chain_once_a_day",
                                violation_error_message="A day has each of its chains once.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "chain",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="record.chain"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(help_text="1 is the first of its chain")),
                        ("at", models.DateTimeField()),
                        ("by", models.UUIDField(help_text="the member of staff; empty: the program itself", null=True)),
                        ("kind", models.CharField(max_length=60)),
                        ("about", models.UUIDField(help_text="the person whom it concerns", null=True)),
                        ("reading", models.BooleanField(help_text="an opening, not a change")),
                        ("fields", models.TextField(help_text="what is not personal, as canonical JSON")),
                        (
                            "sealed",
                            models.BinaryField(
                                help_text="vouches for what is personal; in entries of before decision 0049 these fields themselves",
                                null=True,
                            ),
                        ),
                        (
                            "before",
                            models.BinaryField(help_text="the hash of the entry before it in the chain", max_length=32),
                        ),
                        ("hash", models.BinaryField(max_length=32)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["about", "at"], name="entries_about"),
                            models.Index(fields=["by", "at"], name="entries_by"),
                            models.Index(
                                condition=models.Q(("kind", "record.key_destroyed")),
                                fields=["about"],
                                name="entries_of_erasures",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("chain", "number"),
                                name="entry_number_once",
                                violation_error_message="A chain has each number once.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("sealed__isnull", True), ("about__isnull", False), _connector="OR"),
                                name="entry_sealed_about_somebody",
                                violation_error_message="Personal fields belong to a person.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonalFields",
                    fields=[
                        (
                            "digest",
                            models.CharField(
                                help_text="of the fields and 32 random bytes, in hexadecimal digits",
                                max_length=64,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("about", models.UUIDField()),
                        ("by", models.UUIDField(help_text="as in the entry: who did it may read it", null=True)),
                        ("sealed", models.BinaryField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Seal",
                    fields=[
                        ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                        ("made_at", models.DateTimeField()),
                        ("content", models.TextField(help_text="canonical JSON; what is signed")),
                        ("signature", models.BinaryField(max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name="JobRun",
                    fields=[
                        ("name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                        ("next_at", models.DateTimeField(help_text="not before")),
                        ("started_at", models.DateTimeField(null=True)),
                        ("failed", models.BooleanField(default=False)),
                        (
                            "outcome",
                            models.CharField(blank=True, help_text="in words, nothing personal", max_length=200),
                        ),
                    ],
                ),
            ]
        ),
        migrations.RunPython(guard),
    ]
