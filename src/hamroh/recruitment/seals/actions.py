"""Keys are made and retired, codes issued and taken back."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from hamroh.people.names import clean
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.record import keys, note, sealing
from hamroh.recruitment.register import queries as register
from hamroh.recruitment.register.actions import NotComplete
from hamroh.recruitment.register.models import Agency
from hamroh.recruitment.seals import codes, events, posters, queries
from hamroh.recruitment.seals.models import SealedCode, SealKey
from hamroh.recruitment.seals.posters import Route

LONGEST_TITLE = 60
LONGEST_DAYS = 366
LONGEST_OF_A_ROUTE = 120
"""So many days a poster with numbers hangs: it is then printed anew, with the numbers that answer."""


def _place(id: uuid.UUID) -> str:
    return f"seal_key:{id}"


def pem(key: SealKey) -> bytes:
    """The private half of a key that is not retired."""
    return str(sealing.unseal(key.pk, _place(key.pk), bytes(key.sealed))["pem"]).encode()


@transaction.atomic
def make_key(*, at: dt.datetime) -> SealKey:
    """A new key, which signs from now on; older ones still verify."""
    private, x, y = codes.new_pair()
    id, kid = uuid.uuid4(), secrets.token_hex(4)
    keys.store().make(id)
    made = SealKey.objects.create(
        id=id, kid=kid, x=x, y=y, made_at=at, sealed=sealing.seal(id, _place(id), {"pem": private.decode()})
    )
    note(events.SealKeyMade(kid=kid), by=None, at=at)
    return made


@transaction.atomic
def retire_key(kid: str, *, distrust: bool = False, at: dt.datetime) -> SealKey:
    """The key signs no more: its private half is destroyed. With `distrust`, every code of it counts as taken back.

    Raises:
        NotComplete: there is no such key.
    """
    row = SealKey.objects.select_for_update().filter(kid=kid).first()
    if row is None:
        raise NotComplete(f"There is no key {kid}. See: hamroh seals key list")
    row.retired_at = row.retired_at or at
    row.distrusted_at = (row.distrusted_at or at) if distrust else row.distrusted_at
    row.sealed = b""
    row.save(update_fields=["retired_at", "distrusted_at", "sealed"])
    note(events.SealKeyRetired(kid=kid, distrusted=distrust), by=None, at=at)
    transaction.on_commit(lambda: keys.store().destroy(row.pk))
    return row


@transaction.atomic
def issue_for_licence(agency: Agency, *, by: Staff, at: dt.datetime, today: dt.date) -> SealedCode:
    """A code for the agency's licence in force, to its last day, for a year at most.

    Raises:
        Absent: they keep no register.
        NotComplete: no licence is in force today, or the site has no key.
    """
    found = register.agency(agency.pk)
    if found is None:
        raise Absent
    stands = register.standing(found, on=today, today=today, known=register.Coverage(dt.date.min, today))
    if stands.answer != register.Answer.YES:
        raise NotComplete(_("No licence of this agency is in force today. No code is made."))
    licence = agency.licences.get(number=stands.licence)
    until = min(stands.until or dt.date.max, today + dt.timedelta(LONGEST_DAYS))
    return _issue(SealedCode.Kind.LICENCE, stands.name[:LONGEST_TITLE], until, by=by, at=at, licence=licence)


@transaction.atomic
def issue(kind: int, title: str, *, valid_to: dt.date, by: Staff, at: dt.datetime, today: dt.date) -> SealedCode:
    """A code for a poster, or for certificates of one course. It names no person.

    Raises:
        Absent: they keep no register.
        NotComplete: the title is missing or too long, or the last day is past or too far.
    """
    title = clean(title)
    if not title or len(title) > LONGEST_TITLE:
        raise NotComplete(_("Write what it is for, in at most 60 letters. Name no person."))
    if not today <= valid_to <= today + dt.timedelta(LONGEST_DAYS):
        raise NotComplete(_("The last day is from today to a year from now."))
    return _issue(SealedCode.Kind(kind), title, valid_to, by=by, at=at)


@transaction.atomic
def issue_for_route(route: Route, *, valid_to: dt.date, by: Staff, at: dt.datetime, today: dt.date) -> SealedCode:
    """A code for posters of one route.

    Raises:
        Absent: they keep no register.
        NotComplete: no number answered lately there or at home, or the last day is past or too far.
    """
    if not today <= valid_to <= today + dt.timedelta(LONGEST_OF_A_ROUTE):
        raise NotComplete(
            _("The last day is from today to %(days)s days from now: numbers change.") % {"days": LONGEST_OF_A_ROUTE}
        )
    if not any(posters.numbers(route, at=at, language="tg")):
        raise NotComplete(str(posters.NoNumber()))
    return _issue(SealedCode.Kind.POSTER, posters.title(route), valid_to, by=by, at=at, route=route.key)


def _issue(
    kind: int, title: str, valid_to: dt.date, *, by: Staff, at: dt.datetime, licence: object = None, route: str = ""
) -> SealedCode:
    if not register.may_keep(by, at):
        raise Absent
    key = queries.signing_key()
    if key is None:
        raise NotComplete(_("This site has no key yet. Whoever runs it makes one: hamroh seals key new"))
    number = "".join(secrets.choice(codes.LETTERS) for _n in range(codes.LONG))
    # The paper shows the number of the licence itself; the others their own.
    shown = str(licence) if licence is not None else number
    content = codes.Content(secrets.token_hex(8), int(kind), shown, title, valid_to)
    made = SealedCode.objects.create(
        mark=content.mark,
        number=number,
        kind=kind,
        key=key,
        licence=licence,
        title=title,
        route=route,
        valid_to=valid_to,
        text=codes.signed(content, pem=pem(key), kid=key.kid, at=at),
        issued_at=at,
        issued_by=by,
    )
    note(events.CodeIssued(number=shown, title=title), by=by.pk, at=at)
    return made


@transaction.atomic
def take_back(id: int, why: str, *, by: Staff, at: dt.datetime) -> SealedCode:
    """A code counts no more; phones learn it with the list.

    Raises:
        Absent: there is no such code, or they keep no register.
        NotComplete: no reason is given.
    """
    if not register.may_keep(by, at):
        raise Absent
    row = SealedCode.objects.select_for_update().filter(pk=id).first()
    if row is None:
        raise Absent
    why = clean(why)[:200]
    if not why:
        raise NotComplete(_("Say why the code is taken back."))
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by, row.why = at, by, why
        row.save(update_fields=["revoked_at", "revoked_by", "why"])
        note(events.CodeTakenBack(number=row.number, why=why), by=by.pk, at=at)
    return row
