"""Agencies and their licences, as the state's register has them, with who wrote each line on what paper.

A line is never changed: a correction is another line, and the old one keeps the moment at which it was replaced. Days count
whole, `until` is the last day that still counts; without it the line goes on.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class Line(models.Model):
    """What every line of the register has: the paper it rests on, who wrote it down, and whether it still stands."""

    paper = models.CharField(max_length=200)
    # Empty where the program entered invented agencies.
    recorded_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    batch = models.ForeignKey(
        "recruitment.RegisterImport", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


class RegisterImport(models.Model):
    """Many lines entered at once from a table, which can be taken back together."""

    at = models.DateTimeField()
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    lines = models.PositiveIntegerField()
    undone_at = models.DateTimeField(null=True, blank=True)


class TriedTable(models.Model):
    """A table that an officer brought as a file and has not applied: the last one of each. It holds what the register will show to all."""

    at = models.DateTimeField()
    by = models.OneToOneField("people.Staff", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    text = models.TextField()


class Agency(models.Model):
    """A firm that stands, or stood, in the register. Its number here is in addresses; the one it shows is its licence's."""

    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    # True for invented entries that only show how the register works; every page says so beside them.
    sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.pk)


class Intermediary(Line):
    """Somebody who finds work for others without a licence, as a paper of the service says; never on a report alone.

    A person more often than a firm: name, phone and place are sealed under a key of their own. `token` is the phone, a number that
    says nothing without the key; by it alone the public check finds them, since many have one name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.BigIntegerField(db_index=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    sealed = models.BinaryField()

    class Meta:
        ordering = ["-recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="intermediary_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message="It cannot end before it began.",
            ),
            models.UniqueConstraint(
                name="intermediary_written_once",
                fields=["token"],
                condition=Q(replaced_at__isnull=True, until__isnull=True),
                violation_error_message="This phone is written down already.",
            ),
        ]


class AgencyName(Line):
    """A name in one script, from one day to another."""

    agency = models.ForeignKey("recruitment.Agency", on_delete=models.PROTECT, related_name="names")
    text = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="agency_name_is_written", condition=~Q(text=""), violation_error_message="Write the name."
            ),
            models.CheckConstraint(
                name="agency_name_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message="A name cannot end before it began.",
            ),
        ]


class NameKey(models.Model):
    """One way to read a name under the letter table (`register/names.py`). When the table changes, a migration writes these anew."""

    name = models.ForeignKey("recruitment.AgencyName", on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=255, db_index=True)
    size = models.PositiveSmallIntegerField(db_index=True, help_text="letters of the key, without spaces")


class AgencyPhone(Line):
    """A phone of an agency, with its country (E.164), from one day to another."""

    agency = models.ForeignKey("recruitment.Agency", on_delete=models.PROTECT, related_name="phones")
    number = models.CharField(max_length=20, db_index=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="agency_phone_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message="A phone cannot end before it began.",
            ),
        ]


class AgencyPlace(Line):
    """Where an agency works: its seat or one of its branches, from one day to another."""

    agency = models.ForeignKey("recruitment.Agency", on_delete=models.PROTECT, related_name="places")
    seat = models.BooleanField(default=False)
    country = models.CharField(max_length=2, help_text="ISO 3166")
    address = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-seat", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agency_place_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message="A place cannot end before it began.",
            ),
        ]


class Licence(models.Model):
    """A licence of an agency, under the number that the register gave it. `key` is that number however it is typed."""

    agency = models.ForeignKey("recruitment.Agency", on_delete=models.PROTECT, related_name="licences")
    number = models.CharField(max_length=40)
    key = models.CharField(max_length=40, unique=True)
    # ISO 3166 codes parted by spaces; empty: the register does not say.
    countries = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="licence_has_a_number", condition=~Q(key=""), violation_error_message="A licence has a number."
            )
        ]

    def __str__(self) -> str:
        return self.number


class LicenceState(Line):
    """How a licence stands from one day to another. No two lines that stand meet on a day of one licence.

    The database itself holds that (migration 0001): a trigger in SQLite, which a later remaking of this table would drop, and
    an exclusion constraint in PostgreSQL.
    """

    class State(models.TextChoices):
        GRANTED = "granted"
        RENEWED = "renewed"
        SUSPENDED = "suspended"
        WITHDRAWN = "withdrawn"
        EXPIRED = "expired"

    licence = models.ForeignKey("recruitment.Licence", on_delete=models.PROTECT, related_name="states")
    state = models.CharField(max_length=10, choices=State.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="licence_state_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message="A state cannot end before it began.",
            ),
            models.CheckConstraint(
                name="licence_state_within_the_register",
                condition=Q(since__gte="1900-01-01") & (Q(until__isnull=True) | Q(until__lt="2150-01-01")),
                violation_error_message="A day lies between 1900 and 2150.",
            ),
        ]


class RegisterReading(Line):
    """That the register was read whole, or kept here whole, from its first day until a day."""

    begins_on = models.DateField()
    read_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="register_read_after_it_begins",
                condition=Q(read_on__gte=F("begins_on")),
                violation_error_message="The register begins before it is read.",
            )
        ]


class ReturnTerm(Line):
    """From when agencies return how many they placed, for how many months each time, and how many days after them."""

    since = models.DateField(help_text="first day of the first period")
    months = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="return_term_is_a_term",
                condition=Q(months__in=[1, 2, 3, 4, 6, 12]) & Q(days__gte=1, days__lte=365),
                violation_error_message="A period has 1, 2, 3, 4, 6 or 12 months, and a return is due within a year.",
            )
        ]


class PlacementReturn(Line):
    """How many workers an agency says that it placed in a period, in one country; 0 without a country where it placed nobody."""

    agency = models.ForeignKey("recruitment.Agency", on_delete=models.PROTECT, related_name="returns")
    since = models.DateField()
    until = models.DateField()
    country = models.CharField(max_length=2, blank=True)
    men = models.PositiveIntegerField()
    women = models.PositiveIntegerField()
    received_on = models.DateField()

    class Meta:
        ordering = ["-since", "country"]
        constraints = [
            models.UniqueConstraint(
                name="placements_returned_once",
                fields=["agency", "since", "country"],
                condition=Q(replaced_at__isnull=True),
                violation_error_message="This period is returned already for this country.",
            ),
            models.CheckConstraint(
                name="placements_in_a_country",
                condition=~Q(country="") | Q(men=0, women=0),
                violation_error_message="Say in which country they were placed.",
            ),
        ]


class Inspection(models.Model):
    """An agency that is to be inspected, why it was chosen, and what was found."""

    class Chosen(models.TextChoices):
        RISK = "risk"
        DRAW = "draw"

    agency = models.ForeignKey("recruitment.Agency", on_delete=models.PROTECT, related_name="inspections")
    planned_on = models.DateField()
    planned_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    chosen = models.CharField(max_length=5, choices=Chosen.choices)
    # What it was chosen by, as it stood that day: name of the sign to its count.
    signs = models.JSONField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    breach = models.BooleanField(null=True, blank=True)
    paper = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-planned_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="inspection_planned_once",
                fields=["agency"],
                condition=Q(done_on__isnull=True),
                violation_error_message="An inspection of this agency is planned already.",
            ),
            models.CheckConstraint(
                name="inspection_done_with_a_finding",
                condition=Q(done_on__isnull=True) | (Q(breach__isnull=False) & ~Q(paper="")),
                violation_error_message="Say what was found and on which paper.",
            ),
        ]
