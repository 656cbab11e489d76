"""Parts become one Parquet file that says what they say, and no broken part is taken for a whole one."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from hamroh.rulebook.bulk.side_by_side import NotAlike, join

ROWS = (
    "SELECT n, DATE '2019-03-01' + n AS day, CAST(n % 3 = 0 AS BOOLEAN) AS yes, CASE WHEN n % 7 > 0 THEN n * 0.01 END AS sum, "
    "CAST(['late', 'now', 'soon'] AS ENUM('late', 'now', 'soon')[])[n % 4 + 1] AS word, n / 3.0::DOUBLE AS share "
    "FROM (SELECT CAST(range AS INTEGER) AS n FROM range({}, {}))"
)


def part(folder: Path, first: int, last: int, rows: str = ROWS, form: str = "") -> Path:
    to = folder / f"{first}.parquet"
    duckdb.execute(f"COPY ({rows.format(first, last)}) TO '{to}' (FORMAT parquet{form})")
    return to


def test_all_rows_stand_in_order_with_what_is_said_of_them(tmp_path: Path) -> None:
    bounds = [0, 3000, 3000, 3017, 10000]
    forms = [", COMPRESSION zstd", "", ", PARQUET_VERSION v2", ", ROW_GROUP_SIZE 2048"]
    parts = []
    for k, (first, last) in enumerate(zip(bounds, bounds[1:], strict=False)):
        (tmp_path / str(k)).mkdir()
        parts.append(part(tmp_path / str(k), first, last, form=forms[k]))
    whole = tmp_path / "whole.parquet"
    join(parts, whole, {"hamroh.on": "2019-03-10", "hamroh.command": "ҳамроҳ" * 90})
    assert duckdb.sql(f"FROM '{whole}'").fetchall() == duckdb.sql(ROWS.format(0, 10000)).fetchall()
    some = duckdb.sql(f"SELECT n FROM '{whole}' WHERE day = DATE '2019-03-01' + 3005 AND word = 'now'").fetchall()
    assert some == [(3005,)]
    said = duckdb.sql(f"SELECT key, value FROM parquet_kv_metadata('{whole}')").fetchall()
    assert dict(said) == {b"hamroh.on": b"2019-03-10", b"hamroh.command": ("ҳамроҳ" * 90).encode()}


def test_other_columns_and_broken_parts_are_refused(tmp_path: Path) -> None:
    first = part(tmp_path, 0, 10)
    other = part(tmp_path, 10, 20, "SELECT range AS n FROM range({}, {})")
    with pytest.raises(NotAlike, match="other columns"):
        join([first, other], tmp_path / "whole.parquet", {})
    other.write_bytes(first.read_bytes()[:-20])
    with pytest.raises(NotAlike, match="no whole Parquet file"):
        join([first, other], tmp_path / "whole.parquet", {})
    other.write_bytes(b"")
    with pytest.raises(NotAlike, match="no whole Parquet file"):
        join([other], tmp_path / "whole.parquet", {})
    whole = first.read_bytes()
    length = int.from_bytes(whole[-8:-4], "little")
    for spoilt in (b"\xff", b"\x00"):
        other.write_bytes(whole[: -8 - length] + spoilt * length + whole[-8:])
        with pytest.raises(NotAlike, match="footer"):
            join([other], tmp_path / "whole.parquet", {})
