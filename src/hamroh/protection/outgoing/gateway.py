"""The way out for SMS: a program of the site's own, called once for each message. Without one, a person sends them by hand."""

from __future__ import annotations

import json
import shlex
import subprocess
import uuid
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

PATIENCE = 30
"""Seconds that the program may take for one message."""


class NotHanded(Exception):
    """The program refused the message or did not end in time. What it said is not repeated: it may hold the number."""


class Gateway(Protocol):
    """Sends SMS. Handed twice under one id, a message must leave once."""

    def hand(self, id: uuid.UUID, number: str, text: str) -> None:
        """Hand a message over.

        Raises:
            NotHanded: it was not taken; it will be handed again.
        """


@dataclass(frozen=True)
class Command:
    """A program that reads one message as a line of JSON (`id`, `number`, `text`) and ends with 0 when it has it safely.

    It is given by its standard input, so that nothing lies on the disk or stands in the list of processes.
    """

    words: tuple[str, ...]

    def hand(self, id: uuid.UUID, number: str, text: str) -> None:
        """See `Gateway.hand`."""
        line = json.dumps({"id": str(id), "number": number, "text": text}, ensure_ascii=False) + "\n"
        try:
            # The operator's own program, named in the settings; nothing that a person wrote is among its words.
            done = subprocess.run(self.words, input=line.encode(), capture_output=True, timeout=PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired):
            raise NotHanded from None
        if done.returncode:
            raise NotHanded


def of_site() -> Gateway | None:
    """The gateway of this site (HAMROH_SMS_COMMAND); None where messages are sent by hand."""
    words = shlex.split(settings.SMS_COMMAND)
    return Command(tuple(words)) if words else None
