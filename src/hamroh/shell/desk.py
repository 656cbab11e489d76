"""What only the desk has: a session, a guard against forged forms, somebody who signed in.

The public pages have none of it and set no cookie; each part here steps aside for them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware as _Authentication
from django.contrib.messages.middleware import MessageMiddleware as _Messages
from django.contrib.sessions.middleware import SessionMiddleware as _Session
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware as _Csrf

Answer = Callable[[HttpRequest], HttpResponseBase]
ROOT = "/desk/"


def at_desk(request: HttpRequest) -> bool:
    """Is this an address of the desk?"""
    return request.path.startswith(ROOT)


class _Aside:
    """Before a middleware of Django or of a library: public pages go by it."""

    get_response: Answer

    def __call__(self, request: HttpRequest) -> Any:
        if not at_desk(request):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc]


class Session(_Aside, _Session):
    pass


class Authentication(_Aside, _Authentication):
    pass


class Messages(_Aside, _Messages):
    pass


class Csrf(_Aside, _Csrf):
    def process_view(self, request: HttpRequest, *rest: Any) -> Any:
        return super().process_view(request, *rest) if at_desk(request) else None

    def _origin_verified(self, request: HttpRequest) -> bool:
        # TLS ends at the proxy, so the site itself sees http; the port, where it is not 443, stands in the name asked for, which
        # `OwnNames` has looked at.
        own = settings.OVER_TLS and request.META["HTTP_ORIGIN"] == f"https://{request.get_host()}"
        return own or bool(super()._origin_verified(request))  # type: ignore[misc]
