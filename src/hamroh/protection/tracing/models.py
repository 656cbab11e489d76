"""Somebody looks for a relative; files that may be theirs; ties between two files that both sides agreed to."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Relation(models.TextChoices):
    """What the person sought is to the one who asks."""

    CHILD = "child"
    SPOUSE = "spouse"
    PARENT = "parent"
    SIBLING = "sibling"
    OTHER = "other"


class Tracing(models.Model):
    """A relative asks for somebody. Whom they look for, and what they want to say, is sealed under their own key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("protection.Case", on_delete=models.CASCADE, related_name="tracings")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    relation = models.CharField(max_length=10, choices=Relation.choices)
    asked_at = models.DateTimeField()
    agreed_how = models.CharField(max_length=20)
    agreed_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BinaryField()

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="tracing_with_consent",
                condition=~Q(agreed_how=""),
                violation_error_message="Nobody is looked for without the consent of who asks.",
            )
        ]


class Sought(models.Model):
    """A file that may be of the person sought. It is seen by those who work with that file, and never by who asks.

    What the person wants said is sealed under their own key.
    """

    class Answer(models.TextChoices):
        CONTACT = "contact"
        WORD = "word"
        NO = "no"
        NOT_THEM = "not_them"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tracing = models.ForeignKey("protection.Tracing", on_delete=models.CASCADE, related_name="sought")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    found_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    agreed_how = models.CharField(max_length=20, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sealed = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["found_at", "id"]
        constraints = [
            models.UniqueConstraint(name="sought_once", fields=["tracing", "person"]),
            models.CheckConstraint(
                name="sought_is_told_of_with_consent",
                condition=~Q(answer__in=["contact", "word"]) | (~Q(agreed_how="") & Q(agreed_on__isnull=False)),
                violation_error_message="Nothing is told of a person sought without their consent.",
            ),
        ]


class Tie(models.Model):
    """One side of a tie between two persons' files; the other side has a row of its own with the same `pair`.

    It stands only where both agreed, and opens neither file to the other side.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.UUIDField(db_index=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    # What the other is to this person.
    relation = models.CharField(max_length=10, choices=Relation.choices)
    agreed_how = models.CharField(max_length=20)
    agreed_on = models.DateField()
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="tie_side_once", fields=["pair", "person"]),
            models.CheckConstraint(
                name="tie_with_consent",
                condition=~Q(agreed_how=""),
                violation_error_message="Two files are tied with the consent of both.",
            ),
        ]
