"""Offices, the people who work in them, their roles and training."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy


def _stamp() -> str:
    return secrets.token_hex(16)


class Role(StrEnum):
    """What somebody is at a desk for. A role says which doors open; which files, is said by involvements."""

    INTAKE = "intake"
    OPERATOR = "operator"
    CASE_WORKER = "case_worker"
    LAWYER = "lawyer"
    INTERPRETER = "interpreter"
    SHELTER_MANAGER = "shelter_manager"
    CONSULAR = "consular"
    # Keeps the register of agencies; sees no file of a person.
    LICENSING = "licensing"
    SUPERVISOR = "supervisor"
    PROTECTION = "protection"
    ANALYST = "analyst"
    SECURITY = "security"
    # Keeps the site running and enters staff; sees no file of a person.
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """What it is called in the reader's language."""
        return str(self.words)

    @property
    def words(self) -> Any:
        """The same, in whichever language is spoken when it is written down."""
        return _ROLES[self]


_ROLES = {
    Role.INTAKE: gettext_lazy("Intake volunteer"),
    Role.OPERATOR: gettext_lazy("Operator"),
    Role.CASE_WORKER: gettext_lazy("Case worker"),
    Role.LAWYER: gettext_lazy("Lawyer"),
    Role.INTERPRETER: gettext_lazy("Interpreter"),
    Role.SHELTER_MANAGER: gettext_lazy("Shelter manager"),
    Role.CONSULAR: gettext_lazy("Consular officer"),
    Role.LICENSING: gettext_lazy("Licensing officer"),
    Role.SUPERVISOR: gettext_lazy("Supervisor"),
    Role.PROTECTION: gettext_lazy("Protection officer"),
    Role.ANALYST: gettext_lazy("Analyst"),
    Role.SECURITY: gettext_lazy("Security officer"),
    Role.ADMINISTRATOR: gettext_lazy("Site administrator"),
}


class Office(models.Model):
    """A place where staff of an organisation work. An organisation with one place has one office."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="offices")
    key = models.SlugField(max_length=60, unique=True)
    name_en = models.CharField(max_length=120)
    name_ru = models.CharField(max_length=120)
    name_tg = models.CharField(max_length=120)
    country = models.CharField(max_length=2, help_text="ISO 3166 of the country it stands in")
    region = models.CharField(max_length=10, blank=True, help_text="ISO 3166-2, where one is known")
    time_zone = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="office_named_in_three_languages",
                condition=~Q(name_en="") & ~Q(name_ru="") & ~Q(name_tg=""),
                violation_error_message="An office has a name in English, Russian and Tajik.",
            )
        ]

    def __str__(self) -> str:
        return self.key

    def name(self, language: str) -> str:
        """Its name in one of three languages."""
        return str(getattr(self, f"name_{language}"))


class StaffManager(BaseUserManager["Staff"]):
    """Finds staff by the address they sign in with, letter case aside."""

    def get(self, *args: Any, **asked: Any) -> Staff:
        """As ever; somebody asked for by their id alone, as each page of the desk does, comes with their office."""
        # Not where only the staff of an office, say, are asked for.
        if args or asked.keys() != {"pk"} or type(self) is not StaffManager:
            return super().get(*args, **asked)
        from hamroh.people.staff import queries

        found: Staff | None = queries.by_id.first(id=Staff._meta.pk.to_python(asked["pk"]))
        if found is None:
            raise Staff.DoesNotExist
        return found

    def get_by_natural_key(self, username: str | None) -> Staff:
        return self.get(email__iexact=username)


class Staff(AbstractBaseUser):
    """Somebody who works at a desk and signs in. A worker who asks for help is a person, never a staff member.

    `session_stamp` is part of what a session is checked against: a new stamp ends every session of theirs at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, unique=True, help_text="work address, also the name to sign in with")
    full_name = models.CharField(max_length=200)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="staff")
    language = models.CharField(max_length=2, default="ru")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    session_stamp = models.CharField(max_length=32, default=_stamp, editable=False)
    # Until then they may sign in by password alone, to set up a second step; never after.
    enrol_until = models.DateTimeField(null=True, blank=True)

    objects = StaffManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="staff_who_left_cannot_sign_in",
                condition=Q(left_at__isnull=True) | Q(is_active=False),
                violation_error_message="Somebody who has left cannot sign in.",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    def end_sessions(self) -> None:
        """Every session of theirs ends with the next request; the caller saves."""
        self.session_stamp = _stamp()

    def get_session_auth_hash(self) -> str:
        return self._hash("")

    def get_session_auth_fallback_hash(self) -> Any:
        from django.conf import settings

        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._hash(secret)

    def _hash(self, secret: str) -> str:
        text = f"{self.password}:{self.session_stamp}"
        return str(salted_hmac("hamroh.people.Staff", text, secret=secret or None, algorithm="sha256").hexdigest())

    def roles(self, at: dt.datetime) -> frozenset[Role]:
        """The roles granted to them that hold at a moment. One query the first time, none after, for one object."""
        held = self.__dict__.get("_held")
        if held is not None and held[0] == at and held[1] is self.__dict__.get("_grants"):
            # A page asks for one moment, some twenty times.
            found: frozenset[Role] = held[2]
            return found
        grants = self.__dict__.get("_grants")
        if grants is None:
            from hamroh.people.staff import queries

            known = self.__dict__.get("_prefetched_objects_cache", {})
            grants = list(known["grants"]) if "grants" in known else queries.grants_of(staff=self.pk)
            self.__dict__["_grants"] = grants
        roles = frozenset(Role(grant.role) for grant in grants if grant.holds(at))
        self.__dict__["_held"] = (at, grants, roles)
        return roles


class RoleGrant(models.Model):
    """A role given to somebody from one moment to another, and by whom. Never changed but to end it."""

    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Role])
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    # Empty only for the first administrator of a site, whom the command line enters.
    granted_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    # A role that guards others holds only when a second person has agreed.
    waiting = models.BooleanField(default=False)
    seconded_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message="A role cannot end before it began.",
            ),
            models.UniqueConstraint(
                name="role_granted_once",
                fields=["staff", "role"],
                condition=Q(until__isnull=True),
                violation_error_message="This role is granted already.",
            ),
            models.CheckConstraint(
                name="role_not_granted_to_oneself",
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("staff")),
                violation_error_message="Nobody grants a role to themselves.",
            ),
            models.CheckConstraint(
                name="role_seconded_by_another",
                condition=Q(seconded_by__isnull=True)
                | (~Q(seconded_by=F("staff")) & ~Q(seconded_by=F("granted_by")) & Q(waiting=False)),
                violation_error_message="The second person is neither who granted the role nor who receives it.",
            ),
        ]

    @property
    def label(self) -> str:
        return Role(self.role).label

    def holds(self, at: dt.datetime) -> bool:
        return not self.waiting and self.since <= at and (self.until is None or at < self.until)


class Training(models.Model):
    """A training that somebody passed, until the day on which it must be renewed."""

    class Kind(models.TextChoices):
        LAW = "law", gettext_lazy("Law of stay, work and wages")
        SAFE_CONTACT = "safe_contact", gettext_lazy("Safe contact and violence at home")
        TRAFFICKING = "trafficking", gettext_lazy("Signs of trafficking and forced labour")
        DATA = "data", gettext_lazy("Keeping what people tell us")
        ASYLUM = "asylum", gettext_lazy("Asylum claims")

    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="trainings")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    passed_on = models.DateField()
    expires_on = models.DateField()
    entered_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="training_expires_after_it_was_passed",
                condition=Q(expires_on__gt=F("passed_on")),
                violation_error_message="A training expires after the day on which it was passed.",
            ),
            models.CheckConstraint(
                name="training_entered_by_somebody_else",
                condition=~Q(staff=F("entered_by")),
                violation_error_message="Nobody enters their own training.",
            ),
        ]


class Invitation(models.Model):
    """A code, shown once, with which somebody chooses a password: on their first day, or when theirs is lost.

    Only a keyed digest is kept. A newer code ends the older ones of the same person.
    """

    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    # Empty for the first administrator, whom the command line invites.
    made_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_ends",
                condition=Q(until__gt=F("made_at")),
                violation_error_message="An invitation ends after it was made.",
            ),
            models.CheckConstraint(
                name="invitation_made_by_another",
                condition=Q(made_by__isnull=True) | ~Q(made_by=F("staff")),
                violation_error_message="Nobody invites themselves.",
            ),
        ]


class DeskSession(models.Model):
    """A session of the desk, so that its owner sees it and can end it. It says nothing of a machine or a browser: those are not kept.

    `mark` is of the password and stamp with which it goes on; where they changed, the session has ended by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey("people.Staff", on_delete=models.CASCADE, related_name="sessions")
    mark = models.CharField(max_length=16)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="desk_session_seen_after_it_began",
                condition=Q(seen_at__gte=F("began_at")),
                violation_error_message="A session is not seen before it began.",
            )
        ]


class Recovery(models.Model):
    """Somebody who knows their password lost the second step, and asks that two colleagues vouch for them.

    `number` is told by voice: who vouches types what they heard, so that nobody vouches for a stranger's request.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="recoveries")
    number = models.CharField(max_length=6)
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    wrong_numbers = models.PositiveSmallIntegerField(default=0)
    first_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    second_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recovery_ends",
                condition=Q(until__gt=F("asked_at")),
                violation_error_message="A request for recovery ends.",
            ),
            models.CheckConstraint(
                name="recovery_vouched_by_two_others",
                condition=(Q(first_by__isnull=True) | ~Q(first_by=F("staff")))
                & (
                    Q(second_by__isnull=True)
                    | (Q(first_by__isnull=False) & ~Q(second_by=F("staff")) & ~Q(second_by=F("first_by")))
                ),
                violation_error_message="Two different colleagues vouch, and neither is who asked.",
            ),
            models.CheckConstraint(
                name="recovery_done_when_two_vouched",
                condition=Q(done_at__isnull=True) | Q(second_by__isnull=False),
                violation_error_message="A second step is taken away only when two have vouched.",
            ),
        ]
