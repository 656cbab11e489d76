"""Posters of routes: numbers that answered lately, three steps, a code that is verified; a page for who scans it, also without scripts."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from hamroh.cli.posters import run as posters_command
from hamroh.people.directory import actions as directory, places
from hamroh.recruitment.register.actions import NotComplete
from hamroh.recruitment.seals import actions, posters, queries
from hamroh.recruitment.seals.models import SealedCode, SealKey
from hamroh.recruitment.seals.posters import Route
from hamroh.recruitment.seals.queries import Verdict
from tests.people.conftest import NOON, World, signed_in
from tests.recruitment.conftest import TODAY
from tests.recruitment.test_check import send
from tests.recruitment.test_seals import _photographed, phone, told
from tests.web.conftest import FormClient

__all__ = ["phone"]

KHATLON_PERM = Route("TJ-KT", "coach", "RU-PER")
LATELY = TODAY - dt.timedelta(4)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("check", "seals"):
        monkeypatch.setattr(f"hamroh.recruitment.{room}.views.today", lambda: TODAY)


@pytest.fixture
def key(officer: Any) -> SealKey:
    return actions.make_key(at=NOON)


def enter(key: str, phone: str, **more: Any) -> Any:
    body = directory.add_organisation(
        key, kind="ngo", names={"en": f"Body {key}", "ru": f"Контора {key}", "tg": f"Дафтари {key}"}
    )
    given: dict[str, Any] = {
        "kind": "hotline", "country": "RU", "time_zone": "Europe/Moscow", "languages": ["tg", "ru"], "always_open": True,
        "confirmed_on": LATELY,
    }  # fmt: skip
    return directory.add_service(f"{key}_line", organisation=body, phone=phone, **{**given, **more})


@pytest.fixture
def helpers(db: None) -> None:
    enter("kumak", "+7 342 200-00-01", country="RU", region="RU-PER", regions=["RU-PER"], kind="legal_aid")
    enter("khat", "+7 495 200-00-02")
    enter("vatan", "+992 37 200-00-03", country="TJ", time_zone="Asia/Dushanbe")


def poster(officer: Any, route: Route = KHATLON_PERM, days: int = 90) -> SealedCode:
    return actions.issue_for_route(route, valid_to=TODAY + dt.timedelta(days), by=officer, at=NOON, today=TODAY)


def phones(route: Route = KHATLON_PERM) -> tuple[list[str], list[str]]:
    there, home = posters.numbers(route, at=NOON, language="tg")
    return [one.phone for one in there], [one.phone for one in home]


def test_a_poster_has_numbers_of_the_place_and_of_home(helpers: None) -> None:
    assert phones() == (["+73422000001", "+74952000002"], ["+992372000003"])
    assert phones(Route("TJ-KT", "air", "RU-SVE")) == (["+74952000002"], ["+992372000003"])


@pytest.mark.parametrize(
    "not_printed",
    [
        {"confirmed_on": TODAY - dt.timedelta(31)},
        {"confirmed_on": None},
        {"kind": "shelter"},
        {"kind": "school"},
        {"tells_police": True},
    ],
    ids=str,
)
def test_who_did_not_answer_lately_or_tells_the_police_is_not_printed(helpers: None, not_printed: Any) -> None:
    before = phones()
    enter("other", "+7 342 200-00-09", region="RU-PER", regions=["RU-PER"], **not_printed)
    assert phones() == before


def test_a_number_of_each_kind_comes_before_a_second_of_one_kind(helpers: None) -> None:
    for n in range(5):
        enter(f"law{n}", f"+7 342 200-01-0{n}", region="RU-PER", regions=["RU-PER"], kind="legal_aid")
    kinds = [one.kind for one in posters.numbers(KHATLON_PERM, at=NOON, language="tg")[0]]
    assert kinds[:2] == ["legal_aid", "hotline"] and len(kinds) == posters.THERE


def test_where_nobody_answered_lately_the_page_still_has_a_number_and_says_that_it_is_not_confirmed(db: None) -> None:
    def shown() -> str:
        return Client().get("/en/qr/TJ-KT.coach.RU-PER").content.decode()

    enter("far", "+7 343 200-00-07", country="KZ", time_zone="Asia/Almaty", confirmed_on=dt.datetime.now(dt.UTC).date())
    assert "tel:+73432000007" in shown(), "of another place, rather than nobody"
    enter("police", "+7 342 200-00-08", region="RU-PER", confirmed_on=None, tells_police=True)
    enter("old", "+7 342 200-00-06", region="RU-PER", confirmed_on=LATELY - dt.timedelta(60))
    page = shown()
    assert "tel:+73422000006" in page and "tel:+73422000008" not in page and "tel:+73432000007" not in page
    assert "help stale" in page and "No number there answered us lately" in page


def test_the_same_numbers_are_shown_at_every_hour(helpers: None) -> None:
    enter("morning", "+7 342 200-00-05", region="RU-PER", kind="union", always_open=False, hours=[(5, dt.time(9), dt.time(10))])  # fmt: skip
    told = [posters.numbers(KHATLON_PERM, at=NOON + dt.timedelta(hours=h), language="tg")[0] for h in range(0, 24, 3)]
    assert len({tuple(one.key for one in some) for some in told}) == 1


def test_the_code_of_a_poster_is_genuine_and_names_the_route(key: SealKey, officer: Any, helpers: None) -> None:
    made = poster(officer)
    verdict, said = queries.verdict(made.text, today=TODAY)
    assert verdict == Verdict.GENUINE and said is not None
    assert said.title == "вилояти Хатлон — кишвари Перм" and made.route == "TJ-KT.coach.RU-PER"


def test_every_route_has_a_title_that_a_code_can_hold(db: None) -> None:
    for origin in posters.origins():
        for to in posters.destinations():
            told = posters.title(Route(origin, "air", to))
            assert 5 < len(told) <= posters.LONGEST_TITLE
            assert posters.route(f"{origin}.air.{to}") == Route(origin, "air", to)


@pytest.mark.parametrize("key", ["", "TJ-KT", "RU-PER.coach.TJ-KT", "TJ-KT.boat.RU-PER", "TJ-KT.coach.DE", "a.b.c.d"])
def test_what_is_no_route_has_no_page(db: None, key: str) -> None:
    assert posters.route(key) is None
    assert Client().get(f"/tg/qr/{key or 'x'}").status_code == 404


def test_a_poster_without_any_number_is_not_made(key: SealKey, officer: Any) -> None:
    with pytest.raises(NotComplete):
        poster(officer)


@pytest.mark.parametrize("days", [-1, actions.LONGEST_OF_A_ROUTE + 1])
def test_a_poster_hangs_for_some_months_at_most(key: SealKey, officer: Any, helpers: None, days: int) -> None:
    with pytest.raises(NotComplete):
        poster(officer, days=days)


def test_only_a_poster_is_of_a_route(key: SealKey, officer: Any, helpers: None) -> None:
    made = poster(officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        SealedCode.objects.filter(pk=made.pk).update(kind=2)


def test_an_officer_makes_a_poster_at_the_desk(
    key: SealKey, officer: Any, helpers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = signed_in(officer)
    asked = {"origin": "TJ-KT", "by": "train", "to": "RU-PER", "valid_to": (TODAY + dt.timedelta(60)).isoformat()}
    assert send(desk, "/desk/agencies/posters/", {**asked, "to": "RU-QQ"}).status_code == 400
    assert send(desk, "/desk/agencies/posters/", {**asked, "valid_to": "2030-01-01"}).status_code == 400
    answer = send(desk, "/desk/agencies/posters/", asked)
    shown = desk.get(answer.headers["Location"]).content.decode()
    assert "Khatlon — Perm" in shown and "sheet.pdf" in shown
    assert "вилояти Хатлон — кишвари Перм" in desk.get("/desk/agencies/posters/").content.decode()
    monkeypatch.setattr(posters, "numbers", lambda *_of, **_more: ([], []))
    printed = desk.get(f"{answer.headers['Location']}sheet.pdf", follow=True)
    assert "No number there or at home answered lately" in printed.content.decode(), "and no sheet without one"


def test_a_poster_is_one_page_with_its_numbers_in_two_languages_and_a_code_that_is_read_from_a_photograph(
    key: SealKey, officer: Any, helpers: None
) -> None:
    import zxingcpp
    from pypdf import PdfReader

    for n, kind in enumerate(("consulate", "union")):
        # As much as can stand on one sheet.
        long = {"en": "O" * 100, "ru": "Общественная организация помощи трудовым мигрантам и их семьям в Перми и Пермском крае", "tg": "Созмони ҷамъиятии кӯмак ба муҳоҷирони меҳнатӣ ва оилаҳои онҳо дар Перм ва кишвари Перм"}  # fmt: skip
        body = directory.add_organisation(f"long{n}", kind="ngo", names=long)
        directory.add_service(f"long{n}_line", organisation=body, phone=f"+7 342 211-11-1{n}", kind=kind, country="RU", region="RU-PER", regions=["RU-PER"], time_zone="Asia/Yekaterinburg", languages=["tg", "ru"], hours=[(d, dt.time(9), dt.time(13)) for d in range(5)] + [(d, dt.time(14), dt.time(18)) for d in range(5)], confirmed_on=LATELY, tells_police=False, free=True)  # fmt: skip
    made = poster(officer)
    answer = signed_in(officer).get(f"/desk/agencies/codes/{made.pk}/sheet.pdf")
    (leaf,) = PdfReader(io.BytesIO(answer.content)).pages
    assert [round(float(side) / 72 * 25.4) for side in leaf.mediabox[2:]] == [210, 297]
    text = " ".join(leaf.extract_text().split())
    for number in ("+7 342 200-00-01", "+7 495 200-00-02", "+7 342 211-11-10", "+992 37 200 0003"):
        assert number.replace(" ", "") in text.replace(" ", "")
    assert "Пермский край" in text and "кишвари Перм" in text and made.number in text.replace(" ", "")
    assert "24 ноябр" in text and "\ufffd" not in text
    (read,) = zxingcpp.read_barcodes(_photographed(answer.content))
    page, _, code = read.text.partition("#")
    assert page.endswith("/tg/qr/TJ-KT.coach.RU-PER") and code == made.text


def test_posters_are_made_listed_and_packed_from_the_command_line(
    key: SealKey,
    officer: Any,
    helpers: None,
    tmp_path: Any,
    capsys: Any,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> None:
    def told(*words: str, code: int = 0) -> str:
        assert posters_command(list(words)) == code, words
        out = capsys.readouterr()
        return str(out.out or out.err)

    monkeypatch.setattr("hamroh.shell.here.today", lambda: TODAY)
    monkeypatch.setattr("hamroh.people.directory.ranks.FRESH_DAYS", 10_000)  # the command reads the clock
    assert "No poster holds" in told("list") and "no poster holds" in told("pack", str(tmp_path / "x"), code=2)
    assert "RU-PER" in told("places")
    make = ("make", "TJ-KT.coach.RU-PER", "--as")
    assert "is no route" in told("make", "TJ-KT.coach.DE", "--as", officer.email, code=2)
    assert "keeps the register" in told(*make, "nobody@example.org", code=2)
    assert "numbers change" in told(*make, officer.email, "--days", "400", code=2)
    told(*make, officer.email)
    told(*make, officer.email)
    older, newest = SealedCode.objects.order_by("pk")
    assert newest.issued_by == officer and newest.number in told("list")
    settings.ALLOWED_HOSTS, settings.OVER_TLS = ["hamroh.example.org"], True
    where = tmp_path / "poster.pdf"
    for wrong in ("http://hamroh.example.org", "https://evil.example.org", "hamroh.example.org"):
        assert "no address of this site" in told("print", newest.route, "--site", wrong, code=2) and not where.exists()
    assert newest.title in told("print", newest.route, "--out", str(where)) and where.read_bytes()[:4] == b"%PDF"
    actions.take_back(newest.pk, "lost", by=officer, at=NOON)
    assert "holds no more" in told("list", "--all") and "list --all" in told("print", newest.number, code=2)
    with monkeypatch.context() as later:
        later.setattr(posters, "numbers", lambda *_of, **_more: ([], []))
        assert "answered lately" in told("print", older.number, "--out", str(tmp_path / "none.pdf"), code=2)
        assert posters_command(["pack", str(tmp_path / "none")]) == 0 and "left out" in capsys.readouterr().err
    told("pack", str(tmp_path / "pack"))
    name = f"{older.route}-{older.number}.pdf"
    assert sorted(one.name for one in (tmp_path / "pack").iterdir()) == [name, "posters.csv"]
    assert name in (tmp_path / "pack/posters.csv").read_text("utf-8-sig")
    assert "not empty" in told("pack", str(tmp_path / "pack"), code=2)


def test_the_page_of_a_poster_works_without_scripts_and_is_light(key: SealKey, officer: Any, helpers: None) -> None:
    for tongue in ("tg", "ru", "en"):
        answer = Client().get(f"/{tongue}/qr/TJ-KT.coach.RU-PER")
        shown = answer.content.decode()
        assert "tel:+73422000001" in shown and "tel:+992372000003" in shown and f"/{tongue}/check/" in shown
        assert "no-store" in answer.headers["Cache-Control"]
        assert len(answer.content) < 50_000
    # The link that a scanner shows, pasted where no script runs.
    made = poster(officer)
    told = FormClient().post("/tg/check/", {"go": "check", "q": f"https://x.org/tg/qr/{made.route}#{made.text}"})
    assert made.number in told.content.decode() and "Ин рамз ҳақиқист" in told.content.decode()


def test_a_screen_in_a_station_shows_a_route_and_forgets_it(helpers: None) -> None:
    client = FormClient()
    begun = client.get("/tg/kiosk/")
    assert "Refresh" not in begun.headers and begun.content.decode().count('<option value="" selected>') == 2
    answer = client.post("/tg/kiosk/", {"origin": "TJ-KT", "by": "air", "to": "RU-PER", "go": "show"})
    shown = answer.content.decode()
    assert "tel:+73422000001" in shown and answer.headers["Refresh"] == "120; url=/tg/kiosk/"
    assert "no-store" in answer.headers["Cache-Control"] and not answer.cookies
    assert client.post("/tg/kiosk/", {"origin": "X", "by": "air", "to": "RU-PER"}).status_code == 400


def test_there_is_no_route_to_a_place_that_the_directory_does_not_have() -> None:
    assert all(code in places.regions() or code in places.ZONES_OF_COUNTRIES for code in posters.destinations())


@pytest.mark.browser
def test_a_phone_verifies_a_poster_with_its_numbers_and_without_a_line(
    live_server: Any, transactional_db: None, world: World, officer: Any, key: SealKey, helpers: None, phone: Any,
    axe_violations: Any,
) -> None:  # fmt: skip
    made = poster(officer)
    where = f"{live_server.url}/tg/qr/{made.route}"
    sent: list[str] = []
    phone.on("request", lambda request: sent.append(request.url))
    phone.goto(f"{where}#{made.text}")
    assert told(phone) == "genuine"
    assert made.title in phone.inner_text("#said") and "+7 342" in phone.inner_text("main")
    assert axe_violations(phone) == []
    assert not any(made.text in one for one in sent)
    phone.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    phone.context.set_offline(True)
    phone.goto("about:blank")
    phone.goto(f"{where}#{made.text}")
    assert told(phone) == "genuine"
    assert phone.evaluate("caches.keys().then(all => caches.open(all[0])).then(c => c.keys()).then(k => k.filter(r => r.url.includes('TJ-KT')).length)") == 0  # fmt: skip
