"""Why somebody is not reached now, in the reader's language. What is said names nobody and tells of no file."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

WHY: dict[str, Any] = {
    "moved": gettext_lazy(
        "It was written on another site, which may have sent it since. Withdraw it, or write it again."
    ),
    "never": gettext_lazy("Somebody who uses this number asked never to be called."),
    "other_way": gettext_lazy("Somebody who uses this number asked for messages only, no calls."),
    "danger": gettext_lazy(
        "This number belongs to somebody who is dangerous to the person. Do not call it and do not write to it."
    ),
    "others": gettext_lazy("The telephone is not theirs alone, and they want no message left with anybody else."),
    "gone": gettext_lazy("This number does not stand in the file any more."),
    "neutral": gettext_lazy(
        "They asked us since to say that we are somebody else: write it again with a neutral text."
    ),
    "not_asked": gettext_lazy(
        "Nobody has asked yet how this person can be reached safely. Answer only when they come to us."
    ),
    "hours": gettext_lazy("Somebody who uses this number asked to be called at other hours."),
    "zone": gettext_lazy(
        "Somebody who uses this number asked for certain hours, and it is not known what time it is where they are. Ask a colleague who works with the person."
    ),
}


def because(why: str) -> str:
    """The sentence for a reason; empty for none."""
    return str(WHY[why]) if why else ""


CHANNELS: dict[str, Any] = {
    "sms": gettext_lazy("SMS"),
    "messenger": gettext_lazy("Messenger"),
    "call": gettext_lazy("By telephone"),
    "letter": gettext_lazy("Letter"),
}
"""What each way is called."""
