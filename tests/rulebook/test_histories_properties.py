"""What must hold of every history, whatever the law counts."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given, settings, strategies as st

from hamroh.rulebook.days import Span
from hamroh.rulebook.histories import HISTORY_FUNCTIONS, Histories, Patent, Pay, Payment, Penalty, Stay
from hamroh.rulebook.series import rates_of

ON = date(2024, 6, 1)
BACK = st.integers(0, 500)
METHODS = st.sampled_from([(90, 180), (30, 90), (10, 30)])


@st.composite
def rows(draw: st.DrawFn) -> tuple[Stay, ...]:
    """Stays in order, every day known; the last may go on."""
    day, found = ON - timedelta(draw(BACK)), []
    for _ in range(draw(st.integers(0, 5))):
        leave = day + timedelta(draw(st.integers(0, 120)))
        found.append(Stay(Span.on(day), Span.on(leave)))
        day = leave + timedelta(draw(st.integers(0, 90)))
        if day > ON:
            break
    else:
        if draw(st.booleans()) and found:
            found.append(Stay(Span.on(day), None, True))
    return tuple(found)


SPANS = st.one_of(
    st.none(),
    st.builds(lambda n: Span.on(ON - timedelta(n)), st.integers(-100, 900)),
    st.builds(lambda n: Span.month((ON - timedelta(n)).year, (ON - timedelta(n)).month), st.integers(-100, 900)),
)
NONSENSE = st.tuples(
    st.lists(st.builds(Stay, SPANS, SPANS, st.sampled_from([None, True, False])), max_size=6),
    st.one_of(st.none(), st.dates(date(2022, 1, 1), date(2024, 12, 1))),
)


@given(NONSENSE, st.lists(st.builds(Payment, SPANS, st.one_of(st.none(), st.integers(0, 30))), max_size=5), SPANS)
@settings(max_examples=300, deadline=None)
def test_no_history_however_odd_stops_an_answer(
    told: tuple[list[Stay], date | None], payments: list[Payment], issued: Span | None
) -> None:
    person = Histories(
        stays=tuple(told[0]),
        stays_known_from=told[1],
        patents=(Patent(issued, payments=tuple(payments)),),
        penalties=(Penalty(issued, None), Penalty(None, "work")),
        decisions=(),
        contracts=(),
        pay=(Pay(issued, None), Pay(None, 100), Pay(issued, 100, issued)),
        registrations=(),
    )
    arguments: dict[str, Any] = {"number": 90, "day": ON, "text": "any"}
    for function in HISTORY_FUNCTIONS.values():
        given_ = [arguments[kind] for kind in function.arguments]
        if function.name.startswith("late_pay"):
            given_[-1] = "ru.late_pay_rate"
        elif function.name.startswith(("last_day_rolling", "last_day_fixed", "days_used")):
            given_[-1] = 180
        elif "penalt" in function.name:
            given_ = [3 if kind == "number" else value for kind, value in zip(function.arguments, given_, strict=True)]
        elif function.name.startswith("days_present_in_year"):
            given_ = [2024]
        function.work(person, ON, *given_)


@given(rows(), st.integers(0, 400), st.integers(0, 400))
def test_the_days_of_a_window_are_the_days_of_its_two_halves(told: tuple[Stay, ...], n: int, m: int) -> None:
    as_of = Histories(stays=told).on(ON)
    a, b = ON - timedelta(n + m + 1), ON
    cut = a + timedelta(n)
    whole, first, second = (as_of.days_present(*window)[0] for window in ((a, b), (a, cut), (cut + timedelta(1), b)))
    assert whole == (first or 0) + (second or 0)
    assert 0 <= (whole or 0) <= n + m + 2


@given(rows(), METHODS)
def test_leaving_an_earlier_stay_out_never_brings_the_last_day_forward(
    told: tuple[Stay, ...], method: tuple[int, int]
) -> None:
    if len(told) < 2:
        return
    limit, window = method
    more, less = Histories(stays=told).on(ON), Histories(stays=told[1:]).on(ON)
    for name, arguments in (("last_day_rolling", method), ("last_day_year", (limit,)), ("last_day_unbroken", (limit,))):
        with_it, without = getattr(more, name)(*arguments)[0], getattr(less, name)(*arguments)[0]
        assert with_it <= without, name
    assert more.days_used_rolling(limit, window)[0] >= less.days_used_rolling(limit, window)[0]  # type: ignore[operator]


@given(rows(), METHODS)
def test_the_last_day_is_what_the_days_used_leave(told: tuple[Stay, ...], method: tuple[int, int]) -> None:
    limit, window = method
    as_of = Histories(stays=told).on(ON)
    start, used, last = (
        as_of.stay_start()[0],
        as_of.days_used_rolling(limit, window)[0],
        as_of.last_day_rolling(limit, window)[0],
    )
    assert start is not None
    assert used is not None
    assert last == start + timedelta(max(-1, limit - 1 - used))


@given(rows(), METHODS, st.integers(-2000, 2000))
def test_the_rolling_rule_knows_no_calendar(told: tuple[Stay, ...], method: tuple[int, int], shift: int) -> None:
    by = timedelta(shift)

    def moved(span: Span | None) -> Span | None:
        return None if span is None else Span(span.earliest + by, span.latest + by)

    later = tuple(Stay(moved(r.entry), moved(r.exit), r.still_here) for r in told)
    one = Histories(stays=told).on(ON).last_day_rolling(*method)[0]
    other = Histories(stays=later).on(ON + by).last_day_rolling(*method)[0]
    assert one is not None
    assert other == one + by


@given(rows(), METHODS)
def test_a_fully_known_history_has_no_two_answers(told: tuple[Stay, ...], method: tuple[int, int]) -> None:
    as_of = Histories(stays=told).on(ON)
    for bounds in (
        as_of.last_day_rolling(*method),
        as_of.last_day_fixed(*method),
        as_of.last_day_year(method[0]),
        as_of.longest_gap(),
        as_of.longest_stay(),
        as_of.days_used_rolling(*method),
        as_of.days_present_before(method[1]),
    ):
        assert bounds[0] == bounds[1]


@given(
    st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 10**8), st.one_of(st.none(), st.integers(0, 500)))),
    st.integers(0, 3000),
)
@settings(max_examples=60, deadline=None)
def test_interest_is_the_sum_over_single_days(pay: list[tuple[int, int, int | None]], ahead: int) -> None:
    """Against the plain reading of the law: every day by itself, rounded once at the end."""
    from hamroh.rulebook.series import read_series

    book, first = read_series(), date(2015, 1, 12)
    rate, rule = book.look_up("ru.late_pay_rate"), book.look_up("ru.late_pay_rule")
    rates = rates_of("ru.late_pay_rate")
    until = first + timedelta(ahead)
    owed, total = [], Fraction(0)
    for after, kopecks, late in pay[:4]:
        due = first + timedelta(after // 7 * 7)
        paid = None if late is None else due + timedelta(late)
        owed.append(Pay(Span.on(due), kopecks, None if paid is None else Span.on(paid)))
        settled = rates.due_day(due.toordinal())  # a day off moves it to the eve
        assert settled is not None
        last = until if paid is None or paid > until else paid
        if due <= until:
            for day in range(settled + 1, last.toordinal() + 1):
                total += Fraction(kopecks * rate(day), 10_000 * rule(day))
    found = Histories(pay=tuple(owed)).on(until).late_pay_interest(until, rates)
    expected = (total + Fraction(1, 2)).__floor__()
    assert found == (expected, expected)
