"""The history functions as SQL over tables of events, with the meaning of `histories.py`.

Every function is computed on two sets of days, those surely and those possibly present; windows over a person's rows take
the place of loops. One text serves DuckDB, PostgreSQL and Spark. Tables that are read (days are ordinals, `_lo` and `_hi`
the earliest and latest day a date may mean, `seq` the order in which rows happened):

    people(p, t_stays .. t_registrations, t_stays_known_from, t_birth_date_lo)
    stays(p, seq, e_lo, e_hi, x_lo, x_hi, here)                 penalties(p, seq, f_lo, f_hi, kind)
    patents(p, seq, i_lo, i_hi, region, months, t_lo, t_hi, told, reissued)
    payments(p, seq, d_lo, d_hi, months)                        decisions(p, seq, kind, d_lo, d_hi, c_lo, c_hi, x_lo, x_hi)
    contracts(p, seq, m_lo, m_hi, s_lo, s_hi, n_lo, n_hi)       pay(p, seq, due_lo, due_hi, kopecks, paid_lo, paid_hi)
    registrations(p, seq, s_lo, s_hi, u_lo, u_hi, living)

Whatever is asked is asked as of a day: the day asked about, or for the functions "at exit" the day of a person's last exit.
A view is the people with such a day each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .. import tree as t
from ..histories import HISTORY_FUNCTIONS
from .plan import HistoryCall
from .sql import BIG, FAR, Writer

_SUFFIX = {"_least": "lo", "_earliest": "lo", "_most": "hi", "_latest": "hi"}
LAST_ORDINAL = 3_652_059


def split(function: str) -> tuple[str, str]:
    """The function and which of its bounds is meant: `lo`, `hi`, or both when they agree.

    >>> split("days_present_least"), split("stay_start"), split("in_country")
    (('days_present', 'lo'), ('stay_start', ''), ('in_country', ''))
    """
    for suffix, form in _SUFFIX.items():
        if function.endswith(suffix):
            return function.removesuffix(suffix), form
    return function, ""


def two_bounds(base: str) -> bool:
    """Has the function a least and a most?"""
    return (
        base in ("present_entry", "last_exit")
        or f"{base}_least" in HISTORY_FUNCTIONS
        or (f"{base}_earliest" in HISTORY_FUNCTIONS)
    )


@dataclass
class View:
    """The people with the day as of which they are asked, and the tables made for them so far."""

    name: str
    made: set[str] = field(default_factory=set)


class HistoryWriter:
    """The calls of a plan as common tables; `stage` gives those whose arguments can be worked out already."""

    def __init__(self, writer: Writer, on: int) -> None:
        self.w, self.d, self.on = writer, writer.dialect, on
        self.tables: list[tuple[str, str]] = []
        """(name, query) in an order in which each reads only tables before it."""
        self.views: dict[str, View] = {}

    def table(self, name: str, query: str) -> str:
        self.tables.append((name, query))
        return name

    def stage(self, number: int, calls: list[HistoryCall], arguments_from: str) -> list[str]:
        """Make the tables of these calls; gives their names, each (p, a column for each of its calls).

        `arguments_from` is the table that has the columns the arguments read.
        """
        groups: dict[tuple[str, bool], list[HistoryCall]] = {}
        for call in calls:
            groups.setdefault((HISTORY_OF[split(call.function)[0]], call.at_exit), []).append(call)
        made = []
        for (history, at_exit), some in groups.items():
            view = self.view("exit" if at_exit else "on")
            work = _Stage(self, view, history, number, arguments_from)
            made.append(work.table(some))
        return made

    def view(self, name: str) -> View:
        found = self.views.get(name)
        if found is not None:
            return found
        view = self.views[name] = View(name)
        flags = "t_stays, t_patents, t_penalties, t_decisions, t_contracts, t_pay, t_registrations"
        kept = f"{flags}, t_stays_known_from AS known_from, coalesce(t_birth_date_lo, {FAR}) AS born"
        if name == "on":
            self.table("as_on", f"SELECT p, {self.on} AS day_, {kept} FROM people")
            return view
        on = self.view("on")
        stays = _Stage(self, on, "stays", 0, "")
        stays.presence()
        self.table(
            "as_exit",
            f"SELECT a.p, e.exit_lo AS day_, {', '.join('a.' + c for c in _AS_COLUMNS)} FROM as_on a "
            f"JOIN {stays.last_exit()} e ON e.p = a.p WHERE e.exit_lo = e.exit_hi",
        )
        return view


_AS_COLUMNS = (
    "t_stays", "t_patents", "t_penalties", "t_decisions", "t_contracts", "t_pay", "t_registrations", "known_from", "born",
)  # fmt: skip

HISTORY_OF: dict[str, str] = {
    **{split(f.name)[0]: f.reads[-1] for f in HISTORY_FUNCTIONS.values() if "_at_exit" not in f.name},
    "present_entry": "stays",
    "last_exit": "stays",
    "has_contract": "contracts",
}
"""The history (the table of events) that a function reads, by the function without its bound."""


class _Stage:
    """The calls of one history as of one view, with arguments from one place."""

    def __init__(self, owner: HistoryWriter, view: View, history: str, number: int, arguments_from: str) -> None:
        self.o, self.v, self.history, self.number, self.arguments_from = owner, view, history, number, arguments_from
        self.w, self.d = owner.w, owner.d
        self.joins: list[str] = []
        """Tables (p, ...) to be joined to the view for the final columns."""
        self.arguments: list[tuple[str, str]] = []

    # -- the final table

    def table(self, calls: list[HistoryCall]) -> str:
        v = self.v.name
        name = f"h{self.number}_{self.history}_{v}"
        for call in calls:  # all of them first: the table of arguments is made once
            for argument in call.arguments:
                self.argument(argument)
        bounds: dict[tuple[str, tuple[t.Node, ...]], tuple[str, str]] = {}
        columns: list[str] = []
        for call in calls:
            base, form = split(call.function)
            key = (base, call.arguments)
            if key not in bounds:
                bounds[key] = self.pair(base, call.arguments)
            low, high = bounds[key]
            if not two_bounds(base):
                value = low
            elif form:
                value = low if form == "lo" else high
            else:
                value = f"CASE WHEN {low} = {high} THEN {low} END"
            told = f"a.t_{self.history}"
            value = self.d.cast(f"CASE WHEN {told} THEN {value} END", self.w.sql_type(call.type))
            columns.append(f"{value} AS {call.name}")
        joins = "".join(f" LEFT JOIN {j} ON {j}.p = a.p" for j in dict.fromkeys(self.joins))
        return self.o.table(name, f"SELECT a.p, {', '.join(columns)} FROM {self.source()} a{joins}")

    def source(self) -> str:
        """The view, with the arguments that differ from person to person."""
        if not self.arguments:
            return f"as_{self.v.name}"
        name = f"args_{self.number}_{self.history}_{self.v.name}"
        if name not in {n for n, _ in self.o.tables}:
            listed = ", ".join(f"{text} AS {column}" for column, text in self.arguments)
            self.o.table(
                name,
                f"SELECT a.*, g.* FROM as_{self.v.name} a "
                f"JOIN (SELECT p AS gp, {listed} FROM {self.arguments_from}) g ON g.gp = a.p",
            )
        return name

    def pair(self, base: str, arguments: tuple[t.Node, ...]) -> tuple[str, str]:
        """Both bounds of a call, as expressions over the view `a` and the joined tables."""
        found: Callable[..., tuple[str, str]] = getattr(self, "last_exit_pair" if base == "last_exit" else base)
        return found(*arguments)

    # -- arguments

    def argument(self, node: t.Node) -> str:
        """An argument: a constant, or a column of the view with arguments."""
        if isinstance(node, t.Literal):
            return self.w.literal(node.type, node.value) if node.type != t.CHOICE else str(node.value)
        text = self.w.text(node)
        for column, known in self.arguments:
            if known == text:
                return f"a.{column}"
        column = f"g{len(self.arguments)}"
        self.arguments.append((column, text))
        return f"a.{column}"

    def whole(self, node: t.Node) -> int | None:
        """A constant number, or `None` for one not known; the law gives no other numbers to history functions."""
        if isinstance(node, t.Literal) and isinstance(node.value, int):
            return node.value
        return None

    # -- small words

    def day(self, text: str) -> str:
        """A day, or NULL for what lies outside the calendar."""
        return f"(CASE WHEN {text} BETWEEN 1 AND {LAST_ORDINAL} THEN {text} END)"

    def once(self, name: str, query: Callable[[], str]) -> str:
        """A table of this view, made when first wanted."""
        full = f"{name}_{self.v.name}"
        if full not in self.v.made:
            self.v.made.add(full)
            self.o.table(full, query())
        return full

    def aggregate(self, name: str, columns: Iterable[tuple[str, str]], rows: str) -> None:
        """Join a table (p, columns) that sums up rows by person. `rows` is a FROM clause whose rows have `p`."""
        listed = ", ".join(f"{text} AS {column}" for column, text in columns)
        self.o.table(name, f"SELECT p, {listed} FROM {rows} GROUP BY p")
        self.joins.append(name)

    def label(self, base: str) -> str:
        """A name for a helper table of this stage."""
        self.labels = getattr(self, "labels", 0) + 1
        return f"{base}_{self.number}_{self.v.name}_{self.labels}"

    # -- stays: sure and possible days

    def presence(self) -> str:
        """One row for each person: what `_Presence` holds. Row sets: `sure_`, `poss_` (p, seq, f, u, before)."""
        v = self.v.name

        def rows() -> str:
            part = "PARTITION BY s.p ORDER BY s.seq"
            known_low = f"greatest(coalesce(s.e_lo, {FAR}), coalesce(s.x_lo, {FAR}))"
            known_high = f"least(coalesce(s.e_hi, {BIG}), coalesce(s.x_hi, {BIG}))"
            one = (
                f"SELECT s.*, a.day_, a.born, a.known_from, "
                f"coalesce(max({known_low}) OVER ({part} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), {FAR}) AS pb, "
                f"coalesce(min({known_high}) OVER ({part} ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), {BIG}) AS nb "
                f"FROM stays s JOIN as_{v} a ON a.p = s.p WHERE a.t_stays"
            )
            two = (
                f"SELECT *, greatest(born, pb, coalesce(e_lo, {FAR})) AS lo_e, "
                f"least(nb, coalesce(x_hi, {BIG})) AS bx, "
                f"CASE WHEN x_hi IS NOT NULL THEN least(nb, x_hi) WHEN here THEN {BIG} ELSE least(day_, nb) END AS hi_x "
                f"FROM ({one}) r1"
            )
            return (
                f"SELECT *, CASE WHEN e_hi IS NOT NULL THEN least(bx, e_hi) WHEN x_hi IS NOT NULL THEN bx "
                f"ELSE least(day_, bx) END AS hi_e, "
                f"CASE WHEN x_lo IS NOT NULL THEN greatest(lo_e, x_lo) WHEN here THEN {BIG} ELSE lo_e END AS lo_x "
                f"FROM ({two}) r2"
            )

        all_rows = self.once("stay_rows", rows)

        def begun() -> str:
            part = "PARTITION BY p ORDER BY seq"
            after = f"OVER ({part} ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)"
            one = (
                "SELECT *, hi_e AS sf, least(lo_x, day_) AS st, hi_e <= least(lo_x, day_) AS is_sure, "
                "lo_e AS pf, least(hi_x, day_) AS pt, "
                "(lo_e <= least(hi_x, day_) AND (known_from IS NULL OR least(hi_x, day_) >= known_from)) AS is_poss, "
                "max(seq) OVER (PARTITION BY p) AS last_seq, "
                f"lag(lo_x) OVER ({part}) AS prev_lo_x, lag(hi_x) OVER ({part}) AS prev_hi_x "
                f"FROM {all_rows} WHERE lo_e <= day_"
            )
            two = (
                f"SELECT *, min(CASE WHEN is_sure THEN sf END) {after} AS next_sf, "
                f"min(CASE WHEN is_poss THEN pf END) {after} AS next_pf, "
                "max(CASE WHEN is_sure THEN seq END) OVER (PARTITION BY p) AS sure_seq, "
                "max(CASE WHEN is_poss AND hi_e <= day_ THEN seq END) OVER (PARTITION BY p) AS surely_begun "
                f"FROM ({one}) b1"
            )
            return (
                "SELECT *, min(CASE WHEN is_poss AND seq >= coalesce(surely_begun, -1) AND pt >= day_ THEN seq END) "
                f"OVER (PARTITION BY p) AS cand FROM ({two}) b2"
            )

        begun_rows = self.once("stay_begun", begun)

        def person() -> str:
            inner = (
                "SELECT p, max(last_seq) AS last_seq, max(CASE WHEN is_sure THEN st END) AS last_st, "
                "max(CASE WHEN is_sure THEN sf END) AS last_sf, max(hi_e) AS last_hi_e, max(sure_seq) AS sure_seq, "
                "max(cand) AS cand, max(CASE WHEN seq = cand THEN pf END) AS cand_f, "
                "min(CASE WHEN is_poss THEN pf END) AS first_pf, "
                "max(CASE WHEN seq = last_seq THEN lo_e END) AS last_lo_e, "
                "max(CASE WHEN seq = last_seq AND here IS NOT NULL AND NOT here AND x_lo IS NULL AND hi_e <= day_ "
                "THEN 1 ELSE 0 END) AS has_left "
                f"FROM {begun_rows} GROUP BY p"
            )
            first = (
                "SELECT p, max(CASE WHEN e_lo IS NOT NULL AND lo_e = hi_e THEN least(hi_e, day_) END) AS first_known "
                f"FROM (SELECT *, min(seq) OVER (PARTITION BY p) AS first_seq FROM {all_rows}) f0 "
                "WHERE seq = first_seq GROUP BY p"
            )
            one = (
                "SELECT a.p, a.day_, a.known_from, i.last_seq, i.last_sf, i.last_hi_e, i.sure_seq, i.cand, i.cand_f, "
                "i.last_lo_e, i.has_left, i.first_pf, (i.last_st IS NOT NULL AND i.last_st >= a.day_) AS is_here, "
                "CASE WHEN a.known_from IS NOT NULL THEN NULL WHEN f.p IS NULL THEN a.day_ ELSE f.first_known END AS first_entry, "
                "CASE WHEN a.known_from IS NULL THEN NULL "
                "WHEN i.first_pf <= least(a.known_from - 1, a.day_) THEN i.first_pf - 1 "
                "ELSE least(a.known_from - 1, a.day_) END AS until0 "
                f"FROM as_{v} a LEFT JOIN ({inner}) i ON i.p = a.p LEFT JOIN ({first}) f ON f.p = a.p WHERE a.t_stays"
            )
            two = (
                f"SELECT *, CASE WHEN until0 > {FAR} THEN until0 END AS until_, "
                f"(until0 IS NOT NULL AND until0 > {FAR} AND until0 >= day_) AS unbounded, "
                "(is_here AND last_hi_e <= day_) AS here_plain "
                f"FROM ({one}) p1"
            )
            return (
                "SELECT *, CASE WHEN here_plain THEN last_sf ELSE day_ END AS sure_from, "
                f"CASE WHEN unbounded THEN {FAR} WHEN cand IS NOT NULL THEN cand_f ELSE day_ END AS possible_from "
                f"FROM ({two}) p2"
            )

        person_rows = self.once("stay_person", person)

        def sure() -> str:
            trimmed = f"least(b.st, coalesce(b.next_sf, {BIG}) - 1)"
            return (
                f"SELECT b.p, b.seq, b.sf AS f, {trimmed} AS u, "
                "(CASE WHEN q.here_plain THEN b.seq < b.sure_seq ELSE TRUE END) AS before_, "
                f"CASE WHEN q.is_here AND NOT q.here_plain THEN least({trimmed}, b.day_ - 1) ELSE {trimmed} END AS ub "
                f"FROM {begun_rows} b JOIN {person_rows} q ON q.p = b.p WHERE b.is_sure"
            )

        def possible() -> str:
            trimmed = f"least(b.pt, coalesce(b.next_pf, {BIG}) - 1)"
            return (
                f"SELECT b.p, b.seq, b.pf AS f, {trimmed} AS u, "
                "(CASE WHEN b.cand IS NOT NULL THEN b.seq < b.cand ELSE TRUE END) AS before_ "
                f"FROM {begun_rows} b WHERE b.is_poss "
                f"UNION ALL SELECT q.p, -1 AS seq, {FAR} AS f, q.until_ AS u, TRUE AS before_ "
                f"FROM {person_rows} q WHERE q.until_ IS NOT NULL"
            )

        self.once("sure", sure)
        self.once("poss", possible)
        self.joins.append(person_rows)
        return person_rows

    def last_exit(self) -> str:
        """(p, exit_lo, exit_hi): the latest exit up to the day; no row when there is none or it is not known."""

        def query() -> str:
            left = "(x_lo IS NOT NULL OR (here IS NOT NULL AND NOT here) OR seq < last_seq)"
            gone = f"({left} AND hi_x <= day_ AND hi_e <= day_)"
            one = (
                f"SELECT p, seq, lo_x, hi_x, {gone} AS gone, "
                f"max(CASE WHEN {gone} OR lo_x <= day_ THEN seq END) OVER (PARTITION BY p) AS found "
                f"FROM stay_begun_{self.v.name}"
            )
            return (
                f"SELECT p, lo_x AS exit_lo, hi_x AS exit_hi FROM ({one}) x1 WHERE seq = found AND gone "
                f"AND lo_x <= hi_x AND lo_x BETWEEN 1 AND {LAST_ORDINAL} AND hi_x BETWEEN 1 AND {LAST_ORDINAL}"
            )

        self.presence()
        return self.once("stay_exit", query)

    # names of functions below are those of the law; each gives (low, high)

    def stay_start(self) -> tuple[str, str]:
        q = self.presence()
        return self.day(f"{q}.possible_from"), self.day(f"{q}.sure_from")

    def in_country(self) -> tuple[str, str]:
        q = self.presence()
        value = (
            f"CASE WHEN {q}.is_here THEN TRUE WHEN {q}.unbounded THEN NULL WHEN {q}.cand IS NULL THEN FALSE "
            f"WHEN {q}.has_left = 1 THEN FALSE END"
        )
        return value, value

    def present_entry(self) -> tuple[str, str]:
        q = self.presence()
        low, high = f"{q}.last_lo_e", f"{q}.last_hi_e"
        somebody = (
            f"({q}.is_here OR ({q}.cand IS NOT NULL AND {q}.has_left = 0)) AND NOT {q}.unbounded "
            f"AND {high} <= a.day_ AND {low} <= {high} AND {low} BETWEEN 1 AND {LAST_ORDINAL}"
        )
        return f"CASE WHEN {somebody} THEN {low} END", f"CASE WHEN {somebody} THEN {high} END"

    def last_exit_pair(self) -> tuple[str, str]:
        name = self.last_exit()
        self.joins.append(name)
        return f"{name}.exit_lo", f"{name}.exit_hi"

    def days_present(self, first: t.Node, last: t.Node) -> tuple[str, str]:
        self.presence()
        return self._days_between(self.argument(first), self.argument(last))

    def days_present_in_year(self, year: t.Node) -> tuple[str, str]:
        self.presence()
        y = self.argument(year)
        return self._days_between(self.d.first_of_year(y, 1, 1), self.d.first_of_year(y, 12, 31))

    def _days_between(self, low: str, high: str) -> tuple[str, str]:
        bounds = []
        for side in ("sure", "poss"):
            name = self.label("days")
            source = self.source()
            counted = f"greatest(0, least(r.u, {high}) - greatest(r.f, {low}) + 1)"
            self.o.table(
                name,
                f"SELECT a.p, sum({counted}) AS n FROM {source} a JOIN {side}_{self.v.name} r ON r.p = a.p GROUP BY a.p",
            )
            self.joins.append(name)
            bounds.append(f"CASE WHEN {low} IS NOT NULL AND {high} IS NOT NULL THEN coalesce({name}.n, 0) END")
        return bounds[0], bounds[1]

    def _used_rows(self) -> tuple[str, str]:
        """Earlier rows with how many days of absence part them from the present stay: (sure, possible)."""
        q = f"stay_person_{self.v.name}"

        def rows(side: str, start: str, end: str) -> Callable[[], str]:
            def query() -> str:
                one = (
                    f"SELECT r.p, r.seq, r.f, q.{start} AS s, least(r.{end}, q.{start} - 1) AS u "
                    f"FROM {side}_{self.v.name} r JOIN {q} q ON q.p = r.p WHERE r.before_"
                )
                two = f"SELECT *, greatest(0, u - f + 1) AS n FROM ({one}) u1"
                later = "OVER (PARTITION BY p ORDER BY seq DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
                return f"SELECT *, s - 1 - u - coalesce(sum(n) {later}, 0) AS gap FROM ({two}) u2"

            return query

        return (
            self.once("used_sure", rows("sure", "sure_from", "ub")),
            self.once("used_poss", rows("poss", "possible_from", "u")),
        )

    def last_day_rolling(self, limit: t.Node, window: t.Node) -> tuple[str, str]:
        q = self.presence()
        n, w = self.whole(limit), self.whole(window)
        if n is None or w is None or n >= w:
            return "NULL", "NULL"
        bounds = []
        for rows, start in zip(self._used_rows(), ("possible_from", "sure_from")[::-1], strict=True):
            name = self.once(
                f"rolling_{'s' if 'sure' in rows else 'p'}_{w - n}",
                lambda rows=rows: (
                    f"SELECT p, sum(CASE WHEN gap < {w - n} THEN n ELSE 0 END) AS n FROM {rows} GROUP BY p"
                ),  # type: ignore[misc]
            )
            self.joins.append(name)
            s = f"{q}.{start}"
            bounds.append(self.day(f"greatest({s} - 1, {s} + {n - 1} - coalesce({name}.n, 0))"))
        return bounds[1], bounds[0]

    def _counted(self, side: str, start: str, end: str, label: str, low: str) -> str:
        """Days of earlier rows from `low` (over person rows `q`) to the eve of `start`; joins (p, n)."""
        name = f"{label}_{self.v.name}"
        if name not in self.v.made:
            self.v.made.add(name)
            counted = f"greatest(0, least(r.{end}, q.{start} - 1) - greatest(r.f, {low}) + 1)"
            self.o.table(
                name,
                f"SELECT r.p, sum({counted}) AS n FROM {side}_{self.v.name} r "
                f"JOIN stay_person_{self.v.name} q ON q.p = r.p WHERE r.before_ GROUP BY r.p",
            )
        self.joins.append(name)
        return f"coalesce({name}.n, 0)"

    @staticmethod
    def _by_period(limit: int, used: str, s: str, end: str) -> str:
        return (
            f"(CASE WHEN {s} + {limit} - ({used}) > {end} THEN {end} + {limit} "
            f"ELSE greatest({s} - 1, {s} + {limit} - ({used}) - 1) END)"
        )

    def last_day_fixed(self, limit: t.Node, window: t.Node) -> tuple[str, str]:
        q = self.presence()
        n, w = self.whole(limit), self.whole(window)
        if n is None or w is None or n >= w:
            return "NULL", "NULL"
        earliest, _ = self.last_day_rolling(limit, window)
        bounds = []
        for side, start, end in (("poss", "possible_from", "u"), ("sure", "sure_from", "ub")):
            period = f"(q.first_entry + {self.d.divide(f'(q.{start} - q.first_entry)', str(w))} * {w})"
            used = self._counted(side, start, end, f"fixed_{side[0]}_{w}", period)
            mine = period.replace("q.", f"{q}.")
            bounds.append(self.day(self._by_period(n, used, f"{q}.{start}", f"{mine} + {w - 1}")))
        open_ = (earliest, self.day(f"{q}.sure_from + {2 * n - 1}"))
        return (
            f"CASE WHEN {q}.first_entry IS NULL THEN {open_[0]} ELSE {bounds[0]} END",
            f"CASE WHEN {q}.first_entry IS NULL THEN {open_[1]} ELSE {bounds[1]} END",
        )

    def last_day_year(self, limit: t.Node) -> tuple[str, str]:
        return self._year(limit, FAR, "year")

    def last_day_year_from(self, limit: t.Node, first: t.Node) -> tuple[str, str]:
        start = self.whole(first)
        if start is None:
            return "NULL", "NULL"
        low, high = self._year(limit, start, f"year_{start}")
        return f"CASE WHEN NOT stay_person_{self.v.name}.unbounded THEN {low} END", high

    def _year(self, limit: t.Node, first: int, label: str) -> tuple[str, str]:
        q = self.presence()
        n = self.whole(limit)
        if n is None or n >= 365:
            return "NULL", "NULL"
        bounds = []
        for side, start, end in (("poss", "possible_from", "u"), ("sure", "sure_from", "ub")):

            def year(s: str, month: int, day: int) -> str:
                inside = f"CASE WHEN {s} > 0 THEN {s} ELSE 1 END"
                return self.d.first_of_year(self.d.part("year", f"({inside})"), month, day)

            s = f"greatest(q.{start}, {first})"
            # The count runs to the eve of the counted start, which may lie after the stay's own.
            name = f"{label}_{side[0]}_{self.v.name}"
            if name not in self.v.made:
                self.v.made.add(name)
                counted = (
                    f"greatest(0, least(r.{end}, {s} - 1) - greatest(r.f, greatest({year(s, 1, 1)}, {first})) + 1)"
                )
                self.o.table(
                    name,
                    f"SELECT r.p, sum({counted}) AS n FROM {side}_{self.v.name} r "
                    f"JOIN {q} q ON q.p = r.p WHERE r.before_ AND {s} > 0 GROUP BY r.p",
                )
            self.joins.append(name)
            mine = s.replace("q.", f"{q}.")
            found = self._by_period(n, f"coalesce({name}.n, 0)", mine, year(mine, 12, 31))
            bounds.append(f"CASE WHEN {mine} > 0 THEN {self.day(found)} END")
        return bounds[0], bounds[1]

    def last_day_unbroken(self, limit: t.Node) -> tuple[str, str]:
        q = self.presence()
        n = self.whole(limit)
        if n is None:
            return "NULL", "NULL"
        return self.day(f"{q}.possible_from + {n - 1}"), self.day(f"{q}.sure_from + {n - 1}")

    def longest_stay(self) -> tuple[str, str]:
        q = self.presence()
        name = self.once(
            "longest_stay",
            lambda: (
                "SELECT p, max(CASE WHEN hi_e <= day_ THEN greatest(1, least(lo_x, day_) - hi_e + 1) ELSE 0 END) AS least_, "
                f"max(greatest(0, least(hi_x, day_) - lo_e + 1)) AS most_ FROM stay_begun_{self.v.name} GROUP BY p"
            ),
        )
        self.joins.append(name)
        return self._least_most(q, name)

    def _least_most(self, q: str, name: str) -> tuple[str, str]:
        most = f"coalesce({name}.most_, 0)"
        return (
            f"coalesce({name}.least_, 0)",
            f"CASE WHEN {q}.known_from IS NULL AND {most} <= 1000000 THEN {most} END",
        )

    def longest_gap(self) -> tuple[str, str]:
        q = self.presence()
        name = self.once(
            "longest_gap",
            lambda: (
                "SELECT p, max(CASE WHEN hi_e <= day_ AND (known_from IS NULL OR prev_hi_x + 1 >= known_from) "
                "THEN greatest(0, lo_e - prev_hi_x - 1) ELSE 0 END) AS least_, "
                "max(greatest(0, least(hi_e, day_) - least(prev_lo_x, day_) - 1)) AS most_ "
                f"FROM stay_begun_{self.v.name} WHERE prev_hi_x IS NOT NULL GROUP BY p"
            ),
        )
        self.joins.append(name)
        return self._least_most(q, name)

    # stays: where it is not sure with which row the present stay began

    def _ways(self) -> tuple[str, str, str]:
        """Each way to tell the present stay apart: (p, way, low, high, last), and its earlier rows: sure, possible."""
        v = self.v.name

        def ways() -> str:
            low = f"greatest(b.lo_e, coalesce(b.prev_lo_x, {FAR}))"
            begun = f"stay_begun_{v} b JOIN stay_person_{v} q ON q.p = b.p"
            first = f"(SELECT p, max(CASE WHEN hi_e <= day_ THEN seq END) AS seq0 FROM stay_begun_{v} GROUP BY p) z"
            return (
                f"SELECT b.p, b.seq AS way, {low} AS low, b.hi_e AS high, 1 AS plain FROM {begun} "
                "WHERE q.here_plain AND b.seq = b.last_seq "
                f"UNION ALL SELECT b.p, b.seq AS way, {low} AS low, least(b.hi_e, b.day_) AS high, 0 AS plain "
                f"FROM {begun} JOIN {first} ON z.p = b.p "
                "WHERE NOT q.here_plain AND b.seq >= coalesce(z.seq0, -1) AND least(b.hi_x, b.day_) >= b.day_ "
                f"UNION ALL SELECT q.p, {BIG} AS way, q.day_ AS low, q.day_ AS high, 2 AS plain FROM stay_person_{v} q "
                "WHERE NOT q.is_here"
            )

        def sure() -> str:
            other = (
                "SELECT w.p, w.way, b.seq, b.hi_e AS f, b.lo_x AS u FROM "
                f"ways_{v} w JOIN stay_begun_{v} b ON b.p = w.p AND b.seq < w.way "
                "WHERE w.plain = 0 AND b.hi_e <= b.lo_x AND b.lo_x <= b.day_"
            )
            trimmed = f"coalesce(lead(f) OVER (PARTITION BY p, way ORDER BY seq), {BIG}) - 1"
            return (
                f"SELECT w.p, w.way, s.seq, s.f, CASE WHEN w.plain = 1 THEN s.ub ELSE s.u END AS u FROM ways_{v} w "
                f"JOIN sure_{v} s ON s.p = w.p WHERE (w.plain = 1 AND s.before_) OR w.plain = 2 "
                f"UNION ALL SELECT p, way, seq, f, least(u, {trimmed}) AS u FROM ({other}) o"
            )

        def possible() -> str:
            rows = (
                "SELECT w.p, w.way, b.seq, b.lo_e AS f, least(b.hi_x, b.day_) AS u, b.known_from FROM "
                f"ways_{v} w JOIN stay_begun_{v} b ON b.p = w.p AND b.seq < w.way "
                "WHERE b.known_from IS NULL OR least(b.hi_x, b.day_) >= b.known_from"
            )
            before = (
                f"SELECT w.p, w.way, -1 AS seq, {FAR} AS f, "
                "CASE WHEN m.f IS NULL THEN q.known_from - 1 ELSE least(q.known_from - 1, m.f - 1) END AS u "
                f"FROM ways_{v} w JOIN stay_person_{v} q ON q.p = w.p "
                f"LEFT JOIN (SELECT p, way, min(f) AS f FROM ({rows}) r0 GROUP BY p, way) m ON m.p = w.p AND m.way = w.way "
                "WHERE q.known_from IS NOT NULL"
            )
            trimmed = f"coalesce(lead(f) OVER (PARTITION BY p, way ORDER BY seq), {BIG}) - 1"
            both = f"SELECT p, way, seq, f, u FROM ({rows}) r1 UNION ALL {before}"
            return f"SELECT p, way, seq, f, least(u, {trimmed}) AS u FROM ({both}) r2"

        self.presence()
        return self.once("ways", ways), self.once("way_sure", sure), self.once("way_poss", possible)

    def days_present_before(self, days: t.Node) -> tuple[str, str]:
        q = self.presence()
        n = self.whole(days)
        if n is None:
            return "NULL", "NULL"
        ways, sure, possible = self._ways()
        bounds = []
        for rows, how, side in ((sure, "min", "s"), (possible, "max", "p")):

            def query(rows: str = rows, how: str = how) -> str:
                inner = " UNION ALL ".join(
                    f"SELECT w.p, w.way, r.{edge} AS s FROM {ways} w JOIN {rows} r ON r.p = w.p AND r.way = w.way "
                    f"WHERE w.low <> w.high AND r.{edge} > w.low AND r.{edge} < w.high"
                    for edge in ("f", "u + 1", f"f + {n}", f"u + 1 + {n}")
                )
                starts = (
                    f"SELECT p, way, low AS s FROM {ways} UNION ALL SELECT p, way, high AS s FROM {ways} "
                    f"WHERE low <> high UNION ALL {inner}"
                )
                counted = f"greatest(0, least(r.u, k.s - 1) - greatest(r.f, k.s - {n}) + 1)"
                counted = f"CASE WHEN r.seq IS NOT NULL THEN {counted} ELSE 0 END"  # least and greatest pass over NULL
                summed = (
                    f"SELECT k.p, k.way, k.s, sum({counted}) AS n FROM (SELECT DISTINCT p, way, s FROM ({starts}) k0) k "
                    f"LEFT JOIN {rows} r ON r.p = k.p AND r.way = k.way GROUP BY k.p, k.way, k.s"
                )
                return f"SELECT p, {how}(n) AS n FROM ({summed}) k1 GROUP BY p"

            name = self.once(f"before_{n}_{side}", query)
            self.joins.append(name)
            bounds.append(f"coalesce({name}.n, {BIG if how == 'min' else 0})")
        return self._where_told(q, ways, bounds)

    def _where_told(self, q: str, ways: str, bounds: list[str]) -> tuple[str, str]:
        """Nothing where a way begins before all days, or the day itself lies before what is known."""
        far = self.once("ways_far", lambda: f"SELECT p, min(low) AS low FROM {ways} GROUP BY p")
        self.joins.append(far)
        fine = f"NOT {q}.unbounded AND coalesce({far}.low, 0) >= 0"
        return f"CASE WHEN {fine} THEN {bounds[0]} END", f"CASE WHEN {fine} THEN {bounds[1]} END"

    def days_used_rolling(self, limit: t.Node, window: t.Node) -> tuple[str, str]:
        q = self.presence()
        n, w = self.whole(limit), self.whole(window)
        if n is None or w is None or n >= w:
            return "NULL", "NULL"
        ways, sure, possible = self._ways()
        absent = w - n

        def used(starts: str, rows: str, how: str) -> str:
            one = (
                f"SELECT k.p, k.way, k.s, r.seq, r.f, least(r.u, k.s - 1) AS u FROM ({starts}) k "
                f"JOIN {rows} r ON r.p = k.p AND r.way = k.way"
            )
            two = f"SELECT *, greatest(0, u - f + 1) AS n FROM ({one}) k1"
            later = "OVER (PARTITION BY p, way, s ORDER BY seq DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
            three = f"SELECT *, s - 1 - u - coalesce(sum(n) {later}, 0) AS gap FROM ({two}) k2"
            four = f"SELECT p, way, s, sum(CASE WHEN gap < {absent} THEN n ELSE 0 END) AS n FROM ({three}) k3 GROUP BY p, way, s"
            # A way without earlier rows has used nothing.
            five = (
                f"SELECT k.p, coalesce(f.n, 0) AS n FROM ({starts}) k "
                f"LEFT JOIN ({four}) f ON f.p = k.p AND f.way = k.way AND f.s = k.s"
            )
            return f"SELECT p, {how}(n) AS n FROM ({five}) k5 GROUP BY p"

        least_starts = (
            f"SELECT DISTINCT p, way, s FROM (SELECT p, way, low AS s FROM {ways} "
            f"UNION ALL SELECT p, way, high AS s FROM {ways}) k9"
        )
        after = f"SELECT p, way, max(u + 1) AS after_ FROM {possible} GROUP BY p, way"
        most_starts = (
            "SELECT w.p, w.way, least(greatest(coalesce(m.after_, w.low), w.low), w.high) AS s "
            f"FROM {ways} w LEFT JOIN ({after}) m ON m.p = w.p AND m.way = w.way"
        )
        least_ = self.once(f"used_least_{absent}", lambda: used(least_starts, sure, "min"))
        most_ = self.once(f"used_most_{absent}", lambda: used(most_starts, possible, "max"))
        self.joins += [least_, most_]
        most = f"coalesce({most_}.n, 0)"
        return self._where_told(
            q, ways, [f"coalesce({least_}.n, {BIG})", f"CASE WHEN {most} < 1000000 THEN {most} END"]
        )

    # -- penalties

    def _penalties(self, kind: str) -> str:
        """(p, day_, low, high, sure) of those of a kind that may be in force by the day."""
        codes = self.w.codes.number

        def query() -> str:
            if kind == "any":
                which, sure = "TRUE", "TRUE"
            else:
                kinds = ("migration", "work") if kind == "stay_or_work" else (kind,)
                listed = ", ".join(str(codes[k]) for k in kinds)
                which, sure = f"(r.kind IS NULL OR r.kind IN ({listed}))", "r.kind IS NOT NULL"
            return (
                f"SELECT r.p, a.day_, coalesce(r.f_lo, {FAR}) AS low, coalesce(r.f_hi, a.day_) AS high, {sure} AS sure "
                f"FROM penalties r JOIN as_{self.v.name} a ON a.p = r.p "
                f"WHERE a.t_penalties AND {which} AND (r.f_lo IS NULL OR r.f_lo <= a.day_)"
            )

        return self.once(f"penalties_{kind}", query)

    def _plus_years(self, day: str, years: int) -> str:
        moved = self.d.plus_months(f"(CASE WHEN {day} > 0 THEN {day} ELSE 1 END)", str(12 * years))
        return f"(CASE WHEN {day} > 0 THEN {moved} ELSE {day} END)"

    def penalties_within(self, kind: t.Node, years: t.Node, day: t.Node) -> tuple[str, str]:
        rows = self._penalties(self.argument(kind))
        n, on = self.whole(years), self.argument(day)
        if n is None:
            return "NULL", "NULL"
        source, name = self.source(), self.label("penalties_within")
        until = f"least({on}, a.day_)"
        most = f"r.low <= {until} AND {self._plus_years(f'least(r.high, {until})', n)} >= {on}"
        least_ = f"r.sure AND r.high <= {until} AND {self._plus_years('r.low', n)} >= {on}"
        self.o.table(
            name,
            f"SELECT a.p, sum(CASE WHEN {most} AND {least_} THEN 1 ELSE 0 END) AS least_, "
            f"sum(CASE WHEN {most} THEN 1 ELSE 0 END) AS most_ FROM {source} a JOIN {rows} r ON r.p = a.p GROUP BY a.p",
        )
        self.joins.append(name)
        told = f"CASE WHEN {on} IS NOT NULL THEN "
        return f"{told}coalesce({name}.least_, 0) END", f"{told}coalesce({name}.most_, 0) END"

    def repeat_penalty_day(self, kind: t.Node, count: t.Node, years: t.Node) -> tuple[str, str]:
        which, n, y = self.argument(kind), self.whole(count), self.whole(years)
        if n is None or y is None:
            return "NULL", "NULL"
        rows = self._penalties(which)

        def query() -> str:
            one = f"SELECT p, low, high, sure, lag(low, {max(n, 1) - 1}) OVER (PARTITION BY p ORDER BY low) AS start_ FROM {rows}"
            return (
                f"SELECT p, max(CASE WHEN {self._plus_years('start_', y)} >= low THEN low END) AS found, "
                f"min(CASE WHEN low = high AND sure THEN 1 ELSE 0 END) AS plain FROM ({one}) r1 GROUP BY p"
            )

        name = self.once(f"repeat_day_{which}_{n}_{y}", query)
        self.joins.append(name)
        value = f"CASE WHEN {name}.plain = 1 THEN {self.day(f'{name}.found')} END"
        return value, value

    def has_repeat_penalty(self, kind: t.Node, count: t.Node, years: t.Node) -> tuple[str, str]:
        which, n, y = self.argument(kind), self.whole(count), self.whole(years)
        if n is None or y is None:
            return "NULL", "NULL"
        rows = self._penalties(which)

        def query() -> str:
            numbered = f"SELECT *, row_number() OVER (PARTITION BY p ORDER BY low, high) AS k FROM {rows}"
            sure_end = self._plus_years("b.low", y)
            late = "least(b.high, b.day_)"
            open_end = self._plus_years(late, y)
            pairs = (
                "SELECT b.p, b.k, max(b.day_) AS day_, "
                f"sum(CASE WHEN b.sure AND b.low > {FAR} AND r.sure AND r.low >= b.low AND r.high <= {sure_end} "
                "AND r.high <= b.day_ THEN 1 ELSE 0 END) AS surely, "
                f"sum(CASE WHEN r.low <= {open_end} AND least(r.high, b.day_) >= {late} THEN 1 ELSE 0 END) AS perhaps "
                f"FROM ({numbered}) b JOIN {rows} r ON r.p = b.p GROUP BY b.p, b.k"
            )
            return (
                f"SELECT p, max(surely) AS surely, max(perhaps) AS perhaps, count(*) AS n FROM ({pairs}) b1 GROUP BY p"
            )

        name = self.once(f"repeat_{which}_{n}_{y}", query)
        self.joins.append(name)
        value = (
            f"CASE WHEN coalesce({name}.n, 0) < {n} THEN FALSE WHEN {name}.surely >= {n} THEN TRUE "
            f"WHEN {name}.perhaps >= {n} THEN NULL ELSE FALSE END"
        )
        return value, value

    # -- patents

    def _patents(self) -> str:
        """Patents that may have been issued by the day; `current`: may be the current one."""

        def query() -> str:
            one = (
                f"SELECT r.*, a.day_, (r.i_lo IS NULL OR r.i_hi <= a.day_) AS surely "
                f"FROM patents r JOIN as_{self.v.name} a ON a.p = r.p "
                "WHERE a.t_patents AND (r.i_lo IS NULL OR r.i_lo <= a.day_)"
            )
            two = f"SELECT *, max(CASE WHEN surely THEN seq END) OVER (PARTITION BY p) AS since FROM ({one}) r1"
            return f"SELECT *, seq >= coalesce(since, -1) AS is_current FROM ({two}) r2"

        return self.once("patents_issued", query)

    def _patents_summed(self) -> str:
        rows = self._patents()

        def query() -> str:
            return (
                "SELECT p, count(*) AS n, sum(CASE WHEN surely THEN 1 ELSE 0 END) AS surely, "
                "max(CASE WHEN is_current AND i_lo IS NULL THEN 1 ELSE 0 END) AS undated, "
                "min(CASE WHEN is_current THEN i_lo END) AS i_lo, "
                "max(CASE WHEN is_current THEN least(i_hi, day_) END) AS i_hi, "
                "sum(CASE WHEN is_current THEN 1 ELSE 0 END) AS open_, count(CASE WHEN is_current THEN region END) AS placed, "
                "min(CASE WHEN is_current THEN region END) AS r_lo, max(CASE WHEN is_current THEN region END) AS r_hi, "
                "min(seq) AS first_seq, "
                "max(CASE WHEN reissued IS NOT NULL AND NOT reissued THEN seq END) AS cut, "
                "max(CASE WHEN reissued IS NULL OR NOT reissued THEN seq END) AS doubt "
                f"FROM {rows} GROUP BY p"
            )

        name = self.once("patents_summed", query)
        self.joins.append(name)
        return name

    def has_patent(self) -> tuple[str, str]:
        name = self._patents_summed()
        value = f"CASE WHEN {name}.n IS NULL THEN FALSE WHEN {name}.surely > 0 THEN TRUE END"
        return value, value

    def patents_count(self) -> tuple[str, str]:
        name = self._patents_summed()
        return f"coalesce({name}.surely, 0)", f"coalesce({name}.n, 0)"

    def patent_issued_day(self) -> tuple[str, str]:
        name = self._patents_summed()
        return (
            f"CASE WHEN {name}.undated = 0 THEN {name}.i_lo END",
            f"CASE WHEN {name}.undated = 0 THEN {name}.i_hi END",
        )

    def patent_region(self) -> tuple[str, str]:
        name = self._patents_summed()
        value = f"CASE WHEN {name}.open_ = {name}.placed AND {name}.r_lo = {name}.r_hi THEN {name}.r_lo END"
        return value, value

    def patent_reissues(self) -> tuple[str, str]:
        name = self._patents_summed()
        rows = self._patents()
        counted = self.once(
            "reissues",
            lambda: (
                "SELECT r.p, sum(CASE WHEN r.seq > coalesce(q.cut, -1) THEN 1 ELSE 0 END) AS most_, "
                "sum(CASE WHEN r.seq > coalesce(q.doubt, -1) THEN 1 ELSE 0 END) AS least_, "
                "max(CASE WHEN r.seq = q.first_seq AND r.reissued IS NULL THEN 1 ELSE 0 END) AS first_open "
                f"FROM {rows} r JOIN {name} q ON q.p = r.p GROUP BY r.p"
            ),
        )
        self.joins.append(counted)
        least_ = f"CASE WHEN {name}.open_ = 1 THEN {counted}.least_ ELSE 0 END"
        most_ = (
            f"{counted}.most_ - (CASE WHEN {counted}.first_open = 1 AND {counted}.most_ = {name}.n THEN 1 ELSE 0 END)"
        )
        return (
            f"CASE WHEN {name}.n IS NULL THEN 0 ELSE {least_} END",
            f"CASE WHEN {name}.n IS NULL THEN 0 ELSE {most_} END",
        )

    def patent_last_paid_day(self, max_months: t.Node) -> tuple[str, str]:
        most = self.whole(max_months)
        if most is None:
            return "NULL", "NULL"
        rows = self._patents()

        def months_to(issued: str, months: str) -> str:
            return f"({self.d.plus_months(issued, months)} - 1)"

        def folded(side: str) -> str:
            """(p, seq, months): months paid in time, at worst (`w`) or at best (`b`)."""
            if side == "w":
                issued, day, months, at_once = "c.i_lo", "d_hi", "coalesce(m.months, 1)", "0"
            else:
                issued, day, months = "c.i_hi", "d_lo", f"coalesce(m.months, {most})"
                at_once = "coalesce(o.months, 0)"
            free = (
                f"SELECT m.p, m.seq, sum(coalesce(m.months, {most})) AS months FROM payments m "
                "WHERE m.d_lo IS NULL GROUP BY m.p, m.seq"
            )
            joined = f" LEFT JOIN ({free}) o ON o.p = c.p AND o.seq = c.seq" if side == "b" else ""
            one = (
                f"SELECT c.p, c.seq, {issued} AS issued, {at_once} AS once_, m.{day} AS d, {months} AS months "
                f"FROM {rows} c JOIN payments m ON m.p = c.p AND m.seq = c.seq{joined} "
                f"WHERE c.is_current AND c.i_lo IS NOT NULL AND m.{day} IS NOT NULL AND m.{day} <= c.day_"
            )
            earlier = "OVER (PARTITION BY p, seq ORDER BY d, months ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
            two = f"SELECT *, once_ + coalesce(sum(months) {earlier}, 0) AS paid FROM ({one}) m1"
            limit = months_to("issued", f"least(paid, {most})")
            three = f"SELECT *, (d > {limit} AND d > issued) AS late FROM ({two}) m2"
            summed = (
                "SELECT p, seq, min(CASE WHEN late THEN paid END) AS cut, max(once_) + sum(months) AS whole "
                f"FROM ({three}) m3 GROUP BY p, seq"
            )
            base = (
                f"SELECT c.p, c.seq, {at_once} AS once_ FROM {rows} c{joined} WHERE c.is_current"
                if side == "b"
                else f"SELECT c.p, c.seq, 0 AS once_ FROM {rows} c WHERE c.is_current"
            )
            return (
                f"SELECT c.p, c.seq, coalesce(f.cut, f.whole, c.once_) AS months FROM ({base}) c "
                f"LEFT JOIN ({summed}) f ON f.p = c.p AND f.seq = c.seq"
            )

        def query() -> str:
            worst = self.once(f"paid_w_{most}", lambda: folded("w"))
            best = self.once(f"paid_b_{most}", lambda: folded("b"))
            low = (
                "CASE WHEN c.t_lo IS NOT NULL THEN CASE WHEN c.i_lo IS NOT NULL THEN "
                f"least(c.t_lo, {months_to('c.i_lo', str(most))}) ELSE c.t_lo END "
                "WHEN c.i_lo IS NULL THEN NULL "
                f"WHEN c.told THEN {months_to('c.i_lo', f'least(w.months, {most})')} "
                f"WHEN c.months IS NOT NULL THEN {months_to('c.i_lo', f'least(c.months, {most})')} END"
            )
            high = (
                "CASE WHEN c.t_hi IS NOT NULL THEN CASE WHEN c.i_hi IS NOT NULL THEN "
                f"least(c.t_hi, {months_to('c.i_hi', str(most))}) ELSE c.t_hi END "
                "WHEN c.i_hi IS NULL THEN NULL "
                f"WHEN c.told THEN {months_to('c.i_hi', f'least(b.months, {most})')} "
                f"WHEN c.months IS NOT NULL THEN {months_to('c.i_hi', f'least(c.months, {most})')} "
                f"ELSE {months_to('c.i_hi', str(most))} END"
            )
            one = (
                f"SELECT c.p, {low} AS low, {high} AS high FROM {rows} c JOIN {worst} w ON w.p = c.p AND w.seq = c.seq "
                f"JOIN {best} b ON b.p = c.p AND b.seq = c.seq WHERE c.is_current"
            )
            return (
                "SELECT p, CASE WHEN count(*) = count(low) THEN min(low) END AS low, "
                f"CASE WHEN count(*) = count(high) THEN max(high) END AS high FROM ({one}) c1 GROUP BY p"
            )

        name = self.once(f"last_paid_{most}", query)
        self.joins.append(name)
        return f"{name}.low", f"{name}.high"

    # -- decisions

    def _decisions(self, kind: str) -> str:
        codes = self.w.codes.number

        def query() -> str:
            if kind == "any":
                which, doubt = "TRUE", "FALSE"
            else:
                kinds = ("expulsion", "deportation", "readmission") if kind == "any_removal" else (kind,)
                listed = ", ".join(str(codes[k]) for k in kinds)
                which, doubt = f"(r.kind IS NULL OR r.kind IN ({listed}))", "r.kind IS NULL"
            return (
                f"SELECT r.*, a.day_, {doubt} AS doubt FROM decisions r JOIN as_{self.v.name} a ON a.p = r.p "
                f"WHERE a.t_decisions AND {which} AND (r.d_lo IS NULL OR r.d_lo <= a.day_) "
                "AND (r.d_lo IS NOT NULL OR r.c_lo IS NULL OR r.c_lo <= a.day_)"
            )

        return self.once(f"decisions_{kind}", query)

    def decisions_count(self, kind: t.Node) -> tuple[str, str]:
        which = self.argument(kind)
        rows = self._decisions(which)
        name = self.once(
            f"decisions_count_{which}",
            lambda: (
                "SELECT p, count(*) AS most_, sum(CASE WHEN NOT doubt AND (d_lo IS NULL OR d_hi <= day_) THEN 1 ELSE 0 END) "
                f"AS least_ FROM {rows} GROUP BY p"
            ),
        )
        self.joins.append(name)
        return f"coalesce({name}.least_, 0)", f"coalesce({name}.most_, 0)"

    def last_decision_day(self, kind: t.Node) -> tuple[str, str]:
        return self._latest(self.argument(kind), "d")

    def last_executed_day(self, kind: t.Node) -> tuple[str, str]:
        return self._latest(self.argument(kind), "x")

    def _latest(self, kind: str, what: str) -> tuple[str, str]:
        rows = self._decisions(kind)
        name = self.once(
            f"latest_{what}_{kind}",
            lambda: (
                f"SELECT p, max(CASE WHEN NOT doubt AND {what}_hi <= day_ THEN {what}_lo END) AS low, "
                f"max(CASE WHEN {what}_lo <= day_ THEN least({what}_hi, day_) END) AS high, "
                f"max(CASE WHEN {what}_lo IS NULL THEN 1 ELSE 0 END) AS open_ FROM {rows} GROUP BY p"
            ),
        )
        self.joins.append(name)
        return f"{name}.low", f"CASE WHEN {name}.open_ = 0 THEN {name}.high END"

    # -- contracts

    def has_contract(self) -> tuple[str, str]:
        name = self.once(
            "contracts_any",
            lambda: f"SELECT r.p, count(*) AS n FROM contracts r JOIN as_{self.v.name} a ON a.p = r.p GROUP BY r.p",
        )
        self.joins.append(name)
        value = f"({name}.n IS NOT NULL)"
        return value, value

    def _contract(self) -> str:
        def query() -> str:
            earlier = "OVER (PARTITION BY p ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
            one = (
                f"SELECT r.*, a.day_ FROM contracts r JOIN as_{self.v.name} a ON a.p = r.p "
                "WHERE a.t_contracts AND (r.m_lo IS NULL OR r.m_lo <= a.day_)"
            )
            two = f"SELECT *, coalesce(max(m_lo) {earlier}, {FAR}) AS made_from FROM ({one}) c1"
            three = (
                "SELECT *, max(CASE WHEN m_lo IS NULL OR m_hi >= made_from THEN seq END) OVER (PARTITION BY p) AS latest "
                f"FROM ({two}) c2"
            )
            kept = ", ".join(
                f"CASE WHEN {c}_lo <= day_ THEN {c}_{side} END AS {c}_{side}" for c in "msn" for side in ("lo", "hi")
            )
            return f"SELECT p, {kept} FROM ({three}) c3 WHERE seq = latest"

        name = self.once("contract_latest", query)
        self.joins.append(name)
        return name

    def contract_made_day(self) -> tuple[str, str]:
        name = self._contract()
        return f"{name}.m_lo", f"{name}.m_hi"

    def contract_copy_sent_day(self) -> tuple[str, str]:
        name = self._contract()
        return f"{name}.s_lo", f"{name}.s_hi"

    def contract_ended_day(self) -> tuple[str, str]:
        name = self._contract()
        return f"{name}.n_lo", f"{name}.n_hi"

    # -- pay

    def _unpaid(self) -> str:
        def query() -> str:
            sure = "((r.due_lo IS NULL OR r.due_hi <= a.day_) AND (r.paid_lo IS NULL OR r.paid_lo > a.day_))"
            return (
                f"SELECT r.*, a.day_, {sure} AS sure FROM pay r JOIN as_{self.v.name} a ON a.p = r.p WHERE a.t_pay "
                "AND (r.due_lo IS NULL OR r.due_lo <= a.day_) AND (r.paid_hi IS NULL OR r.paid_hi > a.day_)"
            )

        return self.once("pay_unpaid", query)

    def _unpaid_summed(self) -> str:
        rows = self._unpaid()
        name = self.once(
            "pay_summed",
            lambda: (
                "SELECT p, sum(CASE WHEN sure THEN coalesce(kopecks, 0) ELSE 0 END) AS least_, sum(kopecks) AS most_, "
                "max(CASE WHEN kopecks IS NULL THEN 1 ELSE 0 END) AS open_sum, "
                "max(CASE WHEN due_lo IS NULL THEN 1 ELSE 0 END) AS open_day, "
                "min(CASE WHEN sure THEN due_hi END) AS first_sure, min(due_lo) AS first_due, "
                "max(CASE WHEN sure THEN due_lo END) AS last_sure, max(least(due_hi, day_)) AS last_due "
                f"FROM {rows} GROUP BY p"
            ),
        )
        self.joins.append(name)
        return name

    def pay_unpaid_total(self) -> tuple[str, str]:
        name = self._unpaid_summed()
        big = self.d.big
        return (
            self.d.cast(f"coalesce({name}.least_, 0)", big),
            self.d.cast(f"CASE WHEN coalesce({name}.open_sum, 0) = 0 THEN coalesce({name}.most_, 0) END", big),
        )

    def pay_first_due(self) -> tuple[str, str]:
        name = self._unpaid_summed()
        return f"CASE WHEN {name}.open_day = 0 THEN {name}.first_due END", f"{name}.first_sure"

    def pay_last_due(self) -> tuple[str, str]:
        name = self._unpaid_summed()
        return f"{name}.last_sure", f"CASE WHEN {name}.open_day = 0 THEN {name}.last_due END"

    def pay_first_due_since(self, since: t.Node) -> tuple[str, str]:
        rows, start = self._unpaid(), self.argument(since)
        source, name = self.source(), self.label("pay_since")
        self.o.table(
            name,
            f"SELECT a.p, max(CASE WHEN r.due_lo IS NULL THEN 1 ELSE 0 END) AS open_day, "
            f"min(CASE WHEN r.sure AND r.due_lo >= {start} THEN r.due_hi END) AS first_sure, "
            f"min(CASE WHEN r.due_lo IS NOT NULL THEN greatest(r.due_lo, {start}) END) AS first_due "
            f"FROM {source} a JOIN {rows} r ON r.p = a.p WHERE r.due_lo IS NULL OR r.due_hi >= {start} GROUP BY a.p",
        )
        self.joins.append(name)
        return f"CASE WHEN {name}.open_day = 0 THEN {name}.first_due END", f"{name}.first_sure"

    def _interest(self, until: t.Node, rates: t.Node, most: bool) -> str:
        """(p, so_far, whole, computed_to, days, unsure) of late pay; by the least or the most that may be owed."""
        end, series = self.argument(until), self.argument(rates)
        source, name = self.source(), self.label(f"interest_{'most' if most else 'least'}")
        table = self.w.rates(series)
        due, paid = ("r.due_lo", "r.paid_hi") if most else ("r.due_hi", "r.paid_lo")
        moved = self.w.working_day("working_day_on_or_before", table.calendar, [due]) if table.calendar else due
        unsure = f"(r.due_lo IS NULL OR r.kopecks IS NULL OR ({due} <= a.day_ AND {moved} IS NULL))"
        last = f"(CASE WHEN {paid} <= a.day_ THEN least({end}, {paid}) ELSE {end} END)"
        one = (
            f"SELECT a.p, CASE WHEN {unsure} THEN 1 ELSE 0 END AS unsure, r.kopecks, "
            f"CASE WHEN NOT {unsure} AND {due} <= a.day_ AND {last} > {moved} THEN {moved} + 1 END AS first_, {last} AS last_ "
            f"FROM {source} a JOIN pay r ON r.p = a.p WHERE a.t_pay AND {end} IS NOT NULL"
        )
        reach = self.w.rate_reach(table, "first_")
        two = f"SELECT *, CASE WHEN first_ IS NOT NULL THEN least(last_, {reach}) END AS reached FROM ({one}) l1"
        three = (
            "SELECT *, min(CASE WHEN first_ IS NOT NULL AND reached < last_ THEN reached END) OVER (PARTITION BY p) AS stopped "
            f"FROM ({two}) l2"
        )
        to = f"least(last_, coalesce(stopped, {BIG}))"
        four = f"SELECT *, CASE WHEN first_ IS NOT NULL AND first_ <= coalesce(stopped, {BIG}) THEN {to} END AS to_ FROM ({three}) l3"
        owed = f"{self.d.cast('kopecks', self.d.huge)} * ({self.w.rate_sum(table, 'to_ + 1')} - {self.w.rate_sum(table, 'first_')})"
        five = (
            f"SELECT p, max(unsure) AS unsure, max(stopped) AS stopped, max(to_) AS computed_to, "
            f"max(CASE WHEN to_ IS NOT NULL THEN to_ - first_ + 1 END) AS days, "
            f"sum(CASE WHEN to_ IS NOT NULL THEN {owed} ELSE 0 END) AS total FROM ({four}) l4 GROUP BY p"
        )
        bottom = table.bottom * 10_000
        halves = (
            self.d.divide(f"(2 * total + {bottom})", str(2 * bottom))
            if self.d.name != "postgresql"
            else (f"div(2 * total + {bottom}, {2 * bottom})")
        )
        self.o.table(
            name,
            f"SELECT p, unsure, stopped, computed_to, days, {self.d.cast(halves, self.d.big)} AS so_far FROM ({five}) l5",
        )
        self.joins.append(name)
        return name

    def late_pay_interest(self, until: t.Node, rates: t.Node) -> tuple[str, str]:
        least_, most_ = self._interest(until, rates, False), self._interest(until, rates, True)
        told = f"{self.argument(until)} IS NOT NULL"
        return (
            f"CASE WHEN {told} THEN coalesce({least_}.so_far, 0) END",
            f"CASE WHEN {told} AND coalesce({most_}.unsure, 0) = 0 AND {most_}.stopped IS NULL "
            f"THEN coalesce({most_}.so_far, 0) END",
        )

    def late_pay_interest_to(self, until: t.Node, rates: t.Node) -> tuple[str, str]:
        name = self._interest(until, rates, False)
        return f"{name}.computed_to", f"{name}.computed_to"

    def late_pay_days(self, until: t.Node, rates: t.Node) -> tuple[str, str]:
        name = self._interest(until, rates, False)
        value = f"CASE WHEN {self.argument(until)} IS NOT NULL THEN coalesce({name}.days, 0) END"
        return value, value

    # -- registrations

    def _registration(self) -> str:
        def query() -> str:
            one = (
                f"SELECT r.*, a.day_, max(r.seq) OVER (PARTITION BY r.p) AS latest "
                f"FROM registrations r JOIN as_{self.v.name} a ON a.p = r.p "
                "WHERE a.t_registrations AND (r.s_lo IS NULL OR r.s_lo <= a.day_)"
            )
            return f"SELECT p, day_, s_lo, s_hi, u_lo, u_hi, living FROM ({one}) r1 WHERE seq = latest"

        name = self.once("registration_latest", query)
        self.joins.append(name)
        return name

    def registered(self) -> tuple[str, str]:
        name = self._registration()
        value = (
            f"CASE WHEN {name}.p IS NULL THEN FALSE WHEN {name}.u_hi < a.day_ THEN FALSE "
            f"WHEN {name}.s_hi > a.day_ THEN NULL WHEN {name}.u_lo < a.day_ THEN NULL ELSE TRUE END"
        )
        return value, value

    def registered_since(self) -> tuple[str, str]:
        name = self._registration()
        return f"{name}.s_lo", f"{name}.s_hi"

    def registered_until(self) -> tuple[str, str]:
        name = self._registration()
        return f"{name}.u_lo", f"{name}.u_hi"

    def registered_where_living(self) -> tuple[str, str]:
        name = self._registration()
        return f"{name}.living", f"{name}.living"
