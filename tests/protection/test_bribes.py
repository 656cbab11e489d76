"""F38: what many say of bribes is published; nobody gets at one report, whatever they subtract."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
import zlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hamroh.people.walls import Absent
from hamroh.protection.bribes import actions, patterns, queries, words
from hamroh.protection.bribes.models import BribeRelease, BribeReport
from hamroh.record import keys
from hamroh.record.errors import ClockSetBack
from hamroh.shell import once
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_cases import post

LATER = dt.datetime(2027, 1, 5, 9, tzinfo=dt.UTC)
QUARTER = dt.date(2026, 10, 1)
DRAWN = queries.spared
AT_THE_METRO = {"country": "RU", "service": "police", "region": "RU-MOW", "place": "metro", "hours": "evening"}


def tell(many: int = 1, *, at: dt.datetime = NOON, worked: bool = True, **other: str) -> None:
    for _ in range(many):
        assert actions.receive(once.public_form(), AT_THE_METRO | other, worked=worked, at=at)


def publish(world: World, *, period: dt.date = QUARTER, at: dt.datetime = LATER) -> BribeRelease:
    actions.propose(period, by=world.staff("supervisor"), at=at)
    actions.agree(period, by=world.staff("analyst"), at=at)
    return BribeRelease.objects.get(period=period)


# -- what may be published ---------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def nothing_left_out() -> Iterator[None]:
    """The lot is the same on each run: nothing is left out, but where a test says so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "spared", lambda period, row: 0)
        yield


def worlds(shape: tuple[int, ...], most: int, lot: int = 0) -> dict[Any, list[dict[patterns.Leaf, int]]]:
    """Every table of a small tree with at most so many reports of one kind, by what is published of it with k = 2."""
    leaves = [tuple(map(str, one)) for one in itertools.product(*map(range, shape))]
    seen = defaultdict(list)
    for told in itertools.product(range(most + 1), repeat=len(leaves)):
        counts = dict(zip(leaves, told, strict=True))
        found = patterns.published(
            {leaf: n for leaf, n in counts.items() if n}, lambda above: shape[len(above)], k=2,
            spared=lambda row: (lot >> zlib.crc32("".join(row).encode()) % 8) % 2,
        )  # fmt: skip
        seen[tuple(found.items())].append(counts)
    return seen


@pytest.mark.parametrize(
    ("shape", "most"), [((1, 2, 3), 3), ((1, 3, 2), 3), ((1, 1, 4), 5), ((2, 3, 1), 3), ((1, 1, 2, 3), 3)]
)
def test_an_attacker_who_weighs_every_table_learns_of_no_report_that_has_no_row(shape: Any, most: int) -> None:
    # Also where it is known what was left out of which row.
    for lot in (0, 0b11111111, 0b10100110):
        for published, possible in worlds(shape, most, lot).items():
            rows = dict(published)
            for leaf in possible[0]:
                if leaf not in rows:
                    assert min(one[leaf] for one in possible) == 0, f"{rows} tells that somebody reported {leaf}"


@pytest.mark.parametrize("own", [0, 9, 10, 11, 20, 21])
def test_who_sends_reports_of_their_own_learns_in_one_of_eleven_rows_whether_another_came(own: int) -> None:
    def shown(many: int, out: int) -> dict[patterns.Leaf, int]:
        return patterns.published({("RU", "a"): many} if many else {}, lambda above: 4, spared=lambda row: out)

    assert sum(shown(own, out) != shown(own + 1, out) for out in range(11)) == (own >= 10)
    assert all(sum(shown(own, out).values()) <= own for out in range(11))


def test_what_is_left_out_is_drawn_for_each_row_and_quarter_and_stays() -> None:
    rows = [("RU", "police", place) for place in words.KINDS_OF_PLACE]
    quarters = [dt.date(2026 + n // 4, n % 4 * 3 + 1, 1) for n in range(40)]
    drawn = [[DRAWN(day, row) for row in rows] for day in quarters]
    assert {one for of_day in drawn for one in of_day} == set(range(11))
    assert drawn == [[DRAWN(day, row) for row in rows] for day in quarters]


def test_rows_share_no_report_and_each_stands_for_full_batches() -> None:
    drawn = random.Random(38)
    for _ in range(300):
        counts = {
            (c, s, "", p, h): drawn.choice([0, 1, 3, 10, 11, 12, 40])
            for c in ("RU", "KZ")
            for s in drawn.sample(sorted(words.SERVICES), 3)
            for p in drawn.sample(sorted(words.KINDS_OF_PLACE), 3)
            for h in drawn.sample(sorted(words.HOURS), 2)
        }
        rows = patterns.published({leaf: n for leaf, n in counts.items() if n}, words.many)
        left = dict(counts)
        for row, many in sorted(rows.items(), key=lambda one: -len(one[0])):
            below = [leaf for leaf in left if leaf[: len(row)] == row]
            there = sum(left.pop(leaf) for leaf in below)
            assert many >= 11 and many % 11 == 0 and there >= many


def test_two_neighbours_that_make_eleven_only_together_are_not_shown_where_there_are_no_others() -> None:
    assert patterns.published({("RU", "a"): 10, ("RU", "b"): 10}, lambda above: 2) == {}
    assert patterns.published({("RU", "a"): 10, ("RU", "b"): 10}, lambda above: 3) == {("RU",): 11}


# -- telling -----------------------------------------------------------------------------------------------------------


def test_a_report_is_stored_once_and_keeps_neither_day_nor_what_was_ticked_in_the_open(world: World) -> None:
    form = once.public_form()
    assert actions.receive(form, AT_THE_METRO, worked=False, at=NOON)
    assert not actions.receive(form, AT_THE_METRO, worked=False, at=NOON)
    row = BribeReport.objects.get()
    assert row.period == QUARTER and form not in row.form
    assert b"metro" not in bytes(row.sealed)
    assert {field.name for field in BribeReport._meta.fields} == {"id", "period", "form", "sealed"}


@pytest.mark.parametrize(
    "wrong", [{"country": "FR"}, {"service": ""}, {"region": "TJ-SU"}, {"place": "at Ali's"}, {"hours": "17:05"}]
)
def test_what_is_not_on_the_lists_is_refused(world: World, wrong: dict[str, str]) -> None:
    with pytest.raises(actions.NotComplete):
        actions.receive(once.public_form(), AT_THE_METRO | wrong, worked=False, at=NOON)
    assert not BribeReport.objects.exists()


@pytest.mark.parametrize("tongue", ["en", "ru", "tg"])
def test_the_public_ticks_and_is_told_that_it_is_stored(world: World, tongue: str) -> None:
    world.staff("supervisor"), world.staff("analyst")
    where = f"/{tongue}/bribes/tell/"
    assert Client().get(where).status_code == 200
    refused = post(Client(), where, go="send", where="RU-MOW")
    assert (refused.status_code, BribeReport.objects.count()) == (400, 0)
    told = {
        "go": "send",
        "form": once.public_form(),
        "where": "RU-MOW",
        "service": "police",
        "place": "metro",
        "hours": "",
    }
    for _ in range(2):
        assert post(Client(), where, **told).status_code == 200
    assert BribeReport.objects.count() == 1


def test_without_two_who_can_publish_there_is_no_form(world: World) -> None:
    world.staff("supervisor")
    answer = Client().get("/en/bribes/tell/")
    assert answer.status_code == 503 and b"<select" not in answer.content


# -- publishing --------------------------------------------------------------------------------------------------------


def test_two_publish_a_quarter_and_its_reports_are_erased_with_their_key(world: World) -> None:
    tell(23)
    tell(5, hours="night")
    release = publish(world)
    assert release.rows == [["RU", "police", "RU-MOW", "metro", "evening", 22]]
    assert not BribeReport.objects.exists()
    assert queries.to_publish(at=LATER) == []
    page = Client().get("/en/bribes/")
    assert b"22 reports or more" in page.content and b"28" not in page.content
    assert page.headers["Cache-Control"].startswith("public")
    assert Client().get("/en/bribes/", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304


def test_the_key_is_gone_after_the_commit(world: World, django_capture_on_commit_callbacks: Any) -> None:
    tell(11)
    assert keys.store().exists(queries.key_of(QUARTER))
    with django_capture_on_commit_callbacks(execute=True):
        publish(world)
    assert not keys.store().exists(queries.key_of(QUARTER))


def test_who_proposed_does_not_agree_and_a_quarter_that_goes_on_is_not_published(world: World) -> None:
    tell(11)
    chief = world.staff("supervisor")
    with pytest.raises(Absent):
        actions.propose(QUARTER, by=chief, at=NOON)
    actions.propose(QUARTER, by=chief, at=LATER)
    with pytest.raises(Absent):
        actions.agree(QUARTER, by=chief, at=LATER)
    with pytest.raises(Absent):
        actions.agree(QUARTER, by=world.staff("lawyer"), at=LATER)
    assert queries.releases() == []


def test_a_release_is_never_made_again_nor_changed_only_taken_back_whole(world: World) -> None:
    tell(11)
    publish(world)
    chief = world.staff("supervisor")
    with pytest.raises(Absent):
        actions.propose(QUARTER, by=chief, at=LATER)
    with pytest.raises(actions.NotComplete):
        actions.take_back(QUARTER, " ", by=chief, at=LATER)
    actions.take_back(QUARTER, "Somebody sent them all", by=chief, at=LATER)
    assert Client().get("/en/bribes/from/2026-10-01/").status_code == 404
    assert b"Somebody sent them all" in Client().get("/en/bribes/").content
    assert json.loads(Client().get("/open/bribes/bribes.json").content)["rows"] == []
    with pytest.raises(Absent):
        actions.propose(QUARTER, by=chief, at=LATER)


def test_each_report_is_of_one_release_so_two_that_follow_share_nothing(world: World) -> None:
    tell(11)
    tell(11, at=LATER)
    assert publish(world).rows[0][-1] == 11
    spring = dt.datetime(2027, 4, 2, tzinfo=dt.UTC)
    assert publish(world, period=dt.date(2027, 1, 1), at=spring).rows[0][-1] == 11


def test_of_a_flood_only_what_a_phone_worked_for_is_counted_and_it_is_said(world: World, settings: Any) -> None:
    settings.REPORTS_PER_MINUTE = 12
    tell(13, worked=False)
    tell(11, at=NOON + dt.timedelta(hours=2), hours="night", worked=False)
    draft = queries.draft(QUARTER)
    assert draft.flood and draft.rows == [(["RU", "police", "RU-MOW", "metro", "night"], 11)]


def test_with_the_clock_set_back_into_what_is_published_nothing_is_stored_and_it_is_said(world: World) -> None:
    tell(11)
    publish(world)
    with pytest.raises(ClockSetBack):
        actions.receive(once.public_form(), AT_THE_METRO, worked=True, at=NOON)
    assert not BribeReport.objects.exists()


def test_open_data_says_the_same_as_the_page(world: World) -> None:
    tell(11)
    tell(6, region="RU-SPE", hours="")
    tell(6, region="RU-PER")
    publish(world)
    text = Client().get("/open/bribes/bribes.csv").content.decode().splitlines()
    assert text[1] == "2026-10-01,2026-12-31,RU,police,others,others,others,11"
    assert text[2] == "2026-10-01,2026-12-31,RU,police,RU-MOW,metro,evening,11"
    told = json.loads(Client().get("/open/bribes/bribes.json").content)
    assert [row["at_least"] for row in told["rows"]] == [11, 11]
    assert Client().get("/open/bribes/other.csv").status_code == 404


def test_the_desk_proposes_and_agrees_by_its_page(world: World) -> None:
    summer = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    tell(12, at=summer)
    tell(4, at=summer, place="street")
    where, began = reverse("bribes"), dt.date(2026, 7, 1)
    chief, other = signed_in(world.staff("supervisor")), signed_in(world.staff("analyst"))
    shown = chief.get(where).content
    assert b"11 reports or more" in shown and b">16" not in shown
    assert post(chief, where, go=f"propose:{began}").status_code == 302
    assert post(chief, where, go=f"agree:{began}").status_code == 404
    assert post(other, where, go=f"agree:{began}").status_code == 302
    assert post(other, where, go=f"back:{began}", reason="").status_code == 400
    assert post(other, where, go="back:tomorrow").status_code == 404
    assert BribeRelease.objects.get().released_by == world.staff("analyst")


def test_who_proposes_while_another_agrees_changes_nothing_that_is_published(world: World, monkeypatch: Any) -> None:
    first, second = world.staff("analyst"), world.staff("supervisor")
    tell(11)
    actions.propose(QUARTER, by=first, at=LATER)
    real = queries.to_publish

    def meanwhile(*, at: dt.datetime) -> list[dt.date]:
        found = real(at=at)
        monkeypatch.undo()
        actions.agree(QUARTER, by=second, at=at)
        return found

    monkeypatch.setattr(queries, "to_publish", meanwhile)
    with pytest.raises(Absent):
        actions.propose(QUARTER, by=first, at=LATER)
