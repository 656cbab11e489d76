"""The way through a provision as a picture: its questions one under the other, and what comes out at each.

Drawn on the server in one column of 288 px, the width of the narrowest phone without its margins, so that no letter is
ever made smaller. The list under the picture says the same and more.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamroh.rulebook.saying import Saying, Step
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.web import interview, rulebook
from hamroh.web.law import provision_of, same_for_all

WIDTH = 288
# Thirteen-pixel letters of the widest system face seen (DejaVu Sans) take up to eight pixels each.
_LETTER, _LINE = 8.0, 18
_SPINE, _TEXT, _OUT = 9, 26, 48
_MOST_LINES = 5


@require_safe
@same_for_all
def questions(request: HttpRequest, tongue: Tongue, id: str, on: dt.date | None = None) -> HttpResponse:
    """The questions of the version in force on a day (today, if none is named), as a picture and as a list."""
    book = rulebook.book()
    p = provision_of(book, id)
    if p.kind == "text":
        raise Http404
    version = book.in_force(p, on or day_of(interview.now())) or (p.versions[-1] if on is None else None)
    steps = Saying(book, tongue.language).path(p, version) if version is not None else []
    return page(
        request,
        "web/law_path.html",
        id=p.id,
        title=p.title[tongue.language],
        on=on,
        start=dt.date.fromordinal(version.start) if version is not None else None,
        steps=steps,
        picture=picture(steps) if steps else None,
        digest=book.digest,
        read=book.read,
    )


def picture(steps: list[Step]) -> dict[str, Any]:
    """Lines of text and shapes with their places, in pixels from the upper left."""
    texts: list[dict[str, Any]] = []
    asked: list[int] = []
    outcomes: list[int] = []
    y = 8
    for step in steps:
        if step.asks:
            asked.append(y)
            y = _write(texts, step.asks, _TEXT, y, "")
        answer = step.no or step.yes
        label = _("No: %(what)s") if step.no else _("Yes: %(what)s") if step.asks else _("Otherwise: %(what)s")
        outcomes.append(y)
        y = _write(texts, label % {"what": answer}, _OUT, y, "q" if step.no else "b") + 12
    return {
        "width": WIDTH,
        "height": y,
        "texts": texts,
        "asked": asked,
        "outcomes": outcomes,
        "spine": f"M{_SPINE} 8V{outcomes[-1]}",
    }


def _write(texts: list[dict[str, Any]], words: str, x: int, y: int, kind: str) -> int:
    """Set words from x on, the middle of the first line at y; gives the middle of the line after them."""
    for line in textwrap.wrap(
        words, int((WIDTH - x) / _LETTER), max_lines=_MOST_LINES, placeholder=" …", break_on_hyphens=False
    ):
        texts.append({"x": x, "y": y + 4, "text": line, "kind": kind})
        y += _LINE
    return y + 4
