"""Shifts that are planned."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class Shift(models.Model):
    """Somebody answers from one moment to another. Moments, not hours of a day: a plan holds over a change of the clocks, and for
    colleagues in other time zones."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey("people.Staff", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    planned_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["since", "id"]
        indexes = [models.Index(fields=["until", "since"])]
        constraints = [
            models.CheckConstraint(
                name="shift_ends_after_it_began",
                condition=Q(until__gt=F("since")),
                violation_error_message="A shift ends after it began.",
            ),
            models.UniqueConstraint(
                name="shift_begins_once",
                fields=["staff", "since"],
                violation_error_message="They have a shift from then already.",
            ),
        ]
