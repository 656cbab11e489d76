"""Organisations and what they offer: who helps a worker, where, when and in which language.

Reads through `queries`, changes through `actions`.
"""
