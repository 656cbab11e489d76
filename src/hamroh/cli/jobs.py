"""`hamroh jobs`: do what is due, and show when each job runs."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from hamroh.cli.site import answered


def run(arguments: list[str]) -> int:
    """0 when all that was due is done, 1 when a job failed, 2 when the site cannot be used."""
    parser = argparse.ArgumentParser(
        prog="hamroh jobs", description="Work that the site does by itself when it is due."
    )
    doing = parser.add_subparsers(dest="doing", required=True)
    due = doing.add_parser("due", help="do what is due; called by a timer every few minutes")
    due.add_argument("--quiet", action="store_true", help="say only what failed")
    doing.add_parser("list", help="every job: how often, when next, how it ended last")
    given = parser.parse_args(arguments)
    work = {"due": _due, "list": _list}[given.doing]
    return answered(f"hamroh jobs {given.doing}", lambda: work(given))


def _due(given: argparse.Namespace) -> int:
    from hamroh.record import jobs

    outcomes = jobs.due(datetime.now(UTC))
    for outcome in outcomes:
        if outcome.failed or not given.quiet:
            sys.stdout.write(f"{outcome.job}: {'FAILED: ' if outcome.failed else ''}{outcome.words}\n")
    if not outcomes and not given.quiet:
        sys.stdout.write("Nothing is due.\n")
    return 1 if any(outcome.failed for outcome in outcomes) else 0


def _list(given: argparse.Namespace) -> int:
    from hamroh.record import jobs
    from hamroh.record.models import JobRun

    runs = {run.name: run for run in JobRun.objects.all()}
    for job in jobs.every_job():
        run = runs.get(job.name)
        when = f"next {run.next_at:%Y-%m-%d %H:%M} UTC" if run else "not yet run"
        last = (
            f"; last: {'FAILED: ' if run.failed else ''}{run.outcome or 'not ended'}" if run and run.started_at else ""
        )
        sys.stdout.write(f"{job.name}: every {job.every}, {when}{last}\n")
    return 0
