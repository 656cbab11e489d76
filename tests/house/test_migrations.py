"""A site that is in use is brought forward with all its rows: every migration after a room's first is tried on a filled database."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.apps import apps as current
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

ROOMS = sorted(config.label for config in current.get_app_configs() if config.name.startswith("hamroh."))
MOMENT = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def later_migrations() -> list[tuple[str, str]]:
    """Every migration of our rooms that follows another of the same room."""
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    return sorted(
        node
        for node in graph.nodes
        if node[0] in ROOMS and any(parent.key[0] == node[0] for parent in graph.node_map[node].parents)
    )


def before(node: tuple[str, str]) -> list[tuple[str, str]]:
    """What stands when only this migration and what needs it is still to come."""
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    to_come = set(graph.backwards_plan(node))
    standing = {
        label: [n for n in graph.nodes if n[0] == label and n not in to_come] for label in {n[0] for n in graph.nodes}
    }
    return [
        leaf
        for nodes in standing.values()
        for leaf in nodes
        if not any(c.key in nodes for c in graph.node_map[leaf].children)
    ]


def value_for(field: Any, made: dict[Any, Any]) -> Any:
    """Something that the field can hold."""
    if field.is_relation:
        return made.get(field.related_model._meta.label)
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


def fill(state: Any) -> dict[str, int]:
    """One row in each table of ours that can be filled without knowing what it means; the rows of each."""
    made: dict[str, Any] = {}
    filled: dict[str, int] = {}
    waiting = [model for model in state.get_models() if model._meta.app_label in ROOMS and not model._meta.auto_created]
    for _ in range(len(waiting)):
        for model in list(waiting):
            needed = [f for f in model._meta.fields if f.is_relation and not f.null and f.related_model is not model]
            if any(f.related_model._meta.label not in made for f in needed):
                continue
            waiting.remove(model)
            given = {
                f.attname if not f.is_relation else f.name: value_for(f, made)
                for f in model._meta.fields
                if not (f.primary_key and isinstance(f, models.AutoField)) and not (f.is_relation and f.null)
            }
            try:
                with transaction.atomic():
                    made[model._meta.label] = model.objects.create(**given)
            except IntegrityError:
                continue  # a rule of the table that this generator does not know
            filled[model._meta.db_table] = 1
    return filled


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # names of our own tables
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("node", later_migrations(), ids=lambda node: ".".join(node))
def test_a_filled_database_goes_forward(node: tuple[str, str]) -> None:
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    try:
        executor.migrate(before(node))
        executor = MigrationExecutor(connection)
        filled = fill(executor.loader.project_state(before(node)).apps)
        assert filled, "nothing could be filled"
        executor.migrate(newest)
        kept = {table: count(table) for table in filled if table in connection.introspection.table_names()}
        assert all(kept.values()) and kept
    finally:
        MigrationExecutor(connection).migrate(newest)


def test_every_migration_is_named_by_what_it_does() -> None:
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    unnamed = [
        node for node in graph.nodes if node[0] in ROOMS and re.search(r"_auto_|_initial$|_alter_|\d{8}", node[1])
    ]
    assert unnamed == []


def test_the_models_need_no_migration_that_is_not_there(db: None) -> None:
    call_command("makemigrations", *ROOMS, check=True, dry_run=True, verbosity=0)
