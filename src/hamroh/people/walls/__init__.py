"""Who may see what.

A *door* stands before each page of the desk and opens for roles. Behind it, a file of a person is seen by those whom an
*involvement* names, and only in the parts that their role and the involvement both allow. What may not be seen is *absent*:
the same answer, by the same way and with the same number of queries, as for what does not exist.
"""

from hamroh.people.walls.doors import ALL, Door, door, door_of
from hamroh.people.walls.files import Absent, Seen, fields_seen, fields_seen_of, narrowed, parts_seen, person, persons

__all__ = [
    "ALL",
    "Absent",
    "Door",
    "Seen",
    "door",
    "door_of",
    "fields_seen",
    "fields_seen_of",
    "narrowed",
    "parts_seen",
    "person",
    "persons",
]
