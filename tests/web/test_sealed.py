"""The sealed field: what it keeps, and what it refuses."""

from __future__ import annotations

import base64
import time
import zlib

import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st

from hamroh.web import sealed
from hamroh.web.sealed import Answers, SealError, open_seal, seal

TOLD = Answers(
    voice="relative",
    facts={"entered": "2019-03-01", "citizenship": ["TJ"], "stays": [{"entry": "2018"}]},
    path=("who", "arrival"),
)


def test_what_was_told_comes_back_unchanged() -> None:
    assert open_seal(seal(TOLD)) == (TOLD, True)


def test_the_field_shows_nothing_of_what_it_holds() -> None:
    field = seal(TOLD)
    raw = base64.urlsafe_b64decode(field + "==")
    for secret in (b"2019-03-01", b"relative", b"entered"):
        assert secret not in raw
        assert secret.decode() not in field


def test_the_same_answers_never_give_the_same_field() -> None:
    assert seal(TOLD) != seal(TOLD)


def test_a_field_can_stand_in_a_form_as_it_is() -> None:
    assert all(c.isascii() and (c.isalnum() or c in "-_") for c in seal(TOLD))


@pytest.mark.parametrize("place", [0, 1, 5, 13, 20, -1])
def test_a_changed_field_is_refused(place: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(seal(TOLD) + "=="))
    raw[place] ^= 1
    with pytest.raises(SealError) as refused:
        open_seal(base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("="))
    assert refused.value.kind == "unreadable"


@given(st.text(max_size=200))
@hypothesis_settings(max_examples=60)
def test_no_text_of_a_stranger_opens_or_breaks_it(text: str) -> None:
    with pytest.raises(SealError):
        open_seal(text)


def test_a_field_of_another_site_is_refused(settings: object) -> None:
    field = seal(TOLD)
    settings.SECRET_KEY = "another key of another site, long enough"  # type: ignore[attr-defined]
    with pytest.raises(SealError):
        open_seal(field)


def test_a_field_too_long_is_not_even_tried() -> None:
    with pytest.raises(SealError):
        open_seal("A" * (sealed.LONGEST + 1))


def test_a_field_that_would_unpack_to_gigabytes_is_refused() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, sealed._COMMON)
    packed = packer.compress(b'{"facts":"' + b"0" * (sealed.LONGEST_OPENED + 1)) + packer.flush()
    from django.conf import settings

    nonce = b"\0" * 12
    closed = sealed.VERSION + nonce + sealed._cipher(settings.SECRET_KEY).encrypt(nonce, packed, sealed.VERSION)
    with pytest.raises(SealError):
        open_seal(base64.urlsafe_b64encode(closed).decode().rstrip("="))


def test_a_field_of_yesterday_is_shown_back_and_one_of_last_winter_is_not_opened() -> None:
    now = time.time()
    answers, fresh = open_seal(seal(TOLD, now=now - sealed.FRESH_SECONDS - 60))
    assert (answers, fresh) == (TOLD, False)
    with pytest.raises(SealError) as refused:
        open_seal(seal(TOLD, now=now - sealed.KEPT_SECONDS - 60))
    assert refused.value.kind == "too_old"


def test_an_ordinary_field_is_short_enough_for_a_slow_line() -> None:
    assert len(seal(TOLD)) < 400
