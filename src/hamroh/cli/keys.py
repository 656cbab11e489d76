"""`hamroh keys`: the key store's own backups, its check, another master key, and new keys for everybody."""

from __future__ import annotations

import argparse
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

from hamroh.cli.site import answered


def run(arguments: list[str]) -> int:
    """0 when done, 2 when refused; nothing is half-done."""
    parser = argparse.ArgumentParser(
        prog="hamroh keys", description="The key store: without it nothing that is known of a person can be read."
    )
    doing = parser.add_subparsers(dest="doing", required=True)
    doing.add_parser("check", help="open every key with the master key")
    backup = doing.add_parser(
        "backup", help="copy the key store; keep the copy apart from the database's, for days only"
    )
    backup.add_argument(
        "to", nargs="?", type=Path, metavar="FILE", help="(default: a file named by the moment in keys/backups)"
    )
    restore = doing.add_parser("restore", help="put a backup in the key store's place; stop the site first")
    restore.add_argument("backup", type=Path, metavar="FILE")
    rotate = doing.add_parser("rotate", help="wrap every key under another master key")
    rotate.add_argument(
        "--new",
        metavar="FILE|COMMAND",
        help="where the master key is a command: a file or a command that gives the new one",
    )
    reseal = doing.add_parser(
        "reseal",
        help="give every person a new key and write all that is sealed anew under it; goes on where it stopped",
    )
    reseal.add_argument(
        "--site-is-stopped", action="store_true", help="end at once: nobody can hold an older key any more"
    )
    given = parser.parse_args(arguments)
    work = {"check": _check, "backup": _backup, "restore": _restore, "rotate": _rotate, "reseal": _reseal}[given.doing]
    return answered(f"hamroh keys {given.doing}", lambda: work(given))


def _check(given: argparse.Namespace) -> int:
    from hamroh.record import keys

    store = keys.store()
    sys.stdout.write(f"The master key from {store.source} opens the key store: {store.check()} persons have a key.\n")
    return 0


def _backup(given: argparse.Namespace) -> int:
    from hamroh.record import keys

    store = keys.store()
    store.check()
    made = store.back_up(datetime.now(UTC), given.to)
    sys.stdout.write(f"{made} is written, wrapped by the master key. Remove copies elsewhere within 7 days.\n")
    return 0


def _restore(given: argparse.Namespace) -> int:
    from django.db import transaction

    from hamroh.record import actions, keys, note
    from hamroh.record.errors import RecordError
    from hamroh.record.events import KeysRestored

    if not given.backup.is_file():
        raise RecordError(f"There is no file {given.backup}.")
    store = keys.store()
    store.put_back(given.backup)
    again = actions.finish_erasures()
    with transaction.atomic():
        note(KeysRestored(again=again), by=None, at=datetime.now(UTC))
    sys.stdout.write(
        f"The key store is {given.backup}: {store.check()} persons have a key; {again} erased since were erased again.\n"
    )
    return 0


def _rotate(given: argparse.Namespace) -> int:
    from django.db import transaction

    from hamroh.record import keys, note
    from hamroh.record.errors import RecordError
    from hamroh.record.events import KeysRotated

    store = keys.store()
    if store.source.command:
        if not given.new:
            raise RecordError(
                "The master key comes from a command: make a new one there and say how to get it, --new 'COMMAND'."
            )
        new = keys.MasterKeySource(Path(given.new), "" if Path(given.new).is_file() else given.new).read()
    elif given.new:
        raise RecordError(f"The master key is the file {store.source}: it is replaced in place, without --new.")
    else:
        new = secrets.token_bytes(keys.KEY_BYTES)
    count = store.rotate(new)
    kept = store.back_up(datetime.now(UTC))
    with transaction.atomic():
        note(KeysRotated(), by=None, at=datetime.now(UTC))
    sys.stdout.write(
        f"The keys of {count} persons are wrapped by the new master key. Older backups are removed; {kept} is new.\n"
    )
    if store.source.command:
        sys.stdout.write("Now set HAMROH_MASTER_KEY_COMMAND to the new one, here and on every machine of the site.\n")
    return 0


def _reseal(given: argparse.Namespace) -> int:
    from hamroh.people import resealing

    def tell(words: str) -> None:
        sys.stdout.write(words + "\n")
        sys.stdout.flush()

    done = resealing.reseal(datetime.now(UTC), tell=tell, nobody_works=given.site_is_stopped)
    sys.stdout.write(f"{done.written} texts were written anew.\n")
    if done.unreadable:
        sys.stdout.write(f"{done.unreadable} texts are opened by no key and were left: hamroh check.\n")
    if done.ends_after is None:
        sys.stdout.write(
            "Done: what was sealed before is opened by no key of this site. Make a backup now (hamroh backup): one of before needs the key "
            "store of before.\n"
        )
        if done.in_chain:
            sys.stdout.write(
                f"For {done.in_chain} persons the older key stays until they are erased: an earlier version noted what is personal inside the "
                "chains of the record, which are never changed. It opens nothing else.\n"
            )
    else:
        sys.stdout.write(
            f"The older keys stay until somebody who works now has put them down. Say it again after {done.ends_after:%Y-%m-%d %H:%M} UTC.\n"
        )
    return 0
