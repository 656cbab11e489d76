"""A day of reception with its times, and the turns that people took."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q


class ReceptionDay(models.Model):
    """A day on which an office or a travelling consul receives those who took a turn. From `opens` on, every so many minutes, so many
    people at once; times are those of the place. Turns are counted from 1 in the order of their times, so that a number says its time.
    """

    class Matter(models.TextChoices):
        PASSPORT = "passport"
        RETURN_PAPER = "return_paper"
        POWER = "power"
        FAMILY = "family"
        CITIZENSHIP = "citizenship"
        ADVICE = "advice"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey("people.Service", on_delete=models.PROTECT, related_name="receptions")
    day = models.DateField()
    opens = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    at_once = models.PositiveSmallIntegerField()
    times = models.PositiveSmallIntegerField(help_text="how many times there are")
    matters = models.JSONField(help_text="codes of what can be settled there")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    # The day it was first opened for, where day or hour was moved.
    moved_from = models.DateField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    # What stays when the turns are forgotten.
    came = models.PositiveSmallIntegerField(default=0)
    missed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["day", "opens"]
        constraints = [
            models.UniqueConstraint(
                name="reception_once_a_day",
                fields=["service", "day"],
                condition=Q(called_off_at__isnull=True),
                violation_error_message="A service receives once on a day.",
            ),
            models.CheckConstraint(
                name="reception_has_turns",
                condition=Q(minutes__gte=5, minutes__lte=240, at_once__gte=1, at_once__lte=20, times__gte=1, times__lte=100),
                violation_error_message="A day of reception has 1 to 100 times of 5 to 240 minutes, for 1 to 20 people at once.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def turns_in_all(self) -> int:
        """How many turns there are."""
        return self.times * self.at_once

    @property
    def closes(self) -> dt.time:
        """When the last turn ends."""
        return self.time_of(self.turns_in_all + 1)

    def time_of(self, number: int) -> dt.time:
        """When the turn with this number begins, as a clock there shows it."""
        begins = dt.datetime.combine(self.day, self.opens)
        return (begins + dt.timedelta(minutes=(number - 1) // self.at_once * self.minutes)).time()


class Turn(models.Model):
    """A turn on a day of reception, of somebody without a name; a contact or a name only where they gave one, sealed under the turn's own
    key. `code` lets them see it again and give it back; it cannot be read out of the row."""

    class Outcome(models.TextChoices):
        CAME = "came"
        MISSED = "missed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reception = models.ForeignKey("people.ReceptionDay", on_delete=models.PROTECT, related_name="turns")
    number = models.PositiveSmallIntegerField()
    matter = models.CharField(max_length=12, choices=ReceptionDay.Matter.choices)
    form = models.CharField(max_length=64, unique=True, editable=False)
    code = models.CharField(max_length=64, unique=True, editable=False)
    taken_at = models.DateTimeField()
    # Empty where the public took it.
    taken_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=6, choices=Outcome.choices, blank=True)
    # The day was moved or called off, and whoever gave a contact was not told yet.
    to_tell = models.BooleanField(default=False)
    sealed = models.BinaryField(default=b"")

    class Meta:
        ordering = ["number"]
        constraints = [
            # Nobody's turn is given twice, whoever presses at the same moment.
            models.UniqueConstraint(name="turn_once", fields=["reception", "number"]),
            models.CheckConstraint(
                name="turn_has_a_number", condition=Q(number__gt=0), violation_error_message="Turns are counted from 1."
            ),
        ]


__all__ = ["ReceptionDay", "Turn"]
