"""What is done with cases: open, write, set tasks, take clocks, refer, close."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from hamroh.people import taken_away, walls
from hamroh.people.directory.models import Organisation
from hamroh.people.persons import content as files
from hamroh.people.persons.models import Part, Person
from hamroh.people.staff.models import Office, Staff
from hamroh.people.walls import Absent, actions as wall
from hamroh.people.walls.models import Involvement
from hamroh.people.walls.rows import at_work
from hamroh.protection import complaints
from hamroh.protection.cases import events, queries
from hamroh.protection.cases.models import Case, CaseNote, Clock, Referral, Task
from hamroh.protection.enquiries import receipts
from hamroh.protection.joint.ending import end_rooms
from hamroh.record import note, sealing
from hamroh.record.working import read_within
from hamroh.rulebook import Rulebook
from hamroh.rulebook.errors import FactError
from hamroh.rulebook.evaluate import UNKNOWN
from hamroh.shell import where
from hamroh.shell.here import day_of

LONGEST_TEXT = 20_000


class CaseError(Exception):
    """Root of what this room refuses; carries the id of the case."""

    def __init__(self, case: uuid.UUID, message: str) -> None:
        self.case = case
        super().__init__(message)


class Stale(CaseError):
    """Somebody else changed the case meanwhile; nothing was overwritten. `stands` is what stands now."""

    def __init__(self, case: uuid.UUID, stands: dict[str, Any], edition: int) -> None:
        self.stands, self.edition = stands, edition
        super().__init__(case, "The case was changed meanwhile.")


class NotAllowed(CaseError):
    """This colleague cannot be given that; or the person did not consent to it."""


class OfficeNotNamed(CaseError):
    """Such a case is hidden from the office that it complains of: say which it is, or that it is none of this site."""


class NobodyOutside(CaseError):
    """The case complains of the office where it would be opened, and nobody of this organisation elsewhere can carry it."""


class NoReason(CaseError):
    """A referral is refused with a reason."""


@transaction.atomic
def open_case(
    person: Person,
    kind: str,
    *,
    summary: str = "",
    facts: Mapping[str, Any] | None = None,
    asked: Iterable[str] = (),
    complained_of: Iterable[Office] | None = None,
    by: Staff,
    at: dt.datetime,
) -> Case:
    """Open a case of a kind for a person. Whoever opens it leads it.

    `complained_of` are the offices of this site that it complains of, empty where it is none of them: the file is hidden
    from each at once. A kind whose card hides such cases is not opened before that is said. Where one's own office is
    among them, a supervisor of another office leads the case, and whoever opened it sees it no more.

    Raises:
        Absent: the file, or its story, may not be seen; or the role carries no cases.
        KeyError: there is no such kind of complaint.
        OfficeNotNamed: this kind is hidden from the office complained of, and it was not said which that is.
        NobodyOutside: one's own office is complained of, and no supervisor works elsewhere in the organisation.
    """
    card = complaints.card(kind)
    seen = walls.person(person.pk, seen_by=by, at=at)
    if not by.roles(at) & queries.WORK or Part.STORY not in walls.parts_seen(seen, by=by, at=at):
        raise Absent
    if complained_of is None and card.hidden_from:
        raise OfficeNotNamed(person.pk, "Say which office it complains of, or that it is none of this site.")
    hidden_from = list(complained_of or ())
    lead: Staff | None = by
    if any(office.pk == by.office_id for office in hidden_from):
        lead = queries.supervisor_outside(by.office, at=at)
    if lead is None:
        raise NobodyOutside(person.pk, "It complains of this office, and no supervisor works in another one.")
    id = uuid.uuid4()
    row = Case.objects.create(
        id=id,
        number=fresh_numbers(1, at)[0],
        person=person,
        organisation_id=by.office.organisation_id,
        kind=kind,
        lead=lead,
        opened_at=at,
        touched_at=at,
        sealed=sealing.seal(
            person.pk, queries.place(id), {"summary": summary, "facts": dict(facts or {}), "asked": list(asked)}
        ),
    )
    note(events.CaseOpened(about=person.pk, number=row.number, case=id), by=by.pk, at=at)
    # One's own office last: from then on the file is absent for whoever does this.
    for office in sorted(hidden_from, key=lambda one: one.pk == by.office_id):
        wall.conceal(person, office=office, by=by, at=at)
    return row


def fresh_numbers(many: int, at: dt.datetime) -> list[str]:
    """So many numbers that no case has, also none that may not be seen. Drawn and not counted: from two of them nobody learns how
    many cases there are; and of tens of thousands that are drawn, two may well be the same.

    To be used inside a transaction.
    """
    found: set[str] = set()
    with at_work("draw numbers of cases"):
        while len(found) < many:
            drawn = {_number(day_of(at).year) for _ in range(many - len(found))}
            found |= drawn - set(Case.objects.filter(number__in=drawn).values_list("number", flat=True))
    return list(found)


def _number(year: int) -> str:
    return f"{year}-" + "".join(secrets.choice(taken_away.LETTERS) for _ in range(6))


@read_within
def read_case(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> queries.OpenCase:
    """A case with all that belongs to it; the reading goes into the record.

    Raises:
        Absent: there is none, it may not be seen, or the person was erased.
    """
    found = queries.opened(queries.case(id, seen_by=by, at=at))
    note(events.CaseRead(about=found.row.person_id, number=found.row.number), by=by.pk, at=at)
    return found


@transaction.atomic
def change(id: uuid.UUID, content: Mapping[str, Any], *, edition: int, by: Staff, at: dt.datetime) -> Case:
    """Write what was told anew: `summary`, `facts`, `asked`. The same again changes nothing.

    Raises:
        Absent: there is none, or it may not be seen.
        Stale: somebody else changed it meanwhile.
    """
    row = queries.case(id, seen_by=by, at=at)
    stands = sealing.unseal(row.person_id, queries.place(row.pk), bytes(row.sealed))
    wanted = {**stands, **content}
    if wanted == stands:
        return row
    sealed = sealing.seal(row.person_id, queries.place(row.pk), wanted)
    if not Case.objects.filter(pk=id, edition=edition).update(sealed=sealed, edition=edition + 1, touched_at=at):
        raise Stale(id, stands, row.edition)
    row.refresh_from_db()
    note(events.CaseChanged(about=row.person_id, number=row.number, edition=row.edition), by=by.pk, at=at)
    return row


@transaction.atomic
def add_note(id: uuid.UUID, text: str, *, form: str, by: Staff, at: dt.datetime) -> None:
    """Write a note; sent twice, it is stored once.

    Raises:
        Absent: there is none, or it may not be seen.
    """
    row = queries.case(id, seen_by=by, at=at)
    note_id = uuid.uuid4()
    sealed = sealing.seal(row.person_id, f"case_note:{note_id}", {"text": text})
    if _once(
        CaseNote(
            id=note_id,
            case=row,
            person=row.person,
            at=at,
            by=by,
            form=receipts.mark(f"{form}\n{id}\n{text}"),
            sealed=sealed,
        )
    ):
        _touched(row, at)
        note(events.CaseNoted(about=row.person_id, number=row.number), by=by.pk, at=at)


@transaction.atomic
def set_task(
    id: uuid.UUID, text: str, *, owner: Staff, due_on: dt.date, form: str, by: Staff, at: dt.datetime
) -> uuid.UUID:
    """Set a task and give its id; sent twice, it is set once. Its owner is let into the file where they were not.

    Raises:
        Absent: there is none, or it may not be seen.
        NotAllowed: the owner carries no cases, works elsewhere, or may not see the file.
    """
    row = queries.case(id, seen_by=by, at=at)
    let_in(row, owner, by=by, at=at)
    task_id = uuid.uuid4()
    sealed = sealing.seal(row.person_id, f"task:{task_id}", {"text": text})
    task = Task(
        id=task_id,
        case=row,
        person=row.person,
        owner=owner,
        due_on=due_on,
        form=receipts.mark(f"{form}\n{id}\n{text}"),
        sealed=sealed,
    )
    if _once(task):
        _touched(row, at)
        note(events.TaskSet(about=row.person_id, number=row.number, due=due_on), by=by.pk, at=at)
        return task_id
    return Task.objects.values_list("pk", flat=True).get(form=task.form)


@transaction.atomic
def task_done(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Case:
    """Say that a task is done; said twice, the first moment stays.

    Raises:
        Absent: there is none, or its case may not be seen.
    """
    task = Task.objects.filter(pk=id, case__in=queries.cases(seen_by=by, at=at)).first()
    if task is None:
        raise Absent
    row = queries.case(task.case_id, seen_by=by, at=at)
    if Task.objects.filter(pk=id, done_at__isnull=True).update(done_at=at):
        _touched(row, at)
        note(events.TaskDone(about=row.person_id, number=row.number), by=by.pk, at=at)
    return row


def _once(row: Any) -> bool:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _touched(row: Case, at: dt.datetime) -> None:
    Case.objects.filter(pk=row.pk).update(touched_at=at)
    Person.objects.filter(pk=row.person_id).update(touched_on=day_of(at))


def let_in(row: Case, colleague: Staff, *, by: Staff, at: dt.datetime) -> None:
    """Let a colleague into the file, in the parts that the one who asks can see; nothing where they are in already."""
    fits = colleague.is_active and colleague.office.organisation_id == row.organisation_id
    if not fits or not colleague.roles(at) & queries.WORK:
        raise NotAllowed(row.pk, "Choose a colleague of your organisation who carries cases.")
    try:
        queries.case(row.pk, seen_by=colleague, at=at)
        return
    except Absent:
        pass
    seen = walls.person(queries.file_of(row), seen_by=by, at=at)
    wall.involve(
        seen,
        organisation=colleague.office.organisation,
        staff=colleague,
        parts=[part for part, fields in walls.fields_seen(seen, by=by, at=at).items() if fields is None],
        reason="case",
        by=by,
        at=at,
    )
    try:
        queries.case(row.pk, seen_by=colleague, at=at)
    except Absent:
        # The file complains of them: they are not let in, and nothing of it is said to anybody.
        raise NotAllowed(row.pk, "Choose a colleague of your organisation who carries cases.") from None


# -- the days of the law -------------------------------------------------------------------------------------------------


def days_of(book: Rulebook, kind: str, facts: Mapping[str, Any], *, at: dt.datetime) -> dict[str, tuple[Any, Any]]:
    """The days that the law sets for a kind of case, by provision: safe and latest, both None while not known.
    The day of asking is that of where the person is.

    Those of the card, also while it is not known whether they concern the person, and every other deadline that the facts bring about.

    Raises:
        FactError: the facts do not fit together, or to this law.
    """
    known = {name: value for name, value in facts.items() if name in book.book.facts or name == "stays_known_from"}
    position, card = book.ask(book.facts_from(known), on=where.today(known, now=at)), complaints.card(kind)
    dated, open_ = position.deadlines("en")
    found: dict[str, tuple[Any, Any]] = {}
    for line in dated:
        if line["urgency"] != "done":
            found[line["provision"]] = (_day(line["safe"]), _day(line["latest"]))
    for line in open_:
        if line["provision"] in card.deadlines:
            found[line["provision"]] = (None, None)
    for provision in card.deadlines:
        if (
            provision not in found
            and provision in book.compiled.index
            and position.result(provision).outcome == UNKNOWN
        ):
            found[provision] = (None, None)
    return found


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@transaction.atomic
def reckon(row: Case, book: Rulebook, *, by: Staff | None, at: dt.datetime) -> int:
    """Reckon the days of a case by a rulebook; a day that moved is marked for its owner. Gives how many moved.

    A clock that is done stays. One that the law sets no more is settled, and its owner is told; it counts again when the law
    does. Where the facts do not fit together nothing is touched: a day reckoned earlier is better than none.

    Raises:
        FactError: the facts do not fit together, or to this law.
        Erased: the person was erased.
    """
    content = sealing.unseal(row.person_id, queries.place(row.pk), bytes(row.sealed))
    wanted = days_of(book, row.kind, content.get("facts", {}), at=at)
    there = {clock.provision: clock for clock in row.clocks.all()}
    moved = 0
    for provision, (safe, latest) in wanted.items():
        clock = there.pop(provision, None)
        if clock is None:
            Clock.objects.create(
                case=row, person_id=row.person_id, provision=provision, safe=safe, latest=latest, rulebook=book.digest,
                owner=row.lead,
            )  # fmt: skip
        elif clock.done_at is None and (clock.settled or (clock.safe, clock.latest) != (safe, latest)):
            moved += _move(row, clock, safe, latest, book, by=by, at=at)
    for clock in there.values():
        if clock.done_at is None and not clock.settled:
            moved += _move(row, clock, None, None, book, settled=True, by=by, at=at)
    # Asked by this text of the law, moved or not.
    row.clocks.update(rulebook=book.digest)
    return moved


def reckon_new(rows: Iterable[Case], book: Rulebook, *, at: dt.datetime) -> None:
    """Reckon the days of cases that were just opened, and of which no facts were told: the law is asked once for each kind."""
    asked: dict[str, dict[str, tuple[Any, Any]]] = {}
    made = []
    for row in rows:
        if row.kind not in asked:
            asked[row.kind] = days_of(book, row.kind, {}, at=at)
        made += [
            Clock(
                case_id=row.pk, person_id=row.person_id, provision=provision, safe=safe, latest=latest,
                rulebook=book.digest, owner_id=row.lead_id,
            )
            for provision, (safe, latest) in asked[row.kind].items()
        ]  # fmt: skip
    Clock.objects.bulk_create(made)


def _move(
    row: Case,
    clock: Clock,
    safe: dt.date | None,
    latest: dt.date | None,
    book: Rulebook,
    *,
    settled: bool = False,
    by: Staff | None,
    at: dt.datetime,
) -> int:
    before = clock.safe
    Clock.objects.filter(pk=clock.pk).update(
        safe=safe, latest=latest, settled=settled, safe_before=before, moved_at=at,
        # Whoever works on the case asks because they changed what is known; nobody in person asks where the law changed.
        moved_by_facts=by is not None, rulebook_before=clock.rulebook if clock.rulebook != book.digest else "",
    )  # fmt: skip
    told = events.ClockMoved(
        about=row.person_id, number=row.number, provision=clock.provision, before=before, after=safe
    )
    note(told, by=by.pk if by else None, at=at)
    return 1


@dataclass(frozen=True)
class AskedAgain:
    """How many open cases were asked again, how many days moved, and how many cases could not be asked: there the days
    stand as they were."""

    asked: int
    moved: int
    unfit: int


def reckon_all(book: Rulebook, *, at: dt.datetime) -> AskedAgain:
    """Ask every open case again, after the law changed. One that cannot be asked keeps the others from nothing."""
    asked = moved = unfit = 0
    with transaction.atomic(), at_work("ask open cases again"):
        ids = list(
            Case.objects.filter(closed_at__isnull=True, person__erased_at__isnull=True).values_list("pk", flat=True)
        )
    for id in ids:
        try:
            with transaction.atomic(), at_work("ask open cases again"):
                row = Case.objects.select_for_update().filter(pk=id, closed_at__isnull=True).first()
                if row is not None:
                    moved += reckon(row, book, by=None, at=at)
                    asked += 1
        except (FactError, sealing.Erased):
            unfit += 1
    return AskedAgain(asked, moved, unfit)


def _clock(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> tuple[Clock, Case]:
    clock = Clock.objects.filter(pk=id, case__in=queries.cases(seen_by=by, at=at)).first()
    if clock is None:
        raise Absent
    return clock, queries.case(clock.case_id, seen_by=by, at=at)


@transaction.atomic
def take_clock(id: uuid.UUID, *, owner: Staff, by: Staff, at: dt.datetime) -> Case:
    """Give a clock an owner; never none.

    Raises:
        Absent: there is none, or its case may not be seen.
        NotAllowed: the colleague carries no cases here.
    """
    clock, row = _clock(id, by=by, at=at)
    let_in(row, owner, by=by, at=at)
    Clock.objects.filter(pk=clock.pk).update(owner=owner)
    note(events.ClockTaken(about=row.person_id, number=row.number, provision=clock.provision), by=by.pk, at=at)
    return row


@transaction.atomic
def clock_seen(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Case:
    """The owner has seen that the day moved.

    Raises:
        Absent: there is none, or its case may not be seen.
    """
    clock, row = _clock(id, by=by, at=at)
    Clock.objects.filter(pk=clock.pk).update(safe_before=None, moved_at=None, moved_by_facts=False, rulebook_before="")
    return row


@transaction.atomic
def clock_done(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Case:
    """What the day asked for is done; said twice, the first moment stays.

    Raises:
        Absent: there is none, or its case may not be seen.
    """
    clock, row = _clock(id, by=by, at=at)
    if Clock.objects.filter(pk=clock.pk, done_at__isnull=True).update(done_at=at, moved_at=None):
        _touched(row, at)
        note(events.ClockDone(about=row.person_id, number=row.number, provision=clock.provision), by=by.pk, at=at)
    return row


# -- referrals -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def refer_case(
    id: uuid.UUID,
    *,
    to: Organisation,
    fields: Iterable[str],
    agreed_how: str,
    agreed_on: dt.date,
    transfer: bool = False,
    by: Staff,
    at: dt.datetime,
) -> Referral:
    """Hand part of a case to another organisation, in the fields to which the person consented, and no other.

    With `transfer` the case itself goes over, with its notes and tasks, once somebody there accepts it; until then they
    see the fields and no more.

    Raises:
        Absent: there is none, or it may not be seen.
        NotAllowed: no field was named, consent has no way or lies in the future, the organisation is one's own or is
            complained of in the file; or a case would go over without what happened.
    """
    row = queries.case(id, seen_by=by, at=at)
    named = sorted(set(fields))
    if to.pk == row.organisation_id or queries.complains_of(queries.file_of(row), to.pk):
        raise NotAllowed(id, "Choose another organisation.")
    if transfer and "story.text" not in named:
        raise NotAllowed(id, "Nobody can carry a case without what happened.")
    if not named or agreed_how not in Referral.Agreed.values or agreed_on > day_of(at):
        raise NotAllowed(id, "Name the fields to which the person consented, how, and on which day.")
    seen = walls.person(queries.file_of(row), seen_by=by, at=at)
    involvement = wall.involve(seen, organisation=to, parts=named, reason="referral", by=by, at=at)
    made = Referral.objects.create(
        case=row,
        # The file that stands for them: it is the one that the other side is let into.
        person=seen,
        to=to,
        involvement=involvement,
        fields=" ".join(named),
        agreed_how=agreed_how,
        agreed_on=agreed_on,
        transfer=transfer,
        sent_at=at,
        sent_by=by,
    )
    _touched(row, at)
    note(events.Referred(about=row.person_id, referral=made.pk, to=to.pk, fields=made.fields), by=by.pk, at=at)
    return made


@transaction.atomic
def answer_referral(id: uuid.UUID, state: Referral.State, *, reason: str = "", by: Staff, at: dt.datetime) -> Referral:
    """Accept, refuse (with a reason) or say done, by the organisation that it was sent to.

    What is refused or done falls out of their sight at once. Who accepts a transfer leads the case from then on.

    Raises:
        Absent: there is none, or it is not theirs.
        NoReason: refused without one.
        NotAllowed: a transfer is accepted by somebody who carries no cases.
    """
    found = queries.referral(id, seen_by=by, at=at, sent=False)
    words = " ".join(reason.split())
    if state == Referral.State.REFUSED and not words:
        raise NoReason(found.case_id, "Say why, so that the other side can look elsewhere.")
    sealed = sealing.seal(found.person_id, f"referral:{found.pk}", {"text": words}) if words else None
    allowed: dict[str, list[str]] = {
        Referral.State.ACCEPTED: ["sent"],
        Referral.State.REFUSED: ["sent"],
        Referral.State.DONE: ["accepted"],
    }
    if found.transfer and state == Referral.State.ACCEPTED:
        _take_over(found, by=by, at=at)
    else:
        _decide(found, state, allowed.get(state, []), sealed, by=by, at=at)
    return found


def _take_over(found: Referral, *, by: Staff, at: dt.datetime) -> None:
    """The case goes over to the organisation of `by`; those who sent it see the file no more, unless they carry another
    case of the same person."""
    if not by.roles(at) & queries.WORK:
        raise NotAllowed(found.case_id, "A case is accepted by somebody who carries cases.")
    if not Referral.objects.filter(pk=found.pk, state=Referral.State.SENT).update(
        state=Referral.State.DONE, decided_at=at, decided_by=by
    ):
        return
    row, to = found.case, by.office.organisation_id
    sender = row.organisation_id
    fields = found.fields.split()
    with at_work("hand a case over"):
        ids = list(files.members([queries.file_of(row)]))
        _leave_behind(row, at=at)
        Case.objects.filter(pk=row.pk).update(organisation=to, lead=by, touched_at=at)
        Clock.objects.filter(case=row, done_at__isnull=True).update(owner=by)
        Task.objects.filter(case=row, done_at__isnull=True).update(owner=by)
        # Who pleads there is for them to say.
        row.hearings.filter(outcome="").update(owner=by, lawyer=None)
        # What the whole desk was shown while it waited narrows to whoever leads the case, and to what a desk needs.
        Involvement.objects.filter(pk=found.involvement_id).update(until=at)
        desk = [one for one in fields if one.partition(".")[0] in (Part.IDENTITY, Part.CONTACT)]
        for staff, parts in ((by, fields), (None, desk)):
            if parts:
                Involvement.objects.create(
                    person_id=queries.file_of(row), organisation_id=to, staff=staff, parts=" ".join(parts), since=at,
                    reason="transfer",
                )  # fmt: skip
        if not Case.objects.filter(person__in=ids, organisation=sender, closed_at__isnull=True).exists():
            still = Q(until__isnull=True) | Q(until__gt=at)
            Involvement.objects.filter(still, person__in=ids, organisation=sender).update(until=at)
            Person.objects.filter(pk__in=ids, keeper=sender).update(keeper=to)
    note(events.CaseHandedOver(about=row.person_id, number=row.number, to=to), by=by.pk, at=at)


def _leave_behind(row: Case, *, at: dt.datetime) -> None:
    """What the person did under compulsion, and did not agree to share, goes over to nobody, not even sealed; nor does the task
    to raise it, which would tell of it."""
    row = Case.objects.select_for_update().get(pk=row.pk)
    content = sealing.unseal(row.person_id, queries.place(row.pk), bytes(row.sealed))
    stays = content.get(queries.NOT_PUNISHED, {})
    if not stays or stays["agreed"]:
        return
    del content[queries.NOT_PUNISHED]
    sealed = sealing.seal(row.person_id, queries.place(row.pk), content)
    Case.objects.filter(pk=row.pk).update(sealed=sealed, edition=row.edition + 1)
    Task.objects.filter(pk=stays.get("task"), case=row).delete()


@transaction.atomic
def withdraw_referral(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Case:
    """Take a referral back, as when the person withdraws consent; the other side sees nothing from this moment.

    Raises:
        Absent: there is none, or its case may not be seen.
    """
    found = queries.referral(id, seen_by=by, at=at, sent=True)
    _decide(found, Referral.State.WITHDRAWN, ["sent", "accepted"], None, by=by, at=at)
    return found.case


def _decide(
    found: Referral, state: str, before: list[str], reason: bytes | None, *, by: Staff, at: dt.datetime
) -> None:
    changed = Referral.objects.filter(pk=found.pk, state__in=before).update(
        state=state, decided_at=at, decided_by=by, reason=reason
    )
    if not changed:
        return
    note(events.ReferralDecided(about=found.person_id, referral=found.pk, state=state), by=by.pk, at=at)
    if state != Referral.State.ACCEPTED:
        with at_work("end a referral"):
            Involvement.objects.filter(pk=found.involvement_id, until__isnull=True).update(until=at)


@transaction.atomic
def close_case(id: uuid.UUID, outcome: str, *, by: Staff, at: dt.datetime) -> Case:
    """Close a case with its outcome; referrals still open are withdrawn.

    Raises:
        Absent: there is none, or it may not be seen.
        NotAllowed: there is no such outcome.
    """
    row = queries.case(id, seen_by=by, at=at)
    if outcome not in Case.Outcome.values:
        raise NotAllowed(id, "Say how it ended.")
    if row.closed_at is not None:
        return row
    for referral in row.referrals.filter(state__in=["sent", "accepted"]):
        withdraw_referral(referral.pk, by=by, at=at)
    end_rooms(row, at=at)
    Case.objects.filter(pk=id).update(closed_at=at, outcome=outcome, touched_at=at)
    note(events.CaseClosed(about=row.person_id, number=row.number, outcome=outcome), by=by.pk, at=at)
    row.refresh_from_db()
    return row


def take_out(before: dt.datetime) -> int:
    """Remove cases that were closed before a moment, with their notes, tasks and referrals; how many. One in which a day of the law
    is still to come stays."""
    at = dt.datetime.now(dt.UTC)
    runs = Clock.objects.filter(case=OuterRef("pk"), done_at__isnull=True, settled=False, latest__gte=day_of(at))
    with transaction.atomic(), at_work("retention of cases"):
        old = list(Case.objects.filter(~Exists(runs), closed_at__lt=before)[:1000])
        for row in old:
            note(events.CaseTakenOut(about=row.person_id, number=row.number), by=None, at=at)
        Case.objects.filter(pk__in=[row.pk for row in old]).delete()
    return len(old)
