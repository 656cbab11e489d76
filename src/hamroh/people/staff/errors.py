"""What cannot be done with staff, and why; each is shown to whoever tried, in their language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy


class StaffError(Exception):
    """Root of this room's refusals. Its words are for the page."""

    words = gettext_lazy("This cannot be done.")

    def __str__(self) -> str:
        return str(self.words)


class NotForOneself(StaffError):
    words = gettext_lazy("Nobody does this for themselves. Ask a colleague.")


class LastAdministrator(StaffError):
    words = gettext_lazy("This is the last administrator of the site. Make somebody else one first.")


class CodeRefused(StaffError):
    """The code is wrong, used, or too old; nobody is told which, nor whether the name is known."""

    words = gettext_lazy(
        "This code does not fit this address, was used before, or is too old. Ask your administrator for a new one."
    )


class AlreadyThere(StaffError):
    words = gettext_lazy("Somebody with this address is entered already.")


class GrantedAlready(StaffError):
    words = gettext_lazy("This role is granted already, or waits for a second person.")


class NotAColleague(StaffError):
    words = gettext_lazy("Files can be handed over only to somebody of the same organisation who works there now.")


class NeedsAColleague(StaffError):
    words = gettext_lazy("Cases, tasks or days of the law are in their name. Name the colleague who takes them.")


class OneAlone(StaffError):
    words = gettext_lazy("Who gave this role is no administrator any more. Take it away and give it anew.")


class CannotVouch(StaffError):
    words = gettext_lazy(
        "You cannot vouch here. Two different people do, and at least one of them is of the same organisation."
    )


class TooManyWait(StaffError):
    words = gettext_lazy("Three requests of yours wait already, perhaps from another device. Ask again in an hour.")
