"""The book over prepared people, by the kernel."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from .codes import Codes
from .kernel import Kernel
from .plan import Plan

if TYPE_CHECKING:
    import duckdb


class KernelEngine:
    """Makes the table `found` of a DuckDB connection with the prepared tables, as `DuckDBEngine` does, but by machine code.

    `plan` is the one for every day: what is compiled serves them all. Days are those asked about and of knowledge, as
    ordinals.

    Raises:
        ImportError: numba is missing.
    """

    def __init__(self, plan: Plan, wanted: Sequence[str], codes: Codes, on: int, known: int, threads: int = 1) -> None:
        self.kernel = Kernel(plan, list(dict.fromkeys(wanted)), codes)
        self.on, self.known, self.threads = on, known, threads
        self.table: Callable[[str, Sequence[str]], dict[str, Any]] | None = None
        """Gives columns of a prepared table as arrays, where somebody has them already."""

    def with_values_of(self, plan: Plan) -> KernelEngine:
        """The same machine code for a plan with the same equations, whose rulebook has other values."""
        other = copy.copy(self)
        other.kernel = self.kernel.with_values_of(plan)
        return other

    def run(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Lay `found` over the arrays, which DuckDB reads in place; its rows are in the order of `people`.

        Raises:
            OverflowError: a product of what people told does not fit into 64 bits.
        """
        connection.unregister("found")  # the arrays of the block before go before new ones come
        connection.register("found", self.arrays(connection))

    def arrays(self, connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
        """`p` and the wanted columns as masked arrays; see `Kernel.run`."""
        tables = {
            name: self.table(name, columns)
            if self.table is not None
            else connection.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchnumpy()
            for name, columns in self.kernel.reads.items()
        }
        return {"p": tables["people"]["p"], **self.kernel.run(tables, self.on, self.known, self.threads)}
