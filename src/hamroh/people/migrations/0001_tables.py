"""The tables of this room: the directory of help, the staff, persons and the walls around their files, requests."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.core.management import call_command
from django.db import migrations, models

import hamroh.people.staff.models
from hamroh.record.tables import CreateTables


def make_shared_counters(apps, schema_editor):
    """The table in which all processes count failed sign-ins and mark used codes."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("people", name)
        for name in """
        0001_organisations_and_services
        0002_staff_persons_walls
        0003_sign_in_by_invitation_and_recovery
        0004_found_and_merged_files
        0005_agreed_fields
        0006_tokens_by_rules
        0007_outside_requests
        0008_firms_and_intermediaries
        0009_glass_by_file
        0010_attempts_counted
        0011_sessions_that_their_owner_sees
        0012_licensing_officers
        0013_directory_of_help
        0014_areas_in_rows
        0015_services_by_place
        0016_directory_editions
        0017_numbers_asked_by_message
        0021_recovery_codes_as_digests
        0022_wishes_for_schools
        0024_wishes_of_a_flood_do_not_count
        """.split()
    ]
    dependencies = []
    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, unique=True)),
                        ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("state", "State"),
                                    ("international", "International"),
                                    ("ngo", "Ngo"),
                                    ("union", "Union"),
                                    ("consulate", "Consulate"),
                                    ("clinic", "Clinic"),
                                    ("school", "School"),
                                    ("business_centre", "Business Centre"),
                                    ("firm", "Firm"),
                                    ("intermediary", "Intermediary"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("name_en", models.CharField(max_length=120)),
                        ("name_ru", models.CharField(max_length=120)),
                        ("name_tg", models.CharField(max_length=120)),
                        ("sample", models.BooleanField(default=False)),
                        ("website", models.URLField(blank=True)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("terms", models.JSONField(blank=True, default=dict)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name_en", ""), _negated=True),
                                    models.Q(("name_ru", ""), _negated=True),
                                    models.Q(("name_tg", ""), _negated=True),
                                ),
                                name="organisation_named_in_three_languages",
                                violation_error_message="An organisation has a name in English, Russian and Tajik.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Service",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, unique=True)),
                        ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="people.organisation",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("hotline", "Hotline"),
                                    ("legal_aid", "Legal Aid"),
                                    ("consulate", "Consulate"),
                                    ("consular_day", "Consular Day"),
                                    ("shelter", "Shelter"),
                                    ("clinic", "Clinic"),
                                    ("information", "Information"),
                                    ("union", "Union"),
                                    ("return", "Return"),
                                    ("school", "School"),
                                    ("business_centre", "Business Centre"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("active", "Active"), ("paused", "Paused"), ("closed", "Closed")],
                                default="active",
                                max_length=10,
                            ),
                        ),
                        ("name_en", models.CharField(blank=True, max_length=120)),
                        ("name_ru", models.CharField(blank=True, max_length=120)),
                        ("name_tg", models.CharField(blank=True, max_length=120)),
                        ("phone", models.CharField(max_length=30)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("website", models.URLField(blank=True)),
                        ("address", models.CharField(blank=True, max_length=200)),
                        ("town", models.CharField(blank=True, max_length=80)),
                        ("country", models.CharField(help_text="ISO 3166 of the country it stands in", max_length=2)),
                        (
                            "region",
                            models.CharField(
                                blank=True, help_text="ISO 3166-2 of the region it stands in", max_length=10
                            ),
                        ),
                        ("time_zone", models.CharField(max_length=40)),
                        ("languages", models.CharField(help_text="language codes parted by spaces", max_length=60)),
                        ("free", models.BooleanField(default=None, null=True)),
                        ("cost", models.CharField(blank=True, max_length=200)),
                        ("asks_for_papers", models.BooleanField(default=None, null=True)),
                        ("safe_for_women", models.BooleanField(default=None, null=True)),
                        ("tells_police", models.BooleanField(default=None, null=True)),
                        ("always_open", models.BooleanField(default=False)),
                        ("confirmed_on", models.DateField(blank=True, null=True)),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="people.organisation",
                            ),
                        ),
                        ("failures", models.PositiveSmallIntegerField(default=0)),
                        ("edition", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(blank=True, null=True)),
                        ("terms", models.JSONField(blank=True, default=dict)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["status", "confirmed_on"], name="services_by_confirmation"),
                            models.Index(fields=["phone"], name="services_by_number"),
                            models.Index(fields=["country", "region", "status", "failures"], name="services_by_place"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("phone", ""), _negated=True),
                                name="service_can_be_called",
                                violation_error_message="A service has a number to call.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "shelter"), _negated=True), ("address", ""), _connector="OR"
                                ),
                                name="shelter_tells_no_address",
                                violation_error_message="The address of a shelter is told to nobody: give the town or the region only.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name_en", ""), ("name_ru", ""), ("name_tg", "")),
                                    models.Q(
                                        models.Q(("name_en", ""), _negated=True),
                                        models.Q(("name_ru", ""), _negated=True),
                                        models.Q(("name_tg", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="service_named_in_three_languages_or_none",
                                violation_error_message="A service has a name in English, Russian and Tajik, or none of its own.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceArea",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="areas", to="people.service"
                            ),
                        ),
                        ("country", models.CharField(max_length=2)),
                        ("region", models.CharField(blank=True, max_length=10)),
                        ("district", models.CharField(blank=True, max_length=60)),
                    ],
                    options={
                        "ordering": ["country", "region", "district"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("country", "region", "district", "service"), name="area_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OpeningHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="hours", to="people.service"
                            ),
                        ),
                        ("weekday", models.PositiveSmallIntegerField(help_text="0 is Monday", null=True)),
                        ("day", models.DateField(null=True)),
                        ("opens", models.TimeField()),
                        ("closes", models.TimeField()),
                    ],
                    options={
                        "ordering": ["day", "weekday", "opens"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("weekday__lte", 6)),
                                name="hours_on_a_day_of_the_week",
                                violation_error_message="A weekday is 0 (Monday) to 6 (Sunday).",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("opens", models.F("closes")), _negated=True),
                                name="hours_last_some_time",
                                violation_error_message="Opening and closing time differ; for round the clock set always_open.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("day__isnull", False), ("weekday__isnull", True)),
                                    models.Q(("day__isnull", True), ("weekday__isnull", False)),
                                    _connector="OR",
                                ),
                                name="hours_on_a_weekday_or_a_date",
                                violation_error_message="Hours are those of a weekday or of a date.",
                            ),
                            models.UniqueConstraint(fields=("service", "weekday", "opens"), name="hours_once"),
                            models.UniqueConstraint(fields=("service", "day", "opens"), name="hours_of_a_date_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DirectoryEdition",
                    fields=[
                        (
                            "id",
                            models.PositiveSmallIntegerField(
                                default=1, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("mark", models.CharField(max_length=32)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("id", 1)),
                                name="directory_is_in_one_edition",
                                violation_error_message="The directory is in one edition at a time.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NumberMessage",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="people.service",
                            ),
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
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("answered", "Answered"),
                                    ("no_answer", "No Answer"),
                                    ("wrong", "Wrong"),
                                    ("not_in_use", "Not In Use"),
                                    ("declined", "Declined"),
                                    ("undelivered", "Undelivered"),
                                    ("delivered", "Delivered"),
                                    ("unclear", "Unclear"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("told_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-written_at", "-pk"],
                        "indexes": [models.Index(fields=["phone", "-written_at"], name="messages_by_number")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                                    models.Q(
                                        models.Q(("state", "sent"), _negated=True),
                                        ("outcome", ""),
                                        ("sent_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="number_message_sent_at_a_moment",
                                violation_error_message="What was sent was sent at a moment, and only of that something is told.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SchoolWish",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("form", models.CharField(max_length=64, unique=True)),
                        (
                            "place",
                            models.CharField(
                                help_text="ISO 3166-2 of a region, or ISO 3166 of a country", max_length=10
                            ),
                        ),
                        ("in_town", models.BooleanField(help_text="in the largest town of the region")),
                        ("month", models.DateField(help_text="its first day")),
                        ("under_7", models.PositiveSmallIntegerField(default=0)),
                        ("from_7", models.PositiveSmallIntegerField(default=0)),
                        ("from_11", models.PositiveSmallIntegerField(default=0)),
                        ("from_16", models.PositiveSmallIntegerField(default=0)),
                        ("counts", models.BooleanField(default=True)),
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
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "keeper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
                        ("opened_at", models.DateTimeField()),
                        ("touched_on", models.DateField()),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("erased_at", models.DateTimeField(blank=True, null=True)),
                        ("token_rules", models.PositiveSmallIntegerField(db_index=True, default=0)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into__isnull", True),
                                    models.Q(("merged_into", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="person_not_merged_into_themselves",
                                violation_error_message="A file cannot take its own place.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonPart",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="people.person"
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("identity", "identity"),
                                    ("contact", "contact"),
                                    ("papers", "papers"),
                                    ("family", "family"),
                                    ("story", "story"),
                                    ("health", "health"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("sealed", models.BinaryField()),
                        ("edition", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("person", "part"), name="person_part_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SearchToken",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tokens",
                                to="people.person",
                            ),
                        ),
                        ("token", models.BigIntegerField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["token", "person"], name="people_sear_token_286b16_idx")],
                        "constraints": [models.UniqueConstraint(fields=("person", "token"), name="search_token_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Office",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offices",
                                to="people.organisation",
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, unique=True)),
                        ("name_en", models.CharField(max_length=120)),
                        ("name_ru", models.CharField(max_length=120)),
                        ("name_tg", models.CharField(max_length=120)),
                        ("country", models.CharField(help_text="ISO 3166 of the country it stands in", max_length=2)),
                        (
                            "region",
                            models.CharField(blank=True, help_text="ISO 3166-2, where one is known", max_length=10),
                        ),
                        ("time_zone", models.CharField(max_length=40)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name_en", ""), _negated=True),
                                    models.Q(("name_ru", ""), _negated=True),
                                    models.Q(("name_tg", ""), _negated=True),
                                ),
                                name="office_named_in_three_languages",
                                violation_error_message="An office has a name in English, Russian and Tajik.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Staff",
                    fields=[
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "email",
                            models.EmailField(
                                help_text="work address, also the name to sign in with", max_length=254, unique=True
                            ),
                        ),
                        ("full_name", models.CharField(max_length=200)),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="staff", to="people.office"
                            ),
                        ),
                        ("language", models.CharField(default="ru", max_length=2)),
                        ("joined_at", models.DateTimeField()),
                        ("left_at", models.DateTimeField(blank=True, null=True)),
                        ("is_active", models.BooleanField(default=True)),
                        (
                            "session_stamp",
                            models.CharField(default=hamroh.people.staff.models._stamp, editable=False, max_length=32),
                        ),
                        ("enrol_until", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("left_at__isnull", True), ("is_active", False), _connector="OR"),
                                name="staff_who_left_cannot_sign_in",
                                violation_error_message="Somebody who has left cannot sign in.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoleGrant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "staff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grants",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("intake", "intake"),
                                    ("operator", "operator"),
                                    ("case_worker", "case_worker"),
                                    ("lawyer", "lawyer"),
                                    ("interpreter", "interpreter"),
                                    ("shelter_manager", "shelter_manager"),
                                    ("consular", "consular"),
                                    ("licensing", "licensing"),
                                    ("supervisor", "supervisor"),
                                    ("protection", "protection"),
                                    ("analyst", "analyst"),
                                    ("security", "security"),
                                    ("administrator", "administrator"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField(blank=True, null=True)),
                        (
                            "granted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("waiting", models.BooleanField(default=False)),
                        (
                            "seconded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                                ),
                                name="role_ends_after_it_began",
                                violation_error_message="A role cannot end before it began.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("staff", "role"),
                                name="role_granted_once",
                                violation_error_message="This role is granted already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("granted_by__isnull", True),
                                    models.Q(("granted_by", models.F("staff")), _negated=True),
                                    _connector="OR",
                                ),
                                name="role_not_granted_to_oneself",
                                violation_error_message="Nobody grants a role to themselves.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("seconded_by__isnull", True),
                                    models.Q(
                                        models.Q(("seconded_by", models.F("staff")), _negated=True),
                                        models.Q(("seconded_by", models.F("granted_by")), _negated=True),
                                        ("waiting", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="role_seconded_by_another",
                                violation_error_message="The second person is neither who granted the role nor who receives it.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Training",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "staff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="trainings",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("law", "Law of stay, work and wages"),
                                    ("safe_contact", "Safe contact and violence at home"),
                                    ("trafficking", "Signs of trafficking and forced labour"),
                                    ("data", "Keeping what people tell us"),
                                    ("asylum", "Asylum claims"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("passed_on", models.DateField()),
                        ("expires_on", models.DateField()),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("expires_on__gt", models.F("passed_on"))),
                                name="training_expires_after_it_was_passed",
                                violation_error_message="A training expires after the day on which it was passed.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("staff", models.F("entered_by")), _negated=True),
                                name="training_entered_by_somebody_else",
                                violation_error_message="Nobody enters their own training.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "staff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until__gt", models.F("made_at"))),
                                name="invitation_ends",
                                violation_error_message="An invitation ends after it was made.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("made_by__isnull", True),
                                    models.Q(("made_by", models.F("staff")), _negated=True),
                                    _connector="OR",
                                ),
                                name="invitation_made_by_another",
                                violation_error_message="Nobody invites themselves.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeskSession",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "staff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sessions",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("mark", models.CharField(max_length=16)),
                        ("began_at", models.DateTimeField()),
                        ("seen_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("seen_at__gte", models.F("began_at"))),
                                name="desk_session_seen_after_it_began",
                                violation_error_message="A session is not seen before it began.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recovery",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "staff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recoveries",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("number", models.CharField(max_length=6)),
                        ("asked_at", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        ("wrong_numbers", models.PositiveSmallIntegerField(default=0)),
                        (
                            "first_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "second_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until__gt", models.F("asked_at"))),
                                name="recovery_ends",
                                violation_error_message="A request for recovery ends.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("first_by__isnull", True),
                                        models.Q(("first_by", models.F("staff")), _negated=True),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("second_by__isnull", True),
                                        models.Q(
                                            ("first_by__isnull", False),
                                            models.Q(("second_by", models.F("staff")), _negated=True),
                                            models.Q(("second_by", models.F("first_by")), _negated=True),
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                name="recovery_vouched_by_two_others",
                                violation_error_message="Two different colleagues vouch, and neither is who asked.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("done_at__isnull", True), ("second_by__isnull", False), _connector="OR"
                                ),
                                name="recovery_done_when_two_vouched",
                                violation_error_message="A second step is taken away only when two have vouched.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Involvement",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="involvements",
                                to="people.person",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
                        (
                            "staff",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "parts",
                            models.CharField(
                                help_text="parts (`contact`) or agreed fields (`contact.safe`), parted by spaces",
                                max_length=300,
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(max_length=30)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["organisation", "person"], name="people_invo_organis_1381d4_idx"),
                            models.Index(fields=["staff", "person"], name="people_invo_staff_i_456e6d_idx"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                                ),
                                name="involvement_ends_after_it_began",
                                violation_error_message="An involvement cannot end before it began.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("parts", ""), _negated=True),
                                name="involvement_names_parts",
                                violation_error_message="An involvement names the parts of the file that it opens.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Concealment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="concealments",
                                to="people.person",
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.office",
                            ),
                        ),
                        (
                            "staff",
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("office__isnull", False), ("staff__isnull", True)),
                                    models.Q(("office__isnull", True), ("staff__isnull", False)),
                                    _connector="OR",
                                ),
                                name="concealed_from_one",
                                violation_error_message="A file is concealed from an office or from a member of staff.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BrokenGlass",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="glass", to="people.person"
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
                        ("reason", models.BinaryField()),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        (
                            "seen_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("seen_at", models.DateTimeField(blank=True, null=True)),
                        ("justified", models.BooleanField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["staff", "person", "until"], name="people_brok_staff_i_01e010_idx")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until__gt", models.F("since"))),
                                name="glass_broken_for_a_time",
                                violation_error_message="The glass is broken for a time that ends.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("seen_by__isnull", True),
                                    models.Q(("seen_by", models.F("staff")), _negated=True),
                                    _connector="OR",
                                ),
                                name="glass_looked_at_by_another",
                                violation_error_message="Nobody judges their own opening of a file.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "refusal",
                            models.CharField(
                                choices=[
                                    ("password", "password"),
                                    ("many_names", "many_names"),
                                    ("second_step", "second_step"),
                                    ("code", "code"),
                                    ("absent", "absent"),
                                    ("forged", "forged"),
                                    ("too_often", "too_often"),
                                    ("unreadable", "unreadable"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("who", models.UUIDField()),
                        ("hour", models.DateTimeField()),
                        ("count", models.PositiveIntegerField(default=0)),
                        ("last_at", models.DateTimeField()),
                        ("noted", models.PositiveIntegerField(default=0, help_text="the count that the record knows")),
                        ("alarmed_at", models.DateTimeField(blank=True, null=True)),
                        ("told_at", models.DateTimeField(blank=True, null=True)),
                        ("seen_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "seen_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("alarmed_at__isnull", False), ("seen_at__isnull", True)),
                                fields=["alarmed_at"],
                                name="attempts_that_alarm",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("refusal", "who", "hour"),
                                name="attempts_counted_by_the_hour",
                                violation_error_message="An hour has one count of each kind for each name.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceEdition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="editions",
                                to="people.service",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("content", models.JSONField()),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("entered", "Entered"),
                                    ("changed", "Changed"),
                                    ("undone", "Undone"),
                                    ("brought", "Brought"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("service", "number"), name="service_edition_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Probe",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="probes", to="people.service"
                            ),
                        ),
                        ("phone", models.CharField(max_length=30)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("answered", "Answered"),
                                    ("no_answer", "No Answer"),
                                    ("wrong", "Wrong"),
                                    ("not_in_use", "Not In Use"),
                                    ("declined", "Declined"),
                                    ("undelivered", "Undelivered"),
                                    ("delivered", "Delivered"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "how",
                            models.CharField(
                                choices=[("call", "Call"), ("message", "Message")], default="call", max_length=8
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                        "indexes": [models.Index(fields=["service", "-at"], name="probes_by_service")],
                    },
                ),
                migrations.CreateModel(
                    name="Bringing",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=120)),
                        ("digest", models.CharField(max_length=64)),
                        ("rows", models.JSONField()),
                        ("tried_at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("applied_at", models.DateTimeField(null=True)),
                        ("undone_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-tried_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("undone_at__isnull", True), ("applied_at__isnull", False), _connector="OR"
                                ),
                                name="only_what_was_applied_is_undone",
                                violation_error_message="Only a list that was applied can be undone.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Merge",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "kept",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="people.person"
                            ),
                        ),
                        (
                            "gone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                            ),
                        ),
                        ("lent", models.JSONField(default=dict)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "undone_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kept", models.F("gone")), _negated=True),
                                name="merge_of_two_files",
                                violation_error_message="Two files are needed for a merge.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("undone_at__isnull", True)),
                                fields=("gone",),
                                name="file_gone_into_one",
                                violation_error_message="This file is merged already.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PossibleDuplicate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "one",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        ("score", models.PositiveSmallIntegerField(help_text="0 to 100")),
                        ("reasons", models.CharField(max_length=200)),
                        ("proposed_at", models.DateTimeField()),
                        (
                            "decision",
                            models.CharField(
                                blank=True, choices=[("merged", "Merged"), ("apart", "Apart")], max_length=10
                            ),
                        ),
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
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("one", "other"), name="possible_duplicate_once"),
                            models.CheckConstraint(
                                condition=models.Q(("one__lt", models.F("other"))),
                                name="possible_duplicate_in_order",
                                violation_error_message="The smaller id stands first.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at__isnull", True), ("decided_by__isnull", True), ("decision", "")
                                    ),
                                    models.Q(
                                        models.Q(("decision", ""), _negated=True),
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="possible_duplicate_decided_by_somebody",
                                violation_error_message="A decision has somebody who made it and a moment.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutsideRequest",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("police", "police"),
                                    ("migration", "migration or border authority"),
                                    ("security", "security service"),
                                    ("court", "court or prosecutor"),
                                    ("consulate", "embassy or consulate"),
                                    ("employer", "employer or agency"),
                                    ("family", "family or acquaintances"),
                                    ("press", "journalist or researcher"),
                                    ("other", "somebody else"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("received_at", models.DateTimeField()),
                        (
                            "received_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("sealed", models.BinaryField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["organisation", "received_at"], name="outside_requests_by_day")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "police",
                                            "migration",
                                            "security",
                                            "court",
                                            "consulate",
                                            "employer",
                                            "family",
                                            "press",
                                            "other",
                                        ],
                                    )
                                ),
                                name="outside_request_of_a_known_kind",
                                violation_error_message="Say who asked: choose one of the kinds.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutsideDecision",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="people.outsiderequest",
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
                        ("answer", models.BooleanField(help_text="may the data be handed over?")),
                        ("at", models.DateTimeField()),
                        ("sealed", models.BinaryField(help_text="the reason, under the request's key", null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("request", "staff"),
                                name="outside_request_decided_once_by_each",
                                violation_error_message="Two different people decide: each of them once.",
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(make_shared_counters),
    ]
