"""Phone numbers in one form (E.164), however they were told."""

from __future__ import annotations

import re

import phonenumbers

# Where most who ask live or come from; a number told without its country is tried in each.
COUNTRIES = ("TJ", "RU", "KZ", "UZ", "KG")


def e164(text: str) -> str:
    """The number with its country (`+79001234567`), or an empty text where it is none, or could be of two countries."""
    found: set[str] = set()
    # Told with its country, a number is the same read from anywhere.
    for country in COUNTRIES[:1] if text.lstrip().startswith("+") else COUNTRIES:
        try:
            number = phonenumbers.parse(text, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            found.add(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return found.pop() if len(found) == 1 else ""


def readings(text: str) -> set[str]:
    """Every number that was perhaps meant: for looking, where a wrong one does no harm."""
    out = {e164(text)}
    for country in COUNTRIES:
        try:
            number = phonenumbers.parse(text, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            out.add(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return out - {""}


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)
