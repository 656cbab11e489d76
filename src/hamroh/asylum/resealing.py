"""What this room keeps sealed: see `people/resealing.py`."""

from __future__ import annotations

from hamroh.people.resealing import keeps

keeps("asylum.AsylumClaim", place=lambda row: f"asylum_claim:{row.pk}")
