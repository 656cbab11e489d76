"""A report is taken in once; two persons publish what a quarter shows, and its reports are erased."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Mapping

from django.db import IntegrityError, transaction

from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.protection.bribes import events, queries, words
from hamroh.protection.bribes.models import BribeRelease, BribeReport
from hamroh.record import actions as record, keys, note, sealing
from hamroh.record.errors import ClockSetBack
from hamroh.shell.here import day_of

LONGEST_REASON = 300


class BribesError(Exception):
    """Root of what this room refuses."""


class NotComplete(BribesError):
    """Something ticked is not on the list, the quarter is not over, or no reason was given. Nothing was stored."""


class Changed(BribesError):
    """What was proposed is not what the reports show now. Nothing was published; it is proposed anew."""


def receive(form: str, said: Mapping[str, str], *, worked: bool, at: dt.datetime) -> bool:
    """Store what was ticked, exactly once for one form; False where it had been stored before. `said` has `queries.FIELDS`.

    Raises:
        NotComplete: something is not on the list.
        ClockSetBack: this quarter, or a later one, is published already: what came now would never be counted.
    """
    country, region = said["country"], said["region"]
    known = (
        country in words.COUNTRIES
        and region in ("", *words.regions_of(country))
        and said["service"] in words.SERVICES
        and said["place"] in words.KINDS_OF_PLACE
        and said["hours"] in words.HOURS
    )
    if not known:
        raise NotComplete
    # The mark of a public form bears its moment: kept is what it cannot be read from.
    mark = hmac.digest(keys.store().blind("protection.bribe_form"), form.encode(), hashlib.sha256).hex()
    id = uuid.uuid4()
    kept = {name: said[name] for name in queries.FIELDS}
    # By the hour a flood is known again. It lies sealed, and goes with the report.
    kept |= {"worked": worked, "came": at.strftime("%Y-%m-%dT%H")}  # type: ignore[dict-item]
    try:
        with transaction.atomic(), at_work("take a report of a bribe in"):
            if BribeReport.objects.filter(form=mark).exists():
                return False
            period = queries.quarter(day_of(at))
            if BribeRelease.objects.filter(period__gte=period, released_at__isnull=False).exists():
                raise ClockSetBack(
                    f"The quarter from {period} is published. Is this machine's clock set back? Nothing was stored."
                )
            if not BribeReport.objects.filter(period=period).exists():
                keys.store().make(queries.key_of(period))
            sealed = sealing.seal(queries.key_of(period), queries.place(id), kept)
            BribeReport.objects.create(id=id, period=period, form=mark, sealed=sealed)
    except IntegrityError:
        # The same form came in by another way at the same moment, and that one was first.
        return False
    return True


@transaction.atomic
def propose(period: dt.date, *, by: Staff, at: dt.datetime) -> BribeRelease:
    """Propose what a quarter shows. It replaces an earlier proposal that nobody agreed to.

    Raises:
        Absent: `by` does not publish, or of that quarter there is nothing to publish.
    """
    if not by.roles(at) & queries.RELEASE or period not in queries.to_publish(at=at):
        raise Absent
    # Held, so that nobody agrees meanwhile: what is published would be counted anew from reports that are erased.
    there = BribeRelease.objects.select_for_update().filter(period=period).first()
    if there is not None and there.released_at is not None:
        raise Absent
    rows = [[*row, many] for row, many in queries.draft(period).rows]
    told = {"rows": rows, "proposed_at": at, "proposed_by": by}
    made, _new = BribeRelease.objects.update_or_create(period=period, defaults=told)
    note(events.BribesProposed(period=period), by=by.pk, at=at)
    return made


@transaction.atomic
def agree(period: dt.date, *, by: Staff, at: dt.datetime) -> None:
    """The second person agrees: it is published, and the reports it was counted from are erased with their keys.

    Raises:
        Absent: nothing of that quarter waits for somebody else than who proposed it.
        Changed: see there.
    """
    waits = BribeRelease.objects.select_for_update().filter(period=period, released_at__isnull=True)
    row = waits.exclude(proposed_by=by).first()
    if row is None or not by.roles(at) & queries.RELEASE:
        raise Absent
    if [[*one, many] for one, many in queries.draft(period).rows] != row.rows:
        raise Changed
    BribeRelease.objects.filter(pk=row.pk).update(released_at=at, released_by=by)
    with at_work("reports of bribes were published"):
        _erase(period, "published", by, at)
    note(events.BribesReleased(period=period), by=by.pk, at=at)


@transaction.atomic
def take_back(period: dt.date, reason: str, *, by: Staff, at: dt.datetime) -> None:
    """Take a release back, whole: a part or another number in its place would tell what the first one said.

    Raises:
        Absent: none of that quarter is published, or `by` does not publish.
        NotComplete: no reason.
    """
    if not by.roles(at) & queries.RELEASE or queries.release(period) is None:
        raise Absent
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise NotComplete
    told = {"taken_back_at": at, "taken_back_by": by, "reason": reason.strip()}
    BribeRelease.objects.filter(period=period).update(**told)
    note(events.BribesTakenBack(period=period), by=by.pk, at=at)


def take_out(before: dt.datetime) -> int:
    """Erase the reports of quarters that began before a day and were never published."""
    with transaction.atomic(), at_work("retention of reports of bribes"):
        old = BribeReport.objects.filter(period__lt=before.date())
        return sum(
            _erase(period, "past its time", None, dt.datetime.now(dt.UTC))
            for period in set(old.values_list("period", flat=True).distinct())
        )


def _erase(period: dt.date, reason: str, by: Staff | None, at: dt.datetime) -> int:
    record.erase(queries.key_of(period), reason=reason, by=by.pk if by else None, at=at)
    return int(BribeReport.objects.filter(period=period).delete()[0])
