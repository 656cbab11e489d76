"""Organisations, their services and opening hours."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

LANGUAGES = ("en", "ru", "tg")


class Organisation(models.Model):
    """A body that people can turn to: a hotline, a consulate, a union, a law office; or a firm or an intermediary."""

    class Kind(models.TextChoices):
        STATE = "state"
        INTERNATIONAL = "international"
        NGO = "ngo"
        UNION = "union"
        CONSULATE = "consulate"
        # These two offer no help: they stand here to be named in a case, and in no list of who helps.
        FIRM = "firm"
        INTERMEDIARY = "intermediary"

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name_en = models.CharField(max_length=120)
    name_ru = models.CharField(max_length=120)
    name_tg = models.CharField(max_length=120)
    # True for invented entries that only show how the directory works; every page says so beside them.
    sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_named_in_three_languages",
                condition=~Q(name_en="") & ~Q(name_ru="") & ~Q(name_tg=""),
                violation_error_message="An organisation has a name in English, Russian and Tajik.",
            )
        ]

    def __str__(self) -> str:
        return self.key

    def name(self, language: str) -> str:
        """Its name in one of three languages."""
        return str(getattr(self, f"name_{language}"))


class Service(models.Model):
    """One thing an organisation offers at one number, with how to reach it and when that was last confirmed."""

    class Kind(models.TextChoices):
        HOTLINE = "hotline"
        LEGAL_AID = "legal_aid"
        CONSULATE = "consulate"
        SHELTER = "shelter"
        INFORMATION = "information"
        RETURN = "return"

    key = models.SlugField(max_length=60, unique=True)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="services")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    phone = models.CharField(max_length=30)
    address = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, help_text="ISO 3166 of the country it stands in")
    # ISO 3166-2 codes, parted by spaces; empty: the whole country.
    regions = models.CharField(max_length=300, blank=True)
    # ISO 3166 codes of the countries whose callers it answers, parted by spaces; empty: any.
    answers_in = models.CharField(max_length=100, blank=True)
    time_zone = models.CharField(max_length=40)
    languages = models.CharField(max_length=60, help_text="language codes parted by spaces")
    free = models.BooleanField(default=True)
    asks_for_papers = models.BooleanField(default=False)
    always_open = models.BooleanField(default=False)
    confirmed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="service_can_be_called",
                condition=~Q(phone=""),
                violation_error_message="A service has a number to call.",
            )
        ]

    def __str__(self) -> str:
        return self.key


class OpeningHours(models.Model):
    """A service is open on a weekday from one local time to another; `closes` before `opens` means after midnight."""

    service = models.ForeignKey("people.Service", on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                name="hours_on_a_day_of_the_week",
                condition=Q(weekday__lte=6),
                violation_error_message="A weekday is 0 (Monday) to 6 (Sunday).",
            ),
            models.CheckConstraint(
                name="hours_last_some_time",
                condition=~Q(opens=F("closes")),
                violation_error_message="Opening and closing time differ; for round the clock set always_open.",
            ),
            models.UniqueConstraint(name="hours_once", fields=["service", "weekday", "opens"]),
        ]

    def span(self, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """Opening and closing on that day, without time zone."""
        start = dt.datetime.combine(day, self.opens)
        end = dt.datetime.combine(day, self.closes)
        return start, end if end > start else end + dt.timedelta(days=1)
