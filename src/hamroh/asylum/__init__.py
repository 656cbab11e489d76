"""Asylum claims, behind a wall of their own (design rule 8).

Nothing outside this room refers to a claim, and no claim refers to a file of a person: no key, no count, no search and no
refused deletion can tell another role that one exists. A claim has a key of its own, tables of its own, and is seen by the
protection officers who work with it.
"""
