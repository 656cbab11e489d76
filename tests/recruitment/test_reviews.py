"""What workers say of a firm: stored once, read by one, shown by another, eleven at a time, and never tied to anybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from hamroh.people.walls import Absent
from hamroh.record import keys, queries as record
from hamroh.recruitment import jobs
from hamroh.recruitment.models import ReviewBatch, ReviewedFirm, ReviewWords, WorkerReview
from hamroh.recruitment.register.actions import NotComplete
from hamroh.recruitment.reviews import actions, queries
from hamroh.recruitment.reviews.actions import Said
from tests.people.conftest import NOON, World, signed_in
from tests.recruitment.test_check import send
from tests.web.conftest import FormClient

FIRM = "Сафари Нек"
SAID = Said("employer", FIRM, answers={"fee": "yes", "paid": "no"})
LATER = NOON + queries.WAITS
TOLD = LATER.date()
HEARD = LATER + dt.timedelta(queries.HEARD)


def mark(n: int) -> str:
    return f"a-form-of-thirty-two-characters{n:x}"[:32].ljust(32, "x")


def wrote(n: int, said: Said = SAID, at: dt.datetime = NOON) -> actions.Stored:
    return actions.receive(mark(n), said, at=at)


@pytest.fixture
def other(world: World) -> Any:
    """A second person who may read reviews."""
    return world.staff("supervisor")


@pytest.fixture
def ten(officer: Any) -> ReviewedFirm:
    """Ten workers wrote of a firm, each with other words, and all were let through."""
    for n in range(10):
        through(n, officer, words=WORDS[n])
    return ReviewedFirm.objects.get()


WORDS = [
    "Работали без выходных, но заплатили всё.", "They fed us well and the beds were clean.", "Дар хобгоҳ гарм буд, кор вазнин.", "The foreman shouts a lot.",
    "Обещали одно, дали другое.", "Half of the money came late.", "Маошро дер доданд.", "Сначала попросили деньги за билет.", "Nobody showed us the contract.",
    "Кор хуб, хона хунук.", "Would not recommend it to a brother.", "Смены по четырнадцать часов.",
]  # fmt: skip


def through(n: int, by: Any, said: Said = SAID, words: str = "") -> WorkerReview:
    stored = wrote(n, replace(said, text=words))
    return actions.let_through(stored.review.pk, firm=None, name=FIRM, words=words, looked=True, by=by, at=NOON)


def shown(firm: ReviewedFirm, prepared_by: Any, released_by: Any) -> ReviewBatch:
    actions.prepare(firm, by=prepared_by, at=LATER)
    actions.tell(firm, on=TOLD, how="letter 7", by=prepared_by, at=LATER)
    return actions.release(firm, by=released_by, at=HEARD)


def test_a_review_sent_twice_is_stored_once_sealed_and_followed_by_one_code(officer: Any) -> None:
    said = replace(SAID, text="They keep passports in a safe.")
    first, second = wrote(1, said), wrote(1, said)
    assert (first.review.pk, first.code, second.again) == (second.review.pk, second.code, True)
    row = WorkerReview.objects.get()
    assert b"safe" not in bytes(row.sealed) and "Сафари".encode() not in bytes(row.sealed) and row.firm is None
    assert queries.by_code(first.code.lower()) == row


def test_nothing_is_shown_of_ten_people_and_of_eleven_it_is(ten: ReviewedFirm, officer: Any, other: Any) -> None:
    with pytest.raises(NotComplete, match="Fewer than eleven"):
        actions.prepare(ten, by=officer, at=LATER)
    through(10, officer, words=WORDS[10])
    with pytest.raises(NotComplete, match="Fewer than eleven"):
        actions.prepare(ten, by=officer, at=LATER - dt.timedelta(seconds=1))
    batch = shown(ten, officer, other)
    assert (batch.people, batch.tallies["fee"], batch.tallies["paid"]) == (11, "nearly_all", "hardly")
    assert batch.tallies["passport"] == "few", "of a question that fewer than eleven answered nothing is told"


def test_the_same_words_from_eleven_forms_are_one_person(officer: Any) -> None:
    for n in range(11):
        through(n, officer, words="Very good firm, go with them, do not listen to others!")
    with pytest.raises(NotComplete, match="Fewer than eleven"):
        actions.prepare(ReviewedFirm.objects.get(), by=officer, at=LATER)


def test_who_still_works_there_waits_half_a_year(ten: ReviewedFirm, officer: Any) -> None:
    through(10, officer, replace(SAID, still_there=True), words=WORDS[10])
    assert queries.ready(ten, LATER).count() == 10
    assert queries.ready(ten, NOON + queries.WAITS_STILL_THERE).count() == 11


def test_two_people_and_a_firm_that_was_told_stand_before_anything_is_shown(ten: ReviewedFirm, officer: Any, other: Any) -> None:  # fmt: skip
    through(10, officer, words=WORDS[10])
    actions.prepare(ten, by=officer, at=LATER)
    with pytest.raises(NotComplete, match="another person"):
        actions.release(ten, by=officer, at=HEARD)
    with pytest.raises(NotComplete, match="told a fortnight"):
        actions.release(ten, by=other, at=HEARD)
    with pytest.raises(NotComplete, match="on which day"):
        actions.tell(ten, on=TOLD - dt.timedelta(1), how="letter 7", by=officer, at=LATER)
    actions.tell(ten, on=TOLD, how="letter 7", by=officer, at=LATER)
    with pytest.raises(NotComplete, match="told a fortnight"):
        actions.release(ten, by=other, at=HEARD - dt.timedelta(1))
    actions.release(ten, by=other, at=HEARD)
    with pytest.raises(IntegrityError):
        ReviewBatch.objects.create(firm=ten, prepared_at=NOON, prepared_by=officer, released_at=NOON, released_by=other, people=10, told_on=TOLD)  # fmt: skip


def test_what_is_shown_is_erased_where_it_came_from_and_its_order_says_nothing(
    ten: ReviewedFirm, officer: Any, other: Any, django_capture_on_commit_callbacks: Any
) -> None:
    through(10, officer, words=WORDS[10])
    with django_capture_on_commit_callbacks(execute=True):
        shown(ten, officer, other)
    assert not any(keys.store().exists(one.pk) or one.sealed for one in WorkerReview.objects.all())
    words = [one.text for one in ReviewWords.objects.all()]
    assert sorted(words) == sorted(WORDS[:11])
    assert [one.place for one in ReviewWords.objects.all()] == sorted(one.place for one in ReviewWords.objects.all())


def test_a_review_is_taken_back_before_and_after_it_is_shown(ten: ReviewedFirm, officer: Any, other: Any) -> None:
    codes = [wrote(n).code for n in range(10)]
    through(10, officer, words=WORDS[10]), through(11, officer, words=WORDS[11])
    actions.prepare(ten, by=officer, at=LATER)
    actions.tell(ten, on=TOLD, how="letter 7", by=officer, at=LATER)
    actions.withdraw(codes[0], at=LATER)
    batch = actions.release(ten, by=other, at=HEARD)
    assert batch.people == 11 and WORDS[0] not in {one.text for one in batch.words.all()}
    actions.withdraw(codes[1], at=HEARD)
    batch.refresh_from_db()
    assert batch.people == 11 and WORDS[1] not in {one.text for one in batch.words.all()}
    assert actions.withdraw("AAAA-BBBB-CCCC", at=HEARD) is None


def test_a_batch_that_shrank_below_eleven_is_not_shown(ten: ReviewedFirm, officer: Any, other: Any) -> None:
    through(10, officer, words=WORDS[10])
    actions.prepare(ten, by=officer, at=LATER)
    actions.tell(ten, on=TOLD, how="letter 7", by=officer, at=LATER)
    actions.withdraw(wrote(3).code, at=LATER)
    with pytest.raises(NotComplete, match="fewer than eleven are left"):
        actions.release(ten, by=other, at=HEARD)
    actions.take_apart(ten, by=officer, at=HEARD)
    assert queries.ready(ten, HEARD).count() == 10 and queries.prepared(ten) is None


@pytest.mark.parametrize(
    "words",
    ["call 93 000 00 00", "write to a.b@mail.ru", "see t.me/firm", "I left on 5.05", "с 12 мая", "5 январ рафтам", "паспорт 40 1234567"],
)  # fmt: skip
def test_words_that_can_tell_who_wrote_them_are_not_let_through(officer: Any, words: str) -> None:
    assert queries.tells(words)
    with pytest.raises(NotComplete, match="Take this out"):
        actions.let_through(wrote(1).review.pk, firm=None, name=FIRM, words=words, looked=True, by=officer, at=NOON)


def test_plain_words_are_and_somebody_has_to_have_looked(officer: Any) -> None:
    assert not any(queries.tells(words) for words in WORDS)
    with pytest.raises(NotComplete, match="Look for names"):
        actions.let_through(wrote(1).review.pk, firm=None, name=FIRM, words="ok", looked=False, by=officer, at=NOON)


def test_what_is_set_aside_is_erased_and_its_writer_reads_why(officer: Any, client: Client) -> None:
    stored = wrote(1)
    with pytest.raises(NotComplete):
        actions.set_aside(stored.review.pk, "dislike", by=officer, at=NOON)
    actions.set_aside(stored.review.pk, "names", by=officer, at=NOON)
    assert not WorkerReview.objects.get().sealed
    page = FormClient().post("/en/reviews/follow/", {"go": "open", "code": stored.code}).content.decode()
    assert "could not be shown without telling" in page and "Take it back" not in page
    with pytest.raises(NotComplete, match="decided"):
        actions.set_aside(stored.review.pk, "copy", by=officer, at=NOON)


def test_a_flood_is_stored_and_read_after_the_others(officer: Any, settings: Any) -> None:
    settings.REPORTS_PER_MINUTE = 2
    late = [wrote(n, replace(SAID, text="The same advertisement words again and again")) for n in range(4)]
    assert [one.review.to_sort for one in late] == [False, False, True, True]
    assert [one.to_sort for one in queries.waiting()] == [False, False, True, True]
    assert set(queries.copies().values()) == {4}


def test_reading_is_noted_and_nobody_else_reads_decides_or_shows(world: World, officer: Any, ten: ReviewedFirm) -> None:
    stored = wrote(20)
    actions.read(stored.review.pk, by=officer, at=NOON)
    assert any("read" in one.sentence("en") for one in record.entries(reading=True))
    stranger = world.staff("operator")
    for work in (
        lambda: actions.read(stored.review.pk, by=stranger, at=NOON),
        lambda: actions.set_aside(stored.review.pk, "copy", by=stranger, at=NOON),
        lambda: through(21, stranger),
        lambda: actions.prepare(ten, by=stranger, at=LATER),
        lambda: actions.release(ten, by=stranger, at=HEARD),
        lambda: actions.take_down(1, by=stranger, at=HEARD),
    ):
        with pytest.raises(Absent):
            work()


def test_the_record_names_neither_firm_nor_words(ten: ReviewedFirm, officer: Any, other: Any) -> None:
    through(10, officer, words=WORDS[10])
    shown(ten, officer, other)
    said = [one.sentence(language) for one in record.entries() for language in ("en", "ru", "tg")]
    assert said and not [one for one in said if FIRM in one or any(words in one for words in WORDS)]


def test_what_was_never_shown_is_erased_after_its_time(officer: Any, django_capture_on_commit_callbacks: Any) -> None:
    stored = wrote(1)
    assert jobs.reviews.take_out(NOON) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.reviews.take_out(NOON + dt.timedelta(1)) == 1
    assert not keys.store().exists(stored.review.pk) and jobs.reviews.take_out(NOON + dt.timedelta(1)) == 0


def test_a_firm_of_the_register_is_known_by_its_name(officer: Any, namuna: Any) -> None:
    stored = wrote(1, replace(SAID, kind="agency", firm="namuna kor"))
    row = actions.let_through(
        stored.review.pk, firm=None, name="namuna kor", words="", looked=False, by=officer, at=NOON
    )
    assert row.firm is not None and row.firm.agency == namuna


def test_without_two_readers_there_is_no_form_and_nothing_is_taken(officer: Any) -> None:
    assert Client().get("/tg/reviews/write/").status_code == 503
    sent = {"go": "send", "form": mark(1), "kind": "employer", "firm": FIRM, "fee": "yes"}
    assert FormClient().post("/tg/reviews/write/", sent).status_code == 503 and not WorkerReview.objects.exists()


def test_from_the_public_form_to_what_everybody_sees(ten: ReviewedFirm, officer: Any, other: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr("hamroh.recruitment.reviews.views._now", lambda: NOON)
    public = FormClient()
    sent = {"go": "send", "form": mark(10), "kind": "employer", "firm": FIRM, "paid": "no", "text": WORDS[10]}
    assert "Write what the firm is called." in public.post("/en/reviews/write/", {**sent, "firm": ""}).content.decode()
    empty = public.post("/en/reviews/write/", {"go": "send", "form": mark(10), "kind": "employer", "firm": FIRM})
    assert empty.status_code == 400 and "Answer a question or write something." in empty.content.decode()
    assert "Stored once" in public.post("/en/reviews/write/", sent).content.decode()
    assert "Stored already" in public.post("/en/reviews/write/", sent).content.decode()
    assert Client().get(f"/en/reviews/{ten.pk}/").status_code == 404, "nothing is shown, so there is no page"

    desk = signed_in(officer)
    row = WorkerReview.objects.get(state="waiting")
    assert str(row.pk) in desk.get("/desk/firm-reviews/").content.decode()
    assert WORDS[10] in desk.get(f"/desk/firm-reviews/{row.pk}/").content.decode()
    assert send(desk, f"/desk/firm-reviews/{row.pk}/", {"go": "through", "name": FIRM, "words": "call +992930000000", "looked": "on"}).status_code == 400  # fmt: skip
    assert send(desk, f"/desk/firm-reviews/{row.pk}/", {"go": "through", "name": FIRM, "words": WORDS[10], "looked": "on"}).status_code == 302  # fmt: skip
    WorkerReview.objects.update(shown_from=NOON - dt.timedelta(90))
    firm = f"/desk/firm-reviews/firm/{ten.pk}/"
    assert send(desk, firm, {"go": "prepare"}).status_code == 302
    assert (
        WORDS[10] in desk.get(firm).content.decode() and "Show it to everybody" not in desk.get(firm).content.decode()
    )
    assert send(desk, firm, {"go": "reply", "text": "Karim lies, he left on 3 May", "on": "2019-03-11", "paper": "letter 9", "looked": "on"}).status_code == 400  # fmt: skip
    assert send(desk, firm, {"go": "reply", "text": "We pay everybody.", "on": str(NOON.date()), "paper": "letter 9", "looked": "on"}).status_code == 302  # fmt: skip
    ReviewBatch.objects.update(told_on=NOON.date() - dt.timedelta(30), told_how="letter 7")
    second = signed_in(other)
    assert send(second, firm, {"go": "release"}).status_code == 302

    page = Client().get(f"/en/reviews/{ten.pk}/")
    shown_page = page.content.decode()
    for said in (
        "11 workers wrote",
        "We pay everybody.",
        "Only a court says what somebody did",
        WORDS[10],
        "nothing is shown",
    ):
        assert said in shown_page, said
    assert "letter 9" not in shown_page and "public" in page.headers["Cache-Control"] and "10 of" not in shown_page
    assert FIRM in Client().get("/en/reviews/").content.decode()
    words = ReviewWords.objects.get(text=WORDS[10])
    assert send(second, firm, {"go": "take_down", "words": str(words.pk)}).status_code == 302
    assert WORDS[10] not in Client().get(f"/en/reviews/{ten.pk}/").content.decode()
