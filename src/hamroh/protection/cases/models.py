"""Cases, and what belongs to them: clocks, tasks, notes, referrals."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q


class Case(models.Model):
    """One matter of one person. Whoever may see the person's file, and its story, may see the case.

    `kind` is the key of a card of complaint. What was told is sealed under the person's key. Its number is for talking
    about it on the telephone; it says nothing.
    """

    class Outcome(models.TextChoices):
        RIGHTED = "righted"
        PARTLY = "partly"
        NOT_RIGHTED = "not_righted"
        WITHDRAWN = "withdrawn"
        LOST_TOUCH = "lost_touch"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=12, unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    lead = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    sealed = models.BinaryField()
    edition = models.PositiveIntegerField(default=1)

    # Filled by `queries.case`: for whom, and at which moment, the walls were asked, and the file through which it is seen.
    read_by: tuple[uuid.UUID, dt.datetime] | None = None
    read_in: Any = None

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "closed_at", "touched_at"]),
            # In the order of the list, so that its first page is read and no more.
            models.Index(name="cases_open", fields=["organisation", "-touched_at", "id"], condition=Q(closed_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_closed_with_an_outcome",
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                violation_error_message="A case is closed with its outcome.",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Clock(models.Model):
    """A day that the law sets in a case, as it was last reckoned, and who answers for it.

    `safe` and `latest` are empty while the day is not known. Where the law or a fact moved the day, `safe_before` keeps
    the old one until the owner has seen it, and why it moved: `moved_by_facts`, or the text of the law before (`rulebook_before`,
    a digest), or both.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("protection.Case", on_delete=models.CASCADE, related_name="clocks")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    provision = models.CharField(max_length=80)
    safe = models.DateField(null=True, blank=True)
    latest = models.DateField(null=True, blank=True)
    rulebook = models.CharField(max_length=64)
    owner = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    # The law asks nothing more here by what is known now. It may come back, and then counts again.
    settled = models.BooleanField(default=False)
    safe_before = models.DateField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    moved_by_facts = models.BooleanField(default=False)
    rulebook_before = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="clock_once", fields=["case", "provision"]),
            models.CheckConstraint(
                name="clock_safe_not_after_latest",
                condition=Q(safe__isnull=True) | Q(latest__isnull=True) | Q(safe__lte=F("latest")),
                violation_error_message="The safe day is never after the last day.",
            ),
        ]


class Task(models.Model):
    """Something that somebody has to do in a case by a day. Its words are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("protection.Case", on_delete=models.CASCADE, related_name="tasks")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    form = models.CharField(max_length=64, unique=True, editable=False)
    sealed = models.BinaryField()

    class Meta:
        ordering = ["due_on", "id"]


class CaseNote(models.Model):
    """Something written into a case. Never changed; a correction is another note."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("protection.Case", on_delete=models.CASCADE, related_name="notes")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=64, unique=True, editable=False)
    sealed = models.BinaryField()

    class Meta:
        ordering = ["-at", "id"]


class Referral(models.Model):
    """Part of a file handed to another organisation, in the fields to which the person consented.

    It sees them through an involvement that ends by itself when the referral is refused, withdrawn or done.
    """

    class State(models.TextChoices):
        SENT = "sent"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        DONE = "done"

    class Agreed(models.TextChoices):
        VOICE = "voice"
        WRITING = "writing"
        INTERPRETER = "interpreter"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("protection.Case", on_delete=models.CASCADE, related_name="referrals")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    involvement = models.ForeignKey("people.Involvement", on_delete=models.PROTECT, related_name="+")
    fields = models.CharField(max_length=300)
    agreed_how = models.CharField(max_length=20, choices=Agreed.choices)
    agreed_on = models.DateField()
    # The case itself goes over, and its keeping with it, once it is accepted.
    transfer = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.SENT)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Why it was refused: sealed, for it may tell of the person.
    reason = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="referral_names_fields",
                condition=~Q(fields=""),
                violation_error_message="A referral names the fields to which the person consented.",
            ),
            models.CheckConstraint(
                name="referral_refused_with_a_reason",
                condition=~Q(state="refused") | Q(reason__isnull=False),
                violation_error_message="A referral is refused with a reason.",
            ),
        ]
