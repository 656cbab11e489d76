"""Does the record still say what was noted? Finds an entry that was changed, taken out, swapped, cut off at the end, or written anew."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from hamroh.record import chains, personal, running, seals
from hamroh.record.models import Chain, Entry
from hamroh.record.seals import SealText
from hamroh.record.working import at_work

CLOCKS_DIFFER = dt.timedelta(minutes=5)
"""How far two machines' clocks may be apart without being spoken of."""
_AT_ONCE = 5000
_FIELDS = ("number", "at", "by", "kind", "about", "reading", "fields", "sealed", "before", "hash")


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was noted. `what` is a word for programs; `words` says where and what, nothing personal."""

    what: str
    words: str


@dataclass
class Report:
    """What a check of the record found. Without faults the record is whole; notices are to be looked at by a person."""

    entries: int = 0
    chains: int = 0
    seals: int = 0
    last_seal: SealText | None = None
    unsealed: int = 0
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)


def verify(at: dt.datetime, *, known_seal: str = "") -> Report:
    """Check every entry against its chain, every chain against the seals, and the seals against their signature and second place.

    `known_seal` is the digest of a seal that was written down elsewhere (on paper): it must be among the seals.
    It reads; it may run while others write.
    """
    report = Report()
    sealed_heads, closed_through = _check_seals(report, known_seal)
    # Read before the chains: what is noted meanwhile makes a chain longer than is said here, never shorter.
    written = running.heads()
    seen_chains: set[tuple[str, int]] = set()
    for chain in Chain.objects.order_by("day", "line"):
        seen_chains.add((chain.day.isoformat(), chain.line))
        name = (chain.day.isoformat(), chain.line)
        with at_work("verify the record"):
            _check_chain(report, chain, sealed_heads.get(name, []), closed_through, at)
            _check_running(report, chain, written.pop(name, None))
    report.faults += [
        Fault("cut off", f"Chain {day}/{line}: the second place knows entry {length}, and the chain is not there.")
        for (day, line), (length, _) in sorted(written.items())
    ]
    for (day, line), heads in sorted(sealed_heads.items()):
        if (day, line) not in seen_chains:
            report.faults.append(
                Fault(
                    "missing",
                    f"Chain {day}/{line}: seal {heads[-1].seal} knows {heads[-1].length} entries, and it is not there.",
                )
            )
    return report


@dataclass(frozen=True)
class _Head:
    """What a seal says of a chain."""

    length: int
    hash: bytes
    seal: int
    made_at: dt.datetime


def _check_seals(report: Report, known_seal: str) -> tuple[dict[tuple[str, int], list[_Head]], str]:
    faults, folder = report.faults, Path(settings.SEALS_FOLDER)
    ours = seals.signing_key().public_key()
    copies, odd = seals.read_copies(folder)
    faults += [Fault("second place", f"{folder / name} is no seal.") for name in odd]
    stored = seals.stored()
    heads: dict[tuple[str, int], list[_Head]] = defaultdict(list)
    before, closed_through, lost = "", "", set()
    expected = 1
    for seal in stored:
        given_up = seal.fields.get("lost", [])
        if given_up:
            report.notices.append(
                Fault(
                    "lost",
                    f"Seals {given_up[0]} to {given_up[-1]} were lost with a restored backup: {seal.fields['reason']}",
                )
            )
            before, expected = _check_given_up(report, given_up, copies, ours, before), given_up[-1] + 1
            lost.update(given_up)
        elif "reason" in seal.fields:
            text = f"What was noted since the seal before seal {seal.number} was lost with a restored backup: {seal.fields['reason']}"
            report.notices.append(Fault("lost", text))
        if seal.number != expected:
            faults.append(Fault("seal missing", f"Seal {seal.number} follows where seal {expected} should stand."))
        elif seal.fields["before"] != before:
            faults.append(Fault("seal changed", f"Seal {seal.number} does not belong behind the one before it."))
        if not seal.is_signed_by(ours):
            faults.append(Fault("signature", f"Seal {seal.number} is not signed with this site's key."))
        copy = copies.get(seal.number)
        if copy is None:
            faults.append(Fault("second place", f"Seal {seal.number} has no copy in {folder}."))
        elif copy != seal:
            faults.append(Fault("second place", f"Seal {seal.number} differs from its copy in {folder}."))
        for day, line, length, head in seal.fields["chains"]:
            heads[day, line].append(_Head(length, bytes.fromhex(head), seal.number, seal.made_at))
        before, expected, closed_through = seal.digest, seal.number + 1, seal.fields["closed_through"]
    ahead = sorted(set(copies) - {seal.number for seal in stored} - lost)
    if ahead:
        faults.append(
            Fault(
                "cut off",
                f"The second place {folder} holds seals that the database does not know: {', '.join(map(str, ahead))}.",
            )
        )
    if known_seal and known_seal not in {seal.digest for seal in stored}:
        faults.append(Fault("known seal", f"No seal has the digest {known_seal}."))
    report.seals, report.last_seal = len(stored), stored[-1] if stored else None
    return heads, closed_through


def _check_given_up(
    report: Report, numbers: list[int], copies: dict[int, SealText], ours: Ed25519PublicKey, before: str
) -> str:
    """Seals that a restore lost stay in the second place, signed and joined; gives the digest of the last."""
    for number in numbers:
        copy = copies.get(number)
        if copy is None or not copy.is_signed_by(ours) or copy.fields["before"] != before:
            report.faults.append(
                Fault("second place", f"The copy of seal {number}, given up by a restore, is not as it was.")
            )
        before = copy.digest if copy else ""
    return before


def _unlike(vouchers: dict[bytes, tuple[int, UUID]]) -> list[int]:
    """The numbers of those entries whose personal fields are not what was noted."""
    return [vouchers[one][0] for one in personal.unlike((about, one) for one, (_, about) in vouchers.items())]


def _check_chain(report: Report, chain: Chain, sealed: list[_Head], closed_through: str, at: dt.datetime) -> None:
    name, faults = f"{chain.day}/{chain.line}", report.faults
    report.chains += 1
    heads = {head.length: head for head in sealed}
    last_sealed = sealed[-1] if sealed else None
    before, expected, latest = chains.start(chain.day, chain.line), 1, None
    vouchers: dict[bytes, tuple[int, UUID]] = {}
    unlike: list[int] = []
    head_as_said = chain.length == 0
    # The chain's row was read first: what is appended meanwhile is longer than it says, never shorter.
    for number, moment, by, kind, about, reading, fields, sealed_fields, stored_before, stored_hash in _entries(chain):
        report.entries += 1
        stored_hash, where = bytes(stored_hash), f"Entry {number} of chain {name}"
        if number != expected:
            faults.append(Fault("missing", f"Chain {name}: entry {expected} is missing; {number} follows."))
        elif bytes(stored_before) != before:
            faults.append(Fault("swapped", f"{where} does not belong behind the one before it."))
        real = chains.entry_hash(
            bytes(stored_before), number, moment, by, kind, about, reading, fields,
            None if sealed_fields is None else bytes(sealed_fields),
        )  # fmt: skip
        if real != stored_hash:
            faults.append(Fault("changed", f"{where} is not what was noted."))
        if sealed_fields is not None and about is not None:
            vouchers[bytes(sealed_fields)] = (number, about)
            if len(vouchers) == _AT_ONCE:
                unlike += _unlike(vouchers)
                vouchers = {}
        if number in heads and stored_hash != heads[number].hash:
            faults.append(Fault("rewritten", f"{where} is not the one that seal {heads[number].seal} knows."))
        if moment.astimezone(dt.UTC).date() != chain.day:
            faults.append(Fault("changed", f"{where} is of another day."))
        _look_at_clock(report, where, moment, latest, last_sealed, number, at)
        latest = max(latest, moment) if latest else moment
        head_as_said = head_as_said or (number == chain.length and stored_hash == bytes(chain.head))
        before, expected = stored_hash, number + 1
    for number in [*unlike, *_unlike(vouchers)]:
        told = f"Entry {number} of chain {name}: what is personal in it is not what was noted."
        faults.append(Fault("changed", told))
    seen = expected - 1
    if last_sealed and seen < last_sealed.length:
        faults.append(
            Fault(
                "cut off",
                f"Chain {name} ends with entry {seen}; seal {last_sealed.seal} knows {last_sealed.length} entries.",
            )
        )
    elif seen < chain.length:
        faults.append(Fault("cut off", f"Chain {name} ends with entry {seen}; {chain.length} were noted."))
    elif not head_as_said or (seen > chain.length and not Chain.objects.filter(pk=chain.pk, length__gte=seen).exists()):
        faults.append(Fault("changed", f"Chain {name} does not end with the entry that was noted last."))
    sealed_length = last_sealed.length if last_sealed else 0
    if seen > sealed_length:
        if chain.day.isoformat() <= closed_through:
            faults.append(Fault("added", f"Chain {name} was sealed with {sealed_length} entries and has {seen}."))
        report.unsealed += seen - sealed_length


def _check_running(report: Report, chain: Chain, written: tuple[int, bytes] | None) -> None:
    """Between two seals the second place knows the head of each chain."""
    name = f"{chain.day}/{chain.line}"
    if written is None:
        return
    entry = Entry.objects.filter(chain=chain, number=written[0]).first()
    if entry is None:
        report.faults.append(
            Fault("cut off", f"Chain {name}: the second place knows entry {written[0]}, and it is not there.")
        )
    elif bytes(entry.hash) != written[1]:
        report.faults.append(
            Fault("rewritten", f"Entry {written[0]} of chain {name} is not the one that the second place knows.")
        )


def _entries(chain: Chain) -> Iterator[tuple]:
    return Entry.objects.filter(chain=chain).order_by("number").values_list(*_FIELDS).iterator(chunk_size=_AT_ONCE)


def _look_at_clock(
    report: Report,
    where: str,
    moment: dt.datetime,
    latest: dt.datetime | None,
    last_sealed: _Head | None,
    number: int,
    at: dt.datetime,
) -> None:
    if latest and moment < latest - CLOCKS_DIFFER:
        report.notices.append(Fault("clock", f"{where} says {moment}, after one of {latest}: a clock was set back."))
    elif last_sealed and number > last_sealed.length and moment < last_sealed.made_at - CLOCKS_DIFFER:
        report.notices.append(
            Fault(
                "clock", f"{where} says {moment}, and was noted after seal {last_sealed.seal} of {last_sealed.made_at}."
            )
        )
    if moment > at + CLOCKS_DIFFER:
        report.notices.append(
            Fault("clock", f"{where} says {moment}, which is still to come: a clock is or was ahead.")
        )
