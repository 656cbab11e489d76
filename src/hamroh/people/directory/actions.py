"""What other rooms may change of organisations and services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction

from hamroh.people.directory.models import LANGUAGES, OpeningHours, Organisation, Service


class PeopleError(Exception):
    """Root of what this room raises; carries the key concerned."""

    def __init__(self, key: str, message: str) -> None:
        self.key = key
        super().__init__(f"{key}: {message}")


class NotComplete(PeopleError):
    """A name is missing in one of the three languages, or a service has neither hours nor `always_open`."""


@transaction.atomic
def add_organisation(key: str, *, kind: str, names: Mapping[str, str], sample: bool = False) -> Organisation:
    """Enter a body that people can turn to, or bring its entry up to date.

    Raises:
        NotComplete: a name is missing in English, Russian or Tajik.
    """
    missing = [language for language in LANGUAGES if not names.get(language)]
    if missing:
        raise NotComplete(key, f"no name in {', '.join(missing)}. Give one in each of {', '.join(LANGUAGES)}.")
    organisation, _ = Organisation.objects.update_or_create(
        key=key,
        defaults={"kind": kind, "sample": sample, **{f"name_{language}": names[language] for language in LANGUAGES}},
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
    hours: Iterable[tuple[int, dt.time, dt.time]] = (),
    regions: Iterable[str] = (),
    answers_in: Iterable[str] = (),
    address: str = "",
    always_open: bool = False,
    free: bool = True,
    asks_for_papers: bool = False,
    confirmed_on: dt.date | None = None,
) -> Service:
    """Enter a service of an organisation, or bring its entry and hours up to date.

    `hours` are (weekday, opens, closes) in local time, Monday is 0.

    Raises:
        NotComplete: the service is neither always open nor open at any hour.
    """
    hours = list(hours)
    if not hours and not always_open:
        raise NotComplete(key, "has no opening hours. Give hours, or say always_open.")
    service, _ = Service.objects.update_or_create(
        key=key,
        defaults={
            "organisation": organisation,
            "kind": kind,
            "phone": phone,
            "country": country,
            "time_zone": time_zone,
            "languages": " ".join(languages),
            "regions": " ".join(regions),
            "answers_in": " ".join(answers_in),
            "address": address,
            "always_open": always_open,
            "free": free,
            "asks_for_papers": asks_for_papers,
            "confirmed_on": confirmed_on,
        },
    )
    service.hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(service=service, weekday=weekday, opens=opens, closes=closes) for weekday, opens, closes in hours
    )
    return service


@transaction.atomic
def confirm_service(service: Service, *, on: dt.date) -> Service:
    """Note that somebody reached the service on that day. An earlier day never replaces a later one."""
    if service.confirmed_on is None or service.confirmed_on < on:
        service.confirmed_on = on
        service.save(update_fields=["confirmed_on"])
    return service
