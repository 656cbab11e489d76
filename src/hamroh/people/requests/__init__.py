"""Requests from outside for data about people: recorded, decided by two people, refused by default, counted in public."""
