"""Every kind of page, in three languages: it comes, it is complete, it is light, it keeps quiet."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import get_resolver

from hamroh.shell import still
from tests.web.kinds import FOR_PROGRAMS, KINDS, SAVED, Kind, address_of

LANGUAGES = ("tg", "ru", "en")
MOST_BYTES, AIM_BYTES = 30_000, 20_000


def reach(client: Any, kind: Kind, tongue: str, **headers: str) -> Any:
    form = kind.form()
    address = address_of(kind, tongue)
    if form is None:
        return client.get(address, headers=headers)
    return client.post(
        address, urlencode(form, doseq=True), content_type="application/x-www-form-urlencoded", headers=headers
    )


def url_names() -> set[str]:
    names = set()

    def walk(patterns: Any) -> None:
        for p in patterns:
            if hasattr(p, "url_patterns"):
                # The desk's addresses are tried one by one, for every role, in tests/people.
                if str(p.pattern) != "desk/":
                    walk(p.url_patterns)
            else:
                names.add(p.name)

    walk(get_resolver().url_patterns)
    return names


def test_every_address_has_a_page_to_look_at() -> None:
    assert url_names() - SAVED - FOR_PROGRAMS == {k.url_name for k in KINDS} - {"absent"}


# Each page is asked for once, whatever is then looked at.
once = pytest.mark.xdist_group("pages")


@pytest.fixture(scope="module")
def came() -> dict[tuple[str, str], Any]:
    """What was asked for already: by kind of page and language, and the weight of files by name."""
    return {}


@pytest.fixture
def shown(stocked: None, client: Any, came: dict[tuple[str, str], Any]) -> Callable[[Kind, str], Any]:
    """A kind of page in a language, packed as browsers ask for it."""

    def asked(kind: Kind, language: str) -> Any:
        if (kind.name, language) not in came:
            came[kind.name, language] = reach(client, kind, language, accept_encoding="gzip")
        return came[kind.name, language]

    return asked


def html_of(response: Any) -> str:
    return gzip.decompress(response.content).decode()


@once
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_the_page_comes_complete(shown: Any, kind: Kind, language: str) -> None:
    response = shown(kind, language)
    html = html_of(response)
    assert response.status_code == kind.status
    if kind.name != "languages":
        assert f'<html lang="{language}"' in html
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert "<title>" in html
    assert "{{" not in html
    assert "{%" not in html
    assert "None" not in re.sub(r"None of these", "", re.sub(r"<[^>]*>", " ", html)).split()
    assert not re.search(r"\bon\w+=", re.sub(r">[^<]*<", "><", html)), "a script inside the page"
    assert " style=" not in html
    assert "%(" not in html


@once
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_the_page_with_everything_it_loads_fits_a_slow_line(
    client: Any, shown: Any, came: dict[tuple[str, str], Any], kind: Kind, language: str
) -> None:
    response = shown(kind, language)
    assert response.headers["Content-Encoding"] == "gzip"
    total = len(response.content)
    for name in re.findall(r"/still/([\w.]+)", html_of(response)):
        if ("still", name) not in came:
            assert still.content(name) is not None
            came["still", name] = len(client.get(f"/still/{name}", headers={"accept-encoding": "gzip"}).content)
        total += came["still", name]
    assert total < MOST_BYTES, total


@once
@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_the_page_asks_nobody_else_for_anything(shown: Any, kind: Kind) -> None:
    html = html_of(shown(kind, "tg"))
    for address in re.findall(r'(?:src|href|action|formaction)="([^"]*)"', html):
        # A link to where a rule was read is followed by whoever wants to, and without saying where from.
        link = (
            kind.url_name.startswith(("law", "pay"))
            and f'<a href="{address}" rel="noreferrer noopener nofollow">' in html
        )
        # A picture that stands in the page itself is asked of nobody.
        assert link or address.startswith(("/", "#", "tel:", "data:image/")), address
    assert "@import" not in html
    assert "url(http" not in html


@once
@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_the_page_leaves_no_cookie_and_says_no_referrer(shown: Any, kind: Kind) -> None:
    response = shown(kind, "ru")
    assert not response.cookies
    assert "Set-Cookie" not in response.headers
    assert response.headers["Referrer-Policy"] == "no-referrer"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    if kind.post is not None or kind.status != 200:
        assert response.headers["Cache-Control"] == "no-store"


def test_the_style_sheet_loads_nothing_from_elsewhere() -> None:
    for name in ("hamroh.css", "plain.css"):
        body = still.content(still.dated_name(name))
        assert body is not None
        assert b"@import" not in body[0]
        assert (
            b"//" not in body[0].replace(b"http://www.w3.org", b"").replace(b"http%3A//www.w3.org", b"")
            or b"url(//" not in body[0]
        )


def test_the_first_page_speaks_the_language_that_the_browser_asks_for(client: Any) -> None:
    assert '<html lang="ru"' in client.get("/", headers={"accept-language": "ru-RU,ru;q=0.9"}).content.decode()
    assert '<html lang="en"' in client.get("/", headers={"accept-language": "en-GB"}).content.decode()
    assert '<html lang="tg"' in client.get("/", headers={"accept-language": "de-DE"}).content.decode()
    assert '<html lang="tg"' in client.get("/").content.decode()


def test_the_first_page_names_every_language_in_itself(client: Any) -> None:
    html = client.get("/").content.decode()
    for name in ("Тоҷикӣ", "Русский", "English"):
        assert name in html


def test_a_page_read_outdoors_stays_outdoors(client: Any, directory: None) -> None:
    html = client.get("/ru-sun/help/").content.decode()
    assert 'data-mode="sun"' in html
    links = re.findall(r'href="(/[a-z][^"]*)"', html)
    own = [a for a in links if not a.startswith("/still/") and a != "/ru/help/"]
    assert own
    assert all("-sun/" in a for a in own), own


def test_every_page_has_the_way_out_at_hand(client: Any, directory: None) -> None:
    for kind in KINDS:
        if kind.url_name in ("leave",):
            continue
        assert 'class="leave"' in reach(client, kind, "en").content.decode(), kind.name


def test_the_page_that_hides_us_does_not_name_us(client: Any) -> None:
    html = client.get("/tg/month/").content.decode()
    for word in ("Ҳамроҳ", "hamroh.", "Hamroh", "Русия", "патент"):
        assert word not in html.replace("/still/plain", "")


def test_a_wrong_method_is_refused(client: Any) -> None:
    assert client.delete("/en/ask/").status_code == 405
    assert client.post("/en/about/").status_code == 405


def test_an_error_on_our_side_is_a_calm_page_and_a_silent_log(
    client: Any, directory: None, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    import logging

    from hamroh.shell.quiet_log import QuietFormatter
    from tests.web.asker import sealed

    def broken(*_args: Any, **_more: Any) -> Any:
        raise ValueError("entered 2019-03-01 and passport 400123456")

    monkeypatch.setattr("hamroh.web.answer.for_reading", broken)
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(QuietFormatter().format(record))

    logger = logging.getLogger("django")
    keeper = Keeper()
    logger.addHandler(keeper)
    client.raise_request_exception = False
    try:
        response = client.post("/en/ask/answer/", {"seal": sealed()})
    finally:
        logger.removeHandler(keeper)
    assert response.status_code == 500
    assert "It is not your fault" in response.content.decode()
    assert lines
    log = "\n".join(lines)
    assert "ValueError" in log
    for secret in ("2019-03-01", "400123456", "seal"):
        assert secret not in log
    # In UTC, as the record has it.
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ERROR django\.request: ", log)
