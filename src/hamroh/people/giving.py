"""What an organisation takes with it when it leaves: every room says it of each of its tables, in its own `giving.py`.

    gives("protection.CaseNote", lambda t: CaseNote.objects.filter(person__in=t.persons), sealed=under("person_id", place))
    keeps("protection.EnquiryToken", "marks are made anew from what they mark")

The same words say how the rows come into another site: all of them, but where `comes_not` says why not; `fills` and `marks` make
anew what stayed behind. A table that is neither given nor kept with a reason fails a test, and so does one that leaves and does not come
back: nobody is locked in by something that was forgotten.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.utils.module_loading import autodiscover_modules

from hamroh.people.directory.models import (
    NumberMessage,
    OpeningHours,
    Organisation,
    Probe,
    Service,
    ServiceArea,
    ServiceEdition,
)
from hamroh.people.persons import content
from hamroh.people.persons.models import Merge, Person, PersonPart, PossibleDuplicate
from hamroh.people.requests import actions as requests
from hamroh.people.requests.models import OutsideDecision, OutsideRequest
from hamroh.people.staff.models import Office, RoleGrant, Staff, Training
from hamroh.people.turns import queries as turns
from hamroh.people.turns.models import ReceptionDay, Turn
from hamroh.people.walls.models import BrokenGlass, Involvement
from hamroh.record import queries as record, sealing
from hamroh.record.models import Entry


@dataclass(frozen=True)
class Taking:
    """Who takes what: `persons` are the files that it keeps, without those concealed from an office or a member of staff."""

    body: Organisation
    persons: QuerySet[Person]
    at: dt.datetime


Opened = Callable[[list[Any]], list[dict[str, Any] | None]]
"""What is sealed in each of some rows, in order; None where the key is destroyed."""


Back = Callable[[list[Any], list[dict[str, Any]]], None]
"""What is done with rows that come from another site, and with what was sealed in each; empty where it was not, or cannot be read."""


@dataclass(frozen=True)
class Given:
    """How the rows of a table leave: which, what is sealed in them, and which columns stay behind, each with the reason; and how they
    come into another site."""

    rows: Callable[[Taking], QuerySet[Any]]
    sealed: Opened | None = None
    without: Mapping[str, str] = field(default_factory=dict)
    # A row may have a file beside it: its bytes, or None where there is none to give.
    file: Callable[[Any], bytes | None] | None = None
    comes_not: str = ""
    """Why the rows do not come into another site, though they leave this one."""
    fills: Back | None = None
    """Before rows come in: puts what stayed behind, where the model says no value for it."""
    marks: Back | None = None
    """After rows came in: writes by what they are found here."""


_given: dict[str, Given] = {}
_kept: dict[str, str] = {}


def gives(model: str, rows: Callable[[Taking], QuerySet[Any]], **more: Any) -> None:
    """Rows of this table leave; `model` is its label, such as `protection.Case`."""
    _given[model] = Given(rows, **more)


def keeps(model: str, why: str) -> None:
    """Rows of this table stay behind, for this reason, which the package and its documentation tell."""
    _kept[model] = why


def given() -> dict[str, Given]:
    """Every table that leaves, by its label."""
    autodiscover_modules("giving")
    return dict(sorted(_given.items()))


def kept() -> dict[str, str]:
    """Every table that stays behind, by its label, with the reason."""
    autodiscover_modules("giving")
    return dict(sorted(_kept.items()))


def columns(model: str) -> list[models.Field[Any, Any]]:
    """The columns of a table that leave as they stand: all but what is sealed, and what the room keeps behind."""
    without = _given[model].without
    return [
        one
        for one in apps.get_model(model)._meta.concrete_fields
        if not isinstance(one, models.BinaryField) and one.name not in without
    ]


def under(subject: str, place: Callable[[uuid.UUID], str], column: str = "sealed") -> Opened:
    """Opens what is sealed in a column under the key that `subject` (an attribute of the row) names."""
    return lambda rows: sealing.unseal_many(
        (getattr(row, subject), place(row.pk), bytes(getattr(row, column) or b"")) for row in rows
    )


@dataclass(frozen=True)
class IfAny:
    """The same for a column that is empty in some rows: nothing is sealed there, and an empty content is given."""

    opened: Opened
    column: str = "sealed"

    def __call__(self, rows: list[Any]) -> list[dict[str, Any] | None]:
        full = [row for row in rows if getattr(row, self.column)]
        told = dict(zip((row.pk for row in full), self.opened(full), strict=True))
        return [told.get(row.pk) if getattr(row, self.column) else {} for row in rows]


FORM = {"form": "the mark of a form, by which this site knows it when it is sent twice"}
"""What stays behind of whatever was written by a form."""

# -- what this room gives ------------------------------------------------------------------------------------------------------


def _parts(rows: list[Any]) -> list[dict[str, Any] | None]:
    told = {row.pk: kept for row, kept in content.opened(rows)}
    return [told.get(row.pk) for row in rows]


def _requests(rows: list[Any]) -> list[dict[str, Any] | None]:
    return sealing.unseal_many((row.pk, requests.place(row.pk, "asked"), bytes(row.sealed)) for row in rows)


def _decisions(rows: list[Any]) -> list[dict[str, Any] | None]:
    return sealing.unseal_many(
        (row.request_id, requests.place(row.request_id, str(row.pk)), bytes(row.sealed)) for row in rows
    )


def _entries(rows: list[Any]) -> list[dict[str, Any] | None]:
    return [{"sentence": row.sentence("en"), "personal": row.personal_fields} for row in record.opened(rows)]


def _without_password(rows: list[Any], told: list[dict[str, Any]]) -> None:
    for row in rows:
        row.set_unusable_password()


def _not_asked_again(rows: list[Any], told: list[dict[str, Any]]) -> None:
    for row in rows:
        if row.state == NumberMessage.State.WAITING:
            # The other site may have sent it since.
            row.state = NumberMessage.State.GIVEN_UP


def _code_ends(rows: list[Any], told: list[dict[str, Any]]) -> None:
    for row in rows:
        # Nobody has the words for it: whoever took the turn has a code of the other site.
        row.code = secrets.token_hex(32)


def _services(taking: Taking, model: Any) -> QuerySet[Any]:
    return model.objects.filter(service__organisation=taking.body)  # type: ignore[no-any-return]


def _both(taking: Taking, model: Any, one: str, other: str) -> QuerySet[Any]:
    """Rows between two files, where neither is left out."""
    return model.objects.filter(**{f"{one}__in": taking.persons, f"{other}__in": taking.persons})  # type: ignore[no-any-return]


gives(
    "people.Person",
    lambda t: t.persons,
    # Left out, a file that comes back has none, and is marked by the site's own rules within minutes: `people.mark_anew`.
    without={"token_rules": "by which rules this site made the marks by which it finds the file"},
)
gives("people.PersonPart", lambda t: PersonPart.objects.filter(person__in=t.persons), sealed=_parts)
gives("people.Involvement", lambda t: Involvement.objects.filter(person__in=t.persons))
gives(
    "people.BrokenGlass",
    lambda t: BrokenGlass.objects.filter(person__in=t.persons),
    sealed=under("person_id", "broken_glass:{}".format, "reason"),
)
gives("people.Merge", lambda t: _both(t, Merge, "kept", "gone"))
gives("people.PossibleDuplicate", lambda t: _both(t, PossibleDuplicate, "one", "other"))
gives("people.OutsideRequest", lambda t: OutsideRequest.objects.filter(organisation=t.body), sealed=IfAny(_requests))
gives(
    "people.OutsideDecision",
    lambda t: OutsideDecision.objects.filter(request__organisation=t.body),
    sealed=IfAny(_decisions),
)
gives("people.Organisation", lambda t: Organisation.objects.all())
gives("people.Office", lambda t: Office.objects.filter(organisation=t.body))
gives(
    "people.Staff",
    lambda t: Staff.objects.filter(office__organisation=t.body),
    without={
        "password": "with it somebody could try to sign in elsewhere",
        "session_stamp": "belongs to sessions of this site",
        "last_login": "who came when is for the security officer of this site",
        "enrol_until": "belongs to signing in to this site",
    },
    fills=_without_password,
)
gives("people.RoleGrant", lambda t: RoleGrant.objects.filter(staff__office__organisation=t.body))
gives("people.Training", lambda t: Training.objects.filter(staff__office__organisation=t.body))
gives("people.Service", lambda t: Service.objects.filter(organisation=t.body))
gives("people.ServiceArea", lambda t: _services(t, ServiceArea))
gives("people.OpeningHours", lambda t: _services(t, OpeningHours))
gives("people.ServiceEdition", lambda t: _services(t, ServiceEdition))
gives("people.Probe", lambda t: _services(t, Probe))
gives("people.NumberMessage", lambda t: _services(t, NumberMessage), fills=_not_asked_again)
gives("people.ReceptionDay", lambda t: _services(t, ReceptionDay))
gives(
    "people.Turn",
    lambda t: Turn.objects.filter(reception__service__organisation=t.body),
    sealed=IfAny(under("pk", turns.place)),
    without={**FORM, "code": "a digest by which this site alone knows the code that the person was given"},
    fills=_code_ends,
)
gives(
    "record.Entry",
    lambda t: Entry.objects.filter(about__in=t.persons.values("pk")),
    sealed=_entries,
    comes_not="what happened on one site is no record of another, which has a chain of its own; it stays readable in the package",
)
keeps("people.Attempt", "what was refused at this site's doors")
keeps("people.Bringing", "tables from which this site's directory was filled; the directory itself is published whole")
keeps("people.Concealment", "files that are concealed from somebody are left out, and with them that they are")
keeps("people.DirectoryEdition", "by it this site knows that what it read before is old")
keeps("people.DeskSession", "belongs to signing in to this site")
keeps("people.Invitation", "belongs to signing in to this site")
keeps("people.Recovery", "belongs to signing in to this site")
keeps("people.SchoolWish", "told to this site by nobody who is known; what may be told of it is published")
keeps("people.SearchToken", "made anew from the files by the site that has them")
keeps("record.Chain", "proves the record of this site, where it stays")
keeps("record.JobRun", "when this site does its work")
keeps("record.PersonalFields", "lies beside the entries, with which it is given, opened")
keeps("record.Seal", "proves the record of this site, where it stays")
