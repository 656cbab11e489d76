"""Claims stand behind a wall of their own, also where an organisation takes everything else with it."""

from __future__ import annotations

from hamroh.people.giving import keeps

BEHIND_THE_WALL = (
    "asylum claims stand behind a wall of their own: whoever reads the package is not to learn that there are any"
)

keeps("asylum.AsylumClaim", BEHIND_THE_WALL)
keeps("asylum.ClaimOfficer", BEHIND_THE_WALL)
