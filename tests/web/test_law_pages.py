"""The law page by page: complete, searchable, in three languages."""

from __future__ import annotations

from typing import Any

import pytest

from hamroh.web import rulebook


def test_every_provision_has_its_page_in_every_language(client: Any) -> None:
    provisions = rulebook.book().provisions
    for number, p in enumerate(provisions):
        language = ("tg", "ru", "en")[number % 3]
        response = client.get(f"/{language}/law/{p.id}/")
        assert response.status_code == 200, p.id
        html = response.content.decode()
        from django.utils.html import escape

        assert escape(p.title[language]) in html
        assert html.count("<li><span class") + html.count('<li class="past">') >= len(p.versions)


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_a_page_shows_all_versions_the_newest_first(client: Any, language: str) -> None:
    p = max(rulebook.book().provisions, key=lambda p: len(p.versions))
    html = client.get(f"/{language}/law/{p.id}/").content.decode()
    import datetime as dt

    from hamroh.shell import days

    starts = [days.full(dt.date.fromordinal(v.start), language) for v in sorted(p.versions, key=lambda v: -v.start)]
    places = [html.index(s) for s in starts]
    assert places == sorted(places)


def test_a_fact_base_rule_leads_to_its_provision(client: Any) -> None:
    response = client.get("/en/law/RU-REG-03/", follow=True)
    assert response.status_code == 200
    assert "RU-REG-03" in response.content.decode()


def test_an_unknown_rule_is_absent(client: Any) -> None:
    assert client.get("/en/law/RU-REG-99/").status_code == 404
    assert client.get("/en/law/ru.no.such/").status_code == 404


@pytest.mark.parametrize("words", ["RU-REG-03", "ru-reg-03", "ru.registration.treaty_tj"])
def test_the_search_finds_a_rule_by_its_number_or_address(client: Any, words: str) -> None:
    html = client.post("/en/law/", {"words": words}).content.decode()
    assert "/en/law/ru.registration.treaty_tj/" in html


@pytest.mark.parametrize("words", ["бақайдгирӣ", "бакайдгири", "БАҚАЙДГИРӢ"])
def test_the_search_finds_tajik_words_also_without_tajik_keys(client: Any, words: str) -> None:
    html = client.post("/tg/law/", {"words": words}).content.decode()
    assert 'href="/tg/law/ru.registration.' in html


def test_the_search_says_what_to_do_when_nothing_is_found(client: Any) -> None:
    assert "Try fewer words" in client.post("/en/law/", {"words": "qwertyuiop"}).content.decode()


def test_what_was_searched_for_is_in_no_address(client: Any) -> None:
    html = client.post("/en/law/", {"words": "expulsion"}).content.decode()
    assert "?" not in "".join(part.split('"')[0] for part in html.split('href="')[1:])


def test_the_index_lists_every_provision(client: Any) -> None:
    html = client.get("/en/law/").content.decode()
    for p in rulebook.book().provisions:
        assert f'href="/en/law/{p.id}/"' in html
