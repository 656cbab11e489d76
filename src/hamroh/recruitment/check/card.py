"""An agency as a vCard that phones read (version 3.0, RFC 2426)."""

from __future__ import annotations

from icalendar.parser import Contentline, Parameters
from icalendar.prop import vText

from hamroh.recruitment.register.models import Agency


def card(agency: Agency, *, name: str, note: str) -> bytes:
    """The card of an agency of `register.with_lines`: name, phones and places in use. Lines are folded, text is escaped."""
    said = [("FN", name), ("N", name), ("ORG", name), ("NOTE", note), ("UID", f"agency-{agency.pk}")]
    lines = [str(Contentline.from_parts(key, Parameters(), vText(value))) for key, value in said]
    # N has five parts; a firm has the first only.
    lines[1] += ";;;;"
    lines += [f"TEL;TYPE=work,voice:{one.number}" for one in agency.standing_phones if one.until is None]  # type: ignore[attr-defined]
    for place in agency.standing_places:  # type: ignore[attr-defined]
        if place.until is None:
            lines.append(f"ADR;TYPE=work:;;{vText(place.address).to_ical().decode()};;;;{place.country}")
    folded = [Contentline(line).to_ical().decode() for line in lines]
    return ("\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *folded, "END:VCARD"]) + "\r\n").encode()
