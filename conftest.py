"""What every test may use, in tests/ and beside a room's code.

Skips are honest: a test that cannot run here says which part is missing and the one command that adds it.
With HAMROH_NO_SKIP=1 (in CI) a skip is a failure. Tests reach no network but this machine's own loopback.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent
NO_SKIP = os.environ.get("HAMROH_NO_SKIP") == "1"
HAS_DJANGO = importlib.util.find_spec("django") is not None
HAS_SITE = HAS_DJANGO and (ROOT / "src/hamroh/config/settings.py").exists()

# The checked rulebook is cached by its digest; that of the tests stays with them.
os.environ.setdefault("HAMROH_CACHE", str(ROOT / "build" / "test-cache"))

# Where it is set, each of the hundreds of processes that tests start would read every module's text anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A Java that works for seconds is not worth making the fastest code for.
os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")

if HAS_SITE:
    # Keys and database of the tests, apart from those of a site run from the same tree and from each other's.
    OWN_FOLDER = "HAMROH_VAR" not in os.environ
    os.environ.setdefault("HAMROH_VAR", str(ROOT / "build" / "test-var" / os.environ.get("PYTEST_XDIST_WORKER", "")))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamroh.config.settings")
    # Playwright drives the browser from an event loop in this thread; the tests themselves are plain.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Fixtures that mean "this test needs a database"
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "admin_client"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Workers inherit nothing of what stands above: the settings would be read before a worker could take a folder of its own."""
    if HAS_SITE and OWN_FOLDER:
        del os.environ["HAMROH_VAR"], os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_configure(config: pytest.Config) -> None:
    if HAS_SITE:
        import django

        # Before tests are collected: some of them import models.
        django.setup()
        _cheap_where_nothing_is_at_stake()

    if importlib.util.find_spec("hypothesis"):
        from hypothesis import HealthCheck, settings

        # Repeatable: the same code gives the same verdict. HAMROH_MORE=1 looks further, with a new seed each time.
        settings.register_profile("house", deadline=None, derandomize=True, database=None, print_blob=True)
        settings.register_profile(
            "more", deadline=None, max_examples=2000, database=None, suppress_health_check=list(HealthCheck)
        )
        settings.load_profile("more" if os.environ.get("HAMROH_MORE") == "1" else "house")


def _cheap_where_nothing_is_at_stake() -> None:
    """In this process alone: a password is hashed quickly, and a key does not wait for the disk. Sites that tests start do both in full."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    from hamroh.record.keys import KeyStore

    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1
    connect = KeyStore._connect

    def quickly(store: KeyStore) -> Any:
        file = connect(store)
        file.execute("PRAGMA synchronous=OFF")
        return file

    KeyStore._connect = quickly


def pytest_itemcollected(item: pytest.Item) -> None:
    names = set(getattr(item, "fixturenames", ()))
    needs = [("browser", names & {"browser", "page"}), ("postgres", names & {"postgres_url"})]
    for part in [part for part, needed in needs if needed]:
        item.add_marker(part)
        # One Chromium, one server for them all
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(part))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # What takes long begins first, so that both cores are busy to the end.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if os.environ.get("HAMROH_TEST_ONLY_DATABASE") == "1":
        # The second run, on PostgreSQL: only what a database can change.
        kept, left = [], []
        for item in items:
            needs = set(getattr(item, "fixturenames", ())) & DATABASE_FIXTURES or item.get_closest_marker("django_db")
            (kept if needs and not item.get_closest_marker("browser") else left).append(item)
        items[:] = kept
        config.hook.pytest_deselected(items=left)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Groups that are silently not kept cost a third of the time, and tests of one server or browser meet in two workers."""
    if not getattr(session.config.option, "loadgroup", False):
        return
    for item in session.items:
        if item.get_closest_marker("xdist_group") and "@" not in item.nodeid.rpartition("]")[2].rpartition("::")[2]:
            raise pytest.UsageError(
                f"{item.nodeid} has a group, and this pytest-xdist does not keep it with the others of the group. "
                "pytest and pytest-xdist must be of versions that know each other: see requirements/dev.txt."
            )


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)


def _refuse_skip(report: Any) -> None:
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        reason = _reason(report)
        report.outcome = "failed"
        report.longrepr = f"HAMROH_NO_SKIP=1 allows no skip, and this was skipped: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Any:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Any:
    report = yield
    _refuse_skip(report)
    return report


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Only loopback and Unix sockets can be reached; anything else is an error that names the address."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            if host not in ("127.0.0.1", "::1", "localhost") and not host.startswith("127."):
                raise AssertionError(f"A test tried to reach {host}. Tests use no network; give it a stand-in.")
        real(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """The tests begin with a copy of the tables that the migrations made once: on SQLite see tests/prepared.py, on PostgreSQL
    tests/run_all.py.

    A file, as on a site: in memory a server's threads would share the one connection of the test, so that each would
    read what another has not finished and none could wait for its turn.
    """
    from django.db import connection

    if connection.vendor != "sqlite":
        if made := os.environ.get("HAMROH_TEST_TABLES"):
            connection.settings_dict["TEST"]["TEMPLATE"] = made
        yield
        return
    from tests import prepared

    creation: Any = connection.creation
    create = creation._create_test_db
    kept = connection.settings_dict["TEST"]["NAME"], connection.settings_dict["OPTIONS"]
    connection.settings_dict["TEST"]["NAME"] = connection.settings_dict["NAME"].with_name("test.sqlite3")
    # Nothing here outlives the machine, so that nothing waits for the disk.
    quickly = kept[1]["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    connection.settings_dict["OPTIONS"] = kept[1] | {"init_command": quickly}

    def filled(*words: Any, **more: Any) -> Any:
        name = create(*words, **more)
        prepared.copied(prepared.file_with_every_table(), name)
        return name

    creation._create_test_db = filled
    yield
    del creation._create_test_db
    connection.settings_dict["TEST"]["NAME"], connection.settings_dict["OPTIONS"] = kept


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top folder of the tree."""
    return ROOT


# -- a real PostgreSQL -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of a real, empty PostgreSQL database; a private server is started when none is named."""
    from tests.postgres_cluster import NoPostgres, private_cluster

    given = os.environ.get("HAMROH_DATABASE_URL", "")
    if given.startswith("postgresql://"):
        yield given
        return
    try:
        with private_cluster() as url:
            yield url
    except NoPostgres as error:
        pytest.skip(str(error))


# -- a real browser ----------------------------------------------------------------------------------------------------

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Quiet: without these Chromium looks for its maker's servers at every start.
CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright; one for the whole session."""
    program = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if program is None:
        pytest.skip("Chromium is not installed. On Debian: sudo apt-get install chromium fonts-noto-core")
    from playwright.sync_api import sync_playwright

    flags = CHROMIUM_FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=flags, chromium_sandbox=False)
        yield running
        running.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A new page of a small phone (320 px wide) in Dushanbe, in a context of its own: no cookies, no cache."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, locale="tg-TJ", timezone_id="Asia/Dushanbe", service_workers="block"
    )
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe_script() -> str:
    """The source of axe-core, to be evaluated in a page (`page.evaluate(axe_script)` works under a strict CSP)."""
    return (ROOT / "tests/vendor/axe/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def axe_violations(axe_script: str) -> Callable[[Any], list[str]]:
    """Gives what axe-core finds wrong with an open page, one readable line for each; empty when nothing."""

    def look(page: Any) -> list[str]:
        if not page.evaluate("typeof window.axe === 'object'"):
            page.evaluate(axe_script)
        # Of what is well nothing is told: half of axe's time goes into describing it.
        found = page.evaluate("async () => (await window.axe.run(document, {resultTypes: ['violations']})).violations")
        return [f"{fault['id']}: {fault['help']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]

    return look
