"""What may be published of many reports, so that nobody can get at one of them, whatever they subtract.

Reports stand in a tree: each is a leaf such as (country, service, region, place, hours), and what stands above it is the same with the
last parts left out. A report is counted in one row of one release and nowhere else:

- a leaf of at least k reports is a row;
- what its neighbours are short of goes up together, and is a row "elsewhere" as soon as it makes k;
- a row says a whole multiple of k, "at least", and no total stands beside it.

Rows of one release, and rows of two, so never share a report: there is nothing to subtract. What is left is the reasoning from below.
If k stand "elsewhere" of two places of which neither reached k, both have some. So a row of m places that stayed open says at most what
m - 1 of them could hold (complementary suppression, for a published tree: Cox, 1980): whichever place is asked about, everything
published would stand as it stands had nobody written from there. `tests/protection/test_bribes.py` tries every table of a small tree.

And the reasoning from one's own. Whoever sends k - 1 of one kind would see by the row whether one other came. So of each row a number
from 0 to k - 1 that nobody knows is left out before it is counted: where the next multiple begins is known to nobody, and one report
more or less changes what is published in one of k cases only. A row still never says more than there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from hamroh.shell.few import FEWEST

Leaf = tuple[str, ...]


def published(
    counts: Mapping[Leaf, int],
    many: Callable[[Leaf], int],
    *,
    k: int = FEWEST,
    spared: Callable[[Leaf], int] = lambda row: 0,
) -> dict[Leaf, int]:
    """Rows and how many reports they stand for at least. A row shorter than a leaf is of all below it that has no row of its own.

    `many` says how many parts can follow a beginning, reported or not; `spared` how many of a row are left out, fewer than k. What
    reaches nowhere k is not published.

    >>> two_hours = {("RU", "police", "day"): 25, ("RU", "police", "night"): 3}
    >>> published(two_hours, lambda above: 4)
    {('RU', 'police', 'day'): 22}
    """
    rows: dict[Leaf, int] = {}
    waiting: Counter[Leaf] = Counter(counts)
    closed: Counter[Leaf] = Counter()
    depth = max(map(len, counts), default=0)
    for length in range(depth, 0, -1):
        above: Counter[Leaf] = Counter()
        for one in sorted({part for part in [*waiting, *closed] if len(part) == length}):
            out = spared(one)
            full = max(0, waiting[one] - out) // k
            if length < depth:
                open_ = many(one) - closed[one]
                full = min(full, max(0, (k - 1) * max(0, open_ - 1) - out) // k)
                if open_ <= 0:
                    closed[one[:-1]] += 1
                    continue
            if full:
                rows[one] = full * k
                closed[one[:-1]] += 1
            else:
                above[one[:-1]] += waiting[one]
        waiting = above
    return dict(sorted(rows.items()))
