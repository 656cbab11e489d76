"""How long claims are kept."""

from __future__ import annotations

import datetime as dt

from hamroh.asylum.actions import take_out
from hamroh.record.retention import Kept, register

register(
    Kept(
        "asylum.claims",
        dt.timedelta(days=3 * 365),
        "after a decision it may be asked anew for some years; a claim that is known endangers whoever made it and their family",
        take_out,
    )
)
