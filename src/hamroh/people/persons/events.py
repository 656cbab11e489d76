"""What happens to a person's file, as the record keeps it. No name and no number of anybody stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class FileOpened(Event):
    kind = "persons.file_opened"
    words = {
        "en": "A file was opened for this person.",
        "ru": "На этого человека заведено досье.",
        "tg": "Барои ин шахс парванда кушода шуд.",
    }


@dataclass(frozen=True, kw_only=True)
class FileRead(Event):
    """`parts` are codes: who shows the entry names them in the reader's language."""

    kind = "persons.file_read"
    words = {
        "en": "The file was read.",
        "ru": "Досье прочитано.",
        "tg": "Парванда хонда шуд.",
    }
    reading = True
    parts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PartChanged(Event):
    kind = "persons.part_changed"
    words = {
        "en": "Part of the file was changed, now edition {edition}.",
        "ru": "Раздел досье изменён, теперь редакция {edition}.",
        "tg": "Қисми парванда тағйир ёфт, ҳоло таҳрири {edition}.",
    }
    part: str
    edition: int


@dataclass(frozen=True, kw_only=True)
class FilesSearched(Event):
    """Whose names somebody saw in a list. Asked words are not kept: they may be a name."""

    kind = "persons.files_searched"
    words = {
        "en": "A search showed {count} files.",
        "ru": "Поиск показал досье: {count}.",
        "tg": "Ҷустуҷӯ {count} парвандаро нишон дод.",
    }
    reading = True
    count: int
    shown: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FilesMerged(Event):
    kind = "persons.files_merged"
    words = {
        "en": "Another file was found to be of this person: {gone}.",
        "ru": "Другое досье признано досье этого человека: {gone}.",
        "tg": "Парвандаи дигар парвандаи ҳамин шахс дониста шуд: {gone}.",
    }
    gone: str


@dataclass(frozen=True, kw_only=True)
class MergeUndone(Event):
    kind = "persons.merge_undone"
    words = {
        "en": "A merge was undone; the file {gone} stands by itself again.",
        "ru": "Объединение отменено; досье {gone} снова отдельное.",
        "tg": "Якҷоякунӣ бекор шуд; парвандаи {gone} боз алоҳида аст.",
    }
    gone: str


@dataclass(frozen=True, kw_only=True)
class FilesKeptApart(Event):
    """The other file is not told in words: whoever reads this one, or gets its copy, is to learn nothing of it."""

    kind = "persons.files_kept_apart"
    words = {
        "en": "Somebody decided that a file that looked alike is of another person.",
        "ru": "Решено, что похожее досье принадлежит другому человеку.",
        "tg": "Қарор шуд, ки парвандаи монанд аз они шахси дигар аст.",
    }
    other: str


@dataclass(frozen=True, kw_only=True)
class FileCopied(Event):
    kind = "persons.file_copied"
    words = {
        "en": "A copy was made for the person.",
        "ru": "Для самого человека сделана копия.",
        "tg": "Барои худи шахс нусха тайёр карда шуд.",
    }
    reading = True
