"""Claims, and the officers who work with them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class AsylumClaim(models.Model):
    """What somebody said of why they cannot go back. All of it is sealed under a key that is the claim's own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BinaryField()
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="claim_closed_after_it_was_opened",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                violation_error_message="A claim cannot be closed before it was opened.",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class ClaimOfficer(models.Model):
    """A protection officer works with a claim, from one moment to another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey("asylum.AsylumClaim", on_delete=models.CASCADE, related_name="officers")
    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="claim_officer_once",
                fields=["claim", "staff"],
                condition=Q(until__isnull=True),
                violation_error_message="This officer works with the claim already.",
            )
        ]
