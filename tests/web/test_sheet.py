"""The sheet: one page, in the reader's language, with every letter right."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from hamroh.shell import one_page
from tests.web.asker import Asker, sealed
from tests.web.kinds import HARD

TAJIK = "ғӣқӯҳҷҒӢҚӮҲҶёЁ"


def pdf(asker: Asker, language: str, facts: dict[str, Any] | None = None) -> pypdf.PdfReader:
    response = asker.client.post(f"/{language}/ask/sheet.pdf", {"seal": sealed(facts)})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Cache-Control"] == "no-store"
    return pypdf.PdfReader(io.BytesIO(response.content))


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
@pytest.mark.parametrize("facts", [None, HARD, {}], ids=["first case", "everything", "nothing"])
def test_the_sheet_is_one_page(asker: Asker, language: str, facts: dict[str, Any] | None) -> None:
    assert len(pdf(asker, language, facts).pages) == 1


def test_the_sheet_speaks_tajik_with_its_own_letters(asker: Asker) -> None:
    text = pdf(asker, "tg").pages[0].extract_text()
    for words in ("Чӣ бояд кард", "Рӯзи бехатар", "ҷумъа", "Қ" if "Қ" in text else "қ", "ғ" if "ғ" in text else "ҳ"):
        assert words in text
    assert "15" in text
    assert "марти 2019" in text


@pytest.mark.parametrize("weight", ["400", "700"])
def test_the_face_has_every_letter_of_three_languages(weight: str) -> None:
    font = TTFont(one_page.FONTS / f"golos-text-{weight}.ttf")
    have = font.getBestCmap()
    alphabet = TAJIK + "абвгдежзийклмнопрстуфхцчшщъыьэюя" + "abcdefghijklmnopqrstuvwxyz" + "0123456789.,:;()«»№₽-–“”/%×"
    assert [c for c in alphabet + alphabet.upper() if ord(c) not in have] == []


def test_the_sheet_embeds_its_face_and_names_nobody(asker: Asker) -> None:
    reader = pdf(asker, "tg")
    fonts = {str(f.get_object()["/BaseFont"]) for f in reader.pages[0]["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert all("Golos" in name for name in fonts), fonts
    assert not (reader.metadata and (reader.metadata.author or reader.metadata.title))


def test_no_letter_is_missing_on_the_fullest_sheet(asker: Asker) -> None:
    for language in ("tg", "ru", "en"):
        text = pdf(asker, language, HARD).pages[0].extract_text()
        assert "\ufffd" not in text
        assert "□" not in text
