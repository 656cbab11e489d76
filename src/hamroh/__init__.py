"""Hamroh, the companion: where a worker abroad stands, by which day to do what, and which law says so."""

__version__ = "0.1.0"
