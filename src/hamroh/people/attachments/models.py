"""What every room's table of sent files has."""

from __future__ import annotations

import uuid

from django.db import models


class SentFile(models.Model):
    """A file, made anew before it was stored, and sealed under the key of whomever it belongs to (`subject`).

    `form` marks the form and the file as it was sent: sent twice, it is stored once. Its name may name a person and is sealed
    with it. `state` is what the virus scanner said; what waits for it, or was found harmful, opens for nobody.
    """

    class State(models.TextChoices):
        NOT_SCANNED = "not_scanned"
        WAITS = "waits"
        CLEAN = "clean"
        HARMFUL = "harmful"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    number = models.PositiveSmallIntegerField(help_text="its place among those of one form")
    # Empty where the public sent it.
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField(help_text="bytes")
    form = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(max_length=12, choices=State.choices)
    sealed = models.BinaryField()
    content = models.BinaryField()

    class Meta:
        abstract = True
        ordering = ["at", "number", "id"]

    @property
    def subject(self) -> uuid.UUID:
        """Under whose key it is sealed."""
        raise NotImplementedError

    @property
    def place(self) -> str:
        """Where name and content are bound to, when sealed."""
        return f"attachment:{self.pk}"

    @property
    def opens(self) -> bool:
        """May what is in it be had?"""
        return self.state in (self.State.CLEAN, self.State.NOT_SCANNED)
