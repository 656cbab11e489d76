"""What happens with entries of the directory."""

from __future__ import annotations

from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class ServiceEntered(Event):
    kind = "directory.entered"
    words = {
        "en": "A service was entered into the directory: {service}.",
        "ru": "В справочник внесена служба: {service}.",
        "tg": "Ба маълумотнома хадамот ворид шуд: {service}.",
    }
    service: str


@dataclass(frozen=True, kw_only=True)
class ServiceChanged(Event):
    kind = "directory.changed"
    words = {
        "en": "The entry {service} of the directory was changed: {fields}.",
        "ru": "Запись {service} в справочнике изменена: {fields}.",
        "tg": "Сабти {service} дар маълумотнома тағйир ёфт: {fields}.",
    }
    service: str
    fields: str


@dataclass(frozen=True, kw_only=True)
class ServiceCalled(Event):
    kind = "directory.called"
    words = {
        "en": "The number of {service} was called: {outcome}.",
        "ru": "Номер службы {service} проверен звонком: {outcome}.",
        "tg": "Ба рақами хадамоти {service} занг зада шуд: {outcome}.",
    }
    service: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ServiceAsked(Event):
    kind = "directory.asked"
    words = {
        "en": "The number of {service} was asked by message: {outcome}.",
        "ru": "Номер службы {service} проверен сообщением: {outcome}.",
        "tg": "Рақами хадамоти {service} бо паём санҷида шуд: {outcome}.",
    }
    service: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ServiceVisited(Event):
    kind = "directory.visited"
    words = {
        "en": "Somebody was at {service}: {outcome}.",
        "ru": "В службе {service} побывали: {outcome}.",
        "tg": "Касе дар хадамоти {service} буд: {outcome}.",
    }
    service: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class OrganisationEntered(Event):
    kind = "directory.organisation_entered"
    words = {
        "en": "An organisation was entered into the directory: {organisation}.",
        "ru": "В справочник внесена организация: {organisation}.",
        "tg": "Ба маълумотнома созмон ворид шуд: {organisation}.",
    }
    organisation: str


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(Event):
    kind = "directory.organisation_changed"
    words = {
        "en": "An organisation of the directory was changed: {organisation}.",
        "ru": "Организация в справочнике изменена: {organisation}.",
        "tg": "Созмон дар маълумотнома тағйир ёфт: {organisation}.",
    }
    organisation: str


@dataclass(frozen=True, kw_only=True)
class ListApplied(Event):
    kind = "directory.list_applied"
    words = {
        "en": "A list was brought into the directory ({digest}, rows: {rows}).",
        "ru": "В справочник внесён список ({digest}, строк: {rows}).",
        "tg": "Ба маълумотнома рӯйхат ворид шуд ({digest}, сатрҳо: {rows}).",
    }
    digest: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class ListUndone(Event):
    kind = "directory.list_undone"
    words = {
        "en": "A list that was brought into the directory was undone ({digest}; left as they are: {left}).",
        "ru": "Внесённый в справочник список отменён ({digest}; оставлено без изменений: {left}).",
        "tg": "Рӯйхати воридшудаи маълумотнома бекор шуд ({digest}; бетағйир монд: {left}).",
    }
    digest: str
    left: int


@dataclass(frozen=True, kw_only=True)
class SchoolWished(Event):
    kind = "directory.school_wished"
    words = {
        "en": "Parents told that they want a school in Tajik.",
        "ru": "Родители сообщили, что хотят школу на таджикском языке.",
        "tg": "Падару модар гуфтанд, ки мактаби тоҷикӣ мехоҳанд.",
    }
