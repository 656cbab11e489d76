"""Days of reception and turns. What somebody left with a turn is seen, at the desk, by those alone who receive them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hamroh.people.staff.models import Role
from hamroh.people.walls import rows

MINE = f"""
    reception_id in (
        select day.id from people_receptionday day join people_service service on service.id = day.service_id
        where service.organisation_id = {rows.works_for(Role.CONSULAR, Role.SUPERVISOR)}
    )
"""  # noqa: S608, names of our own tables


def put(apps, schema_editor):
    # The public itself takes a turn and sees it by its code, without anybody who is signed in.
    if schema_editor.connection.vendor == "postgresql":
        for statement in rows.lock_where("people_turn", MINE, at_desk=True):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_offices_and_visits"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReceptionDay",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("opens", models.TimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("at_once", models.PositiveSmallIntegerField()),
                ("times", models.PositiveSmallIntegerField(help_text="how many times there are")),
                ("matters", models.JSONField(help_text="codes of what can be settled there")),
                ("opened_at", models.DateTimeField()),
                ("moved_from", models.DateField(blank=True, null=True)),
                ("called_off_at", models.DateTimeField(blank=True, null=True)),
                ("came", models.PositiveSmallIntegerField(default=0)),
                ("missed", models.PositiveSmallIntegerField(default=0)),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receptions", to="people.service"
                    ),
                ),
            ],
            options={
                "ordering": ["day", "opens"],
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "matter",
                    models.CharField(
                        choices=[
                            ("passport", "Passport"),
                            ("return_paper", "Return Paper"),
                            ("power", "Power"),
                            ("family", "Family"),
                            ("citizenship", "Citizenship"),
                            ("advice", "Advice"),
                        ],
                        max_length=12,
                    ),
                ),
                ("form", models.CharField(editable=False, max_length=64, unique=True)),
                ("code", models.CharField(editable=False, max_length=64, unique=True)),
                ("taken_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(blank=True, choices=[("came", "Came"), ("missed", "Missed")], max_length=6),
                ),
                ("to_tell", models.BooleanField(default=False)),
                ("sealed", models.BinaryField(default=b"")),
                (
                    "reception",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="people.receptionday"
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.AddConstraint(
            model_name="receptionday",
            constraint=models.UniqueConstraint(
                condition=models.Q(("called_off_at__isnull", True)),
                fields=("service", "day"),
                name="reception_once_a_day",
                violation_error_message="A service receives once on a day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="receptionday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("at_once__gte", 1),
                    ("at_once__lte", 20),
                    ("minutes__gte", 5),
                    ("minutes__lte", 240),
                    ("times__gte", 1),
                    ("times__lte", 100),
                ),
                name="reception_has_turns",
                violation_error_message="A day of reception has 1 to 100 times of 5 to 240 minutes, for 1 to 20 people at once.",
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.UniqueConstraint(fields=("reception", "number"), name="turn_once"),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gt", 0)),
                name="turn_has_a_number",
                violation_error_message="Turns are counted from 1.",
            ),
        ),
        migrations.RunPython(put, migrations.RunPython.noop),
    ]
