"""What is taken of the files that came with a form: each one looked at, made anew and scanned before anything is stored."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _, gettext_lazy

from hamroh.people.attachments import clamd, cleaning
from hamroh.shell import uploads

AT_ONCE = uploads.HELD
"""Files taken with one form."""
LONGEST_NAME = 120
_SECONDS = 45
"""Of waiting for a file that is being made anew; its own limit is of the processor's time."""

WHY = {
    "empty": gettext_lazy("There is nothing in it. Choose it again."),
    "packed": gettext_lazy(
        "Packed archives and office documents are not taken: they may hide things. Photograph the pages, or save them as PDF."
    ),
    "sound": gettext_lazy("Sound is not taken: it may tell where it was recorded. Write down what is said in it."),
    "film": gettext_lazy("Films are not taken. Send a picture of the screen, and write what can be seen."),
    "picture": gettext_lazy("This kind of picture is not taken. Photograph it, or send a picture of the screen."),
    "unknown": gettext_lazy("We cannot tell what it is. Photograph it, or write what stands in it."),
    "broken": gettext_lazy("It is cut off or damaged. Open it on your phone, and send a picture of the screen."),
    "pixels": gettext_lazy("The picture is too great. Photograph it again in a smaller size."),
    "pages": gettext_lazy("It has more than 30 pages. Send the important ones, photographed."),
    "locked": gettext_lazy("It is locked with a password. Photograph the pages."),
    "heavy": gettext_lazy("It is too complicated to be made safe. Photograph the pages, and send those pictures."),
    "harmful": gettext_lazy("The virus scanner found something harmful in it. Photograph the pages instead."),
    "busy": gettext_lazy(
        "Other files are being looked at in this moment. Choose it once more in a minute, or send only the words."
    ),
    "long": gettext_lazy("It is longer than {megabytes} MB. Send a smaller picture, or a picture of the screen."),
    "many": gettext_lazy(
        "It is one too many: at most {most} are taken at once. Add the rest afterwards with your code."
    ),
}
"""Why a file is not taken, and what to do instead."""

_one_at_a_time = threading.Semaphore(1)
"""A process of the site has few threads. A hostile crowd of pictures may hold one of them, never all."""


@dataclass(frozen=True)
class Ready:
    """A file that may be stored. `digest` is of what was sent: the same once more is the same file. `state` as in the model."""

    name: str
    kind: str
    content: bytes
    digest: str
    state: str


@dataclass(frozen=True)
class NotTaken:
    """A file that is not taken; `sentence` says which and why, in the reader's language."""

    name: str
    reason: str

    @property
    def sentence(self) -> str:
        why = str(WHY[self.reason]).format(megabytes=megabytes(), most=AT_ONCE)
        return _("“{name}” is not stored.").format(name=self.name) + " " + why


def look(sent: Iterable[Any]) -> tuple[list[Ready], list[NotTaken]]:
    """Look at the files of a form (as `shell.uploads` gives them), in order: those that may be stored, and those that may not.

    Takes seconds. To be called outside a transaction.
    """
    ready: list[Ready] = []
    faults: list[NotTaken] = []
    for number, file in enumerate(sent, 1):
        name = plain_name(file.name or "")
        if number > AT_ONCE:
            faults.append(NotTaken(name, "many"))
        elif file.let_go:
            faults.append(NotTaken(name, "long"))
        else:
            try:
                ready.append(_look_at(name, file.read()))
            except cleaning.Refused as refused:
                faults.append(NotTaken(name, refused.reason))
    return ready, faults


def megabytes() -> int:
    """How long one file may be."""
    return int(settings.FILE_BYTES) // 1_000_000


def plain_name(name: str) -> str:
    """A file's name as it may be shown: short, without signs that turn its direction or cannot be seen."""
    seen = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    seen = " ".join(seen.split())
    return seen if len(seen) <= LONGEST_NAME else seen[: LONGEST_NAME - 1] + "…"


def _look_at(name: str, content: bytes) -> Ready:
    kind, made = cleaned(content)
    return Ready(name, kind, made, hashlib.sha256(content).hexdigest(), scanned(made))


def cleaned(content: bytes) -> tuple[str, bytes]:
    """The kind and the bytes of a file made anew, in a process that can be lost.

    Raises:
        cleaning.Refused: it is not taken.
    """
    cleaning.kind_of(content)  # what is refused for its kind needs no process
    if not _one_at_a_time.acquire(timeout=1):
        raise cleaning.Refused("busy")
    try:
        done = subprocess.run(
            # By its path and alone: it sees no module, no setting and no secret of the site.
            [sys.executable, "-I", str(Path(cleaning.__file__))],
            input=content,
            capture_output=True,
            env={},
            cwd="/",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise cleaning.Refused("heavy") from None
    finally:
        _one_at_a_time.release()
    head, _line, made = done.stdout.partition(b"\n")
    if done.returncode:
        # Killed at its limit, or brought down by what it read.
        raise cleaning.Refused("heavy")
    told: dict[str, str] = json.loads(head)
    if "refused" in told:
        raise cleaning.Refused(told["refused"])
    return told["kind"], made


def scanned(content: bytes) -> str:
    """What the virus scanner says: `clean`; `waits` where it does not answer; `not_scanned` where the site has none.

    Raises:
        cleaning.Refused: it found something.
    """
    if not settings.CLAMD:
        return "not_scanned"
    try:
        harmful = clamd.is_harmful(content, settings.CLAMD)
    except clamd.ScannerDown:
        return "waits"
    if harmful:
        raise cleaning.Refused("harmful")
    return "clean"


def sentences(faults: Sequence[NotTaken]) -> list[str]:
    """One sentence for each file that is not taken."""
    return [fault.sentence for fault in faults]
