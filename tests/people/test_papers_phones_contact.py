"""Check digits of passports, phones in one form, and rules of safe contact."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from hamroh.people.persons import phones
from hamroh.people.persons.contact import Channel, Hours, SafeContact, safe_contact
from hamroh.people.persons.papers import NotReadable, check_digit, read_passport

ON = dt.date(2026, 11, 28)
# An invented person in the form of ICAO Doc 9303.
FIRST = "P<TJKKHOLOV<<FARRUKH<SAIDOVICH".ljust(44, "<")


def second(number: str = "402345678", born: str = "900501", expires: str = "310430") -> str:
    body = f"{number}{check_digit(number)}TJK{born}{check_digit(born)}M{expires}{check_digit(expires)}" + "<" * 14 + "<"
    return body + check_digit(body[:10] + body[13:20] + body[21:43])


def test_the_specimen_of_the_standard_reads_without_a_fault() -> None:
    """The example of Doc 9303 part 4: Utopia, Anna Maria Eriksson."""
    passport = read_passport(
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10", on=ON
    )
    assert passport.faults == ()
    assert (passport.full_name, passport.number, passport.country) == ("ERIKSSON ANNA MARIA", "L898902C3", "UTO")
    assert (passport.born, passport.sex, passport.expires) == ("1974-08-12", "f", "2012-04-15")


def test_lines_fill_in_a_form() -> None:
    passport = read_passport(f"{FIRST}\n{second()}", on=ON)
    assert passport.faults == ()
    assert (passport.country, passport.number, passport.born) == ("TJK", "402345678", "1990-05-01")
    assert passport.full_name == "KHOLOV FARRUKH SAIDOVICH"


def test_a_wrong_digit_is_pointed_at_in_its_field() -> None:
    line = second()
    [fault] = read_passport(f"{FIRST}\n4{line[1:4]}9{line[5:]}", on=ON).faults
    assert (fault.field, fault.first, fault.last) == ("number", 1, 9)
    assert fault.said != fault.should


def test_a_letter_that_looks_like_the_digit_is_named_with_its_place() -> None:
    line = second("402305678")
    [fault] = read_passport(f"{FIRST}\n{line[:4]}O{line[5:]}", on=ON).faults
    assert (fault.at, fault.instead) == (5, "0")


@given(st.integers(0, 8), st.sampled_from("0123456789"))
def test_any_one_wrong_digit_of_a_number_is_noticed(place: int, digit: str) -> None:
    line = second()
    changed = line[:place] + digit + line[place + 1 :]
    # 7, 3 and 1 are prime to ten: no other digit in one place gives the same sum.
    assert bool(read_passport(f"{FIRST}\n{changed}", on=ON).faults) == (digit != line[place])


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "lines"), (FIRST, "lines"), (f"{FIRST}\n{second()[:-1]}", "lines"), (f"{FIRST[:-1]}я\n{second()}", "letters"),
     (f"V{FIRST[1:]}\n{second()}", "country")],
)  # fmt: skip
def test_what_is_no_passport_says_why(text: str, why: str) -> None:
    with pytest.raises(NotReadable) as caught:
        read_passport(text, on=ON)
    assert caught.value.why == why


def test_a_day_that_does_not_exist_stays_empty_and_an_unknown_one_is_the_year() -> None:
    assert read_passport(f"{FIRST}\n{second(born='900231')}", on=ON).born == ""
    assert read_passport(f"{FIRST}\n{second(born='900000')}", on=ON).born == "1990"


def test_a_number_told_without_its_country_is_looked_for_in_each() -> None:
    assert {"+992931112233", "+998931112233"} <= phones.readings("931112233")


# Nine digits without a country may be of Tajikistan or of Uzbekistan: not guessed.
@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("+7 900 111-22-33", "+79001112233"), ("8 (900) 111 22 33", "+79001112233"), ("+992 93 111 22 33", "+992931112233"),
        ("931112233", ""), ("12345", ""), ("нет", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_phone_takes_one_form_and_what_is_none_stays_text(said: str, number: str) -> None:
    assert phones.e164(said) == number


TUESDAY = dt.datetime(2026, 11, 24, 10, 0)
SUNDAY = dt.datetime(2026, 11, 29, 10, 0)


def test_what_was_not_asked_is_not_allowed() -> None:
    assert not any(safe_contact({}).allows(channel, TUESDAY) for channel in Channel)


def test_never_call_binds_calls_and_leaves_the_rest() -> None:
    rules = SafeContact(asked=True, never_call=True)
    assert not rules.allows(Channel.CALL, TUESDAY)
    assert rules.allows(Channel.SMS, TUESDAY)


def test_only_sms_means_only_sms() -> None:
    rules = SafeContact(asked=True, only_sms=True)
    assert [channel for channel in Channel if rules.allows(channel, TUESDAY)] == [Channel.SMS]


def test_only_sundays_means_only_sundays() -> None:
    rules = SafeContact(asked=True, hours=(Hours((6,), dt.time(9), dt.time(12)),))
    assert rules.allows(Channel.CALL, SUNDAY)
    assert not rules.allows(Channel.CALL, TUESDAY)
    assert not rules.allows(Channel.SMS, SUNDAY.replace(hour=12))


def test_hours_over_midnight_belong_to_the_evening() -> None:
    night = Hours((6,), dt.time(22), dt.time(2))
    assert night.hold(SUNDAY.replace(hour=23))
    assert night.hold((SUNDAY + dt.timedelta(1)).replace(hour=1))
    assert not night.hold(SUNDAY.replace(hour=1))


def test_rules_are_kept_and_read_the_same() -> None:
    rules = SafeContact(True, True, False, True, "the clinic", (Hours((0, 6), dt.time(9), dt.time(12)),))
    assert safe_contact({"safe": rules.plain()}) == rules
