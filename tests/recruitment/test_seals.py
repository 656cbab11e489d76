"""Signed codes: what is genuine is told so by the site and by a phone without a line; one letter changed is refused."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
from typing import Any

import pytest
from django.test import Client

from hamroh.cli.agencies import run as agencies_command
from hamroh.cli.seals import run as seals_command
from hamroh.record import keys
from hamroh.recruitment.check import sms as check_sms
from hamroh.recruitment.register import actions as register, names
from hamroh.recruitment.register.actions import NotComplete
from hamroh.recruitment.register.models import RegisterReading
from hamroh.recruitment.seals import actions, codes, listed, queries
from hamroh.recruitment.seals.models import SealedCode, SealKey
from hamroh.recruitment.seals.queries import Verdict
from tests.people.conftest import NOON, World, signed_in
from tests.recruitment.conftest import TODAY, D
from tests.recruitment.test_check import send
from tests.web.conftest import FormClient

YEAR = dt.timedelta(366)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("check", "seals"):
        monkeypatch.setattr(f"hamroh.recruitment.{room}.views.today", lambda: TODAY)


def poster(officer: Any, title: str = "Хати боварӣ барои коргарон", days: int = 30) -> SealedCode:
    return actions.issue(3, title, valid_to=TODAY + dt.timedelta(days), by=officer, at=NOON, today=TODAY)


@pytest.fixture
def key(officer: Any) -> SealKey:
    return actions.make_key(at=NOON)


@pytest.fixture
def licensed(wrote: Any) -> Any:
    agency = register.enter_agency(["Намуна Кор"], since=D(2020, 1, 1), w=wrote)
    register.put_state(register.licence(agency, "000-A"), "granted", since=D(2020, 1, 1), w=wrote)
    register.read_register(begins_on=D(2013, 1, 1), read_on=TODAY, w=wrote)
    return agency


def test_a_code_says_what_it_stands_on_and_names_no_person(key: SealKey, officer: Any, licensed: Any) -> None:
    made = actions.issue_for_licence(licensed, by=officer, at=NOON, today=TODAY)
    is_, said = queries.verdict(made.text, today=TODAY)
    assert is_ == Verdict.GENUINE and said is not None
    assert (said.kind, said.number, said.title, said.valid_to) == (1, "000-A", "Намуна Кор", TODAY + YEAR)
    assert len(made.text) < 230


def test_a_licence_that_is_not_in_force_gets_no_code(key: SealKey, officer: Any, licensed: Any, wrote: Any) -> None:
    register.put_state(licensed.licences.get(), "withdrawn", since=TODAY, w=wrote)
    with pytest.raises(NotComplete):
        actions.issue_for_licence(licensed, by=officer, at=NOON, today=TODAY)


def test_every_changed_letter_of_a_code_is_refused(key: SealKey, officer: Any) -> None:
    text = poster(officer).text
    known = queries.public_keys()
    for at, letter in enumerate(text):
        changed = text[:at] + ("A" if letter != "A" else "B") + text[at + 1 :]
        with pytest.raises(codes.Refused):
            codes.opened(changed, known)


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t[1:], lambda t: t + "A", lambda t: t + "=", lambda t: t.upper(), lambda t: "", lambda t: "Ҳамроҳ", lambda t: t * 40])  # fmt: skip
def test_a_code_cut_off_or_written_otherwise_is_refused(key: SealKey, officer: Any, change: Any) -> None:
    assert queries.verdict(change(poster(officer).text), today=TODAY) == (Verdict.REFUSED, None)


def test_run_out_taken_back_and_unknown_are_told_apart(key: SealKey, officer: Any) -> None:
    made = poster(officer)
    assert queries.verdict(made.text, today=TODAY + dt.timedelta(30))[0] == Verdict.GENUINE
    assert queries.verdict(made.text, today=TODAY + dt.timedelta(31))[0] == Verdict.EXPIRED
    with pytest.raises(NotComplete):
        actions.take_back(made.pk, " ", by=officer, at=NOON)
    actions.take_back(made.pk, "printed with a mistake", by=officer, at=NOON)
    assert queries.verdict(made.text, today=TODAY)[0] == Verdict.REVOKED
    pem, _, _ = codes.new_pair()
    strange = codes.signed(codes.Content("00" * 8, 3, "X", "X", TODAY), pem=pem, kid="0badc0de", at=NOON)
    assert queries.verdict(strange, today=TODAY) == (Verdict.UNKNOWN_KEY, None)
    stolen = codes.signed(codes.Content("00" * 8, 3, "X", "X", TODAY), pem=actions.pem(key), kid=key.kid, at=NOON)
    assert queries.verdict(stolen, today=TODAY) == (Verdict.REFUSED, None), "signed by our key, and by nobody of us"


def test_the_code_of_a_licence_is_taken_back_with_the_licence(
    key: SealKey, officer: Any, licensed: Any, wrote: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = actions.issue_for_licence(licensed, by=officer, at=NOON, today=TODAY)
    assert queries.taken_back(TODAY).marks == frozenset()
    ask = {"q": made.text, "go": "check"}
    assert "This code is genuine" in FormClient().post("/en/check/", ask).content.decode()
    for typed in (made.text, made.number):
        with monkeypatch.context() as later:
            later.setattr("hamroh.recruitment.check.views.today", lambda: TODAY + dt.timedelta(30))
            page = FormClient().post("/en/check/", {**ask, "q": typed}).content.decode()
        assert "more than 7 days ago" in page and "genuine" not in page, "nobody knows how the licence stands now"
    register.put_state(licensed.licences.get(), "suspended", since=TODAY, until=TODAY + dt.timedelta(9), w=wrote)
    assert queries.taken_back(TODAY).marks == {made.mark}
    assert queries.verdict(made.text, today=TODAY)[0] == Verdict.REVOKED


@pytest.mark.parametrize("tongue", ["en", "ru", "tg"])
def test_an_sms_with_a_number_under_a_code_is_answered_in_one(
    key: SealKey, officer: Any, licensed: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any, tongue: str
) -> None:
    def said(text: str, today: dt.date = TODAY) -> str:
        monkeypatch.setattr("hamroh.shell.here.today", lambda: today)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert agencies_command(["sms", "--lang", tongue]) == 0
        told = str(capsys.readouterr().out)
        assert told.endswith("\n") and check_sms.fits(told[:-1]), told
        return told[:-1]

    made, long, course = poster(officer), poster(officer, "Ш" * 60), actions.issue(2, "Курс", valid_to=TODAY, by=officer, at=NOON, today=TODAY)  # fmt: skip
    of_licence = actions.issue_for_licence(licensed, by=officer, at=NOON, today=TODAY)
    genuine = {"en": "GENUINE", "ru": "ПОДЛИННЫЙ", "tg": "ҲАҚИҚ"}[tongue]
    no = {"en": "NO", "ru": "НЕТ", "tg": "НЕ"}[tongue]
    number = f"{made.number[:4]} {made.number[4:].lower()}"
    ways = [number, f"№ {number}\n", f"рамз {number}", f"Код: {number}", f"{number} 5.5.2018", f"https://x.example.org/tg/r/TJ/qr/#{made.text}"]  # fmt: skip
    for way in ways:
        assert genuine in said(way) and made.title in said(way), way
    assert genuine in said(long.number) and "Ш" not in said(long.number) and "Курс" in said(course.number)
    for one in (of_licence.number, f"/qr/#{of_licence.text}"):
        assert said(one) == said("000-A"), "a licence is answered as it stands"
        # Nobody has read the register since.
        assert said(one, TODAY + dt.timedelta(30)) == said("000-A", TODAY + dt.timedelta(30)) != said("000-A")
    assert genuine in said(number, TODAY + dt.timedelta(30))
    assert said(number, TODAY + dt.timedelta(31)).startswith(no)
    false = "ACDEFGH3" if made.number != "ACDEFGH3" else "ACDEFGH4"
    assert said(false).startswith(no) and said(false) != said("Ҳеҷ кас")
    assert said(f"/qr/#{made.text[:-1]}").startswith(no)
    actions.take_back(made.pk, "lost", by=officer, at=NOON)
    assert said(number).startswith(no) and said(number) != said(false)
    assert said("\ufeff000-A 5.5.2021") == check_sms.answer("000-A 5.5.2021", language=tongue, today=TODAY)
    assert said("") == check_sms.answer("", language=tongue, today=TODAY) and said("\x00 \udcff".encode(errors="replace").decode())  # fmt: skip
    assert said("А" * 5_000).startswith(no)


def test_the_list_is_of_the_day_for_which_the_register_speaks(
    key: SealKey, officer: Any, licensed: Any, wrote: Any
) -> None:
    assert queries.taken_back(TODAY + dt.timedelta(9)).day == TODAY + dt.timedelta(9)  # no code of a licence
    actions.issue_for_licence(licensed, by=officer, at=NOON, today=TODAY)
    assert queries.taken_back(TODAY + dt.timedelta(9)).day == TODAY
    RegisterReading.objects.all().delete()
    assert queries.taken_back(TODAY + dt.timedelta(9)).day == TODAY, "never read, it speaks of the day of the code"


def test_a_retired_key_signs_no_more_and_what_it_signed_stays(
    key: SealKey, officer: Any, capsys: Any, django_capture_on_commit_callbacks: Any
) -> None:
    old = poster(officer)
    newer = actions.make_key(at=NOON + dt.timedelta(1))
    assert poster(officer).key == newer
    with django_capture_on_commit_callbacks(execute=True):
        assert seals_command(["key", "retire", key.kid]) == 0
    assert not keys.store().exists(key.pk)
    assert queries.verdict(old.text, today=TODAY)[0] == Verdict.GENUINE
    assert seals_command(["key", "retire", key.kid, "--distrust"]) == 0
    assert queries.verdict(old.text, today=TODAY)[0] == Verdict.REVOKED
    assert seals_command(["key", "list"]) == 0
    told = capsys.readouterr().out
    assert f"{newer.kid}  made 2026-11-29  signs" in told and "distrusted" in told
    assert seals_command(["key", "retire", "nonesuch"]) == 2
    assert seals_command(["key", "new"]) == 0


def test_without_a_key_no_code_is_made_and_the_way_is_told(officer: Any) -> None:
    with pytest.raises(NotComplete, match="hamroh seals key new"):
        poster(officer)


def test_a_number_typed_without_scripts_gives_the_same_answer(key: SealKey, officer: Any) -> None:
    made = poster(officer)
    client = FormClient()
    typed = f"{made.number[:4]} {made.number[4:].lower()}"
    for words in (typed, f"Плакат № {typed}", f"рамзи {typed}", f"code no. {typed}"):
        assert "This number is genuine" in client.post("/en/check/", {"q": words}).content.decode(), words
    false = "ACDEFGH3" if made.number != "ACDEFGH3" else "ACDEFGH4"
    for q, said in ((false, True), ("Намуна Кор", False)):
        page = client.post("/en/check/", {"q": q}).content.decode()
        assert ("No poster or certificate of ours has this number" in page) == said
    actions.take_back(made.pk, "lost", by=officer, at=NOON)
    assert "This code was taken back" in client.post("/en/check/", {"q": typed}).content.decode()


def test_an_officer_makes_and_takes_back_codes_at_the_desk(key: SealKey, officer: Any, licensed: Any) -> None:
    client = signed_in(officer)
    where = send(client, f"/desk/agencies/{licensed.pk}/code/", {}).headers["Location"]
    assert "data:image/svg+xml" in client.get(where).content.decode()
    assert send(client, where, {"why": ""}).status_code == 302
    assert SealedCode.objects.get().revoked_at is None
    send(client, where, {"why": "lost"})
    assert SealedCode.objects.get().revoked_at is not None
    assert (
        send(client, "/desk/agencies/codes/", {"kind": "3", "title": "X", "valid_to": "2020-01-01"}).status_code == 400
    )
    assert (
        send(
            client, "/desk/agencies/codes/", {"kind": "2", "title": "Курс", "valid_to": (TODAY + YEAR).isoformat()}
        ).status_code
        == 302
    )
    assert "Курс" in client.get("/desk/agencies/codes/").content.decode()


def test_the_list_for_programs_is_dated_and_holds_no_person(key: SealKey, officer: Any) -> None:
    made = poster(officer)
    actions.take_back(made.pk, "lost", by=officer, at=NOON)
    answer = Client().get("/codes.json")
    assert answer.json() == {
        "keys": {key.kid: [key.x, key.y]}, "list": {"day": TODAY.isoformat(), "marks": [made.mark], "kids": []}, "fresh_days": 7,
    }  # fmt: skip


def test_the_list_for_phones_stays_small_and_shows_no_number(
    key: SealKey, officer: Any, licensed: Any, wrote: Any, django_assert_max_num_queries: Any
) -> None:
    hers = actions.issue_for_licence(licensed, by=officer, at=NOON, today=TODAY)
    page = len(Client().get("/tg/qr/").content)
    dice = random.Random(5)
    some = [
        SealedCode(
            mark=f"{dice.getrandbits(64):016x}", number="".join(dice.choices(codes.LETTERS, k=8)), kind=2 + n % 2, key=key,
            title="X", valid_to=TODAY + dt.timedelta(dice.randint(-300, 366)), text="x", issued_at=NOON, issued_by=officer,
            revoked_at=NOON - dt.timedelta(n % 200) if n % 3 == 0 else None, why="lost" if n % 3 == 0 else "",
        )
        for n in range(4_999)
    ]  # fmt: skip
    SealedCode.objects.bulk_create(some)
    with django_assert_max_num_queries(20):
        raw = Client().get("/codes.cose")
    packed = Client().get("/codes.cose", headers={"accept-encoding": "gzip"})
    assert raw.headers["Content-Type"] == "application/cose" and not raw.cookies
    assert len(raw.content) < 100_000 and len(packed.content) < 50_000
    assert abs(len(Client().get("/tg/qr/").content) - page) < 200, "the page does not grow with the codes"
    # Who asks next gets what was made for the one before, as long as nothing changed.
    with django_assert_max_num_queries(5):
        assert Client().get("/codes.cose", headers={"if-none-match": raw.headers["ETag"]}).status_code == 304
    SealedCode.objects.filter(pk=hers.pk).update(revoked_at=NOON, why="lost")
    assert Client().get("/codes.cose").content != raw.content, "taken back is taken back at once"
    SealedCode.objects.filter(pk=hers.pk).update(revoked_at=None, why="")
    assert Client().get("/codes.cose").content != raw.content, "signed anew, and so in other bytes"
    assert not any(one.number.encode() in raw.content for one in some)
    with pytest.raises(codes.Refused):
        codes.opened(codes._b64(raw.content), queries.public_keys())

    def said(number: str) -> tuple[int, int, int] | None:
        claims = listed._claims(TODAY)
        at = str(claims[listed.NUMBERS].hex(" ", 4)).split().index(listed.beginning(number).hex())  # type: ignore[attr-defined]
        two = lambda name: int.from_bytes(claims[name][2 * at : 2 * at + 2], "big")  # type: ignore[index]  # noqa: E731
        return claims[listed.KINDS][at], two(listed.ENDS), two(listed.GONE)  # type: ignore[index]

    day = lambda of: (of - listed.EPOCH).days  # noqa: E731
    assert said(some[1].number) == (3, day(some[1].valid_to), 0)
    assert said("000A") == (1, day(hers.valid_to), 0)
    register.put_state(licensed.licences.get(), "suspended", since=TODAY, until=TODAY + dt.timedelta(9), w=wrote)
    assert said("000A") == (1, day(hers.valid_to), day(TODAY))
    before = Client().get("/codes.cose").content
    register.read_register(begins_on=D(2013, 1, 1), read_on=TODAY, w=wrote)
    assert Client().get("/codes.cose").content != before, "the register was written in"


def test_a_site_whose_keys_sign_no_more_has_no_list(key: SealKey) -> None:
    actions.retire_key(key.kid, at=NOON)
    assert Client().get("/codes.cose").status_code == 404


# -- the phone ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def phone(browser: Any) -> Any:
    """A small phone whose browser may keep pages; its clock stands at noon."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="tg-TJ")
    page = context.new_page()
    page.clock.set_fixed_time(NOON)
    yield page
    context.close()


def told(page: Any) -> str:
    page.wait_for_selector("#said[data-is]")
    found = page.get_attribute("#said", "data-is")
    page.evaluate("document.getElementById('said').removeAttribute('data-is')")
    return str(found)


def test_the_link_of_a_code_can_be_pasted_where_no_script_runs(key: SealKey, officer: Any) -> None:
    client = FormClient()

    def asked(q: str) -> str:
        page = client.post("/en/check/", {"q": q, "go": "check"})
        assert page.status_code == 200, q
        return page.content.decode()

    made, gone, past = poster(officer), poster(officer, "Two"), poster(officer, "Three", days=0)
    link = f"https://hamroh.example.org/tg/qr/#{made.text}"
    for typed in (link, made.text, f"  {link} "):
        assert "This code is genuine" in asked(typed) and made.number in asked(typed)
    assert made.text not in asked(link).replace(f'value="{link}"', ""), "what was pasted stands only where it was typed"
    pem, _, _ = codes.new_pair()
    strange = codes.signed(codes.Content("00" * 8, 3, "X", "X", TODAY), pem=pem, kid="0badc0de", at=NOON)
    actions.take_back(gone.pk, "lost", by=officer, at=NOON)
    for text, said in (
        (link[:-9], "cut off"), (link + "A", "cut off"), (link.swapcase(), "160 letters"), (f"x/qr/#{strange}", "none of ours"),
        (gone.text, "was taken back"), ("x/qr/#", "No"),
    ):  # fmt: skip
        page = client.post("/en/check/", {"q": text, "go": "check"}).content.decode()
        assert said in page and "is genuine" not in page, text
    assert "Three" in asked(past.text)


def _photographed(pdf: bytes) -> Any:
    """A sheet as a cheap phone sees it on a wall: askew, grey, small and badly compressed."""
    import pypdfium2
    from PIL import Image, ImageFilter

    drawn = pypdfium2.PdfDocument(pdf)[0].render(scale=1.6).to_pil().convert("L")
    seen = (
        drawn.rotate(8, expand=True, fillcolor=170)
        .point(lambda dot: 40 + dot * 0.7)
        .filter(ImageFilter.GaussianBlur(0.7))
    )
    out = io.BytesIO()
    seen.save(out, "JPEG", quality=35)
    return Image.open(out)


def test_a_sheet_has_one_page_a_code_that_is_read_from_a_photograph_and_its_number_in_three_languages(
    key: SealKey, officer: Any, licensed: Any
) -> None:
    import zxingcpp
    from pypdf import PdfReader

    desk = signed_in(officer)
    longest = poster(officer, "Ш" * 20 + " Щ" * 20)
    for made in (actions.issue_for_licence(licensed, by=officer, at=NOON, today=TODAY), longest):
        answer = desk.get(f"/desk/agencies/codes/{made.pk}/sheet.pdf")
        (leaf,) = PdfReader(io.BytesIO(answer.content)).pages
        assert [round(float(side) / 72 * 25.4) for side in leaf.mediabox[2:]] == [210, 297]
        text = " ".join(leaf.extract_text().split())
        # Letters of the number stand apart, and some readers take that for spaces.
        number = made.licence.number if made.licence else made.number
        assert number in text.replace(" ", "") and made.title[:20] in text
        for language, said in (("tg", "Оё ин ҳақиқист?"), ("ru", "Настоящий ли он?"), ("en", "Is it genuine?")):
            assert said in text and f"/{language}/check/" in text
        assert "\ufffd" not in text
        (read,) = zxingcpp.read_barcodes(_photographed(answer.content))
        assert read.text.partition("#")[2] == made.text
    actions.take_back(made.pk, "lost", by=officer, at=NOON)
    assert desk.get(f"/desk/agencies/codes/{made.pk}/sheet.pdf").status_code == 404
    assert "sheet.pdf" not in desk.get(f"/desk/agencies/codes/{made.pk}/").content.decode()


def _re_encoded(text: str) -> str:
    """The same code with one length written in more bytes than it needs: its signature still holds."""
    raw = codes._raw(text)
    assert raw[13] == 0x58
    return codes._b64(raw[:13] + b"\x59\x00" + raw[14:])


def _mirrored(text: str) -> str:
    """The same code with the other signature that its key would verify: (r, n - s)."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    raw = codes._raw(text)
    return codes._b64(raw[:-32] + (order - int.from_bytes(raw[-32:], "big")).to_bytes(32, "big"))


@pytest.mark.parametrize(
    "changed",
    [
        _re_encoded,
        _mirrored,
        lambda text: text[: len(text) // 2],
        lambda text: text.upper(),
        lambda text: text + "=",
        lambda text: " " + text,
        lambda text: "%" + text,
        lambda text: text.replace("-", "+").replace("_", "/") + "==",
        lambda text: codes._b64(codes._raw(text) + b"\x00"),
    ],
)
def test_a_code_that_was_cut_or_written_otherwise_is_refused(key: SealKey, officer: Any, changed: Any) -> None:
    made = poster(officer)
    assert queries.verdict(changed(made.text), today=TODAY)[0] == Verdict.REFUSED
    with pytest.raises(codes.Refused):
        codes.opened(changed(made.text), queries.public_keys())


@pytest.mark.browser
def test_a_phone_verifies_a_scanned_code_by_itself_and_without_a_line(
    live_server: Any, transactional_db: None, world: World, officer: Any, key: SealKey, phone: Any, axe_violations: Any
) -> None:
    import zxingcpp
    from PIL import Image

    made, gone, past = poster(officer), poster(officer, "Two"), poster(officer, "Three", days=0)
    earlier = dt.timedelta(10)
    before = actions.issue(3, "Four", valid_to=TODAY - dt.timedelta(5), by=officer, at=NOON, today=TODAY - earlier)
    actions.take_back(gone.pk, "lost", by=officer, at=NOON)
    pem, _, _ = codes.new_pair()
    content = codes.Content("00" * 8, 3, "X", "X", TODAY)
    strange = codes.signed(content, pem=pem, kid="0badc0de", at=NOON)
    forged = codes.signed(content, pem=pem, kid=key.kid, at=NOON)

    # What the desk prints is read by a scanner, and opens the page.
    shown = signed_in(officer).get(f"/desk/agencies/codes/{made.pk}/").content.decode()
    picture = re.search(r"<img src=\"data:image/svg[^>]*>", shown)
    assert picture
    phone.set_viewport_size({"width": 700, "height": 700})
    phone.set_content(f'<body style="background:#fff">{picture[0]}')
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(phone.screenshot())))
    address, _, text = read.text.partition("#")
    assert text == made.text and address.endswith("/tg/qr/")
    phone.set_viewport_size({"width": 320, "height": 640})

    sent: list[str] = []
    phone.on("request", lambda request: sent.append(request.url))
    page = f"{live_server.url}/tg/qr/"
    phone.goto(f"{page}#{text}")
    assert told(phone) == "genuine"
    assert "Хати боварӣ барои коргарон" in phone.inner_text("#said")
    assert made.number in phone.inner_text("#said")
    assert axe_violations(phone) == []
    for other, verdict in (
        (gone.text, "revoked"), (strange, "unknown_key"), (forged, "refused"), (text[:-1], "refused"), (text + "A", "refused"),
        ("%", "refused"), ("constructor", "refused"), (_re_encoded(text), "refused"), (_mirrored(text), "refused"),
    ):  # fmt: skip
        phone.evaluate("code => { location.hash = code }", other)
        assert told(phone) == verdict, other
    at = list(range(0, len(text), 7))
    results = phone.evaluate(
        """async ([text, at]) => {
            const out = new Set();
            for (const i of at) {
                history.replaceState(null, "", "#" + text.slice(0, i) + (text[i] === "A" ? "B" : "A") + text.slice(i + 1));
                dispatchEvent(new HashChangeEvent("hashchange"));
                while (!document.getElementById("said").dataset.is) await new Promise(requestAnimationFrame);
                out.add(document.getElementById("said").dataset.is);
                document.getElementById("said").removeAttribute("data-is");
            }
            return [...out].sort();
        }""",
        [text, at],
    )
    assert results == ["refused", "unknown_key"]
    assert not [url for url in sent if text[:20] in url.partition("#")[0]]

    # A phone that read the list today answers by it at once, and puts it right when the newest says otherwise.
    late = poster(officer, "Five")
    phone.goto("about:blank")
    phone.goto(f"{page}#{late.text}")
    assert told(phone) == "genuine"
    phone.wait_for_function("localStorage.getItem('/codes.cose')")
    actions.take_back(late.pk, "lost", by=officer, at=NOON)
    phone.goto("about:blank")
    phone.goto(f"{page}#{late.text}")
    phone.wait_for_selector("#said[data-is=revoked]")

    # Where the list is slow, what is known so far is said at once, and no yes.
    phone.evaluate("localStorage.clear()")
    slow = phone.context.new_page()
    slow.add_init_script("const real = fetch; const held = new Promise((go) => { window.go = go }); window.fetch = (...of) => held.then(() => real(...of))")  # fmt: skip
    slow.goto(f"{page}#{text}")
    slow.wait_for_selector("#said[data-looking]")
    assert made.number in slow.inner_text("#said") and not slow.query_selector("#said[data-is], #said .ok")
    slow.evaluate("go()")
    assert told(slow) == "genuine" and slow.query_selector("#said .ok")
    slow.close()

    # Without a line: what is scanned, and what is typed.
    phone.evaluate("navigator.serviceWorker.ready")
    phone.wait_for_function("async () => (await caches.match('./')) !== undefined")
    phone.context.set_offline(True)
    phone.goto("about:blank")
    phone.goto(f"{page}#{past.text}")
    assert told(phone) == "genuine"

    def typed(number: str) -> str:
        phone.fill("#q", number)
        phone.click("form:has(#q) button")
        return told(phone)

    assert typed(f" {made.number[:4].lower()}-{made.number[4:]} ") == "n_genuine"
    assert "28 ноябри 2026" in phone.inner_text("#said") and axe_violations(phone) == []
    # As the register reads numbers: letters of either alphabet, and the words before them.
    alike = made.number.translate(str.maketrans("AEKMHPCTYX", "АЕКМНРСТУХ"))
    assert names.number_key(f"Лицензия № {alike}") == made.number
    assert typed(f"Лицензия № {alike}") == typed(f"licence no. {alike.lower()}") == "n_genuine"
    assert typed(f"Рамзи № {made.number.lower()}") == typed(f"Плакат: {made.number}") == "n_genuine"
    assert typed(gone.number) == "n_revoked" and "28 ноябри 2026" in phone.inner_text("#said")
    assert typed(before.number) == "n_expired"
    assert typed("ACDEFGHJ") == "n_unlisted"
    assert typed(f"x/qr/#{text}") == "genuine"
    # One changed byte of the list: nothing is believed of it, and a code is not told to be genuine.
    assert phone.evaluate(
        """async () => {
            const cache = await caches.open((await caches.keys())[0]);
            const kept = await cache.match("/codes.cose"), bytes = new Uint8Array(await kept.clone().arrayBuffer());
            bytes[40] ^= 1;
            await cache.put("/codes.cose", new Response(bytes));
            const read = localStorage.getItem("/codes.cose");
            localStorage.setItem("/codes.cose", read.slice(0, 60) + (read[60] === "A" ? "B" : "A") + read.slice(61));
            return bytes.length;
        }"""
    )
    phone.goto("about:blank")
    phone.goto(f"{page}#{text}")
    assert told(phone) == "unlisted"
    assert typed(made.number) == "n_none"
    phone.context.set_offline(False)
    phone.goto(f"{page}?#{text}")
    assert told(phone) == "genuine"
    phone.context.set_offline(True)

    # Eight days later.
    phone.clock.set_fixed_time(NOON + dt.timedelta(8, 13 * 3600))
    phone.goto("about:blank")
    phone.goto(f"{page}#{past.text}")
    assert told(phone) == "expired"
    phone.evaluate("code => { location.hash = code }", text)
    assert told(phone) == "genuine"
    assert phone.locator("#said [data-if=old]").count() == 2 and phone.locator("#said [data-if=new]").count() == 0
    assert typed(made.number) == "n_old" and typed(gone.number) == "n_old"
    # A clock that was set back makes nothing genuine that had run out before the list was made.
    phone.clock.set_fixed_time(NOON - dt.timedelta(30))
    phone.evaluate("code => { location.hash = code }", before.text)
    assert told(phone) == "expired"
