"""Enquiries, the messages that follow them, and who answers them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class Intake(models.Model):
    """An organisation that answers reports from a site's public page, in the order in which they are asked."""

    organisation = models.OneToOneField("people.Organisation", on_delete=models.CASCADE, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)
    answer_hours = models.PositiveSmallIntegerField(
        default=72, help_text="hours within which a report is answered; the person is told"
    )
    call_back_minutes = models.PositiveSmallIntegerField(
        default=60, help_text="minutes within which a missed call is called back"
    )
    review_percent = models.PositiveSmallIntegerField(
        default=2, help_text="share of closed enquiries that somebody else looks at again"
    )

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="intake_answers_in_a_time",
                condition=Q(answer_hours__gte=1),
                violation_error_message="Say within how many hours reports are answered.",
            ),
            models.CheckConstraint(
                name="intake_calls_back_in_a_time",
                condition=Q(call_back_minutes__gte=5, call_back_minutes__lte=1440),
                violation_error_message="A missed call is called back within 5 to 1,440 minutes.",
            ),
            # Not nothing: who answers alone is looked at now and then, here as everywhere.
            models.CheckConstraint(
                name="intake_reviews_a_share",
                condition=Q(review_percent__gte=1, review_percent__lte=100),
                violation_error_message="The share looked at again is from 1 to 100 per cent.",
            ),
        ]


class Sorting(models.Model):
    """A decision over reports that had come too many at once; it can be taken back."""

    class Kind(models.TextChoices):
        IN = "in"
        ASIDE = "aside"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sorting_taken_back_by_somebody",
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                violation_error_message="A decision is taken back by somebody, at a moment.",
            )
        ]


class Enquiry(models.Model):
    """Something that was asked or reported. What was said is sealed under a key that is the enquiry's own.

    `form` marks the form it came by: sent twice, it is stored once. `code` and `words` let the person come back; neither
    can be read out of the row. `about_office` is the office complained of, for which the enquiry is absent, as it is for those of `also_about`.
    """

    class Channel(models.TextChoices):
        REPORT = "report"
        CALL = "call"
        VISIT = "visit"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    about_office = models.ForeignKey("people.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Further offices that it complains of: their ids, parted by spaces. A complaint of two is absent in both.
    also_about = models.CharField(max_length=400, blank=True)
    # Whoever writes down a complaint of their own office goes on until then; for everybody else of the office it is absent at once.
    writing_until = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    language = models.CharField(max_length=2)
    received_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    danger = models.BooleanField(default=False)
    wishes_woman = models.BooleanField(default=False)
    # Until then it is offered to women alone; empty where no woman answers.
    women_first_until = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closing_asked_by = models.ForeignKey(
        "people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    form = models.CharField(max_length=64, unique=True, null=True, editable=False)
    edition = models.PositiveIntegerField(default=1)
    # The file that was opened from it, where one was.
    person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    call_back_by = models.DateTimeField(null=True, blank=True)
    # What was done about danger first: a code, never words about the person.
    next_step = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=64, unique=True, null=True, editable=False)
    words = models.CharField(max_length=64, blank=True, editable=False)
    wrong_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    last_try = models.DateTimeField(null=True, blank=True, editable=False)
    # It came when too many came at once, and waits to be sorted; those ahead first. See people/floods.py.
    to_sort = models.BooleanField(default=False)
    ahead = models.BooleanField(default=False)
    likeness = models.BinaryField(default=b"", editable=False)
    sorting = models.ForeignKey(Sorting, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "closed_at", "answer_by"]),
            models.Index(
                name="enquiries_open",
                fields=["organisation", "-danger", "answer_by", "id"],
                condition=Q(closed_at=None),
            ),
            # Few of those that are open, and counted on the page of today.
            models.Index(
                name="enquiries_call_back",
                fields=["organisation", "call_back_by"],
                condition=Q(closed_at=None, call_back_by__isnull=False),
            ),
            models.Index(name="enquiries_newest", fields=["organisation", "-received_at"]),
            models.Index(name="report_lately", fields=["received_at"], condition=Q(channel="report")),
        ]
        constraints = [
            models.CheckConstraint(
                name="enquiry_closed_by_somebody",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                violation_error_message="An enquiry is closed by somebody, at a moment.",
            ),
            models.CheckConstraint(
                name="enquiry_also_about_others",
                condition=Q(also_about="") | Q(about_office__isnull=False),
                violation_error_message="Name the office complained of before the others.",
            ),
            models.CheckConstraint(
                name="enquiry_in_danger_not_closed_without_a_step",
                condition=Q(danger=False) | Q(closed_at__isnull=True) | ~Q(next_step="") | Q(channel="report"),
                violation_error_message="Somebody is in danger: say what was done first.",
            ),
            models.CheckConstraint(
                name="enquiry_closing_confirmed_by_another",
                condition=Q(closing_asked_by__isnull=True)
                | Q(closed_by__isnull=True)
                | ~Q(closed_by=F("closing_asked_by")),
                violation_error_message="Who asked for a closing does not confirm it.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def offices_complained_of(self) -> list[uuid.UUID]:
        """The ids of every office that it complains of."""
        return [*([self.about_office_id] if self.about_office_id else []), *map(uuid.UUID, self.also_about.split())]


class EnquiryToken(models.Model):
    """A mark under which an enquiry is found again by name or telephone; a number that says nothing without the key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enquiry = models.ForeignKey("protection.Enquiry", on_delete=models.CASCADE, related_name="tokens")
    token = models.BigIntegerField()
    # When the enquiry came, so that the newest of thousands are found first.
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="enquiry_token_once", fields=["token", "enquiry"])]
        indexes = [models.Index(fields=["token", "-received_at"], name="enquiry_token_newest")]


class Message(models.Model):
    """Something said later: by the person, or in reply. Sealed under the key of the enquiry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enquiry = models.ForeignKey("protection.Enquiry", on_delete=models.CASCADE, related_name="messages")
    at = models.DateTimeField()
    # Empty where the person wrote it.
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    form = models.CharField(max_length=64, unique=True, editable=False)
    sealed = models.BinaryField()

    class Meta:
        ordering = ["at", "id"]
