"""The tables of this room: the register of agencies, signed codes, reports of firms, reviews. No two standing lines of one licence meet on a day."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hamroh.record.tables import CreateTables

WORDS = "two lines of one licence say something of the same day"
MEET = (
    "SELECT 1 FROM recruitment_licencestate other WHERE other.licence_id = NEW.licence_id AND other.replaced_at IS NULL AND other.id <> NEW.id "
    "AND other.since <= coalesce(NEW.until, '9999-12-31') AND coalesce(other.until, '9999-12-31') >= NEW.since"
)


def hold_apart(apps, schema_editor):
    """The database itself lets no two standing lines of one licence meet on a day."""
    if schema_editor.connection.vendor == "postgresql":
        # A licence and a day as one number: days since 1900, under 100,000 (licence_state_within_the_register). So the range
        # index that PostgreSQL has by itself is enough, and no extension has to be allowed.
        schema_editor.execute(
            "ALTER TABLE recruitment_licencestate ADD CONSTRAINT licence_states_never_meet EXCLUDE USING gist ("
            "int8range(licence_id * 100000 + (since - date '1900-01-01'), "
            "licence_id * 100000 + coalesce(until - date '1900-01-01', 99999), '[]') WITH &&) WHERE (replaced_at IS NULL)"
        )
        return
    for when in ("INSERT", "UPDATE"):
        statement = (
            f"CREATE TRIGGER licence_states_never_meet_{when.lower()} BEFORE {when} ON recruitment_licencestate "
            f"WHEN NEW.replaced_at IS NULL AND EXISTS ({MEET}) "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("recruitment", name)
        for name in """
        0001_register_of_agencies
        0002_signed_codes
        0003_reports_of_firms
        0004_photographs_of_firm_reports
        0005_floods_of_firm_reports_and_replies
        0006_tables_of_the_register_are_tried
        0007_intermediaries_without_a_licence
        0008_reviews_of_firms
        0010_posters_of_routes
        """.split()
    ]
    dependencies = [("people", "0001_tables")]
    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="RegisterImport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("lines", models.PositiveIntegerField()),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="TriedTable",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("text", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Agency",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("entered_at", models.DateTimeField()),
                        (
                            "entered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("sample", models.BooleanField(default=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="Intermediary",
                    fields=[
                        ("paper", models.CharField(max_length=200)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("replaced_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="recruitment.registerimport",
                            ),
                        ),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("token", models.BigIntegerField(db_index=True)),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["-recorded_at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                                ),
                                name="intermediary_ends_after_it_began",
                                violation_error_message="It cannot end before it began.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("replaced_at__isnull", True), ("until__isnull", True)),
                                fields=("token",),
                                name="intermediary_written_once",
                                violation_error_message="This phone is written down already.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgencyName",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("paper", models.CharField(max_length=200)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("replaced_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="recruitment.registerimport",
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="names",
                                to="recruitment.agency",
                            ),
                        ),
                        ("text", models.CharField(max_length=120)),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True),
                                name="agency_name_is_written",
                                violation_error_message="Write the name.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                                ),
                                name="agency_name_ends_after_it_began",
                                violation_error_message="A name cannot end before it began.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NameKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "name",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="keys",
                                to="recruitment.agencyname",
                            ),
                        ),
                        ("key", models.CharField(db_index=True, max_length=255)),
                        (
                            "size",
                            models.PositiveSmallIntegerField(
                                db_index=True, help_text="letters of the key, without spaces"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AgencyPhone",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("paper", models.CharField(max_length=200)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("replaced_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="recruitment.registerimport",
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="phones",
                                to="recruitment.agency",
                            ),
                        ),
                        ("number", models.CharField(db_index=True, max_length=20)),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                                ),
                                name="agency_phone_ends_after_it_began",
                                violation_error_message="A phone cannot end before it began.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgencyPlace",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("paper", models.CharField(max_length=200)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("replaced_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="recruitment.registerimport",
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="places",
                                to="recruitment.agency",
                            ),
                        ),
                        ("seat", models.BooleanField(default=False)),
                        ("country", models.CharField(help_text="ISO 3166", max_length=2)),
                        ("address", models.CharField(max_length=200)),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-seat", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                                ),
                                name="agency_place_ends_after_it_began",
                                violation_error_message="A place cannot end before it began.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Licence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="licences",
                                to="recruitment.agency",
                            ),
                        ),
                        ("number", models.CharField(max_length=40)),
                        ("key", models.CharField(max_length=40, unique=True)),
                        ("countries", models.CharField(blank=True, max_length=100)),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                name="licence_has_a_number",
                                violation_error_message="A licence has a number.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LicenceState",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("paper", models.CharField(max_length=200)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("replaced_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="recruitment.registerimport",
                            ),
                        ),
                        (
                            "licence",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="states",
                                to="recruitment.licence",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("granted", "Granted"),
                                    ("renewed", "Renewed"),
                                    ("suspended", "Suspended"),
                                    ("withdrawn", "Withdrawn"),
                                    ("expired", "Expired"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["since", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                                ),
                                name="licence_state_ends_after_it_began",
                                violation_error_message="A state cannot end before it began.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("since__gte", "1900-01-01"),
                                    models.Q(("until__isnull", True), ("until__lt", "2150-01-01"), _connector="OR"),
                                ),
                                name="licence_state_within_the_register",
                                violation_error_message="A day lies between 1900 and 2150.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RegisterReading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("paper", models.CharField(max_length=200)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("replaced_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="recruitment.registerimport",
                            ),
                        ),
                        ("begins_on", models.DateField()),
                        ("read_on", models.DateField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("read_on__gte", models.F("begins_on"))),
                                name="register_read_after_it_begins",
                                violation_error_message="The register begins before it is read.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnTerm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("paper", models.CharField(max_length=200)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("replaced_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="recruitment.registerimport",
                            ),
                        ),
                        ("since", models.DateField(help_text="first day of the first period")),
                        ("months", models.PositiveSmallIntegerField()),
                        ("days", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("months__in", [1, 2, 3, 4, 6, 12]), ("days__gte", 1), ("days__lte", 365)
                                ),
                                name="return_term_is_a_term",
                                violation_error_message="A period has 1, 2, 3, 4, 6 or 12 months, and a return is due within a year.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlacementReturn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("paper", models.CharField(max_length=200)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("replaced_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="recruitment.registerimport",
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returns",
                                to="recruitment.agency",
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField()),
                        ("country", models.CharField(blank=True, max_length=2)),
                        ("men", models.PositiveIntegerField()),
                        ("women", models.PositiveIntegerField()),
                        ("received_on", models.DateField()),
                    ],
                    options={
                        "ordering": ["-since", "country"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("replaced_at__isnull", True)),
                                fields=("agency", "since", "country"),
                                name="placements_returned_once",
                                violation_error_message="This period is returned already for this country.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("country", ""), _negated=True),
                                    models.Q(("men", 0), ("women", 0)),
                                    _connector="OR",
                                ),
                                name="placements_in_a_country",
                                violation_error_message="Say in which country they were placed.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Inspection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inspections",
                                to="recruitment.agency",
                            ),
                        ),
                        ("planned_on", models.DateField()),
                        (
                            "planned_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("chosen", models.CharField(choices=[("risk", "Risk"), ("draw", "Draw")], max_length=5)),
                        ("signs", models.JSONField()),
                        ("done_on", models.DateField(blank=True, null=True)),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("breach", models.BooleanField(blank=True, null=True)),
                        ("paper", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["-planned_on", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("done_on__isnull", True)),
                                fields=("agency",),
                                name="inspection_planned_once",
                                violation_error_message="An inspection of this agency is planned already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("done_on__isnull", True),
                                    models.Q(("breach__isnull", False), models.Q(("paper", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="inspection_done_with_a_finding",
                                violation_error_message="Say what was found and on which paper.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SuspectFirm",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("opened_at", models.DateTimeField()),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="recruitment.agency",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FirmSorting",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("kind", models.CharField(choices=[("in", "In"), ("aside", "Aside")], max_length=5)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "taken_back_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FirmReply",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "firm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replies",
                                to="recruitment.suspectfirm",
                            ),
                        ),
                        ("said_on", models.DateField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["said_on", "recorded_at"],
                    },
                ),
                migrations.CreateModel(
                    name="FirmToken",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "firm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tokens",
                                to="recruitment.suspectfirm",
                            ),
                        ),
                        ("token", models.BigIntegerField(db_index=True)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("token", "firm"), name="firm_token_once")],
                    },
                ),
                migrations.CreateModel(
                    name="FirmStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "firm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="recruitment.suspectfirm",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("sent", "Sent"),
                                    ("refused", "Refused"),
                                    ("opened", "Opened"),
                                    ("charged", "Charged"),
                                    ("acquitted", "Acquitted"),
                                    ("convicted", "Convicted"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("on", models.DateField()),
                        ("paper", models.CharField(max_length=200)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("paper", ""), _negated=True),
                                name="firm_step_on_paper",
                                violation_error_message="Name the paper of the step.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewedFirm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(choices=[("agency", "Agency"), ("employer", "Employer")], max_length=8),
                        ),
                        ("name", models.CharField(max_length=200)),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="recruitment.agency",
                            ),
                        ),
                        ("opened_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True),
                                name="reviewed_firm_has_a_name",
                                violation_error_message="Write the firm's name.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "firm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="batches",
                                to="recruitment.reviewedfirm",
                            ),
                        ),
                        ("prepared_at", models.DateTimeField()),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("told_on", models.DateField(blank=True, null=True)),
                        ("told_how", models.CharField(blank=True, max_length=200)),
                        ("released_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "released_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("people", models.PositiveIntegerField(blank=True, null=True)),
                        ("tallies", models.JSONField(default=dict)),
                    ],
                    options={
                        "ordering": ["-released_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("people__isnull", True), ("released_at__isnull", True)),
                                    models.Q(("people__gte", 11), ("released_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="review_batch_of_eleven",
                                violation_error_message="Reviews are shown of eleven people or more.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("released_by__isnull", True),
                                    models.Q(("released_by", models.F("prepared_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="review_batch_by_two",
                                violation_error_message="Who prepared the reviews does not release them.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("released_at__isnull", True), ("told_on__isnull", False), _connector="OR"
                                ),
                                name="review_batch_heard",
                                violation_error_message="The firm is told before reviews are shown.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkerReview",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "kind",
                            models.CharField(choices=[("agency", "Agency"), ("employer", "Employer")], max_length=8),
                        ),
                        (
                            "firm",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="recruitment.reviewedfirm",
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="reviews",
                                to="recruitment.reviewbatch",
                            ),
                        ),
                        ("received_at", models.DateTimeField()),
                        ("shown_from", models.DateTimeField()),
                        ("to_sort", models.BooleanField(default=False)),
                        ("form", models.CharField(editable=False, max_length=64, unique=True)),
                        ("code", models.CharField(editable=False, max_length=64, unique=True)),
                        ("likeness", models.BinaryField(default=bytes)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("let_through", "Let Through"),
                                    ("set_aside", "Set Aside"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="waiting",
                                max_length=11,
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("copy", "Copy"),
                                    ("not_work", "Not Work"),
                                    ("names", "Names"),
                                    ("not_a_firm", "Not A Firm"),
                                    ("help", "Help"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["state", "to_sort", "received_at"], name="recruitment_state_11122e_idx"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "let_through"), _negated=True),
                                    ("firm__isnull", False),
                                    _connector="OR",
                                ),
                                name="worker_review_of_a_firm_when_let_through",
                                violation_error_message="Say which firm it is about.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "set_aside"), models.Q(("reason", ""), _negated=True)),
                                    models.Q(models.Q(("state", "set_aside"), _negated=True), ("reason", "")),
                                    _connector="OR",
                                ),
                                name="worker_review_set_aside_for_a_reason",
                                violation_error_message="Say why it is set aside.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewWords",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="words",
                                to="recruitment.reviewbatch",
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="recruitment.workerreview",
                            ),
                        ),
                        ("text", models.TextField()),
                        ("place", models.PositiveBigIntegerField()),
                    ],
                    options={
                        "ordering": ["place"],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewReply",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "firm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replies",
                                to="recruitment.reviewedfirm",
                            ),
                        ),
                        ("text", models.TextField()),
                        ("on", models.DateField()),
                        ("paper", models.CharField(max_length=200)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-on", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("paper", ""), _negated=True), models.Q(("text", ""), _negated=True)
                                ),
                                name="review_reply_on_paper",
                                violation_error_message="Write the reply and the paper it came by.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SealKey",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("kid", models.CharField(max_length=8, unique=True)),
                        ("x", models.CharField(max_length=43)),
                        ("y", models.CharField(max_length=43)),
                        ("made_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
                        ("distrusted_at", models.DateTimeField(blank=True, null=True)),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("distrusted_at__isnull", True), ("retired_at__isnull", False), _connector="OR"
                                ),
                                name="seal_key_not_trusted_is_retired",
                                violation_error_message="A key that is not trusted signs nothing.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SealedCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("mark", models.CharField(max_length=16, unique=True)),
                        ("number", models.CharField(max_length=12, unique=True)),
                        (
                            "kind",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Licence"), (2, "Certificate"), (3, "Poster")]
                            ),
                        ),
                        (
                            "key",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="codes",
                                to="recruitment.sealkey",
                            ),
                        ),
                        (
                            "licence",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="codes",
                                to="recruitment.licence",
                            ),
                        ),
                        ("title", models.CharField(max_length=60)),
                        ("route", models.CharField(blank=True, max_length=30)),
                        ("valid_to", models.DateField()),
                        ("text", models.CharField(max_length=600)),
                        ("issued_at", models.DateTimeField()),
                        (
                            "issued_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "revoked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", 1), ("licence__isnull", False)),
                                    models.Q(models.Q(("kind", 1), _negated=True), ("licence__isnull", True)),
                                    _connector="OR",
                                ),
                                name="sealed_code_of_a_licence",
                                violation_error_message="A code of a licence names it, and no other does.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("route", ""), ("kind", 3), _connector="OR"),
                                name="sealed_code_of_a_route_is_a_poster",
                                violation_error_message="Only a poster is of a route.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("revoked_at__isnull", True), models.Q(("why", ""), _negated=True), _connector="OR"
                                ),
                                name="sealed_code_taken_back_with_a_reason",
                                violation_error_message="Say why the code is taken back.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FirmReport",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "firm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="recruitment.suspectfirm",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("firm", "Firm"), ("symbol", "Symbol"), ("intermediary", "Intermediary")],
                                max_length=12,
                            ),
                        ),
                        ("seen_on", models.DateField(blank=True, null=True)),
                        ("received_at", models.DateTimeField()),
                        ("answer_by", models.DateTimeField()),
                        ("form", models.CharField(editable=False, max_length=64, unique=True)),
                        ("code", models.CharField(editable=False, max_length=64, unique=True)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("genuine", "Genuine"),
                                    ("not_licensed", "Not Licensed"),
                                    ("not_genuine", "Not Genuine"),
                                    ("cannot_tell", "Cannot Tell"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("to_sort", models.BooleanField(default=False)),
                        ("ahead", models.BooleanField(default=False)),
                        ("likeness", models.BinaryField(default=b"")),
                        (
                            "sorting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="recruitment.firmsorting",
                            ),
                        ),
                        ("set_aside_at", models.DateTimeField(blank=True, null=True)),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["answered_at", "answer_by"], name="recruitment_answere_5398cb_idx"),
                            models.Index(fields=["received_at"], name="recruitment_receive_ff5922_idx"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_at__isnull", True), ("outcome", "")),
                                    models.Q(("answered_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="firm_report_answered_with_an_outcome",
                                violation_error_message="An answer says what was found.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FirmAttachment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        ("number", models.PositiveSmallIntegerField(help_text="its place among those of one form")),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("kind", models.CharField(max_length=4)),
                        ("size", models.PositiveIntegerField(help_text="bytes")),
                        ("form", models.CharField(editable=False, max_length=64, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("not_scanned", "Not Scanned"),
                                    ("waits", "Waits"),
                                    ("clean", "Clean"),
                                    ("harmful", "Harmful"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("sealed", models.BinaryField()),
                        ("content", models.BinaryField()),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="files",
                                to="recruitment.firmreport",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "number", "id"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0)),
                                name="firm_attachment_is_not_empty",
                                violation_error_message="A file has something in it.",
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(hold_apart),
    ]
