"""What happens to files that are brought in or given away."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class RowWritten(Event):
    """`fields` are codes of what was written."""

    kind = "moving.row_written"
    words = {
        "en": "Row {row} of a file that was brought in was written.",
        "ru": "Записана строка {row} внесённого файла.",
        "tg": "Сатри {row}-и файли воридшуда навишта шуд.",
    }
    of: UUID
    row: int
    fields: str


@dataclass(frozen=True, kw_only=True)
class RowUndone(Event):
    kind = "moving.row_undone"
    words = {
        "en": "Row {row} of a file that was brought in was undone.",
        "ru": "Строка {row} внесённого файла отменена.",
        "tg": "Сатри {row}-и файли воридшуда бекор карда шуд.",
    }
    of: UUID
    row: int
    fields: str


@dataclass(frozen=True, kw_only=True)
class FileTried(Event):
    kind = "moving.file_tried"
    words = {
        "en": "A file of {rows} rows was tried; nothing was stored.",
        "ru": "Проверен файл из строк: {rows}; ничего не записано.",
        "tg": "Файли иборат аз {rows} сатр санҷида шуд; чизе навишта нашуд.",
    }
    of: UUID
    rows: int


@dataclass(frozen=True, kw_only=True)
class FileApplied(Event):
    kind = "moving.file_applied"
    words = {
        "en": "A file was brought in: {rows} rows written.",
        "ru": "Файл внесён: записано строк: {rows}.",
        "tg": "Файл ворид карда шуд: {rows} сатр навишта шуд.",
    }
    of: UUID
    rows: int


@dataclass(frozen=True, kw_only=True)
class FileUndone(Event):
    kind = "moving.file_undone"
    words = {
        "en": "A file that was brought in was undone: {rows} rows.",
        "ru": "Внесение файла отменено: строк: {rows}.",
        "tg": "Воридкунии файл бекор карда шуд: {rows} сатр.",
    }
    of: UUID
    rows: int


@dataclass(frozen=True, kw_only=True)
class RowsShown(Event):
    """`shown` are the files whose contents stood on a page of the difference."""

    kind = "moving.rows_shown"
    words = {
        "en": "Rows of a file that is brought in were read, about {count} people.",
        "ru": "Прочитаны строки вносимого файла о людях: {count}.",
        "tg": "Сатрҳои файли воридшаванда хонда шуданд, дар бораи {count} нафар.",
    }
    reading = True
    of: UUID
    count: int
    shown: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Given(Event):
    kind = "moving.given"
    words = {
        "en": "All that an organisation may take with it was written into an encrypted file: {people} people, {cases} cases.",
        "ru": "Всё, что организация вправе забрать, записано в зашифрованный файл: людей: {people}, дел: {cases}.",
        "tg": "Ҳама чизе, ки ташкилот бо худ бурда метавонад, ба файли рамзшуда навишта шуд: {people} нафар, {cases} парванда.",
    }
    reading = True
    organisation: int
    people: int
    cases: int


@dataclass(frozen=True, kw_only=True)
class ExportAsked(Event):
    kind = "moving.export_asked"
    told_elsewhere = True
    words = {
        "en": "An export of all that the organisation keeps was asked for.",
        "ru": "Запрошена выгрузка всего, что хранит организация.",
        "tg": "Бурдани ҳама чизе, ки ташкилот нигоҳ медорад, дархост шуд.",
    }
    export: UUID


@dataclass(frozen=True, kw_only=True)
class ExportDecided(Event):
    """`agreed` is yes or no."""

    kind = "moving.export_decided"
    told_elsewhere = True
    words = {
        "en": "The second of two people decided on an export. Agreed: {agreed}.",
        "ru": "Второй из двух решил о выгрузке. Согласие: {agreed}.",
        "tg": "Дуюмин аз ду нафар дар бораи бурдани маълумот қарор кард. Розигӣ: {agreed}.",
    }
    export: UUID
    agreed: str


@dataclass(frozen=True, kw_only=True)
class ExportTaken(Event):
    kind = "moving.export_taken"
    told_elsewhere = True
    words = {
        "en": "The encrypted file of an export was taken.",
        "ru": "Зашифрованный файл выгрузки получен.",
        "tg": "Файли рамзшудаи маълумот гирифта шуд.",
    }
    reading = True
    export: UUID


@dataclass(frozen=True, kw_only=True)
class Returned(Event):
    """`package` is the SHA-256 of what describes it: brought again, it is known."""

    kind = "moving.returned"
    words = {
        "en": "What an organisation had taken with it from another site was brought in: {rows} rows.",
        "ru": "Внесено то, что организация забрала с другого сайта: строк: {rows}.",
        "tg": "Он чи ташкилот аз сомонаи дигар бо худ гирифта буд, ворид шуд: {rows} сатр.",
    }
    organisation: int
    package: str
    rows: int
