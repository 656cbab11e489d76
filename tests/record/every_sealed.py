"""A row in every table that keeps something sealed, found from the rooms' own lists: a new table is in it by itself."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.apps import apps
from django.db import models, transaction

from hamroh.people import resealing
from hamroh.people.persons import actions as files
from hamroh.people.persons.models import Person
from hamroh.people.resealing import Kept
from hamroh.people.walls.rows import at_work
from hamroh.protection.interpreters import actions as interpreters
from hamroh.protection.models import Case, Enquiry, Interpreter
from hamroh.record import keys, retention

SECRET = b'{"text":"Zarina"}'
WHOSE = (Person, Case, Enquiry)
LONG_AGO = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)
OF_NOBODY = {
    "protection.HouseFlag.sealed": "where a flagged house stands; who told of it is in the cases, which are erased",
    "protection.Shelter.sealed": "where a shelter stands; it goes with the shelter",
    "recruitment.SealKey.sealed": "a key that signs codes; `hamroh seals key retire` destroys it",
}
"""What stays readable when everybody is erased, and why."""
# What a row needs beyond its types, where the database says so.
MORE: dict[str, dict[str, Any]] = {
    "asylum.AsylumClaim": {"closed_at": LONG_AGO},
    "people.BrokenGlass": {"until": LONG_AGO + dt.timedelta(hours=1)},
    "people.ReceptionDay": {"opens": dt.time(9), "minutes": 30},
    "protection.OutgoingMessage": {"enquiry": None},
    "protection.Hearing": {"remind_at": LONG_AGO - dt.timedelta(days=1), "until": LONG_AGO + dt.timedelta(hours=1)},
    "protection.JointRoom": {"until": LONG_AGO + dt.timedelta(days=1)},
}


class Rows:
    """One row of each table that is asked for, with what it hangs on."""

    def __init__(self) -> None:
        self.made: dict[type[models.Model], Any] = {}

    def of(self, model: type[models.Model]) -> Any:
        if model not in self.made:
            told = {f.name: self._value(f, model) for f in model._meta.concrete_fields if self._is_needed(f, model)}
            row = model(**told | MORE.get(model._meta.label, {}))
            row.save(force_insert=True)
            self.made[model] = row
        return self.made[model]

    def sealed(self, one: Kept) -> Any:
        """The row of a column, with something sealed in it."""
        row = self.of(apps.get_model(one.model))
        subject = one.subject(row)
        keys.store().make(subject)
        text = keys.store().cipher(subject).seal(SECRET, one.bound(row))
        type(row)._default_manager.filter(pk=row.pk).update(**{one.column: text})
        return row

    def _is_needed(self, field: models.Field[Any, Any], model: type[models.Model]) -> bool:
        if field.name in MORE.get(model._meta.label, {}) or isinstance(field, models.AutoField):
            return False
        if field.name == "file" or (field.related_model in WHOSE and model is not Person):
            # What may hang on a person, a call or a case does.
            return True
        return not field.null and not field.has_default()

    def _value(self, field: models.Field[Any, Any], model: type[models.Model]) -> Any:
        if field.is_relation:
            return self.of(field.related_model)
        match field:
            case models.UUIDField():
                return self.of(Person).pk if field.name in ("about", "file") else uuid.uuid4()
            case models.DateTimeField():
                return LONG_AGO
            case models.DateField():
                return LONG_AGO.date()
            case models.BinaryField():
                return b""
            case models.BooleanField():
                return False
            case models.IntegerField():
                return 1
            case models.JSONField():
                return []
            case models.CharField() | models.TextField():
                return "" if field.blank else field.choices[0][0] if field.choices else "x"
        raise TypeError(f"{field}: say in MORE what stands there")


def fill() -> None:
    """One row for each sealed column. They hang on one person where they can."""
    rows = Rows()
    with transaction.atomic(), at_work("a row in every table"):
        for one in resealing.kept():
            rows.sealed(one)


def erase_everybody(at: dt.datetime) -> None:
    """By the ways of the site: the person, the interpreter, and what is past its time."""
    with transaction.atomic(), at_work("erase everybody"):
        files.erase(Person.objects.get(), reason="the person asked", by=None, at=at)
        interpreters._let_go(Interpreter.objects.get(), by=None, at=at)
    retention.apply(at)


def opened(*, but: uuid.UUID) -> dict[str, bool]:
    """Of every sealed column that has a row with something in it: does a key open one? Nothing `but` what is of somebody."""
    found: dict[str, bool] = {}
    with at_work("look whether anything opens"):
        for one in resealing.kept():
            full = apps.get_model(one.model)._default_manager.exclude(**{one.column: b""})
            rows = [row for row in full if one.subject(row) != but]
            ciphers = keys.store().ciphers(one.subject(row) for row in rows)
            if rows:
                found[one.name] = any(one.subject(row) in ciphers for row in rows)
    return found
