"""A site that is in use is brought forward with all its rows: every migration after a room's first is tried on a filled database."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps as current
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

ROOMS = sorted(config.label for config in current.get_app_configs() if config.name.startswith("hamroh."))
MOMENT = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def first_migrations() -> list[tuple[str, str]]:
    """Of each room of ours its first migration, and of the rest what these need."""
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    firsts = [node for node in graph.root_nodes() if node[0] in ROOMS]
    to_come = {
        node
        for first in firsts
        for child in graph.node_map[first].children
        if child.key[0] in ROOMS
        for node in graph.backwards_plan(child.key)
    }
    standing = {node for node in graph.nodes if node not in to_come}
    return [
        node
        for node in standing
        if not any(c.key in standing and c.key[0] == node[0] for c in graph.node_map[node].children)
    ]


def value_for(field: Any, made: dict[Any, Any]) -> Any:
    """Something that the field can hold."""
    if field.is_relation:
        return made[field.related_model._meta.label]
    if field.choices:
        return field.choices[0][0]
    match field:
        case models.UUIDField():
            return uuid.uuid4()
        case models.DateTimeField():
            return MOMENT
        case models.DateField():
            return MOMENT.date()
        case models.TimeField():
            # Opening and closing differ.
            return dt.time(9 if field.name < "d" else 18)
        case models.BooleanField():
            return False
        case models.IntegerField():
            return 1
        case models.BinaryField():
            return b"x" * 32
        case models.JSONField():
            return {}
        case _:
            return "tj"[: field.max_length or 2]


def fill(apps: Any, made: dict[str, Any]) -> None:
    """One row in each table of ours that has none yet and can be filled without knowing what it means.

    `made` is added to: the model's label, and the key of its row.
    """
    waiting = [
        model
        for model in apps.get_models()
        if model._meta.app_label in ROOMS and not model._meta.auto_created and model._meta.label not in made
    ]
    for _ in range(len(waiting)):
        for model in list(waiting):
            needed = [f for f in model._meta.fields if f.is_relation and not f.null and f.related_model is not model]
            if any(f.related_model._meta.label not in made for f in needed):
                continue
            waiting.remove(model)
            given = {
                f.attname: value_for(f, made)
                for f in model._meta.fields
                if not (f.primary_key and isinstance(f, models.AutoField)) and not (f.is_relation and f.null)
            }
            try:
                with transaction.atomic():
                    made[model._meta.label] = model.objects.create(**given).pk
            except IntegrityError:
                continue  # a rule of the table that this generator does not know


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # names of our own tables
        return int(cursor.fetchone()[0])


@pytest.fixture
def empty_database(transactional_db: None) -> Iterator[None]:
    """For a while the site's database is another one, in which there is nothing yet."""
    name, kept = connection.settings_dict["NAME"], connection.connection
    other = f"{name}_empty" if connection.vendor == "postgresql" else "file:empty?mode=memory&cache=shared"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'create database "{other}"')
        connection.close()
        kept = None
    connection.connection, connection.settings_dict["NAME"] = None, other
    try:
        yield
    finally:
        if connection.connection is not None:
            connection.connection.close()
        connection.connection, connection.settings_dict["NAME"] = kept, name
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'drop database "{other}"')


def test_a_filled_database_goes_forward_through_every_migration(empty_database: None) -> None:
    """Each table gets a row as soon as it is there, and the row is still there after each migration that follows."""
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    made: dict[str, Any] = {}
    tried = 0
    MigrationExecutor(connection).migrate(first_migrations())
    executor = MigrationExecutor(connection)
    state = executor._create_project_state(with_applied_migrations=True)
    for migration, _ in executor.migration_plan(newest):
        fill(state.apps, made)
        state = executor.migrate(newest, plan=[(migration, False)], state=state)
        here = {model._meta.label: model._meta.db_table for model in state.apps.get_models()}
        lost = [label for label in made if label in here and not count(here[label])]
        assert lost == [], f"{migration} loses rows of {lost}"
        tried += migration.app_label in ROOMS
    fill(state.apps, made)
    assert tried >= 4
    assert len(made) > 40


def test_every_migration_is_named_by_what_it_does() -> None:
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    unnamed = [
        node for node in graph.nodes if node[0] in ROOMS and re.search(r"_auto_|_initial$|_alter_|\d{8}", node[1])
    ]
    assert unnamed == []


def test_the_models_need_no_migration_that_is_not_there(db: None) -> None:
    call_command("makemigrations", *ROOMS, check=True, dry_run=True, verbosity=0)
