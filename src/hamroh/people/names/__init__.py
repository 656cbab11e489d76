"""Names of persons in three alphabets: how they are read, found again and compared. Pure Python, no database.

A full name is one field and its parts stand in any order. `read` gives its parts; `written_tokens` and `asked_tokens` say
under which marks it is kept and looked for; `blinded` makes of them numbers that say nothing without the key; `likeness`
compares two names and says why.
"""

from hamroh.people.names.letters import clean, written_in_one_alphabet
from hamroh.people.names.likeness import SAME, Likeness, Reason, likeness, score
from hamroh.people.names.skeletons import RULES, Name, Part, asked_tokens, blinded, read, written_tokens

__all__ = [
    "RULES",
    "SAME",
    "Likeness",
    "Name",
    "Part",
    "Reason",
    "asked_tokens",
    "blinded",
    "clean",
    "likeness",
    "read",
    "score",
    "written_in_one_alphabet",
    "written_tokens",
]
