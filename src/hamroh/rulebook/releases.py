"""Releases of the law: a changed text is read by a second person before a site answers from it, and can be taken back.

A folder holds each release under the digest of its content, with a manifest that says who wrote it, who read it and
when; the file `active` names the one in use and is replaced in one step. Nothing here knows the time: callers say when.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from .book import Rulebook, digest_of
from .check import check_law
from .errors import LawError, LawErrors
from .loading import read_law
from .proposals import check_proposals

LAW_FOLDER = "law"
_KINDS = (".yaml", ".csv")


@dataclass(frozen=True, slots=True)
class Release:
    """A text of the law that was put forward: by whom, who read it, and where it lies."""

    id: str
    """Sixteen hexadecimal digits of everything in it: the law, its examples, its proposals."""
    law: str
    """The rulebook's digest, as answers name it."""
    proposed: dict[str, str]
    reviewed: dict[str, str] | None
    root: Path


def content_digest(root: Path) -> str:
    """The digest of every file of a folder of law, examples and proposals too."""
    whole = hashlib.sha256()
    for path in _files(root):
        data = path.read_bytes()
        whole.update(f"{path.relative_to(root).as_posix()}\0{len(data)}\0".encode())
        whole.update(data)
    return whole.hexdigest()[:16]


def _files(root: Path) -> list[Path]:
    return sorted(p for p in root.rglob("*") if p.suffix in _KINDS and p.is_file() and not p.is_symlink())


def faults_of(root: Path) -> list[LawError]:
    """What `hamroh law check` finds in a folder of law."""
    try:
        book = read_law(root)
    except LawErrors as errors:
        return errors.faults
    faults, _ = check_law(book, root)
    return faults or check_proposals(Rulebook(book), root)[0]


class Releases:
    """The releases of a folder. Every change is made in one step: whoever reads meanwhile sees the old or the new."""

    def __init__(self, folder: Path, check: Callable[[Path], list[LawError]] = faults_of) -> None:
        self.folder, self.check = folder, check

    # -- reading

    def every(self) -> list[Release]:
        """All of them, the oldest first."""
        found = [self._release(p) for p in self.folder.glob("*/manifest.json") if not p.parent.name.startswith(".")]
        return sorted(found, key=lambda r: (r.proposed["when"], r.id))

    def get(self, id_: str) -> Release:
        """A release by its id, or by the beginning of it when only one begins so.

        Raises:
            LawError: there is none, or more than one.
        """
        found = [r for r in self.every() if r.id.startswith(id_)] if id_ else []
        if len(found) != 1:
            there = ", ".join(r.id for r in self.every()) or "none"
            what = "no release" if not found else "more than one release"
            raise LawError(f"There is {what} `{id_}`.", mend=f"There are: {there}.")
        return found[0]

    def active(self) -> str | None:
        """The id of the release in use; None: the built-in law stands."""
        try:
            return (self.folder / "active").read_text(encoding="ascii").strip() or None
        except FileNotFoundError:
            return None

    def mark(self) -> tuple[int, int] | None:
        """What changes whenever another release is put in use: one look at one file, cheap enough for each request."""
        try:
            seen = os.stat(self.folder / "active")
        except FileNotFoundError:
            return None
        return seen.st_mtime_ns, seen.st_ino

    def whole(self, id_: str) -> Release:
        """A release whose every byte is still what was read.

        Raises:
            LawError: it is not there, or damaged.
        """
        release = self.get(id_)
        found = content_digest(release.root)
        if found != release.id:
            raise LawError(
                f"Release {release.id} is damaged: its files now have the digest {found}.",
                mend="It is not used. Put its files back, or propose the text again.",
                file=str(release.root),
            )
        return release

    def in_use(self, built_in: Path) -> tuple[Path, LawError | None]:
        """The folder of the law to answer from, and what is wrong with the one that should be.

        A damaged release is passed over: the one before it that is whole stands, in the end the built-in law.
        """
        wrong: LawError | None = None
        id_ = self.active()
        seen: set[str] = set()
        while id_ is not None and id_ not in seen:
            seen.add(id_)
            try:
                return self.whole(id_).root, wrong
            except LawError as error:
                wrong = wrong or error
                id_ = self._before(id_)
        return built_in, wrong

    def history(self) -> list[dict[str, Any]]:
        """Every activation and rollback, the oldest first."""
        try:
            lines = (self.folder / "history.jsonl").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in lines]

    # -- changing

    def propose(self, root: Path, by: str, when: datetime, note: str) -> Release:
        """Keep a checked copy of a folder of law, to be read by another.

        Raises:
            LawErrors: its check finds faults; nothing is kept.
            LawError: no name or note, or exactly this text is kept already.
        """
        said = _said(by, when, note)
        if not note.strip():
            raise LawError("The note is empty.", mend="Say what is changed and why, for the one who reads it.")
        with self._alone():
            fresh = self.folder / f".new-{os.getpid()}"
            shutil.rmtree(fresh, ignore_errors=True)
            try:
                for path in _files(root):
                    copy = fresh / LAW_FOLDER / path.relative_to(root)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, copy)
                law = fresh / LAW_FOLDER
                # The copy is checked, not the folder: that one may change under our eyes.
                faults = self.check(law)
                if faults:
                    raise LawErrors(faults)
                id_ = content_digest(law)
                if (self.folder / id_).exists():
                    raise LawError(f"Exactly this text is release {id_} already.", mend="Review or activate that one.")
                manifest = {"release": id_, "law": digest_of(law), "proposed": said, "reviewed": None}
                _write(fresh / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
                os.replace(fresh, self.folder / id_)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        return self.get(id_)

    def review(self, id_: str, by: str, when: datetime, note: str = "") -> Release:
        """Say that another than its author has read it and agrees.

        Raises:
            LawError: it is damaged, the reader wrote it, or it was read already.
        """
        said = _said(by, when, note)
        with self._alone():
            release = self.whole(id_)
            if _same_name(by, release.proposed["by"]):
                raise LawError(f"{by} wrote release {release.id}.", mend="It is read by somebody else.")
            if release.reviewed is not None:
                raise LawError(f"{release.reviewed['by']} has read release {release.id}.", mend="Activate it.")
            manifest = {"release": release.id, "law": release.law, "proposed": release.proposed, "reviewed": said}
            text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
            _write(release.root.parent / "manifest.json", text)
        return self.get(release.id)

    def activate(self, id_: str, by: str, when: datetime) -> Release:
        """Put a release in use that a second person has read.

        Raises:
            LawError: it was not read, is damaged, or is in use.
        """
        with self._alone():
            release = self.whole(id_)
            if release.reviewed is None:
                raise LawError(
                    f"Nobody but its author has read release {release.id}.",
                    mend=f"Another than {release.proposed['by']} reads it first: hamroh law release review {release.id}",
                )
            if self.active() == release.id:
                raise LawError(f"Release {release.id} is in use already.", mend="There is nothing to do.")
            self._point("activate", release.id, by, when)
        return release

    def rollback(self, by: str, when: datetime) -> str | None:
        """Put back what was in use before; gives its id, None for the built-in law.

        Raises:
            LawError: no release is in use, or the one before is damaged.
        """
        with self._alone():
            now = self.active()
            if now is None:
                raise LawError("No release is in use; the built-in law stands.", mend="There is nothing to take back.")
            before = self._before(now)
            if before is not None:
                self.whole(before)
            self._point("rollback", before, by, when)
        return before

    # -- inside

    def _release(self, manifest: Path) -> Release:
        try:
            told = json.loads(manifest.read_text(encoding="utf-8"))
            return Release(
                manifest.parent.name, told["law"], told["proposed"], told["reviewed"], manifest.parent / LAW_FOLDER
            )
        except (ValueError, KeyError, TypeError) as error:
            raise LawError(
                f"The manifest cannot be read: {error}.", mend="Put it back from a copy.", file=str(manifest)
            ) from None

    def _before(self, id_: str) -> str | None:
        """What was in use when this one was put in use."""
        for line in reversed(self.history()):
            if line["what"] == "activate" and line["release"] == id_:
                before: str | None = line["before"]
                return before
        return None

    def _point(self, what: str, id_: str | None, by: str, when: datetime) -> None:
        line = {"what": what, "release": id_, "before": self.active(), **_said(by, when, "")}
        # First the record: a pointer that moved is never without one.
        with (self.folder / "history.jsonl").open("a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()
            os.fsync(out.fileno())
        _write(self.folder / "active", (id_ or "") + "\n")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One change at a time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _said(by: str, when: datetime, note: str) -> dict[str, str]:
    if not by.strip():
        raise LawError("Nobody is named.", mend="Say who you are: --by NAME.")
    return {"by": " ".join(by.split()), "when": when.isoformat(timespec="seconds"), "note": note.strip()}


def _same_name(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _write(path: Path, text: str) -> None:
    """Whole or not at all, also when the machine stops."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(fresh, path)


__all__ = ["Release", "Releases", "content_digest", "faults_of"]
