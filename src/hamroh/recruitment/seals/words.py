"""What the site says of a code whose printed number was typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils.translation import get_language, gettext as _, gettext_lazy

from hamroh.recruitment.check import words as checked
from hamroh.recruitment.check.words import Told
from hamroh.recruitment.register import queries as register
from hamroh.recruitment.seals.codes import Content
from hamroh.recruitment.seals.models import SealedCode
from hamroh.recruitment.seals.queries import Verdict
from hamroh.shell import days

KINDS = {
    SealedCode.Kind.LICENCE: gettext_lazy("Licence of an agency"),
    SealedCode.Kind.CERTIFICATE: gettext_lazy("Certificate of a course"),
    SealedCode.Kind.POSTER: gettext_lazy("Poster or leaflet"),
}


def of_text(verdict: Verdict, said: Content | None, *, today: dt.date) -> Told:
    """A code whose text was pasted, by what the site itself finds."""
    if said is None:
        why = {
            Verdict.UNKNOWN_KEY: _("The code was signed with a key that is none of ours. It is false."),
            Verdict.REFUSED: _(
                "It was changed, cut off, or never signed by us. If it was copied in parts, copy it whole once more."
            ),
        }[verdict]
        return Told("no", _("No: not a genuine code"), (why,))
    about = {
        "kind": str(KINDS[SealedCode.Kind(said.kind)]),
        "title": said.title,
        "number": said.number,
        "day": days.full(said.valid_to, (get_language() or "en")[:2]),
    }
    what = _("%(kind)s: %(title)s. Number: %(number)s.") % about
    if verdict == Verdict.REVOKED:
        return Told("no", _("This code was taken back"), (what, _("It counts no more, whatever the paper says.")))
    if verdict == Verdict.EXPIRED:
        return Told("no", _("This code has run out"), (what, _("Its last day was %(day)s.") % about))
    unknown = _licence_unknown(said.kind, what, today)
    if unknown is not None:
        return unknown
    return Told(
        "yes",
        _("This code is genuine"),
        (what, _("It holds until %(day)s.") % about, _("Compare these words with the paper: a genuine number can be copied onto a false paper.")),
    )  # fmt: skip


def told(row: SealedCode, verdict: Verdict, *, today: dt.date) -> Told:
    """A code by its number: genuine, past, or taken back."""
    said = {"kind": str(KINDS[SealedCode.Kind(row.kind)]), "title": row.title, "day": days.full(row.valid_to, (get_language() or "en")[:2])}  # fmt: skip
    what = _("%(kind)s: %(title)s.") % said
    if verdict == Verdict.REVOKED:
        return Told("no", _("This code was taken back"), (what, _("It counts no more, whatever the paper says.")))
    if verdict == Verdict.EXPIRED:
        return Told("no", _("This code has run out"), (what, _("Its last day was %(day)s.") % said))
    unknown = _licence_unknown(row.kind, what, today)
    if unknown is not None:
        return unknown
    return Told(
        "yes",
        _("This number is genuine"),
        (what, _("It holds until %(day)s.") % said, _("Compare these words with the paper: a genuine number can be copied onto a false paper.")),
    )  # fmt: skip


def no_code(one: Told) -> Told:
    """What was said of a typed number that no code of ours has either."""
    return replace(one, text=(*one.text, _("No poster or certificate of ours has this number. Compare each letter.")))


def _licence_unknown(kind: int, what: str, today: dt.date) -> Told | None:
    """Of a licence no more is known than of the register: where that was not read lately, its code may have to be taken back."""
    known = register.coverage()
    why = known.silent(today, today) if kind == SealedCode.Kind.LICENCE else None
    if why is None:
        return None
    title, text = checked.silent(why, known, days.full(today, (get_language() or "en")[:2]))
    return Told("unknown", title, (what, *text))
