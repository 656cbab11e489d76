"""What can be settled on a day of reception, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

MATTERS = {
    "passport": lazy("Passport: a new one, or in place of an old or lost one"),
    "return_paper": lazy("Paper to go home without a passport"),
    "power": lazy("Power of attorney and other papers that are certified"),
    "family": lazy("Birth, marriage and other family papers"),
    "citizenship": lazy("Citizenship"),
    "advice": lazy("Advice"),
}
OUTCOMES = {"came": lazy("came"), "missed": lazy("did not come"), "": lazy("nothing yet")}
