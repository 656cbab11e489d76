"""The rulebook that the site answers from: loaded at the first question, renewed when a release is put in use or the law's files change."""

from __future__ import annotations

import functools
import logging
import threading
import time
from pathlib import Path

from django.conf import settings

from hamroh.rulebook import Rulebook, load
from hamroh.rulebook.book import Shelf, digest_of
from hamroh.rulebook.errors import RulebookError
from hamroh.rulebook.releases import Releases

LOOK_AGAIN_SECONDS = 60
_log = logging.getLogger(__name__)
_lock = threading.Lock()
_looked = 0.0
_mark: tuple[int, int] | None = None


@functools.cache
def _releases() -> Releases:
    return Releases(settings.VAR / "releases")


@functools.cache
def _shelf() -> Shelf:
    shelf = Shelf(releases=_releases())
    if shelf.wrong is not None:
        _log.error("The release in use cannot be trusted, so the last good law answers. %s", shelf.wrong)
    return shelf


def book() -> Rulebook:
    """The rulebook in use.

    A release put in use or taken back counts from the next request on, a changed text of the built-in law within a
    minute. What cannot be trusted is refused and the old one stays.
    """
    global _looked, _mark
    shelf = _shelf()
    now, mark = time.monotonic(), _releases().mark()
    if (mark != _mark or now - _looked > LOOK_AGAIN_SECONDS) and _lock.acquire(blocking=False):
        try:
            _looked, _mark = now, mark
            wrong = shelf.renew()
            if wrong is not None:
                _log.error(
                    "The law was changed and cannot be trusted; the old rulebook keeps answering."
                    " Run: hamroh law check, hamroh law release list. %s",
                    wrong,
                )
        finally:
            _lock.release()
    return shelf.current


def of_digest(digest: str) -> Rulebook | None:
    """The rulebook of the text with this digest, if it answered here: the one in use, the built-in one, or a release's.

    A release that was put forward but never put in use is not shown: nobody was answered from it. None also when the
    text was damaged since, or this version of the program cannot read it any more.
    """
    if digest == book().digest:
        return book()
    shelf, releases = _shelf(), _releases()
    if shelf.current.root != shelf.root and digest == digest_of(shelf.root):
        return _kept(shelf.root, digest)
    used = {line["release"] for line in releases.history() if line["what"] == "activate"}
    for release in releases.every():
        if release.law == digest and release.id in used:
            try:
                return _kept(releases.whole(release.id).root, digest)
            except RulebookError as error:
                _log.error("Release %s was in use and cannot be read any more. %s", release.id, error)
    return None


@functools.lru_cache(maxsize=2)
def _kept(root: Path, digest: str) -> Rulebook:
    """A text that is not in use, read once for as long as it is asked for."""
    return load(root)
