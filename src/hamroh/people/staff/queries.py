"""What may be read of staff."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from hamroh.people.prepared import prepared
from hamroh.people.staff.models import DeskSession, Office, Role, RoleGrant, Staff, Training
from hamroh.shell.here import day_of

EXPIRES_SOON = dt.timedelta(days=60)


@prepared
def by_id(*, id: uuid.UUID) -> QuerySet[Staff]:
    """Somebody, with their office."""
    return Staff.objects.filter(pk=id).select_related("office")


@prepared
def grants_of(*, staff: uuid.UUID) -> QuerySet[RoleGrant]:
    """Every role that somebody was ever given."""
    return RoleGrant.objects.filter(staff=staff)


@prepared
def going_on(*, id: uuid.UUID, staff: uuid.UUID) -> QuerySet[DeskSession]:
    """A session that its owner has not ended."""
    return DeskSession.objects.filter(pk=id, staff=staff, ended_at__isnull=True)


@prepared
def _grants_of_all(*, staff: list[uuid.UUID]) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(staff__in=staff)


@prepared
def _working_here(*, organisation: int) -> QuerySet[Staff]:
    rows = Staff.objects.filter(office__organisation=organisation, is_active=True)
    return rows.select_related("office").order_by("full_name", "email")


def colleagues(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Staff]:
    """The staff of the organisation that somebody works for, by name; who has left is among them.

    The administrator of the site enters staff for every organisation, and so sees all.
    """
    found = Staff.objects.select_related("office").prefetch_related("grants").order_by("full_name", "email")
    if Role.ADMINISTRATOR in seen_by.roles(at):
        return found
    return found.filter(office__organisation=seen_by.office.organisation_id)


def colleagues_at_work(*, seen_by: Staff, at: dt.datetime) -> list[Staff]:
    """Those of `colleagues` who work there now."""
    if Role.ADMINISTRATOR in seen_by.roles(at):
        return list(colleagues(seen_by=seen_by, at=at).filter(is_active=True))
    found: list[Staff] = _working_here(organisation=seen_by.office.organisation_id)
    grants: dict[uuid.UUID, list[RoleGrant]] = {one.pk: [] for one in found}
    for grant in _grants_of_all(staff=list(grants)):
        grants[grant.staff_id].append(grant)
    for one in found:
        one.__dict__["_grants"] = grants[one.pk]
    return found


def names_at_work(roles: Iterable[Role], *, seen_by: Staff, at: dt.datetime) -> list[tuple[uuid.UUID, str]]:
    """Id and name of those in somebody's organisation who hold one of some roles now, by name; for a list to choose from."""
    rows = _names_with(organisation=seen_by.office.organisation_id, roles=sorted(roles), at=at)
    # Who holds two of the roles stands there once.
    return list({row[:2]: None for row in rows})


@prepared
def _names_with(*, organisation: int, roles: list[str], at: dt.datetime) -> QuerySet[Staff, Any]:
    held = Q(grants__role__in=roles, grants__waiting=False, grants__since__lte=at)
    still = Q(grants__until__isnull=True) | Q(grants__until__gt=at)
    rows = Staff.objects.filter(held & still, office__organisation=organisation, is_active=True)
    return rows.order_by("full_name", "email").values_list("pk", "full_name", "email")


def colleague(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Staff:
    """One of `colleagues`.

    Raises:
        Http404: there is nobody of this id whom they may see.
    """
    found = colleagues(seen_by=seen_by, at=at).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def grant(id: int, staff: Staff) -> RoleGrant:
    """A role of somebody that has not ended.

    Raises:
        Http404: there is none of this id.
    """
    found = RoleGrant.objects.filter(pk=id, staff=staff, until__isnull=True).first()
    if found is None:
        raise Http404
    return found


def offices() -> QuerySet[Office]:
    """Every office of the site, with its organisation."""
    return Office.objects.select_related("organisation").order_by("organisation__key", "key")


def trainings_to_renew(*, seen_by: Staff, at: dt.datetime) -> list[Training]:
    """The latest training of each kind of everybody who works here, where it has expired or will within 60 days; the earliest first."""
    people = colleagues(seen_by=seen_by, at=at).filter(is_active=True)
    latest: dict[tuple[uuid.UUID, str], Training] = {}
    for one in Training.objects.filter(staff__in=people.order_by()).select_related("staff").order_by("expires_on"):
        latest[one.staff_id, one.kind] = one
    due = [one for one in latest.values() if one.expires_on <= day_of(at) + EXPIRES_SOON]
    return sorted(due, key=lambda one: one.expires_on)


def names_of(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """The names of members of staff by their ids, those who left among them; for reading the record."""
    return dict(Staff.objects.filter(pk__in={id for id in ids if id}).values_list("pk", "full_name"))


def own_sessions(staff: Staff, *, at: dt.datetime, idle: dt.timedelta, whole: dt.timedelta) -> list[DeskSession]:
    """The sessions of somebody that go on, the one used last first."""
    return list(
        staff.sessions.filter(
            ended_at__isnull=True,
            mark=staff.get_session_auth_hash()[:16],
            seen_at__gte=at - idle,
            began_at__gte=at - whole,
        ).order_by("-seen_at", "pk")
    )


def id_of_name(name: str) -> uuid.UUID | None:
    """Whose work address this is; None where nobody's."""
    return Staff.objects.filter(email__iexact=name.strip()).values_list("pk", flat=True).first()


def successors(leaving: Staff) -> QuerySet[Staff]:
    """Who can take over from somebody: those of the same organisation who work there now, by name."""
    there = Staff.objects.filter(office__organisation=leaving.office.organisation_id, is_active=True)
    return there.exclude(pk=leaving.pk).order_by("full_name")
