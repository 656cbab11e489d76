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
    # By which rules its search tokens were made (`names.RULES`); other ones make it be marked anew.
    token_rules = models.PositiveSmallIntegerField(default=0, db_index=True)

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


class SearchToken(models.Model):
    """A mark under which a file is found: a keyed hash of a name's skeleton, a phone or a paper's number.

    It is made from the parts and can be made again; with the key of the site lost, or the file erased, it says nothing.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="tokens", db_index=False)
    token = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="search_token_once", fields=["person", "token"])]
        indexes = [models.Index(fields=["token", "person"])]


class Merge(models.Model):
    """A person said that two files are of one human being. Both stay whole; the merge can be undone.

    `lent` holds the numbers of the involvements and concealments that each was given from the other, so that they are taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    lent = models.JSONField(default=dict)
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="merge_of_two_files",
                condition=~Q(kept=F("gone")),
                violation_error_message="Two files are needed for a merge.",
            ),
            models.UniqueConstraint(
                name="file_gone_into_one",
                fields=["gone"],
                condition=Q(undone_at__isnull=True),
                violation_error_message="This file is merged already.",
            ),
        ]


class PossibleDuplicate(models.Model):
    """Two files that may be of one person. The program proposes, by a score; a person decides, and is not asked twice.

    `reasons` are codes (same_paper, same_phone, name_and_birth ...), parted by spaces; nothing personal.
    """

    class Decision(models.TextChoices):
        MERGED = "merged"
        APART = "apart"

    one = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(help_text="0 to 100")
    reasons = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="possible_duplicate_once", fields=["one", "other"]),
            models.CheckConstraint(
                name="possible_duplicate_in_order",
                condition=Q(one__lt=F("other")),
                violation_error_message="The smaller id stands first.",
            ),
            models.CheckConstraint(
                name="possible_duplicate_decided_by_somebody",
                condition=Q(decision="", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                violation_error_message="A decision has somebody who made it and a moment.",
            ),
        ]
