"""How somebody may be reached without harm. What a person said here binds every channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Channel(StrEnum):
    """A way to reach somebody."""

    CALL = "call"
    SMS = "sms"
    MESSENGER = "messenger"
    LETTER = "letter"


@dataclass(frozen=True)
class Hours:
    """Weekdays (0 is Monday) and local times between which somebody may be reached; `until` before `since` runs over midnight."""

    weekdays: tuple[int, ...]
    since: dt.time
    until: dt.time

    def hold(self, local: dt.datetime) -> bool:
        """Is this local moment among them?"""
        now = local.time()
        if self.since <= self.until:
            return local.weekday() in self.weekdays and self.since <= now < self.until
        after_midnight = now < self.until
        day = (local.weekday() - 1) % 7 if after_midnight else local.weekday()
        return day in self.weekdays and (after_midnight or now >= self.since)


@dataclass(frozen=True)
class SafeContact:
    """What a person asked for. Nothing known is not permission: without `asked` no channel is allowed but an answer to them.

    `say_you_are` is who to say one is when somebody else picks up. `leave_no_message`: no voice mail, no word to others.
    `zone` is the time of the place where they are (an IANA name such as Europe/Moscow), empty where nobody told.
    """

    asked: bool = False
    never_call: bool = False
    only_sms: bool = False
    leave_no_message: bool = True
    say_you_are: str = ""
    hours: tuple[Hours, ...] = field(default=())
    zone: str = ""

    def allows(self, channel: Channel, local: dt.datetime) -> bool:
        """May they be reached so at this moment, in the time of the place where they are?"""
        if not self.asked:
            return False
        if channel is Channel.CALL and (self.never_call or self.only_sms):
            return False
        if self.only_sms and channel is not Channel.SMS:
            return False
        # A letter has no hour. A message rings at once, so hours bind it as they bind a call.
        return channel is Channel.LETTER or not self.hours or any(hours.hold(local) for hours in self.hours)

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        out = asdict(self)
        out["hours"] = [
            {"weekdays": list(h.weekdays), "since": h.since.isoformat("minutes"), "until": h.until.isoformat("minutes")}
            for h in self.hours
        ]
        return out


def safe_contact(content: Mapping[str, Any]) -> SafeContact:
    """The rules in a contact part; an empty part gives rules that allow nothing."""
    kept = content.get("safe") or {}
    hours = tuple(
        Hours(tuple(h["weekdays"]), dt.time.fromisoformat(h["since"]), dt.time.fromisoformat(h["until"]))
        for h in kept.get("hours", ())
    )
    return SafeContact(
        asked=bool(kept.get("asked")),
        never_call=bool(kept.get("never_call")),
        only_sms=bool(kept.get("only_sms")),
        leave_no_message=bool(kept.get("leave_no_message", True)),
        say_you_are=str(kept.get("say_you_are", "")),
        hours=hours,
        zone=str(kept.get("zone", "")),
    )
