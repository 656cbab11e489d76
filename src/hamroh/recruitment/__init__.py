"""Agencies that send workers abroad: the register of licences, its public check, signed codes, reports of false firms."""
