"""A PDF of one A4 page, set by Typst from a template and what stands in it."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pypdfium2
import typst

FONTS = Path(__file__).parent / "fonts"


def fitted(template: Path, tries: Iterable[tuple[float, Any]]) -> bytes:
    """The first of these tries, each a size of letters and a content, that fits on one page; the last where none does.

    The template reads them as `sys.inputs.size` and, as JSON, `sys.inputs.content`.
    """
    made = b""
    for size, content in tries:
        told = {"content": json.dumps(content, ensure_ascii=False), "size": str(size)}
        made = _compiler(template).compile(sys_inputs=told, format="pdf")
        with pypdfium2.PdfDocument(made) as document:
            if len(document) == 1:
                break
    return made


@functools.cache
def _compiler(template: Path) -> Any:
    """One typesetter for the process and template: its fonts are read once. System fonts are left alone."""
    return typst.Compiler(
        input=str(template), root=str(template.parent), font_paths=[str(FONTS)], ignore_system_fonts=True
    )
