"""The front door: language, the one question, who helps, how we know."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.web import rulebook


@require_safe
def languages(request: HttpRequest) -> HttpResponse:
    """The first page: choose a language. It speaks all three; the browser's wish comes first."""
    response = page(request, "web/languages.html")
    response.headers["Vary"] = "Accept-Language"
    return response


@require_safe
def front(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """The one question."""
    return page(request, "web/front.html")


@require_safe
def about(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """How we know: what the answer rests on, how sure we are, what we do not keep."""
    book = rulebook.book()
    about_ = book.book.about
    in_words = [{"code": code, "text": text[tongue.language]} for code, text in about_["standings"].items()]
    sure = [{"code": code, "text": text[tongue.language]} for code, text in about_["confidence"].items()]
    return page(
        request,
        "web/about.html",
        digest=book.digest,
        read=book.read,
        count=len(book.provisions),
        standings=in_words,
        confidences=sure,
    )
