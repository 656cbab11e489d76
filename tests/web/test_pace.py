"""Who opens very many pages waits; people behind one address are not turned away, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from hamroh.shell import pace

FORM = "application/x-www-form-urlencoded"
FAR = {"REMOTE_ADDR": "203.0.113.9"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(settings: Any) -> Iterator[None]:
    settings.PAGES_PER_MINUTE = 10
    pace._limits.cache_clear()
    yield
    pace._limits.cache_clear()


def test_who_opens_very_many_pages_waits_and_loses_nothing(client: Client) -> None:
    assert [client.get("/tg/about/", **FAR).status_code for _ in range(11)] == [200] * 10 + [429]
    opened = client.get("/tg/about/", **FAR)
    assert opened.headers["Refresh"] == opened.headers["Retry-After"]
    sent = client.post("/en/ask/", "seal=abc&told=%22%3E%3Cb%3E&told=two", content_type=FORM, **FAR)
    assert (sent.status_code, sent.headers["Cache-Control"], "Refresh" in sent.headers) == (429, "no-store", False)
    text = sent.content.decode()
    assert "Nothing you typed is lost" in text
    for field in ('name="seal" value="abc"', 'name="told" value="&quot;&gt;&lt;b&gt;"', 'name="told" value="two"'):
        assert f'<input type="hidden" {field}>' in text
    assert client.get("/tg/about/", REMOTE_ADDR="198.51.100.7").status_code == 200


def test_a_report_never_waits(client: Client) -> None:
    for _ in range(12):
        client.get("/en/about/", **FAR)
    assert client.get("/en/about/", **FAR).status_code == 429
    # On this site nobody answers reports yet, and that is what the page says.
    assert client.get("/en/report/", **FAR).status_code == 503


def test_a_proxy_that_does_not_say_for_whom_it_asks_makes_nobody_wait(client: Client) -> None:
    assert {client.get("/en/about/", REMOTE_ADDR="127.0.0.1").status_code for _ in range(30)} == {200}
    named = {"REMOTE_ADDR": "127.0.0.1", "headers": {"x-forwarded-for": "203.0.113.77"}}
    assert [client.get("/en/about/", **named).status_code for _ in range(11)][-1] == 429
