"""Every word of the pages in three languages."""

from __future__ import annotations

import re
from functools import cache

import pytest

polib = pytest.importorskip("polib")

from hamroh.shell import catalogues  # noqa: E402

ROOMS = [room for room in catalogues.ROOMS if catalogues.catalogue(room, "tg").exists()]
phrases = cache(catalogues.phrases)
# The same word in both languages, and rightly so.
SAME = {"Hamroh", "%(day)s.", "%(kind)s: %(title)s.", "%(start)s to %(end)s", "Czechia", "Korea"}
# Words that Tajik took from Russian, as the paper says them, and names of towns.
TAKEN_OVER = {"Патент", "Договор", "СМС", "телефон", "Телефон"}
TOWNS = {
    "Иркутск", "Калининград", "Камчатка", "Магадан, Сахалин", "Новосибирск, Красноярск", "Омск", "Самара, Саратов",
    "Владивосток, Хабаровск", "Якутск, Чита",
}  # fmt: skip


@cache
def entries(room: str, language: str) -> dict[tuple[str, str], object]:
    return {(e.msgid, e.msgid_plural): e for e in polib.pofile(str(catalogues.catalogue(room, language)))}


def test_every_room_that_says_something_has_its_catalogues() -> None:
    assert [room for room in catalogues.ROOMS if room not in ROOMS and phrases(room)] == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_every_phrase_is_translated(room: str, language: str) -> None:
    have = entries(room, language)
    missing = [
        p.text
        for p in phrases(room)
        if (p.text, p.plural) not in have or not catalogues._complete(have[p.text, p.plural], language)
    ]
    assert missing == [], "run python -m hamroh.shell.catalogues and translate"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_the_compiled_catalogue_is_the_written_one(room: str, language: str) -> None:
    path = catalogues.catalogue(room, language)
    written = {e.msgid: (e.msgstr, dict(e.msgstr_plural)) for e in polib.pofile(str(path)) if e.msgid}
    compiled = {
        e.msgid: (e.msgstr, dict(e.msgstr_plural)) for e in polib.mofile(str(path.with_suffix(".mo"))) if e.msgid
    }
    assert compiled == written, "run python -m hamroh.shell.catalogues"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_every_placeholder_is_kept(room: str, language: str) -> None:
    names = re.compile(r"%\((\w+)\)")
    for (text, plural), entry in entries(room, language).items():
        forms = list(entry.msgstr_plural.values()) if plural else [entry.msgstr]  # type: ignore[attr-defined]
        for form in forms:
            assert set(names.findall(form)) == set(names.findall(plural or text)), text


@pytest.mark.parametrize("room", ROOMS)
def test_the_tajik_does_not_repeat_the_russian(room: str) -> None:
    russian, tajik = entries(room, "ru"), entries(room, "tg")
    same = [
        key[0] for key, entry in tajik.items()
        if key in russian and key[0] not in SAME and entry.msgstr not in TAKEN_OVER | TOWNS and (entry.msgstr or entry.msgstr_plural) == (russian[key].msgstr or russian[key].msgstr_plural)  # type: ignore[attr-defined]
    ]  # fmt: skip
    assert same == []


@pytest.mark.parametrize("room", ROOMS)
def test_tajik_letters_are_real_letters(room: str) -> None:
    # Letters of other alphabets and combining marks that only look like ours
    look_alikes = re.compile("[јһћђњљѕіәөүұ]|[\u0300-\u036f]")
    for (text, _), entry in entries(room, "tg").items():
        for form in [entry.msgstr, *entry.msgstr_plural.values()]:  # type: ignore[attr-defined]
            assert not look_alikes.search(form), text


@pytest.mark.parametrize("room", ROOMS)
def test_no_page_calls_a_person_illegal(room: str) -> None:
    for language, word in (("ru", "нелегал"), ("tg", "ғайриқонунӣ")):
        for (text, _), entry in entries(room, language).items():
            assert word not in entry.msgstr.lower(), text  # type: ignore[attr-defined]
            assert "illegal" not in text.lower()


def test_no_template_holds_words_of_its_own() -> None:
    """Words between tags go through the catalogue; only the page that offers the languages speaks all of them at once."""
    bare = {}
    for file in sorted(catalogues.ROOT.rglob("templates/**/*.html")):
        if file.name in ("languages.html",):
            continue
        source = file.read_text(encoding="utf-8")
        source = re.sub(r"{% (comment|blocktranslate)[^%]*%}.*?{% end\1 %}", " ", source, flags=re.DOTALL)
        source = re.sub(r"{% block (title|wide) %}[^{]*", " ", source)
        source = re.sub(r"{%.*?%}|{{.*?}}", " ", source, flags=re.DOTALL)
        source = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", source, flags=re.DOTALL)
        source = re.sub(r"<[^>]*>", " ", source)
        words = re.findall(r"[^\W\d_]{3,}", source.replace("&nbsp;", " "))
        if words:
            bare[file.name] = words
    assert bare == {}
