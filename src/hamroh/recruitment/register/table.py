"""Many lines at once: a table, pasted or brought as XLSX or CSV, is tried, its difference shown, applied, and can be taken back.

One row is one state of one licence. Columns are found by their heads, in any order and in three languages.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from hamroh.people.names import clean
from hamroh.people.persons import phones
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.record import note
from hamroh.recruitment.register import actions, events, intermediaries, names, queries
from hamroh.recruitment.register.models import (
    Agency,
    AgencyName,
    AgencyPhone,
    Licence,
    LicenceState,
    RegisterImport,
    TriedTable,
)
from hamroh.shell import tables

HEADS = {
    "licence": "licence, licence number, лицензия, номер лицензии, иҷозатнома, рақами иҷозатнома",
    "name": "name, agency, название, агентство, ном, агентӣ",
    "state": "state, состояние, ҳолат",
    "since": "since, from, с, дата начала, аз",
    "until": "until, to, по, дата окончания, то",
    "countries": "countries, страны, кишварҳо",
    "phone": "phone, телефон, рақами телефон",
    "paper": "paper, основание, документ, асос, ҳуҷҷат",
}
NEEDED = ("licence", "name", "state", "since")
UNLICENSED = "unlicensed"
STATES = {
    "granted": "granted, выдана, дода шуд",
    "renewed": "renewed, продлена, дароз карда шуд",
    "suspended": "suspended, приостановлена, боздошта шуд",
    "withdrawn": "withdrawn, отозвана, аннулирована, бозпас гирифта шуд",
    "expired": "expired, истекла, мӯҳлаташ гузашт",
    # Of somebody who never had one: name and phone, and no licence number.
    "unlicensed": "unlicensed, without a licence, без лицензии, бе иҷозатнома",
}
MOST_ROWS = 5_000
LONGEST = 5_000_000
"""Letters of a table that is kept between trying and applying."""
_BY_HEAD = {head.strip(): column for column, heads in HEADS.items() for head in heads.split(",")}
_BY_STATE = {word.strip(): state for state, some in STATES.items() for word in some.split(",")}


@dataclass(frozen=True)
class Row:
    """One row as it is read. `line` counts from 1, heads included; `doing` is new, there, or refused with `why`, and `column` where
    one cell is at fault."""

    line: int
    licence: str = ""
    name: str = ""
    state: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    countries: tuple[str, ...] = ()
    phone: str = ""
    paper: str = ""
    doing: str = "new"
    why: str = ""
    column: str = ""


@dataclass(frozen=True)
class Difference:
    """What a table would change. `mark` names exactly this table against exactly this register."""

    rows: tuple[Row, ...]
    fault: str = ""
    mark: str = ""

    def doing(self, what: str) -> list[Row]:
        return [row for row in self.rows if row.doing == what]

    @property
    def new(self) -> list[Row]:
        return self.doing("new")

    @property
    def there(self) -> list[Row]:
        return self.doing("there")

    @property
    def refused(self) -> list[Row]:
        return self.doing("refused")


@transaction.atomic
def bring(name: str, data: bytes, *, by: Staff, at: dt.datetime) -> TriedTable:
    """Keep a table that came as a file (XLSX or CSV), so that its difference can be shown and applied. The one before is let go.

    Raises:
        Absent: they keep no register.
        NotComplete: it cannot be read as a table; the words say where and why.
    """
    if not queries.may_keep(by, at):
        raise Absent
    try:
        text = _text(tables.read(data))
    except tables.Unreadable as error:
        raise actions.NotComplete(str(tables.TOLD[error.why]) % error.told) from None
    TriedTable.objects.filter(by=by).delete()
    return TriedTable.objects.create(at=at, by=by, name=clean(name)[:120], text=text)


def _text(table: tables.Table) -> str:
    """The table as it would be pasted; rows keep their numbers."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    # Columns behind the last head that hold nothing are only drawn.
    titles = list(table.titles)
    while titles and not titles[-1]:
        titles.pop()
    writer.writerow(titles)
    written = 1
    for line, cells in table.rows:
        if line > MOST_ROWS + 1:
            raise actions.NotComplete(_("More than %(most)s rows. Paste them in parts.") % {"most": MOST_ROWS})
        while len(cells) > len(titles) and cells[-1] == "" and not isinstance(cells[-1], tables.Lost):
            cells.pop()
        for place, cell in enumerate(cells):
            if isinstance(cell, tables.Lost):
                where = {"line": line, "column": titles[place] if place < len(titles) else place + 1}
                raise actions.NotComplete(
                    _("Row %(line)s, column “%(column)s”.") % where + " " + str(tables.LOST[cell.why])
                )
        out.write("\n" * (line - written - 1))
        writer.writerow([one.isoformat() if isinstance(one, dt.date) else one for one in cells])
        written = line
        if out.tell() > LONGEST:
            raise actions.NotComplete(_("The cells hold more text than a register has. Is this the right file?"))
    return out.getvalue()


def tried(by: Staff) -> TriedTable | None:
    """The table that an officer brought last and has not applied."""
    return TriedTable.objects.filter(by=by).first()


def difference(text: str) -> Difference:
    """Try a table: nothing is written. A fault of the whole table leaves no rows."""
    try:
        rows = _rows(text)
    except _Fault as fault:
        return Difference((), str(fault))
    out: list[Row] = []
    seen: dict[str, list[Row]] = {}
    licences = {one.key: one for one in Licence.objects.prefetch_related("states", "agency__names")}
    for row in rows:
        row = row if row.why else _against(row, licences, seen)
        out.append(replace(row, doing="refused") if row.why else row)
        if row.doing == "new" and not row.why:
            seen.setdefault(names.number_key(row.licence), []).append(row)
    last = LicenceState.objects.order_by("-pk").values_list("pk", flat=True).first()
    return Difference(tuple(out), mark=hashlib.sha256(f"{last} {text}".encode()).hexdigest()[:16])


class _Fault(Exception):
    """The table as a whole cannot be read."""


def _rows(text: str) -> list[Row]:
    text = text.replace("\r\n", "\n").strip("\ufeff\n ")
    head = text.split("\n", 1)[0]
    parted = max("\t;,", key=head.count)
    try:
        read = list(csv.reader(io.StringIO(text), delimiter=parted, strict=True))
    except csv.Error as error:
        raise _Fault(_("The table cannot be read: %(error)s. Copy the cells again.") % {"error": str(error)}) from None
    if len(read) < 2:
        raise _Fault(_("There are no rows. Copy the line of heads and the rows under it."))
    if len(read) > MOST_ROWS + 1:
        raise _Fault(_("More than %(most)s rows. Paste them in parts.") % {"most": MOST_ROWS})
    columns = [_BY_HEAD.get(clean(cell).lower(), "") for cell in read[0]]
    unknown = [clean(cell) for cell, column in zip(read[0], columns, strict=True) if not column]
    missing = [name for name in NEEDED if name not in columns]
    if unknown or missing or len(set(columns)) != len(columns):
        raise _Fault(
            _(
                "The heads are not understood. Unknown: %(unknown)s. Missing: %(missing)s. Each stands once. Known: %(known)s."
            )
            % {"unknown": ", ".join(unknown) or "–", "missing": ", ".join(missing) or "–", "known": ", ".join(HEADS)}
        )
    out = []
    for line, cells in enumerate(read[1:], 2):
        if any(clean(cell) for cell in cells):
            if len(cells) != len(columns):
                out.append(
                    Row(
                        line,
                        why=_("%(has)s cells, but %(heads)s heads: a column has moved.")
                        % {"has": len(cells), "heads": len(columns)},
                    )
                )
                continue
            out.append(_row(line, dict(zip(columns, map(clean, cells), strict=True))))
    return out


def _row(line: int, cells: dict[str, str]) -> Row:
    row = Row(
        line,
        licence=cells["licence"],
        name=cells["name"],
        state=_BY_STATE.get(cells["state"].lower(), ""),
        countries=tuple(cells.get("countries", "").upper().replace(",", " ").split()),
        phone=cells.get("phone", ""),
        paper=cells.get("paper", ""),
    )
    try:
        at = "since"
        since = _day(cells["since"])
        at = "until"
        until = _day(cells["until"]) if cells.get("until") else None
    except ValueError:
        return replace(row, column=at, why=_("This is no day. Write 2018-05-05 or 05.05.2018. Has a column moved?"))
    if len(row.paper) > 200:
        return replace(
            row, column="paper", why=_("Name the paper it rests on, with number and day, in at most 200 letters.")
        )
    row = replace(row, since=since, until=until)
    if not row.state:
        return replace(row, column="state", why=_("The state is none of: %(states)s.") % {"states": ", ".join(STATES)})
    if row.state == UNLICENSED:
        if row.licence:
            return replace(row, column="licence", why=_("Somebody without a licence has no licence number."))
        if not row.phone:
            return replace(
                row,
                column="phone",
                why=_("An intermediary is written down with a phone: names alone are shared by many."),
            )
    elif not any(c.isdigit() for c in names.number_key(row.licence)) or len(row.licence) > 40:
        # One without a figure is asked for by nobody, and is a name that has moved.
        return replace(
            row, column="licence", why=_("This is no licence number: it has no figure in it. Has a column moved?")
        )
    if not names.read(row.name).keys or len(row.name) > names.LONGEST:
        return replace(row, column="name", why=_("There is no name, or it is longer than 120 letters."))
    if until is not None and until < since:
        return replace(row, column="until", why=_("The last day is before the first."))
    if row.phone and not phones.e164(row.phone):
        return replace(
            row,
            column="phone",
            why=_("This is no phone number, or its country is not clear. Write it with + and the country's code."),
        )
    if (
        any(len(code) != 2 or not code.isascii() or not code.isalpha() for code in row.countries)
        or len(row.countries) > 30
    ):
        return replace(row, column="countries", why=_("Countries are written as two letters each: RU KZ."))
    return row


def _day(text: str) -> dt.date:
    parts = text.replace("/", ".").split(".")
    if len(parts) == 3 and len(parts[2]) == 4:
        day = dt.date(int(parts[2]), int(parts[1]), int(parts[0]))
    else:
        day = dt.date.fromisoformat(text[:10])
    if not 1900 <= day.year < 2150:
        raise ValueError
    return day


def _against(row: Row, licences: dict[str, Licence], seen: dict[str, list[Row]]) -> Row:
    """The row against the register and against the rows before it."""
    assert row.since is not None
    if row.state == UNLICENSED:
        number = phones.e164(row.phone)
        for other in seen.get("", []):
            if phones.e164(other.phone) == number:
                return replace(
                    row, column="phone", why=_("The same phone stands in row %(line)s.") % {"line": other.line}
                )
        return replace(row, doing="there") if intermediaries.open_under(number) else row
    key = names.number_key(row.licence)
    stands = licences.get(key)
    if stands is not None:
        current = [one for one in stands.agency.names.all() if one.replaced_at is None]
        if current and not any(names.read(one.text).equals(names.read(row.name)) for one in current):
            return replace(
                row,
                column="name",
                why=_("This licence is of another agency here: %(name)s.") % {"name": current[0].text},
            )
    taken = [one for one in stands.states.all() if one.replaced_at is None] if stands else []
    if any((one.state, one.since, one.until) == (row.state, row.since, row.until) for one in taken):
        return replace(row, doing="there")
    lines = [(one.since, one.until, 0) for one in taken] + [(o.since, o.until, o.line) for o in seen.get(key, [])]
    for since, until, line in lines:
        assert since is not None
        if (row.until is None or since <= row.until) and (until is None or until >= row.since):
            said = {"since": since.isoformat(), "until": until.isoformat() if until else "…", "line": line}
            words = (
                _(
                    "These days are taken by row %(line)s of this table, from %(since)s to %(until)s, for the same licence. "
                    "Give that row a last day before this one, or begin on the day after it ends."
                )
                if line
                else _(
                    "These days are taken by a line of the register, from %(since)s to %(until)s, for the same licence. "
                    "Correct that line at the desk first, or begin on the day after it ends."
                )
            )
            return replace(row, column="since", why=words % said)
    for other in seen.get(key, []):
        if not names.read(other.name).equals(names.read(row.name)):
            return replace(
                row, column="name", why=_("The same licence has another name in row %(line)s.") % {"line": other.line}
            )
    return row


@transaction.atomic
def apply(text: str, *, mark: str, paper: str, by: Staff, at: dt.datetime) -> RegisterImport:
    """Write what `difference` showed, whole. `paper` is for rows that name none.

    Raises:
        NotComplete: a row is refused, nothing is new, or the register changed since the difference was shown.
    """
    made = difference(text)
    if made.fault or made.refused or not made.new or made.mark != mark:
        raise actions.NotComplete(
            _(
                "Nothing was written: rows are refused, nothing is new, or the register changed meanwhile. Try the table again."
            )
        )
    w = actions.wrote(paper, by=by, at=at)
    batch = RegisterImport.objects.create(at=at, by=by, lines=len(made.new))
    agencies: dict[str, Agency] = {}
    for row in made.new:
        assert row.since is not None
        wr = replace(w, paper=row.paper or w.paper, batch=batch)
        if row.state == UNLICENSED:
            intermediaries.write(row.name, row.phone, since=row.since, w=wr)
            continue
        agency = agencies.get(names.number_key(row.licence)) or _agency(row, agencies, wr)
        licence = actions.licence(agency, row.licence, countries=row.countries)
        LicenceState.objects.create(licence=licence, state=row.state, since=row.since, until=row.until, **wr.line())
        number = phones.e164(row.phone) if row.phone else ""
        if number and not AgencyPhone.objects.filter(agency=agency, number=number, replaced_at__isnull=True).exists():
            actions.add_phone(agency, number, since=row.since, w=wr)
    TriedTable.objects.filter(by=by).delete()
    note(events.RegisterImported(batch=batch.pk, lines=len(made.new)), by=by.pk, at=at)
    return batch


def _agency(row: Row, agencies: dict[str, Agency], w: actions.Wrote) -> Agency:
    """The agency of a row: whose licence it is already, else a new one. Two licences of one name are two agencies until an
    officer says otherwise: an equal name proves nothing."""
    assert row.since is not None
    key = names.number_key(row.licence)
    stands = Licence.objects.filter(key=key).select_related("agency").first()
    if stands is None:
        agencies[key] = actions.enter_agency([row.name], since=row.since, w=w)
    else:
        agencies[key] = stands.agency
        if not stands.agency.names.filter(replaced_at__isnull=True).exists():
            actions.add_name(stands.agency, row.name, since=row.since, w=w)
    return agencies[key]


@transaction.atomic
def undo(id: int, *, by: Staff, at: dt.datetime) -> None:
    """Take back every line of an import that still stands; they stay readable as replaced.

    Raises:
        Absent: there is no such import, or they keep no register.
        NotComplete: it was taken back already.
    """
    if not queries.may_keep(by, at):
        raise Absent
    batch = RegisterImport.objects.select_for_update().filter(pk=id).first()
    if batch is None:
        raise Absent
    if batch.undone_at:
        raise actions.NotComplete(_("This import was taken back already."))
    for model in (LicenceState, AgencyPhone):
        model.objects.filter(batch=batch, replaced_at__isnull=True).update(replaced_at=at, replaced_by=by)  # type: ignore[attr-defined]
    intermediaries.take_back(batch, by=by)
    # An agency of which another line still stands keeps its name, or nobody would find that line.
    spoken_of = LicenceState.objects.filter(replaced_at__isnull=True).values("licence__agency")
    AgencyName.objects.filter(batch=batch, replaced_at__isnull=True).exclude(agency__in=spoken_of).update(
        replaced_at=at, replaced_by=by
    )
    batch.undone_at = at
    batch.save(update_fields=["undone_at"])
    note(events.RegisterImportUndone(batch=batch.pk), by=by.pk, at=at)
