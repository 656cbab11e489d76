"""What is not settled in the law as we know it, and what would settle it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamroh.rulebook import Rulebook
from hamroh.rulebook.unsettled import DERIVED, DISPUTED, FIRST_DAY, KINDS, ONE_SOURCE, UNREAD, Doubt, doubts
from hamroh.shell import days
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.web import rulebook
from hamroh.web.law import readings_in_words, with_numbers

# A doubt that hangs on more provisions than this is shown with their document instead of all their names.
_MOST_NAMED = 6


@require_safe
def unsettled(request: HttpRequest, tongue: Tongue, kind: str = DISPUTED) -> HttpResponse:
    """The list, one kind of doubt a page (all of them would be too heavy for a slow line), what is disputed first.

    Doubts that are one (the same words about one document) stand together, under their document.
    """
    if kind not in KINDS:
        raise Http404
    book, language = rulebook.book(), tongue.language
    groups: dict[str, dict[Any, dict[str, Any]]] = {code: {} for code in KINDS}
    for doubt in doubts(book):
        line = _line(book, doubt, language)
        # What has no words of its own is one thing per document; a dispute is one thing per provision.
        of = doubt.provision.id if doubt.kind == DISPUTED else doubt.version.source.document
        held = groups[doubt.kind].setdefault((of, *line["what"]), {**line, "provisions": {}})
        held["provisions"][doubt.provision.id] = doubt.provision.title[language]
    return page(
        request,
        "web/law_open.html",
        kinds=[
            {"kind": code, "name": name_of(code), "count": len(lines), "now": code == kind}
            for code, lines in groups.items()
        ],
        kind=kind,
        name=name_of(kind),
        settles=settled_by(kind),
        # A sort keeps the order within each document.
        lines=sorted((_short(line) for line in groups[kind].values()), key=lambda line: line["document_title"]),
        digest=book.digest,
        read=book.read,
    )


def _short(line: dict[str, Any]) -> dict[str, Any]:
    named = [{"id": id_, "title": title} for id_, title in line["provisions"].items()]
    return {**line, "provisions": named[:_MOST_NAMED] if len(named) <= _MOST_NAMED else [], "count": len(named)}


def _line(book: Rulebook, doubt: Doubt, language: str) -> dict[str, Any]:
    v = doubt.version
    return {
        "what": what_in_words(book, doubt, language),
        "readings": readings_in_words(book, v, doubt.readings, language),
        "document": v.source.document,
        "document_title": book.book.documents[v.source.document].title[language],
    }


def what_in_words(book: Rulebook, doubt: Doubt, language: str) -> list[str]:
    """What exactly is not settled; where the law has no words of its own for it, how sure we are."""
    said = [with_numbers(book, doubt.version, text[language], language) for text in doubt.what]
    if said or doubt.kind != UNREAD:
        return said
    return [days.capital(book.book.about["confidence"]["unverified"][language])]


def name_of(kind: str) -> str:
    """The heading of a kind of doubt."""
    return {
        DISPUTED: _("Read in two ways"),
        UNREAD: _("Not read by us in the act itself"),
        ONE_SOURCE: _("Only one source says so"),
        DERIVED: _("Worked out from a stated difference"),
        FIRST_DAY: _("The first day in force is not proved"),
    }[kind]


def settled_by(kind: str) -> str:
    """What would settle a doubt of this kind."""
    return {
        DISPUTED: _("A court ruling, or a written answer of the authority, that says which reading holds."),
        UNREAD: _("The wording of the act, read on an official page or in print."),
        ONE_SOURCE: _("A second source, independent of the first."),
        DERIVED: _("The figure itself, read in the act."),
        FIRST_DAY: _("The day on which the act was published and the day it took force, read in the act or its official edition."),
    }[kind]  # fmt: skip
