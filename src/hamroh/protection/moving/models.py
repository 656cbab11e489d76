"""Imports, their rows, saved maps of columns, numbers that organisations give to people and cases; and exports, asked and agreed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class OwnNumber(models.Model):
    """A number that an organisation gave to somebody, or to a case of theirs, in a program of its own.

    `mark` is a keyed hash by which it is found; the number itself is sealed under the key of the person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey("protection.Case", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    mark = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        # Not once for an organisation: whoever may not see a file must not learn from a refusal that there is one.
        constraints = [
            models.UniqueConstraint(name="own_number_once_for_a_file", fields=["organisation", "mark", "person"])
        ]


class ColumnMap(models.Model):
    """Which column says what in the files that an organisation brings, by the titles of the columns."""

    organisation = models.OneToOneField("people.Organisation", on_delete=models.CASCADE, related_name="+")
    # Title of a column, the column it is, and the place where it stood: [["Ному насаб", "full_name", 2], ...]
    columns = models.JSONField(default=list)
    order = models.CharField(max_length=3)


class Import(models.Model):
    """A file that somebody brings: sealed under a key of its own until it is tried, then row by row.

    Nothing of it is written to anybody's file before it is applied, and what was applied can be undone.
    """

    class State(models.TextChoices):
        MAPPING = "mapping"
        TRYING = "trying"
        TRIED = "tried"
        APPLYING = "applying"
        APPLIED = "applied"
        UNDOING = "undoing"
        UNDONE = "undone"
        DROPPED = "dropped"
        UNREADABLE = "unreadable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices)
    # Asked to stop: the row that is being written is finished, the others wait.
    stopped = models.BooleanField(default=False)
    order = models.CharField(max_length=3)
    # Column of the file to what it says: [[place from 0, key], ...]
    columns = models.JSONField(default=list)
    read_as = models.CharField(max_length=60, blank=True)
    # Codes of what is wrong with the file as a whole, with what fills the sentence.
    fault = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    # How many rows of each kind, once it was tried; how many are done.
    counts = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["organisation", "begun_at"])]


class ImportRow(models.Model):
    """One row of a file: what it would do, what it did, and why where it did not.

    `sealed` holds its values and what stood before, under the key of the person whose file it is, or of the import while there
    is no file yet; of a refused row nothing is kept but the reason.
    """

    class Outcome(models.TextChoices):
        NEW = "new"
        SAME = "same"
        CHANGED = "changed"
        REFUSED = "refused"

    id = models.BigAutoField(primary_key=True)
    of = models.ForeignKey("protection.Import", on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    # Not a foreign key: a new row has no file yet, and a row outlives nobody (see following.py).
    file = models.UUIDField(null=True, db_index=True)
    case = models.UUIDField(null=True)
    # Codes, parted by spaces: fields that differ, fields that were written, fields left as somebody else wrote them meanwhile,
    # and for each refused cell `field:reason`.
    fields = models.CharField(max_length=400, blank=True)
    written = models.CharField(max_length=400, blank=True)
    left = models.CharField(max_length=400, blank=True)
    done = models.BooleanField(default=False)
    undone = models.BooleanField(default=False)
    sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="import_row_once", fields=["of", "number"]),
            models.CheckConstraint(
                name="import_row_refused_with_a_reason",
                condition=~Q(outcome="refused") | ~Q(fields=""),
                violation_error_message="A row is refused with a reason.",
            ),
        ]
        indexes = [
            models.Index(fields=["of", "outcome", "number"]),
            models.Index(name="import_rows_to_do", fields=["of", "number"], condition=Q(done=False)),
        ]


class Export(models.Model):
    """Somebody wants all that their organisation keeps, in one encrypted file. A supervisor and a security officer agree to it.

    Whom it is for (age recipients, parted by spaces: public halves of identities) is part of what is agreed to. The reason names nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    recipients = models.TextField()
    reason = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    # Empty until somebody else decides.
    agreed = models.BooleanField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "asked_at"])]
        constraints = [
            models.CheckConstraint(
                name="export_decided_by_another",
                condition=Q(agreed__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(agreed__isnull=False, decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
                violation_error_message="Who asks for an export does not decide on it.",
            ),
            models.CheckConstraint(
                name="export_made_when_agreed",
                condition=Q(made_at__isnull=True) | Q(agreed=True),
                violation_error_message="An export is made when two have agreed.",
            ),
        ]
