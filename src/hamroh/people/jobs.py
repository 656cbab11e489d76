"""What the room does by itself, for the record, which looks for it here."""

from hamroh.people.alarms import jobs as alarms
from hamroh.people.directory import schools
from hamroh.people.persons import jobs as persons
from hamroh.people.requests import jobs as requests
from hamroh.people.staff import jobs as staff
from hamroh.people.turns import actions as turns

__all__ = ["alarms", "persons", "requests", "schools", "staff", "turns"]
