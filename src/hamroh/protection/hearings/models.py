"""Hearings before a court or an office."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy


class Hearing(models.Model):
    """A case is heard at a moment. `zone` is the time zone of the court. Which court and room, and what came of it in words, is sealed.

    Whether an interpreter is booked follows from the bookings of the case; that an outcome is missing follows from the day.
    """

    class Outcome(models.TextChoices):
        DECIDED = "decided", gettext_lazy("It was decided")
        ADJOURNED = "adjourned", gettext_lazy("It goes on another day")
        NOT_HELD = "not_held", gettext_lazy("It did not take place")
        CANCELLED = "cancelled", gettext_lazy("It was called off before")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("protection.Case", on_delete=models.CASCADE, related_name="hearings")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    zone = models.CharField(max_length=40)
    owner = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    remind_at = models.DateTimeField()
    lawyer = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    needs_interpreter = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    form = models.CharField(max_length=64, unique=True, editable=False)
    sealed = models.BinaryField()

    class Meta:
        ordering = ["since", "id"]
        indexes = [models.Index(name="hearings_without_outcome", fields=["since"], condition=Q(outcome=""))]
        constraints = [
            # That it has an owner and a reminder, its columns say: neither may be empty.
            models.CheckConstraint(
                name="hearing_reminds_before_it_begins",
                condition=Q(remind_at__lt=F("since")),
                violation_error_message="Somebody is reminded of a hearing before it begins.",
            ),
            models.CheckConstraint(
                name="hearing_ends_after_it_begins",
                condition=Q(until__gt=F("since")),
                violation_error_message="A hearing ends after it begins.",
            ),
        ]
