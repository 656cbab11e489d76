"""Files that came with an enquiry or belong to a person."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Attachment(models.Model):
    """A file, made anew before it was stored, sealed under the key of its person, or of the enquiry while that has no file.

    `form` marks the form and the file as it was sent: sent twice, it is stored once. Its name may name a person and is sealed
    with it. `state` is what the virus scanner said; what waits for it, or was found harmful, opens for nobody.
    """

    class State(models.TextChoices):
        NOT_SCANNED = "not_scanned"
        WAITS = "waits"
        CLEAN = "clean"
        HARMFUL = "harmful"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enquiry = models.ForeignKey(
        "protection.Enquiry", on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    number = models.PositiveSmallIntegerField(help_text="its place among those of one form")
    # Empty where the person sent it.
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField(help_text="bytes")
    form = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(max_length=12, choices=State.choices)
    sealed = models.BinaryField()
    content = models.BinaryField()

    class Meta:
        ordering = ["at", "number", "id"]
        constraints = [
            models.CheckConstraint(
                name="attachment_belongs_to_somebody",
                condition=Q(enquiry__isnull=False) | Q(person__isnull=False),
                violation_error_message="A file belongs to an enquiry or to a person.",
            ),
            models.CheckConstraint(
                name="attachment_is_not_empty",
                condition=Q(size__gt=0),
                violation_error_message="A file has something in it.",
            ),
        ]

    @property
    def subject(self) -> uuid.UUID:
        """Under whose key it is sealed."""
        id = self.person_id or self.enquiry_id
        assert id is not None
        return id
