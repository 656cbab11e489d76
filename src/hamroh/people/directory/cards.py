"""A service as a vCard (RFC 6350 as phones read it: version 3.0, RFC 2426)."""

from __future__ import annotations

from icalendar.parser import Contentline, Parameters
from icalendar.prop import vText

from hamroh.people.directory.models import Service


def card(service: Service, language: str, *, note: str) -> bytes:
    """The card of one service: its name, number, pages; of a shelter no place at all. Lines are folded, text is escaped."""
    lines = [
        ("FN", service.name(language)),
        ("N", service.name(language)),
        ("ORG", service.organisation.name(language)),
        ("NOTE", note),
        ("UID", f"urn:uuid:{service.uid}"),
    ]
    text = [str(Contentline.from_parts(name, Parameters(), vText(value))) for name, value in lines]
    # N has five parts; a body has the first only.
    text[1] += ";;;;"
    text.append(f"TEL;TYPE=voice:{service.phone}")
    if service.email:
        text.append(f"EMAIL:{service.email}")
    if service.website:
        text.append(f"URL:{service.website}")
    if service.address and service.kind != Service.Kind.SHELTER:
        parts = [
            "",
            "",
            *(vText(part).to_ical().decode() for part in (service.address, service.town, "", "")),
            service.country,
        ]
        text.append(f"ADR;TYPE=work:{';'.join(parts)}")
    folded = [Contentline(line).to_ical().decode() for line in text]
    return ("\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *folded, "END:VCARD"]) + "\r\n").encode()
