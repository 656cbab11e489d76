"""Files that came with an enquiry or belong to a person."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from hamroh.people.attachments.models import SentFile


class Attachment(SentFile):
    """A file that came with an enquiry, sealed under the key of its person, or of the enquiry while that has no file."""

    enquiry = models.ForeignKey(
        "protection.Enquiry", on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta(SentFile.Meta):
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
