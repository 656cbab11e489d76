"""Keys of persons: apart from the database, wrapped, and gone when destroyed."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from hamroh.record import keys, retention, sealing
from hamroh.record.errors import Erased, NotOurs, RecordError, WrongMasterKey

ZARINA, KARIM = uuid4(), uuid4()
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def two_people(own_keys: keys.KeyStore) -> None:
    own_keys.make_many([ZARINA, KARIM])


def test_what_is_sealed_is_read_again_in_three_alphabets() -> None:
    content = {
        "name": "Зарина Ғаюрова",
        "also": ["Zarina", "زرینه"],
        "born": "1998-02-11",
        "children": 2,
        "phone": None,
    }
    assert sealing.unseal(ZARINA, "part:1", sealing.seal(ZARINA, "part:1", content)) == content


def test_the_same_words_are_never_sealed_alike() -> None:
    assert sealing.seal(ZARINA, "a", {"x": 1}) != sealing.seal(ZARINA, "a", {"x": 1})


def test_a_sealed_text_does_not_open_for_another_person_place_or_site(settings: Any, tmp_path: Path) -> None:
    sealed = sealing.seal(ZARINA, "part:1", {"x": 1})
    with pytest.raises(NotOurs):
        sealing.unseal(KARIM, "part:1", sealed)
    with pytest.raises(NotOurs):
        sealing.unseal(ZARINA, "part:2", sealed)
    settings.KEYS_FOLDER = tmp_path / "another"
    keys.store().make(ZARINA)
    with pytest.raises(NotOurs):
        sealing.unseal(ZARINA, "part:1", sealed)


@pytest.mark.parametrize(
    "change",
    [lambda s: s[:-1], lambda s: s[:20], lambda s: b"", lambda s: s[:30] + b"\x00" + s[31:], lambda s: b"\x02" + s[1:]],
)
def test_a_changed_sealed_text_is_refused(change: Any) -> None:
    with pytest.raises(NotOurs):
        sealing.unseal(ZARINA, "p", change(sealing.seal(ZARINA, "p", {"story": "long ago and far away"})))


def test_after_the_key_is_destroyed_nothing_opens_and_nothing_new_is_sealed() -> None:
    sealed = sealing.seal(ZARINA, "p", {"x": 1})
    keys.store().destroy(ZARINA)
    assert not keys.store().exists(ZARINA)
    with pytest.raises(Erased):
        sealing.unseal(ZARINA, "p", sealed)
    with pytest.raises(Erased):
        sealing.seal(ZARINA, "p", {"x": 2})
    assert sealing.unseal_many([(ZARINA, "p", sealed), (KARIM, "q", sealing.seal(KARIM, "q", {"y": 1}))]) == [
        None,
        {"y": 1},
    ]


def test_a_key_made_again_does_not_open_what_the_old_one_sealed() -> None:
    sealed = sealing.seal(ZARINA, "p", {"x": 1})
    keys.store().destroy(ZARINA)
    keys.store().make(ZARINA)
    with pytest.raises(NotOurs):
        sealing.unseal(ZARINA, "p", sealed)


def test_the_bytes_of_a_destroyed_key_are_in_no_file_of_the_store(own_keys: keys.KeyStore) -> None:
    with sqlite3.connect(own_keys.file) as file:
        wrapped = file.execute("SELECT wrapped FROM subject WHERE id = ?", (ZARINA.bytes,)).fetchone()[0]

    def holding() -> list[str]:
        return [path.name for path in own_keys.folder.iterdir() if wrapped in path.read_bytes()]

    assert holding()
    own_keys.destroy(ZARINA)
    assert holding() == []


def test_a_key_destroyed_by_one_process_is_gone_for_another(own_keys: keys.KeyStore) -> None:
    sealed = sealing.seal(ZARINA, "p", {"x": 1})
    program = (
        "import sys; from pathlib import Path; from uuid import UUID; from hamroh.record.keys import *\n"
        "KeyStore(Path(sys.argv[1]), MasterKeySource(Path(sys.argv[2]))).destroy(UUID(sys.argv[3]))"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(own_keys.folder), str(own_keys.source.file), str(ZARINA)], check=True
    )
    with pytest.raises(Erased):
        sealing.unseal(ZARINA, "p", sealed)


def test_many_ciphers_take_one_question(own_keys: keys.KeyStore) -> None:
    people = [uuid4() for _ in range(300)]
    own_keys.make_many(people)
    asked: list[str] = []
    file, _ = own_keys._open()
    file.set_trace_callback(asked.append)
    assert set(own_keys.ciphers([*people, uuid4()])) == set(people)
    assert sum("FROM subject" in text for text in asked) == 1
    with own_keys.at_hand():
        for _ in range(3):
            assert set(own_keys.ciphers(people)) == set(people)
        assert sum("wrapped FROM subject" in text for text in asked) == 2
        own_keys.destroy(people[0])
        assert people[0] not in own_keys.ciphers(people), "what is destroyed is not at hand any more"
    own_keys.ciphers(people[1:])
    assert sum("wrapped FROM subject" in text for text in asked) == 4


def test_a_token_key_stays_the_same_and_differs_by_purpose(own_keys: keys.KeyStore) -> None:
    assert own_keys.blind("names") == own_keys.blind("names") != own_keys.blind("phones")
    assert len(own_keys.blind("names")) == 32


def test_the_files_are_their_owners_alone(own_keys: keys.KeyStore) -> None:
    for path in [own_keys.source.file, *own_keys.folder.iterdir()]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name
    assert stat.S_IMODE(own_keys.folder.stat().st_mode) == 0o700


def test_a_wrong_master_key_is_named_and_nothing_is_changed(own_keys: keys.KeyStore, tmp_path: Path) -> None:
    sealed = sealing.seal(ZARINA, "p", {"x": 1})
    before = own_keys.file.read_bytes()
    keys.write_key(tmp_path / "wrong", b"w" * 32)
    with pytest.raises(WrongMasterKey, match=r"does not open the key store.*HAMROH_MASTER_KEY_FILE"):
        keys.KeyStore(own_keys.folder, keys.MasterKeySource(tmp_path / "wrong")).ciphers([ZARINA])
    assert own_keys.file.read_bytes() == before
    assert sealing.unseal(ZARINA, "p", sealed) == {"x": 1}


@pytest.mark.parametrize("text", [b"", b"short", b"Zm9v\n", b"\xff" * 64, b"g" * 64])
def test_what_is_no_master_key_is_refused(own_keys: keys.KeyStore, tmp_path: Path, text: bytes) -> None:
    (tmp_path / "odd").write_bytes(text)
    with pytest.raises(WrongMasterKey, match="is no master key"):
        keys.KeyStore(own_keys.folder, keys.MasterKeySource(tmp_path / "odd")).exists(ZARINA)


def test_a_lost_master_key_is_not_replaced_by_a_new_one(own_keys: keys.KeyStore) -> None:
    own_keys.source.file.unlink()
    with pytest.raises(WrongMasterKey, match="cannot be read"):
        keys.KeyStore(own_keys.folder, own_keys.source).exists(ZARINA)
    assert not own_keys.source.file.exists()


def test_a_command_can_give_the_master_key_and_its_words_are_not_repeated(
    own_keys: keys.KeyStore, tmp_path: Path
) -> None:
    by_command = keys.MasterKeySource(tmp_path / "none", f"cat {own_keys.source.file}")
    assert keys.KeyStore(own_keys.folder, by_command).exists(ZARINA)
    failing = keys.MasterKeySource(tmp_path / "none", "sh -c 'echo a-secret >&2; exit 1'")
    with pytest.raises(WrongMasterKey) as refused:
        keys.KeyStore(own_keys.folder, failing).exists(ZARINA)
    assert "a-secret" not in str(refused.value)


def test_threads_that_start_together_end_with_one_store(tmp_path: Path) -> None:
    source = keys.MasterKeySource(tmp_path / "m")
    stores = [keys.KeyStore(tmp_path / "k", source) for _ in range(8)]
    people = [uuid4() for _ in stores]
    failed: list[BaseException] = []

    def start(store: keys.KeyStore, person: Any) -> None:
        try:
            store.make(person)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=start, args=pair) for pair in zip(stores, people, strict=True)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert failed == []
    assert set(stores[0].ciphers(people)) == set(people)


# -- another master key ------------------------------------------------------------------------------------------------


def test_after_a_rotation_the_new_master_key_opens_everything_and_the_old_one_nothing(
    own_keys: keys.KeyStore, tmp_path: Path
) -> None:
    sealed, token = sealing.seal(ZARINA, "p", {"x": 1}), own_keys.blind("names")
    old = own_keys.source.read()
    assert own_keys.rotate(b"n" * 32) == 2
    assert own_keys.source.read() == b"n" * 32 != old
    assert sealing.unseal(ZARINA, "p", sealed) == {"x": 1}
    assert own_keys.blind("names") == token
    keys.write_key(tmp_path / "old", old)
    with pytest.raises(WrongMasterKey):
        keys.KeyStore(own_keys.folder, keys.MasterKeySource(tmp_path / "old")).ciphers([ZARINA])


def test_a_running_site_goes_on_after_a_rotation_by_another_process(own_keys: keys.KeyStore) -> None:
    sealed = sealing.seal(ZARINA, "p", {"x": 1})
    keys.KeyStore(own_keys.folder, own_keys.source).rotate(b"n" * 32)
    assert sealing.unseal(ZARINA, "p", sealed) == {"x": 1}
    own_keys.make(uuid4())


def test_a_rotation_cut_off_after_the_store_was_written_is_finished_by_whoever_comes_next(
    own_keys: keys.KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = sealing.seal(ZARINA, "p", {"x": 1})
    with monkeypatch.context() as power_cut:
        power_cut.setattr("os.replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            own_keys.rotate(b"n" * 32)
    assert own_keys.source.read() != b"n" * 32
    again = keys.KeyStore(own_keys.folder, own_keys.source)
    assert again.cipher(ZARINA).open(sealed, sealing.bound(ZARINA, "p")) == b'{"x":1}'
    assert own_keys.source.read() == b"n" * 32


def test_a_rotation_cut_off_before_the_store_was_written_changes_nothing(own_keys: keys.KeyStore) -> None:
    keys.write_key(own_keys.source.file.with_name("master_key.next"), b"n" * 32)
    assert keys.KeyStore(own_keys.folder, own_keys.source).exists(ZARINA)
    assert own_keys.rotate(b"m" * 32) == 2
    assert own_keys.source.read() == b"m" * 32


# -- backups of the store ----------------------------------------------------------------------------------------------


def test_a_lost_key_store_comes_back_from_its_backup(own_keys: keys.KeyStore) -> None:
    sealed = sealing.seal(ZARINA, "p", {"x": 1})
    kept = own_keys.back_up(NOON)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    own_keys.close()
    own_keys.file.write_bytes(b"a broken disk" * 1000)
    keys._stores.clear()
    with pytest.raises(RecordError, match="hamroh keys restore"):
        keys.store().exists(ZARINA)
    keys.store().put_back(kept)
    assert sealing.unseal(ZARINA, "p", sealed) == {"x": 1}
    assert keys.store().check() == 2


def test_what_is_no_key_store_is_not_put_in_its_place(own_keys: keys.KeyStore, tmp_path: Path) -> None:
    for odd in (b"", b"no database at all", own_keys.back_up(NOON).read_bytes()[:5000]):
        (tmp_path / "odd").write_bytes(odd)
        with pytest.raises(RecordError):
            own_keys.put_back(tmp_path / "odd")
    assert own_keys.check() == 2
    assert [path.name for path in own_keys.folder.iterdir() if path.name.startswith(".")] == []


def test_a_backup_under_another_master_key_is_refused_and_the_store_stays(
    own_keys: keys.KeyStore, tmp_path: Path
) -> None:
    other = keys.KeyStore(tmp_path / "other", keys.MasterKeySource(tmp_path / "other_master"))
    other.make(ZARINA)
    with pytest.raises(WrongMasterKey):
        own_keys.put_back(other.back_up(NOON))
    assert own_keys.exists(KARIM)


def test_backups_are_kept_for_a_week_and_a_rotation_ends_them(db: None, own_keys: keys.KeyStore) -> None:
    old, young = own_keys.back_up(NOON - timedelta(days=8)), own_keys.back_up(NOON - timedelta(days=6))
    assert retention.apply(NOON)["record.key_backups"] == 1
    assert (old.exists(), young.exists()) == (False, True)
    own_keys.rotate(b"n" * 32)
    assert not young.exists()
