"""What the walls are made of: involvements, concealments, broken glass."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class Involvement(models.Model):
    """An organisation, or one of its staff, works with a person: the need to know, in the parts it names.

    Without `staff` it is open to the desk of the organisation. It falls away by itself when `until` has come.
    """

    # Not a number from the database: reading it back would need sight of a row that another organisation is to have.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="involvements")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    parts = models.CharField(
        max_length=300, help_text="parts (`contact`) or agreed fields (`contact.safe`), parted by spaces"
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    # A code of the closed list of reasons, never words about the person.
    reason = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="involvement_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message="An involvement cannot end before it began.",
            ),
            models.CheckConstraint(
                name="involvement_names_parts",
                condition=~Q(parts=""),
                violation_error_message="An involvement names the parts of the file that it opens.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "person"]),
            models.Index(fields=["staff", "person"]),
        ]


class Concealment(models.Model):
    """A file that an office or a member of staff may not see, whatever else would let them: the file complains of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="concealments")
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="concealed_from_one",
                condition=Q(office__isnull=False, staff__isnull=True) | Q(office__isnull=True, staff__isnull=False),
                violation_error_message="A file is concealed from an office or from a member of staff.",
            )
        ]


class BrokenGlass(models.Model):
    """Somebody opened a file that they do not work with, for a stated reason and a short time; the supervisor is told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="glass")
    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    # Sealed under the person's key: a reason tells something of them.
    reason = models.BinaryField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    seen_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    justified = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="glass_broken_for_a_time",
                condition=Q(until__gt=F("since")),
                violation_error_message="The glass is broken for a time that ends.",
            ),
            models.CheckConstraint(
                name="glass_looked_at_by_another",
                condition=Q(seen_by__isnull=True) | ~Q(seen_by=F("staff")),
                violation_error_message="Nobody judges their own opening of a file.",
            ),
        ]
        indexes = [models.Index(fields=["staff", "person", "until"])]
