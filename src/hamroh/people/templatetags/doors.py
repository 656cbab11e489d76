"""Services in words, for templates."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.translation import get_language

from hamroh.people.directory import words
from hamroh.people.directory.queries import Door

register = template.Library()


def _language() -> str:
    return (get_language() or "en")[:2]


@register.filter
def hours(door: Door) -> str:
    return words.in_words(door, _language())


@register.filter
def about(door: Door) -> str:
    return words.about(door)


@register.filter
def confirmed(door: Door) -> str:
    return words.confirmed(door, _language())


@register.filter
def where(door: Door) -> str:
    return words.where(door, _language())


@register.filter
def at_home(door: Door) -> str:
    return words.at_home(door)


@register.filter
def readable(phone: str) -> str:
    """The number parted as people read it."""
    return words.phone(phone)


@register.filter
def clock(moment: dt.datetime) -> str:
    return words.clock(moment)


@register.filter
def digits(phone: str) -> str:
    """The number as a telephone dials it."""
    return "".join(c for c in phone if c.isdigit() or c == "+")
