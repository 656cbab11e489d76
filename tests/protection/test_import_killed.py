"""Rule 3 for a file that is brought in: killed while it is written, nothing is half done, and it can be gone on with or undone."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Any

import pytest

from tests.protection import losing_line
from tests.record.conftest import own_keys
from tests.sites import Site

__all__ = ["own_keys"]

pytestmark = pytest.mark.slow
ROWS, AT_ONCE = 160, 20
BEGIN = (
    losing_line.PREPARE
    + f"""
from hamroh.protection.moving import actions, queries
RoleGrant.objects.create(staff=staff, role="supervisor", since=now)
lines = ["own_number;full_name;phone"] + [f"n{{n}};Rahimov{{n}} Farruh;+7000{{n:07}}" for n in range({ROWS})]
row = actions.begin("\\n".join(lines).encode(), "ymd", by=staff, at=now)
actions.choose(row.pk, [(one.place, one.key) for one in queries.proposal(row).guesses], by=staff, at=now)
actions.try_file(row.pk, at=now)
actions.apply(row.pk, by=staff, at=now)
"""
)
# What the site's own jobs do, fewer rows at a time, so that there is a middle to be killed in.
WORK = f"""
import datetime as dt, django
django.setup()
from hamroh.protection.moving import actions
actions.AT_ONCE = {AT_ONCE}
actions.carry_on(dt.datetime.now(dt.UTC))
"""
# Killed by its own hand when the rows of the fourth turn are written and not yet kept: the worst moment, and always that one.
KILLED = WORK.replace(
    "actions.carry_on",
    """
import os, signal
from hamroh.protection.moving import undoing, writing
turns = 0
def cut_off(work):
    def half(*words, **more):
        global turns
        turns += 1
        work(*words, **more)
        if turns == 4:
            os.kill(os.getpid(), signal.SIGKILL)
    return half
writing.write, undoing.undo = cut_off(writing.write), cut_off(undoing.undo)
actions.carry_on""",
)
UNDO = """
import datetime as dt, django
django.setup()
from hamroh.people.models import Staff
from hamroh.protection.models import Import
from hamroh.protection.moving import actions
actions.undo(Import.objects.get().pk, by=Staff.objects.get(), at=dt.datetime.now(dt.UTC))
"""
LOOK = """
import datetime as dt, django
django.setup()
from django.db import transaction
from hamroh.people.models import Person, PersonPart, SearchToken
from hamroh.people.walls.models import Involvement
from hamroh.people.walls.rows import at_work
from hamroh.protection.models import Import, ImportRow, OwnNumber
from hamroh.record import keys
from hamroh.record.models import Entry
from hamroh.record.verifying import verify
with transaction.atomic(), at_work("look"):
    row = Import.objects.get()
    persons = set(Person.objects.filter(erased_at=None).values_list("pk", flat=True))
    written = set(ImportRow.objects.filter(done=True, undone=False).values_list("file", flat=True))
    whole = [set(model.objects.values_list("person", flat=True)) for model in (PersonPart, SearchToken, Involvement, OwnNumber)]
    noted = set(Entry.objects.filter(kind="moving.row_written").values_list("about", flat=True))
    twice = Person.objects.count() - len(set(ImportRow.objects.exclude(file=None).values_list("file", flat=True)))
    store = keys.store()
    opened = sum(store.exists(id) for id in persons)
    faults = len(verify(dt.datetime.now(dt.UTC)).faults)
print(row.state, row.done, len(persons), len(written & persons), all(persons == ids & persons for ids in whole), persons <= noted, opened, faults)
"""


def looked(site: Site) -> list[str]:
    return site.told(LOOK).split()


def killed_in_the_middle(site: Site) -> list[str]:
    """Kills the work while rows are written; what there is then."""
    work = subprocess.run([sys.executable, "-c", KILLED], env=site.environment, check=False)
    assert work.returncode == -signal.SIGKILL
    return looked(site)


def killed(site: Site) -> None:
    site.told(BEGIN)
    assert killed_in_the_middle(site) == ["applying", *[str(3 * AT_ONCE)] * 3, "True", "True", str(3 * AT_ONCE), "0"]
    # The server that goes on serving finishes it, each row once.
    site.told(WORK)
    assert looked(site) == ["applied", *[str(ROWS)] * 3, "True", "True", str(ROWS), "0"]
    site.told(UNDO)
    state, left, persons, written, parts, noted, opened, faults = killed_in_the_middle(site)
    assert state == "undoing"
    assert left == persons == written == opened and 0 < int(left) < ROWS
    assert (parts, noted, faults) == ("True", "True", "0")
    site.told(WORK)
    assert looked(site) == ["undone", "0", "0", "0", "True", "True", "0", "0"]


def test_on_the_embedded_database(embedded_site: Site) -> None:
    killed(embedded_site)


def test_on_postgresql(postgres_site: Any) -> None:
    killed(postgres_site)
