"""Shelters: beds, who sleeps in them, and an address that only those know who placed the person."""
