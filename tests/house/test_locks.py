"""The locks are complete: every part with hashes, the same version everywhere, one inside the other."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import ROOT

FOLDER = ROOT / "requirements"
FILES = ["base.txt", "pure.txt", "site.txt", "dev.txt"]


def _parts(name: str) -> dict[str, tuple[str, int]]:
    """Version and number of hashes of each part."""
    parts = {}
    for block in re.split(r"\n(?=[A-Za-z])", (FOLDER / name).read_text(encoding="utf-8")):
        head = re.match(r"([A-Za-z0-9._-]+)==(\S+)", block)
        assert head, f"{name}: not a pinned part: {block[:80]!r}"
        parts[head.group(1).lower()] = (head.group(2), block.count("--hash=sha256:"))
    return parts


@pytest.mark.parametrize("name", FILES)
def test_every_locked_part_has_a_version_and_hashes(name: str) -> None:
    without = [part for part, (_, hashes) in _parts(name).items() if hashes == 0]
    assert not without, f"{name}: {without}; run `make lock`"


def test_a_part_has_one_version_in_all_locks() -> None:
    dev = _parts("dev.txt")
    for name in FILES:
        for part, (version, _) in _parts(name).items():
            assert dev.get(part, ("missing", 0))[0] == version, f"{part} in {name} and dev.txt; run `make lock`"


def test_each_lock_holds_the_smaller_ones() -> None:
    base, pure, site, dev = (set(_parts(name)) for name in FILES)
    assert base <= pure <= dev
    assert base <= site <= dev


def test_the_pure_rooms_get_no_django() -> None:
    assert "django" not in _parts("base.txt")
    assert "django" not in _parts("pure.txt")


@pytest.mark.parametrize("name", FILES)
def test_every_lock_can_build_the_package_without_asking_a_registry(name: str) -> None:
    assert "setuptools" in _parts(name)


@pytest.mark.parametrize(
    "part", ["pyyaml", "cryptography", "granian", "typst", "psycopg-binary", "rpds-py", "greenlet"]
)
def test_parts_with_compiled_code_have_wheels_for_both_processors(part: str) -> None:
    # One hash would be one wheel: x86_64 and aarch64 need at least two.
    assert _parts("dev.txt")[part][1] >= 2


def test_the_opponent_of_the_benchmark_is_locked_apart() -> None:
    assert all(hashes for _, hashes in _parts("opponent.txt").values())
    for name in FILES:
        assert not [part for part in _parts(name) if part.startswith("openfisca")], f"{name}: OpenFisca is AGPL"


def test_the_product_never_imports_the_opponent() -> None:
    for path in [*(ROOT / "src").rglob("*.py"), ROOT / "bench/__main__.py"]:
        assert not re.search(r"^\s*(?:from|import) openfisca", path.read_text(encoding="utf-8"), re.MULTILINE), path
