"""What happens to a claim. These entries are shown to nobody but those who see the claim."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class ClaimOpened(Event):
    kind = "asylum.claim_opened"
    words = {
        "en": "A claim was opened.",
        "ru": "Открыто ходатайство.",
        "tg": "Дархост кушода шуд.",
    }


@dataclass(frozen=True, kw_only=True)
class ClaimRead(Event):
    kind = "asylum.claim_read"
    words = {
        "en": "The claim was read.",
        "ru": "Ходатайство прочитано.",
        "tg": "Дархост хонда шуд.",
    }
    reading = True


@dataclass(frozen=True, kw_only=True)
class ClaimChanged(Event):
    kind = "asylum.claim_changed"
    words = {
        "en": "Something was added to the claim.",
        "ru": "Ходатайство дополнено.",
        "tg": "Ба дархост илова карда шуд.",
    }
    edition: int


@dataclass(frozen=True, kw_only=True)
class ClaimHandedOver(Event):
    kind = "asylum.claim_handed_over"
    words = {
        "en": "The claim was handed over to another officer.",
        "ru": "Ходатайство передано другому сотруднику.",
        "tg": "Дархост ба корманди дигар супурда шуд.",
    }
    to: UUID


@dataclass(frozen=True, kw_only=True)
class ClaimErased(Event):
    kind = "asylum.claim_erased"
    words = {
        "en": "The claim was erased because its person asked.",
        "ru": "Ходатайство стёрто по просьбе человека.",
        "tg": "Дархост бо хоҳиши соҳибаш нест карда шуд.",
    }


@dataclass(frozen=True, kw_only=True)
class ClaimClosed(Event):
    kind = "asylum.claim_closed"
    words = {
        "en": "The claim was closed.",
        "ru": "Ходатайство закрыто.",
        "tg": "Дархост баста шуд.",
    }


@dataclass(frozen=True, kw_only=True)
class ClaimsListed(Event):
    """`shown` are the ids of the claims whose names were shown."""

    kind = "asylum.claims_listed"
    words = {
        "en": "The list of claims was read: {count}.",
        "ru": "Прочитан список ходатайств: {count}.",
        "tg": "Рӯйхати дархостҳо хонда шуд: {count}.",
    }
    reading = True
    count: int
    shown: tuple[str, ...]
