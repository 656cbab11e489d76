"""Shelters, their beds, and stays in them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class Shelter(models.Model):
    """A house with beds. Its address is sealed under a key of its own; what is public is the area, never finer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=120)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shelter_has_an_area",
                condition=~Q(area=""),
                violation_error_message="Say in which town or region the shelter is.",
            )
        ]


class Bed(models.Model):
    """A bed, or a room for a family, under the name that the house gives it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    shelter = models.ForeignKey("protection.Shelter", on_delete=models.PROTECT, related_name="beds")
    label = models.CharField(max_length=40)

    class Meta:
        ordering = ["label", "id"]
        constraints = [models.UniqueConstraint(name="bed_named_once", fields=["shelter", "label"])]


class ShelterStay(models.Model):
    """Somebody sleeps in a bed from one moment until they leave. Not to be mistaken for a stay in a country.

    Without a person: the bed came from another site, and who sleeps in it has their file elsewhere. It is taken all the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bed = models.ForeignKey("protection.Bed", on_delete=models.PROTECT, related_name="stays")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    referral = models.ForeignKey(
        "protection.Referral", on_delete=models.CASCADE, null=True, blank=True, related_name="stays"
    )
    since = models.DateTimeField()
    placed_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Two who place at the same moment cannot both succeed, whatever the program does.
            models.UniqueConstraint(
                name="bed_taken_once",
                fields=["bed"],
                condition=Q(left_at__isnull=True),
                violation_error_message="This bed is taken.",
            ),
            models.UniqueConstraint(
                name="person_in_one_bed",
                fields=["person"],
                condition=Q(left_at__isnull=True),
                violation_error_message="This person has a bed already.",
            ),
            models.CheckConstraint(
                name="shelter_stay_of_nobody_was_brought",
                condition=Q(person__isnull=False) | Q(referral__isnull=True),
                violation_error_message="A referral is of somebody.",
            ),
            models.CheckConstraint(
                name="shelter_stay_ends_after_it_began",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("since")),
                violation_error_message="Nobody leaves before they came.",
            ),
        ]
