"""How pages speak of files that were sent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from hamroh.people.attachments import intake
from hamroh.people.attachments.keeping import Shown

KINDS = {
    "jpg": gettext_lazy("Picture"),
    "png": gettext_lazy("Picture"),
    "pdf": "PDF",
    "txt": gettext_lazy("Text"),
}


def listed(shown: list[Shown]) -> list[dict[str, Any]]:
    """Files as a list shows them."""
    return [
        {
            "row": one.row,
            "name": one.name,
            "kind": KINDS[one.row.kind],
            "opens": one.opens,
            "size": _("{n} KB").format(n=max(1, round(one.row.size / 1000))),
        }
        for one in shown
    ]


def limits() -> dict[str, Any]:
    """How many and how long files may be, as a page says it."""
    return {"most": intake.AT_ONCE, "megabytes": intake.megabytes()}
