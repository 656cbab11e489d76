"""Practises on the labelled messages of `practice/` and writes what was learned: `python -m hamroh.recruitment.offers.practise`.

For those who change the messages; the site itself needs only the file that this writes. With `--tell` nothing is written, and
it is told how often the reader is right of messages that were kept from it, a fifth at a time.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from hamroh.recruitment.offers import likeness
from hamroh.recruitment.offers.reading import plain_letters

PRACTICE = Path(__file__).with_name("practice")
FOLDS = 5
RARE = 2
"""A group that fewer messages have says nothing."""


def messages() -> Iterator[dict[str, Any]]:
    """Every message of practice: `id`, `expect` (its signs), `text`."""
    for path in sorted(PRACTICE.glob("*.yaml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))


def learned(texts: list[str]) -> tuple[Any, Any]:
    """The matrix of the texts and how rare each group is."""
    rows = [likeness.groups(plain_letters(one)) for one in texts]
    at = [n for n, row in enumerate(rows) for _ in row]
    places = [place for row in rows for place in sorted(row)]
    there = csr_matrix((np.ones(len(at)), (at, places)), shape=(len(texts), likeness.PLACES))
    seen = np.asarray((there > 0).sum(0)).ravel()
    rarity = np.where(seen >= RARE, np.log((1 + len(texts)) / (1 + seen)) + 1, 0.0)
    weighed = there @ diags(rarity)
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(1)).ravel())
    length[length == 0] = 1
    return diags(1 / length) @ weighed, rarity


def _reader() -> LogisticRegression:
    return LogisticRegression(C=10, class_weight="balanced", max_iter=400)


def practised(rows: list[dict[str, Any]]) -> bytes:
    """What the messages teach, as the site keeps it."""
    matrix, rarity = learned([row["text"] for row in rows])
    readers = [_reader().fit(matrix, _labels(rows)[:, n]) for n in range(len(likeness.SIGNS))]
    return likeness.written(rarity, [one.coef_[0] for one in readers], [float(one.intercept_[0]) for one in readers])


def _labels(rows: list[dict[str, Any]]) -> Any:
    return np.array([[sign in row["expect"] for sign in likeness.SIGNS] for row in rows])


def tell(rows: list[dict[str, Any]]) -> None:
    """Print by sign how many are rightly heard, wrongly heard and missed of messages that were kept from the reader."""
    matrix, _ = learned([row["text"] for row in rows])
    for n, sign in enumerate(likeness.SIGNS):
        so = _labels(rows)[:, n]
        said = cross_val_predict(_reader(), matrix, so, cv=FOLDS, method="predict_proba")[:, 1] >= likeness.SURE
        print(f"{sign}: right {(said & so).sum()}, wrong {(said & ~so).sum()}, missed {(~said & so).sum()}")


def main(argv: list[str]) -> int:
    """Practise and write the file, or with `--tell` say how well it goes."""
    rows = list(messages())
    if "--tell" in argv:
        tell(rows)
        return 0
    likeness.FILE.write_bytes(practised(rows))
    print(f"{len(rows)} messages; {math.ceil(likeness.FILE.stat().st_size / 1024)} KB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
