"""What workers write of firms, and what is shown of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class ReviewedFirm(models.Model):
    """A firm of which workers wrote. `agency` is the agency of the register, where it is one."""

    class Kind(models.TextChoices):
        AGENCY = "agency"
        EMPLOYER = "employer"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=200)
    agency = models.ForeignKey("recruitment.Agency", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reviewed_firm_has_a_name", condition=~Q(name=""), violation_error_message="Write the firm's name."
            )
        ]


class ReviewBatch(models.Model):
    """Reviews of a firm that are shown together: eleven people or more, or nothing.

    `tallies` says for each question how most of them answered, in words without a number; it is written when the batch is released.
    """

    firm = models.ForeignKey("recruitment.ReviewedFirm", on_delete=models.PROTECT, related_name="batches")
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField(null=True, blank=True)
    told_how = models.CharField(max_length=200, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    people = models.PositiveIntegerField(null=True, blank=True)
    tallies = models.JSONField(default=dict)

    class Meta:
        ordering = ["-released_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="review_batch_of_eleven",
                condition=Q(released_at__isnull=True, people__isnull=True)
                | Q(released_at__isnull=False, people__gte=11),
                violation_error_message="Reviews are shown of eleven people or more.",
            ),
            models.CheckConstraint(
                name="review_batch_by_two",
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("prepared_by")),
                violation_error_message="Who prepared the reviews does not release them.",
            ),
            models.CheckConstraint(
                name="review_batch_heard",
                condition=Q(released_at__isnull=True) | Q(told_on__isnull=False),
                violation_error_message="The firm is told before reviews are shown.",
            ),
        ]


class WorkerReview(models.Model):
    """One review, sealed under a key of its own until it is shown or set aside, and then erased. `form` and `code` are as those of
    a report of a firm."""

    class State(models.TextChoices):
        WAITING = "waiting"
        LET_THROUGH = "let_through"
        SET_ASIDE = "set_aside"
        WITHDRAWN = "withdrawn"

    class Reason(models.TextChoices):
        COPY = "copy"
        NOT_WORK = "not_work"
        NAMES = "names"
        NOT_A_FIRM = "not_a_firm"
        HELP = "help"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=ReviewedFirm.Kind.choices)
    firm = models.ForeignKey(
        "recruitment.ReviewedFirm", on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    batch = models.ForeignKey(
        "recruitment.ReviewBatch", on_delete=models.SET_NULL, null=True, blank=True, related_name="reviews"
    )
    received_at = models.DateTimeField()
    shown_from = models.DateTimeField()
    # It came when too many came at once: it is read after the others.
    to_sort = models.BooleanField(default=False)
    form = models.CharField(max_length=64, unique=True, editable=False)
    code = models.CharField(max_length=64, unique=True, editable=False)
    # How its words look (people/floods.py), so that copies are seen; empty without words.
    likeness = models.BinaryField(default=bytes)
    state = models.CharField(max_length=11, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Empty once it is erased.
    sealed = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["state", "to_sort", "received_at"])]
        constraints = [
            models.CheckConstraint(
                name="worker_review_of_a_firm_when_let_through",
                condition=~Q(state="let_through") | Q(firm__isnull=False),
                violation_error_message="Say which firm it is about.",
            ),
            models.CheckConstraint(
                name="worker_review_set_aside_for_a_reason",
                condition=Q(state="set_aside") & ~Q(reason="") | ~Q(state="set_aside") & Q(reason=""),
                violation_error_message="Say why it is set aside.",
            ),
        ]


class ReviewWords(models.Model):
    """Words that are shown, after somebody took out all that could tell who wrote them. `place` is drawn by lot, so that the order
    says nothing. `review` lets who wrote them take them back; it is told to nobody."""

    batch = models.ForeignKey("recruitment.ReviewBatch", on_delete=models.CASCADE, related_name="words")
    review = models.ForeignKey(
        "recruitment.WorkerReview", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField()
    place = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["place"]


class ReviewReply(models.Model):
    """What the firm says to it, as it gave it to the desk, with the paper it came by."""

    firm = models.ForeignKey("recruitment.ReviewedFirm", on_delete=models.PROTECT, related_name="replies")
    text = models.TextField()
    on = models.DateField()
    paper = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="review_reply_on_paper",
                condition=~Q(paper="") & ~Q(text=""),
                violation_error_message="Write the reply and the paper it came by.",
            )
        ]
