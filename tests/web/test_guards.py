"""What every reply tells the browser, whatever the address and however it ends."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from hamroh.shell import still
from tests.web.asker import FIRST_CASE, sealed

FORM = "application/x-www-form-urlencoded"


def _still(name: str) -> Any:
    return Client().get(f"/still/{still.dated_name(name)}")


REPLIES: dict[str, Any] = {
    "page": lambda: Client().get("/en/help/"),
    "answer": lambda: Client().post("/en/ask/answer/", {"seal": sealed(FIRST_CASE)}, content_type=FORM),
    "sheet": lambda: Client().post("/en/ask/sheet.pdf", {"seal": sealed(FIRST_CASE)}, content_type=FORM),
    "calendar": lambda: Client().post("/en/ask/reminders.ics", {"seal": sealed(FIRST_CASE)}, content_type=FORM),
    "absent": lambda: Client().get("/en/no-such-page/"),
    "wrong method": lambda: Client().delete("/en/ask/"),
    "too much": lambda: Client().post("/en/ask/", b"seal=" + b"A" * 400_000, content_type=FORM),
    "other kind of body": lambda: Client().post("/en/ask/", b"{}", content_type="application/json"),
    "another site's name": lambda: Client().get("/en/help/", headers={"host": "elsewhere.example.org"}),
    "style": lambda: _still("hamroh.css"),
    "script": lambda: _still("pages.js"),
    "picture": lambda: _still("mark.svg"),
    "program": lambda: Client().get("/api/v1/openapi.json"),
    "program's mistake": lambda: Client().get("/api/v1/nothing"),
    "desk": lambda: Client().get("/desk/sign-in/"),
    "desk's door": lambda: Client().get("/desk/"),
    "forged form": lambda: Client(enforce_csrf_checks=True).post("/desk/sign-in/", b"login=a", content_type=FORM),
}


@pytest.fixture(params=REPLIES)
def reply(request: Any, directory: None) -> Any:
    return REPLIES[request.param]()


def test_no_reply_can_be_framed_guessed_at_or_made_to_load_from_elsewhere(reply: Any) -> None:
    policy = {part.split()[0]: part.split()[1:] for part in reply.headers["Content-Security-Policy"].split(";")}
    for name in ("default-src", "object-src", "base-uri", "frame-ancestors"):
        assert policy[name] == ["'none'"]
    for name in ("script-src", "style-src", "connect-src", "form-action"):
        assert policy[name] == ["'self'"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] in ("no-referrer", "same-origin")
    assert reply.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in reply.headers


def test_every_text_says_in_which_letters_it_is_written(reply: Any) -> None:
    if not reply.content:
        return
    kind = reply.headers["Content-Type"]
    if kind.startswith("text/") or "xml" in kind:
        assert kind.endswith("; charset=utf-8")
    else:
        assert kind in ("application/json", "application/problem+json", "application/pdf")


def test_what_a_person_or_the_desk_is_told_is_kept_by_no_browser(directory: None) -> None:
    for name in ("answer", "sheet", "calendar", "desk", "desk's door", "forged form", "too much"):
        assert "no-store" in REPLIES[name]().headers["Cache-Control"], name


def test_what_is_taken_away_has_a_name_of_ours(directory: None) -> None:
    assert REPLIES["sheet"]().headers["Content-Disposition"] == 'attachment; filename="sheet.pdf"'
    assert REPLIES["calendar"]().headers["Content-Disposition"] == 'attachment; filename="reminders.ics"'


def test_the_site_answers_under_its_own_names_only(client: Any, directory: None) -> None:
    assert client.get("/en/help/").status_code == 200
    for address in ("/en/help/", "/api/v1/law/", "/desk/sign-in/"):
        assert client.get(address, headers={"host": "elsewhere.example.org"}).status_code == 400


@pytest.mark.parametrize(
    "address", ["/en/help/", "/en/ask/", "/api/v1/law/", "/desk/", "/desk/sign-in/", "/desk/persons/"]
)
def test_a_request_is_never_sent_back_as_it_came(client: Any, directory: None, address: str) -> None:
    reply = client.generic("TRACE", address, headers={"x-secret": "Farrukh"})
    assert reply.status_code == 405
    assert b"Farrukh" not in reply.content
