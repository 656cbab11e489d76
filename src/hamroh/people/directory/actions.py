"""What other rooms may change of organisations and services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.crypto import get_random_string

from hamroh.people.directory import entries, events, places, queries
from hamroh.people.directory.entries import Content
from hamroh.people.directory.models import LANGUAGES, Organisation, Probe, Service, ServiceEdition
from hamroh.people.staff.models import Staff
from hamroh.people.walls.files import Absent
from hamroh.record import note
from hamroh.record.retention import Kept, register
from hamroh.shell import here

# Without those that are taken for one another
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


SAME_CALL = dt.timedelta(minutes=15)
"""Failures nearer to each other count once."""


class PeopleError(Exception):
    """Root of what this room raises; carries the key concerned."""

    def __init__(self, key: str, message: str) -> None:
        self.key = key
        super().__init__(f"{key}: {message}")


class NotComplete(PeopleError):
    """A name is missing in one of the three languages, or something of a service is missing or cannot be."""


class Stale(PeopleError):
    """Somebody else changed the entry in the meantime; `stands` is what it says now."""

    def __init__(self, service: Service) -> None:
        self.stands = service
        super().__init__(service.key, "was changed by somebody else in the meantime")


class NothingBefore(PeopleError):
    """There is no earlier edition to go back to."""


@transaction.atomic
def add_organisation(
    key: str, *, kind: str, names: Mapping[str, str], sample: bool = False, uid: UUID | None = None
) -> Organisation:
    """Enter a body that people can turn to, or bring its entry up to date.

    Raises:
        NotComplete: a name is missing in English, Russian or Tajik.
    """
    missing = [language for language in LANGUAGES if not names.get(language)]
    if missing:
        raise NotComplete(key, f"no name in {', '.join(missing)}. Give one in each of {', '.join(LANGUAGES)}.")
    organisation, _ = Organisation.objects.update_or_create(
        key=key,
        defaults={
            "kind": kind,
            "sample": sample,
            **{f"name_{language}": names[language] for language in LANGUAGES},
            **({"uid": uid} if uid else {}),
        },
    )
    return organisation


@transaction.atomic
def add_service(
    key: str,
    *,
    organisation: Organisation,
    kind: str,
    phone: str,
    country: str,
    time_zone: str,
    languages: Iterable[str],
    hours: Iterable[tuple[int | dt.date, dt.time, dt.time]] = (),
    regions: Iterable[str] = (),
    answers_in: Iterable[str] = (),
    always_open: bool = False,
    hours_unknown: bool = False,
    confirmed_on: dt.date | None = None,
    **more: Any,
) -> Service:
    """Enter a service of an organisation, or bring its entry and hours up to date.

    `hours` are (weekday or date, opens, closes) in local time, Monday is 0. `regions` are regions or districts that it serves (none: the whole country),
    `answers_in` further countries whose callers it answers. `more` are other fields of an entry (`entries.FIELDS`).

    Raises:
        NotComplete: it is neither always open nor open at any hour, nor said that its hours are unknown; or another fault of an entry.
    """
    hours = list(hours)
    if not hours and not always_open and not hours_unknown:
        raise NotComplete(key, "has no opening hours. Give hours, or say always_open or hours_unknown.")
    served = [[code[:2], *_region_and_district(code)] for code in regions] or [[country, "", ""]]
    content = entries.blank() | {
        "kind": kind,
        "phone": phone,
        "country": country,
        "time_zone": time_zone,
        "languages": " ".join(languages),
        "always_open": always_open,
        "hours": [
            [on.isoformat() if isinstance(on, dt.date) else on, f"{a:%H:%M}", f"{b:%H:%M}"] for on, a, b in hours
        ],
        "areas": served + [[other, "", ""] for other in answers_in],
        **more,
    }
    content = _checked(key, content)
    entries.turn(key)
    service = Service.objects.filter(key=key).first() or Service(key=key, edition=0)
    service.organisation = organisation
    service.confirmed_on = confirmed_on
    entries.write(service, content)
    return service


def _region_and_district(code: str) -> tuple[str, str]:
    district = places.districts().get(code)
    return (district.region, code) if district else (code, "")


def _checked(key: str, content: Content) -> Content:
    content = entries.normal(content)
    faults = entries.faults(content)
    if faults:
        raise NotComplete(key, " ".join(f"{fault.field}: {fault.text}" for fault in faults))
    return content


@transaction.atomic
def enter_service(
    organisation: Organisation, content: Content, *, by: Staff, at: dt.datetime, how: str = ServiceEdition.How.ENTERED, uid: UUID | None = None
) -> Service:  # fmt: skip
    """Enter a service from the desk; it counts as unconfirmed until somebody reached it.

    Raises:
        NotComplete: something is missing or cannot be.
    """
    content = _checked(organisation.key, content)
    key = f"{content['kind'].replace('_', '-')}-{get_random_string(10, _LETTERS)}"
    entries.turn(key)
    service = Service(key=key, organisation=organisation, edition=0, changed_at=at)
    if uid:
        service.uid = uid
    entries.write(service, content)
    _edition(service, content, how=how, by=by, at=at)
    note(events.ServiceEntered(service=service.key), by=by.pk, at=at)
    return service


@transaction.atomic
def change_service(
    key: str, content: Content, *, edition: int, by: Staff, at: dt.datetime, how: str = ServiceEdition.How.CHANGED
) -> Service:
    """Change an entry. A new number has been called by nobody: with it the service counts as unconfirmed again; of one that comes
    back what its calls said counts as before, so that a dead number stays dead.

    Raises:
        Stale: it is no longer the edition that was read.
        NotComplete: something is missing or cannot be.
    """
    service = _locked(key)
    if service.edition != edition:
        raise Stale(service)
    content = _checked(key, content)
    before = entries.content(service)
    if before == content:
        return service
    if not service.editions.filter(number=service.edition).exists():
        # What stood there before editions were kept, or came with the samples
        _edition(service, before, how=ServiceEdition.How.ENTERED, by=None, at=service.changed_at or at)
    if before["phone"] != content["phone"]:
        _known_of(service, content["phone"])
    service.changed_at = at
    entries.write(service, content)
    _edition(service, content, how=how, by=by, at=at)
    changed = " ".join(sorted(name for name in content if content[name] != before.get(name)))
    note(events.ServiceChanged(service=key, fields=changed), by=by.pk, at=at)
    return service


def _known_of(service: Service, phone: str) -> None:
    service.confirmed_on, service.confirmed_by, service.failures = None, None, 0
    last: dt.datetime | None = None
    calls = service.probes.filter(phone=phone).exclude(outcome=Probe.Outcome.DELIVERED).exclude(how=Probe.How.VISIT)
    for probe in calls.order_by("at", "pk"):
        if probe.outcome == Probe.Outcome.ANSWERED:
            service.failures, last = 0, None
            service.confirmed_on = probe.at.astimezone(places.clock(service.time_zone)).date()
            service.confirmed_by = probe.by.office.organisation if probe.by else None
        else:
            service.failures += last is None or probe.at - last >= SAME_CALL
            last = probe.at


@transaction.atomic
def undo_change(key: str, *, edition: int, by: Staff, at: dt.datetime) -> Service:
    """Put an entry back to what it said before its last change; that is a change too, and can be undone.

    Raises:
        Stale: somebody changed it in the meantime.
        NothingBefore: it was never changed.
    """
    service = _locked(key)
    if service.edition != edition:
        raise Stale(service)
    earlier = service.editions.filter(number__lt=edition).first()
    if earlier is None:
        raise NothingBefore(key, "was never changed")
    return change_service(key, earlier.content, edition=edition, by=by, at=at, how=ServiceEdition.How.UNDONE)


def _locked(key: str) -> Service:
    entries.turn(key)
    return Service.objects.select_for_update().get(key=key)


def _edition(service: Service, content: Content, *, how: str, by: Staff | None, at: dt.datetime) -> None:
    ServiceEdition.objects.create(service=service, number=service.edition, content=content, how=how, by=by, at=at)


@transaction.atomic
def confirm_service(service: Service, *, on: dt.date, by: Organisation | None = None) -> Service:
    """Note that somebody reached the service on that day. An earlier day never replaces a later one."""
    if service.confirmed_on is None or service.confirmed_on < on:
        entries.turn(service.key)
        service.confirmed_on, service.confirmed_by, service.failures = on, by, 0
        service.save(update_fields=["confirmed_on", "confirmed_by", "failures"])
    return service


@transaction.atomic
def log_call(key: str, outcome: str, *, by: Staff, at: dt.datetime) -> Service:
    """Write down how a call to a service's number ended. An answer confirms it; the third failure in a row marks the number dead."""
    service = _locked(key)
    _tried(service, Probe.Outcome(outcome), how=Probe.How.CALL, by=by, at=at)
    note(events.ServiceCalled(service=key, outcome=outcome), by=by.pk, at=at)
    return service


@transaction.atomic
def log_message(key: str, outcome: str, *, phone: str, at: dt.datetime) -> Service:
    """Write down how a message to a number ended, like a call; that it was delivered changes nothing. A number that the service has no
    longer is judged by it when it comes back."""
    service = _locked(key)
    if service.phone == phone:
        _tried(service, Probe.Outcome(outcome), how=Probe.How.MESSAGE, by=None, at=at)
    else:
        Probe.objects.create(service=service, phone=phone, outcome=outcome, how=Probe.How.MESSAGE, at=at)
    note(events.ServiceAsked(service=key, outcome=outcome), by=None, at=at)
    return service


@transaction.atomic
def log_visit(key: str, outcome: str, *, by: Staff | None, at: dt.datetime) -> Service:
    """Write down what somebody found who was there. It changes nothing of the number, nor of who is shown.

    Of somebody who is not known (`by` is None) the day alone is kept, and of a day each outcome once: whoever sends it a thousand times has
    told it once.

    Raises:
        Absent: of this service nobody is told where it is.
    """
    service = Service.objects.filter(key=key).first()
    if service is None or not queries.can_be_visited(service):
        raise Absent
    told = {"service": service, "outcome": Probe.Outcome(outcome), "how": Probe.How.VISIT, "by": by}
    if by is None:
        at = here.noon_of(here.day_of(at))
        # Two who tell it at once write one row.
        Service.objects.select_for_update().get(pk=service.pk)
    if by is not None or not Probe.objects.filter(at=at, **told).exists():
        Probe.objects.create(phone=service.phone, at=at, **told)
        note(events.ServiceVisited(service=key, outcome=outcome), by=by.pk if by else None, at=at)
    return service


def forget_visits(before: dt.datetime) -> int:
    """Forget what strangers told before a moment."""
    return Probe.objects.filter(how=Probe.How.VISIT, by__isnull=True, at__lt=before).delete()[0]


register(
    Kept(
        "directory.visits",
        dt.timedelta(days=90),
        "what a visitor told asks for a call within two weeks; after it nothing depends on it",
        forget_visits,
    )
)


def _tried(service: Service, ended: Probe.Outcome, *, how: str, by: Staff | None, at: dt.datetime) -> None:
    # Pressed twice, or tried once more at once, is one call: three take a number from everybody.
    lately = service.probes.filter(at__gt=at - SAME_CALL, at__lte=at, phone=service.phone).exclude(how=Probe.How.VISIT)
    tried = lately.exclude(outcome__in=[Probe.Outcome.ANSWERED, Probe.Outcome.DELIVERED]).exists()
    Probe.objects.create(service=service, phone=service.phone, outcome=ended, how=how, at=at, by=by)
    if ended is Probe.Outcome.ANSWERED:
        service.failures = 0
        service.save(update_fields=["failures"])
        on = at.astimezone(places.clock(service.time_zone)).date()
        confirm_service(service, on=on, by=by.office.organisation if by else None)
    elif ended is not Probe.Outcome.DELIVERED and not tried:
        service.failures += 1
        service.save(update_fields=["failures"])


@transaction.atomic
def enter_organisation(told: Mapping[str, str], *, by: Staff, at: dt.datetime) -> Organisation:
    """Enter an organisation from the desk; `told` are its kind and its names in three languages, checked by the form."""
    names = {language: told[f"name_{language}"] for language in LANGUAGES}
    made = add_organisation(f"organisation-{get_random_string(10, _LETTERS)}", kind=told["kind"], names=names)
    note(events.OrganisationEntered(organisation=made.key), by=by.pk, at=at)
    return made


@transaction.atomic
def change_organisation(one: Organisation, told: Mapping[str, str], *, by: Staff, at: dt.datetime) -> Organisation:
    """Change an organisation's kind and names."""
    names = {language: told[f"name_{language}"] for language in LANGUAGES}
    made = add_organisation(one.key, kind=told["kind"], names=names, sample=one.sample)
    note(events.OrganisationChanged(organisation=one.key), by=by.pk, at=at)
    return made
