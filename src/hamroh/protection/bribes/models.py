"""Reports of bribes until they are published, and what was published."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class BribeReport(models.Model):
    """What somebody ticked, sealed under the key of its quarter. Nobody reads one: they are counted together, published, and erased.

    Of when it came, the row knows the quarter by its first day. `form` is a digest of the form's mark, so that sent twice it is stored once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.DateField()
    form = models.CharField(max_length=64, unique=True, editable=False)
    sealed = models.BinaryField()

    class Meta:
        indexes = [models.Index(name="bribes_of_a_quarter", fields=["period"])]
        constraints = [
            models.CheckConstraint(
                name="bribe_report_of_a_quarter",
                condition=Q(period__day=1, period__month__in=[1, 4, 7, 10]),
                violation_error_message="Of a report only the quarter is kept.",
            )
        ]


class BribeRelease(models.Model):
    """What the reports of one quarter show together. Two persons agree to it; it is never changed, only taken back whole.

    `rows` are lists of (country, service, region, kind of place, hours) that may end early, with the number they stand for at least.
    """

    period = models.DateField(unique=True)
    rows = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-period"]
        constraints = [
            models.CheckConstraint(
                name="bribe_release_by_two",
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("proposed_by")),
                violation_error_message="Who proposed a release does not agree to it.",
            ),
            models.CheckConstraint(
                name="bribe_release_agreed_at_a_moment",
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
                violation_error_message="A release is agreed to by somebody, at a moment.",
            ),
            models.CheckConstraint(
                name="bribe_release_taken_back_for_a_reason",
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True, reason="")
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False, released_at__isnull=False)
                & ~Q(reason=""),
                violation_error_message="Say why a release is taken back.",
            ),
        ]
