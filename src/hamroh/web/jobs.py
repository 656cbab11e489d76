"""What the site does by itself with the law it answers from."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

import hamroh.web.case  # noqa: F401, by it cases that are brought in have their days at once
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases import actions
from hamroh.protection.models import Clock
from hamroh.record.jobs import Job, register
from hamroh.web import rulebook


def ask_open_cases_again(at: dt.datetime) -> str:
    """When another text of the law answers than the one by which the days were reckoned, and once a day in any case."""
    book = rulebook.book()
    with transaction.atomic(), at_work("ask open cases again"):
        other = Clock.objects.filter(
            case__closed_at__isnull=True, case__person__erased_at__isnull=True, done_at__isnull=True
        ).exclude(rulebook=book.digest)
        changed = other.exists()
    if not changed and at.hour != 1:
        return "the law is the one by which the days were reckoned"
    done = actions.reckon_all(book, at=at)
    return f"{done.asked} cases asked again, {done.moved} days moved, {done.unfit} could not be asked"


register(Job("web.ask_open_cases_again", dt.timedelta(hours=1), ask_open_cases_again))
