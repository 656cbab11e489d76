"""Parties, how cases name them, how they hang together, what courts said, what they replied, and numbers that meet."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class SaidBy(models.TextChoices):
    """Who says so."""

    PERSON = "person"
    WITNESS = "witness"
    COLLEAGUE = "colleague"
    PAPER = "paper"
    REGISTER = "register"


class Party(models.Model):
    """Somebody or something that cases name: a firm, a place of work, an intermediary, an official.

    What it is called is sealed under a key of its own. It is seen with the cases that name it, and by nobody else.
    `merged_into` says that two spellings are of one; both rows stay, so that it can be undone.
    """

    class Kind(models.TextChoices):
        EMPLOYER = "employer"
        FOREMAN = "foreman"
        SITE = "site"
        INTERMEDIARY = "intermediary"
        AGENCY = "agency"
        LANDLORD = "landlord"
        OFFICIAL = "official"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    # Its entry in the directory, where it has one.
    entry = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey(
        "protection.Party", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="party_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                violation_error_message="A party cannot take its own place.",
            )
        ]


class PartyWord(models.Model):
    """A word of a party's name under which it is found again; a number that says nothing without the key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey("protection.Party", on_delete=models.CASCADE, related_name="words")
    mark = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="party_word_once", fields=["mark", "party"])]


class CaseParty(models.Model):
    """A case names a party. What is said against it is an allegation, sealed under the key of the person of the case.

    `compare`: the person agreed that a telephone number told of the party be compared with those in other matters.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("protection.Case", on_delete=models.CASCADE, related_name="parties")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    party = models.ForeignKey("protection.Party", on_delete=models.PROTECT, related_name="+")
    said_by = models.CharField(max_length=12, choices=SaidBy.choices)
    said_on = models.DateField()
    compare = models.BooleanField(default=False)
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(name="party_named_once_in_a_case", fields=["case", "party"])]


class PartyLink(models.Model):
    """How one party hangs together with another, as told in a case: who says so, when, and how it stands."""

    class Kind(models.TextChoices):
        WORKS_FOR = "works_for"
        BRINGS_WORKERS_TO = "brings_workers_to"
        BUILDS_FOR = "builds_for"
        WORKS_AT = "works_at"
        HOUSES_FOR = "houses_for"

    class Standing(models.TextChoices):
        SAID = "said"
        ON_PAPER = "on_paper"
        REFUTED = "refuted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("protection.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    one = models.ForeignKey("protection.Party", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    other = models.ForeignKey("protection.Party", on_delete=models.CASCADE, related_name="+")
    said_by = models.CharField(max_length=12, choices=SaidBy.choices)
    said_on = models.DateField()
    standing = models.CharField(max_length=10, choices=Standing.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="party_link_once", fields=["case", "one", "kind", "other"]),
            models.CheckConstraint(
                name="party_link_of_two",
                condition=~Q(one=F("other")),
                violation_error_message="A party does not hang together with itself.",
            ),
            models.CheckConstraint(
                name="party_link_on_paper_has_a_paper",
                condition=~Q(standing="on_paper") | Q(said_by__in=["paper", "register"]),
                violation_error_message="What stands on paper is said by a paper or a register.",
            ),
        ]


class Verdict(models.Model):
    """What a court or an office found, by a paper that was seen. Never made from what somebody says.

    Body and number of the paper are sealed under the key of the party.
    """

    class Kind(models.TextChoices):
        CONVICTED = "convicted"
        FOR_WORKER = "for_worker"
        FINED = "fined"
        DISMISSED = "dismissed"

    class Appeal(models.TextChoices):
        OPEN = "open"
        FINAL = "final"
        UPHELD = "upheld"
        OVERTURNED = "overturned"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey("protection.Party", on_delete=models.CASCADE, related_name="verdicts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    day = models.DateField()
    appeal = models.CharField(max_length=12, choices=Appeal.choices)
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["-day", "id"]


class RightOfReply(models.Model):
    """A party was asked for its reply, or replied unasked. Letter and reply are sealed under the person's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    said = models.ForeignKey("protection.CaseParty", on_delete=models.CASCADE, related_name="replies")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    asked_on = models.DateField(null=True, blank=True)
    agreed_how = models.CharField(max_length=20, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    replied_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        ordering = ["asked_on", "replied_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="reply_asked_with_consent",
                condition=Q(asked_on__isnull=True) | (Q(agreed_on__isnull=False) & ~Q(agreed_how="")),
                violation_error_message="A party is asked only when the person agreed.",
            )
        ]


class PartyMark(models.Model):
    """A telephone number of a party, as a number that says nothing without the key; only where the person agreed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    said = models.ForeignKey("protection.CaseParty", on_delete=models.CASCADE, related_name="marks")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    mark = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="party_mark_once", fields=["said", "mark"])]


class Meeting(models.Model):
    """One side of two matters that name one telephone number. Nothing in it points to the other side but the shared `pair`.

    What is written to the other side is sealed under the key of the pair.
    """

    class Answer(models.TextChoices):
        ACCEPTED = "accepted"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.UUIDField(db_index=True)
    said = models.ForeignKey("protection.CaseParty", on_delete=models.CASCADE, related_name="meetings")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    message = models.BinaryField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="meeting_side_once", fields=["pair", "said"]),
            models.CheckConstraint(
                name="meeting_answered_by_somebody",
                condition=Q(answer="", answered_by__isnull=True) | (~Q(answer="") & Q(answered_by__isnull=False)),
                violation_error_message="An answer is given by somebody.",
            ),
        ]
