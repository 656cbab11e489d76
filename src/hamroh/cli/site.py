"""What the commands for operators of a site share: the site made ready, and a refusal told in one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


def answered(command: str, work: Callable[[], int]) -> int:
    """Do it with the site's settings and database at hand; 2 and one line where it is refused, nothing half-done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamroh.config.settings")
    from django.db import DatabaseError

    from hamroh.config.places import SettingRefused

    try:
        import django

        django.setup()
        from hamroh.record.errors import RecordError
    except SettingRefused as error:
        sys.stderr.write(f"{command}: {error}\n")
        return 2
    try:
        return work()
    except RecordError as error:
        sys.stderr.write(f"{command}: {error}\n")
    except DatabaseError as error:
        # A database's own words may repeat a row: only the kind of the error is told.
        sys.stderr.write(
            f"{command}: the database refused or does not answer ({type(error).__name__}). Is HAMROH_DATABASE_URL right, and is it "
            "prepared (hamroh serve --prepare-only)?\n"
        )
    return 2
