"""How long requests from outside are kept."""

from __future__ import annotations

import datetime as dt

from hamroh.people.requests.actions import forget_before
from hamroh.record.retention import Kept, register

register(
    Kept(
        "people.outside_requests",
        dt.timedelta(days=3 * 365),
        "whoever decided can be asked why for some years; that it was asked and how it ended stays",
        forget_before,
    )
)
