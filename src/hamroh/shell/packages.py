"""Open data as a data package (Frictionless Data Package 1, Table Schema 1)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

Field = tuple[str, str, str]
"""Name, type and meaning of a column."""


def resource(name: str, table: bytes, fields: Iterable[Field], *, key: Sequence[str], **schema: Any) -> dict[str, Any]:
    """A CSV table of a package, with its digest. `schema` adds to the table's schema."""
    columns = [{"name": n, "type": t, "description": d} for n, t, d in fields]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(table),
        "hash": f"sha256:{hashlib.sha256(table).hexdigest()}",
        "schema": {"fields": columns, "primaryKey": list(key), "missingValues": [""], **schema},
    }


def descriptor(
    name: str, title: str, description: str, *, source: str, created: dt.date, resources: Sequence[dict[str, Any]]
) -> bytes:
    """`datapackage.json` of tables that anybody may use."""
    package = {
        "name": name,
        "title": title,
        "description": description,
        "created": f"{created.isoformat()}T00:00:00Z",
        "licenses": [{"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}],
        "sources": [{"title": source}],
        "resources": list(resources),
    }
    return json.dumps(package, ensure_ascii=False, indent=2).encode() + b"\n"
