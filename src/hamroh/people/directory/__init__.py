"""Organisations, their services and opening hours."""
