"""Entries of the directory in the words of HSDS 3.0 (Open Referral), both ways.

What came from elsewhere is kept as it came and given out so again; only what was changed here since is said in our words. Terms that
HSDS has none for (who asks for papers, who tells the police, names in three languages) are attributes of a taxonomy of ours.
"""

from __future__ import annotations

import copy
import datetime as dt
import functools
import hashlib
import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from hamroh.people.directory import entries, places
from hamroh.people.directory.entries import Content
from hamroh.people.directory.models import Organisation, Service
from hamroh.people.directory.ranks import DEAD_AFTER

Document = dict[str, Any]
TAXONOMY = "Hamroh"
TAXONOMY_ID = str(uuid.uuid5(uuid.NAMESPACE_URL, "urn:hamroh:taxonomy"))
TERMS = {
    "kind": "Kind of help",
    "name_ru": "Name in Russian",
    "name_tg": "Name in Tajik",
    "named_itself": "The service has a name of its own",
    "country": "Country it stands in, ISO 3166-1",
    "region": "Region it stands in, ISO 3166-2",
    "town": "Town it stands in",
    "time_zone": "Time zone of its hours, IANA",
    "always_open": "Open day and night",
    "free": "Free of charge",
    "asks_for_papers": "Asks for papers",
    "safe_for_women": "Safe for women",
    "tells_police": "Tells the police",
    "organisation_kind": "Kind of organisation",
}
"""Terms of ours, for what HSDS has no words. A yes or no that is not known is left out."""
KINDS = {
    "hotline": "Hotline",
    "legal_aid": "Legal aid",
    "consulate": "Consulate",
    "consular_day": "Mobile consular day",
    "shelter": "Safe house",
    "clinic": "Clinic",
    "information": "Information",
    "union": "Trade union",
    "return": "Help after return",
    "school": "School that teaches in Tajik",
    "business_centre": "Help to start a business",
    "office": "Office of the migration service",
}
"""Terms below the kind of help: by them services of one kind are asked for."""
_STATUS = {"active": "active", "paused": "temporarily closed", "closed": "defunct"}
_STATUS_READ = {"active": "active", "inactive": "closed", "defunct": "closed", "temporarily closed": "paused"}
_DAYS = "MO TU WE TH FR SA SU".split()
_TRUTHS = ("free", "asks_for_papers", "safe_for_women", "tells_police")
# Which parts of a document say a field of an entry
_SAID_IN = {
    "name_en": ("name", "attributes"),
    "name_ru": ("attributes",),
    "name_tg": ("alternate_name", "attributes"),
    "kind": ("description", "attributes"),
    "status": ("status",),
    "phone": ("phones",),
    "email": ("email",),
    "website": ("url",),
    "address": ("service_at_locations",),
    "town": ("service_at_locations", "attributes"),
    "country": ("service_at_locations", "attributes"),
    "region": ("service_at_locations", "attributes"),
    "time_zone": ("schedules", "attributes"),
    "hours": ("schedules",),
    "always_open": ("schedules", "attributes"),
    "languages": ("languages",),
    "free": ("cost_options", "attributes"),
    "cost": ("cost_options",),
    "asks_for_papers": ("attributes",),
    "safe_for_women": ("attributes",),
    "tells_police": ("attributes",),
    "areas": ("service_areas",),
}


def _id(of: uuid.UUID, *names: object) -> str:
    # As uuid.uuid5 and its text, in a tenth of the time: a document has dozens of ids.
    named = "/".join(map(str, names)).encode()
    text = hashlib.sha1(of.bytes + named, usedforsecurity=False).hexdigest()
    variant = "89ab"[int(text[16], 16) & 3]
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{variant}{text[17:20]}-{text[20:32]}"


@functools.cache
def _term_id(code: str) -> str:
    return _id(uuid.UUID(TAXONOMY_ID), code)


def taxonomy(uri: str) -> Document:
    """Our taxonomy, described at an address."""
    return {
        "id": TAXONOMY_ID,
        "name": TAXONOMY,
        "description": "What HSDS has no words for: whether a service asks for papers, tells the police, is safe for women.",
        "uri": uri,
        "version": "1",
    }


def taxonomy_terms(uri: str) -> list[Document]:
    """Every term of ours, in full; each kind of help is a term below the kind."""
    found = [_term(code) for code in TERMS] + [_term(kind, "kind") for kind in KINDS]
    return [{**one, "taxonomy_detail": taxonomy(uri), "language": "en"} for one in found]


def _term(code: str, above: str = "") -> Document:
    name = KINDS[code] if above else TERMS[code]
    return {
        "id": _term_id(f"{above}.{code}" if above else code),
        "code": code,
        "name": name,
        "description": name,
        **({"parent_id": _term_id(above)} if above else {}),
        "taxonomy": TAXONOMY,
        "taxonomy_id": TAXONOMY_ID,
    }


def bearing(term: str) -> Q | None:
    """Which services bear a term of ours, by what their entries say here; of a yes or no those with yes. None for a term that is not ours."""
    borne = {
        _term_id("kind"): Q(),
        _term_id("country"): Q(),
        _term_id("time_zone"): Q(),
        _term_id("name_ru"): Q(),
        _term_id("name_tg"): Q(),
        _term_id("named_itself"): ~Q(name_en=""),
        _term_id("region"): ~Q(region=""),
        _term_id("town"): ~Q(town=""),
        _term_id("always_open"): Q(always_open=True),
        # Borne by organisations
        _term_id("organisation_kind"): Q(pk__in=[]),
        **{_term_id(truth): Q(**{truth: True}) for truth in _TRUTHS},
        **{_term_id(f"kind.{kind}"): Q(kind=kind) for kind in KINDS},
    }
    return borne.get(term)


def terms_in(document: Any) -> Iterator[Document]:
    """Every taxonomy term within a document, at any depth, except ours."""
    if isinstance(document, list):
        for one in document:
            yield from terms_in(one)
    elif isinstance(document, dict):
        for name, value in document.items():
            if name == "taxonomy_term" and isinstance(value, dict):
                if value.get("id") and value.get("taxonomy_id") != TAXONOMY_ID:
                    yield value
            else:
                yield from terms_in(value)


def _attributes(of: uuid.UUID, told: dict[str, Any]) -> list[Document]:
    return [
        {
            "id": _id(of, "attribute", name),
            "link_id": str(of),
            "link_entity": "organization" if name == "organisation_kind" else "service",
            "value": {True: "yes", False: "no"}.get(value, str(value)),
            "taxonomy_term": _term(value, "kind") if name == "kind" else _term(name),
        }
        for name, value in told.items()
        if value not in (None, "")
    ]


def _ours(document: Document) -> dict[str, str]:
    """The values of our own terms in a document."""
    found = {}
    for one in document.get("attributes") or []:
        term = one.get("taxonomy_term") or {} if isinstance(one, dict) else {}
        if term.get("taxonomy_id") == TAXONOMY_ID and term.get("code") in TERMS | KINDS:
            found["kind" if term["code"] in KINDS else term["code"]] = str(one.get("value", ""))
    return found


# -- out


def _came(one: Service) -> Document | None:
    """What came with a service from elsewhere. Where a shelter stands is told to nobody: of what came with it, which may say so in any of
    its parts, nothing goes out."""
    if one.kind == Service.Kind.SHELTER or not isinstance(one.terms, dict):
        return None
    return one.terms.get("hsds") or None


def service(one: Service, *, with_organisation: bool = True) -> Document:
    """A service as a full document. Relations that are read: organisation, hours, areas."""
    came = _came(one)
    entry = entries.content(one)
    made = _made(one, entry)
    if came:
        document = copy.deepcopy(came)
        was = entries.normal(entries.blank() | read(came)[0])
        for field in _SAID_IN:
            if entry[field] != was[field]:
                for part in _SAID_IN[field]:
                    if part == "attributes":
                        theirs = [a for a in document.get("attributes", []) if not _ours({"attributes": [a]})]
                        document["attributes"] = theirs + made.get("attributes", [])
                    elif part in made:
                        document[part] = made[part]
                    else:
                        document.pop(part, None)
    else:
        document = made
    if with_organisation and (not came or "organization" in came):
        document["organization"] = organisation(one.organisation)
    return _marked(document, one, came)


def in_short(one: Service) -> Document:
    """A service as it stands in a list of many, without its lists. Of what came from elsewhere `hours` and `areas` are read, of ours
    the organisation alone."""
    if _came(one):
        return brief(service(one))
    document = _plain(one, one.kind, one.status, one.email, one.website)
    document["organization"] = _organisation_in_short(one.organisation)
    return _marked(document, one, None)


def _marked(document: Document, one: Service, came: Document | None) -> Document:
    """The same with what calls to the service told."""
    if one.organisation.sample:
        document["alert"] = "Invented, to show how this directory works: the number cannot be called."
    if one.confirmed_on:
        document["assured_date"] = one.confirmed_on.isoformat()
    # A call may have said that the number is dead: that is news to whoever asks for what is new.
    moved = [m for m in (one.changed_at, getattr(one, "called_at", None)) if m is not None]
    if moved and (not came or one.edition > 1 or len(moved) > 1):
        document["last_modified"] = max(moved).isoformat()
    if one.failures >= DEAD_AFTER and document["status"] == "active":
        document["status"] = "inactive"
    return document


def _plain(one: Service, kind: str, status: str, email: str, website: str) -> Document:
    return {
        "id": str(one.uid),
        "organization_id": str(one.organisation.uid),
        "name": one.name("en"),
        "alternate_name": one.name("tg"),
        "description": Service.Kind(kind).label,
        "status": _STATUS[status],
        **({"email": email} if email else {}),
        **({"url": website} if website else {}),
    }


def _made(one: Service, entry: Content) -> Document:
    of = one.uid
    document: Document = {
        **_plain(one, entry["kind"], entry["status"], entry["email"], entry["website"]),
        "phones": [{"id": _id(of, "phone"), "number": entry["phone"], "type": "voice"}],
        "languages": [
            {"id": _id(of, "language", code), "code": code, "name": code} for code in entry["languages"].split()
        ],
        "service_areas": [
            {
                "id": _id(of, "area", *area),
                "name": _place(area),
                "extent": entries.code(area),
                "extent_type": "ISO 3166-2" if area[1] else "ISO 3166-1",
            }
            for area in entry["areas"]
        ],
        "schedules": _schedules(one, entry),
    }
    if entry["free"] or entry["cost"]:
        document["cost_options"] = [
            {"id": _id(of, "cost"), "option": "Free of charge", "amount": 0}
            if entry["free"]
            else {"id": _id(of, "cost"), "amount_description": entry["cost"]}
        ]
    # Of a shelter an area is told and no location.
    if entry["address"] and entry["kind"] != Service.Kind.SHELTER:
        document["service_at_locations"] = [_at_location(one, entry)]
    document["attributes"] = _attributes(
        of,
        {
            "kind": entry["kind"],
            "name_ru": one.name("ru"),
            "name_tg": one.name("tg"),
            "named_itself": True if entry["name_en"] else None,
            "country": entry["country"],
            "region": entry["region"],
            "town": entry["town"],
            "time_zone": entry["time_zone"],
            "always_open": True if entry["always_open"] else None,
            **{name: entry[name] for name in _TRUTHS},
        },
    )
    return document


def _place(area: list[str]) -> str:
    return places.name(area[2] or area[1], "en") if area[1] else area[0]


def place_id(of: uuid.UUID) -> uuid.UUID:
    """The id under which a service of ours stands at its location, and of such an id the service's: the one turns into the other."""
    return uuid.UUID(int=of.int ^ int.from_bytes(b"place"))


def _at_location(one: Service, entry: Content) -> Document:
    of = one.uid
    return {
        "id": str(place_id(of)),
        "service_id": str(of),
        "location": {
            "id": _id(of, "location"),
            "location_type": "physical",
            "name": one.name("en"),
            "addresses": [
                {
                    "id": _id(of, "address"),
                    "address_1": entry["address"],
                    "city": entry["town"],
                    "state_province": places.name(entry["region"], "en") if entry["region"] else "",
                    "postal_code": "",
                    "country": entry["country"],
                    "address_type": "physical",
                }
            ],
        },
    }


def _schedules(one: Service, entry: Content) -> list[Document]:
    # Hours west or east of Greenwich as they are today: HSDS has no other way to say it.
    offset = dt.datetime.now(ZoneInfo(entry["time_zone"])).utcoffset()
    common = {"timezone": offset.total_seconds() / 3600 if offset is not None else 0}
    if entry["always_open"]:
        return [
            {
                "id": _id(one.uid, "schedule"),
                "freq": "WEEKLY",
                "byday": ",".join(_DAYS),
                "opens_at": "00:00",
                "closes_at": "24:00",
                "description": "Day and night.",
                **common,
            }
        ]
    by_hours: dict[tuple[str, str], list[int]] = {}
    dated = []
    for on, opens, closes in entry["hours"]:
        if isinstance(on, int):
            by_hours.setdefault((opens, closes), []).append(on)
        else:
            dated.append(
                {
                    "id": _id(one.uid, "schedule", on, opens),
                    "dtstart": on,
                    "until": on,
                    "opens_at": opens,
                    "closes_at": closes,
                    **common,
                }
            )
    return [
        {
            "id": _id(one.uid, "schedule", opens, closes),
            "freq": "WEEKLY",
            "byday": ",".join(_DAYS[day] for day in days),
            "opens_at": opens,
            "closes_at": closes,
            **common,
        }
        for (opens, closes), days in by_hours.items()
    ] + dated


def _organisation_in_short(one: Organisation) -> Document:
    came = one.terms.get("hsds") if isinstance(one.terms, dict) else None
    return brief(organisation(one)) if came else _organisation_plain(one)


def _organisation_plain(one: Organisation) -> Document:
    return {
        "id": str(one.uid),
        "name": one.name_en,
        "alternate_name": one.name_tg,
        "description": Organisation.Kind(one.kind).label,
        **{name: getattr(one, name) for name in ("email", "website") if getattr(one, name)},
    }


def organisation(one: Organisation, services: Iterable[Service] | None = None) -> Document:
    """An organisation as a document; with `services`, those as full documents within it."""
    came = one.terms.get("hsds") if isinstance(one.terms, dict) else None
    if came:
        document = copy.deepcopy(came)
        if "locations" in document and one.services.filter(kind=Service.Kind.SHELTER).exists():
            # One of them may be the shelter's.
            del document["locations"]
        if _organisation_names(came)["en"] != one.name_en:
            document["name"] = one.name_en
    else:
        document = _organisation_plain(one)
        document["attributes"] = _attributes(
            one.uid, {"organisation_kind": one.kind, "name_ru": one.name_ru, "name_tg": one.name_tg}
        )
    if services is not None:
        document["services"] = [service(each, with_organisation=False) for each in services]
        for each in document["services"]:
            # It stands around them.
            each.pop("organization", None)
    return document


def at_locations(one: Service) -> list[Document]:
    """Where a service is given, each with the service in it. A service without an address is given nowhere that is told."""
    document = service(one)
    found = document.pop("service_at_locations", [])
    return [{**place, "service": document} for place in found]


def brief(document: Document) -> Document:
    """A document without its lists, as it stands in a list of many."""
    out = {name: value for name, value in document.items() if not isinstance(value, list)}
    if isinstance(out.get("organization"), dict):
        out["organization"] = brief(out["organization"])
    return out


# -- in


def services_in(documents: Iterable[Document]) -> list[Document]:
    """The services that documents hold, each once: services themselves, those of an organization, those that are given at locations."""
    found: list[Document] = []
    at: dict[str, Document] = {}
    for document in documents:
        if isinstance(document.get("services"), list):
            whose = {name: value for name, value in document.items() if name != "services"}
            found += [{**one, "organization": whose} for one in document["services"]]
        elif isinstance(document.get("service"), dict):
            place = {name: value for name, value in document.items() if name != "service"}
            # A service that is given at several locations stands in as many documents.
            known = at.get(str(document["service"].get("id")))
            if known is None:
                known = at[str(document["service"].get("id"))] = {**document["service"], "service_at_locations": []}
                found.append(known)
            known["service_at_locations"].append(place)
        else:
            found.append(document)
    return found


def read(document: Document) -> tuple[Content, dict[str, Any]]:
    """The entry that a service document makes, and whose it is (as `bringing` reads it). What cannot be read is left to `entries.faults`."""
    ours = _ours(document)
    if ours.get("kind") == "shelter":
        # It is not kept either.
        document = {name: value for name, value in document.items() if name != "service_at_locations"}
    entry: Content = {"terms": {"hsds": copy.deepcopy(document)}}
    name = _text(document.get("name"), 120)
    own = not ours or "named_itself" in ours
    entry |= {
        "name_en": name if own else "",
        "name_ru": ours.get("name_ru", name) if own else "",
        "name_tg": ours.get("name_tg", name) if own else "",
    }
    entry["kind"] = ours.get("kind", "information")
    entry["status"] = _STATUS_READ.get(str(document.get("status")), "active")
    entry["phone"] = _first_phone(document)[:30]
    entry["email"], entry["website"] = _text(document.get("email"), 254), _text(document.get("url"), 200)
    codes = [str(one.get("code", "")).lower()[:2] for one in _all(document, "languages")]
    entry["languages"] = " ".join(dict.fromkeys(code for code in codes if code))[:60]
    address = _address(document)
    entry["country"] = ours.get("country") or _text(address.get("country"), 2).upper()
    entry["address"], entry["town"] = (
        _text(address.get("address_1"), 200),
        ours.get("town") or _text(address.get("city"), 80),
    )
    entry["region"], entry["time_zone"] = ours.get("region", ""), ours.get("time_zone", "")
    entry["always_open"] = ours.get("always_open") == "yes"
    for truth in _TRUTHS:
        entry[truth] = {"yes": True, "no": False}.get(ours.get(truth, ""))
    entry["cost"] = next(
        (
            _text(one.get("amount_description"), 200)
            for one in _all(document, "cost_options")
            if one.get("amount_description")
        ),
        "",
    )
    entry["areas"] = [
        entries.area(str(one["extent"]))
        for one in _all(document, "service_areas")
        if str(one.get("extent_type", "")).startswith("ISO 3166") and one.get("extent")
    ]
    entry["hours"] = [] if entry["always_open"] else _hours(document) if ours else []
    told = document.get("organization") or {}
    names = _organisation_names(told)
    whose: dict[str, Any] = {f"organisation_{language}": name for language, name in names.items()}
    whose |= {
        "organisation_kind": _ours(told).get("organisation_kind", "ngo"),
        "uid": str(told.get("id", "")),
        "terms": {"hsds": copy.deepcopy(told)},
    }
    return entry, whose


def _organisation_names(document: Document) -> dict[str, str]:
    ours, name = _ours(document), _text(document.get("name"), 120)
    return {"en": name, "ru": ours.get("name_ru", name), "tg": ours.get("name_tg", name)}


def _text(value: object, most: int) -> str:
    return " ".join(str(value).split())[:most] if value is not None else ""


def _all(document: Document, name: str) -> list[Document]:
    found = document.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _first_phone(document: Document) -> str:
    phones = _all(document, "phones") or [
        p for at in _all(document, "service_at_locations") for p in _all(at, "phones")
    ]
    phones = phones or _all(document.get("organization") or {}, "phones")
    return _text(phones[0].get("number"), 60).strip('"') if phones else ""


def _address(document: Document) -> Document:
    for at in _all(document, "service_at_locations"):
        location = at.get("location")
        if isinstance(location, dict) and location.get("location_type") == "physical":
            for address in _all(location, "addresses"):
                return address
    return {}


def _hours(document: Document) -> list[list[Any]]:
    """Hours of schedules that we wrote ourselves: those of others may recur in ways that we have no words for."""
    found: list[list[Any]] = []
    for one in _all(document, "schedules"):
        opens, closes = str(one.get("opens_at", ""))[:5], str(one.get("closes_at", ""))[:5]
        if one.get("freq") == "WEEKLY":
            found += [[_DAYS.index(day), opens, closes] for day in str(one.get("byday", "")).split(",") if day in _DAYS]
        elif one.get("dtstart"):
            found.append([str(one["dtstart"])[:10], opens, closes])
    return found
