"""A filled site in PostgreSQL under load, and a large file brought into it; prints one line of JSON.

python -m bench.desk_side PEOPLE ROWS SECONDS, with HAMROH_DATABASE_URL and HAMROH_VAR naming the site; what is filled already is
used again. People are invented; the server is the real one (`hamroh serve`), and every request is of somebody who signed in.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import http.client
import io
import json
import os
import random
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

PORT = 8931
RATE = int(os.environ.get("HAMROH_BENCH_RATE", "50"))
WARM_SECONDS = 20
STAFF = 48
"""So many that nobody searches oftener in a minute than the desk lets them."""
PAIRS = int(os.environ.get("HAMROH_BENCH_PAIRS", "200"))
FORM = "application/x-www-form-urlencoded"


def main(people: int, rows: int, seconds: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamroh.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    staff = desk()
    found: dict[str, Any] = {"people": people, "filled": fill(people, staff)}
    found["bring"] = bring(rows, staff[0]) if rows else {}
    found["load"] = load(seconds, staff) if seconds else {}
    print(json.dumps(found))


def desk() -> list[Any]:
    """An organisation with supervisors, case workers and operators; made once."""
    from django.db import connection

    from hamroh.people.directory import actions
    from hamroh.people.models import Office, RoleGrant, Staff
    from hamroh.people.walls import rows

    role = os.environ["HAMROH_WEB_ROLE"]
    with connection.cursor() as cursor:
        cursor.execute("select 1 from pg_roles where rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(f"create role {role}")
    rows.grant(role)
    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    office = Office.objects.filter(key="bench").first()
    if office is None:
        body = actions.add_organisation("bench", kind="ngo", names={"en": "Bench", "ru": "Скамья", "tg": "Нишаст"})
        office = Office.objects.create(
            organisation=body, key="bench", name_en="Bench", name_ru="Скамья", name_tg="Нишаст", country="TJ",
            time_zone="Asia/Dushanbe",
        )  # fmt: skip
    there = {one.email: one for one in Staff.objects.all()}
    found = []
    for number in range(STAFF):
        role, email = ("supervisor", "case_worker", "lawyer", "operator")[number % 4], f"{number}@example.org"
        one = there.get(email)
        if one is None:
            one = Staff.objects.create(
                email=email, full_name=f"{role} {number}", office=office, joined_at=long_ago, language="tg"
            )
            RoleGrant.objects.create(staff=one, role=role, since=long_ago)
        found.append(one)
    return found


def fill(people: int, staff: list[Any]) -> float:
    """Seconds that filling took; what is there already counts.

    Rows are copied in, what they refer to is not looked up for each, two processes make half of them each, and the indexes of marks
    are made once at the end.
    """
    from django.db import connection

    from hamroh.people.models import Person

    missing = people - Person.objects.count()
    begun = time.perf_counter()
    if missing > 0:
        with connection.cursor() as cursor:
            cursor.execute("set maintenance_work_mem = '512MB'")
            if missing > 100_000:
                _take_indexes_off(cursor)
            connection.close()
            half = missing // 2
            both = [_filling(many, staff) for many in (half, missing - half) if many]
            for process in both:
                process.join()
                assert process.exitcode == 0, "filling was cut off"
        with connection.cursor() as cursor:
            cursor.execute("set maintenance_work_mem = '512MB'")
            _put_indexes_on(cursor)
            cursor.execute("reset maintenance_work_mem")
            cursor.execute("vacuum analyze")
    return time.perf_counter() - begun


def _filling(missing: int, staff: list[Any]) -> Any:
    """A process that makes so many people."""
    import multiprocessing

    process = multiprocessing.get_context("fork").Process(target=_fill, args=(missing, staff))
    process.start()
    return process


def _fill(missing: int, staff: list[Any]) -> None:
    from django.db import connection

    from hamroh.protection import demonstration_in_bulk

    # Millions of short texts, none of which refers back.
    gc.disable()
    begun = time.perf_counter()
    workers = [one for one in staff if not one.full_name.startswith("operator")]

    def tell(done: int) -> None:
        print(f"{done:,} of {missing:,} people, {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)

    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica; set synchronous_commit = off")
    demonstration_in_bulk.make_many(
        missing, by=workers, at=dt.datetime.now(dt.UTC), seed=os.getpid(), tell=tell, write=_copy
    )


MARKS = ("people_searchtoken", "protection_enquirytoken")


def _take_indexes_off(cursor: Any) -> None:
    """Without the indexes of marks; how they are made again is kept in the database, should this be cut off."""
    cursor.execute("create table if not exists bench_indexes (made text)")
    cursor.execute(
        """select format('alter table %%s drop constraint %%I', conrelid::regclass, conname),
                  format('alter table %%s add constraint %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
           from pg_constraint where contype = 'u' and conrelid::regclass::text = any(%s)
           union all
           select format('drop index %%I', indexrelid::regclass), pg_get_indexdef(indexrelid)
           from pg_index where not indisunique and indrelid::regclass::text = any(%s)""",
        [list(MARKS), list(MARKS)],
    )
    for drop, make in cursor.fetchall():
        cursor.execute("insert into bench_indexes values (%s)", [make])
        cursor.execute(drop)


def _put_indexes_on(cursor: Any) -> None:
    cursor.execute("create table if not exists bench_indexes (made text)")
    cursor.execute("select made from bench_indexes")
    for (make,) in cursor.fetchall():
        cursor.execute(make)
        cursor.execute("delete from bench_indexes where made = %s", [make])


def _copy(model: Any, columns: Any, rows: Any) -> None:
    """Rows of a table copied into PostgreSQL; columns that are not named take what the model says."""
    from django.db import connection

    left = [
        f
        for f in model._meta.concrete_fields
        if f.attname not in columns and not f.get_internal_type().endswith("AutoField")
    ]
    usual = "".join("\t" + _text(f.get_default() if f.has_default() or not f.null else None) for f in left)
    names = ", ".join(
        [model._meta.get_field(name.removesuffix("_id")).column for name in columns] + [f.column for f in left]
    )
    texts = zip(*map(_texts, zip(*rows, strict=True)), strict=True)
    with connection.cursor() as cursor, cursor.copy(f"copy {model._meta.db_table} ({names}) from stdin") as copy:
        copy.write("".join(["\t".join(row) + usual + "\n" for row in texts]))


def _texts(column: tuple[Any, ...]) -> list[str]:
    """The values of a column as COPY reads them. None of these texts has a sign that would have to be escaped."""
    if type(column[0]) is uuid.UUID and None not in column:
        return [f"{value.int:032x}" for value in column]
    if type(column[0]) is int and None not in column:
        return list(map(str, column))
    return list(map(_text, column))


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return str(value)


# -- a large file ----------------------------------------------------------------------------------------------------------


def bring(rows: int, by: Any) -> dict[str, float]:
    """Seconds for a file of so many people: tried and written as new ones; then with another phone and place: tried, written, undone."""
    from hamroh.protection.models import Import
    from hamroh.protection.moving import actions, queries

    mine = uuid.uuid4().hex[:6]
    draw = random.Random(3)

    def table(phone: int, place: str) -> bytes:
        out = io.StringIO()
        out.write("own_number;full_name;born;phone;place;story\n")
        for n in range(rows):
            out.write(
                f"{mine}-{n};Раҳимов{n % 977} Фаррух{n % 331} Саидович;1990-05-{n % 28 + 1:02};+7000{(phone + n) % 10**7:07};{place};Маош надоданд\n"
            )
        return out.getvalue().encode()

    took: dict[str, float] = {}

    def timed(name: str, work: Any) -> Any:
        begun = time.perf_counter()
        answer = work()
        took[name] = time.perf_counter() - begun
        print(f"{name}: {took[name]:.1f} s", file=sys.stderr, flush=True)
        return answer

    def tried(data: bytes) -> Import:
        now = dt.datetime.now(dt.UTC)
        row = actions.begin(data, "ymd", by=by, at=now)
        actions.choose(row.pk, [(one.place, one.key) for one in queries.proposal(row).guesses], by=by, at=now)
        actions.try_file(row.pk, at=now)
        row.refresh_from_db()
        return row

    def go(turn: Any, row: Import) -> None:
        now = dt.datetime.now(dt.UTC)
        turn(row.pk, by=by, at=now)
        while actions.step(row.pk, at=now):
            pass

    start = draw.randrange(10**6)
    first = timed("new rows tried", lambda: tried(table(start, "Самара")))
    timed("new rows written", lambda: go(actions.apply, first))
    second = timed("changed rows tried", lambda: tried(table(start + 10**6, "Қазон")))
    assert second.counts["changed"] == rows, second.counts
    timed("changed rows written", lambda: go(actions.apply, second))
    timed("changed rows undone", lambda: go(actions.undo, second))
    again = timed("the same rows tried again", lambda: tried(table(start, "Самара")))
    assert again.counts["same"] == rows, again.counts
    timed(
        "a page of the difference",
        lambda: queries.opened(
            second,
            list(queries.rows(second, "changed")[rows // 2 : rows // 2 + 50]),
            seen_by=by,
            at=dt.datetime.now(dt.UTC),
        ),
    )
    return took


# -- under load -------------------------------------------------------------------------------------------------------------


def cookie(staff: Any) -> tuple[str, str]:
    """A session in which somebody signed in with both steps, and its guard against forged forms."""
    from allauth.account.internal.flows import login
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils.crypto import get_random_string

    from hamroh.people.staff.kept_sessions import SessionStore

    session, guard = SessionStore(), get_random_string(32)
    session[SESSION_KEY] = str(staff.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": 0}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(staff.pk)
    session["_csrftoken"] = guard
    session.save()
    return f"desk={session.session_key}", guard


class Browser:
    """A connection of somebody who signed in, kept open."""

    def __init__(self, staff: Any) -> None:
        self.role = staff.full_name.split()[0]
        self.cookie, self.guard = cookie(staff)
        self.line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)

    def ask(self, address: str, **fields: Any) -> tuple[int, bytes, float]:
        body = urlencode({"csrfmiddlewaretoken": self.guard, **fields}) if fields else None
        begun = time.perf_counter()
        headers = {"Cookie": self.cookie, "Accept-Language": "tg"}
        if body:
            headers["Content-Type"] = FORM
        try:
            self.line.request("POST" if body else "GET", address, body, headers)
            answer = self.line.getresponse()
        except (http.client.HTTPException, ConnectionError):
            # The server closed a line that was idle for long; the time of both counts.
            self.line.close()
            self.line.request("POST" if body else "GET", address, body, headers)
            answer = self.line.getresponse()
        text = answer.read()
        return answer.status, text, (time.perf_counter() - begun) * 1000


def load(seconds: int, staff: list[Any]) -> dict[str, Any]:
    """What the server answers within, at 50 requests a second over the mix of a working day."""
    command = [sys.executable, "-m", "hamroh.cli", "serve", "--port", str(PORT), "--workers", "2", "--no-jobs"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                http.client.HTTPConnection("127.0.0.1", PORT, timeout=5).request("GET", "/tg/")
                break
            except OSError:
                time.sleep(0.2)
        pages = addresses()
        browsers = [Browser(one) for one in staff]
        # Every process has read its templates and the law, and every session is known.
        for browser in browsers:
            browser.ask("/desk/persons/")
        for browser in browsers[:8]:
            for _name, address, fields in mix(browser, pages, random.Random(1)):
                browser.ask(address, **fields)
        found: dict[str, Any] = {"cost": cost(server.pid, browsers, pages)}
        # Every connection of every process has met every page: its queries are put together and planned.
        run(min(seconds, WARM_SECONDS), browsers, pages)
        found |= {name: summary(times) for name, times in run(seconds, browsers, pages).items()}
        found["typing"] = summary(typing(browsers[3], seconds))
        found["conflicts"] = conflicts(staff)
        assert server.poll() is None, f"the server ended with {server.returncode} while it was measured"
        return found
    finally:
        server.terminate()
        server.wait()


def addresses() -> dict[str, list[str]]:
    """What is opened: files, cases and calls drawn from those that are there."""
    from hamroh.people.models import Person
    from hamroh.people.walls.rows import at_work
    from hamroh.protection.models import Case, Enquiry

    with at_work("measuring"):
        persons = [str(id) for id in Person.objects.values_list("pk", flat=True)[:2000]]
        cases = [
            (str(id), number) for id, number in Case.objects.filter(closed_at=None).values_list("pk", "number")[:500]
        ]
        calls, closed = (
            [str(id) for id in Enquiry.objects.filter(closed_at__isnull=open_).values_list("pk", flat=True)[:2000]]
            for open_ in (True, False)
        )
    from hamroh.protection.demonstration import FAMILY, MEN

    return {
        "persons": persons, "cases": [id for id, _ in cases], "numbers": [number for _, number in cases], "calls": calls, "closed": closed,
        "names": [f"{one} {other}" for one in MEN for other in FAMILY],
    }  # fmt: skip


def mix(browser: Browser, pages: dict[str, list[str]], draw: random.Random) -> list[tuple[str, str, dict[str, str]]]:
    """The pages of a working day, each as likely as it stands here; by role, as the doors let pass."""
    found: list[tuple[str, str, dict[str, str]]] = [
        ("today", "/desk/", {}),
        ("enquiries", "/desk/enquiries/", {}),
        ("a file", f"/desk/persons/{draw.choice(pages['persons'])}/", {}),
        ("a call", f"/desk/call/{draw.choice(pages['calls'])}/", {}),
        ("a closed call", f"/desk/call/{draw.choice(pages['closed'])}/", {}),
        ("find: the page", "/desk/persons/", {}),
        ("find by name", "/desk/persons/", {"asked": draw.choice(pages["names"])}),
        ("find by phone", "/desk/persons/", {"asked": f"+7000{draw.randrange(10**7):07}"}),
    ]
    if browser.role != "operator":
        found += [
            ("cases", "/desk/cases/", {}),
            ("a case", f"/desk/cases/{draw.choice(pages['cases'])}/", {}),
            ("find by number", "/desk/persons/", {"asked": draw.choice(pages["numbers"])}),
        ]
    return found


def cost(server: int, browsers: list[Browser], pages: dict[str, list[str]]) -> dict[str, list[float]]:
    """Milliseconds of a processor that a page takes, asked for one after the other: in the server, in the database, by the clock."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select setting from pg_settings where name = 'data_directory'")
        (folder,) = cursor.fetchone()
    database = int((Path(folder) / "postmaster.pid").read_text().split()[0])
    draw, found = random.Random(11), {}
    supervisors = [one for one in browsers if one.role == "supervisor"]
    for name in (one[0] for one in mix(supervisors[0], pages, draw)):
        before = spent(server), spent(database), time.perf_counter()
        for number in range(ASKED):
            browser = supervisors[number % len(supervisors)]
            address, fields = next(one[1:] for one in mix(browser, pages, draw) if one[0] == name)
            status, _text, _ms = browser.ask(address, **fields)
            assert status == 200, (name, status)
        after = spent(server), spent(database), time.perf_counter()
        found[name] = [round((b - a) * 1000 / ASKED, 1) for a, b in zip(before, after, strict=True)]
        print(f"{name}: {found[name]} ms of the server, of the database, by the clock", file=sys.stderr, flush=True)
    before = spent(server), spent(database), time.perf_counter()
    asked = len(typing(browsers[3], 5))
    after = spent(server), spent(database), time.perf_counter()
    found["typing"] = [round((b - a) * 1000 / asked, 1) for a, b in zip(before, after, strict=True)]
    print(f"typing: {found['typing']}", file=sys.stderr, flush=True)
    return found


ASKED = 24


def spent(pid: int) -> float:
    """Seconds of a processor that a process and its children have used, those that ended too."""
    everyone = {int(file.name): file / "stat" for file in Path("/proc").iterdir() if file.name.isdigit()}
    told: dict[int, list[str]] = {}
    for one, file in everyone.items():
        with contextlib.suppress(OSError):
            told[one] = file.read_text().rpartition(")")[2].split()
    theirs = [one for one, words in told.items() if pid in (one, int(words[1]))]
    ticks = sum(int(word) for one in theirs for word in told[one][11 : 15 if one == pid else 13])
    return ticks / os.sysconf("SC_CLK_TCK")


def run(seconds: int, browsers: list[Browser], pages: dict[str, list[str]]) -> dict[str, list[float]]:
    """Requests at a steady rate, whatever the server takes: waiting counts from the moment at which one was due."""
    took: dict[str, list[float]] = {}
    lock, due = threading.Lock(), iter(range(RATE * seconds))
    begun = time.perf_counter() + 0.5

    def work(browser: Browser, seed: int) -> None:
        draw = random.Random(seed)
        while True:
            with lock:
                number = next(due, None)
            if number is None:
                return
            at = begun + number / RATE
            time.sleep(max(0.0, at - time.perf_counter()))
            name, address, fields = draw.choice(mix(browser, pages, draw))
            status, _text, _ms = browser.ask(address, **fields)
            ms = (time.perf_counter() - at) * 1000
            with lock:
                took.setdefault(name if status in (200, 404) else f"{name}: {status}", []).append(ms)
                took.setdefault("all", []).append(ms)

    threads = [threading.Thread(target=work, args=(browser, n)) for n, browser in enumerate(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def typing(browser: Browser, seconds: int) -> list[float]:
    """Earlier contacts while a name and a telephone are typed: a call kept at every pause."""
    from hamroh.protection.demonstration import FAMILY, MEN

    draw, took = random.Random(5), []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        mark, name = uuid.uuid4().hex, f"{draw.choice(FAMILY)} {draw.choice(MEN)}"
        for typed in (name[: len(name) // 2], name):
            status, _text, ms = browser.ask(
                "/desk/call/", go="keep", form=mark, name=typed, phone=f"+7000{draw.randrange(10**7):07}"
            )
            if status == 200:
                took.append(ms)
    return took


def conflicts(staff: list[Any]) -> int:
    """Of so many fields that two people write at the same moment: how often one was stored, and the other shown what stands."""
    from hamroh.people.models import PersonPart
    from hamroh.people.walls.rows import at_work

    with at_work("measuring"):
        parts = list(PersonPart.objects.filter(part="story", edition=1).values_list("person", "edition")[:PAIRS])
    two = [Browser(staff[0]), Browser(staff[4])]
    shown = 0
    for person, edition in parts:
        said: list[int] = []

        def write(
            browser: Browser, words: str, person: Any = person, edition: int = edition, said: list[int] = said
        ) -> None:
            said.append(browser.ask(f"/desk/persons/{person}/story/", edition=edition, text=words)[0])

        threads = [threading.Thread(target=write, args=(browser, f"words {n}")) for n, browser in enumerate(two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        shown += sorted(said) == [302, 409]
        if sorted(said) != [302, 409]:
            # A thread that got no answer said nothing: the server is gone or hangs, which is no conflict that was missed.
            print(f"two who write one field were told {said or 'nothing'}", file=sys.stderr, flush=True)
    return shown


def summary(times: list[float]) -> dict[str, float]:
    """How many, their middle and their 95th of a hundred, in milliseconds."""
    times = sorted(times)
    if not times:
        return {"count": 0}
    return {
        "count": len(times),
        "median": round(times[len(times) // 2], 1),
        "p95": round(times[int(len(times) * 0.95)], 1),
    }


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:4]))
