"""How few are too few: one number for all that is told of people together."""

from __future__ import annotations

FEWEST = 11
"""Nothing is told of fewer people, nor what subtracting two numbers would tell of fewer."""


def full_elevens(number: int) -> int:
    """A number rounded down to full elevens: two that are published then differ by eleven or not at all.

    >>> [full_elevens(one) for one in (10, 11, 32)]
    [0, 11, 22]
    """
    return number // FEWEST * FEWEST
