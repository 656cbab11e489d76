"""Police, embassies and employers ask for data: written down, decided by two, refused by default, told in numbers that point to nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from hamroh.people.models import OutsideDecision, OutsideRequest
from hamroh.people.requests import actions, queries
from hamroh.people.requests.actions import Decided, NotYours
from hamroh.people.requests.queries import State
from hamroh.people.walls.files import Absent
from hamroh.record import queries as recorded, retention
from tests.people.conftest import NOON, World, signed_in

FORM = "application/x-www-form-urlencoded"
ASKED = {"kind": "police", "who": "An officer, by telephone", "asked": "Where Karim lives", "ground": "none"}


def received(world: World, at: dt.datetime = NOON, **more: Any) -> OutsideRequest:
    return actions.receive(**{**ASKED, **more}, by=world.staff("operator"), at=at)


def two(world: World) -> tuple[Any, Any]:
    return world.staff("supervisor"), world.staff("security")


def state(request: OutsideRequest, world: World) -> State:
    return queries.request(request.pk, seen_by=two(world)[0], at=NOON).state


def decide(request: OutsideRequest, by: Any, answer: bool, at: dt.datetime = NOON) -> None:
    actions.decide(request.pk, answer=answer, reason="As the law says.", by=by, at=at)


def test_a_request_is_refused_until_two_different_people_agree(world: World) -> None:
    first, second = two(world)
    request = received(world)
    assert state(request, world) is State.OPEN and "refused" in State.OPEN.label
    decide(request, first, True)
    assert state(request, world) is State.OPEN
    with pytest.raises(NotYours):
        decide(request, first, True)
    decide(request, second, True)
    assert state(request, world) is State.ANSWERED


def test_one_refusal_is_enough_and_is_not_overruled(world: World) -> None:
    first, second = two(world)
    request = received(world)
    decide(request, first, False)
    assert state(request, world) is State.REFUSED
    with pytest.raises(Decided):
        decide(request, second, True)


def test_whoever_wrote_it_down_does_not_decide(world: World) -> None:
    supervisor, _ = two(world)
    request = actions.receive(**ASKED, by=supervisor, at=NOON)
    with pytest.raises(NotYours):
        decide(request, supervisor, True)


def test_another_role_or_organisation_has_no_such_request(world: World) -> None:
    request = received(world)
    for other in (world.staff("lawyer"), world.staff("administrator"), world.staff("supervisor", office=world.house)):
        with pytest.raises(Absent):
            decide(request, other, True)
        with pytest.raises(Absent):
            queries.request(request.pk, seen_by=other, at=NOON)
    assert not OutsideDecision.objects.exists()


def test_the_database_itself_lets_nobody_decide_twice(world: World) -> None:
    request = received(world)
    decide(request, two(world)[0], True)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutsideDecision.objects.create(request=request, staff=two(world)[0], answer=True, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutsideRequest.objects.filter(pk=request.pk).update(kind="friend")


def test_what_was_asked_lies_sealed_and_each_step_is_on_record(world: World) -> None:
    request = received(world)
    decide(request, two(world)[0], False)
    with connection.cursor() as cursor:
        for table in ("people_outsiderequest", "people_outsidedecision", "record_entry"):
            cursor.execute(f"SELECT * FROM {table}")
            for value in (value for row in cursor.fetchall() for value in row):
                raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                assert b"Karim" not in raw and b"As the law says" not in raw
    assert {"requests.received", "requests.decided"} <= {entry.kind for entry in recorded.entries()}


@pytest.mark.django_db(transaction=True)
def test_after_its_time_only_that_it_was_asked_stays(world: World) -> None:
    request = received(world, NOON - dt.timedelta(days=4 * 365))
    decide(request, two(world)[0], False)
    young = received(world)
    assert retention.apply(NOON)["people.outside_requests"] == 1
    old = queries.request(request.pk, seen_by=two(world)[0], at=NOON)
    assert (old.asked, old.state, old.decisions[0].reason) == (None, State.REFUSED, None)
    assert queries.request(young.pk, seen_by=two(world)[0], at=NOON).asked == ASKED["asked"]
    assert retention.apply(NOON)["people.outside_requests"] == 0


def test_the_page_of_today_tells_what_waits_for_whom(world: World) -> None:
    first, second = two(world)
    request = received(world)
    assert [queries.waiting.count(seen_by=who, at=NOON) for who in (first, second, world.staff("lawyer"))] == [1, 1, 0]
    decide(request, first, True)
    assert [queries.waiting.count(seen_by=who, at=NOON) for who in (first, second)] == [0, 1]
    decide(request, second, True)
    assert queries.waiting.count(seen_by=second, at=NOON) == 0


def test_the_way_through_the_pages(world: World) -> None:
    def post(client: Client, where: str, **data: str) -> Any:
        return client.post(where, urlencode(data), content_type=FORM)

    operator = signed_in(world.staff("operator"))
    assert post(operator, reverse("outside_request_new"), kind="police").status_code == 400
    assert post(operator, reverse("outside_request_new"), **ASKED).status_code == 302
    request = OutsideRequest.objects.get()
    where = reverse("outside_request", kwargs={"id": request.pk})
    # Whoever wrote it down does not see it again.
    assert operator.get(where).status_code == 404
    for who, seen in zip(two(world), ("refused until two agree", "refused until two agree"), strict=True):
        client = signed_in(who)
        page = client.get(where).content.decode()
        assert seen in page and "Where Karim lives" in page
        assert post(client, where, answer="yes", reason="").status_code == 400
        assert post(client, where, answer="yes", reason="A court order.").status_code == 302
    page = signed_in(two(world)[0]).get(where).content.decode()
    assert "to be answered" in page and "Your decision" not in page
    assert "Where Karim lives" not in signed_in(two(world)[0]).get(reverse("outside_requests")).content.decode()
    assert "requests.opened" in {entry.kind for entry in recorded.entries(reading=True)}


# -- what is told to everybody -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "answered", "told"),
    [
        (10, 0, (None, None)),
        (11, 0, (11, 0)),
        (11, 11, (11, 11)),
        (30, 1, (30, None)),
        (30, 10, (30, None)),
        (30, 11, (30, 11)),
        (30, 19, (30, 19)),
        (30, 20, (30, None)),
        (30, 30, (30, 30)),
    ],
)
def test_no_number_and_no_difference_under_eleven_is_told(total: int, answered: int, told: tuple[Any, Any]) -> None:
    assert queries._tellable(total, answered) == told


def test_a_year_is_told_when_it_has_ended_and_then_as_it_was(world: World) -> None:
    requests = [received(world) for _ in range(12)]
    for request in requests[:11]:
        for who in two(world):
            decide(request, who, True)
    next_year = NOON.replace(year=2027)
    received(world, next_year)
    # 11 of 12 answered: the one left over is not told.
    assert queries.years(next_year) == [queries.Year(2026, 12, None)]
    # Decided after the year: nothing that was told changes.
    for who in two(world):
        decide(requests[11], who, True, next_year)
    assert queries.years(next_year) == [queries.Year(2026, 12, None)]
    assert queries.years(NOON) == []


@pytest.mark.parametrize(("language", "words"), [("en", "12 requests."), ("ru", "12 запр."), ("tg", "12 дархост.")])
def test_the_public_page_tells_it_in_three_languages(world: World, language: str, words: str) -> None:
    for _ in range(12):
        received(world, NOON.replace(year=2025))
    page = Client().get(f"/{language}/asked-of-us/")
    assert page.status_code == 200 and words in page.content.decode()
    assert not page.cookies
