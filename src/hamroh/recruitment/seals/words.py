"""What the site says of a code whose printed number was typed."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import get_language, gettext as _, gettext_lazy

from hamroh.recruitment.check.words import Told
from hamroh.recruitment.seals.models import SealedCode
from hamroh.shell import days

KINDS = {
    SealedCode.Kind.LICENCE: gettext_lazy("Licence of an agency"),
    SealedCode.Kind.CERTIFICATE: gettext_lazy("Certificate of a course"),
    SealedCode.Kind.POSTER: gettext_lazy("Poster or leaflet"),
}


def told(row: SealedCode, *, today: dt.date, taken_back: bool) -> Told:
    """A code by its number: genuine, past, or taken back."""
    said = {"kind": str(KINDS[SealedCode.Kind(row.kind)]), "title": row.title, "day": days.full(row.valid_to, (get_language() or "en")[:2])}  # fmt: skip
    what = _("%(kind)s: %(title)s.") % said
    if taken_back:
        return Told("no", _("This code was taken back"), (what, _("It counts no more, whatever the paper says.")))
    if row.valid_to < today:
        return Told("no", _("This code has run out"), (what, _("Its last day was %(day)s.") % said))
    return Told(
        "yes",
        _("This number is genuine"),
        (what, _("It holds until %(day)s.") % said, _("Compare these words with the paper: a genuine number can be copied onto a false paper.")),
    )  # fmt: skip
