"""The rulebook that the site answers from: loaded at the first question, renewed when the law's files change."""

from __future__ import annotations

import functools
import logging
import threading
import time

from hamroh.rulebook import Rulebook
from hamroh.rulebook.book import Shelf

LOOK_AGAIN_SECONDS = 60
_log = logging.getLogger(__name__)
_lock = threading.Lock()
_looked = 0.0


@functools.cache
def _shelf() -> Shelf:
    return Shelf()


def book() -> Rulebook:
    """The rulebook in use. A changed text is taken up within a minute; one that cannot be trusted is refused and the old one stays."""
    global _looked
    shelf = _shelf()
    now = time.monotonic()
    if now - _looked > LOOK_AGAIN_SECONDS and _lock.acquire(blocking=False):
        try:
            _looked = now
            wrong = shelf.renew()
            if wrong is not None:
                _log.error(
                    "The law's files were changed and cannot be trusted; the old rulebook keeps answering. Run: hamroh law check"
                )
        finally:
            _lock.release()
    return shelf.current
