"""What kinds, outcomes and steps are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

KINDS = {
    "firm": gettext_lazy("A firm that says it sends people to work"),
    "symbol": gettext_lazy("A flag, emblem or name of the state on something private"),
    "intermediary": gettext_lazy("A person who finds work for others without a firm"),
}
OUTCOMES = {
    "genuine": gettext_lazy("The firm and its sign are genuine"),
    "not_licensed": gettext_lazy("No licence stands in the register under this name"),
    "not_genuine": gettext_lazy("The sign, the code or the paper is not genuine"),
    "cannot_tell": gettext_lazy("It cannot be told from what was sent"),
}
STEPS = {
    "sent": gettext_lazy("Sent to the prosecutor"),
    "refused": gettext_lazy("No proceeding was opened"),
    "opened": gettext_lazy("A proceeding was opened"),
    "charged": gettext_lazy("Somebody was charged"),
    "acquitted": gettext_lazy("The court acquitted"),
    "convicted": gettext_lazy("The court convicted"),
}
