"""The tree carries no trace of the machine it was written on, no stray file and no unfinished promise."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.house.tree import ROOT, files, name_of, texts

# Written in parts, so that this file does not find itself.
MACHINE = re.compile(
    "|".join(
        [
            "/wo" + "rk/(?:main|sh" + "ared)",
            r"\.\./sh" + r"ared\b",
            "/ro" + r"ot/\.",
            "/ho" + r"me/[a-z]\w*/",
            "/Us" + r"ers/\w+/",
            r"\.py" + "env",
            r"/tmp/(?:br" + "ief|facts-pl" + "an|sk" + "el)",
            "opt/py" + "pi",
        ]
    )
)
ROOM_NAMES_WE_DO_NOT_USE = {"utils", "common", "core", "services", "helpers", "misc"}


def test_no_file_names_a_path_of_a_machine() -> None:
    faults = [
        f"{name_of(path)}:{number}: {line.strip()[:100]}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert not faults, "\n".join(faults)


def test_every_text_is_utf_8_with_unix_lines_and_ends_with_one() -> None:
    faults = []
    for path in texts():
        raw = path.read_bytes()
        raw.decode("utf-8")
        if b"\r\n" in raw:
            faults.append(f"{name_of(path)}: has Windows line ends")
        if raw and not raw.endswith(b"\n"):
            faults.append(f"{name_of(path)}: the last line does not end")
    assert not faults, "\n".join(faults)


def test_no_module_has_a_name_that_says_nothing() -> None:
    faults = [
        name_of(path)
        for path in files()
        if path.suffix == ".py" and ROOM_NAMES_WE_DO_NOT_USE & {path.stem, *path.relative_to(ROOT).parts[:-1]}
    ]
    assert not faults, f"Find the name of the thing: {faults}"


def test_a_todo_names_the_condition_that_ends_it() -> None:
    word = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b(?!\s*(?:when|until|once)\b)")
    faults = [
        f"{name_of(path)}:{number}"
        for path in texts()
        if path.suffix in {".py", ".html", ".css", ".js", ".typ"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if word.search(line)
    ]
    assert not faults, "\n".join(faults)


def test_nothing_that_should_be_ignored_is_kept() -> None:
    if not (ROOT / ".git").exists():
        return
    told = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    wrong = [name for name in told if re.search(r"(^|/)(\.venv|build|var|__pycache__)/|\.sqlite3|\.pyc$", name)]
    assert not wrong, wrong


def test_no_kept_file_is_larger_than_a_megabyte() -> None:
    heavy = {name_of(path): path.stat().st_size for path in files() if path.stat().st_size > 1_000_000}
    assert not heavy, heavy


def test_the_scripts_for_make_and_ci_can_be_run() -> None:
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(ROOT / ".ci/run")], check=True)


def test_the_wheel_would_carry_every_data_file_of_the_package() -> None:
    import tomllib
    from fnmatch import fnmatch

    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["hamroh"]
    package = ROOT / "src/hamroh"

    def carried(path: Path) -> bool:
        inside = path.relative_to(package).as_posix()
        return any(fnmatch(inside, p) or fnmatch(inside, p.replace("**/", "")) for p in patterns)

    left = [name_of(p) for p in files() if package in p.parents and p.suffix != ".py" and not carried(p)]
    assert not left, f"Add their kind to package-data in pyproject.toml: {left}"
