"""The book proved consistent: Z3 over the typed tree. What is asked, and what is not, stands in docs/proofs.md.

Needs the `proofs` extra (z3-solver); nothing else of the rulebook does.
"""

from .prove import Report, prove
from .questions import PROVED, REFUTED, UNDECIDED, Ending, Question
from .telling import as_json, lines, write_candidates

__all__ = [
    "PROVED",
    "REFUTED",
    "UNDECIDED",
    "Ending",
    "Question",
    "Report",
    "as_json",
    "lines",
    "prove",
    "write_candidates",
]
