"""A request for data from outside, and what each of two people decided."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy


class OutsideRequest(models.Model):
    """Somebody outside asked an organisation for data about people. It is refused unless two people agree to answer it.

    Nothing links it to a file: whether there is one is nobody's business who reads the request. What was asked, by whom and on which ground
    is sealed under a key of the request's own.
    """

    class Kind(models.TextChoices):
        POLICE = "police", gettext_lazy("police")
        MIGRATION = "migration", gettext_lazy("migration or border authority")
        SECURITY = "security", gettext_lazy("security service")
        COURT = "court", gettext_lazy("court or prosecutor")
        CONSULATE = "consulate", gettext_lazy("embassy or consulate")
        EMPLOYER = "employer", gettext_lazy("employer or agency")
        FAMILY = "family", gettext_lazy("family or acquaintances")
        PRESS = "press", gettext_lazy("journalist or researcher")
        OTHER = "other", gettext_lazy("somebody else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    # Who asked, for what, on which ground; empty once it is past its time.
    sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outside_request_of_a_known_kind",
                condition=Q(kind__in="police migration security court consulate employer family press other".split()),
                violation_error_message="Say who asked: choose one of the kinds.",
            )
        ]
        indexes = [models.Index(name="outside_requests_by_day", fields=["organisation", "received_at"])]


class OutsideDecision(models.Model):
    """What one of the two decided, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey("people.OutsideRequest", on_delete=models.PROTECT, related_name="decisions")
    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    answer = models.BooleanField(help_text="may the data be handed over?")
    at = models.DateTimeField()
    sealed = models.BinaryField(null=True, help_text="the reason, under the request's key")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="outside_request_decided_once_by_each",
                fields=["request", "staff"],
                violation_error_message="Two different people decide: each of them once.",
            )
        ]
