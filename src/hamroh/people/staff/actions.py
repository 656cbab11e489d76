"""What is done to staff: entering, inviting, roles, training, recovery, leaving. Each is noted in the record."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from hamroh import record
from hamroh.people.staff import events, queries
from hamroh.people.staff.errors import (
    AlreadyThere,
    CannotVouch,
    CodeRefused,
    GrantedAlready,
    LastAdministrator,
    NeedsAColleague,
    NotAColleague,
    NotForOneself,
    OneAlone,
    TooManyWait,
)
from hamroh.people.staff.models import DeskSession, Invitation, Office, Recovery, Role, RoleGrant, Staff, Training
from hamroh.record import bulk, keys

INVITED_FOR = dt.timedelta(days=3)
ENROL_WITHIN = dt.timedelta(hours=1)
RECOVERY_FOR = dt.timedelta(minutes=60)
NUMBER_FOR = dt.timedelta(minutes=10)
"""How long one number of a request for recovery can be told: then the page shows another."""
WRONG_NUMBERS = 5
RECOVERIES_AT_ONCE = 3

FORGOTTEN = "@forgotten.invalid"
"""Ends the address of somebody whose name was taken out; no mail goes there (RFC 2606)."""

BY_TWO = frozenset({Role.ADMINISTRATOR, Role.SECURITY, Role.SUPERVISOR, Role.PROTECTION})
"""Roles that guard others: granted by one, they hold when a second has agreed."""
VOUCHERS = frozenset({Role.SUPERVISOR, Role.SECURITY, Role.ADMINISTRATOR})
"""Who may vouch that somebody lost their second step."""

# Without letters and digits that are mistaken for each other when read out.
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_CODE_LETTERS = 20


# -- entering and inviting ---------------------------------------------------------------------------------------------


@transaction.atomic
def enter_staff(
    *, email: str, full_name: str, office: Office, language: str, by: Staff | None, at: dt.datetime
) -> Staff:
    """Enter somebody who will work at a desk. They cannot sign in before they are invited.

    Raises:
        AlreadyThere: the address is taken, letter case aside.
    """
    if Staff.objects.filter(email__iexact=email).exists():
        raise AlreadyThere
    staff = Staff(email=email.lower(), full_name=full_name, office=office, language=language, joined_at=at)
    staff.set_unusable_password()
    staff.save()
    record.note(events.StaffEntered(about=staff.pk), by=by.pk if by else None, at=at)
    return staff


@transaction.atomic
def invite(staff: Staff, *, by: Staff | None, at: dt.datetime) -> str:
    """A new code with which somebody chooses a password; shown once, kept only as a digest. Older codes end.

    Raises:
        NotForOneself: whoever lost their password asks somebody else.
    """
    if by is not None and by.pk == staff.pk:
        raise NotForOneself
    staff.invitations.filter(used_at__isnull=True, until__gt=at).update(until=F("made_at") + dt.timedelta(seconds=1))
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LETTERS))
    until = at + INVITED_FOR
    Invitation.objects.create(staff=staff, digest=_digest(letters), made_at=at, until=until, made_by=by)
    record.note(
        events.InvitationMade(about=staff.pk, until=f"{until:%Y-%m-%d %H:%M} UTC"), by=by.pk if by else None, at=at
    )
    return "-".join(letters[n : n + 5] for n in range(0, _CODE_LETTERS, 5))


def invited(*, email: str, code: str, at: dt.datetime) -> Invitation:
    """The invitation that a code belongs to.

    Raises:
        CodeRefused: it is wrong, used, too old, another's, or of somebody who left.
    """
    found = (
        Invitation.objects.select_related("staff")
        .filter(digest=_digest(code), used_at__isnull=True, until__gt=at, staff__is_active=True)
        .first()
    )
    if found is None or found.staff.email.lower() != email.strip().lower():
        raise CodeRefused
    return found


@transaction.atomic
def choose_password(invitation: Invitation, password: str, *, at: dt.datetime) -> Staff:
    """Use up an invitation: the password is set, older sessions end, and there is an hour to set up a second step.

    Raises:
        CodeRefused: somebody else used it in this moment.
    """
    if not Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(used_at=at):
        raise CodeRefused
    staff = Staff.objects.select_for_update().get(pk=invitation.staff_id)
    staff.set_password(password)
    staff.end_sessions()
    staff.enrol_until = at + ENROL_WITHIN
    staff.save()
    record.note(events.PasswordChosen(about=staff.pk), by=staff.pk, at=at)
    return staff


def _digest(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hmac.new(keys.store().blind("invitations"), plain.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def enter_first(*, email: str, full_name: str, language: str, at: dt.datetime) -> tuple[Staff, str]:
    """The first administrator of a site, with their code; an office is made for them if the site has none.

    Raises:
        AlreadyThere: the site has staff already.
    """
    from hamroh.people.directory import actions as directory
    from hamroh.people.models import Organisation

    if Staff.objects.exists():
        raise AlreadyThere
    office = Office.objects.order_by("key").first()
    if office is None:
        house = Organisation.objects.filter(key="site").first() or directory.add_organisation(
            "site", kind="ngo", names={"en": "This site", "ru": "Этот сайт", "tg": "Ин сомона"}
        )
        office = Office.objects.create(
            organisation=house, key="site", name_en="Office", name_ru="Офис", name_tg="Дафтар", country="TJ",
            time_zone="Asia/Dushanbe",
        )  # fmt: skip
    staff = enter_staff(email=email, full_name=full_name, office=office, language=language, by=None, at=at)
    RoleGrant.objects.create(staff=staff, role=Role.ADMINISTRATOR, since=at)
    record.note(events.RoleGranted(about=staff.pk, **_role(Role.ADMINISTRATOR)), by=None, at=at)
    return staff, invite(staff, by=None, at=at)


@transaction.atomic
def open_office(*, by: Staff, at: dt.datetime, **fields: Any) -> Office:
    """Enter a place where staff of an organisation work."""
    office = Office.objects.create(**fields)
    record.note(events.OfficeOpened(office=office.key), by=by.pk, at=at)
    return office


# -- roles and training ------------------------------------------------------------------------------------------------


@transaction.atomic
def grant_role(staff: Staff, role: Role, *, by: Staff, at: dt.datetime) -> RoleGrant:
    """Give a role; their sessions end, so that it holds from a fresh sign-in.

    A role of `BY_TWO` waits for a second administrator, unless the site has only one.

    Raises:
        NotForOneself: nobody grants themselves.
        GrantedAlready: they have it, or it waits.
    """
    if by.pk == staff.pk:
        raise NotForOneself
    if staff.grants.filter(role=role, until__isnull=True).exists():
        raise GrantedAlready
    waiting = role in BY_TWO and len(_administrators(at)) > 1
    try:
        with transaction.atomic():
            grant = RoleGrant.objects.create(staff=staff, role=role, since=at, granted_by=by, waiting=waiting)
    except IntegrityError:
        raise GrantedAlready from None
    event = events.RoleAsked if waiting else events.RoleGranted
    record.note(event(about=staff.pk, **_role(role)), by=by.pk, at=at)
    if not waiting:
        _end_sessions(staff)
    return grant


@transaction.atomic
def second_role(grant: RoleGrant, *, by: Staff, at: dt.datetime) -> None:
    """The second person agrees to a role that waits.

    Raises:
        NotForOneself: it is their own, or they granted it.
        OneAlone: who granted it is no administrator any more.
    """
    if by.pk in (grant.staff_id, grant.granted_by_id):
        raise NotForOneself
    if grant.granted_by_id not in _administrators(at):
        # The word of somebody who may give none counts for nothing: it would be the word of one.
        raise OneAlone
    if RoleGrant.objects.filter(pk=grant.pk, waiting=True, until__isnull=True).update(
        waiting=False, seconded_by=by, since=at
    ):
        record.note(events.RoleGranted(about=grant.staff_id, **_role(grant.role)), by=by.pk, at=at)
        _end_sessions(grant.staff)


@transaction.atomic
def end_role(grant: RoleGrant, *, by: Staff, at: dt.datetime) -> None:
    """Take a role away; their sessions end, and so does what they began as an administrator: codes of invitation, and roles that wait
    for a second person.

    Raises:
        NotForOneself: it is their own.
        LastAdministrator: nobody would be left to enter staff.
    """
    if by.pk == grant.staff_id:
        raise NotForOneself
    _keep_an_administrator(grant.staff, grant.role, at)
    if RoleGrant.objects.filter(pk=grant.pk, until__isnull=True).update(until=at):
        record.note(events.RoleEnded(about=grant.staff_id, **_role(grant.role)), by=by.pk, at=at)
        _end_sessions(grant.staff)
        if grant.role == Role.ADMINISTRATOR:
            # Nobody keeps a way in through codes that they gave while they could.
            open_ = Invitation.objects.filter(made_by=grant.staff_id, used_at__isnull=True, until__gt=at)
            open_.update(until=F("made_at") + dt.timedelta(seconds=1))
            for waits in RoleGrant.objects.filter(granted_by=grant.staff_id, waiting=True, until__isnull=True):
                RoleGrant.objects.filter(pk=waits.pk).update(until=max(at, waits.since))
                record.note(events.RoleEnded(about=waits.staff_id, **_role(waits.role)), by=by.pk, at=at)


@transaction.atomic
def enter_training(
    staff: Staff, kind: str, *, passed_on: dt.date, expires_on: dt.date, by: Staff, at: dt.datetime
) -> Training:
    """Enter a training that somebody passed.

    Raises:
        NotForOneself: nobody enters their own.
    """
    if by.pk == staff.pk:
        raise NotForOneself
    training = Training.objects.create(
        staff=staff, kind=kind, passed_on=passed_on, expires_on=expires_on, entered_by=by
    )
    record.note(
        events.TrainingEntered(
            about=staff.pk,
            expires_on=expires_on.isoformat(),
            **events.said("training", kind, Training.Kind(kind).label),
        ),
        by=by.pk,
        at=at,
    )
    return training


def _role(role: str) -> dict[str, str]:
    return events.said("role", Role(role).value, Role(role).words)


def _administrators(at: dt.datetime) -> set[UUID]:
    grants = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, staff__is_active=True)
    return {grant.staff_id for grant in grants if grant.holds(at)}


def _keep_an_administrator(staff: Staff, role: str, at: dt.datetime) -> None:
    if role == Role.ADMINISTRATOR and _administrators(at) == {staff.pk}:
        raise LastAdministrator


def _end_sessions(staff: Staff) -> None:
    staff.end_sessions()
    staff.save(update_fields=["session_stamp"])


@transaction.atomic
def sign_out(staff: Staff, *, by: Staff, at: dt.datetime) -> None:
    """End every session of somebody, as when their machine was stolen. They may sign in again.

    Raises:
        NotForOneself: for oneself there is *sign out everywhere else*.
    """
    if by.pk == staff.pk:
        raise NotForOneself
    _end_sessions(staff)
    record.note(events.SignedOut(about=staff.pk), by=by.pk, at=at)


# -- sessions, as their owner sees them --------------------------------------------------------------------------------


def list_session(staff: Staff, *, at: dt.datetime) -> UUID:
    """Let the owner see a session that begins."""
    return DeskSession.objects.create(staff=staff, mark=staff.get_session_auth_hash()[:16], began_at=at, seen_at=at).pk


def session_lives(id: str, staff: Staff) -> bool:
    """Has its owner not ended it?"""
    return bool(queries.going_on(id=UUID(id), staff=staff.pk))


def session_seen(id: str, staff: Staff, *, at: dt.datetime) -> None:
    """It was used; by now its owner may have another password."""
    DeskSession.objects.filter(pk=id, began_at__lte=at).update(seen_at=at, mark=staff.get_session_auth_hash()[:16])


def forget_session(id: str) -> None:
    """It is over, and its owner sees it no more."""
    DeskSession.objects.filter(pk=id).delete()


@transaction.atomic
def end_session(id: UUID, *, by: Staff, at: dt.datetime) -> None:
    """End one session of one's own; of another's, or of none, nothing happens."""
    if DeskSession.objects.filter(pk=id, staff=by, ended_at__isnull=True).update(ended_at=at):
        record.note(events.SessionEnded(about=by.pk), by=by.pk, at=at)


# -- leaving -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def leave(staff: Staff, *, to: Staff | None, by: Staff, at: dt.datetime) -> int:
    """Somebody leaves: they can no longer sign in, their roles end, and every file that names them goes to a colleague,
    or to the desk of their organisation. All at once, or nothing. Gives the number of files.

    Raises:
        NotForOneself: nobody sends themselves away.
        LastAdministrator: nobody would be left to enter staff.
        NotAColleague: `to` works elsewhere, has left, or is who leaves.
        NeedsAColleague: cases, tasks or days of the law are in their name, and nobody is named to take them.
    """
    from hamroh.people import following
    from hamroh.people.walls.models import BrokenGlass, Involvement
    from hamroh.people.walls.rows import at_work

    if by.pk == staff.pk:
        raise NotForOneself
    home = staff.office.organisation_id
    if to is not None and (to.pk == staff.pk or not to.is_active or to.office.organisation_id != home):
        raise NotAColleague
    if following.hand_over(staff, to):
        raise NeedsAColleague
    for grant in staff.grants.filter(until__isnull=True):
        end_role(grant, by=by, at=at)
    # An administrator sees no file: the handing over is the site's own work.
    with at_work("handing over"):
        theirs = Involvement.objects.filter(staff=staff).exclude(until__lte=at)
        rows = list(theirs.select_for_update())
        # In few statements of few parameters: somebody may leave with tens of thousands of files.
        bulk.insert(
            Involvement,
            ("id", "person_id", "organisation_id", "staff_id", "parts", "since", "until", "reason"),
            (
                (
                    uuid4(),
                    row.person_id,
                    row.organisation_id,
                    to and to.pk,
                    row.parts,
                    max(at, row.since),
                    row.until,
                    row.reason,
                )
                for row in rows
            ),
        )
        Involvement.objects.filter(pk__in=[row.pk for row in rows]).update(until=Greatest(F("since"), at))
        BrokenGlass.objects.filter(staff=staff, since__lt=at, until__gt=at).update(until=at)
    staff.invitations.filter(used_at__isnull=True, until__gt=at).update(until=F("made_at") + dt.timedelta(seconds=1))
    staff.left_at, staff.is_active = at, False
    staff.set_unusable_password()
    staff.end_sessions()
    staff.save()
    files = len({row.person_id for row in rows})
    record.note(events.StaffLeft(about=staff.pk, files=files, to=to.pk if to else None), by=by.pk, at=at)
    return files


@transaction.atomic
def forget_staff(before: dt.datetime) -> int:
    """Take out name, address and means of signing in of those who left before a moment; how many. Which roles they had, and
    what the record says they did, stays under their id."""
    from allauth.mfa.models import Authenticator

    gone = Staff.objects.select_for_update().filter(left_at__lt=before).exclude(email__endswith=FORGOTTEN)
    rows = list(gone)
    for staff in rows:
        staff.full_name, staff.email = "—", f"{staff.pk.hex}{FORGOTTEN}"
        staff.save(update_fields=["full_name", "email"])
        for theirs in (Authenticator.objects.filter(user=staff), staff.invitations, staff.recoveries, staff.trainings):
            theirs.all().delete()
        record.note(events.StaffForgotten(about=staff.pk), by=None, at=dt.datetime.now(dt.UTC))
    return len(rows)


# -- a lost second step ------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_recovery(staff: Staff, *, at: dt.datetime) -> Recovery:
    """Somebody who gave their password says that their second step is lost. Each request belongs to the browser that made it: another one,
    of somebody who knows the password too, has another number.

    Raises:
        TooManyWait: three requests of theirs are open.
    """
    open_ = {number_of(one, at) for one in waiting_recoveries(staff, at)}
    if len(open_) >= RECOVERIES_AT_ONCE:
        raise TooManyWait
    number = next(n for n in iter(lambda: f"{secrets.randbelow(10**6):06}", "") if n not in open_)
    asked = Recovery.objects.create(staff=staff, number=number, asked_at=at, until=at + RECOVERY_FOR)
    record.note(events.RecoveryAsked(about=staff.pk), by=staff.pk, at=at)
    return asked


def number_of(recovery: Recovery, at: dt.datetime) -> str:
    """The number by which a request can be vouched for at this moment. It changes every `NUMBER_FOR`; the request stays the same."""
    turn = (at - recovery.asked_at) // NUMBER_FOR
    if turn <= 0:
        return recovery.number
    drawn = hmac.digest(keys.store().blind("recovery numbers"), f"{recovery.pk} {turn}".encode(), hashlib.sha256)
    return f"{int.from_bytes(drawn) % 10**6:06}"


def waiting_recoveries(staff: Staff, at: dt.datetime) -> QuerySet[Recovery]:
    """The requests of somebody that can still be vouched for."""
    return staff.recoveries.filter(done_at__isnull=True, until__gt=at, wrong_numbers__lt=WRONG_NUMBERS)


def recovered(recovery_id: str, staff: Staff, at: dt.datetime) -> bool:
    """Was this request, made in the same browser, vouched for by two within the last hour?"""
    return staff.recoveries.filter(pk=recovery_id, done_at__gt=at - ENROL_WITHIN).exists()


@transaction.atomic
def vouch(*, email: str, number: str, by: Staff, at: dt.datetime) -> int:
    """One of two colleagues vouches, with the number that they were told by voice: gives 1 for the first, 2 for the second, and 0
    when nobody with this address waits with this number now. After five wrong numbers a request is dead.

    With the second, the lost second step is taken away, every session ends, and there is an hour to set up a new one: in the
    browser that asked, so that nobody else who knows the password comes first.

    Raises:
        CannotVouch: not one of `VOUCHERS`, the person themselves, the same one twice, or nobody of the person's organisation is
            among the two.
    """
    from allauth.mfa.models import Authenticator

    if not by.roles(at) & VOUCHERS:
        raise CannotVouch
    staff = Staff.objects.select_related("office").filter(email__iexact=email.strip(), is_active=True).first()
    if staff is None:
        return 0
    if by.pk == staff.pk:
        raise CannotVouch
    waiting = list(waiting_recoveries(staff, at).select_for_update(of=("self",)).select_related("first_by__office"))
    told = "".join(filter(str.isdecimal, number)).encode()
    recovery = next((one for one in waiting if secrets.compare_digest(told, number_of(one, at).encode())), None)
    if recovery is None:
        staff.recoveries.filter(pk__in=[one.pk for one in waiting]).update(wrong_numbers=F("wrong_numbers") + 1)
        return 0
    first = recovery.first_by
    if first is not None and not (first.is_active and first.roles(at) & VOUCHERS):
        # Who may not vouch any more has vouched for nobody.
        first = None
    if first is not None and by.pk == first.pk:
        raise CannotVouch
    home = staff.office.organisation_id
    if first is None:
        recovery.first_by = by
        recovery.save(update_fields=["first_by"])
        record.note(events.RecoveryVouched(about=staff.pk, number=1), by=by.pk, at=at)
        return 1
    if home not in (by.office.organisation_id, first.office.organisation_id):
        raise CannotVouch
    recovery.second_by, recovery.done_at = by, at
    recovery.save(update_fields=["second_by", "done_at"])
    Authenticator.objects.filter(user=staff).delete()
    _end_sessions(staff)
    record.note(events.RecoveryVouched(about=staff.pk, number=2), by=by.pk, at=at)
    record.note(events.SecondStepRecovered(about=staff.pk, first=first.pk, second=by.pk), by=by.pk, at=at)
    return 2
