"""The tables of this room: claims of asylum and their officers."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hamroh.record.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("asylum", name)
        for name in """
        0001_claims
        """.split()
    ]
    dependencies = [("people", "0001_tables")]
    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="AsylumClaim",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
                        ("opened_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("sealed", models.BinaryField()),
                        ("edition", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_at__isnull", True),
                                    ("closed_at__gte", models.F("opened_at")),
                                    _connector="OR",
                                ),
                                name="claim_closed_after_it_was_opened",
                                violation_error_message="A claim cannot be closed before it was opened.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClaimOfficer",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "claim",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="officers",
                                to="asylum.asylumclaim",
                            ),
                        ),
                        (
                            "staff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("claim", "staff"),
                                name="claim_officer_once",
                                violation_error_message="This officer works with the claim already.",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
