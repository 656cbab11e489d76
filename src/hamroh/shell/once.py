"""The mark of a form: what is sent twice under one mark is stored once. It says nothing of anybody."""

from __future__ import annotations

import datetime as dt
import re
import secrets

from django.core import signing

_MARK = re.compile(r"[A-Za-z0-9_-]{32}")
_PUBLIC = re.compile(r"[A-Za-z0-9_:-]{32,100}")
FRESH = dt.timedelta(days=1)


def fresh_form() -> str:
    """A mark for a form that is shown now."""
    return secrets.token_urlsafe(24)


def form_of(given: str) -> str:
    """The mark that came with a posted form; a fresh one in place of something that is none."""
    return given if _MARK.fullmatch(given) else fresh_form()


def public_form() -> str:
    """The mark of a form on a page of the public: signed, with its moment, so that one made by us today is told from others."""
    return _signer().sign(fresh_form())


def public_form_of(given: str) -> str:
    """The mark that came with a form of the public; a fresh one in place of something that is none."""
    return given if _PUBLIC.fullmatch(given) else public_form()


def is_fresh(form: str) -> bool:
    """Was this mark made by `public_form` within a day? One that was not is no worse a mark; it only stands behind."""
    try:
        _signer().unsign(form, max_age=FRESH)
    except signing.BadSignature:
        return False
    return True


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="public.form")
