"""What is refused is marked on its request where it happens; hamroh.people.alarms counts it once the reply is made."""

from __future__ import annotations

import uuid
from enum import StrEnum

from django.http import HttpRequest


class Refusal(StrEnum):
    """Why something was refused, or what somebody tried in vain."""

    PASSWORD = "password"  # noqa: S105
    MANY_NAMES = "many_names"
    SECOND_STEP = "second_step"
    CODE = "code"
    ABSENT = "absent"
    FORGED = "forged"
    TOO_OFTEN = "too_often"
    UNREADABLE = "unreadable"


def mark(request: HttpRequest, refusal: Refusal, *, who: uuid.UUID | None = None) -> None:
    """Say that something was refused. `who` is the member of staff whose name was used; without it, whoever is signed in."""
    request.__dict__.setdefault("refusals", []).append((refusal, who))


def of(request: HttpRequest) -> list[tuple[Refusal, uuid.UUID | None]]:
    """What was marked on a request."""
    return list(request.__dict__.get("refusals", ()))
