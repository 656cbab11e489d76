"""An offer or a contract for programs: what to be careful of, by which words and provisions. What is asked is kept nowhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from hamroh.recruitment.offers import showing
from hamroh.recruitment.offers.checks import refusal
from hamroh.recruitment.offers.reading import Unread
from hamroh.shell.here import today
from hamroh.web import offers, rulebook
from hamroh.web.api import Problem, _body, _day, _json, _language, _shown, for_programs

KINDS = ("offer", "contract")


@for_programs("POST", cost=10)
def check(request: HttpRequest) -> HttpResponse:
    """Warnings and missing terms of a text; without a warning it is still not safe."""
    said = _body(request, mend='Send {"text": "..."}.')
    for name in said:
        if name not in ("text", "kind", "on", "lang"):
            raise Problem(422, "unknown_key", "There is no such key.", at=_shown(name), mend="Known: text, kind, on, lang.")  # fmt: skip
    text, kind = said.get("text"), said.get("kind", "offer")
    if not isinstance(text, str):
        raise Problem(422, "no_text", "There is no text.", at="text", mend="Send the words of the offer.")
    if kind not in KINDS:
        raise Problem(422, "unknown_kind", "There is no such kind.", at="kind", mend=f"One of: {', '.join(KINDS)}.")
    language = _language(said.get("lang", "en"), 422)
    on = _day(said["on"], "on", 422) if "on" in said else today()
    try:
        found = offers.read(text, kind, on)
    except Unread as error:
        raise Problem(
            422, f"text_{error.code}", "The text is not read.", at="text", mend=refusal(error, "en")
        ) from None
    return _json(showing.shown(found, rulebook.book(), language))
