"""Imports point down, and what a room imports is in its lock."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, name_of, python_of_the_package

PACKAGE = ROOT / "src/hamroh"
PURE = ("rulebook", "simulation", "law")
# Names under which a part is imported, where they differ from the name it is installed by
DISTRIBUTION = {
    "argon2": "argon2-cffi",
    "yaml": "pyyaml",
    "PIL": "pillow",
    "allauth": "django-allauth",
    "axes": "django-axes",
    "z3": "z3-solver",
    "csp": "django-csp",
    "webtest": "webtest",
}

# Tools of ours that stand beside what they write and are run by hand, with the parts of `dev`
TOOLS = {
    "src/hamroh/shell/catalogues.py": {"polib"},
    "src/hamroh/recruitment/offers/practise.py": {"scipy", "sklearn"},
}

# Parts of a room that need an extra of the package, and the lock that has it
EXTRAS = {
    "src/hamroh/rulebook/bulk/": "pure.txt",
    "src/hamroh/rulebook/bulk/spark_engine.py": "spark.txt",
    "src/hamroh/cli/servers.py": "spark.txt",
    "src/hamroh/rulebook/proofs/": "pure.txt",
}


def _imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module, node.lineno


def _locked(name: str) -> set[str]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))


def test_the_contracts_hold() -> None:
    if importlib.util.find_spec("importlinter") is None:
        pytest.skip("import-linter is not installed; `make env` brings it")
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(program), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr


def test_every_pure_room_stands_in_the_contract_of_the_pure() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    sources = next(contract for contract in contracts if contract["id"] == "pure")["source_modules"]
    built = [room for room in PURE if any((PACKAGE / room).rglob("*.py"))]
    assert sorted(sources) == sorted(f"hamroh.{room}" for room in built)


def test_the_pure_rooms_read_no_clock() -> None:
    asked = re.compile(r"\b(?:date\.today|datetime\.now|datetime\.utcnow|time\.time|localtime|gmtime)\s*\(")
    faults = [
        f"{name_of(path)}:{number}"
        for path, _ in python_of_the_package()
        if path.relative_to(PACKAGE).parts[0] in PURE
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if asked.search(line)
    ]
    assert not faults, f"The day comes from the caller: {faults}"


def test_law_holds_no_python() -> None:
    assert not list((PACKAGE / "law").rglob("*.py"))


def test_what_the_product_imports_is_locked() -> None:
    base, site = _locked("base.txt"), _locked("site.txt")
    faults = []
    for path, tree in python_of_the_package():
        room = path.relative_to(PACKAGE).parts[0]
        if "tests" in path.parts or path.name == "tests.py":
            continue
        allowed = base if room in PURE else site
        for part, lock in EXTRAS.items():
            if name_of(path).startswith(part):
                allowed = allowed | _locked(lock)
        for module, line in _imports(tree):
            top = module.split(".")[0]
            if top in sys.stdlib_module_names or top == "hamroh" or top in TOOLS.get(name_of(path), ()):
                continue
            if DISTRIBUTION.get(top, top.replace("_", "-")).lower() not in allowed:
                faults.append(f"{name_of(path)}:{line}: {top} is in no lock that this room may use")
    assert not faults, "\n".join(faults)
