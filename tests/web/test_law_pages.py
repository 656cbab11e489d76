"""The law page by page: complete, browsed, searched, in three languages, on any day."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.utils.html import escape

from hamroh.shell import days
from hamroh.web import rulebook


def links(html: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', html)


def test_every_provision_has_its_page_in_every_language(client: Any) -> None:
    provisions = rulebook.book().provisions
    for number, p in enumerate(provisions):
        language = ("tg", "ru", "en")[number % 3]
        response = client.get(f"/{language}/law/{p.id}/")
        assert response.status_code == 200, p.id
        html = response.content.decode()
        assert escape(p.title[language]) in html
        assert html.count("<li><span class") + html.count('<li class="past">') >= len(p.versions)


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_a_page_shows_all_versions_the_newest_first(client: Any, language: str) -> None:
    p = max(rulebook.book().provisions, key=lambda p: len(p.versions))
    html = client.get(f"/{language}/law/{p.id}/").content.decode()
    starts = [days.full(dt.date.fromordinal(v.start), language) for v in sorted(p.versions, key=lambda v: -v.start)]
    places = [html.index(s) for s in starts]
    assert places == sorted(places)


def test_a_page_names_the_numbers_of_each_version(client: Any) -> None:
    html = client.get("/en/law/ru.registration.general/").content.decode()
    numbers = re.findall(r'<dt class="id">days</dt><dd>(\d+)</dd>', html)
    assert numbers == ["7", "3"]


def test_a_fact_base_rule_leads_to_its_provision(client: Any) -> None:
    response = client.get("/en/law/RU-REG-03/", follow=True)
    assert response.status_code == 200
    assert "RU-REG-03" in response.content.decode()


def test_an_unknown_rule_is_absent(client: Any) -> None:
    for address in (
        "/en/law/RU-REG-99/",
        "/en/law/ru.no.such/",
        "/en/law/stage/nowhere/",
        "/en/law/document/none/",
        "/en/law/unsettled/nothing/",
        "/en/law/ru.no.such/on/2020-01-01/",
        "/en/law/ru.registration.general/on/2021-02-29/",
    ):
        assert client.get(address).status_code == 404, address


def test_a_page_of_a_document_is_wholly_in_its_language(client: Any) -> None:
    for document in rulebook.book().book.documents.values():
        if document.properties.get("issuer"):
            html = client.get(f"/ru/law/document/{document.id}/").content.decode()
            assert escape(document.properties["issuer"]["ru"]) in html


@pytest.mark.slow
@pytest.mark.xdist_group("browser")
def test_on_paper_nothing_stays_folded(live_server: Any, page: Any) -> None:
    import io

    import pypdf

    page.goto(live_server.url + "/en/law/ru.registration.general/")
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = " ".join(sheet.extract_text() for sheet in paper.pages)
    assert "klerk" in text.lower()
    assert re.search(r"days\s+7", text)


# -- browsing


def test_every_provision_stands_at_one_stage_of_the_way(client: Any) -> None:
    index = client.get("/en/law/").content.decode()
    stages = [a for a in links(index) if "/law/stage/" in a]
    listed = [a for stage in stages for a in links(client.get(stage).content.decode())]
    for p in rulebook.book().provisions:
        assert listed.count(f"/en/law/{p.id}/") == 1, p.id


def test_every_provision_is_found_by_each_document_it_rests_on(client: Any) -> None:
    documents = [a for a in links(client.get("/en/law/documents/").content.decode()) if "/law/document/" in a]
    listed = {a.split("/")[-2]: set(links(client.get(a).content.decode())) for a in documents}
    for p in rulebook.book().provisions:
        for v in p.versions:
            assert f"/en/law/{p.id}/" in listed[v.source.document], p.id


def test_what_rests_on_a_provision_and_what_it_rests_on_are_linked_both_ways(client: Any) -> None:
    book = rulebook.book()
    for id_ in ("ru.registration.deadline", "ru.stay.visa_free"):
        there = links(client.get(f"/en/law/{id_}/").content.decode())
        for other in (*book.reads[id_], *book.read_by[id_]):
            assert f"/en/law/{other}/" in there
            back = links(client.get(f"/en/law/{other}/").content.decode())
            assert f"/en/law/{id_}/" in back


# -- searching


@pytest.mark.parametrize("words", ["RU-REG-03", "ru-reg-03", "RU REG 03", "ru.registration.treaty_tj"])
def test_the_search_finds_a_rule_by_its_number_or_address(client: Any, words: str) -> None:
    html = client.post("/en/law/", {"words": words}).content.decode()
    assert "/en/law/ru.registration.treaty_tj/" in html


@pytest.mark.parametrize("words", ["бақайдгирӣ", "бакайдгири", "БАҚАЙДГИРӢ", "baqaydgiri", "bakaydgirī"])
def test_the_search_finds_tajik_words_also_without_tajik_keys(client: Any, words: str) -> None:
    html = client.post("/tg/law/", {"words": words}).content.decode()
    assert 'href="/tg/law/ru.registration.' in html


def test_the_search_says_when_it_shows_only_what_is_near(client: Any) -> None:
    html = client.post("/en/law/", {"words": "expulsiom"}).content.decode()
    assert "No rule holds exactly these words." in html
    assert "/en/law/icrmw.art_22/" in html


def test_the_search_says_what_to_do_when_nothing_is_found(client: Any) -> None:
    assert "Try fewer words" in client.post("/en/law/", {"words": "qwertyuiop"}).content.decode()


def test_what_was_searched_for_on_the_page_is_in_no_address_and_kept_nowhere(client: Any) -> None:
    response = client.post("/en/law/", {"words": "expulsion"})
    assert "?" not in "".join(links(response.content.decode()))
    assert response.headers["Cache-Control"] == "no-store"


def test_a_link_may_carry_words_and_its_page_is_kept_nowhere_either(client: Any) -> None:
    response = client.get("/tg/law/", {"q": "патент"})
    assert "/tg/law/ru.work.patent" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


# -- days


def test_a_day_shows_the_version_that_was_in_force(client: Any) -> None:
    before = client.get("/en/law/ru.registration.general/on/2011-03-24/").content.decode()
    after = client.get("/en/law/ru.registration.general/on/2011-03-25/").content.decode()
    assert "Then the term was 3 working days." in before
    assert "The general term is 7 working days." not in before
    assert "The general term is 7 working days." in after


def test_a_day_before_the_first_version_says_so(client: Any) -> None:
    html = client.get("/en/law/ru.registration.general/on/1995-01-01/").content.decode()
    assert "On that day there was no such law, or we have not read it." in html


def test_a_day_after_the_last_reading_says_that_later_changes_are_not_known(client: Any) -> None:
    later = rulebook.book().read + dt.timedelta(1)
    assert "a later change is not known here" in client.get(f"/en/law/ru.registration.general/on/{later}/").content.decode()  # fmt: skip


@pytest.mark.parametrize(
    "address", ["/tg/law/ru.registration.general/", "/tg/law/ru.registration.general/on/2015-01-01/"]
)
def test_pages_of_law_may_be_kept_by_anybody_and_are_sent_again_only_when_changed(client: Any, address: str) -> None:
    first = client.get(address)
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    again = client.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    other = client.get(address.replace("/tg/", "/ru/"), headers={"if-none-match": first.headers["ETag"]})
    assert other.status_code == 200


def test_a_text_of_the_law_that_is_not_kept_is_said_to_be_so_and_leads_on(client: Any) -> None:
    response = client.get("/en/law/digest/0123456789abcdef/ru.registration.general/on/2010-01-01/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "This text of the law is not kept here." in html
    assert "/en/law/ru.registration.general/on/2010-01-01/" in html
    assert response.headers["Cache-Control"] == "no-store"


def test_the_address_of_a_text_shows_that_text(client: Any) -> None:
    page = client.get("/en/law/ru.registration.general/on/2010-01-01/").content.decode()
    (address,) = [a for a in links(page) if "/law/digest/" in a and a.startswith("/en/")]
    assert rulebook.book().digest in address
    assert "Then the term was 3 working days." in client.get(address).content.decode()


# -- two days


def test_two_days_are_chosen_by_hand_and_get_an_address(client: Any) -> None:
    typed = {"before.d": "5", "before.m": "5", "before.y": "2020", "after.d": "5", "after.m": "5", "after.y": "2010"}
    response = client.get("/ru/law/ru.registration.general/days/", typed)
    assert response.headers["Location"] == "/ru/law/ru.registration.general/days/2010-05-05/2020-05-05/"
    assert client.get("/ru/law/changes/", typed).headers["Location"] == "/ru/law/changes/2010-05-05/2020-05-05/"


def test_a_day_that_does_not_exist_is_named_and_what_was_typed_stays(client: Any) -> None:
    typed = {"before.d": "30", "before.m": "2", "before.y": "2019", "after.d": "5"}
    response = client.get("/en/law/changes/", typed)
    html = response.content.decode()
    assert response.status_code == 400
    assert "February 2019 has 28 days" in html
    assert 'value="30"' in html


def test_what_differs_is_struck_through_and_underlined_and_says_so_in_words(client: Any) -> None:
    html = client.get("/en/law/ru.registration.general/days/2010-05-05/2020-05-05/").content.decode()
    assert "<del>3</del>" in html
    assert "<ins>7</ins>" in html
    assert "Differs" in html
    same = client.get("/en/law/ru.registration.general/days/2010-05-05/2010-05-06/").content.decode()
    assert "The same version held on both days." in same
    assert "<del>" not in same


def test_everything_that_changed_between_two_days_is_listed(client: Any) -> None:
    a, b = dt.date(2014, 6, 1), dt.date(2024, 6, 1)
    listed = links(client.get(f"/en/law/changes/{a}/{b}/").content.decode())
    for change in rulebook.book().changes(a, b):
        assert f"/en/law/{change.provision.id}/days/{a}/{b}/" in listed


# -- doubts, and the way through the questions


def test_what_is_not_settled_is_one_list_with_what_would_settle_it(client: Any) -> None:
    first = client.get("/en/law/unsettled/").content.decode()
    parts = [a for a in links(first) if "/law/unsettled/" in a and a.startswith("/en/") and a != "/en/law/unsettled/"]
    html = first + "".join(client.get(part).content.decode() for part in parts)
    assert html.count("What would settle it:") == 5
    assert "{" not in re.sub(r"<[^>]*>", "", html)
    for p in rulebook.book().provisions:
        for v in p.versions:
            for text in v.unverified:
                assert escape(text["en"]) in html, p.id


def test_the_picture_of_the_questions_fits_a_small_phone_and_says_what_the_list_says(client: Any) -> None:
    html = client.get("/en/law/ru.registration.general/questions/").content.decode()
    picture = html[html.index("<svg class") : html.index("</svg>", html.index("<svg class"))]
    assert 'width="288"' in picture
    assert "<title" in picture
    drawn = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", picture))
    assert "Otherwise: The general term is 7 working days." in drawn
    assert "Otherwise: The general term is 7 working days." in html[html.index("</svg>", html.index("<svg class")) :]


def test_a_rule_that_counts_nothing_has_no_way_through_questions(client: Any) -> None:
    text = next(p for p in rulebook.book().provisions if p.kind == "text")
    assert client.get(f"/en/law/{text.id}/questions/").status_code == 404
    assert "/questions/" not in client.get(f"/en/law/{text.id}/").content.decode()
