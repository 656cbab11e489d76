"""Missed calls, and calling back within a promised time."""
