"""What is read of requests from outside: by those who decide, and, in numbers, by everybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from hamroh.people.prepared import prepared
from hamroh.people.requests.actions import DECIDE, NEEDED, place
from hamroh.people.requests.models import OutsideDecision, OutsideRequest
from hamroh.people.staff.models import Staff
from hamroh.people.walls.files import Absent
from hamroh.people.walls.rows import at_work
from hamroh.record import sealing
from hamroh.shell.few import FEWEST


class State(StrEnum):
    """How a request stands. Until two agree it counts as refused."""

    OPEN = "open"
    REFUSED = "refused"
    ANSWERED = "answered"

    @property
    def label(self) -> str:
        """In words."""
        return str(_STATES[self])


_STATES = {
    State.OPEN: gettext_lazy("refused until two agree"),
    State.REFUSED: gettext_lazy("refused"),
    State.ANSWERED: gettext_lazy("to be answered"),
}


@dataclass(frozen=True)
class Decision:
    """What one of the two decided."""

    who: str
    answer: bool
    at: dt.datetime
    reason: str | None


@dataclass(frozen=True)
class Request:
    """A request as those who decide read it; the texts are None once past their time."""

    id: UUID
    kind: str
    received_at: dt.datetime
    state: State
    who: str | None
    asked: str | None
    ground: str | None
    decisions: list[Decision]
    mine_to_decide: bool


def requests(*, seen_by: Staff, at: dt.datetime) -> QuerySet[OutsideRequest]:
    """The requests to their organisation that somebody may read, newest first."""
    found = OutsideRequest.objects.filter(organisation=seen_by.office.organisation_id)
    if not seen_by.roles(at) & DECIDE:
        found = found.none()
    return found.prefetch_related("decisions__staff").order_by("-received_at")


def request(id: UUID, *, seen_by: Staff, at: dt.datetime) -> Request:
    """One request in full.

    Raises:
        Absent: there is none, or not for them.
    """
    found = requests(seen_by=seen_by, at=at).filter(pk=id).first()
    if found is None:
        raise Absent
    decisions = sorted(found.decisions.all(), key=lambda one: one.at)
    texts = [("asked", found.sealed), *((str(one.pk), one.sealed) for one in decisions)]
    opened = sealing.unseal_many((found.pk, place(found.pk, part), bytes(sealed or b"")) for part, sealed in texts)
    first = opened[0] or {}
    how = state(decisions)
    return Request(
        id=found.pk,
        kind=found.get_kind_display(),
        received_at=found.received_at,
        state=how,
        who=first.get("who"),
        asked=first.get("asked"),
        ground=first.get("ground"),
        decisions=[
            Decision(one.staff.full_name, one.answer, one.at, (said or {}).get("reason"))
            for one, said in zip(decisions, opened[1:], strict=True)
        ],
        mine_to_decide=how is State.OPEN
        and found.received_by_id != seen_by.pk
        and all(one.staff_id != seen_by.pk for one in decisions),
    )


def state(decisions: list[OutsideDecision]) -> State:
    """One refusal refuses; two who agree let it be answered; anything else is refused until they do."""
    if any(not one.answer for one in decisions):
        return State.REFUSED
    return State.ANSWERED if len(decisions) >= NEEDED else State.OPEN


@prepared
def waiting(*, seen_by: Staff, at: dt.datetime) -> QuerySet[OutsideRequest]:
    """Those that wait for a decision of theirs."""
    refused = OutsideDecision.objects.filter(request=OuterRef("pk"), answer=False)
    mine = OutsideDecision.objects.filter(request=OuterRef("pk"), staff=seen_by)
    undecided = requests(seen_by=seen_by, at=at).exclude(received_by=seen_by).filter(~Exists(refused), ~Exists(mine))
    return undecided.annotate(agreed=Count("decisions")).filter(agreed__lt=NEEDED)


@dataclass(frozen=True)
class Year:
    """What is published of a year that has ended; None stands for a number that is not told (fewer than 11)."""

    year: int
    requests: int | None
    answered: int | None


def years(at: dt.datetime) -> list[Year]:
    """Every year that has ended and had requests, newest first, all organisations together; what was decided later is left out.

    Years are told once they have ended, and stay as they were told: two publications differ in nothing that could be subtracted.
    """
    with at_work("how many asked from outside"):
        return _years(at)


def _years(at: dt.datetime) -> list[Year]:
    found = []
    first = OutsideRequest.objects.order_by("received_at").values_list("received_at", flat=True).first()
    for year in range(at.year - 1, first.year - 1 if first else at.year, -1):
        start, end = dt.datetime(year, 1, 1, tzinfo=dt.UTC), dt.datetime(year + 1, 1, 1, tzinfo=dt.UTC)
        of_year = OutsideRequest.objects.filter(received_at__gte=start, received_at__lt=end)
        total = of_year.count()
        by_then = Q(decisions__at__lt=end)
        answered = (
            of_year.annotate(
                agreed=Count("decisions", filter=by_then & Q(decisions__answer=True)),
                against=Count("decisions", filter=by_then & Q(decisions__answer=False)),
            )
            .filter(agreed__gte=NEEDED, against=0)
            .count()
        )
        if total:
            found.append(Year(year, *_tellable(total, answered)))
    return found


def _tellable(total: int, part: int) -> tuple[int | None, int | None]:
    """A total and a part of it, as far as neither, nor their difference, is about one to ten."""
    if total < FEWEST:
        return None, None
    rest = total - part
    tells = (part == 0 or part >= FEWEST) and (rest == 0 or rest >= FEWEST)
    return total, part if tells else None
