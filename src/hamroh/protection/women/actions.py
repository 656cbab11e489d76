"""What a woman at the desk says of herself."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from hamroh.people.staff.models import Staff
from hamroh.protection.women.events import AnswersWomenChanged
from hamroh.protection.women.models import WomanOperator
from hamroh.record import note


@transaction.atomic
def say(answers: bool, *, by: Staff, at: dt.datetime) -> None:
    """Say, or take back, that one answers those who ask for a woman."""
    if answers:
        _row, changed = WomanOperator.objects.get_or_create(staff=by, defaults={"since": at})
    else:
        changed = bool(WomanOperator.objects.filter(staff=by).delete()[0])
    if changed:
        note(AnswersWomenChanged(), by=by.pk, at=at)
