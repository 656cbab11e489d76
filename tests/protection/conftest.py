"""The world of tests/people."""

from tests.people.conftest import world

__all__ = ["world"]
