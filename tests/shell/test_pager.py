"""The pages of a long list: reachable from the first to the last, however many there are."""

import re
import uuid

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.urls import NoReverseMatch, reverse

TEXT = "{% pages shown words=words %}"


def links(rows: int, page: int, words: str = "") -> str:
    shown = Paginator(range(rows), 50).page(page)
    return engines["django"].from_string(TEXT).render({"shown": shown, "words": words})


def test_a_list_of_a_hundred_thousand_rows_gives_few_links_and_its_first_and_last() -> None:
    told = links(100_000, 700)
    assert told.count("<li>") <= 9
    for number in (1, 699, 701, 2000):
        assert f'"?page={number}"' in told


def test_what_was_searched_for_goes_along() -> None:
    assert "?page=2&amp;words=%D0%90%26%D0%91" in links(60, 1, "А&Б")


def test_a_list_on_one_page_has_no_links() -> None:
    assert links(50, 1).strip() == ""


def test_what_a_list_lets_choose_is_no_markup() -> None:
    text = "{% options pairs 2 %}"
    told = engines["django"].from_string(text).render({"pairs": [(1, "<b>'А'</b>"), (2, 'Б"')]})
    assert told == (
        '<option value="1">&lt;b&gt;&#x27;А&#x27;&lt;/b&gt;</option><option value="2" selected>Б&quot;</option>'
    )
    world = [(n, f"<{n}>") for n in range(200)]
    for chosen in (7, 8, None, 7):
        page = engines["django"].from_string("{% options world chosen %}").render({"world": world, "chosen": chosen})
        assert page.count("<option") == 200
        assert re.findall(r'"(\d+)" selected', page) == ([] if chosen is None else [str(chosen)])


def test_an_address_is_the_same_however_often_it_is_put_together() -> None:
    id, template = uuid.uuid4(), engines["django"].from_string("{% url 'case' id=id %} {% url 'cases' %}")
    for told in (id, uuid.uuid4(), str(id)):
        assert template.render({"id": told}) == f"{reverse('case', kwargs={'id': told})} {reverse('cases')}"
    with pytest.raises(NoReverseMatch):
        template.render({"id": None})
