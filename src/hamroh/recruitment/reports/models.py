"""What somebody reports of a firm or a sign, and what became of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from hamroh.people.attachments.models import SentFile


class SuspectFirm(models.Model):
    """All that is reported of one firm, or of one person who acts as one. Its names lie sealed in the reports; nothing here is
    a finding but what `FirmStep` says on paper."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opened_at = models.DateTimeField()
    # The agency of the register whose name or phone is the reported one, where there is exactly one.
    agency = models.ForeignKey("recruitment.Agency", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")


class FirmReport(models.Model):
    """One report, sealed under a key of its own. `form` marks the form it came by: sent twice, it is stored once. `code` lets
    the person read the answer; it cannot be read out of the row."""

    class Kind(models.TextChoices):
        FIRM = "firm"
        SYMBOL = "symbol"
        # Somebody who finds work for others without any licence.
        INTERMEDIARY = "intermediary"

    class Outcome(models.TextChoices):
        # What the register and the paper in hand show; never that somebody did wrong.
        GENUINE = "genuine"
        NOT_LICENSED = "not_licensed"
        NOT_GENUINE = "not_genuine"
        CANNOT_TELL = "cannot_tell"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    firm = models.ForeignKey("recruitment.SuspectFirm", on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    seen_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    form = models.CharField(max_length=64, unique=True, editable=False)
    code = models.CharField(max_length=64, unique=True, editable=False)
    # Empty where the public sent it.
    recorded_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    # It came when too many came at once, and waits to be sorted; those ahead first. See people/floods.py.
    to_sort = models.BooleanField(default=False)
    ahead = models.BooleanField(default=False)
    likeness = models.BinaryField(default=b"", editable=False)
    sorting = models.ForeignKey(
        "recruitment.FirmSorting", on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    set_aside_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["answered_at", "answer_by"]), models.Index(fields=["received_at"])]
        constraints = [
            models.CheckConstraint(
                name="firm_report_answered_with_an_outcome",
                condition=Q(answered_at__isnull=True, outcome="") | (Q(answered_at__isnull=False) & ~Q(outcome="")),
                violation_error_message="An answer says what was found.",
            )
        ]


class FirmSorting(models.Model):
    """One decision over many reports that read nearly the same, which can be taken back."""

    class Kind(models.TextChoices):
        IN = "in"
        ASIDE = "aside"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")


class FirmReply(models.Model):
    """What a reported firm says to what is reported of it, sealed under a key of its own; it stands wherever the reports do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    firm = models.ForeignKey("recruitment.SuspectFirm", on_delete=models.PROTECT, related_name="replies")
    said_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        ordering = ["said_on", "recorded_at"]


class FirmAttachment(SentFile):
    """A photograph or paper that came with a report, sealed under the report's key."""

    report = models.ForeignKey("recruitment.FirmReport", on_delete=models.CASCADE, related_name="files")

    class Meta(SentFile.Meta):
        constraints = [
            models.CheckConstraint(
                name="firm_attachment_is_not_empty",
                condition=Q(size__gt=0),
                violation_error_message="A file has something in it.",
            )
        ]

    @property
    def subject(self) -> uuid.UUID:
        """Under whose key it is sealed."""
        return self.report_id


class FirmToken(models.Model):
    """A mark under which reports of one firm meet, by its name or phone; a number that says nothing without the key."""

    firm = models.ForeignKey("recruitment.SuspectFirm", on_delete=models.CASCADE, related_name="tokens")
    token = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="firm_token_once", fields=["token", "firm"])]


class FirmStep(models.Model):
    """A step on the way to prosecution, with its paper."""

    class Kind(models.TextChoices):
        SENT = "sent"
        REFUSED = "refused"
        OPENED = "opened"
        CHARGED = "charged"
        ACQUITTED = "acquitted"
        CONVICTED = "convicted"

    firm = models.ForeignKey("recruitment.SuspectFirm", on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    paper = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="firm_step_on_paper", condition=~Q(paper=""), violation_error_message="Name the paper of the step."
            )
        ]
