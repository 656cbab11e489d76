"""A case as a row, and a row as a case. What the person's file says stands first; the rest is what was entered for the row."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from hamroh.people.persons import actions as files, phones, queries as persons
from hamroh.people.persons.models import Part
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.protection import complaints
from hamroh.protection.cases import actions as cases, queries
from hamroh.protection.cases.models import Case, Referral
from hamroh.protection.htcds import columns, events
from hamroh.record import note
from hamroh.shell.here import day_of

KIND = "forced_labour"
"""The kind of case that a row becomes."""
LONGEST_VALUE = 1_000
_SEX = {"f": "Feminine", "m": "Masculine"}
_COUNTRIES = {"TJK": "TJ", "UZB": "UZ", "KGZ": "KG", "KAZ": "KZ", "RUS": "RU"}
"""Of the two ways in which a country is written, the one that a file has; others stay as they came."""


class HtcdsError(Exception):
    """Root of what this room refuses."""


class NotSuch(HtcdsError):
    """The kind of the case has no code of the standard for a form of exploitation: it is no such case."""


class NoConsent(HtcdsError):
    """The person did not agree that a row about them leaves the house."""


class DoesNotFit(HtcdsError):
    """Values that the standard does not have; `columns` names where they stand."""

    def __init__(self, names: list[str]) -> None:
        self.columns = names
        super().__init__(", ".join(names))


def is_such(row: Case) -> bool:
    """Does the card of the case name forms of exploitation by the standard's codes?"""
    return "TypeOfExploitation" in complaints.card(row.kind).codes


def suggested(row: Case) -> dict[str, tuple[str, ...]]:
    """Codes that such a case may have, by column; which of them fit, the case worker says."""
    return {f"vic_{name}": codes for name, codes in complaints.card(row.kind).codes.items()}


def of_case(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> dict[str, str]:
    """The row of a case, in every column, empty where nothing is known.

    Raises:
        Absent: the case may not be seen, or the person was erased.
        NotSuch: it is no case of exploitation.
    """
    case = queries.case(id, seen_by=seen_by, at=at)
    if not is_such(case):
        raise NotSuch
    entered: Mapping[str, str] = queries.opened(case).content.get("htcds", {})
    file = persons.file(queries.file_of(case), seen_by=seen_by, at=at)
    row = {name: str(entered.get(name, "")) for name in columns.columns()}
    row.update(_of_file(file, row))
    if case.closed_at is not None and not row["cas_Status"].startswith("Closed"):
        row["cas_Status"] = "Closed"
    row["cas_Status"] = row["cas_Status"] or "Active"
    row["cas_CaseOwner"] = row["cas_CaseOwner"] or case.lead.full_name
    sent = case.referrals.filter(state__in=[Referral.State.SENT, Referral.State.ACCEPTED, Referral.State.DONE]).first()
    if sent is not None and not row["cas_ReferredOrganisation"]:
        row["cas_ReferredOrganisation"] = sent.to.name("en")
        row["cas_OutgoingReferralDate"] = day_of(sent.sent_at).isoformat()
    return row


def _of_file(file: persons.File, entered: Mapping[str, str]) -> dict[str, str]:
    """What the file of the person says, in the words that were entered where these say the same."""
    identity = file.parts[Part.IDENTITY].content if Part.IDENTITY in file.parts else {}
    contact = file.parts[Part.CONTACT].content if Part.CONTACT in file.parts else {}
    row: dict[str, str] = {}
    name = identity.get("full_name", "")
    if name != " ".join(filter(None, (entered["prs_FirstName"], entered["prs_SecondName"]))):
        row["prs_FirstName"], row["prs_SecondName"] = name, ""
    if len(identity.get("born", "")) == 10:
        row["prs_Birthdate"] = identity["born"]
    sex = _SEX.get(identity.get("sex", ""), "")
    if sex:
        row["prs_Gender"] = sex
    state = identity.get("citizenship", "")
    if state and _COUNTRIES.get(entered["prs_Citizenship"], entered["prs_Citizenship"]) != state:
        row["prs_Citizenship"] = "" if state == "XX" else state
    own = [one for one in contact.get("phones", ()) if one.get("whose") == "own"]
    if own:
        row["prs_MobilePhone"] = own[0].get("e164") or own[0].get("said", "")
        if _digits(row["prs_MobilePhone"]) == _digits(entered["prs_MobilePhone"]):
            row["prs_MobilePhone"] = entered["prs_MobilePhone"]
    return row


def from_file(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> frozenset[str]:
    """The columns that the person's file fills: they are changed there, and not in the row.

    Raises:
        Absent: the case may not be seen.
    """
    case = queries.case(id, seen_by=seen_by, at=at)
    file = persons.file(queries.file_of(case), seen_by=seen_by, at=at)
    filled = {name for name, value in _of_file(file, dict.fromkeys(columns.columns(), "")).items() if value}
    return frozenset(filled | ({"prs_SecondName"} if "prs_FirstName" in filled else set()))


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


@transaction.atomic
def enter(id: uuid.UUID, row: Mapping[str, str], *, edition: int, by: Staff, at: dt.datetime) -> Case:
    """Keep what was entered for the row of a case. What belongs to the person's file is changed there.

    Raises:
        Absent: the case may not be seen.
        NotSuch: it is no case of exploitation.
        DoesNotFit: a value is none of the standard's, or longer than can be kept; nothing is kept.
        Stale: somebody else changed the case meanwhile.
    """
    case = queries.case(id, seen_by=by, at=at)
    if not is_such(case):
        raise NotSuch
    told = {name: " ".join(row.get(name, "").split()) for name in columns.columns()}
    wrong = [*columns.faults(told), *(name for name, value in told.items() if len(value) > LONGEST_VALUE)]
    if wrong:
        raise DoesNotFit(wrong)
    return cases.change(
        id, {"htcds": {name: value for name, value in told.items() if value}}, edition=edition, by=by, at=at
    )


@transaction.atomic
def handed_out(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> str:
    """The row of a case as a file to be handed over; that it was made is noted.

    Raises:
        Absent: the case may not be seen, or not all of the person's name and contact.
        NotSuch: it is no case of exploitation.
        NoConsent: `con_Consent` is not true.
        DoesNotFit: a value is none of the standard's.
    """
    row = of_case(id, seen_by=by, at=at)
    case = queries.case(id, seen_by=by, at=at)
    if row["con_Consent"] != "true":
        raise NoConsent
    wrong = columns.faults(row)
    if wrong:
        raise DoesNotFit(wrong)
    kept = queries.opened(case).content.get(queries.NOT_PUNISHED, {})
    if kept.get("agreed"):
        row[columns.NOT_PUNISHED] = " ".join(kept["acts"])
    note(events.RowHandedOut(about=case.person_id, number=case.number), by=by.pk, at=at)
    return columns.written(row)


@transaction.atomic
def taken_in(text: str, *, by: Staff, at: dt.datetime) -> Case:
    """Open a file and a case from a row that another organisation handed over.

    Raises:
        NoRow: the text holds no row of the standard.
        DoesNotFit: a value is none of the standard's; nothing is opened.
        Absent: the role carries no cases.
    """
    if not by.roles(at) & queries.WORK:
        raise Absent
    row = columns.read(text, own=True)
    acts = row.pop(columns.NOT_PUNISHED, "").split()
    wrong = columns.faults(row) + [columns.NOT_PUNISHED] * (not set(acts) <= set(columns.ACTS))
    if wrong:
        raise DoesNotFit(wrong)
    state = row.get("prs_Citizenship", "")
    phone = row.get("prs_MobilePhone", "")
    identity: dict[str, Any] = {
        "full_name": " ".join(filter(None, (row.get("prs_FirstName", ""), row.get("prs_SecondName", "")))),
        "born": row.get("prs_Birthdate", ""),
        "sex": next((sex for sex, code in _SEX.items() if code == row.get("prs_Gender", "")), ""),
        "citizenship": _COUNTRIES.get(state, state)
        if _COUNTRIES.get(state, state) in _COUNTRIES.values()
        else "XX"
        if state
        else "",
    }
    # How they may be reached safely does not stand in such a row: it is asked before anybody calls.
    contact: dict[str, Any] = {
        "phones": [{"said": phone, "e164": phones.e164(phone), "whose": "own"}] if phone else [], "safe": {},
    }  # fmt: skip
    parts = {
        Part.IDENTITY: identity,
        Part.CONTACT: contact,
        Part.STORY: {"text": row.get("cas_IncomingReferralDetails", "")},
    }
    file = files.open_file(parts, by=by, at=at)
    case = cases.open_case(file, KIND, summary=row.get("cas_IncomingReferralDetails", ""), by=by, at=at)
    note(events.RowTakenIn(about=file.pk, number=case.number), by=by.pk, at=at)
    if acts:
        # The sender had the person's word for handing it to us, and not for handing it on.
        told = {"acts": acts, "words": "", "agreed": False, "raised": False}
        case = cases.change(case.pk, {queries.NOT_PUNISHED: told}, edition=case.edition, by=by, at=at)
    return enter(case.pk, row, edition=case.edition, by=by, at=at)
