"""What every request passes: its language, and the headers that keep answers private."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from hamroh.shell import pages, tongue, uploads

Answer = Callable[[HttpRequest], HttpResponseBase]

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(), interest-cohort=(), browsing-topics=()",
    # A reply that was not marked as fit for keeping is kept nowhere.
    "Cache-Control": "no-store",
}


class Manners:
    """Sets the headers that every reply carries unless its page said otherwise."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class OwnNames:
    """Answers under the site's own names only: a name of a stranger's that leads here (DNS rebinding) would let their page read ours."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            return pages.bad_request(request)
        return self.get_response(request)


class OnlyForms:
    """Reads nothing but short plain forms: no other kinds of body, and files only where a page takes them (`uploads`).

    Elsewhere a file would be held before anybody looked at it. What programs ask is JSON, and `/api/` sees to its own.
    """

    KIND = "application/x-www-form-urlencoded"

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and not request.path.startswith("/api/"):
            length = request.META.get("CONTENT_LENGTH") or "0"
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            if request.content_type == uploads.KIND:
                most = uploads.longest(request)
            elif request.content_type not in (self.KIND, "") and length != "0":
                return pages.bad_request(request)
            if most == 0:
                return pages.bad_request(request)
            if not length.isdigit() or int(length) > most:
                return pages.bad_request(request, RequestDataTooBig())
        return self.get_response(request)


class Tongue:
    """Speaks the language of the address for as long as the request lasts."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.tongue = tongue.of_request(request)  # type: ignore[attr-defined]
        with translation.override(request.tongue.language):  # type: ignore[attr-defined]
            return self.get_response(request)
