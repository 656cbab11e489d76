"""An A4 sheet with a signed code, to be hung up or laid beside a licence: in three languages, with a number for who cannot scan."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import segno
from django.urls import reverse
from django.utils.translation import gettext as _, override

from hamroh.recruitment.check import words as checked
from hamroh.recruitment.seals.models import SealedCode
from hamroh.recruitment.seals.words import KINDS
from hamroh.shell import days, one_page

FOLDER = Path(__file__).parent
LANGUAGES = ("tg", "ru", "en")
FITS = (12, 11.5, 11, 10.5, 10, 9, 8)
"""Sizes of letters in points, tried until all stands on one page."""


def address(code: SealedCode, site: str) -> str:
    """What the code holds: the page that verifies it on the phone. Its text stands in the fragment, which goes to nobody."""
    return f"{site}{reverse('scan', kwargs={'tongue': 'tg'})}#{code.text}"


def number(code: SealedCode) -> str:
    """The number that is typed where nothing can be scanned."""
    return code.licence.number if code.licence else code.number


def sheet(code: SealedCode, *, site: str) -> bytes:
    """The sheet as a PDF of one A4 page. `site` is where this site is reached (https://...)."""
    content = _content(code, site)
    return one_page.fitted(FOLDER / "sheet.typ", ((size, content) for size in FITS))


def _content(code: SealedCode, site: str) -> dict[str, Any]:
    picture = io.BytesIO()
    segno.make(address(code, site), error="m").save(picture, kind="svg", border=4, light="#fff")
    kinds, facts, languages = [], [], []
    for language in LANGUAGES:
        with override(language):
            kinds.append(str(KINDS[SealedCode.Kind(code.kind)]))
            facts += _facts(code, language)
            languages.append(_in(language, code, site))
    return {
        "brand": "Ҳамроҳ · Hamroh",
        "kind": " · ".join(kinds),
        "title": code.title,
        "facts": facts,
        "picture": picture.getvalue().decode(),
        "number": number(code),
        "languages": languages,
        "foot": site,
    }


def _facts(code: SealedCode, language: str) -> list[str]:
    until = _("Valid to: %(day)s.") % {"day": days.full(code.valid_to, language)}
    if code.licence is None:
        return [until]
    licence = _("Licence %(number)s.") % {"number": code.licence.number}
    countries = ", ".join(checked.country(one) for one in code.licence.countries.split())
    return [
        f"{licence} {until}" + (" " + _("Countries: %(countries)s.") % {"countries": countries} if countries else "")
    ]


def _in(language: str, code: SealedCode, site: str) -> dict[str, Any]:
    lines = [
        _(
            "Before you pay or sign, check the firm there: its name, its licence number or its phone. Free, and nobody asks your name."
        )
    ]
    if code.licence is not None:
        lines.append(
            _(
                "This sheet can be copied. Compare its name and number with the answer on your phone and with the firm before you."
            )
        )
    else:
        lines.append(
            _("A genuine sheet asks for no money and no papers. If somebody beside it does, it is not part of it.")
        )
    lines.append(_("Nobody may take your passport."))
    if code.kind == SealedCode.Kind.POSTER:
        front = f"{site}{reverse('front', kwargs={'tongue': language})}".partition("://")[2]
        lines.append(_("Where you stand abroad, what to do by which day, and who helps, free: %(address)s") % {"address": front})  # fmt: skip
    return {
        "language": language,
        "title": _("Is it genuine?"),
        "scan": _("Point the phone's camera at the code."),
        "typed": _("Or open this page and write the number under it:"),
        "address": f"{site}{reverse('check', kwargs={'tongue': language})}".partition("://")[2],
        "lines": lines,
    }  # fmt: skip
