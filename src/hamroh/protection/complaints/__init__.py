"""Kinds of complaint: a card each, found in this folder. A new kind is one file; docs/guides/add-a-complaint-kind.md.

A card tells an operator what to ask, which rights are in play, what to keep, what to do first, which clocks run, who can help
and who must not be told. It names no number of law: days, sums and articles come from the rulebook.

>>> card("wages_withheld").title["en"]
'Wages not paid'
"""

from hamroh.protection.complaints.cards import Body, Card, Danger, NotTold, Question, Route, Step
from hamroh.protection.complaints.reading import CardErrors, card, cards, read_cards

__all__ = [
    "Body",
    "Card",
    "CardErrors",
    "Danger",
    "NotTold",
    "Question",
    "Route",
    "Step",
    "card",
    "cards",
    "read_cards",
]
