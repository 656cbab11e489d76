"""Services in words, for templates."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from hamroh.people.directory.queries import Door
from hamroh.web import opening

register = template.Library()


@register.filter
def hours(door: Door) -> str:
    return opening.in_words(door, (get_language() or "en")[:2])


@register.filter
def about(door: Door) -> str:
    return opening.about(door)


@register.filter
def confirmed(door: Door) -> str:
    return opening.confirmed(door, (get_language() or "en")[:2])


@register.filter
def digits(phone: str) -> str:
    """The number as a telephone dials it."""
    return "".join(c for c in phone if c.isdigit() or c == "+")
