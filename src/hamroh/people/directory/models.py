"""Organisations, their services and opening hours."""

from __future__ import annotations

import datetime as dt
import uuid

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
        CLINIC = "clinic"
        SCHOOL = "school"
        BUSINESS_CENTRE = "business_centre"
        # These two offer no help: they stand here to be named in a case, and in no list of who helps.
        FIRM = "firm"
        INTERMEDIARY = "intermediary"

    key = models.SlugField(max_length=60, unique=True)
    # By which other directories name it
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name_en = models.CharField(max_length=120)
    name_ru = models.CharField(max_length=120)
    name_tg = models.CharField(max_length=120)
    # True for invented entries that only show how the directory works; every page says so beside them.
    sample = models.BooleanField(default=False)
    website = models.URLField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    # Terms of HSDS that came with it and have no place of their own here: given out again as they came
    terms = models.JSONField(default=dict, blank=True)

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
    """One thing an organisation offers at one number, with how to reach it and when that was last confirmed.

    Where yes and no are both possible, None says that we do not know.
    """

    class Kind(models.TextChoices):
        HOTLINE = "hotline"
        LEGAL_AID = "legal_aid"
        CONSULATE = "consulate"
        CONSULAR_DAY = "consular_day"
        SHELTER = "shelter"
        CLINIC = "clinic"
        INFORMATION = "information"
        UNION = "union"
        RETURN = "return"
        SCHOOL = "school"
        BUSINESS_CENTRE = "business_centre"
        # Of the migration service of Tajikistan, in the districts
        OFFICE = "office"

    class Status(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"
        CLOSED = "closed"

    key = models.SlugField(max_length=60, unique=True)
    # By which other directories name it
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="services")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    # Its own name, where it is called otherwise than the organisation
    name_en = models.CharField(max_length=120, blank=True)
    name_ru = models.CharField(max_length=120, blank=True)
    name_tg = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30)
    email = models.EmailField(blank=True)
    website = models.URLField(max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, help_text="ISO 3166 of the country it stands in")
    region = models.CharField(max_length=10, blank=True, help_text="ISO 3166-2 of the region it stands in")
    time_zone = models.CharField(max_length=40)
    languages = models.CharField(max_length=60, help_text="language codes parted by spaces")
    free = models.BooleanField(null=True, default=None)
    cost = models.CharField(max_length=200, blank=True)
    asks_for_papers = models.BooleanField(null=True, default=None)
    safe_for_women = models.BooleanField(null=True, default=None)
    tells_police = models.BooleanField(null=True, default=None)
    always_open = models.BooleanField(default=False)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey("people.Organisation", null=True, on_delete=models.SET_NULL, related_name="+")
    # Calls to the present number that failed since one succeeded
    failures = models.PositiveSmallIntegerField(default=0)
    edition = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    terms = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="service_can_be_called",
                condition=~Q(phone=""),
                violation_error_message="A service has a number to call.",
            ),
            models.CheckConstraint(
                name="shelter_tells_no_address",
                condition=~Q(kind="shelter") | Q(address=""),
                violation_error_message="The address of a shelter is told to nobody: give the town or the region only.",
            ),
            models.CheckConstraint(
                name="service_named_in_three_languages_or_none",
                condition=Q(name_en="", name_ru="", name_tg="") | (~Q(name_en="") & ~Q(name_ru="") & ~Q(name_tg="")),
                violation_error_message="A service has a name in English, Russian and Tajik, or none of its own.",
            ),
        ]
        indexes = [
            models.Index(name="services_by_confirmation", fields=["status", "confirmed_on"]),
            models.Index(name="services_by_number", fields=["phone"]),
            models.Index(name="services_by_place", fields=["country", "region", "status", "failures"]),
        ]

    def __str__(self) -> str:
        return self.key

    def name(self, language: str) -> str:
        """Its own name, or its organisation's."""
        return str(getattr(self, f"name_{language}")) or self.organisation.name(language)


class ServiceArea(models.Model):
    """Whom a service serves: a whole country, a region of it, or a district."""

    service = models.ForeignKey("people.Service", on_delete=models.CASCADE, related_name="areas")
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=10, blank=True)
    district = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["country", "region", "district"]
        constraints = [
            models.UniqueConstraint(name="area_once", fields=["country", "region", "district", "service"]),
        ]


class OpeningHours(models.Model):
    """A service is open on a weekday, or on one day of the calendar, from one local time to another.

    `closes` before `opens` means after midnight.
    """

    service = models.ForeignKey("people.Service", on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(null=True, help_text="0 is Monday")
    # A mobile consular day is held on a date
    day = models.DateField(null=True)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["day", "weekday", "opens"]
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
            models.CheckConstraint(
                name="hours_on_a_weekday_or_a_date",
                condition=Q(weekday__isnull=True, day__isnull=False) | Q(weekday__isnull=False, day__isnull=True),
                violation_error_message="Hours are those of a weekday or of a date.",
            ),
            models.UniqueConstraint(name="hours_once", fields=["service", "weekday", "opens"]),
            models.UniqueConstraint(name="hours_of_a_date_once", fields=["service", "day", "opens"]),
        ]

    def span(self, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """Opening and closing on that day, without time zone."""
        start = dt.datetime.combine(day, self.opens)
        end = dt.datetime.combine(day, self.closes)
        return start, end if end > start else end + dt.timedelta(days=1)

    def falls_on(self, day: dt.date) -> bool:
        """Are these hours kept on that day?"""
        return self.day == day if self.day else self.weekday == day.weekday()


class ServiceEdition(models.Model):
    """What an entry said from one moment on, so that it can be read and put back."""

    class How(models.TextChoices):
        ENTERED = "entered"
        CHANGED = "changed"
        UNDONE = "undone"
        BROUGHT = "brought"

    service = models.ForeignKey("people.Service", on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    how = models.CharField(max_length=10, choices=How.choices)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Staff", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(name="service_edition_once", fields=["service", "number"])]


class DirectoryEdition(models.Model):
    """One row: a mark that is another one after each writing, so that what was read before is known to be old (`ranks`).

    `history` are the last writings, one in a line: the mark that each made, and the key of the service that it was of; without a key it may
    have changed any.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    mark = models.CharField(max_length=32)
    history = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="directory_is_in_one_edition",
                condition=Q(id=1),
                violation_error_message="The directory is in one edition at a time.",
            )
        ]


class Probe(models.Model):
    """It was tried whether a number works: somebody called, or the site asked by message (`by` is empty then). Or somebody was there: a
    visit says nothing of the number. Of a visit that somebody told who is not known (`by` is empty) only the day is kept."""

    class How(models.TextChoices):
        CALL = "call"
        MESSAGE = "message"
        VISIT = "visit"

    class Outcome(models.TextChoices):
        ANSWERED = "answered"
        NO_ANSWER = "no_answer"
        WRONG = "wrong"
        NOT_IN_USE = "not_in_use"
        # Of messages alone: they replied that they do not help; it could not be delivered; it was, which says nothing of help
        DECLINED = "declined"
        UNDELIVERED = "undelivered"
        DELIVERED = "delivered"
        # Of visits alone: open and they helped; closed in its hours; no such place at this address
        FOUND_OPEN = "found_open"
        FOUND_CLOSED = "found_closed"
        NOT_THERE = "not_there"

    service = models.ForeignKey("people.Service", on_delete=models.CASCADE, related_name="probes")
    phone = models.CharField(max_length=30)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    how = models.CharField(max_length=8, choices=How.choices, default=How.CALL)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Staff", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(name="probes_by_service", fields=["service", "-at"])]


class NumberMessage(models.Model):
    """A message that asks a number whether it still helps. What was replied is not kept, only what it meant: `outcome`."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        # The way out refused it too often: nothing is known of the number.
        GIVEN_UP = "given_up"

    UNCLEAR = "unclear"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey("people.Service", on_delete=models.CASCADE, related_name="messages")
    phone = models.CharField(max_length=30)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    written_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True, choices=[*Probe.Outcome.choices, (UNCLEAR, "Unclear")])
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(name="messages_by_number", fields=["phone", "-written_at"])]
        constraints = [
            models.CheckConstraint(
                name="number_message_sent_at_a_moment",
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True, outcome="")),
                violation_error_message="What was sent was sent at a moment, and only of that something is told.",
            )
        ]


class Bringing(models.Model):
    """A list that was brought in: tried first, then applied, and perhaps undone.

    `rows` holds a line for each row of the list: its number, the entry's key, what would change, what is wrong with it, and once applied
    which edition it made.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    rows = models.JSONField()
    tried_at = models.DateTimeField()
    by = models.ForeignKey("people.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-tried_at"]
        constraints = [
            models.CheckConstraint(
                name="only_what_was_applied_is_undone",
                condition=Q(undone_at__isnull=True) | Q(applied_at__isnull=False),
                violation_error_message="Only a list that was applied can be undone.",
            )
        ]


class SchoolWish(models.Model):
    """Parents want a school that teaches in Tajik: where, in which month it was told, how many children of which ages. Nothing else."""

    # Twice sent is once stored: a digest that says nothing without the key
    form = models.CharField(max_length=64, unique=True)
    place = models.CharField(max_length=10, help_text="ISO 3166-2 of a region, or ISO 3166 of a country")
    in_town = models.BooleanField(help_text="in the largest town of the region")
    month = models.DateField(help_text="its first day")
    under_7 = models.PositiveSmallIntegerField(default=0)
    from_7 = models.PositiveSmallIntegerField(default=0)
    from_11 = models.PositiveSmallIntegerField(default=0)
    from_16 = models.PositiveSmallIntegerField(default=0)
    # False: it came in a flood, and no phone had worked for it.
    counts = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="school_wish_is_of_a_month",
                condition=Q(month__day=1),
                violation_error_message="A wish is kept with its month, never with its day.",
            ),
            models.CheckConstraint(
                name="school_wish_has_children",
                condition=Q(under_7__gt=0) | Q(from_7__gt=0) | Q(from_11__gt=0) | Q(from_16__gt=0),
                violation_error_message="A wish is for at least one child.",
            ),
        ]
        indexes = [models.Index(name="school_wishes_by_place", fields=["place", "in_town", "month"])]
