"""Many values asked for at once: `filter(pk__in=ids)` hands PostgreSQL one list, not a parameter for each.

A parameter for each takes the program longer than all else of such a query, makes of every number of values another query that is
planned anew, and a query of more than 65,535 cannot be asked. SQLite is asked as Django asks.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Field, ForeignObject, lookups
from django.db.models.fields import related_lookups

FEW = 3
"""So many values and fewer stand in the query one by one."""


class _OneList:
    _one_list = False

    def process_rhs(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The values as one parameter, where they are many and plain."""
        text, values = super().process_rhs(compiler, connection)  # type: ignore[misc]
        self._one_list = bool(
            connection.vendor == "postgresql"
            and self.rhs_is_direct_value()  # type: ignore[attr-defined]
            and len(values) > FEW
            and len({type(value) for value in values}) == 1
            and text == f"({', '.join(['%s'] * len(values))})"
        )
        return ("(%s)", [list(values)]) if self._one_list else (text, values)

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        """`= any (...)` for the one list; `in (...)` for all else. Asked right after `process_rhs`."""
        return f"= any {rhs}" if self._one_list else super().get_rhs_op(connection, rhs)  # type: ignore[misc,no-any-return]


@Field.register_lookup
class In(_OneList, lookups.In):  # type: ignore[misc]
    """`in` of a plain column."""


@ForeignObject.register_lookup
class RelatedIn(_OneList, related_lookups.RelatedIn):  # type: ignore[misc]
    """`in` of a column that names a row of another table."""
