"""The words of the pages in Russian and Tajik: `python -m hamroh.shell.catalogues` brings them up to date.

Each room has its own catalogue beside its code. English is what stands in the code. New words enter a catalogue empty and
words no longer used leave it; then it is compiled to the form that is read while running. Needs polib, a part of `dev`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = (
    "shell",
    "record",
    "people/staff",
    "people/walls",
    "people/persons",
    "people/requests",
    "people/alarms",
    "people/attachments",
    "people/directory",
    "people/turns",
    "asylum",
    "protection",
    "recruitment",
    "web",
)
LANGUAGES = ("ru", "tg")
_CALLS = {"_", "gettext", "gettext_lazy", "lazy", "ngettext", "ngettext_lazy"}
_LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_ONE = re.compile(rf"\b(?:gettext|_)\(({_LITERAL})\)", re.DOTALL)
_MANY = re.compile(rf"\bngettext\(({_LITERAL}),\s*({_LITERAL}),", re.DOTALL)
_HEADERS = {
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    # After a number a Tajik noun stays as it is.
    "tg": "nplurals=2; plural=(n != 1);",
}


@dataclass(frozen=True, order=True)
class Phrase:
    """A phrase to translate, with its plural if it has one, and where it stands."""

    text: str
    plural: str
    place: str


def phrases(room: str) -> list[Phrase]:
    """Every phrase of a room's code and templates."""
    folder = ROOT / room
    found: dict[tuple[str, str], Phrase] = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".py" and "migrations" not in file.parts:
            words = _in_python(file)
        elif file.suffix == ".html":
            words = _in_template(file)
        else:
            continue
        for text, plural in words:
            found.setdefault((text, plural), Phrase(text, plural, file.relative_to(ROOT).as_posix()))
    return sorted(found.values())


def _in_python(file: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if texts:
                yield texts[0], texts[1] if node.func.id.startswith("n") else ""


def _in_template(file: Path) -> Iterator[tuple[str, str]]:
    from django.utils.translation.template import templatize

    source = templatize(file.read_text(encoding="utf-8"))
    for found in _ONE.finditer(source):
        yield ast.literal_eval(found[1]), ""
    for found in _MANY.finditer(source):
        yield ast.literal_eval(found[1]), ast.literal_eval(found[2])


def catalogue(room: str, language: str) -> Path:
    """Where a room keeps its words in a language."""
    return ROOT / room / "locale" / language / "LC_MESSAGES" / "django.po"


def bring_up_to_date() -> dict[str, list[str]]:
    """Write and compile all catalogues; gives, by file, the phrases that have no translation yet."""
    import polib

    missing = {}
    for room in ROOMS:
        wanted = phrases(room)
        for language in LANGUAGES if wanted else ():
            path = catalogue(room, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            old = {(e.msgid, e.msgid_plural): e for e in polib.pofile(str(path))} if path.exists() else {}
            new = polib.POFile(wrapwidth=118)
            new.metadata = {
                "Content-Type": "text/plain; charset=UTF-8",
                "Content-Transfer-Encoding": "8bit",
                "Language": language,
                "Plural-Forms": _HEADERS[language],
            }
            if language == "tg":
                new.header = "Draft: not yet read by a native reader."
            for phrase in wanted:
                entry = old.get((phrase.text, phrase.plural)) or polib.POEntry(
                    msgid=phrase.text, msgid_plural=phrase.plural
                )
                entry.occurrences = [(phrase.place, "")]
                new.append(entry)
            new.save(str(path))
            new.save_as_mofile(str(path.with_suffix(".mo")))
            left = [e.msgid for e in new if not _complete(e, language)]
            if left:
                missing[path.relative_to(ROOT).as_posix()] = left
    return missing


def _complete(entry: object, language: str) -> bool:
    plural = getattr(entry, "msgid_plural", "")
    if plural:
        forms = getattr(entry, "msgstr_plural", {})
        return len(forms) == (3 if language == "ru" else 2) and all(forms.values())
    return bool(getattr(entry, "msgstr", ""))


if __name__ == "__main__":
    for file, texts in bring_up_to_date().items():
        print(f"{file}: {len(texts)} without translation")
        for text in texts:
            print(f"  {text}")
