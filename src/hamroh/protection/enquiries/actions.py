"""What is done with enquiries: receive, add, reply, take, close."""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from hamroh.people import floods
from hamroh.people.attachments.intake import Ready
from hamroh.people.staff.models import Office, Staff
from hamroh.people.walls.rows import at_work
from hamroh.protection.attachments import actions as attachments
from hamroh.protection.enquiries import events, queries, receipts
from hamroh.protection.enquiries.models import Enquiry, Intake, Message
from hamroh.protection.enquiries.receipts import Receipt
from hamroh.protection.review import drawing
from hamroh.protection.women import queries as women
from hamroh.record import keys, note, sealing

LONGEST_TEXT = 20_000
MOST_ADDED = 200
"""Messages that the person adds to one report; over it they are told that nothing more is stored."""
TRIES = 10
TRIES_WITHIN = dt.timedelta(hours=1)
OPENED_AGAIN = dt.timedelta(days=1)
"""Within how long an enquiry is answered that was opened again, as its answer was wrong."""


class EnquiryError(Exception):
    """Root of what this room refuses."""


class NobodyAnswers(EnquiryError):
    """No organisation of this site can take the report. Nothing was stored."""


class ForWomenFirst(EnquiryError):
    """The person asked that a woman answers, and one can still take it in time. Nothing was changed."""


class NeedsNextStep(EnquiryError):
    """Somebody is in danger, and it is not said yet what was done first."""


class NeedsCallBack(NeedsNextStep):
    """Somebody is in danger and waits to be called back: by when, is said before the call is closed."""


class NoSuchBody(EnquiryError):
    """There is no such organisation with an office, or a number is out of its bounds."""


class Full(EnquiryError):
    """A report has as many messages as are kept of one. Nothing was stored."""


class WrongCode(EnquiryError):
    """There is no report under this code and these words. One answer for either being wrong, and for too many tries."""


@dataclass(frozen=True)
class Stored:
    """A report that is stored. `again`: it had been stored before, by the same form."""

    enquiry: Enquiry
    receipt: Receipt
    again: bool


def receive_report(
    form: str,
    *,
    text: str,
    contact: str = "",
    danger: bool = False,
    about: Sequence[Office] = (),
    files: Sequence[Ready] = (),
    woman: bool = False,
    ahead: bool = False,
    language: str,
    at: dt.datetime,
) -> Stored:
    """Store a report from the public page with its files, exactly once for one form however often it is sent.

    `about` are the offices that it complains of: it is absent in each.
    `woman`: they ask to be answered by a woman. When too many come at once it is stored all the same and waits to be sorted, those
    `ahead` first (see people/floods.py). Sent again with other words or files, those are added to it: what somebody corrected after a
    dropped line is not lost.

    Raises:
        NobodyAnswers: no organisation can take it.
        TooMany: there would be more files than are kept of one report. Nothing of this form was stored.
    """
    made = receipts.receipt(form)
    content = {"text": text, "contact": contact}
    try:
        with transaction.atomic(), at_work("receive a report"):
            there = Enquiry.objects.filter(form=receipts.mark(form)).first()
            if there is None:
                complained_of = [one.pk for one in about]
                intake = queries.intakes(about=complained_of, at=at).first()
                if intake is None:
                    raise NobodyAnswers
                id = uuid.uuid4()
                # A key without a row harms nobody; a row without a key could never be read.
                keys.store().make(id)
                answer_by = at + dt.timedelta(hours=intake.answer_hours)
                body = intake.organisation_id
                row = Enquiry.objects.create(
                    id=id,
                    organisation=intake.organisation,
                    wishes_woman=woman,
                    women_first_until=women.first_until(body, about=complained_of, at=at, answer_by=answer_by)
                    if woman
                    else None,
                    about_office=about[0] if about else None,
                    also_about=" ".join(map(str, complained_of[1:])),
                    channel=Enquiry.Channel.REPORT,
                    language=language,
                    received_at=at,
                    answer_by=answer_by,
                    danger=danger,
                    to_sort=floods.crowded(Enquiry.objects.filter(channel=Enquiry.Channel.REPORT), at),
                    ahead=ahead,
                    likeness=floods.signature(text),
                    form=receipts.mark(form),
                    code=receipts.code_mark(made.code),
                    words=receipts.words_mark(made.numbers),
                    sealed=sealing.seal(id, queries.place(id), content),
                )
                note(events.EnquiryReceived(about=id, channel=row.channel), by=None, at=at)
                attachments.keep(files, form=form, enquiry=row, by=None, at=at)
                return Stored(row, made, again=False)
    except IntegrityError:
        # The same form came in by another way at the same moment, and that one was first.
        there = None
    return _stored_before(form, made, content, files, at=at)


@transaction.atomic
def _stored_before(
    form: str, made: Receipt, content: dict[str, str], files: Sequence[Ready], *, at: dt.datetime
) -> Stored:
    with at_work("receive a report"):
        row = Enquiry.objects.get(form=receipts.mark(form))
        seen = queries.opened(row)
        said = {one.text for one in seen.said} if seen else set()
        if seen and content["text"] not in said:
            _add(row, content["text"], form=form, by=None, at=at)
        attachments.keep(files, form=form, enquiry=row, by=None, at=at)
    return Stored(row, made, again=True)


def find_report(code: str, words: str, *, at: dt.datetime) -> Enquiry:
    """The report that belongs to a code and words, typed in any of three languages.

    After ten wrong tries within an hour the report answers to nobody for an hour.

    Raises:
        WrongCode: there is none. Nobody can tell which of the two was wrong.
    """
    found = _found(receipts.code_mark(code), receipts.words_mark(receipts.read_words(words) or ()), at=at)
    if found is None:
        # Outside the transaction that counted the try: raising inside would undo the count.
        raise WrongCode
    return found


@transaction.atomic
def _found(code: str, words: str, *, at: dt.datetime) -> Enquiry | None:
    with at_work("find a report"):
        row = Enquiry.objects.filter(code=code).first()
        right = hmac.compare_digest(words, row.words if row else "")
        if row is None:
            return None
        lately = row.last_try is not None and at - row.last_try < TRIES_WITHIN
        wrong = row.wrong_tries if lately else 0
        if right and wrong < TRIES:
            if row.wrong_tries:
                Enquiry.objects.filter(pk=row.pk).update(wrong_tries=0)
            return row
        Enquiry.objects.filter(pk=row.pk).update(wrong_tries=min(wrong + 1, TRIES), last_try=at)
    return None


def add_to_report(enquiry: Enquiry, text: str, *, files: Sequence[Ready] = (), form: str, at: dt.datetime) -> None:
    """Add words, files or both to one's own report; sent twice, they are added once. A closed report is opened again.

    Raises:
        TooMany: there would be more files than are kept of one report. Nothing of this form was stored.
        Full: there are as many messages as are kept of one report. Nothing was stored.
    """
    with transaction.atomic(), at_work("add to a report"):
        if Message.objects.filter(enquiry=enquiry, by__isnull=True).count() >= MOST_ADDED:
            raise Full
        kept = attachments.keep(files, form=form, enquiry=enquiry, by=None, at=at)
        said = bool(text) and _add(enquiry, text, form=form, by=None, at=at)
        if not (kept or said):
            return
        note(events.EnquiryAddedTo(about=enquiry.pk), by=None, at=at)
        if Enquiry.objects.filter(pk=enquiry.pk, closed_at__isnull=False).update(
            closed_at=None, closed_by=None, closing_asked_by=None, sorting=None, to_sort=False
        ):
            note(events.EnquiryOpenedAgain(about=enquiry.pk), by=None, at=at)


def _add(enquiry: Enquiry, text: str, *, form: str, by: Staff | None, at: dt.datetime) -> bool:
    # Other words from the same page, as after going back, are another message.
    id, mark = uuid.uuid4(), receipts.mark(f"{form}:{receipts.mark(text)}")
    if Message.objects.filter(form=mark).exists():
        return False
    sealed = sealing.seal(enquiry.pk, queries.message_place(id), {"text": text})
    try:
        with transaction.atomic():
            Message.objects.create(id=id, enquiry=enquiry, at=at, by=by, form=mark, sealed=sealed)
    except IntegrityError:
        return False
    return True


@transaction.atomic
def read_enquiry(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> queries.OpenEnquiry:
    """Read an enquiry at the desk; the reading goes into the record.

    Raises:
        Absent: there is none, it may not be seen, or it was erased.
    """
    row = queries.enquiry(id, seen_by=by, at=at)
    found = queries.opened(row)
    if found is None:
        raise queries.Absent
    note(events.EnquiryRead(about=id), by=by.pk, at=at)
    return found


@transaction.atomic
def take(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> bool:
    """Take an enquiry upon oneself; False where somebody else has it already.

    Raises:
        Absent: there is none, or it may not be seen.
        ForWomenFirst: see there.
    """
    row = queries.enquiry(id, seen_by=by, at=at)
    if Enquiry.objects.filter(queries.kept_for_women(at), pk=row.pk).exists() and not women.is_one(by):
        raise ForWomenFirst
    if not Enquiry.objects.filter(pk=row.pk, taken_by__isnull=True).update(taken_by=by):
        return row.taken_by_id == by.pk
    note(events.EnquiryTaken(about=id), by=by.pk, at=at)
    return True


@transaction.atomic
def reply(id: uuid.UUID, text: str, *, form: str, by: Staff, at: dt.datetime) -> None:
    """Write a reply that the person reads with their code; sent twice, it is stored once.

    Raises:
        Absent: there is none, or it may not be seen.
    """
    row = queries.enquiry(id, seen_by=by, at=at)
    if _add(row, text, form=form, by=by, at=at):
        Enquiry.objects.filter(pk=row.pk).update(answered_at=at)
        note(events.EnquiryReplied(about=id), by=by.pk, at=at)


@transaction.atomic
def close(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> bool:
    """Close an enquiry; somebody without valid training in law only asks for it, and another confirms. Says whether it is closed.

    Raises:
        Absent: there is none, or it may not be seen.
        NeedsNextStep: somebody is in danger, and nothing was said to be done.
        NeedsCallBack: they want to wait and be called back, and it was not said by when.
    """
    row = queries.enquiry(id, seen_by=by, at=at)
    if row.closed_at is not None:
        return True
    if row.danger and not row.next_step and row.channel != Enquiry.Channel.REPORT:
        raise NeedsNextStep
    if row.danger and row.next_step == queries.WAITS and row.call_back_by is None:
        raise NeedsCallBack
    if row.closing_asked_by_id == by.pk or not queries.may_close_alone(by, at=at):
        if row.closing_asked_by_id is None:
            Enquiry.objects.filter(pk=row.pk).update(closing_asked_by=by)
            note(events.ClosingAsked(about=id), by=by.pk, at=at)
        return False
    Enquiry.objects.filter(pk=row.pk).update(closed_at=at, closed_by=by)
    note(events.EnquiryClosed(about=id), by=by.pk, at=at)
    drawing.draw(row, answered_by=row.closing_asked_by or row.taken_by or by, at=at)
    return True


@transaction.atomic
def open_again(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """Let a closed enquiry wait once more, as an unanswered one; an open one stays as it is.

    Raises:
        Absent: there is none, or it may not be seen.
    """
    row = queries.enquiry(id, seen_by=by, at=at)
    opened = Enquiry.objects.filter(pk=row.pk, closed_at__isnull=False).update(
        closed_at=None,
        closed_by=None,
        closing_asked_by=None,
        answered_at=None,
        taken_by=None,
        answer_by=at + OPENED_AGAIN,
    )
    if opened:
        note(events.EnquiryOpenedAgain(about=id), by=by.pk, at=at)


@transaction.atomic
def take_reports(
    organisation: int,
    *,
    hours: int | None,
    call_back_minutes: int | None = None,
    review_percent: int | None = None,
    by: Staff,
    at: dt.datetime,
) -> None:
    """Let an organisation take reports, answered within so many hours; or, with None for the hours, take them no longer.

    Minutes and share of which nothing is said stay as they are.

    Raises:
        NoSuchBody: it has no office here, or a number is out of its bounds: 1 to 720 hours, 5 to 1,440 minutes, 1 to 100 per cent.
    """
    bounded = (
        (hours is None or 1 <= hours <= 720)
        and (call_back_minutes is None or 5 <= call_back_minutes <= 1440)
        and (review_percent is None or 1 <= review_percent <= 100)
    )
    if not bounded or not Office.objects.filter(organisation=organisation).exists():
        raise NoSuchBody
    if hours is None:
        Intake.objects.filter(organisation=organisation).delete()
    else:
        set_to = {"answer_hours": hours, "call_back_minutes": call_back_minutes, "review_percent": review_percent}
        said = {name: number for name, number in set_to.items() if number is not None}
        Intake.objects.update_or_create(organisation_id=organisation, defaults=said)
    note(events.IntakeChanged(organisation=organisation, hours=hours), by=by.pk, at=at)
