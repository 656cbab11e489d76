"""What the interface for programs offers, as an OpenAPI 3.1 document, made from the law itself and from the answer's schema."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import hamroh.rulebook
from hamroh.recruitment.offers.checks import results, signs
from hamroh.recruitment.offers.contracts import terms
from hamroh.recruitment.offers.reading import LONGEST
from hamroh.recruitment.pay import comparator
from hamroh.recruitment.register.queries import Why
from hamroh.rulebook import Rulebook
from hamroh.rulebook.person import ROW_CHOICES, ROWS
from hamroh.rulebook.provisions import FIELDS, LANGUAGES, FactKind
from hamroh.rulebook.unsettled import KINDS

Schema = dict[str, Any]

_DAY: Schema = {"type": "string", "format": "date", "pattern": "^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"}
_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_UNKNOWN: Schema = {"const": "unknown"}
_LANG = {"name": "lang", "in": "query", "schema": {"enum": list(LANGUAGES), "default": "en"}}


@functools.lru_cache(maxsize=2)
def openapi(book: Rulebook, per_minute: int) -> Schema:
    """The document for this rulebook."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hamroh",
            "version": "1",
            "description": "Where a migrant worker stands, by which day to do what, and which law says so. Nothing that is "
            "asked is stored, logged or kept in any cache; ask by POST over TLS, and do not log it on your side either. An "
            "answer is no legal advice: show `confidence`, `unverified` and `stale` to whoever reads it. One address may "
            f"ask for about {per_minute} units a minute of each process: an answer costs 5, a page of law 1.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {**_paths(), **_help()},
        "components": {"schemas": _schemas(book)},
    }


def _paths() -> Schema:
    return {
        "/api/v1/ask": {
            "post": {
                "operationId": "ask",
                "summary": "The position of one person on a day",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Question"},
                            "example": {
                                "person": {
                                    "citizenship": "TJ",
                                    "destination": "RU",
                                    "purpose": "work",
                                    "stays": [{"entry": "2019-03-01", "still_here": True}],
                                    "registered": "no",
                                    "has_patent": "no",
                                },
                                "on": "2019-03-10",
                                "lang": "en",
                            },
                        }
                    },
                },
                "responses": _responses("Answer", 400, 413, 415, 422, keep=False),
            }
        },
        "/api/v1/law/": {
            "get": {
                "operationId": "provisions",
                "summary": "Provisions, fifty a page",
                "parameters": [
                    _LANG,
                    {"name": "q", "in": "query", "schema": {"type": "string", "maxLength": 200}},
                    {"name": "stage", "in": "query", "schema": {"$ref": "#/components/schemas/Stage"}},
                    {"name": "document", "in": "query", "schema": _TEXT},
                    {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 1}},
                ],
                "responses": _responses("Provisions", 400, 404, keep=False),
            }
        },
        "/api/v1/law/changes": {
            "get": {
                "operationId": "changes",
                "summary": "What stands otherwise on the later day than on the earlier",
                "parameters": [
                    {"name": "from", "in": "query", "required": True, "schema": _DAY},
                    {"name": "to", "in": "query", "required": True, "schema": _DAY},
                    _LANG,
                ],
                "responses": _responses("Changes", 400, keep=False),
            }
        },
        "/api/v1/law/unsettled": {
            "get": {
                "operationId": "unsettled",
                "summary": "What is disputed, unread or unproved, and what would settle it",
                "parameters": [_LANG],
                "responses": _responses("Unsettled", 400, keep=False),
            }
        },
        "/api/v1/law/{id}": {
            "get": {
                "operationId": "provision",
                "summary": "One provision with all its versions",
                "parameters": [_ID, _LANG],
                "responses": _responses("Provision", 400, 404, keep=True),
            }
        },
        "/api/v1/law/{id}/on/{date}": {
            "get": {
                "operationId": "provision_on",
                "summary": "One provision with the version in force on a day, as known now",
                "parameters": [_ID, {"name": "date", "in": "path", "required": True, "schema": _DAY}, _LANG],
                "responses": _responses("Provision", 400, 404, keep=True),
            }
        },
        "/api/v1/agencies/check": {
            "post": {
                "operationId": "check",
                "summary": "Was it licensed on a day? By licence number, equal name or phone; a near name is never a yes",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/AgencyQuestion"},
                            "example": {"text": "Namuna Kor", "on": "2018-05-05"},
                        }
                    },
                },
                "responses": _responses("AgencyCheck", 400, 413, 415, 422, keep=False),
            }
        },
        "/api/v1/offers/check": {
            "post": {
                "operationId": "check_offer",
                "summary": "What to be careful of in an offer or a contract; without a warning it is still not safe",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/OfferQuestion"},
                            "example": {"text": "Работа в Москве, паспорт сдаёте бригадиру", "on": "2026-01-20"},
                        }
                    },
                },
                "responses": _responses("OfferCheck", 400, 413, 415, 422, keep=False),
            }
        },
        "/api/v1/agencies/": {
            "get": {
                "operationId": "agencies",
                "summary": "The register of agencies as it stands today, fifty a page",
                "parameters": [
                    {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 1}}
                ],
                "responses": _responses("Agencies", 400, 404, keep=False),
            }
        },
        "/api/v1/agencies/{id}": {
            "get": {
                "operationId": "agency",
                "summary": "One agency today, with every line of its licences, corrected ones too",
                "parameters": [_AGENCY],
                "responses": _responses("Agency", 400, 404, keep=True),
            }
        },
        "/api/v1/agencies/{id}/on/{date}": {
            "get": {
                "operationId": "agency_on",
                "summary": "One agency as it stood on a day",
                "parameters": [_AGENCY, {"name": "date", "in": "path", "required": True, "schema": _DAY}],
                "responses": _responses("Agency", 400, 404, keep=True),
            }
        },
        "/api/v1/pay/compare": {
            "post": {
                "operationId": "compare_pay",
                "summary": "Published figures of a work in a region on a day, and how a sum stands to them and to the least pay",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/PayQuestion"},
                            "example": {
                                "job": "construction",
                                "region": "RU-SPE",
                                "on": "2026-03-01",
                                "roubles": 90000,
                            },
                        }
                    },
                },
                "responses": _responses("PayComparison", 400, 413, 415, 422, keep=False),
            }
        },
    }


_AGENCY: Schema = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9]{1,9}$"},
    "example": "1",
}


_ID: Schema = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$", "maxLength": 120},
    "example": "ru.registration.general",
}
_FAULTS = {
    400: "The request cannot be read",
    404: "There is no such thing",
    413: "The body is too large",
    415: "The body is not said to be JSON",
    422: "What is said of the person cannot be so, or cannot be read",
    429: "Too many questions at once; Retry-After says when to ask again",
    500: "Something broke on our side; nothing was stored",
}


def _help() -> Schema:
    """The directory of help, by HSDS 3.0; what its documents hold is said by that standard's own schemas."""
    page = {
        "name": "page",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": 1_000_000, "default": 1},
    }
    size = {
        "name": "per_page",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
    }
    full, minimal, full_service, top_only = (
        {"name": name, "in": "query", "schema": {"type": "boolean", "default": False}}
        for name in ("full", "minimal", "full_service", "top_only")
    )
    whose, term, taxonomy, parent = (
        {"name": name, "in": "query", "schema": {"type": "string", "format": "uuid"}}
        for name in ("organization_id", "taxonomy_term_id", "taxonomy_id", "parent_id")
    )
    search = {"name": "search", "in": "query", "schema": {"type": "string", "maxLength": 200}}
    since = {"name": "modified_after", "in": "query", "schema": {"type": "string", "format": "date-time"}}
    form = {"name": "format", "in": "query", "schema": {"type": "string", "enum": ["json"]}}
    paged, choice = [search, page, size, form], [term, taxonomy, whose, since]
    ids = {"name": "per_page", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 200}}
    one = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    found: Schema = {}
    for address, name, summary, parameters in (
        ("", "hsds", "Version of HSDS that is spoken", []),
        ("profile", "hsds_profile", "Terms of ours beside those of HSDS", []),
        ("services", "hsds_services", "Services, paged; with `minimal` ids alone, up to 60,000 a page", [search, page, ids, form, *choice, minimal, full]),
        ("services/{id}", "hsds_service", "A service in full", [one]),
        ("organizations", "hsds_organizations", "Organisations, paged", [*paged, full, full_service]),
        ("organizations/{id}", "hsds_organization", "An organisation with its services", [one, full_service]),
        ("service_at_locations", "hsds_service_at_locations", "Where services are given, paged", [*paged, *choice, full]),
        ("service_at_locations/{id}", "hsds_service_at_location", "A place where a service is given, with the service", [one]),
        ("taxonomies", "hsds_taxonomies", "Taxonomies, paged", paged),
        ("taxonomies/{id}", "hsds_taxonomy", "A taxonomy", [one]),
        ("taxonomy_terms", "hsds_taxonomy_terms", "Terms of taxonomies, paged", [*paged, taxonomy, parent, top_only]),
        ("taxonomy_terms/{id}", "hsds_taxonomy_term", "A term", [one]),
    ):  # fmt: skip
        found[f"/api/v1/hsds/{address}"] = {
            "get": {
                "operationId": name,
                "summary": summary,
                "parameters": parameters,
                "responses": _responses("Hsds", 400, 404, keep=True),
            }
        }
    return found


def _responses(schema: str, *faults: int, keep: bool) -> Schema:
    said = "May be kept by anybody for an hour; has an ETag" if keep else "Kept nowhere"
    out: Schema = {
        "200": {
            "description": said,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
        }
    }
    if keep:
        out["304"] = {"description": "Not changed"}
    for status in (*faults, 429, 500):
        out[str(status)] = {
            "description": _FAULTS[status],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    out["429"]["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}
    return out


def _object(required: Schema, optional: Schema | None = None) -> Schema:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _of_offers() -> Schema:
    law = _object(
        {
            "provision": _TEXT,
            "title": _TEXT,
            "standing": _TEXT,
            "standing_text": _TEXT,
            "confidence": _TEXT,
            "confidence_text": _TEXT,
            "unverified": _TEXTS,
        }
    )
    warning = _object(
        {
            "sign": {"enum": list(signs())},
            "title": _TEXT,
            "says": _TEXT,
            "words": {"type": "array", "items": _TEXT, "description": "Words of the text that gave it, as typed"},
            "more": {"type": "object", "additionalProperties": _TEXT},
            "law": {"type": "array", "items": law},
        }
    )
    doubt = _object(
        {
            "sign": {"enum": [name for name, sign in signs().items() if sign.ask]},
            "name": _TEXT,
            "ask": {"type": "string", "description": "What to ask before agreeing"},
            "words": {"type": "string", "description": "The sentence that sounds like it, as typed"},
        }
    )
    missing = _object(
        {
            "term": {"enum": list(terms())},
            "name": _TEXT,
            "why": _TEXT,
            "ask": {"type": "string", "description": "What to say to the employer, in Russian"},
            "provision": _nullable(_TEXT),
        }
    )
    looked = _object(
        {"sign": {"enum": list(signs())}, "name": _TEXT, "result": {"enum": list(results())}, "text": _TEXT}
    )
    return {
        "OfferQuestion": _object(
            {
                "text": {
                    "type": "string",
                    "description": f"Russian or Tajik in Cyrillic letters, up to {LONGEST} letters",
                }
            },
            {"kind": {"enum": ["offer", "contract"]}, "on": _DAY, "lang": {"enum": list(LANGUAGES)}},
        ),
        "OfferCheck": _object(
            {
                "on": _DAY,
                "rulebook": _TEXT,
                "warnings": {"type": "array", "items": warning},
                "doubts": {
                    "type": "array",
                    "items": doubt,
                    "description": "Signs that no phrase found and that the words resemble: to be asked, no warnings",
                },
                "missing": {"type": "array", "items": missing},
                "looked_for": {
                    "type": "array",
                    "items": looked,
                    "description": "What was looked for; nothing found never means that an offer is safe",
                },
            }
        ),
    }


def _of_agencies() -> Schema:
    """The register of agencies. A day without a value is null: the register names none."""
    day, number = _nullable(_DAY), {"type": "integer", "minimum": 0}
    answer = {"enum": ["yes", "no", "unknown"]}
    register = _object({"begins_on": day, "read_on": day})
    standing = {
        "agency": number,
        "name": _TEXT,
        "names": _TEXTS,
        "on": _DAY,
        "answer": answer,
        "why": {"enum": [why.value for why in Why]},
        "licence": _TEXT,
        "countries": _TEXTS,
        "since": day,
        "until": day,
        "sample": {"type": "boolean", "description": "Invented: there is no such firm"},
        "other": {**_TEXT, "description": "Asked by a licence not in force that day: another of the firm that was"},
    }
    line = {
        "licence": _TEXT,
        "state": {"enum": ["granted", "renewed", "suspended", "withdrawn", "expired"]},
        "since": _DAY,
        "until": day,
        "paper": _TEXT,
        "corrected": {"type": "boolean", "description": "Another line stands in its place"},
    }
    intermediary = {
        "phone": {**_TEXT, "description": "The whole number, to be compared with the one that was meant"},
        "since": _DAY,
        "written_by": {"const": "service", "description": "The service wrote it down on a paper of its own"},
        "court": {"const": False, "description": "No court said so: show it as written down, never as proved"},
    }
    near = {"name": _TEXT, "differs": {**number, "description": "Letters; 0: one has words more"}, "agency": number}
    return {
        "AgencyQuestion": _object({"text": {"type": "string", "minLength": 1, "maxLength": 160}}, {"on": _DAY}),
        "AgencyCheck": _object(
            {
                "on": _DAY,
                "answer": {**answer, "description": "unknown too where several agencies have the name and differ"},
                "by": {"enum": ["", "number", "name", "phone"]},
                "silent": {"enum": ["", "nothing_read", "before", "not_read_lately", "future"]},
                "found": {"type": "array", "items": {"$ref": "#/components/schemas/AgencyStanding"}},
                "numbers": {
                    **_TEXTS,
                    "description": "Found by phone: the numbers of the register, whole, to be compared with the one that was meant",
                },
                "intermediary": {
                    **_nullable(_object(intermediary)),
                    "description": "Whoever works under this phone finds work for others without a licence, as the service has "
                    "written down. Found by the whole phone alone; there is no list of them. A phone can have gone to another.",
                },
                "near": {"type": "array", "items": _object(near)},
                "register": register,
            }
        ),
        "AgencyStanding": _object(standing),
        "Agencies": _object(
            {
                "total": number,
                "page": number,
                "pages": number,
                "agencies": {"type": "array", "items": {"$ref": "#/components/schemas/AgencyStanding"}},
                "register": register,
            }
        ),
        "Agency": _object(
            {**standing, "phones": _TEXTS, "lines": {"type": "array", "items": _object(line)}, "register": register}
        ),
    }


def _of_pay() -> Schema:
    """Published figures of pay. Sums are roubles a month, with two places."""
    sum_: Schema = {"type": "string", "pattern": r"^[0-9]+[.][0-9]{2}$"}
    source = {"title": _TEXT, "who": _TEXT, "publisher": _TEXT, "published": _nullable(_DAY), "address": _TEXT}
    figure = {
        "figure": _TEXT,
        "regions": {**_TEXTS, "description": "ISO 3166-2; RU: the whole country"},
        "from": _DAY,
        "to": _DAY,
        "kind": {"enum": [kind.value for kind in comparator.Kind]},
        "measure": {"enum": [measure.value for measure in comparator.Measure]},
        "roubles_month": sum_,
        "low": _nullable(sum_),
        "high": _nullable(sum_),
        "people": {"enum": ["all", "foreign", "central_asian", "tajik"]},
        "note": {**_TEXT, "description": "A code; empty: nothing to know beside it"},
        "source": _object(source),
    }
    least = {
        "roubles": sum_,
        "region": {**_TEXT, "description": "RU: by law; a region: agreed there"},
        "since": _DAY,
        "until": _DAY,
        "act": _TEXT,
        "source": _TEXT,
        "confidence": _TEXT,
    }
    figures = {"type": "array", "items": {"$ref": "#/components/schemas/PayFigure"}}
    return {
        "PayQuestion": _object(
            {},
            {
                "job": {"enum": ["", *comparator.jobs()]},
                "region": {**_TEXT, "description": "A region of Russia, ISO 3166-2; empty: not known"},
                "on": _DAY,
                "roubles": {"type": "integer", "minimum": 1, "maximum": 99_999_999},
                "per": {"enum": list(comparator.PERS), "default": "month"},
                "times": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 744,
                    "description": "How many of `per` a month has",
                },
            },
        ),
        "PayFigure": _object(figure),
        "PayComparison": _object(
            {
                "job": _TEXT,
                "region": _TEXT,
                "on": _DAY,
                "stands": {
                    "enum": [stands.value for stands in comparator.Stands],
                    "description": "far: more than twice the highest figure, or less than half of the lowest; no law says so",
                },
                "why": {"enum": [why.value for why in comparator.Why], "description": "Why it is unknown"},
                "roubles_month": _nullable(sum_),
                "least": {"type": "array", "items": _object(least)},
                "undercut": _nullable(_TEXT),
                "of_region": {"type": "boolean", "description": "The figures are of the region asked about"},
                "figures": figures,
                "country": figures,
                "old": figures,
                "any_work": figures,
            }
        ),
    }


def _schemas(book: Rulebook) -> Schema:
    answer = json.loads(Path(hamroh.rulebook.__file__).with_name("answer.schema.json").read_text(encoding="utf-8"))
    definitions = answer.pop("$defs")
    answer.pop("$schema")
    names = {f"#/$defs/{name}": f"#/components/schemas/{name.capitalize()}" for name in definitions}
    of_book = {"rulebook": {"type": "string", "pattern": "^[0-9a-f]{16}$"}, "read": _DAY}
    line = {
        "provision": _TEXT,
        "fact_base": _TEXTS,
        "title": _TEXT,
        "says": _TEXT,
        "kind": {"enum": list(FIELDS)},
        "stage": {"$ref": "#/components/schemas/Stage"},
        "jurisdiction": _TEXT,
    }
    version = {"$ref": "#/components/schemas/Version"}
    return {
        **_of_agencies(),
        **_of_pay(),
        **_of_offers(),
        "Question": _object(
            {"person": {"$ref": "#/components/schemas/Person"}},
            {"on": _DAY, "known": _DAY, "lang": {"enum": list(LANGUAGES)}},
        ),
        "Person": {
            "type": "object",
            "description": "Facts by name (docs/facts-and-codes.md). What is left out, or `unknown`, is not known.",
            "properties": {
                **{fact.id: _fact(book, fact) for fact in book.fact_list},
                "stays_known_from": {"type": "string", "format": "date"},
            },
            "additionalProperties": False,
        },
        "Answer": _renamed(answer, names),
        **{name.capitalize(): _renamed(schema, names) for name, schema in definitions.items()},
        "Stage": {"enum": list(book.book.about["journeys"])},
        "Provisions": _object(
            {
                **of_book,
                "total": {"type": "integer"},
                "near": {"type": "boolean", "description": "None holds the words themselves; these come near."},
                "page": {"type": "integer"},
                "pages": {"type": "integer"},
                "provisions": {"type": "array", "items": _object(line)},
            }
        ),
        "Provision": _object(
            {
                "provision": _TEXT,
                "fact_base": _TEXTS,
                "jurisdiction": _TEXT,
                "title": _TEXT,
                "says": _TEXT,
                "kind": {"enum": list(FIELDS)},
                "journey": {"$ref": "#/components/schemas/Stage"},
                "text_only": _nullable(_TEXT),
                "reads": _TEXTS,
                "read_by": _TEXTS,
                **of_book,
                "on": _nullable(_DAY),
                "versions": {"type": "array", "items": version},
            }
        ),
        "Version": {
            "type": "object",
            "required": [
                "from",
                "from_proven",
                "to",
                "published",
                "standing",
                "confidence",
                "sources",
                "values",
                "branches",
            ],
            "properties": {
                "from": _DAY,
                "from_proven": {"type": "boolean"},
                "to": _nullable(_DAY),
                "published": _DAY,
                "standing": _TEXT,
                "confidence": _TEXT,
                "values": {"type": "object"},
            },
        },
        "Changes": _object(
            {
                **of_book,
                "from": _DAY,
                "to": _DAY,
                "changes": {
                    "type": "array",
                    "items": _object(
                        {
                            **line,
                            "day": _DAY,
                            "versions_begun": {"type": "integer"},
                            "was": _nullable(version),
                            "is": _nullable(version),
                        }
                    ),
                },
            }
        ),
        "Unsettled": _object(
            {
                **of_book,
                "unsettled": {
                    "type": "array",
                    "items": _object(
                        {
                            "doubt": {"enum": list(KINDS)},
                            **line,
                            "version_from": _DAY,
                            "document": _TEXT,
                            "what": _TEXTS,
                            "readings": {"type": "array", "items": _object({"reading": _TEXT, "by": _TEXT})},
                            "settled_by": _TEXT,
                        }
                    ),
                },
            }
        ),
        "Hsds": {"type": "object", "description": "As HSDS 3.0 describes it: https://docs.openreferral.org/en/3.0/"},
        "Problem": _object(
            {
                "type": _TEXT,
                "title": _TEXT,
                "status": {"type": "integer"},
                "code": _TEXT,
                "at": {"type": "string", "description": "Where: a key, or person.stays[0].exit"},
                "mend": {"type": "string", "description": "The way out"},
            },
            {"near": _TEXTS},
        ),
    }


def _renamed(schema: Any, names: dict[str, str]) -> Any:
    """The schema with its references led to where they stand in this document."""
    if isinstance(schema, dict):
        return {k: names.get(v, v) if k == "$ref" else _renamed(v, names) for k, v in schema.items()}
    return [_renamed(item, names) for item in schema] if isinstance(schema, list) else schema


_MONTH_OR_DAY: Schema = {"type": "string", "pattern": "^(19|20)[0-9]{2}(-[0-9]{2}(-[0-9]{2})?)?$"}
_TYPES: dict[str, Schema] = {
    "yes_no": {"enum": [True, False, "yes", "no"]},
    "number": {"type": "integer", "minimum": 0},
    "money": {
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": 100_000_000},
            {"type": "string", "pattern": r"^[0-9]{1,9}(\.[0-9]{2})?$"},
        ]
    },
    "day": _MONTH_OR_DAY,
    "planned_day": _MONTH_OR_DAY,
    "region": {"type": "string", "description": "ISO 3166-2 (RU-MOW), or the name in English, Russian or Tajik"},
}


def _fact(book: Rulebook, fact: FactKind) -> Schema:
    """What may be said of a fact."""
    said: Schema
    if fact.type == "choice":
        said = {"enum": list(fact.choices)}
    elif fact.type == "countries":
        code = {"enum": list(book.book.about["countries"])}
        said = {"anyOf": [code, {"type": "array", "items": code}]}
    elif fact.type == "history":
        said = {"anyOf": [{"const": "none"}, {"type": "array", "maxItems": 200, "items": _row(fact.id)}]}
    elif fact.type == "number":
        said = {"type": "integer", "minimum": fact.least or 0}
        if fact.most is not None:
            said["maximum"] = fact.most
    else:
        said = _TYPES[fact.type]
    return {"description": fact.question["en"], "anyOf": [said, _UNKNOWN]}


def _row(history: str) -> Schema:
    fields: Schema = {}
    for name, type_ in ROWS[history].items():
        if type_ == "choice":
            fields[name] = {"enum": [*ROW_CHOICES[history, name], "unknown"]}
        elif type_ == "payments":
            fields[name] = {"anyOf": [{"type": "array", "items": _row("payments")}, {"enum": ["none", "unknown"]}]}
        else:
            fields[name] = {"anyOf": [_TYPES[type_], {"enum": ["none", "unknown"]}]}
    return {"type": "object", "properties": fields, "additionalProperties": False}
