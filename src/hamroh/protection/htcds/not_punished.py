"""What somebody is accused of that they did because they were forced: kept with the case, raised by a lawyer, handed on by consent alone.

That victims of trafficking are not punished for what they were compelled to do is asked of states by recommendations and by some laws.
Which of them binds whom, the rulebook says or does not say: a provision whose id ends in `.not_punished` is cited here by itself, and
where there is none, it is shown as not verified.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _, gettext_lazy as lazy

from hamroh.people.staff.models import Role, Staff
from hamroh.protection.cases import actions as cases, queries
from hamroh.protection.cases.models import Case
from hamroh.protection.complaints import reading
from hamroh.protection.htcds import columns, row as rows
from hamroh.shell.here import day_of

COLUMN = columns.NOT_PUNISHED
ACTS = {
    "Border": lazy("Crossed a border without leave"),
    "Papers": lazy("Used papers of another, or false ones"),
    "Stay": lazy("Stayed without registration, or too long"),
    "Work": lazy("Worked without a patent or permit"),
    "Crime": lazy("Something else that is called a crime"),
}
assert tuple(ACTS) == columns.ACTS
LONGEST_WORDS = 2_000
_ID = ".not_punished"


class NotComplete(rows.HtcdsError):
    """No such act, or no lawyer who raises it. Nothing was stored."""


@dataclass(frozen=True)
class Told:
    """What is kept: the acts by their codes, words, and whether the person agreed that a partner learns it."""

    acts: tuple[str, ...] = ()
    words: str = ""
    agreed: bool = False


def provisions(language: str) -> list[tuple[str, str]]:
    """The provisions of non-punishment that the law in use has, by id and title; none where it has none."""
    return [(one.id, one.title[language]) for one in reading.law().book.provisions.values() if one.id.endswith(_ID)]


def told(content: dict[str, Any]) -> Told:
    """What a case tells of it. Where the case goes over to another organisation, it goes along only if the person agreed."""
    kept = content.get(queries.NOT_PUNISHED)
    return Told(tuple(kept["acts"]), kept["words"], kept["agreed"]) if kept else Told()


@transaction.atomic
def tell(
    id: uuid.UUID,
    acts: Collection[str],
    words: str,
    *,
    agreed: bool,
    lawyer: Staff | None,
    edition: int,
    by: Staff,
    at: dt.datetime,
) -> Case:
    """Keep what the person did under compulsion and is or may be accused of; a lawyer gets the task to raise it, once.

    Raises:
        Absent: the case may not be seen.
        NotSuch: it is no case of exploitation.
        NotComplete: see there.
        NotAllowed: the lawyer may not see the file.
        Stale: somebody else changed the case meanwhile.
    """
    case = queries.case(id, seen_by=by, at=at)
    if not rows.is_such(case):
        raise rows.NotSuch
    content = queries.opened(case).content
    before = content.get(queries.NOT_PUNISHED, {})
    sound = set(acts) <= set(ACTS) and len(words) <= LONGEST_WORDS
    raised = bool(before.get("raised"))
    needs = bool(acts) and not raised
    if not sound or (needs and (lawyer is None or Role.LAWYER not in lawyer.roles(at))):
        raise NotComplete
    kept = {
        "acts": [name for name in ACTS if name in acts], "words": words.strip(), "agreed": agreed,
        "raised": raised or needs, "task": before.get("task"),
    }  # fmt: skip
    if needs and lawyer is not None:
        text = _("Raise that the person is not to be punished for what they were forced to do.")
        due = day_of(at) + dt.timedelta(days=3)
        task = cases.set_task(id, text, owner=lawyer, due_on=due, form=f"not_punished:{id}", by=by, at=at)
        kept["task"] = str(task)
    return cases.change(id, {queries.NOT_PUNISHED: kept}, edition=edition, by=by, at=at)
