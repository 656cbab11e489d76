"""A view reads through queries and changes through actions: it never asks the database itself."""

from __future__ import annotations

import ast

from tests.house.tree import name_of, python_of_the_package


def test_no_view_asks_the_database_itself() -> None:
    faults = []
    for path, tree in python_of_the_package():
        # A module with a door before one of its functions, or named views, holds views.
        doors = any(
            isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "door"
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef)
            for mark in node.decorator_list
        )
        if doors or path.name == "views.py":
            faults += [
                f"{name_of(path)}:{node.lineno}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager")
            ]
    assert not faults, f"put these into queries or actions: {faults}"
