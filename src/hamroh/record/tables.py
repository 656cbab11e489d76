"""The tables of every room: made at once on an empty database, and brought forward on one that is in use."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder

from hamroh.record.errors import RecordError

LAST_WITH_EVERY_STEP = "61f1f1c"
"""The last commit that holds the 86 steps which `0001_tables` and `0002_second_lock_of_every_table` replace (decision 0051)."""


class TablesTooOld(RecordError):
    """The database stands between two of the steps that this program no longer holds one by one."""


class CreateTables(Operation):  # type: ignore[misc]
    """Makes the tables of many models, in the order given: what a model refers to stands before it.

    Django puts the models of all rooms together again after every single `CreateModel`; for 116 of them that takes ten seconds, here one.
    """

    def __init__(self, models: Sequence[CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: Any) -> None:
        # Put together when it is next asked for.
        state.__dict__.pop("apps", None)
        for one in self.models:
            one.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for one in self.models:
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for one in reversed(self.models):
            one.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What `sqlmigrate` and `migrate --plan` show."""
        return f"Create {len(self.models)} tables"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Of several commands that prepare one site on this machine each waits here for the one before. Nothing new lies in the folder."""
    folder = os.open(settings.VAR, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def bring_forward() -> None:
    """Make the tables where there are none, and bring those that are there forward to this program. It may run again.

    Raises:
        TablesTooOld: a room's tables are older than the oldest step that this program holds. Nothing was changed.
    """
    _must_not_be_too_old()
    call_command("migrate", interactive=False, verbosity=0)


def _must_not_be_too_old() -> None:
    done = set(MigrationRecorder(connection).applied_migrations())
    # What is on the disk alone: asked with the database, Django gives up at a step that is not there.
    for key, migration in MigrationLoader(None).replacements.items():
        missing = [step for step in migration.replaces if step not in done]
        if key not in done and missing and len(missing) < len(migration.replaces):
            raise TablesTooOld(
                f"The tables of {key[0]} were made by an older Hamroh and lack {len(missing)} steps, from {missing[0][1]} on. "
                f"This Hamroh begins after them. Bring the database forward with the commit {LAST_WITH_EVERY_STEP} "
                "(git checkout, hamroh serve --prepare-only), then start this one again. Nothing was changed."
            )
