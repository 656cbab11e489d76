"""What is said to people first."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class OutgoingMessage(models.Model):
    """Something to be said to somebody, by telephone, SMS, messenger or letter. It is about a file, or about a call without one.

    Where it goes and what it says are sealed under the key of that file or call. `held_why` is a code of `words.WHY`.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        # A rule that came after the writing forbids it: its owner is told, and nothing leaves by itself.
        HELD = "held"
        SENT = "sent"
        # The gateway refused it too often.
        FAILED = "failed"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    enquiry = models.ForeignKey("protection.Enquiry", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=12)
    template = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2)
    sealed = models.BinaryField()
    form = models.CharField(max_length=64, unique=True, editable=False)
    written_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    not_before = models.DateTimeField(help_text="the first moment at which they may be reached, or of the next attempt")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    held_why = models.CharField(max_length=12, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # Empty where the gateway sent it.
    sent_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["state", "not_before"])]
        constraints = [
            models.CheckConstraint(
                name="outgoing_to_one",
                condition=Q(person__isnull=False, enquiry__isnull=True) | Q(person__isnull=True, enquiry__isnull=False),
                violation_error_message="A message is to the person of a file or to the caller of a call.",
            ),
            models.CheckConstraint(
                name="outgoing_sent_at_a_moment",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                violation_error_message="What was sent was sent at a moment.",
            ),
            models.CheckConstraint(
                name="outgoing_held_for_a_reason",
                condition=~Q(state="held") | ~Q(held_why=""),
                violation_error_message="A message is held for a reason.",
            ),
        ]
