"""No part of the tree has a licence that would bind those who use Hamroh: no GPL, no AGPL."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

import pytest
import yaml

from tests.house.tree import ROOT

# Spellings found in the parts' own metadata
SPDX = {
    "MIT License": "MIT",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ISC License (ISCL)": "ISC",
    # pypdfium2; the texts beside it: of the libraries in PDFium none is bound by copyleft alone (FreeType: FTL)
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
}


def _locked() -> list[str]:
    text = (ROOT / "requirements/dev.txt").read_text(encoding="utf-8")
    # Parts for another system or interpreter are not installed here and cannot be read.
    return re.findall(r"^([a-z0-9-]+)==\S+(?! ; sys_platform == 'win32')", text, re.MULTILINE)


# Parts whose metadata says nothing, by the first line of the licence file that comes with them
FIRST_LINES = {"The MIT License (MIT)": "MIT", "MIT License": "MIT"}


def licence_of(part: Distribution) -> str:
    """What the part says of itself, as an SPDX expression; empty when it says nothing we can read."""
    about = part.metadata
    if about.get("License-Expression"):
        return str(about["License-Expression"])
    for line in about.get_all("Classifier") or []:
        if line.startswith("License :: OSI Approved :: "):
            said = line.rsplit(" :: ", 1)[1]
            return SPDX.get(said, said)
    said = str(about.get("License") or "").strip().splitlines()
    if said:
        return SPDX.get(said[0], said[0])
    texts = [file.read_text() for file in part.files or [] if file.name.startswith("LICENSE")]
    return FIRST_LINES.get(texts[0].splitlines()[0].strip(), "") if texts else ""


def allowed(name: str, expression: str) -> bool:
    """Of `A OR B` one must be allowed, of `A AND B` both."""
    lists = yaml.safe_load((ROOT / "tests/house/allowed_licences.yaml").read_text(encoding="utf-8"))
    if expression and lists["lgpl"].get(name) == expression:
        return True
    fine = {*lists["everywhere"], *lists["by_file"]}
    choices = [choice.strip(" ()") for choice in expression.split(" OR ")]
    return any(all(term.strip(" ()") in fine for term in choice.split(" AND ")) for choice in choices)


@pytest.mark.parametrize("name", _locked())
def test_a_locked_part_has_an_allowed_licence(name: str) -> None:
    try:
        part = distribution(name)
    except PackageNotFoundError:
        if name in {"colorama", "tzdata"}:  # for Windows only
            return
        pytest.fail(f"{name} is locked but not installed; run `make env`")
    expression = licence_of(part)
    assert allowed(name, expression), (
        f"{name}: {expression or 'says no licence'}; see tests/house/allowed_licences.yaml"
    )


@pytest.mark.parametrize(
    "expression", ["AGPL-3.0-only", "GPL-3.0-or-later", "MIT AND GPL-2.0-only", "LGPL-3.0-only", ""]
)
def test_a_binding_licence_is_refused(expression: str) -> None:
    assert not allowed("some-part", expression)


def test_a_choice_of_licences_is_fine_when_one_of_them_is() -> None:
    assert allowed("some-part", "GPL-3.0-only OR MIT")
