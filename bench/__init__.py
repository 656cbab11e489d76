"""Measurements: each prints a ratio against a named opponent of the same run. Not part of the product."""
