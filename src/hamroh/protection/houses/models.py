"""Houses as cases name them, and houses that are flagged."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class CaseHouse(models.Model):
    """A case tells of trouble in a house: living there, or being registered there. The address is sealed under the person's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("protection.Case", on_delete=models.CASCADE, related_name="houses")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    mark = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="house_once_in_a_case",
                fields=["case", "mark"],
                violation_error_message="The case tells of this house already.",
            )
        ]


class HouseFlag(models.Model):
    """Several people told of trouble in one house. Their word, and no finding.

    Its address and the owner's reply are sealed under a key of its own. `shown`: eleven people and more told of it by the first day of
    the month `counted_on`, so the public is warned too. How many they are is kept nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mark = models.BigIntegerField(unique=True)
    raised_on = models.DateField()
    counted_on = models.DateField()
    shown = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replied_on = models.DateField(null=True, blank=True)
    sealed = models.BinaryField()

    class Meta:
        ordering = ["-raised_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="house_flag_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message="A flag is withdrawn by somebody, at a moment.",
            )
        ]
