import uuid

import django.db.models.deletion
from django.db import migrations, models

OUTCOMES = [
    ("answered", "Answered"),
    ("no_answer", "No Answer"),
    ("wrong", "Wrong"),
    ("not_in_use", "Not In Use"),
    ("declined", "Declined"),
    ("undelivered", "Undelivered"),
    ("delivered", "Delivered"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0016_directory_editions"),
    ]

    operations = [
        migrations.AddField(
            model_name="probe",
            name="how",
            field=models.CharField(choices=[("call", "Call"), ("message", "Message")], default="call", max_length=8),
        ),
        migrations.AlterField(
            model_name="probe",
            name="outcome",
            field=models.CharField(choices=OUTCOMES, max_length=12),
        ),
        migrations.CreateModel(
            name="NumberMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("phone", models.CharField(max_length=30)),
                ("language", models.CharField(max_length=2)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("sent", "Sent"), ("given_up", "Given Up")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("written_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(blank=True, choices=[*OUTCOMES, ("unclear", "Unclear")], max_length=12),
                ),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="people.service"
                    ),
                ),
            ],
            options={
                "ordering": ["-written_at", "-pk"],
                "indexes": [models.Index(fields=["phone", "-written_at"], name="messages_by_number")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sent_at__isnull", False), ("state", "sent"))
                        | models.Q(
                            models.Q(("state", "sent"), _negated=True), ("outcome", ""), ("sent_at__isnull", True)
                        ),
                        name="number_message_sent_at_a_moment",
                        violation_error_message="What was sent was sent at a moment, and only of that something is told.",
                    )
                ],
            },
        ),
    ]
