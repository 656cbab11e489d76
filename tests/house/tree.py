"""Which files make up this tree: what git holds and what is new but not ignored."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Files of others, kept unchanged; and lists of hashes
NOT_OURS = ("tests/vendor/", "requirements/", "LICENSE")
BINARY = {".png", ".jpg", ".ico", ".woff2", ".ttf", ".otf", ".pdf", ".mo", ".parquet", ".gz", ".bin"}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the tree that we wrote, absolute, sorted."""
    if (ROOT / ".git").exists():
        words = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        names = [name for name in told.split("\0") if name]
    else:  # an unpacked archive has no git
        hidden = {".venv", "build", "var", "__pycache__"}
        names = [
            str(path.relative_to(ROOT))
            for path in ROOT.rglob("*")
            if path.is_file() and not hidden & set(path.relative_to(ROOT).parts)
        ]
    ours = [name for name in sorted(set(names)) if not name.startswith(NOT_OURS)]
    return tuple(ROOT / name for name in ours if (ROOT / name).is_file())


def texts() -> tuple[Path, ...]:
    """Those of them that hold text."""
    return tuple(path for path in files() if path.suffix not in BINARY)


@cache
def python_of_the_package() -> tuple[tuple[Path, ast.Module], ...]:
    """Every module of the package, parsed."""
    package = ROOT / "src/hamroh"
    return tuple(
        (path, ast.parse(path.read_text(encoding="utf-8")))
        for path in files()
        if package in path.parents and path.suffix == ".py"
    )


def name_of(path: Path) -> str:
    """The path as written in this tree, with forward slashes."""
    return path.relative_to(ROOT).as_posix()
