"""What is wrong in a list of missed calls, in the reader's language. A number is never repeated."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

FAULTS: dict[str, Any] = {
    "head": gettext_lazy("The first line names the columns: number,at or number,at,line."),
    "columns": gettext_lazy("It has other columns than the first line."),
    "number": gettext_lazy("This is no telephone number."),
    "moment": gettext_lazy("The time is not understood."),
    "future": gettext_lazy("The time has not come yet."),
    "old": gettext_lazy("This is longer ago than 90 days."),
    "line": gettext_lazy("The name of the line is longer than 40 letters."),
    "many": gettext_lazy("These are more than 5,000 calls: enter them in parts."),
}
