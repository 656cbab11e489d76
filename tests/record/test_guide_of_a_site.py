"""What docs/guides/run-a-site.md puts on a server works: roles, settings, units and proxy are taken from its own blocks."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.house.tree import ROOT
from tests.sites import Site, fresh_database

GUIDE = (ROOT / "docs/guides/run-a-site.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def units() -> dict[str, str]:
    """systemd units by what they describe."""
    return {text.splitlines()[1]: text for text in blocks("ini") if text.startswith("[Unit]")}


def environment() -> dict[str, str]:
    (text,) = (block for block in blocks("ini") if block.startswith("HAMROH_"))
    return dict(line.split("=", 1) for line in text.splitlines())


def test_every_setting_of_the_site_is_told_and_every_one_told_is_a_setting() -> None:
    source = "".join(path.read_text() for path in (ROOT / "src/hamroh").rglob("*.py"))
    told = set(re.findall(r"^\| .*", GUIDE, re.MULTILINE))
    named = {name for line in told for name in re.findall(r"`(HAMROH_\w+)`", line)} | set(environment())
    used = set(re.findall(r"(?:environ(?:\.get\(|\[)|whole_number\()\"(HAMROH_\w+)\"", source))
    assert named - used == set()
    assert used - named == set()


def test_every_unit_calls_a_command_that_there_is() -> None:
    from hamroh.cli import COMMANDS

    called = re.findall(r"^ExecStart=(.*)$", "".join(units().values()), re.MULTILINE)
    assert len(called) == 3
    for line in called:
        program, command, *words = shlex.split(line)
        assert program.endswith("/hamroh") and command in COMMANDS
        usage = subprocess.run(
            [str(Path(sys.executable).with_name("hamroh")), command, *words[: 1 if command == "jobs" else 0], "--help"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        assert all(word in usage for word in words if word.startswith("--")), line


def test_systemd_finds_no_fault_with_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed. On Debian: sudo apt-get install systemd")
    for number, text in enumerate(units().values()):
        kind = "timer" if "[Timer]" in text else "path" if "[Path]" in text else "service"
        file = tmp_path / f"hamroh{number}.{kind}"
        # The program and its user are not on this machine; all else is as the guide has it.
        file.write_text(
            re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE).replace("User=hamroh\n", "")
        )
        if kind != "service":
            (starts,) = re.findall(r"^Unit=(\S+)$", text, flags=re.MULTILINE) or [f"hamroh{number}.service"]
            (tmp_path / starts).write_text("[Service]\nType=oneshot\nExecStart=/bin/true\n")
        done = subprocess.run(["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert not [line for line in done.stderr.splitlines() if str(tmp_path) in line], done.stderr
        assert configparser.ConfigParser(strict=False, interpolation=None).read_string(text) is None


def test_no_unit_can_call_another_machine() -> None:
    services = [text for text in units().values() if "[Service]" in text]
    assert len(services) == 3
    assert all("IPAddressDeny=any\nIPAddressAllow=localhost\n" in text for text in services)


def test_the_proxy_speaks_tls_alone_and_keeps_nobodys_address() -> None:
    (text,) = blocks("nginx")
    plain, tls = text.split("server {")[1:]
    assert "listen 80;" in plain and "location / { return 301 https://" in plain and "proxy_pass" not in plain
    # A program that forgot TLS is refused: sent on quietly, it would send answers in the open for ever.
    assert "location /api/ { return 403; }" in plain
    assert re.findall(r"ssl_protocols (.*);", tls) == ["TLSv1.2 TLSv1.3"]
    (ciphers,) = re.findall(r"ssl_ciphers (.*);", tls)
    assert all(
        re.fullmatch(r"ECDHE-(?:RSA|ECDSA)-(?:AES(?:128|256)-GCM|CHACHA20)-\w+", one) for one in ciphers.split(":")
    )
    (age,) = re.findall(r'Strict-Transport-Security "max-age=(\d+); includeSubDomains" always', tls)
    assert int(age) >= 365 * 24 * 3600
    # Set, never added to: what a caller writes there does not come through.
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in tls
    assert text.count("access_log off;") == text.count("error_log /dev/null crit;") == 2


@pytest.fixture
def as_told(postgres_url: str, tmp_path: Path) -> Iterator[tuple[Site, dict[str, str]]]:
    """A site on PostgreSQL with the roles and settings of the guide; only folders and the host differ."""
    import psycopg

    folder = tmp_path / "site"
    places = {
        "/srv/hamroh/var": str(folder),
        "/srv/hamroh/keys": str(tmp_path / "keys"),
        "/etc/hamroh": str(tmp_path / "etc"),
        "/mnt/seals": str(tmp_path / "seals"),
    }
    given = environment()
    for told, here in places.items():
        Path(here).mkdir(mode=0o700, exist_ok=True)
        given = {name: value.replace(told, here) for name, value in given.items()}
    (sql,) = blocks("sql")
    # The tests' own server has a role and a database of these names.
    sql = re.sub(r"\bhamroh\b(?!\.)", "hamroh_told", sql).replace("hamroh_web", "hamroh_told_web")
    with psycopg.connect(postgres_url, autocommit=True) as server:
        for statement in filter(str.strip, sql.split(";")):
            server.execute(statement)  # type: ignore[arg-type]
        try:
            parts = urlsplit(postgres_url)
            url = urlunsplit(
                parts._replace(netloc=parts.netloc.replace("hamroh@", "hamroh_told@"), path="/hamroh_told")
            )
            given |= {"HAMROH_DATABASE_URL": url, "HAMROH_WEB_ROLE": "hamroh_told_web"}
            yield Site(folder, url), given
        finally:
            server.execute("DROP DATABASE hamroh_told WITH (FORCE)")
            server.execute("DROP OWNED BY hamroh_told, hamroh_told_web")
            server.execute("DROP ROLE hamroh_told_web")
            server.execute("DROP ROLE hamroh_told")


PERSON = """
import datetime as dt, django
django.setup()
from django.db import connection, transaction
from hamroh.people.directory.actions import add_organisation
from hamroh.people.persons.models import Person
from hamroh.people.walls import rows
keeper = add_organisation("house", kind="ngo", names={"en": "House", "ru": "Дом", "tg": "Хона"})
with transaction.atomic(), rows.at_work("a test"):
    Person.objects.create(keeper=keeper, opened_at=(now := dt.datetime.now(dt.UTC)), touched_on=now.date())
"""
COUNT = """
import django
django.setup()
from django.conf import settings
from django.db import connection, transaction
from hamroh.people.persons.models import Person
from hamroh.people.walls import rows
with transaction.atomic():
    unseen = Person.objects.count()
    with rows.at_work("a test"):
        print(unseen, Person.objects.count())
    with connection.cursor() as cursor:
        cursor.execute(f"set local role {settings.WEB_ROLE}")
        cursor.execute("select has_table_privilege('people_person', 'select'), has_table_privilege('record_entry', 'update')")
        print(*cursor.fetchone())
"""
DESK = """
import datetime as dt, uuid, django
django.setup()
from django.db import connection, transaction
from hamroh import record
from hamroh.people.models import Involvement, Office, Person, RoleGrant, Staff
from hamroh.people.persons import jobs as retention
from hamroh.people.persons.events import FileRead
from hamroh.people.staff.kept_sessions import SessionStore
from hamroh.people.walls import rows
now = dt.datetime.now(dt.UTC)
then, staff = now - dt.timedelta(days=1), []
with transaction.atomic(), rows.at_work("a test"):
    person = Person.objects.get()
    house = Office.objects.create(organisation=person.keeper, key="here", name_en="x", name_ru="x", name_tg="x", country="TJ", time_zone="Asia/Dushanbe")
    for role in ("lawyer", "analyst", "supervisor"):
        staff.append(Staff.objects.create(email=f"{role}@example.org", full_name=role, office=house, joined_at=then))
        RoleGrant.objects.create(staff=staff[-1], role=role, since=then)
    Involvement.objects.create(person=person, organisation=person.keeper, staff=staff[0], parts="story", since=then, reason="call")
    Person.objects.create(keeper=person.keeper, opened_at=now, touched_on=now.date(), merged_into=person)
for one in staff:
    with transaction.atomic(), rows.seen_as(one), connection.cursor() as cursor:
        record.note(FileRead(about=person.pk, parts=("story",)), by=None, at=now)
        for table in ("people_person", "people_involvement", "record_entry"):
            cursor.execute(f"select count(*) from {table}")
            print(*cursor.fetchone(), end=" ")
        cursor.execute("select proname from pg_proc where proname like 'hamroh_may_see%' and proargtypes::text = '2950'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"select {name}(%s)", [uuid.uuid4()])
session = SessionStore()
session["who"] = "nobody"
session.save()
print(SessionStore(session.session_key)["who"], end=" ")
with rows.at_work("a test"):
    Person.objects.update(touched_on=then - dt.timedelta(days=9999))
print(retention.take_out(now - retention.PERIOD), end=" ")
with rows.at_work("a test"):
    print(Person.objects.filter(erased_at=None).count())
"""


def test_the_roles_and_settings_make_a_site_that_is_safe_and_comes_back_from_its_backup(
    as_told: tuple[Site, dict[str, str]], postgres_url: str, tmp_path: Path
) -> None:
    site, given = as_told
    prepared = site.hamroh("serve", "--prepare-only", **given)
    assert prepared.returncode == 0, prepared.stderr
    told(site, PERSON, given)
    # The owner of the tables sees no person without saying what for; the role of the desk may use the tables, and change no entry.
    assert told(site, COUNT, given).split() == ["0", "1", "True", "False"]
    # The functions that decide who may see are bound by what they decide, and so is the site's own work.
    assert told(site, DESK, given).split() == [*"211", *"000", *"213", "nobody", "1", "0"]
    (tmp_path / "file.csv").write_text("own_number;full_name;born\n17;Zarina;31.05.1990\n")
    bring = (
        "cases",
        "import",
        str(tmp_path / "file.csv"),
        "--as",
        "supervisor@example.org",
        "--dates",
        "dmy",
        "--apply",
    )
    assert "New: 1" in site.hamroh(*bring, **given).stdout
    assert site.hamroh("jobs", "due", **given).returncode == 0
    made = site.hamroh("backup", "--make-identity", str(tmp_path / "identity"), **given)
    recipient = made.stdout.split()[-1]
    to = (str(tmp_path / "far"), "--recipient", recipient, "--keys-to", str(tmp_path / "elsewhere"))
    assert site.hamroh("backup", *to, **given).returncode == 0
    checked = site.hamroh("check", **given)
    assert "database role" not in checked.stdout and "lies" not in checked.stdout, checked.stdout
    # The sign-in says of its own cookies whether they are safe.
    assert [line for line in checked.stdout.splitlines() if line.startswith("UNSAFE") and "COOKIE" not in line] == []
    with fresh_database(postgres_url) as url:
        new = {**given, "HAMROH_DATABASE_URL": url, "HAMROH_VAR": str(tmp_path / "new")}
        (archive,) = (tmp_path / "far").iterdir()
        back = site.hamroh("restore", str(archive), "--identity", str(tmp_path / "identity"), **new)
        assert back.returncode == 0, back.stdout + back.stderr
        assert told(site, COUNT.split("    with connection")[0], new).split()[-1] == "3"


def told(site: Site, program: str, given: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**site.environment, **given},
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
