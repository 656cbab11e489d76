"""A review is taken in once, read by one person, shown by another, and can be taken back."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hamroh.people import floods
from hamroh.people.names import clean
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.record import actions as record, keys, note, sealing
from hamroh.recruitment.check import queries as checking
from hamroh.recruitment.models import Agency
from hamroh.recruitment.register.actions import NotComplete
from hamroh.recruitment.reports.queries import code_mark, code_of, mark
from hamroh.recruitment.reviews import events, queries
from hamroh.recruitment.reviews.models import ReviewBatch, ReviewedFirm, ReviewReply, ReviewWords, WorkerReview
from hamroh.recruitment.reviews.queries import HEARD, State
from hamroh.shell.few import FEWEST
from hamroh.shell.here import day_of

LONGEST = 600


@dataclass(frozen=True)
class Said:
    """What a worker writes. `answers` are yes or no for some of `words.QUESTIONS`; `region` a code or empty, never an address."""

    kind: str
    firm: str
    text: str = ""
    region: str = ""
    still_there: bool = False
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stored:
    """A review that is stored, and the code by which it is followed and taken back. `again`: it had been stored before."""

    review: WorkerReview
    code: str
    again: bool


def receive(form: str, said: Said, *, at: dt.datetime) -> Stored:
    """Store a review, exactly once for one form however often it is sent."""
    code = code_of(form)
    there = WorkerReview.objects.filter(form=mark(form)).first()
    if there is not None:
        return Stored(there, code, again=True)
    try:
        with transaction.atomic():
            return Stored(_store(form, code, said, at), code, again=False)
    except IntegrityError:
        # The same form came in by another way at the same moment, and that one was first.
        return Stored(WorkerReview.objects.get(form=mark(form)), code, again=True)


def _store(form: str, code: str, said: Said, at: dt.datetime) -> WorkerReview:
    id = uuid.uuid4()
    # A key without a row harms nobody; a row without a key could never be read.
    keys.store().make(id)
    kept = {"firm": said.firm, "text": said.text, "region": said.region, "answers": said.answers}
    row = WorkerReview.objects.create(
        id=id,
        kind=said.kind,
        received_at=at,
        shown_from=at + (queries.WAITS_STILL_THERE if said.still_there else queries.WAITS),
        to_sort=queries.crowded(at),
        form=mark(form),
        code=code_mark(code),
        likeness=floods.signature(said.text) if said.text.strip() else b"",
        sealed=sealing.seal(id, queries.place(id), kept),
    )
    note(events.ReviewReceived(review=str(id)), by=None, at=at)
    return row


@transaction.atomic
def withdraw(code: str, *, at: dt.datetime) -> WorkerReview | None:
    """Take a review back by its code: what is sealed is erased, words that are shown are taken down. None where there is no such code.

    What was told of eleven people and more stays as it is: a new count would tell what this one said.
    """
    found = queries.by_code(code)
    if found is None or found.state in (State.WITHDRAWN, State.SET_ASIDE):
        return found
    row = WorkerReview.objects.select_for_update().get(pk=found.pk)
    ReviewWords.objects.filter(review=row).delete()
    row.state, row.likeness = State.WITHDRAWN, b""
    if row.batch is not None and row.batch.released_at is None:
        row.batch = None
    _erase(row, reason="taken back", at=at)
    row.save()
    note(events.ReviewWithdrawn(review=str(row.pk)), by=None, at=at)
    return row


def _erase(row: WorkerReview, *, reason: str, at: dt.datetime, by: Staff | None = None) -> None:
    if row.sealed:
        record.erase(row.pk, reason=reason, by=by.pk if by else None, at=at)
        row.sealed = b""


# -- the desk


def _reads(by: Staff, at: dt.datetime) -> None:
    if not queries.may_read(by, at):
        raise Absent


@transaction.atomic
def read(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> queries.OpenReview:
    """A review with what stands in it; the reading is noted.

    Raises:
        Absent: there is no such review, or they may not read it.
    """
    _reads(by, at)
    row = queries.review(id)
    if row is None:
        raise Absent
    note(events.ReviewRead(review=str(row.pk)), by=by.pk, at=at)
    return queries.opened([row])[0]


def _deciding(id: uuid.UUID, by: Staff, at: dt.datetime) -> WorkerReview:
    _reads(by, at)
    row = WorkerReview.objects.select_for_update().filter(pk=id).first()
    if row is None:
        raise Absent
    if row.state != State.WAITING:
        raise NotComplete(_("Somebody has decided of this review already."))
    return row


@transaction.atomic
def let_through(
    id: uuid.UUID, *, firm: ReviewedFirm | None, name: str, words: str, looked: bool, by: Staff, at: dt.datetime
) -> WorkerReview:
    """Let a review be shown one day. `words` are what is shown of its text, with all taken out that tells who wrote it or names a
    person; empty shows none. Without a `firm`, one of that `name` is opened, or found in the register.

    Raises:
        Absent: there is no such review, or they may not decide.
        NotComplete: it is decided, no firm is named, nobody looked for names, or the words still hold a number, address or day.
    """
    row = _deciding(id, by, at)
    shown = clean(words)[:LONGEST]
    left = queries.tells(shown)
    if left:
        raise NotComplete(_("Take this out first, it can tell who wrote it: %(what)s") % {"what": "; ".join(left[:5])})
    if shown and not looked:
        raise NotComplete(_("Look for names, places and days in the words, and say that you have."))
    row.firm = firm or _firm(clean(name)[:200], row.kind, at)
    [found] = queries.opened([row])
    kept = {"firm": found.firm, "text": "", "region": found.region, "answers": found.answers, "words": shown}
    row.sealed = sealing.seal(row.pk, queries.place(row.pk), kept)
    _decided(row, State.LET_THROUGH, "", by, at)
    return row


def _firm(name: str, kind: str, at: dt.datetime) -> ReviewedFirm:
    same = queries.firms_named(name)
    if same:
        return same[0]
    if not name:
        raise NotComplete(_("Say which firm it is about."))
    day = day_of(at)
    found = {one.agency for one in checking.check(name, on=day, today=day).found}
    agency = Agency.objects.filter(pk=found.pop()).first() if len(found) == 1 else None
    return ReviewedFirm.objects.create(name=name, kind=kind, agency=agency, opened_at=at)


@transaction.atomic
def set_aside(id: uuid.UUID, reason: str, *, by: Staff, at: dt.datetime) -> WorkerReview:
    """Do not show a review, for a reason that its writer reads; it is erased.

    Raises:
        Absent: there is no such review, or they may not decide.
        NotComplete: it is decided, or it is none of the reasons.
    """
    row = _deciding(id, by, at)
    if reason not in WorkerReview.Reason.values:
        raise NotComplete(_("Choose why it is not shown."))
    _erase(row, reason="not shown", by=by, at=at)
    _decided(row, State.SET_ASIDE, reason, by, at)
    return row


def _decided(row: WorkerReview, state: str, reason: str, by: Staff, at: dt.datetime) -> None:
    row.state, row.reason, row.decided_by, row.decided_at, row.to_sort = state, reason, by, at, False
    row.save()
    note(events.ReviewDecided(review=str(row.pk), state=state, reason=reason), by=by.pk, at=at)


def _locked(firm: ReviewedFirm, by: Staff, at: dt.datetime) -> ReviewedFirm:
    """The firm, with nobody else working on what is shown of it."""
    _reads(by, at)
    return ReviewedFirm.objects.select_for_update().get(pk=firm.pk)


@transaction.atomic
def prepare(firm: ReviewedFirm, *, by: Staff, at: dt.datetime) -> ReviewBatch:
    """Put the reviews together that are ready: all of them, eleven or more.

    Raises:
        Absent: they may not.
        NotComplete: fewer than eleven are ready, or some are put together already.
    """
    firm = _locked(firm, by, at)
    if queries.prepared(firm) is not None:
        raise NotComplete(_("Some reviews of this firm are put together already."))
    ready = list(queries.ready(firm, at))
    people = queries.people(ready)
    if people < FEWEST:
        raise NotComplete(_("Fewer than eleven reviews are ready. Nothing is shown of fewer people."))
    batch = ReviewBatch.objects.create(firm=firm, prepared_at=at, prepared_by=by)
    WorkerReview.objects.filter(pk__in=[one.pk for one in ready]).update(batch=batch)
    note(events.ReviewsPrepared(firm=firm.pk, batch=batch.pk, people=people), by=by.pk, at=at)
    return batch


@transaction.atomic
def draw_up(batch: ReviewBatch, *, by: Staff, at: dt.datetime) -> queries.DrawnUp:
    """What a batch would show, for those who prepare it and for the letter to the firm; the reading is noted.

    Raises:
        Absent: they may not.
    """
    _reads(by, at)
    note(events.ReviewsDrawnUp(firm=batch.firm_id, batch=batch.pk), by=by.pk, at=at)
    return queries.draw_up(batch.reviews.all())


@transaction.atomic
def tell(firm: ReviewedFirm, *, on: dt.date, how: str, by: Staff, at: dt.datetime) -> ReviewBatch:
    """Write down that the firm was told what would be shown, and how.

    Raises:
        Absent: they may not.
        NotComplete: nothing is put together, it is not said how, or the day has not come.
    """
    firm = _locked(firm, by, at)
    batch, how = queries.prepared(firm), clean(how)[:200]
    if batch is None or not how or not day_of(batch.prepared_at) <= on <= day_of(at):
        raise NotComplete(_("Say on which day the firm was told, after the reviews were put together, and how."))
    batch.told_on, batch.told_how = on, how
    batch.save(update_fields=["told_on", "told_how"])
    note(events.ReviewsTold(firm=firm.pk, batch=batch.pk, on=on), by=by.pk, at=at)
    return batch


@transaction.atomic
def reply(
    firm: ReviewedFirm, text: str, *, on: dt.date, paper: str, looked: bool, by: Staff, at: dt.datetime
) -> ReviewReply:
    """Write down what the firm says to it; it is shown beside the reviews. It may not point at a worker any more than a review may.

    Raises:
        Absent: they may not.
        NotComplete: text or paper is missing, the day has not come, or something in it tells of a person.
    """
    firm = _locked(firm, by, at)
    text, paper = clean(text)[:2000], clean(paper)[:200]
    if not text or not paper or on > day_of(at):
        raise NotComplete(_("Write the reply, the day it came and the paper it came by."))
    left = queries.tells(text)
    if left or not looked:
        raise NotComplete(
            _("Nothing in the reply may point at a worker. Look for names, and take this out: %(what)s")
            % {"what": "; ".join(left[:5]) or "–"}
        )
    row = ReviewReply.objects.create(firm=firm, text=text, on=on, paper=paper, recorded_at=at, recorded_by=by)
    note(events.ReviewReplied(firm=firm.pk, on=on), by=by.pk, at=at)
    return row


@transaction.atomic
def release(firm: ReviewedFirm, *, by: Staff, at: dt.datetime) -> ReviewBatch:
    """Show what is put together, and erase the reviews it was made from.

    Raises:
        Absent: they may not.
        NotComplete: nothing is put together, they prepared it themselves, the firm was not told a fortnight ago, or so many took
            theirs back that fewer than eleven are left.
    """
    firm = _locked(firm, by, at)
    batch = queries.prepared(firm)
    if batch is None:
        raise NotComplete(_("No reviews of this firm are put together."))
    if batch.prepared_by_id == by.pk:
        raise NotComplete(_("You put these reviews together: another person shows them."))
    if batch.told_on is None or (day_of(at) - batch.told_on).days < HEARD:
        raise NotComplete(_("The firm has to be told a fortnight before, so that it can reply."))
    reviews = list(batch.reviews.select_for_update())
    if queries.people(reviews) < FEWEST:
        raise NotComplete(_("Some took their reviews back: fewer than eleven are left. Put them together anew."))
    drawn = queries.draw_up(reviews)
    for id, text in drawn.words:
        ReviewWords.objects.create(batch=batch, review_id=id, text=text, place=secrets.randbits(62))
    for row in reviews:
        _erase(row, reason="shown", by=by, at=at)
        row.save(update_fields=["sealed"])
    batch.released_at, batch.released_by, batch.people, batch.tallies = at, by, drawn.people, drawn.tallies
    batch.save()
    note(events.ReviewsReleased(firm=firm.pk, batch=batch.pk, people=drawn.people), by=by.pk, at=at)
    return batch


@transaction.atomic
def take_apart(firm: ReviewedFirm, *, by: Staff, at: dt.datetime) -> None:
    """Undo what is put together and not shown: its reviews wait again.

    Raises:
        Absent: they may not.
        NotComplete: nothing is put together.
    """
    firm = _locked(firm, by, at)
    batch = queries.prepared(firm)
    if batch is None:
        raise NotComplete(_("No reviews of this firm are put together."))
    note(events.ReviewsPrepared(firm=firm.pk, batch=batch.pk, people=0), by=by.pk, at=at)
    batch.delete()


@transaction.atomic
def take_down(words: int, *, by: Staff, at: dt.datetime) -> None:
    """Take words down that should not have been shown.

    Raises:
        Absent: there are no such words, or they may not.
    """
    _reads(by, at)
    row = ReviewWords.objects.select_related("batch").filter(pk=words).first()
    if row is None:
        raise Absent
    note(events.ReviewWordsTakenDown(firm=row.batch.firm_id, batch=row.batch_id), by=by.pk, at=at)
    row.delete()


@transaction.atomic
def take_out(before: dt.datetime) -> int:
    """Erase what came before a moment and has not been shown; how many. Kind, days and state stay, and say of nobody."""
    at = dt.datetime.now(dt.UTC)
    old = list(WorkerReview.objects.select_for_update().filter(received_at__lt=before).exclude(sealed=b"")[:1000])
    for row in old:
        _erase(row, reason="past its time", at=at)
        row.state, row.likeness, row.batch = State.WITHDRAWN, b"", None
        row.save()
    return len(old)
