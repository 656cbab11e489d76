"""Jobs: work that the site does by itself when it is due.

A room registers its jobs in its own `jobs.py`:

    register(Job("people.training_expired", every=timedelta(days=1), work=actions.end_expired_training))

`hamroh jobs due` runs what is due, once, even if two processes call it at the same moment. A job may run twice (after a power cut) and
must leave the same behind. It takes the moment and gives what it did in a few words, nothing personal: they are shown to operators.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.module_loading import autodiscover_modules
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from hamroh.record import actions, elsewhere, keys, retention, seals
from hamroh.record.errors import RecordError
from hamroh.record.models import JobRun

LONGEST = dt.timedelta(hours=1)
"""A run that has not ended after this long is taken for cut off, and the job is due again."""
AGAIN_AFTER_FAILURE = dt.timedelta(minutes=15)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """Work to be done every so often. `name` is `room.what_it_does` and never renamed."""

    name: str
    every: dt.timedelta
    work: Callable[[dt.datetime], str]
    # One that tells in between that it goes on (`goes_on`) is known sooner to be cut off.
    longest: dt.timedelta = LONGEST


@dataclass(frozen=True)
class Outcome:
    """How one run ended."""

    job: str
    words: str
    failed: bool


_registered: dict[str, Job] = {}


def register(job: Job) -> Job:
    """Make a job known. Doing so again with the same name puts the new one in its place."""
    _registered[job.name] = job
    return job


def every_job() -> list[Job]:
    """The jobs of all rooms, by name."""
    autodiscover_modules("jobs")
    return [_registered[name] for name in sorted(_registered)]


def due(at: dt.datetime) -> list[Outcome]:
    """Run what is due at this moment; what was run, in order. A job that fails is told of and does not stop the others."""
    outcomes = []
    for job in every_job():
        JobRun.objects.get_or_create(name=job.name, defaults={"next_at": at})
        # One statement: of two processes, one finds it due.
        claimed = JobRun.objects.filter(name=job.name, next_at__lte=at).update(
            next_at=at + job.longest, started_at=at, outcome="", failed=False
        )
        if claimed:
            outcomes.append(_run(job, at))
    return outcomes


def goes_on(name: str, at: dt.datetime) -> None:
    """Said by a job now and then while it works: it is not cut off, and nobody else is to begin it."""
    job = _registered.get(name)
    if job is not None:
        JobRun.objects.filter(name=name, outcome="").update(next_at=at + job.longest)


def wake() -> None:
    """Something waits for a job: once it is stored, `hamroh serve` (or whatever else watches the file) runs what is due, and not only
    when its next turn comes."""

    def touch() -> None:
        file = Path(settings.WAKE_FILE)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        except OSError:
            # Nothing is lost: it is done in its turn.
            _log.exception("the work that waits could not be waked")

    transaction.on_commit(touch)


def _run(job: Job, at: dt.datetime) -> Outcome:
    try:
        outcome = Outcome(job.name, job.work(at), failed=False)
    except RecordError as error:  # says nothing personal
        outcome = Outcome(job.name, str(error), failed=True)
    except Exception as error:
        # Another error's words may hold what a person typed; the log keeps the places in the code only.
        _log.exception("a job failed")
        outcome = Outcome(job.name, type(error).__name__, failed=True)
    wait = min(job.every, AGAIN_AFTER_FAILURE) if outcome.failed else job.every
    JobRun.objects.filter(name=job.name).update(next_at=at + wait, outcome=outcome.words[:200], failed=outcome.failed)
    return outcome


# -- the jobs of this room ---------------------------------------------------------------------------------------------


def _seal(at: dt.datetime) -> str:
    made = seals.seal(at)
    return f"seal {made.number}, {made.digest}" if made else "nothing new"


def _finish_erasures(at: dt.datetime) -> str:
    return f"{actions.finish_erasures()} keys destroyed"


def _back_up_keys(at: dt.datetime) -> str:
    return f"kept {keys.store().back_up(at).name}"


def _keep_no_longer(at: dt.datetime) -> str:
    return "; ".join(f"{name}: {count}" for name, count in retention.apply(at).items()) or "nothing"


def _do_what_waits(at: dt.datetime) -> str:
    """The work that pages left for later (django-tasks), until none is left."""
    waiting = DBTaskResult.objects.ready().count()
    if waiting:
        # The worker itself, not its command: that one takes over the signals of the process.
        Worker(
            queue_names=["*"], excluded_queue_names=[], backend_name="default", batch=True, interval=0, startup_delay=False,
            max_tasks=None, worker_id=get_random_string(32),
        ).run()  # fmt: skip
        # An error's own words may hold what a person typed; its class and the places in the code are in the log.
        DBTaskResult.objects.exclude(traceback="").update(traceback="")
    return f"{waiting} done"


def _forget_done(before: dt.datetime) -> int:
    return DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()[0]


retention.register(
    retention.Kept("record.work_done", dt.timedelta(days=7), "a failure is looked into within a week", _forget_done)
)
register(Job("record.do_what_waits", dt.timedelta(0), _do_what_waits))
register(Job("record.tell_elsewhere", dt.timedelta(0), elsewhere.tell))
register(Job("record.seal", dt.timedelta(hours=1), _seal))
register(Job("record.finish_erasures", dt.timedelta(hours=1), _finish_erasures))
register(Job("record.back_up_keys", dt.timedelta(days=1), _back_up_keys))
register(Job("record.retention", dt.timedelta(days=1), _keep_no_longer))
