"""Shifts that were handed over."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class Handover(models.Model):
    """What who left a shift wrote, with how much was open then. Sealed under a key of its own: a line may tell of somebody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    left_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField()
    sealed = models.BinaryField()
    form = models.CharField(max_length=64, unique=True, editable=False)
    read_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["office", "-left_at"])]
        constraints = [
            models.CheckConstraint(
                name="handover_read_by_another",
                condition=Q(read_by__isnull=True, read_at__isnull=True)
                | (Q(read_by__isnull=False, read_at__isnull=False) & ~Q(read_by=F("left_by"))),
                violation_error_message="Who comes confirms the reading, not who leaves.",
            )
        ]
