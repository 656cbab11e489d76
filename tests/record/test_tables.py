"""A database of an older Hamroh is brought forward, or left as it is with a way out."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from hamroh.record import tables

LOCKS = ("protection", "0002_second_lock_of_every_table")


def stand_before(steps: list[tuple[str, str]]) -> None:
    """As if an older program had made the tables step by step, and these steps alone had been taken of what one new step replaces."""
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied(*LOCKS)
    for step in MigrationLoader(None).replacements[LOCKS].replaces:
        recorder.record_unapplied(*step)
    for step in steps:
        recorder.record_applied(*step)


def test_tables_made_step_by_step_go_on_without_being_made_again(db: None) -> None:
    replaced = MigrationLoader(None).replacements[LOCKS].replaces
    stand_before(replaced)
    tables.bring_forward()
    assert LOCKS in MigrationRecorder(connection).applied_migrations()


def test_tables_between_two_steps_are_refused_with_the_way_out_and_left_alone(db: None) -> None:
    replaced = MigrationLoader(None).replacements[LOCKS].replaces
    stand_before(replaced[:3])
    before = MigrationRecorder(connection).applied_migrations().keys()
    with pytest.raises(tables.TablesTooOld, match=f"lack {len(replaced) - 3} steps, from {replaced[3][1]} on") as told:
        tables.bring_forward()
    assert tables.LAST_WITH_EVERY_STEP in str(told.value)
    assert MigrationRecorder(connection).applied_migrations().keys() == before


def test_every_step_that_was_replaced_is_named_once() -> None:
    steps = [step for one in MigrationLoader(None).replacements.values() for step in one.replaces]
    assert len(steps) == len(set(steps)) == 86
