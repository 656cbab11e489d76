"""The `page` helper: every page of every room is made with it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response

from hamroh.shell.tongue import LANGUAGES, Tongue, same_page

SHORT_KEEPING = "private, max-age=300"
KEPT_BY_ALL = "public, max-age=300"


def page(request: HttpRequest, template: str, *, status: int = 200, keep: bool = False, **context: Any) -> HttpResponse:
    """Show a page.

    `keep` says that the page holds a person's answers, in a form with the id `q`: it is stored nowhere, and language
    and light are changed by sending that form again instead of following a link. `here` in the context names the address
    to send it to, when it is not the page's own.
    """
    response = render(request, template, {**context, "keep": keep}, status=status)
    if status == 200 and request.method in ("GET", "HEAD") and not keep:
        response.headers["Cache-Control"] = SHORT_KEEPING
    if keep:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def kept_by_all(request: Any, response: HttpResponse) -> HttpResponse:
    """A page that holds nothing of its reader: anybody between may keep it, and it is sent again only when it changed."""
    response.headers["Cache-Control"] = KEPT_BY_ALL
    response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:16]}"'
    unchanged: HttpResponse = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return unchanged


def around(request: HttpRequest) -> dict[str, Any]:
    """What the layout needs on every page: the tongue, and the addresses of this page in the other tongues."""
    now: Tongue = getattr(request, "tongue", Tongue("tg"))
    return {
        "tongue": now,
        "languages": [
            {"code": code, "name": name, "tongue": now.speaking(code), "now": code == now.language}
            for code, name in LANGUAGES.items()
        ],
        "other_light": now.other_light(),
        "path": request.path,
        "same_page": same_page,
    }
