"""Calls that nobody took, until somebody has called back."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class MissedCall(models.Model):
    """A number that rang one of our lines and was not answered. Several calls of one number are one row until it is settled.

    The number is sealed under a key of the row's own; `token` is a keyed digest by which the same number is known again.
    """

    class Outcome(models.TextChoices):
        REACHED = "reached"
        NOT_REACHED = "not_reached"
        WRONG_NUMBER = "wrong_number"
        OTHER_WAY = "other_way"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=64, editable=False)
    sealed = models.BinaryField()
    line = models.CharField(max_length=40, blank=True, help_text="which of our own numbers was called")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)
    call_by = models.DateTimeField(help_text="the target: by then somebody has called back")
    taken_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The call that was written down when they were reached.
    enquiry = models.ForeignKey(
        "protection.Enquiry", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["organisation", "done_at", "call_by"])]
        constraints = [
            models.UniqueConstraint(
                name="missed_number_waits_once",
                fields=["organisation", "token"],
                condition=Q(done_at__isnull=True),
                violation_error_message="This number waits already.",
            ),
            models.CheckConstraint(
                name="missed_call_settled_by_somebody",
                condition=Q(done_at__isnull=True, done_by__isnull=True, outcome="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(outcome="")),
                violation_error_message="A missed call is settled by somebody, with what came of it.",
            ),
        ]


class MissedRing(models.Model):
    """One time that it rang. `mark` is a keyed digest of number, moment and line: told twice, it is counted once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey("protection.MissedCall", on_delete=models.CASCADE, related_name="rings")
    mark = models.CharField(max_length=64, unique=True, editable=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
