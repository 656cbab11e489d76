"""Interpreters: found by language, booked never twice, shown what was agreed of one case for that time only."""
