"""Seals: what joins the chains, signed, and kept in a second place.

A seal holds the length and head of every chain that grew since the seal before, the digest of that seal, and a signature (Ed25519,
RFC 8032) whose key lies in the key store. It is written into the database and as a file into a second folder, best on another machine.
Whoever rewrites the record must rewrite every seal since, and can neither sign them nor reach the second place with the database alone.
A day (UTC) is closed by the first seal made a quarter of an hour after its end: from then on nothing can be added to it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import transaction

from hamroh.record import keys, running
from hamroh.record.errors import ClockSetBack, ForeignKeyStore, SealsDisagree
from hamroh.record.events import KeyDestroyed, canonical
from hamroh.record.models import Chain, Entry, Seal
from hamroh.record.working import at_work

GRACE = dt.timedelta(minutes=15)
"""How long after midnight (UTC) a day stays open, for work that began before it."""


@dataclass(frozen=True)
class SealText:
    """A seal as it is signed and as its copy is written."""

    content: str
    signature: bytes

    @property
    def fields(self) -> dict[str, Any]:
        """What it says."""
        read: dict[str, Any] = json.loads(self.content)
        return read

    @property
    def number(self) -> int:
        """1 is the first."""
        return int(self.fields["seal"])

    @property
    def made_at(self) -> dt.datetime:
        """The moment at which it was made."""
        return dt.datetime.fromisoformat(self.fields["made_at"])

    @property
    def digest(self) -> str:
        """64 hexadecimal digits that name this seal and, through it, everything before."""
        return hashlib.sha256(self.content.encode()).hexdigest()

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Does the signature hold?"""
        try:
            key.verify(self.signature, self.content.encode())
        except InvalidSignature:
            return False
        return True

    def write(self, folder: Path) -> None:
        """The copy in the second place, whole or not at all; one that says the same stays."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"seal-{self.number:06}.json"
        text = canonical({"content": self.content, "signature": self.signature.hex()}) + "\n"
        if file.exists() and file.read_text(encoding="utf-8") == text:
            return
        fresh = folder / f".{file.name}.{os.getpid()}"
        with open(fresh, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(fresh, file)  # never over one that is there
        except FileExistsError:
            raise SealsDisagree(
                f"{file} holds another seal of that number. Nothing was sealed. See what happened: hamroh record verify."
            ) from None
        finally:
            fresh.unlink()


def read_copies(folder: Path) -> tuple[dict[int, SealText], list[str]]:
    """The copies in the second place by number, and the names of files there that are no seal."""
    copies, odd = {}, []
    for file in sorted(folder.glob("seal-*.json")):
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            copy = SealText(told["content"], bytes.fromhex(told["signature"]))
            copies[copy.number] = copy
        except (OSError, ValueError, KeyError, TypeError):
            odd.append(file.name)
    return copies, odd


def erased_in_copies() -> set[UUID]:
    """Everyone whom a signed seal in the second place says is erased."""
    copies, _ = read_copies(Path(settings.SEALS_FOLDER))
    ours = signing_key().public_key()
    return {UUID(id_) for copy in copies.values() if copy.is_signed_by(ours) for id_ in copy.fields["erased"]}


def signing_key() -> Ed25519PrivateKey:
    """The site's key for seals, from its key store."""
    return Ed25519PrivateKey.from_private_bytes(keys.store().blind("record.seal"))


def stored() -> list[SealText]:
    """The seals of the database, in order."""
    return [SealText(s.content, bytes(s.signature)) for s in Seal.objects.order_by("number")]


def check_key_store() -> None:
    """Is the key store the one that belongs to this database? Asked before a site starts: what a new store seals, the old one cannot open.

    Raises:
        ForeignKeyStore: it is missing, or another.
    """
    newest = Seal.objects.order_by("-number").first()
    if newest is None:
        return
    store, signed = keys.store(), SealText(newest.content, bytes(newest.signature))
    if not store.file.exists() or not signed.is_signed_by(signing_key().public_key()):
        raise ForeignKeyStore(
            f"{store.file} is not the key store of this database. Is HAMROH_KEYS right, and its folder mounted? Nothing was changed."
        )


@transaction.atomic
def seal(at: dt.datetime, *, accept_loss: str = "") -> SealText | None:
    """Seal what was noted since the last seal; `None` when there is nothing new.

    `accept_loss` is the reason, in words, for which seals that only the second place knows are given up: those made after the backup
    from which the database was restored. They stay named in this seal for ever.

    Raises:
        ClockSetBack: `at` is before the last seal.
        SealsDisagree: the second place holds seals that the database does not know, and no reason was given; or it lacks the last one, or
            cannot be written to.
    """
    at = at.astimezone(dt.UTC)
    folder = Path(settings.SEALS_FOLDER)
    newest = Seal.objects.order_by("-number").first()
    last = SealText(newest.content, bytes(newest.signature)) if newest else None
    copies, _ = read_copies(folder)
    ahead = sorted(number for number in copies if last is None or number > last.number)
    if ahead and not accept_loss:
        raise SealsDisagree(
            f"The second place {folder} holds {len(ahead)} seals that the database does not know (the newest is {ahead[-1]}). "
            "After restoring an older backup say so once: hamroh record seal --accept-loss REASON. Otherwise find out why first."
        )
    if last and last.number not in copies:
        raise SealsDisagree(
            f"The second place {folder} does not hold seal {last.number}, the last one. Is it mounted? If it moved, copy its files there. "
            "Nothing was sealed."
        )
    if ahead:
        last = copies[ahead[-1]]
    if last and at < last.made_at:
        raise ClockSetBack(
            f"The last seal was made at {last.made_at}; this machine's clock says {at}. Nothing was sealed."
        )
    if not accept_loss:
        with at_work("seal the record"):
            _not_cut_off(folder)
    closed_through = ((at - GRACE).date() - dt.timedelta(days=1)).isoformat()
    # Locked, so that a writer who still holds one is waited for; chains that stay open are only read.
    to_close = list(
        Chain.objects.select_for_update().filter(closed=False, day__lte=closed_through).order_by("day", "line")
    )
    still_open = list(Chain.objects.filter(closed=False, day__gt=closed_through).order_by("day", "line"))
    grown = [chain for chain in [*to_close, *still_open] if chain.length > chain.sealed]
    if not grown and not accept_loss and last and last.fields["closed_through"] >= closed_through:
        return None
    key = signing_key()
    content = {
        "seal": last.number + 1 if last else 1,
        "made_at": at.isoformat(),
        "before": last.digest if last else "",
        "key": key.public_key().public_bytes_raw().hex(),
        "closed_through": closed_through,
        "chains": [[c.day.isoformat(), c.line, c.length, bytes(c.head).hex()] for c in grown],
        # Ids only. A backup from before an erasure does not know of it: the second place does.
        "erased": [id_.hex for id_ in _erased_since(grown)],
        **({"lost": ahead, "reason": accept_loss} if accept_loss else {}),
    }
    text = canonical(content)
    made = SealText(text, key.sign(text.encode()))
    Seal.objects.create(number=made.number, made_at=at, content=made.content, signature=made.signature)
    for chain in grown:
        Chain.objects.filter(pk=chain.pk).update(sealed=chain.length)
    Chain.objects.filter(pk__in=[chain.pk for chain in to_close]).update(closed=True)
    # Last: if the second place cannot be written to, nothing is sealed here either.
    try:
        made.write(folder)
    except OSError as error:
        raise SealsDisagree(f"The copy cannot be written to {folder}: {error.strerror}. Nothing was sealed.") from None
    # What was given up stands in this seal from now on; of closed days the seals know everything.
    through = max(at, last.made_at if last else at).date().isoformat() if accept_loss else closed_through
    transaction.on_commit(lambda: running.forget(through=through))
    return made


def _not_cut_off(folder: Path) -> None:
    """Raises SealsDisagree where the second place knows of entries, since the last seal, that the database does not hold."""
    for (day, line), (length, head) in running.heads().items():
        entry = Entry.objects.filter(chain__day=day, chain__line=line, number=length).first()
        if entry is None or bytes(entry.hash) != head:
            raise SealsDisagree(
                f"The second place {folder} knows entry {length} of chain {day}/{line}, and the database does not hold it. Nothing was sealed. "
                "After restoring an older backup say so once: hamroh record seal --accept-loss REASON. Otherwise find out why first."
            )


def _erased_since(grown: Iterable[Chain]) -> list[UUID]:
    with at_work("seal the record"):
        return [
            id_
            for chain in grown
            for id_ in Entry.objects.filter(chain=chain, number__gt=chain.sealed, number__lte=chain.length)
            .filter(kind=KeyDestroyed.kind)
            .order_by("number")
            .values_list("about", flat=True)
            if id_ is not None
        ]
