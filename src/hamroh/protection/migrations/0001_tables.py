"""The tables of this room: enquiries, cases and all that belongs to them, shelters, interpreters, joint rooms, parties, files brought in."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hamroh.record.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("protection", name)
        for name in """
        0001_enquiries
        0003_calls
        0005_cases
        0007_shelter
        0009_settled_clocks
        0010_transfers_of_cases
        0011_calls_back_and_reviews
        0012_messages_to_people
        0013_attachments
        0015_parties
        0017_asked_for_a_woman
        0018_files_brought_in
        0020_joint_rooms_and_tracing
        0022_interpreters
        0023_reports_to_be_sorted
        0024_words_of_parties
        0026_exports_agreed_by_two
        0027_documents_in_joint_rooms
        0028_bookings_that_fell_away
        0029_complaints_of_several_offices
        0030_plan_of_shifts
        0032_open_ones_in_the_order_of_their_lists
        0033_newest_enquiries_first
        0035_reports_of_bribes
        0036_houses_that_several_tell_of
        0037_hearings
        0038_requests_for_interpreters
        0039_rows_of_files_whose_person_has_no_file_yet
        0040_marks_with_the_moment_of_the_call
        0041_enquiries_to_be_called_back
        0042_why_a_day_moved
        """.split()
    ]
    dependencies = [("people", "0001_tables")]
    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="BribeReport",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("period", models.DateField()),
                        ("form", models.CharField(editable=False, max_length=64, unique=True)),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["period"], name="bribes_of_a_quarter")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("period__day", 1), ("period__month__in", [1, 4, 7, 10])),
                                name="bribe_report_of_a_quarter",
                                violation_error_message="Of a report only the quarter is kept.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BribeRelease",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("period", models.DateField(unique=True)),
                        ("rows", models.JSONField(default=list)),
                        ("proposed_at", models.DateTimeField()),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
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
                        ("reason", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "ordering": ["-period"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("released_by__isnull", True),
                                    models.Q(("released_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="bribe_release_by_two",
                                violation_error_message="Who proposed a release does not agree to it.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("released_at__isnull", True), ("released_by__isnull", True)),
                                    models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="bribe_release_agreed_at_a_moment",
                                violation_error_message="A release is agreed to by somebody, at a moment.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("reason", ""), ("taken_back_at__isnull", True), ("taken_back_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("released_at__isnull", False),
                                        ("taken_back_at__isnull", False),
                                        ("taken_back_by__isnull", False),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="bribe_release_taken_back_for_a_reason",
                                violation_error_message="Say why a release is taken back.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("number", models.CharField(max_length=12, unique=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        (
                            "lead",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("opened_at", models.DateTimeField()),
                        ("touched_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("righted", "Righted"),
                                    ("partly", "Partly"),
                                    ("not_righted", "Not Righted"),
                                    ("withdrawn", "Withdrawn"),
                                    ("lost_touch", "Lost Touch"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("sealed", models.BinaryField()),
                        ("edition", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["organisation", "closed_at", "touched_at"],
                                name="protection__organis_3f383e_idx",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["organisation", "-touched_at", "id"],
                                name="cases_open",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", True), ("outcome", "")),
                                    models.Q(("closed_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="case_closed_with_an_outcome",
                                violation_error_message="A case is closed with its outcome.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Clock",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="clocks", to="protection.case"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        ("provision", models.CharField(max_length=80)),
                        ("safe", models.DateField(blank=True, null=True)),
                        ("latest", models.DateField(blank=True, null=True)),
                        ("rulebook", models.CharField(max_length=64)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("settled", models.BooleanField(default=False)),
                        ("safe_before", models.DateField(blank=True, null=True)),
                        ("moved_at", models.DateTimeField(blank=True, null=True)),
                        ("moved_by_facts", models.BooleanField(default=False)),
                        ("rulebook_before", models.CharField(blank=True, default="", max_length=64)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "provision"), name="clock_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("safe__isnull", True),
                                    ("latest__isnull", True),
                                    ("safe__lte", models.F("latest")),
                                    _connector="OR",
                                ),
                                name="clock_safe_not_after_latest",
                                violation_error_message="The safe day is never after the last day.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Task",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="protection.case"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("due_on", models.DateField()),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("form", models.CharField(editable=False, max_length=64, unique=True)),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="CaseNote",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="protection.case"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
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
                        ("form", models.CharField(editable=False, max_length=64, unique=True)),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["-at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Referral",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="referrals",
                                to="protection.case",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        (
                            "to",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
                        (
                            "involvement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.involvement"
                            ),
                        ),
                        ("fields", models.CharField(max_length=300)),
                        (
                            "agreed_how",
                            models.CharField(
                                choices=[("voice", "Voice"), ("writing", "Writing"), ("interpreter", "Interpreter")],
                                max_length=20,
                            ),
                        ),
                        ("agreed_on", models.DateField()),
                        ("transfer", models.BooleanField(default=False)),
                        ("sent_at", models.DateTimeField()),
                        (
                            "sent_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("sent", "Sent"),
                                    ("accepted", "Accepted"),
                                    ("refused", "Refused"),
                                    ("withdrawn", "Withdrawn"),
                                    ("done", "Done"),
                                ],
                                default="sent",
                                max_length=12,
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
                        ("reason", models.BinaryField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-sent_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("fields", ""), _negated=True),
                                name="referral_names_fields",
                                violation_error_message="A referral names the fields to which the person consented.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "refused"), _negated=True),
                                    ("reason__isnull", False),
                                    _connector="OR",
                                ),
                                name="referral_refused_with_a_reason",
                                violation_error_message="A referral is refused with a reason.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Intake",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation"
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(default=0)),
                        (
                            "answer_hours",
                            models.PositiveSmallIntegerField(
                                default=72, help_text="hours within which a report is answered; the person is told"
                            ),
                        ),
                        (
                            "call_back_minutes",
                            models.PositiveSmallIntegerField(
                                default=60, help_text="minutes within which a missed call is called back"
                            ),
                        ),
                        (
                            "review_percent",
                            models.PositiveSmallIntegerField(
                                default=2, help_text="share of closed enquiries that somebody else looks at again"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["order", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("answer_hours__gte", 1)),
                                name="intake_answers_in_a_time",
                                violation_error_message="Say within how many hours reports are answered.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("call_back_minutes__gte", 5), ("call_back_minutes__lte", 1440)),
                                name="intake_calls_back_in_a_time",
                                violation_error_message="A missed call is called back within 5 to 1,440 minutes.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("review_percent__gte", 1), ("review_percent__lte", 100)),
                                name="intake_reviews_a_share",
                                violation_error_message="The share looked at again is from 1 to 100 per cent.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sorting",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
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
                        ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("taken_back_at__isnull", True), ("taken_back_by__isnull", True)),
                                    models.Q(("taken_back_at__isnull", False), ("taken_back_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="sorting_taken_back_by_somebody",
                                violation_error_message="A decision is taken back by somebody, at a moment.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Enquiry",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
                        (
                            "about_office",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.office",
                            ),
                        ),
                        ("also_about", models.CharField(blank=True, max_length=400)),
                        ("writing_until", models.DateTimeField(blank=True, null=True)),
                        (
                            "channel",
                            models.CharField(
                                choices=[("report", "Report"), ("call", "Call"), ("visit", "Visit")], max_length=10
                            ),
                        ),
                        ("language", models.CharField(max_length=2)),
                        ("received_at", models.DateTimeField()),
                        ("answer_by", models.DateTimeField()),
                        ("danger", models.BooleanField(default=False)),
                        ("wishes_woman", models.BooleanField(default=False)),
                        ("women_first_until", models.DateTimeField(blank=True, null=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
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
                        (
                            "closing_asked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("form", models.CharField(editable=False, max_length=64, null=True, unique=True)),
                        ("edition", models.PositiveIntegerField(default=1)),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("call_back_by", models.DateTimeField(blank=True, null=True)),
                        ("next_step", models.CharField(blank=True, max_length=20)),
                        ("code", models.CharField(editable=False, max_length=64, null=True, unique=True)),
                        ("words", models.CharField(blank=True, editable=False, max_length=64)),
                        ("wrong_tries", models.PositiveSmallIntegerField(default=0, editable=False)),
                        ("last_try", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("to_sort", models.BooleanField(default=False)),
                        ("ahead", models.BooleanField(default=False)),
                        ("likeness", models.BinaryField(default=b"")),
                        (
                            "sorting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="protection.sorting",
                            ),
                        ),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["organisation", "closed_at", "answer_by"], name="protection__organis_278731_idx"
                            ),
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["organisation", "-danger", "answer_by", "id"],
                                name="enquiries_open",
                            ),
                            models.Index(
                                condition=models.Q(("call_back_by__isnull", False), ("closed_at", None)),
                                fields=["organisation", "call_back_by"],
                                name="enquiries_call_back",
                            ),
                            models.Index(fields=["organisation", "-received_at"], name="enquiries_newest"),
                            models.Index(
                                condition=models.Q(("channel", "report")), fields=["received_at"], name="report_lately"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="enquiry_closed_by_somebody",
                                violation_error_message="An enquiry is closed by somebody, at a moment.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("also_about", ""), ("about_office__isnull", False), _connector="OR"
                                ),
                                name="enquiry_also_about_others",
                                violation_error_message="Name the office complained of before the others.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("danger", False),
                                    ("closed_at__isnull", True),
                                    models.Q(("next_step", ""), _negated=True),
                                    ("channel", "report"),
                                    _connector="OR",
                                ),
                                name="enquiry_in_danger_not_closed_without_a_step",
                                violation_error_message="Somebody is in danger: say what was done first.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closing_asked_by__isnull", True),
                                    ("closed_by__isnull", True),
                                    models.Q(("closed_by", models.F("closing_asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="enquiry_closing_confirmed_by_another",
                                violation_error_message="Who asked for a closing does not confirm it.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EnquiryToken",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "enquiry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tokens",
                                to="protection.enquiry",
                            ),
                        ),
                        ("token", models.BigIntegerField()),
                        ("received_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["token", "-received_at"], name="enquiry_token_newest")],
                        "constraints": [
                            models.UniqueConstraint(fields=("token", "enquiry"), name="enquiry_token_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "enquiry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="protection.enquiry",
                            ),
                        ),
                        ("at", models.DateTimeField()),
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
                        ("form", models.CharField(editable=False, max_length=64, unique=True)),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Handover",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.office"
                            ),
                        ),
                        (
                            "left_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("left_at", models.DateTimeField()),
                        ("sealed", models.BinaryField()),
                        ("form", models.CharField(editable=False, max_length=64, unique=True)),
                        (
                            "read_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["office", "-left_at"], name="protection__office__36f007_idx")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("read_at__isnull", True), ("read_by__isnull", True)),
                                    models.Q(
                                        ("read_at__isnull", False),
                                        ("read_by__isnull", False),
                                        models.Q(("read_by", models.F("left_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="handover_read_by_another",
                                violation_error_message="Who comes confirms the reading, not who leaves.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hearing",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="hearings",
                                to="protection.case",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        ("zone", models.CharField(max_length=40)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("remind_at", models.DateTimeField()),
                        (
                            "lawyer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("needs_interpreter", models.BooleanField(default=False)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("decided", "It was decided"),
                                    ("adjourned", "It goes on another day"),
                                    ("not_held", "It did not take place"),
                                    ("cancelled", "It was called off before"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("form", models.CharField(editable=False, max_length=64, unique=True)),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["since", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("outcome", "")), fields=["since"], name="hearings_without_outcome"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("remind_at__lt", models.F("since"))),
                                name="hearing_reminds_before_it_begins",
                                violation_error_message="Somebody is reminded of a hearing before it begins.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until__gt", models.F("since"))),
                                name="hearing_ends_after_it_begins",
                                violation_error_message="A hearing ends after it begins.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseHouse",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="houses", to="protection.case"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        ("mark", models.BigIntegerField(db_index=True)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("case", "mark"),
                                name="house_once_in_a_case",
                                violation_error_message="The case tells of this house already.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HouseFlag",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("mark", models.BigIntegerField(unique=True)),
                        ("raised_on", models.DateField()),
                        ("counted_on", models.DateField()),
                        ("shown", models.BooleanField(default=False)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("replied_on", models.DateField(blank=True, null=True)),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["-raised_on", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="house_flag_withdrawn_by_somebody",
                                violation_error_message="A flag is withdrawn by somebody, at a moment.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Interpreter",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
                        (
                            "staff",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("sealed", models.BinaryField()),
                        ("sex", models.CharField(blank=True, choices=[("f", "Woman"), ("m", "Man")], max_length=1)),
                        ("by_phone", models.BooleanField(default=False)),
                        ("area", models.CharField(blank=True, max_length=120)),
                        (
                            "vetted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("vetted_until", models.DateField(blank=True, null=True)),
                        ("undertaken_on", models.DateField(blank=True, null=True)),
                        ("gone_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("vetted_by__isnull", True), ("vetted_until__isnull", True)),
                                    models.Q(("vetted_by__isnull", False), ("vetted_until__isnull", False)),
                                    _connector="OR",
                                ),
                                name="interpreter_vetted_by_somebody_until_a_day",
                                violation_error_message="Somebody vets an interpreter, until a day.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("vetted_by__isnull", True),
                                    ("staff__isnull", True),
                                    models.Q(("vetted_by", models.F("staff")), _negated=True),
                                    _connector="OR",
                                ),
                                name="interpreter_vetted_by_another",
                                violation_error_message="Nobody vets themselves.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LanguagePair",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "interpreter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pairs",
                                to="protection.interpreter",
                            ),
                        ),
                        ("one", models.CharField(max_length=8)),
                        ("other", models.CharField(max_length=8)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("interpreter", "one", "other"), name="language_pair_once"),
                            models.CheckConstraint(
                                condition=models.Q(("one__lt", models.F("other"))),
                                name="language_pair_in_order",
                                violation_error_message="Two different languages, in the order of their codes.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InterpreterTie",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "interpreter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ties",
                                to="protection.interpreter",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("district", "Their home district"),
                                    ("family", "Their family"),
                                    ("employer", "An employer or intermediary they work or worked for"),
                                    ("other", "Something else"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("sealed", models.BinaryField()),
                    ],
                ),
                migrations.CreateModel(
                    name="InterpreterConflict",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "interpreter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="protection.interpreter",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="protection.case"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        ("sealed", models.BinaryField()),
                        (
                            "noted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("interpreter", "case"), name="interpreter_conflict_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InterpreterBooking",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "interpreter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bookings",
                                to="protection.interpreter",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="protection.case"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        ("one", models.CharField(max_length=8)),
                        ("other", models.CharField(max_length=8)),
                        (
                            "how",
                            models.CharField(
                                choices=[("call", "By telephone"), ("meeting", "A meeting"), ("hearing", "A hearing")],
                                max_length=10,
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        (
                            "involvement",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="people.involvement",
                            ),
                        ),
                        (
                            "booked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "fell_away",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("let_go", "They interpret for us no more."),
                                    ("stepped_back", "They stepped back."),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("fall_seen_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["since", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until__gt", models.F("since"))),
                                name="interpreter_booked_for_a_time",
                                violation_error_message="A booking ends after it begins.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BookedQuarter",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "booking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="quarters",
                                to="protection.interpreterbooking",
                            ),
                        ),
                        (
                            "interpreter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="protection.interpreter",
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("interpreter", "at"),
                                name="quarter_of_an_interpreter_once",
                                violation_error_message="The interpreter is booked at that time.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InterpreterRequest",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="protection.case"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        ("one", models.CharField(max_length=8)),
                        ("other", models.CharField(max_length=8)),
                        (
                            "how",
                            models.CharField(
                                choices=[("call", "By telephone"), ("meeting", "A meeting"), ("hearing", "A hearing")],
                                max_length=10,
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        ("asked_at", models.DateTimeField()),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "booking",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="protection.interpreterbooking",
                            ),
                        ),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="interpreter_confirmed_by_somebody",
                                violation_error_message="That an interpreter comes is said by somebody.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JointRoom",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rooms", to="protection.case"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        ("opened_at", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["-opened_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until__gt", models.F("opened_at"))),
                                name="joint_room_ends_after_it_opened",
                                violation_error_message="A joint room ends on a day to come.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoomMember",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="protection.jointroom",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
                        (
                            "involvement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.involvement"
                            ),
                        ),
                        ("fields", models.CharField(max_length=300)),
                        ("agreed_how", models.CharField(max_length=20)),
                        ("agreed_on", models.DateField()),
                        ("since", models.DateTimeField()),
                        ("left_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["since", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("left_at__isnull", True)),
                                fields=("room", "organisation"),
                                name="organisation_in_a_room_once",
                                violation_error_message="This organisation is in the room already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fields", ""), _negated=True), models.Q(("agreed_how", ""), _negated=True)
                                ),
                                name="room_member_with_consent",
                                violation_error_message="An organisation is let in with the fields to which the person consented.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoomNote",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notes",
                                to="protection.jointroom",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
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
                        ("form", models.CharField(editable=False, max_length=64, unique=True)),
                        (
                            "does",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.organisation",
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["-at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("does__isnull", True), ("due_on__isnull", True)),
                                    models.Q(("does__isnull", False), ("due_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="room_note_with_a_day_has_who_does_it",
                                violation_error_message="What is promised has a day and somebody who does it.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OwnNumber",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="protection.case",
                            ),
                        ),
                        ("mark", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "mark", "person"), name="own_number_once_for_a_file"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ColumnMap",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation"
                            ),
                        ),
                        ("columns", models.JSONField(default=list)),
                        ("order", models.CharField(max_length=3)),
                    ],
                ),
                migrations.CreateModel(
                    name="Import",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("begun_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("mapping", "Mapping"),
                                    ("trying", "Trying"),
                                    ("tried", "Tried"),
                                    ("applying", "Applying"),
                                    ("applied", "Applied"),
                                    ("undoing", "Undoing"),
                                    ("undone", "Undone"),
                                    ("dropped", "Dropped"),
                                    ("unreadable", "Unreadable"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("stopped", models.BooleanField(default=False)),
                        ("order", models.CharField(max_length=3)),
                        ("columns", models.JSONField(default=list)),
                        ("read_as", models.CharField(blank=True, max_length=60)),
                        ("fault", models.JSONField(default=dict)),
                        ("sealed", models.BinaryField(null=True)),
                        ("counts", models.JSONField(default=dict)),
                        ("done", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["organisation", "begun_at"], name="protection__organis_97ce08_idx")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "of",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="protection.import"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("new", "New"),
                                    ("same", "Same"),
                                    ("changed", "Changed"),
                                    ("refused", "Refused"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("file", models.UUIDField(db_index=True, null=True)),
                        ("case", models.UUIDField(null=True)),
                        ("fields", models.CharField(blank=True, max_length=400)),
                        ("written", models.CharField(blank=True, max_length=400)),
                        ("left", models.CharField(blank=True, max_length=400)),
                        ("done", models.BooleanField(default=False)),
                        ("undone", models.BooleanField(default=False)),
                        ("sealed", models.BinaryField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["of", "outcome", "number"], name="protection__of_id_443467_idx"),
                            models.Index(
                                condition=models.Q(("done", False)), fields=["of", "number"], name="import_rows_to_do"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("of", "number"), name="import_row_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "refused"), _negated=True),
                                    models.Q(("fields", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="import_row_refused_with_a_reason",
                                violation_error_message="A row is refused with a reason.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Export",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
                        ("recipients", models.TextField()),
                        ("reason", models.CharField(max_length=300)),
                        ("asked_at", models.DateTimeField()),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("agreed", models.BooleanField(blank=True, null=True)),
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
                        ("made_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["organisation", "asked_at"], name="protection__organis_4f84e0_idx")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("agreed__isnull", True),
                                        ("decided_at__isnull", True),
                                        ("decided_by__isnull", True),
                                    ),
                                    models.Q(
                                        ("agreed__isnull", False),
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="export_decided_by_another",
                                violation_error_message="Who asks for an export does not decide on it.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("made_at__isnull", True), ("agreed", True), _connector="OR"),
                                name="export_made_when_agreed",
                                violation_error_message="An export is made when two have agreed.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutgoingMessage",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "enquiry",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="protection.enquiry",
                            ),
                        ),
                        ("channel", models.CharField(max_length=12)),
                        ("template", models.CharField(blank=True, max_length=20)),
                        ("language", models.CharField(max_length=2)),
                        ("sealed", models.BinaryField()),
                        ("form", models.CharField(editable=False, max_length=64, unique=True)),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("written_at", models.DateTimeField()),
                        (
                            "not_before",
                            models.DateTimeField(
                                help_text="the first moment at which they may be reached, or of the next attempt"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("held", "Held"),
                                    ("sent", "Sent"),
                                    ("failed", "Failed"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("held_why", models.CharField(blank=True, max_length=12)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
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
                        ("taken_at", models.DateTimeField(blank=True, null=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "sent_by",
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
                        "indexes": [models.Index(fields=["state", "not_before"], name="protection__state_86d9ca_idx")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("enquiry__isnull", True), ("person__isnull", False)),
                                    models.Q(("enquiry__isnull", False), ("person__isnull", True)),
                                    _connector="OR",
                                ),
                                name="outgoing_to_one",
                                violation_error_message="A message is to the person of a file or to the caller of a call.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                                    models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="outgoing_sent_at_a_moment",
                                violation_error_message="What was sent was sent at a moment.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "held"), _negated=True),
                                    models.Q(("held_why", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="outgoing_held_for_a_reason",
                                violation_error_message="A message is held for a reason.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Party",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("employer", "Employer"),
                                    ("foreman", "Foreman"),
                                    ("site", "Site"),
                                    ("intermediary", "Intermediary"),
                                    ("agency", "Agency"),
                                    ("landlord", "Landlord"),
                                    ("official", "Official"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.organisation",
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="protection.party",
                            ),
                        ),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into__isnull", True),
                                    models.Q(("merged_into", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="party_not_merged_into_itself",
                                violation_error_message="A party cannot take its own place.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartyWord",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="words", to="protection.party"
                            ),
                        ),
                        ("mark", models.BigIntegerField()),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("mark", "party"), name="party_word_once")],
                    },
                ),
                migrations.CreateModel(
                    name="CaseParty",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parties",
                                to="protection.case",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="protection.party"
                            ),
                        ),
                        (
                            "said_by",
                            models.CharField(
                                choices=[
                                    ("person", "Person"),
                                    ("witness", "Witness"),
                                    ("colleague", "Colleague"),
                                    ("paper", "Paper"),
                                    ("register", "Register"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("said_on", models.DateField()),
                        ("compare", models.BooleanField(default=False)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "party"), name="party_named_once_in_a_case")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartyLink",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="protection.case"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        (
                            "one",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="protection.party"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("works_for", "Works For"),
                                    ("brings_workers_to", "Brings Workers To"),
                                    ("builds_for", "Builds For"),
                                    ("works_at", "Works At"),
                                    ("houses_for", "Houses For"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="protection.party"
                            ),
                        ),
                        (
                            "said_by",
                            models.CharField(
                                choices=[
                                    ("person", "Person"),
                                    ("witness", "Witness"),
                                    ("colleague", "Colleague"),
                                    ("paper", "Paper"),
                                    ("register", "Register"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("said_on", models.DateField()),
                        (
                            "standing",
                            models.CharField(
                                choices=[("said", "Said"), ("on_paper", "On Paper"), ("refuted", "Refuted")],
                                max_length=10,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "one", "kind", "other"), name="party_link_once"),
                            models.CheckConstraint(
                                condition=models.Q(("one", models.F("other")), _negated=True),
                                name="party_link_of_two",
                                violation_error_message="A party does not hang together with itself.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("standing", "on_paper"), _negated=True),
                                    ("said_by__in", ["paper", "register"]),
                                    _connector="OR",
                                ),
                                name="party_link_on_paper_has_a_paper",
                                violation_error_message="What stands on paper is said by a paper or a register.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Verdict",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="verdicts",
                                to="protection.party",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("convicted", "Convicted"),
                                    ("for_worker", "For Worker"),
                                    ("fined", "Fined"),
                                    ("dismissed", "Dismissed"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("day", models.DateField()),
                        (
                            "appeal",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("final", "Final"),
                                    ("upheld", "Upheld"),
                                    ("overturned", "Overturned"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["-day", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="RightOfReply",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "said",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="replies",
                                to="protection.caseparty",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        ("asked_on", models.DateField(blank=True, null=True)),
                        ("agreed_how", models.CharField(blank=True, max_length=20)),
                        ("agreed_on", models.DateField(blank=True, null=True)),
                        ("replied_on", models.DateField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["asked_on", "replied_on", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("asked_on__isnull", True),
                                    models.Q(("agreed_on__isnull", False), models.Q(("agreed_how", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="reply_asked_with_consent",
                                violation_error_message="A party is asked only when the person agreed.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartyMark",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "said",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="marks",
                                to="protection.caseparty",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        ("mark", models.BigIntegerField(db_index=True)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("said", "mark"), name="party_mark_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Meeting",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("pair", models.UUIDField(db_index=True)),
                        (
                            "said",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="meetings",
                                to="protection.caseparty",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_at", models.DateTimeField(blank=True, null=True)),
                        ("message", models.BinaryField(blank=True, null=True)),
                        (
                            "answer",
                            models.CharField(
                                blank=True, choices=[("accepted", "Accepted"), ("refused", "Refused")], max_length=10
                            ),
                        ),
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
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("pair", "said"), name="meeting_side_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer", ""), ("answered_by__isnull", True)),
                                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="meeting_answered_by_somebody",
                                violation_error_message="An answer is given by somebody.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "enquiry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="review",
                                to="protection.enquiry",
                            ),
                        ),
                        ("drawn_at", models.DateTimeField()),
                        (
                            "answered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("right", "Right by the rulebook"),
                                    ("incomplete", "Right, but something was missing"),
                                    ("wrong", "Wrong: the person must be told"),
                                    ("no_law", "No question of law"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "danger",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("none", "There was none"),
                                    ("seen", "It was seen"),
                                    ("missed", "It was overlooked"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "tone",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("good", "Calm, plain and kind"),
                                    ("hard", "Hard to understand"),
                                    ("unkind", "Unkind, or it blamed"),
                                    ("unknown", "Cannot be told from what is written"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("sealed", models.BinaryField(blank=True, null=True)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
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
                        (
                            "read_at",
                            models.DateTimeField(
                                blank=True, help_text="when who answered has read what was found", null=True
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("done_by__isnull", True),
                                    models.Q(("done_by", models.F("answered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="review_by_another",
                                violation_error_message="Nobody reviews their own answer.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answer", ""),
                                        ("danger", ""),
                                        ("done_at__isnull", True),
                                        ("done_by__isnull", True),
                                        ("tone", ""),
                                    ),
                                    models.Q(
                                        ("done_at__isnull", False),
                                        ("done_by__isnull", False),
                                        models.Q(("answer", ""), _negated=True),
                                        models.Q(("danger", ""), _negated=True),
                                        models.Q(("tone", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="review_done_with_every_answer",
                                violation_error_message="A review says of answer, danger and tone what was found, and who found it.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Shelter",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
                        ("area", models.CharField(max_length=120)),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("area", ""), _negated=True),
                                name="shelter_has_an_area",
                                violation_error_message="Say in which town or region the shelter is.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bed",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "shelter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="beds",
                                to="protection.shelter",
                            ),
                        ),
                        ("label", models.CharField(max_length=40)),
                    ],
                    options={
                        "ordering": ["label", "id"],
                        "constraints": [models.UniqueConstraint(fields=("shelter", "label"), name="bed_named_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ShelterStay",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "bed",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="stays", to="protection.bed"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stays",
                                to="protection.referral",
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        (
                            "placed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("left_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("left_at__isnull", True)),
                                fields=("bed",),
                                name="bed_taken_once",
                                violation_error_message="This bed is taken.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("left_at__isnull", True)),
                                fields=("person",),
                                name="person_in_one_bed",
                                violation_error_message="This person has a bed already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("left_at__isnull", True), ("left_at__gte", models.F("since")), _connector="OR"
                                ),
                                name="shelter_stay_ends_after_it_began",
                                violation_error_message="Nobody leaves before they came.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Shift",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "staff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        (
                            "planned_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["since", "id"],
                        "indexes": [models.Index(fields=["until", "since"], name="protection__until_942a93_idx")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until__gt", models.F("since"))),
                                name="shift_ends_after_it_began",
                                violation_error_message="A shift ends after it began.",
                            ),
                            models.UniqueConstraint(
                                fields=("staff", "since"),
                                name="shift_begins_once",
                                violation_error_message="They have a shift from then already.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tracing",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tracings",
                                to="protection.case",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        (
                            "relation",
                            models.CharField(
                                choices=[
                                    ("child", "Child"),
                                    ("spouse", "Spouse"),
                                    ("parent", "Parent"),
                                    ("sibling", "Sibling"),
                                    ("other", "Other"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("agreed_how", models.CharField(max_length=20)),
                        ("agreed_on", models.DateField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["-asked_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("agreed_how", ""), _negated=True),
                                name="tracing_with_consent",
                                violation_error_message="Nobody is looked for without the consent of who asks.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sought",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "tracing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sought",
                                to="protection.tracing",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        ("found_at", models.DateTimeField()),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("contact", "Contact"),
                                    ("word", "Word"),
                                    ("no", "No"),
                                    ("not_them", "Not Them"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("agreed_how", models.CharField(blank=True, max_length=20)),
                        ("agreed_on", models.DateField(blank=True, null=True)),
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
                        ("sealed", models.BinaryField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["found_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("tracing", "person"), name="sought_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer__in", ["contact", "word"]), _negated=True),
                                    models.Q(models.Q(("agreed_how", ""), _negated=True), ("agreed_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="sought_is_told_of_with_consent",
                                violation_error_message="Nothing is told of a person sought without their consent.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tie",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("pair", models.UUIDField(db_index=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        (
                            "relation",
                            models.CharField(
                                choices=[
                                    ("child", "Child"),
                                    ("spouse", "Spouse"),
                                    ("parent", "Parent"),
                                    ("sibling", "Sibling"),
                                    ("other", "Other"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("agreed_how", models.CharField(max_length=20)),
                        ("agreed_on", models.DateField()),
                        ("since", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("pair", "person"), name="tie_side_once"),
                            models.CheckConstraint(
                                condition=models.Q(("agreed_how", ""), _negated=True),
                                name="tie_with_consent",
                                violation_error_message="Two files are tied with the consent of both.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WomanOperator",
                    fields=[
                        (
                            "staff",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("since", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Attachment",
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
                            "enquiry",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attachments",
                                to="protection.enquiry",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "number", "id"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("enquiry__isnull", False), ("person__isnull", False), _connector="OR"
                                ),
                                name="attachment_belongs_to_somebody",
                                violation_error_message="A file belongs to an enquiry or to a person.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0)),
                                name="attachment_is_not_empty",
                                violation_error_message="A file has something in it.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MissedCall",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                            ),
                        ),
                        ("token", models.CharField(editable=False, max_length=64)),
                        ("sealed", models.BinaryField()),
                        (
                            "line",
                            models.CharField(
                                blank=True, help_text="which of our own numbers was called", max_length=40
                            ),
                        ),
                        ("first_at", models.DateTimeField()),
                        ("last_at", models.DateTimeField()),
                        ("count", models.PositiveIntegerField(default=1)),
                        ("call_by", models.DateTimeField(help_text="the target: by then somebody has called back")),
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
                        ("taken_at", models.DateTimeField(blank=True, null=True)),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        ("first_tried_at", models.DateTimeField(blank=True, null=True)),
                        ("next_try_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("reached", "Reached"),
                                    ("not_reached", "Not Reached"),
                                    ("wrong_number", "Wrong Number"),
                                    ("other_way", "Other Way"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
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
                        (
                            "enquiry",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="protection.enquiry",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["organisation", "done_at", "call_by"], name="protection__organis_69f712_idx"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("done_at__isnull", True)),
                                fields=("organisation", "token"),
                                name="missed_number_waits_once",
                                violation_error_message="This number waits already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_at__isnull", True), ("done_by__isnull", True), ("outcome", "")),
                                    models.Q(
                                        ("done_at__isnull", False),
                                        ("done_by__isnull", False),
                                        models.Q(("outcome", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="missed_call_settled_by_somebody",
                                violation_error_message="A missed call is settled by somebody, with what came of it.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MissedRing",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rings",
                                to="protection.missedcall",
                            ),
                        ),
                        ("mark", models.CharField(editable=False, max_length=64, unique=True)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="RoomPaper",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="papers",
                                to="protection.jointroom",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                            ),
                        ),
                        (
                            "attachment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="protection.attachment",
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
                        ("brought", models.BooleanField()),
                        ("agreed_how", models.CharField(blank=True, max_length=20)),
                        ("agreed_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("room", "attachment"), name="paper_in_a_room_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("brought", True),
                                    models.Q(models.Q(("agreed_how", ""), _negated=True), ("agreed_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="room_paper_of_the_file_with_consent",
                                violation_error_message="A document of the file is laid into a room with the person's consent.",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
