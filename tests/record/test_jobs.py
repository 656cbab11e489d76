"""What is due is done once; what fails is told of and tried again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from hamroh.record import jobs, retention
from hamroh.record.jobs import Job, due, every_job, register
from hamroh.record.models import JobRun, Seal
from tests.sites import Site

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def only_mine(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """A site with one job, every two hours; gives the moments at which it ran."""
    ran: list[dt.datetime] = []
    every_job()  # the rooms' own jobs are known before the list is put aside
    monkeypatch.setattr(jobs, "_registered", {})

    def work(at: dt.datetime) -> str:
        ran.append(at)
        return f"run {len(ran)}"

    register(Job("test.mine", 2 * HOUR, work))
    return ran


def test_a_job_runs_when_it_is_due_and_not_before(db: None, only_mine: list[dt.datetime]) -> None:
    assert [(o.job, o.words, o.failed) for o in due(NOON)] == [("test.mine", "run 1", False)]
    assert due(NOON) == [] == due(NOON + HOUR)
    assert len(due(NOON + 2 * HOUR)) == 1
    assert only_mine == [NOON, NOON + 2 * HOUR]


def test_a_job_cut_off_in_the_middle_is_due_again_after_an_hour(db: None, only_mine: list[dt.datetime]) -> None:
    due(NOON - 2 * HOUR)
    # Another process took it at noon and was never heard of again.
    JobRun.objects.filter(name="test.mine", next_at__lte=NOON).update(
        next_at=NOON + jobs.LONGEST, started_at=NOON, outcome=""
    )
    assert due(NOON + HOUR / 2) == []
    assert len(due(NOON + HOUR)) == 1


def test_a_failing_job_says_so_without_its_words_stops_no_other_and_is_tried_again(
    db: None, only_mine: list[dt.datetime], caplog: pytest.LogCaptureFixture
) -> None:
    def fails(at: dt.datetime) -> str:
        raise ValueError("Zarina's number is 000")

    register(Job("test.fails", 24 * HOUR, fails))
    first, second = due(NOON)
    assert (first.job, first.failed, first.words) == ("test.fails", True, "ValueError")
    assert second.job == "test.mine"
    run = JobRun.objects.get(name="test.fails")
    assert run.failed and run.next_at == NOON + jobs.AGAIN_AFTER_FAILURE and "Zarina" not in run.outcome


def test_two_processes_that_call_at_once_run_a_job_once(embedded_site: Site) -> None:
    _called_at_once(embedded_site)


def test_two_processes_that_call_at_once_run_a_job_once_on_postgresql(postgres_site: Site) -> None:
    _called_at_once(postgres_site)


def _called_at_once(site: Site) -> None:
    program = "from hamroh.cli import main; main(['jobs', 'due'])"
    both = [site.start(program) for _ in range(3)]
    assert [one.wait() for one in both] == [0, 0, 0]
    backups = list((site.folder / "keys/backups").iterdir())
    assert len(backups) == 1
    assert "every 1:00:00" in site.hamroh("jobs", "list").stdout


def test_the_rooms_own_jobs_seal_the_record_and_back_up_the_keys(db: None) -> None:
    done = {o.job: o for o in due(NOON)}
    assert not [o for o in done.values() if o.failed]
    assert {"record.seal", "record.finish_erasures", "record.back_up_keys", "record.retention"} <= set(done)
    assert Seal.objects.count() == 1


def test_every_class_of_data_is_kept_for_a_period_and_a_reason() -> None:
    assert retention.everything_kept()
    with pytest.raises(ValueError, match="for a reason"):
        retention.Kept("test.nothing", dt.timedelta(days=1), "", lambda before: 0)
    with pytest.raises(ValueError, match="above nothing"):
        retention.Kept("test.nothing", dt.timedelta(0), "none", lambda before: 0)


def test_work_left_for_later_is_done_once_on_sqlite(embedded_site: Site, tmp_path: Path) -> None:
    _work_left(embedded_site, tmp_path / "painted")


def test_work_left_for_later_is_done_once_on_postgresql(postgres_site: Site, tmp_path: Path) -> None:
    _work_left(postgres_site, tmp_path / "painted")


def _work_left(site: Site, file: Path) -> None:
    site.told(
        "import django; django.setup()\n"
        "from tests.record.happenings import paint_later\n"
        f"for colour in ('red', 'none', 'blue'): paint_later.enqueue({str(file)!r}, colour)"
    )
    assert not file.exists()
    both = [site.start("from hamroh.cli import main; main(['jobs', 'due', '--quiet'])") for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert sorted(file.read_text().split()) == ["blue", "red"]
    kept = site.told(
        "import django; django.setup()\n"
        "from django_tasks_db.models import DBTaskResult\n"
        "print([(r.status, r.exception_class_path, r.traceback) for r in DBTaskResult.objects.failed()])"
    )
    assert "ValueError" in kept and "Zarina" not in kept
