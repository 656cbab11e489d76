"""Public keys, the dated list of codes taken back, and what a code or its number says."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Max, QuerySet

from hamroh.recruitment.register import names, queries as register
from hamroh.recruitment.register.models import LicenceState
from hamroh.recruitment.seals import codes
from hamroh.recruitment.seals.models import SealedCode, SealKey

FRESH_DAYS = register.FRESH_DAYS
"""A list of codes taken back that is older says only how a code stood then."""
PAGE = 50


class Verdict(StrEnum):
    GENUINE = "genuine"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN_KEY = "unknown_key"
    REFUSED = "refused"


@dataclass(frozen=True)
class TakenBack:
    """Marks of the codes that were taken back, and keys whose every code is, as it stood on a day."""

    day: dt.date
    marks: frozenset[str]
    kids: frozenset[str]


def public_keys() -> dict[str, tuple[str, str]]:
    """Every key that ever signed, by its kid: those that sign no more too, since their codes are still in use."""
    return {one.kid: (one.x, one.y) for one in SealKey.objects.order_by("made_at", "kid")}


def distrusted() -> frozenset[str]:
    """Keys whose every code counts as taken back."""
    return frozenset(SealKey.objects.filter(distrusted_at__isnull=False).values_list("kid", flat=True))


def taken_back(today: dt.date) -> TakenBack:
    """The list as it stands. A code of a licence that is not in force is on it; so its day is the day for which the register speaks."""
    known = register.coverage()
    codes_ = SealedCode.objects.filter(valid_to__gte=today)
    marks = set(codes_.filter(revoked_at__isnull=False).values_list("mark", flat=True))
    in_force = LicenceState.objects.filter(register.holds(today), state__in=register.IN_FORCE).values("licence")
    of_licences = codes_.filter(licence__isnull=False)
    marks |= set(of_licences.exclude(licence__in=in_force).values_list("mark", flat=True))
    # Where the register was never read, the last that is known of a licence is that an officer made a code for it.
    made = of_licences.aggregate(last=Max("issued_at"))["last"]
    day = min(today, known.read_on or made.date()) if made else today
    return TakenBack(day, frozenset(marks), distrusted())


def verdict(text: str, *, today: dt.date) -> tuple[Verdict, codes.Content | None]:
    """What the site itself says of a code's text; a phone without a line says the same by itself (`qr.js`)."""
    try:
        said = codes.opened(text, public_keys())
    except codes.UnknownKey:
        return Verdict.UNKNOWN_KEY, None
    except codes.Refused:
        return Verdict.REFUSED, None
    row = SealedCode.objects.filter(mark=said.mark, text=text).select_related("key").first()
    if row is None:
        # Every code that we made is written down: a key of ours signed this one for somebody else, or its signature was mirrored.
        return Verdict.REFUSED, None
    return of_row(row, today=today), said


def of_row(row: SealedCode, *, today: dt.date) -> Verdict:
    """How a code that we made stands: genuine, run out, or taken back."""
    list_ = taken_back(today)
    if row.revoked_at or row.mark in list_.marks or row.key.kid in list_.kids:
        return Verdict.REVOKED
    return Verdict.EXPIRED if row.valid_to < today else Verdict.GENUINE


LONGEST_LINK = 1_000


def text_of_code(typed: str) -> str:
    """The text of a code in what was pasted: behind the sign of its link, or alone; empty where there is none."""
    _, link, text = typed.partition("/qr/")
    # A poster of a route has it before the sign.
    text = text.partition("#")[2]
    return text if link else typed if typed.startswith(codes.BEGINS) else ""


_SAID_BEFORE = re.compile(
    r"^\W*(?:плакат|шаҳодатнома|шаходатнома|свидетельство|сертификат|рамз|код|poster|certificate|code)и?\W+"
    r"(?:(?:рақами?|раками?|номер|number|no)\W+)?",
    re.IGNORECASE,
)
"""What somebody may write before the number of a code."""


def number_key(typed: str) -> str:
    """The number of a code however it is typed, without the words before it; read as the numbers of licences are."""
    return names.number_key(_SAID_BEFORE.sub("", typed))


def like_a_number(typed: str) -> bool:
    """Could it be meant for the number of a code?"""
    key = number_key(typed)
    return len(key) == codes.LONG and set(key) <= set(codes.LETTERS)


def by_number(typed: str) -> SealedCode | None:
    """The code whose printed number was typed, however it was."""
    key = number_key(typed)
    return (
        SealedCode.objects.filter(number=key).select_related("licence", "key").first()
        if len(key) == codes.LONG
        else None
    )


def signing_key() -> SealKey | None:
    """The key that signs now: the newest that is not retired."""
    return SealKey.objects.filter(retired_at__isnull=True).order_by("-made_at", "-kid").first()


def keys_made() -> list[SealKey]:
    """Every key, oldest first."""
    return list(SealKey.objects.order_by("made_at", "kid"))


def code(id: int) -> SealedCode | None:
    return SealedCode.objects.filter(pk=id).select_related("licence", "key").first()


def codes_made(*, of_routes: bool = False) -> QuerySet[SealedCode]:
    """The codes, newest first; or those of posters of routes alone."""
    found = SealedCode.objects.select_related("licence", "key").order_by("-pk")
    return found.exclude(route="") if of_routes else found
