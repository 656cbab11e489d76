"""What can happen, as typed events: each kind knows how it reads in three languages and which of its fields are personal.

A room declares its kinds in a module of its own and notes them with `hamroh.record.note`:

    @dataclass(frozen=True)
    class CaseOpened(Event):
        kind = "case.opened"
        words = {
            "en": "A case was opened at {organisation}.",
            "ru": "Дело открыто: {organisation}.",
            "tg": "Парванда кушода шуд: {organisation}.",
        }
        organisation: str

Personal fields (`personal`) are sealed under the key of the person whom the event is about, and are shredded with it: nothing else has to
be done to erase them, and the chain of the record still holds, because it is over a digest of them (see `personal.py`).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import json
import re
import string
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

LANGUAGES = ("en", "ru", "tg")
ERASED = {"en": "(erased)", "ru": "(стёрто)", "tg": "(нест карда шуд)"}
"""What stands in place of a personal field whose key is destroyed."""

KINDS: dict[str, type[Event]] = {}
"""Every kind of event of the rooms that are loaded."""

_KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_COMMON = {"kind", "words", "personal", "reading", "about"}


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened. Subclasses are frozen dataclasses that set `kind` and `words`."""

    kind: ClassVar[str]
    """`room.what_happened`; once noted, never renamed."""
    words: ClassVar[dict[str, str]]
    """For each language a whole sentence, with {fields} of the event."""
    personal: ClassVar[tuple[str, ...]] = ()
    """Fields that tell of a person: sealed under the key of `about`."""
    reading: ClassVar[bool] = False
    """It is an opening of something sensitive, not a change."""
    told_at_once: ClassVar[bool] = True
    """The second place knows of it as soon as it is kept, not only from the next seal on."""

    told_elsewhere: ClassVar[bool] = False
    """The operator's own system for logs hears what it was, by whom and about which mark (`elsewhere.py`). So it is for what guards the site:
    signing in, roles, glass, keys, exports. Of all else it hears only that something was noted: were claims of asylum alone left out, each
    of them would stand out."""

    about: UUID | None = None
    """The person whom it concerns."""

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        kind = cls.__dict__.get("kind")
        if kind is None:
            raise TypeError(f"{cls.__name__} has no kind.")
        if not _KIND.fullmatch(kind) or len(kind) > 60:
            raise TypeError(f"{cls.__name__}: the kind {kind!r} is not written as room.what_happened.")
        known = KINDS.get(kind)
        if known is not None and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"{cls.__name__}: the kind {kind!r} is taken by {known.__qualname__}.")
        if set(cls.words) != set(LANGUAGES) or not all(cls.words.values()):
            raise TypeError(f"{kind}: a sentence is needed in each of {', '.join(LANGUAGES)}.")
        # The decorator @dataclass has not run yet: a field is what is annotated and no class variable.
        fields = {
            name
            for base in cls.__mro__[:-1]
            for name, type_ in inspect.get_annotations(base).items()
            if "ClassVar" not in str(type_)
        }
        for language, sentence in cls.words.items():
            asked = {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
            if asked - fields:
                raise TypeError(
                    f"{kind}: the {language} sentence asks for {sorted(asked - fields)}, which is no field."
                )
        if set(cls.personal) - (fields - _COMMON):
            raise TypeError(
                f"{kind}: {sorted(set(cls.personal) - fields)} is no field of its own and cannot be personal."
            )
        KINDS[kind] = cls

    def split(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Its own fields as JSON can hold them: those that stay readable, and the personal ones."""
        own = {f.name: plain(getattr(self, f.name)) for f in dataclasses.fields(self) if f.name != "about"}
        return (
            {name: value for name, value in own.items() if name not in self.personal},
            {name: value for name, value in own.items() if name in self.personal},
        )


def plain(value: Any) -> Any:
    """A field's value as JSON holds it: days and moments in ISO 8601, ids as text, lists for tuples and sets.

    Raises:
        TypeError: an event does not hold such a value.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(part) for part in value)
    raise TypeError(f"An event holds text, numbers, days, moments and ids; not {type(value).__name__}.")


def canonical(fields: dict[str, Any]) -> str:
    """The one way in which fields are written down, over which the chain's hash is taken."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sentence(kind: str, fields: dict[str, Any], personal: dict[str, Any] | None, language: str) -> str:
    """An event in words. `personal` is `None` where it can no longer be read; a kind that no room knows any more reads as itself."""
    event = KINDS.get(kind)
    if event is None:
        return kind
    # A field that was added to a kind later reads in older entries as its default.
    usual = {f.name: plain(f.default) for f in dataclasses.fields(event) if f.default is not dataclasses.MISSING}
    values = {**usual, "about": "", **dict.fromkeys(event.personal, ERASED[language]), **fields, **(personal or {})}
    return event.words[language].format_map({name: _said(value, language) for name, value in values.items()})


def _said(value: Any, language: str) -> str:
    if value is None:
        return "—"
    if isinstance(value, list):
        return ", ".join(_said(part, language) for part in value)
    return str(value)


@dataclass(frozen=True, kw_only=True)
class KeyDestroyed(Event):
    """A person was erased: what their key sealed can be read by nobody."""

    kind = "record.key_destroyed"
    words = {
        "en": "The key of this person was destroyed: {reason}.",
        "ru": "Ключ этого человека уничтожен: {reason}.",
        "tg": "Калиди ин шахс нест карда шуд: {reason}.",
    }
    reason: str


@dataclass(frozen=True, kw_only=True)
class ResealingBegun(Event):
    """Everybody gets a new key, and everything is sealed anew under it."""

    kind = "record.resealing_begun"
    told_elsewhere = True
    words = {
        "en": "Sealing everything anew under new keys was begun, for the time number {round}.",
        "ru": "Начато перешифрование всего новыми ключами; раз по счёту: {round}.",
        "tg": "Аз нав мӯҳр кардани ҳама чиз бо калидҳои нав оғоз шуд; бори {round}.",
    }
    round: int


@dataclass(frozen=True, kw_only=True)
class ResealingEnded(Event):
    """Everything is sealed anew, and the older keys are destroyed but for what the record keeps under them."""

    kind = "record.resealing_ended"
    told_elsewhere = True
    words = {
        "en": "Everything is sealed anew under new keys (time number {round}); {keys} older keys were destroyed.",
        "ru": "Всё перешифровано новыми ключами (раз по счёту: {round}); уничтожено прежних ключей: {keys}.",
        "tg": "Ҳама чиз бо калидҳои нав аз нав мӯҳр шуд (бори {round}); {keys} калиди пешина нест карда шуд.",
    }
    round: int
    keys: int


@dataclass(frozen=True, kw_only=True)
class KeysRotated(Event):
    """The key store is wrapped by another master key."""

    kind = "record.keys_rotated"
    told_elsewhere = True
    words = {
        "en": "All keys were wrapped by a new master key.",
        "ru": "Все ключи завёрнуты новым главным ключом.",
        "tg": "Ҳамаи калидҳо бо калиди асосии нав печонида шуданд.",
    }


@dataclass(frozen=True, kw_only=True)
class KeysRestored(Event):
    """A backup was put in the key store's place."""

    kind = "record.keys_restored"
    told_elsewhere = True
    words = {
        "en": "The key store was restored from a backup; {again} erased since were erased again.",
        "ru": "Хранилище ключей восстановлено из копии; стёртых с тех пор и стёртых снова: {again}.",
        "tg": "Анбори калидҳо аз нусха барқарор шуд; аз он вақт нестшуда ва аз нав нестшуда: {again}.",
    }
    again: int
