"""Counts what was refused, after the reply is made and its transaction over: what a page undid is counted all the same."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

from allauth.mfa.signals import authentication_failed
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase

from hamroh.people.alarms.actions import count
from hamroh.people.staff.queries import id_of_name
from hamroh.record.errors import ClockSetBack, ForeignKeyStore, WrongMasterKey
from hamroh.shell import pages, refusals
from hamroh.shell.desk import at_desk
from hamroh.shell.refusals import Refusal, mark

_log = logging.getLogger(__name__)
# What costs a stranger nothing to try is gathered in memory and written at most once a minute by each process.
_GATHERED = frozenset({Refusal.FORGED, Refusal.TOO_OFTEN, Refusal.UNREADABLE})
WRITTEN_EVERY = 60.0


class Strangers:
    """What nobody known was refused, gathered between two writings."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._gathered: Counter[Refusal] = Counter()
        self._written: dict[Refusal, float] = {}

    def add(self, refusal: Refusal, now: float) -> int:
        """How many are to be written now; 0 while they are gathered."""
        with self._lock:
            self._gathered[refusal] += 1
            if now - self._written.get(refusal, -WRITTEN_EVERY) < WRITTEN_EVERY:
                return 0
            self._written[refusal] = now
            return self._gathered.pop(refusal)


strangers = Strangers()


class Refusals:
    """Stands outside everything that refuses, and counts. An id that is forbidden and one that does not exist are counted alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        found = refusals.of(request)
        if not found and not (response.status_code == 404 and at_desk(request)):
            return response
        own = _signed_in(request)
        if response.status_code == 404 and own:
            found.append((Refusal.ABSENT, own))
        for refusal, who in found:
            self._count(refusal, who or own)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """What cannot be written into the record is not done; whoever did it is told what to do, and that nothing is lost."""
        if not (at_desk(request) and isinstance(error, ClockSetBack | WrongMasterKey | ForeignKeyStore)):
            return None
        _log.error("the record or its keys cannot be used", exc_info=error)
        return pages.closed(request)

    def _count(self, refusal: Refusal, who: uuid.UUID | None) -> None:
        times = strangers.add(refusal, time.monotonic()) if who is None and refusal in _GATHERED else 1
        if not times:
            return
        try:
            count(refusal, who, at=dt.datetime.now(dt.UTC), times=times)
        except Exception:
            # Whoever is refused is told so calmly, whether or not it can be counted.
            _log.exception("a refusal was not counted")


def _signed_in(request: HttpRequest) -> uuid.UUID | None:
    user = getattr(request, "user", None)
    if user is None or SESSION_KEY not in request.session:
        return None
    return user.pk if user.is_authenticated else None


@receiver(user_login_failed)
def wrong_password(request: HttpRequest | None = None, credentials: dict[str, Any] | None = None, **more: Any) -> None:
    """A name and a password did not belong together, or the name is locked. What was typed is not kept."""
    if request is not None:
        mark(request, Refusal.PASSWORD, who=id_of_name(str((credentials or {}).get("email", ""))))


@receiver(authentication_failed)
def wrong_code(request: HttpRequest, user: Any, **more: Any) -> None:
    """A code of an app, or a recovery code, was wrong; the password was right before."""
    mark(request, Refusal.SECOND_STEP, who=user.pk)
