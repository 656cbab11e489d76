"""Closed enquiries that were drawn to be looked at again."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy


class Review(models.Model):
    """A closed enquiry that was drawn, and what a second person found. Their words are sealed under the enquiry's key.

    `answered_by` is who closed it, or asked for it to be closed: the one who is told.
    """

    class Answer(models.TextChoices):
        RIGHT = "right", gettext_lazy("Right by the rulebook")
        INCOMPLETE = "incomplete", gettext_lazy("Right, but something was missing")
        WRONG = "wrong", gettext_lazy("Wrong: the person must be told")
        NO_LAW = "no_law", gettext_lazy("No question of law")

    class Danger(models.TextChoices):
        NONE = "none", gettext_lazy("There was none")
        SEEN = "seen", gettext_lazy("It was seen")
        MISSED = "missed", gettext_lazy("It was overlooked")

    class Tone(models.TextChoices):
        GOOD = "good", gettext_lazy("Calm, plain and kind")
        HARD = "hard", gettext_lazy("Hard to understand")
        UNKIND = "unkind", gettext_lazy("Unkind, or it blamed")
        UNKNOWN = "unknown", gettext_lazy("Cannot be told from what is written")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enquiry = models.OneToOneField("protection.Enquiry", on_delete=models.CASCADE, related_name="review")
    drawn_at = models.DateTimeField()
    answered_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    danger = models.CharField(max_length=12, choices=Danger.choices, blank=True)
    tone = models.CharField(max_length=12, choices=Tone.choices, blank=True)
    sealed = models.BinaryField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True, help_text="when who answered has read what was found")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_by_another",
                condition=Q(done_by__isnull=True) | ~Q(done_by=F("answered_by")),
                violation_error_message="Nobody reviews their own answer.",
            ),
            models.CheckConstraint(
                name="review_done_with_every_answer",
                condition=Q(done_at__isnull=True, done_by__isnull=True, answer="", danger="", tone="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(answer="") & ~Q(danger="") & ~Q(tone="")),
                violation_error_message="A review says of answer, danger and tone what was found, and who found it.",
            ),
        ]
