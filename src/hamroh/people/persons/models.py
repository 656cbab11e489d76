"""A person's file, in parts that are sealed each by itself."""

from __future__ import annotations

import uuid
from enum import StrEnum

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy


class Part(StrEnum):
    """What a file is divided into. A wall stands between parts: who may see one may not see another."""

    IDENTITY = "identity"
    CONTACT = "contact"
    PAPERS = "papers"
    FAMILY = "family"
    STORY = "story"
    HEALTH = "health"

    @property
    def label(self) -> str:
        """What it is called in the reader's language."""
        return str(_PARTS[self])


_PARTS = {
    Part.IDENTITY: gettext_lazy("Name, birth, languages"),
    Part.CONTACT: gettext_lazy("How to reach them safely"),
    Part.PAPERS: gettext_lazy("Papers"),
    Part.FAMILY: gettext_lazy("Family"),
    Part.STORY: gettext_lazy("What happened"),
    Part.HEALTH: gettext_lazy("Health"),
}


class Person(models.Model):
    """The file of somebody who asked for help. Nothing readable stands in this row.

    `keeper` is the organisation that answers for the file. `merged_into` names the file that took this one's place; the
    row stays, so that a merge can be undone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    keeper = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    # The day from which retention is counted: the last time that somebody worked with the file.
    touched_on = models.DateField()
    merged_into = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_not_merged_into_themselves",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                violation_error_message="A file cannot take its own place.",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class PersonPart(models.Model):
    """One part of a file, sealed under the person's key. `edition` grows by one with each change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="parts")
    part = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Part])
    sealed = models.BinaryField()
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(name="person_part_once", fields=["person", "part"])]
