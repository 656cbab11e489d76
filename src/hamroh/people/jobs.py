"""What the room does by itself, for the record, which looks for it here."""

from hamroh.people.persons import jobs as persons

__all__ = ["persons"]
