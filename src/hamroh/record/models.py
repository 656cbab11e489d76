"""The record's tables: entries in short chains, and the seals that join them."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q

# Loaded with the tables, so that every query of the site asks for many values so.
from hamroh.record import events, many as many


class Chain(models.Model):
    """A short chain of entries: those of one day (UTC) that went through one of its parallel lines.

    `head` is the hash of the last entry, or of the chain's name while it is empty.
    """

    day = models.DateField()
    line = models.PositiveSmallIntegerField()
    length = models.PositiveIntegerField(default=0)
    head = models.BinaryField(max_length=32)
    sealed = models.PositiveIntegerField(default=0, help_text="how many of its entries the last seal knows")
    told = models.PositiveIntegerField(
        default=0, help_text="how many of its entries the operator's own system was told"
    )
    # From then on no entry can be added: a seal has closed the day.
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="chain_once_a_day",
                fields=["day", "line"],
                violation_error_message="A day has each of its chains once.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}/{self.line}"


class Entry(models.Model):
    """One event, as it was noted. Never changed and never removed; its personal fields (`PersonalFields`) end with the key of `about`."""

    chain = models.ForeignKey("record.Chain", on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField(help_text="1 is the first of its chain")
    at = models.DateTimeField()
    by = models.UUIDField(null=True, help_text="the member of staff; empty: the program itself")
    kind = models.CharField(max_length=60)
    about = models.UUIDField(null=True, help_text="the person whom it concerns")
    reading = models.BooleanField(help_text="an opening, not a change")
    fields = models.TextField(help_text="what is not personal, as canonical JSON")
    sealed = models.BinaryField(
        null=True, help_text="vouches for what is personal; in entries of before decision 0049 these fields themselves"
    )
    before = models.BinaryField(max_length=32, help_text="the hash of the entry before it in the chain")
    hash = models.BinaryField(max_length=32)

    # Filled by queries: the personal fields, or None where they are erased.
    personal_fields: dict[str, Any] | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="entry_number_once",
                fields=["chain", "number"],
                violation_error_message="A chain has each number once.",
            ),
            models.CheckConstraint(
                name="entry_sealed_about_somebody",
                condition=Q(sealed__isnull=True) | Q(about__isnull=False),
                violation_error_message="Personal fields belong to a person.",
            ),
        ]
        indexes = [
            models.Index(name="entries_about", fields=["about", "at"]),
            models.Index(name="entries_by", fields=["by", "at"]),
            models.Index(name="entries_of_erasures", fields=["about"], condition=Q(kind=events.KeyDestroyed.kind)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.chain_id}.{self.number}"

    def sentence(self, language: str) -> str:
        """What happened, in words. Ask `queries.entries` for entries, so that personal fields are there to be read."""
        return events.sentence(self.kind, self.own_fields, self.personal_fields, language)

    @property
    def own_fields(self) -> dict[str, Any]:
        """The fields that are not personal."""
        read: dict[str, Any] = json.loads(self.fields)
        return read


class PersonalFields(models.Model):
    """What is personal in an entry, under the key of `about`. It lies beside the chain, which holds only its digest, so that it can be
    sealed anew under another key; a text that is not what was noted has another digest.
    """

    digest = models.CharField(
        primary_key=True, max_length=64, help_text="of the fields and 32 random bytes, in hexadecimal digits"
    )
    about = models.UUIDField()
    by = models.UUIDField(null=True, help_text="as in the entry: who did it may read it")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return self.digest


class Seal(models.Model):
    """The heads of all chains that grew since the seal before it, signed; its copy lies in a second place."""

    number = models.PositiveIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    content = models.TextField(help_text="canonical JSON; what is signed")
    signature = models.BinaryField(max_length=64)

    def __str__(self) -> str:
        return f"seal {self.number}"


class JobRun(models.Model):
    """When a job is due again, and how its last run ended; while it runs, or if it was cut off, `outcome` is empty."""

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField(help_text="not before")
    started_at = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False)
    outcome = models.CharField(max_length=200, blank=True, help_text="in words, nothing personal")

    def __str__(self) -> str:
        return self.name
