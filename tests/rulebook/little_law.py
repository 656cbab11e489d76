"""A small made-up law for tests of the engine. Its numbers mean nothing outside these tests."""

from __future__ import annotations

from pathlib import Path

from hamroh.rulebook import Rulebook
from hamroh.rulebook.loading import read_law

BOOK = """
read: 2026-11-22
unknown_after_days: 92
jurisdictions: {RU: {en: Russia, ru: Россия, tg: Русия}}
standings: {law: {en: Law, ru: Закон, tg: Қонун}}
confidence: {verified: {en: Checked, ru: Проверено, tg: Санҷида шуд}}
journeys: {arriving: {en: Arriving, ru: Приезд, tg: Омадан}}
instruments: {law: {en: Laws, ru: Законы, tg: Қонунҳо}}
"""

SOURCES = """
- document: act
  title: {en: The act, ru: Закон, tg: Қонуни мазкур}
  kind: law
"""

_ASKED = """
- screen: start
  title: {en: Start, ru: Начало, tg: Оғоз}
  order: 1
- fact: citizenship
  type: countries
  screen: start
  question: {en: Citizenship?, ru: Гражданство?, tg: Шаҳрвандӣ?}
- fact: destination
  type: choice
  choices: {RU: {en: Russia, ru: Россия, tg: Русия}, KZ: {en: Kazakhstan, ru: Казахстан, tg: Қазоқистон}}
  screen: start
  question: {en: Where?, ru: Куда?, tg: Ба куҷо?}
- fact: in_country
  type: yes_no
  screen: start
  question: {en: Are you there?, ru: Вы там?, tg: Шумо он ҷоед?}
- fact: entered
  type: day
  screen: start
  order: 2
  question: {en: When did you enter?, ru: Когда вы въехали?, tg: Кай даромадед?}
  reason: {en: "You entered on {value}.", ru: "Вы въехали {value}.", tg: "Шумо {value} даромадед."}
- fact: left
  type: day
  screen: start
  question: {en: When did you leave?, ru: Когда вы выехали?, tg: Кай баромадед?}
- fact: planned_entry
  type: planned_day
  screen: start
  question: {en: When will you enter?, ru: Когда въедете?, tg: Кай медароед?}
- fact: birth_date
  type: day
  asked: false
  question: {en: Born?, ru: Дата рождения?, tg: Рӯзи таваллуд?}
- fact: registered
  type: yes_no
  screen: papers
  question: {en: Registered?, ru: На учёте?, tg: Дар қайд?}
- fact: registered_on
  type: day
  screen: papers
  asked_if: "registered"
  question: {en: Since when?, ru: С какого дня?, tg: Аз кадом рӯз?}
- screen: papers
  title: {en: Papers, ru: Бумаги, tg: Ҳуҷҷатҳо}
  order: 2
- fact: a
  type: yes_no
  screen: start
  question: {en: A?, ru: А?, tg: Оё А?}
- fact: b
  type: yes_no
  screen: start
  question: {en: B?, ru: Б?, tg: Оё Б?}
- fact: n
  type: number
  screen: start
  question: {en: N?, ru: Сколько?, tg: Чанд?}
- fact: stays
  type: history
  screen: start
  question: {en: Stays?, ru: Поездки?, tg: Сафарҳо?}
- fact: patents
  type: history
  screen: papers
  question: {en: Patents?, ru: Патенты?, tg: Патентҳо?}
- fact: penalties
  type: history
  screen: papers
  question: {en: Penalties?, ru: Штрафы?, tg: Ҷаримаҳо?}
- fact: pay
  type: history
  screen: papers
  question: {en: Pay?, ru: Зарплата?, tg: Маош?}
"""

# Every fact needs both texts; what they say is of no matter here.
_HELP = "  help: {en: Help., ru: Помощь., tg: Ёрӣ.}\n  where: {en: On a paper., ru: В бумаге., tg: Дар ҳуҷҷат.}\n"
FACTS = _ASKED.replace("  question:", f"{_HELP}  question:")

LISTS = """
- deadline: register
  title: {en: Register, ru: Встать на учёт, tg: Аз қайд гузаред}
  act: {en: Go and register., ru: Встаньте на учёт., tg: Рафта аз қайд гузаред.}
  missed: {en: A fine may follow., ru: Возможен штраф., tg: Ҷарима шуданаш мумкин.}
- subject: stay
  title: {en: Stay, ru: Пребывание, tg: Иқомат}
- status: lawful
  subject: stay
  mark: full
  title: {en: lawful, ru: законно, tg: қонунӣ}
"""

HEAD = """
built_from: [RU-X-01]
title: {en: A rule, ru: Правило, tg: Қоида}
says: {en: It says so., ru: Так сказано., tg: Чунин гуфта шудааст.}
journey: arriving
"""

VERSION = "recorded: 2026-11-22, source: {document: act, standing: law, confidence: verified}"

BECAUSE = "because: {en: So it is., ru: Так и есть., tg: Ҳамин тавр аст.}"


def write(folder: Path, provisions: str, *, facts: str = FACTS, lists: str = LISTS, steps: str = "") -> Path:
    """A folder of law holding these provisions."""
    for name, text in {
        "book.yaml": BOOK,
        "sources/s.yaml": SOURCES,
        "facts/f.yaml": facts,
        "lists/l.yaml": lists + steps,
        "ru/x.yaml": provisions,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "series").mkdir(exist_ok=True)
    return folder


def provision(id_: str, gives: str, branches: str, *, extra: str = "", values: str = "{}", versions: str = "") -> str:
    """One provision with one version, unless versions are given."""
    body = versions or f"  - {{from: 2010-01-01, {VERSION}, values: {values}, branches: [{branches}]}}"
    return f"---\nprovision: {id_}\n{HEAD}gives: {gives}\n{extra}\nversions:\n{body}\n"


def value(id_: str, kind: str, expression: str, **more: str) -> str:
    """A provision that gives one expression to everybody."""
    return provision(id_, f"{{kind: {kind}}}", f'{{otherwise: "{expression}"}}', **more)


def rulebook(folder: Path, provisions: str, **more: str) -> Rulebook:
    """The rulebook of such a folder."""
    return Rulebook(read_law(write(folder, provisions, **more)))
