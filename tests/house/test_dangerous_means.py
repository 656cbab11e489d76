"""Means that can be turned against people are used in no room, or only where it is said why."""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.house.tree import ROOT, files, name_of, python_of_the_package

PACKAGE = ROOT / "src/hamroh"

# What a module may import that calls another machine, and what for. The site itself calls none.
OUTWARD = {
    "urllib.request", "http.client", "http.server", "xmlrpc", "smtplib", "imaplib", "poplib", "ftplib", "telnetlib", "requests",
    "httpx", "aiohttp", "urllib3", "websocket", "websockets", "ldap", "ldap3", "paramiko", "asyncio",
}  # fmt: skip
# What reads a text in a way that can run it, or follow what it names
READERS = {"pickle", "marshal", "shelve", "xml", "lxml", "dill", "cloudpickle", "jsonpickle"}
READ_HERE = {
    "src/hamroh/rulebook/book.py": "the checked rulebook, from a folder that is the user's alone",
    "src/hamroh/rulebook/evaluate.py": "code made from the law's typed tree, kept with the checked rulebook",
}
RUN_HERE = {"src/hamroh/rulebook/evaluate.py": "code made from the law's typed tree, never from what a person wrote"}
PROGRAMS = {
    "src/hamroh/people/attachments/intake.py": "itself, to make a file anew within bounds",
    "src/hamroh/cli/serve.py": "itself, for the jobs",
    "src/hamroh/people/alarms/jobs.py": "the operator's own command for alarms",
    "src/hamroh/record/elsewhere.py": "the operator's own command for what was noted",
    "src/hamroh/record/keys.py": "the operator's own command for the master key",
    "src/hamroh/record/backups.py": "pg_dump and pg_restore",
    "src/hamroh/protection/outgoing/gateway.py": "the operator's own command that sends an SMS",
}
# Statements of SQL written by hand outside migrations and the operator's tables; values go in as parameters, and names come
# from settings and models.
STATEMENTS = {
    "src/hamroh/config/safety.py": "what PostgreSQL says of its version, roles and tables",
    "src/hamroh/people/prepared.py": "texts that Django wrote, asked again with other values, each a parameter",
    "src/hamroh/people/persons/queries.py": "whom a search opens, in their order; every value is a parameter",
    "src/hamroh/people/staff/jobs.py": "counters that have run out, in a table named by the settings",
    "src/hamroh/people/staff/kept_sessions.py": "functions of PostgreSQL that find one session by its digest; values are parameters",
    "src/hamroh/people/staff/signing_in.py": "a lock of PostgreSQL for one name; its number is a parameter",
    "src/hamroh/people/walls/rows.py": "who asks, told to PostgreSQL; names quoted",
    "src/hamroh/record/actions.py": "one entry and the head of its chain, at every action; every value is a parameter",
    "src/hamroh/record/bulk.py": "many rows by one statement; a column is one parameter",
    "src/hamroh/record/backups.py": "how a copy of the embedded database is written",
    "src/hamroh/record/straight.py": "hands on a statement as it was written elsewhere here; every value is a parameter",
    "src/hamroh/record/working.py": "at what the site is at work, told to PostgreSQL; every value is a parameter",
    "src/hamroh/record/keys.py": "the key store, a file of SQLite",
}
NOT_OURS_TO_WRITE = ("mark_safe", "SafeString", "format_html", "RawSQL", "extra")


def _python() -> list[tuple[str, ast.Module]]:
    return [(name_of(path), tree) for path, tree in python_of_the_package() if path.name != "tests.py"]


@cache
def _imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _uses(tree: ast.Module, means: set[str]) -> set[str]:
    return {name for name in _imported(tree) if any(name == one or name.startswith(f"{one}.") for one in means)}


@cache
def _called(tree: ast.Module) -> set[str]:
    """Names that are called: `exec`, and `system` of `os.system`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                found.add(node.func.id)
            elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
                found.add(f"{node.func.value.id}.{node.func.attr}")
    return found


def test_no_room_calls_another_machine() -> None:
    assert {name: used for name, tree in _python() if (used := _uses(tree, OUTWARD))} == {}


def test_nothing_is_read_in_a_way_that_could_run_it() -> None:
    assert {name for name, tree in _python() if _uses(tree, READERS)} == set(READ_HERE)
    unsafe = {"yaml.load", "yaml.unsafe_load", "yaml.full_load", "yaml.load_all"}
    assert [name for name, tree in _python() if _called(tree) & unsafe] == []


def test_text_becomes_code_only_in_the_rulebook() -> None:
    assert {name for name, tree in _python() if _called(tree) & {"eval", "exec", "compile", "__import__"}} == set(
        RUN_HERE
    )


def test_other_programs_are_started_in_few_places_and_never_through_a_shell() -> None:
    assert {name for name, tree in _python() if _uses(tree, {"subprocess"})} == set(PROGRAMS)
    for name, tree in _python():
        assert not _called(tree) & {"os.system", "os.popen"}, name
        shells = [k for n in ast.walk(tree) if isinstance(n, ast.Call) for k in n.keywords if k.arg == "shell"]
        assert not shells, name


def test_statements_of_sql_are_written_in_few_places_only() -> None:
    def written(tree: ast.Module) -> bool:
        calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
        return any(
            isinstance(f, ast.Attribute) and f.attr in ("execute", "executemany", "raw", "RawSQL", "statement")
            for f in calls
        )

    elsewhere = ("/migrations/", "src/hamroh/rulebook/", "src/hamroh/cli/")
    found = {name for name, tree in _python() if written(tree) and not any(part in name for part in elsewhere)}
    assert found == set(STATEMENTS)


def test_no_page_takes_a_text_for_markup() -> None:
    for name, tree in _python():
        assert not _uses(tree, {f"django.utils.safestring.{one}" for one in NOT_OURS_TO_WRITE}), name
    risky = re.compile(r"\|\s*safe\b|\bautoescape\s+off|\bsafeseq\b|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
    for path in files():
        if path.suffix == ".html" and PACKAGE in path.parents:
            assert not risky.search(path.read_text(encoding="utf-8")), name_of(path)


def test_no_script_of_ours_writes_markup_runs_text_or_talks_to_other_windows() -> None:
    risky = re.compile(
        r"\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|postMessage|localStorage|indexedDB"
        r"|WebSocket|EventSource|__proto__|document\.cookie"
    )
    for path in files():
        if path.suffix == ".js" and PACKAGE in path.parents:
            text = path.read_text(encoding="utf-8")
            if path.name == "ends.js":
                # A channel of the desk's own tabs, which no other site can open; two words go over it, and nothing else is heard.
                assert re.findall(r"\w+\.postMessage\((.*?)\)", text) == ['"out"', '"here"']
                text = text.replace("line.postMessage(", "")
            if path.name == "qr.js":
                # The signed list of codes, the same for everybody, and nothing else (decision 0057).
                assert re.findall(r"localStorage\.(\w+)\((.*?)[,)]", text) == [("setItem", "LIST"), ("getItem", "LIST")]
                text = re.sub(r"localStorage\.[sg]etItem\(LIST", "", text)
            assert not risky.search(text), name_of(path)
