"""What is read from the record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from hamroh.record import personal
from hamroh.record.models import Entry


def entries(
    *,
    about: UUID | Iterable[UUID] | None = None,
    by: UUID | None = None,
    reading: bool | None = None,
    limit: int | None = 200,
) -> list[Entry]:
    """Entries, newest first: those about a person, or about any of several ids; by a member of staff; only openings or only
    changes. `limit` None gives all of them.

    On PostgreSQL whoever is asking finds what they did themselves, what concerns a file that they may see or themselves, and
    administrators and supervisors what concerns staff. Who may see more asks within `at_work`.

    Personal fields are opened by one question to the key store; where the key is destroyed they read as erased.
    """
    asked = Entry.objects.all()
    if about is not None:
        asked = asked.filter(about__in=[about] if isinstance(about, UUID) else list(about))
    if by is not None:
        asked = asked.filter(by=by)
    if reading is not None:
        asked = asked.filter(reading=reading)
    found = list(asked.order_by("-at", "-id")[:limit])
    _open(found)
    return found


def naming(field: str, value: str, *, about: UUID) -> QuerySet[Entry]:
    """Entries about a person that have this in a field that is not personal, newest first: a list to take pages from. What is personal
    in them is not opened: see `opened`."""
    said = f"{json.dumps(field)}:{json.dumps(value, ensure_ascii=False)}"
    return Entry.objects.filter(about=about, fields__contains=said).order_by("-at", "-id")


def opened(some: Iterable[Entry]) -> list[Entry]:
    """The same entries with their personal fields, by one question to the key store."""
    found = list(some)
    _open(found)
    return found


def _open(found: list[Entry]) -> None:
    for entry, fields in zip(found, personal.opened(found), strict=True):
        entry.personal_fields = fields
