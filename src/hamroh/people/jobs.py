"""What the room does by itself, for the record, which looks for it here."""

from hamroh.people.persons import jobs as persons
from hamroh.people.requests import jobs as requests
from hamroh.people.staff import jobs as staff

__all__ = ["persons", "requests", "staff"]
