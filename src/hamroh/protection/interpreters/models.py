"""Interpreters, what stands between them and a case, and their bookings."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy


class Interpreter(models.Model):
    """Somebody who interprets for an organisation. Name and number are sealed under a key of their own.

    `staff` is their own account, where they have one: without it they see nothing here.
    """

    class Sex(models.TextChoices):
        WOMAN = "f", gettext_lazy("Woman")
        MAN = "m", gettext_lazy("Man")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    staff = models.OneToOneField("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sealed = models.BinaryField()
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    by_phone = models.BooleanField(default=False)
    # Town or region where they come in person; empty where they do not.
    area = models.CharField(max_length=120, blank=True)
    vetted_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    vetted_until = models.DateField(null=True, blank=True)
    # The day on which they undertook in writing to keep what they hear to themselves.
    undertaken_on = models.DateField(null=True, blank=True)
    # They interpret no more: their name and number were erased then, and their bookings stand without a name.
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="interpreter_vetted_by_somebody_until_a_day",
                condition=Q(vetted_by__isnull=True, vetted_until__isnull=True)
                | (Q(vetted_by__isnull=False, vetted_until__isnull=False)),
                violation_error_message="Somebody vets an interpreter, until a day.",
            ),
            models.CheckConstraint(
                name="interpreter_vetted_by_another",
                condition=Q(vetted_by__isnull=True) | Q(staff__isnull=True) | ~Q(vetted_by=F("staff")),
                violation_error_message="Nobody vets themselves.",
            ),
        ]


class LanguagePair(models.Model):
    """Two languages between which somebody interprets, both ways; the codes in order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interpreter = models.ForeignKey("protection.Interpreter", on_delete=models.CASCADE, related_name="pairs")
    one = models.CharField(max_length=8)
    other = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="language_pair_once", fields=["interpreter", "one", "other"]),
            models.CheckConstraint(
                name="language_pair_in_order",
                condition=Q(one__lt=F("other")),
                violation_error_message="Two different languages, in the order of their codes.",
            ),
        ]


class InterpreterTie(models.Model):
    """What an interpreter declares that may stand between them and a case. Its words are sealed under the interpreter's key."""

    class Kind(models.TextChoices):
        DISTRICT = "district", gettext_lazy("Their home district")
        FAMILY = "family", gettext_lazy("Their family")
        EMPLOYER = "employer", gettext_lazy("An employer or intermediary they work or worked for")
        OTHER = "other", gettext_lazy("Something else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interpreter = models.ForeignKey("protection.Interpreter", on_delete=models.CASCADE, related_name="ties")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    sealed = models.BinaryField()


class InterpreterConflict(models.Model):
    """This interpreter is not for this case. Why is sealed under the person's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interpreter = models.ForeignKey("protection.Interpreter", on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey("protection.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    noted_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="interpreter_conflict_once", fields=["interpreter", "case"])]


class InterpreterBooking(models.Model):
    """An interpreter for one case, from a quarter of an hour to another. What they may read ends with `until` by itself."""

    class How(models.TextChoices):
        CALL = "call", gettext_lazy("By telephone")
        MEETING = "meeting", gettext_lazy("A meeting")
        HEARING = "hearing", gettext_lazy("A hearing")

    class FellAway(models.TextChoices):
        LET_GO = "let_go", gettext_lazy("They interpret for us no more.")
        STEPPED_BACK = "stepped_back", gettext_lazy("They stepped back.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interpreter = models.ForeignKey("protection.Interpreter", on_delete=models.PROTECT, related_name="bookings")
    case = models.ForeignKey("protection.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    one = models.CharField(max_length=8)
    other = models.CharField(max_length=8)
    how = models.CharField(max_length=10, choices=How.choices)
    since = models.DateTimeField()
    until = models.DateTimeField()
    # Empty where the interpreter has no account, and so sees nothing here.
    involvement = models.ForeignKey(
        "people.Involvement", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    booked_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # Cancelled by what happened to the interpreter, and not by those who booked: they are told until one of them has seen it.
    fell_away = models.CharField(max_length=12, choices=FellAway.choices, blank=True)
    fall_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(
                name="interpreter_booked_for_a_time",
                condition=Q(until__gt=F("since")),
                violation_error_message="A booking ends after it begins.",
            )
        ]


class BookedQuarter(models.Model):
    """A quarter of an hour of an interpreter that is taken. Two who book at one moment cannot both succeed, whatever the program does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    booking = models.ForeignKey("protection.InterpreterBooking", on_delete=models.CASCADE, related_name="quarters")
    interpreter = models.ForeignKey("protection.Interpreter", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="quarter_of_an_interpreter_once",
                fields=["interpreter", "at"],
                violation_error_message="The interpreter is booked at that time.",
            )
        ]


class InterpreterRequest(models.Model):
    """An interpreter is needed for a case: since when it was asked, who was booked, and since when it is confirmed that they come."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("protection.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    one = models.CharField(max_length=8)
    other = models.CharField(max_length=8)
    how = models.CharField(max_length=10, choices=InterpreterBooking.How.choices)
    since = models.DateTimeField()
    until = models.DateTimeField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    booking = models.ForeignKey(
        "protection.InterpreterBooking", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="interpreter_confirmed_by_somebody",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                violation_error_message="That an interpreter comes is said by somebody.",
            )
        ]
