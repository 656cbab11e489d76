"""The guides work: each is followed, step by step, in a copy of the tree.

A fenced `console` block is run line by line (`$ command`); the lines after a command must appear in what it prints, in
order, `...` standing for anything. Comments before a block put it into a file; see docs/guides/README.md.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, name_of
from tests.prepared import file_with_every_table

GUIDES = sorted(path for path in (ROOT / "docs/guides").glob("*.md") if path.name != "README.md")
# The README's example of an answer is followed too, once it stands there.
FOLLOWED = [
    *GUIDES,
    ROOT / "docs/proposals.md",
    ROOT / "docs/tables.md",
    *([ROOT / "README.md"] if "```console" in (ROOT / "README.md").read_text(encoding="utf-8") else []),
]
FENCE = re.compile(
    r"(?:^<!-- (?P<order>write|append|ends with):? (?P<what>\S+) -->\n+)?"
    r"^```(?P<kind>\S*)[^\n]*\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass
class Command:
    """One command of a console block and the lines it must show."""

    words: str
    shows: list[str] = field(default_factory=list)
    ends_with: int = 0


def commands(text: str, ends_with: int = 0) -> list[Command]:
    """The commands of a console block; `ends_with` is meant for the last one."""
    found: list[Command] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append(Command(line[2:]))
        elif line.strip() and found:
            found[-1].shows.append(line.rstrip())
    if found:
        found[-1].ends_with = ends_with
    return found


def missing(shows: list[str], told: str) -> str | None:
    """The first line that should have been printed and was not, after the ones before it; None when all were."""
    printed = [line.rstrip() for line in told.splitlines()]
    at = 0
    for line in shows:
        if line.strip() == "...":
            continue
        pattern = re.compile(".*".join(re.escape(part) for part in line.strip().split("...")))
        while at < len(printed) and not pattern.search(printed[at]):
            at += 1
        if at == len(printed):
            return line
        at += 1
    return None


def _copy_of_the_tree(to: Path) -> None:
    """With the times of its files, so that Python's compiled code and the cache of the checked law are good for it too."""
    for path in files():
        if name_of(path).startswith(("src/", "docs/", "tests/house/tree.py", "pyproject.toml")):
            compiled = Path(importlib.util.cache_from_source(str(path)))
            for one in (path, compiled) if path.suffix == ".py" and compiled.exists() else (path,):
                target = to / one.relative_to(ROOT)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(one, target)


def _run(words: str, at: Path) -> tuple[int, str]:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(at / "src"),
        "HAMROH_VAR": str(at / "var"),
        "XDG_CACHE_HOME": str(at / "cache"),
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        ["bash", "-c", words],
        cwd=at,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("guide", FOLLOWED, ids=lambda path: path.stem)
@pytest.mark.slow
def test_a_guide_can_be_followed(guide: Path, tmp_path: Path) -> None:
    _copy_of_the_tree(tmp_path)
    if guide.stem != "run-a-site":
        # There a site is begun from nothing; elsewhere it has its tables.
        (tmp_path / "var").mkdir(mode=0o700)
        shutil.copy(file_with_every_table(), tmp_path / "var/hamroh.sqlite3")
    ran = 0
    for block in FENCE.finditer(guide.read_text(encoding="utf-8")):
        order, what, text = block["order"], block["what"], block["text"]
        if order in ("write", "append"):
            file = tmp_path / what
            assert (order == "append") == file.exists(), f"{guide.name}: {what} is there already, or is not"
            with file.open("a", encoding="utf-8") as out:
                out.write(text)
        elif block["kind"] == "console":
            for command in commands(text, int(what) if order == "ends with" else 0):
                code, told = _run(command.words, tmp_path)
                assert code == command.ends_with, f"{guide.name}: `{command.words}` ended with {code}:\n{told[-3000:]}"
                line = missing(command.shows, told)
                assert line is None, f"{guide.name}: `{command.words}` did not show {line!r}:\n{told[-3000:]}"
                ran += 1
    assert ran, f"{guide.name}: no console block"


def test_every_guide_is_listed() -> None:
    index = (ROOT / "docs/guides/README.md").read_text(encoding="utf-8")
    for guide in GUIDES:
        assert f"({guide.name})" in index


def test_every_link_between_the_documents_leads_somewhere() -> None:
    faults = []
    for page in files():
        if page.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                faults.append(f"{name_of(page)}: {target}")
    assert not faults, faults


@pytest.mark.parametrize(
    ("shows", "told", "first_missing"),
    [
        (["one", "three"], "one\ntwo\nthree\n", None),
        (["three", "one"], "one\ntwo\nthree\n", "one"),
        (["...", "by ... March"], "register\nby Friday 15 March\n", None),
        (["nothing"], "", "nothing"),
    ],
)
def test_what_a_guide_shows_is_looked_for_in_order(shows: list[str], told: str, first_missing: str | None) -> None:
    assert missing(shows, told) == first_missing
