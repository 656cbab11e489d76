"""Wishes for schools. At the desk no row of them is seen by anybody: they are counted by the site's own work alone."""

from django.db import migrations, models

from hamroh.people.walls import rows


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in rows.lock_where("people_schoolwish", "false", at_desk=True):
            schema_editor.execute(statement)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in rows.unlock("people_schoolwish"):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0021_recovery_codes_as_digests"),
    ]

    operations = [
        migrations.CreateModel(
            name="SchoolWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(max_length=64, unique=True)),
                (
                    "place",
                    models.CharField(help_text="ISO 3166-2 of a region, or ISO 3166 of a country", max_length=10),
                ),
                ("in_town", models.BooleanField(help_text="in the largest town of the region")),
                ("month", models.DateField(help_text="its first day")),
                ("under_7", models.PositiveSmallIntegerField(default=0)),
                ("from_7", models.PositiveSmallIntegerField(default=0)),
                ("from_11", models.PositiveSmallIntegerField(default=0)),
                ("from_16", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["place", "in_town", "month"], name="school_wishes_by_place")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)),
                        name="school_wish_is_of_a_month",
                        violation_error_message="A wish is kept with its month, never with its day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("under_7__gt", 0),
                            ("from_7__gt", 0),
                            ("from_11__gt", 0),
                            ("from_16__gt", 0),
                            _connector="OR",
                        ),
                        name="school_wish_has_children",
                        violation_error_message="A wish is for at least one child.",
                    ),
                ],
            },
        ),
        migrations.RunPython(put, take_off),
    ]
