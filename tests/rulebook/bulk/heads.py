"""The heads of an answer as a table should give them: read from the published answer of one person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hamroh.rulebook.bulk.columns import LEVELS, SIGNS


def heads(answer: dict[str, Any], columns: list[str]) -> dict[str, Any]:
    """The columns `columns` (default ones) from an answer (`Position.as_json`)."""
    open_ = [d for d in answer["deadlines"] if d["urgency"] != "done"]
    first = open_[0] if open_ else None
    ban = answer["bans"][0] if answer["bans"] else None
    levels = {r["level"] for r in answer["risks"]}
    out: dict[str, Any] = {
        "next_deadline": first and first["name"],
        "next_safe": first and _day(first["safe"]),
        "next_latest": first and _day(first["latest"]),
        "next_urgency": first and first["urgency"],
        "ban": ban and ban["provision"],
        "ban_years": ban and ban["years"],
        "ban_until": ban and _day(ban["until"]),
        "ban_certain": ban and ban["certain"],
        "risk_level": next((level for level in LEVELS if level in levels), None),
        "rights": len(answer["rights"]),
        "unknown": sum(1 for f in answer["findings"] if f["result"] == "unknown"),
    }
    for sign in SIGNS:
        out[f"signs_{sign}"] = sum(1 for i in answer["indicators"] if i["sign"] == sign)
    for column in columns:
        kind, _, name = column.partition("_")
        if kind == "status":
            out[column] = answer["status"].get(name)
        elif kind == "safe":
            out[column] = next((_day(d["safe"]) for d in open_ if d["name"] == name), None)
        elif kind == "sum":
            out[column] = next((Decimal(s["rub"]) for s in answer["sums"] if s["name"] == name), None)
    return {column: out[column] for column in columns}


def _day(iso: str | None) -> date | None:
    return None if iso is None else date.fromisoformat(iso)
