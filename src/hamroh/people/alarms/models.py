"""How often something was refused: one row for each kind, name and hour, however often it is tried."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy

from hamroh.shell.refusals import Refusal

NOBODY_KNOWN = uuid.UUID(int=0)
"""Stands for everybody who is not known by a name of the staff. What they typed as a name is kept nowhere: it may be a password."""

WORDS: dict[Refusal, Any] = {
    Refusal.PASSWORD: gettext_lazy("Wrong passwords"),
    Refusal.MANY_NAMES: gettext_lazy("Wrong passwords for several names"),
    Refusal.SECOND_STEP: gettext_lazy("Wrong second steps after the right password"),
    Refusal.CODE: gettext_lazy("Wrong codes of invitation or numbers of recovery"),
    Refusal.ABSENT: gettext_lazy("Addresses that are absent for whoever asked"),
    Refusal.FORGED: gettext_lazy("Forms that were too old or came from elsewhere"),
    Refusal.TOO_OFTEN: gettext_lazy("More questions than the limit allows"),
    Refusal.UNREADABLE: gettext_lazy("Requests that could not be read"),
}

ALARMS_AT: dict[Refusal, tuple[int, int]] = {
    Refusal.PASSWORD: (5, 20),
    Refusal.MANY_NAMES: (1, 1),
    Refusal.SECOND_STEP: (3, 3),
    Refusal.CODE: (5, 5),
    Refusal.ABSENT: (10, 10),
    Refusal.FORGED: (10, 50),
    Refusal.TOO_OFTEN: (5, 500),
    Refusal.UNREADABLE: (20, 500),
}
"""How many in an hour are an alarm: of one member of staff, and of all who are not known."""

NAMES_AT_ONCE = 5
"""Wrong passwords for so many names of the staff within an hour are somebody who tries one password on all."""


class Attempt(models.Model):
    """What was refused in one hour (UTC), of one kind, for one member of staff or for all who are not known."""

    refusal = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Refusal])
    # Not a key to staff: it may stand for nobody.
    who = models.UUIDField()
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    noted = models.PositiveIntegerField(default=0, help_text="the count that the record knows")
    alarmed_at = models.DateTimeField(null=True, blank=True)
    # By the operator's command, where there is one.
    told_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="attempts_counted_by_the_hour",
                fields=["refusal", "who", "hour"],
                violation_error_message="An hour has one count of each kind for each name.",
            )
        ]
        indexes = [
            models.Index(
                name="attempts_that_alarm",
                fields=["alarmed_at"],
                condition=models.Q(alarmed_at__isnull=False, seen_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.refusal} {self.hour:%Y-%m-%d %H}: {self.count}"

    @property
    def label(self) -> str:
        """What it is called in the reader's language."""
        return str(WORDS[Refusal(self.refusal)])

    @property
    def alarms_at(self) -> int:
        """From which count on it is an alarm."""
        known, unknown = ALARMS_AT[Refusal(self.refusal)]
        return unknown if self.who == NOBODY_KNOWN else known
