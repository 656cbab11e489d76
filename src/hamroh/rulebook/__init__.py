"""Pure Python: answers one person with reasons, by the law as it stood and was known on a day.

No clock, no network, no web framework. Begin with `load()`.
"""

from .book import Rulebook, Shelf, load
from .errors import ExpressionError, FactError, LawError, LawErrors, RulebookError
from .person import Person
from .position import Position

__all__ = [
    "ExpressionError",
    "FactError",
    "LawError",
    "LawErrors",
    "Person",
    "Position",
    "Rulebook",
    "RulebookError",
    "Shelf",
    "load",
]
