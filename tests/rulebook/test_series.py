"""Dated series: a reading on the days it was read for, and nothing on any other."""

from __future__ import annotations

import pickle
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hamroh.rulebook.errors import LawError
from hamroh.rulebook.histories import HISTORY_FUNCTIONS
from hamroh.rulebook.series import SeriesBook, read_series
from hamroh.rulebook.tables import SERIES
from hamroh.rulebook.wording import fold


@pytest.fixture(scope="module")
def book() -> SeriesBook:
    return read_series()


def at(book: SeriesBook, name: str, day: str, *key: str) -> Any:
    return book.look_up(name)(*key, date.fromisoformat(day).toordinal())


@pytest.mark.parametrize(
    ("name", "day", "value"),
    [
        ("ru.key_rate", "2013-09-12", None),  # before the first reading
        ("ru.key_rate", "2013-09-13", 550),
        ("ru.key_rate", "2022-02-27", 950),
        ("ru.key_rate", "2022-02-28", 2000),
        ("ru.key_rate", "2026-09-08", 1400),
        ("ru.key_rate", "2026-09-09", None),  # after the last: never carried on
        ("ru.refinancing_rate", "2005-12-25", None),
        ("ru.refinancing_rate", "2015-12-31", 825),
        ("ru.refinancing_rate", "2016-01-01", 1100),  # the key rate's value from that day
        ("ru.refinancing_rate", "2016-06-14", 1050),
        ("ru.refinancing_rate", "2026-09-09", None),
        ("ru.late_pay_rule", "2016-10-02", 300),
        ("ru.late_pay_rule", "2016-10-03", 150),
        ("ru.late_pay_rate", "2013-10-01", 825),  # the refinancing rate, though a key rate existed
        ("ru.late_pay_rate", "2016-10-03", 1000),
        ("ru.late_pay_rate", "2026-09-09", None),
        ("ru.minimum_wage", "2022-05-31", 13_890_00),
        ("ru.minimum_wage", "2022-06-01", 15_279_00),
        ("ru.minimum_wage", "2026-11-22", 27_093_00),
        ("ru.minimum_wage", "2026-11-23", None),
        ("ru.patent_deflator", "2020-06-01", 1810),
        ("ru.patent_deflator", "2026-12-31", 2842),
        ("ru.patent_deflator", "2027-01-01", None),
    ],
)
def test_a_reading_holds_on_its_days_and_on_no_other(book: SeriesBook, name: str, day: str, value: int | None) -> None:
    assert at(book, name, day) == value


@pytest.mark.parametrize(
    ("region", "day", "kopecks"),
    [
        ("RU-MOW", "2025-07-01", 8900_12),  # 1,200 x 2.594 x 2.8592
        ("RU-MOW", "2024-07-01", 7500_00),  # no coefficient read: the stated price
        ("RU-MOS", "2018-01-01", 4300_01),
        ("RU-SPE", "2026-01-01", 8000_00),
        ("RU-TA", "2026-01-01", 8696_52),  # the press reckoned with an older deflator
        ("RU-TVE", "2025-01-01", None),
        ("RU-SPE", "2019-01-01", None),  # a year that was not read between two that were
        ("RU-MOW", "2027-01-01", None),
    ],
)
def test_the_price_of_a_patent_is_reckoned_where_it_can_be(
    book: SeriesBook, region: str, day: str, kopecks: int | None
) -> None:
    assert at(book, "ru.patent_price", day, region) == kopecks


def test_a_disputed_price_says_so(book: SeriesBook) -> None:
    reading = book.reading("ru.patent_price", "RU-SAM", on=date(2026, 3, 1))
    assert reading is not None
    assert (reading.value, reading.confidence, reading.note) == (11_765_88, "disputed", "older_deflator")
    assert set(book.notes["older_deflator"]) == {"en", "ru", "tg"}
    assert (reading.since, reading.until) == (date(2026, 1, 1), date(2026, 12, 31))


def test_the_reckoned_prices_agree_with_the_stated_ones_unless_disputed(book: SeriesBook) -> None:
    for row in book["ru.patent_price"].rows:
        if row["coefficient"] is not None and row["stated_rub"] is not None and row["confidence"] != "disputed":
            assert abs(row["price"] - row["stated_rub"]) < 100, row  # within the rouble to which prices are rounded


def test_a_reading_carries_its_source_and_days(book: SeriesBook) -> None:
    reading = book.reading("ru.key_rate", on=date(2023, 2, 15))
    assert reading is not None
    assert (reading.value, reading.confidence) == (750, "verified")
    assert (reading.since, reading.until) == (date(2022, 9, 19), date(2023, 7, 23))
    assert reading.source
    assert book.reading("ru.key_rate", on=date(2026, 9, 9)) is None


def test_work_is_closed_where_a_ban_was_read_and_otherwise_unknown_never_open(book: SeriesBook) -> None:
    assert at(book, "ru.sector_closed", "2026-05-01", "RU-SPE", "taxi") is True
    assert at(book, "ru.sector_closed", "2025-07-27", "RU-SPE", "taxi") is None
    assert at(book, "ru.sector_closed", "2026-05-01", "RU-SPE", "construction") is None
    assert at(book, "ru.sector_closed", "2026-05-01", "RU-TVE", "taxi") is None  # not listed does not mean open
    assert at(book, "ru.sector_closed", "2027-01-01", "RU-SPE", "taxi") is None


def test_a_ban_with_an_end_that_was_not_read_may_still_run(book: SeriesBook) -> None:
    assert at(book, "ru.sector_closed", "2024-11-01", "RU-CHE", "trade") is True
    assert at(book, "ru.sector_closed", "2025-05-01", "RU-CHE", "trade") is None
    assert at(book, "ru.sector_may_be_closed", "2025-05-01", "RU-CHE", "trade") is True
    assert at(book, "ru.sector_may_be_closed", "2024-10-31", "RU-CHE", "trade") is None


def test_a_ban_in_force_since_some_day_of_a_year_is_sure_from_its_last_day(book: SeriesBook) -> None:
    assert at(book, "ru.sector_closed", "2024-12-31", "RU-SAR", "taxi") is True
    assert at(book, "ru.sector_closed", "2024-06-01", "RU-SAR", "taxi") is None
    assert at(book, "ru.sector_may_be_closed", "2024-06-01", "RU-SAR", "taxi") is True


def test_work_closed_in_part_may_be_closed(book: SeriesBook) -> None:
    assert at(book, "ru.sector_closed", "2025-06-01", "RU-PER", "freight") is None
    assert at(book, "ru.sector_may_be_closed", "2025-06-01", "RU-PER", "freight") is True
    reading = book.reading("ru.sector_may_be_closed", "RU-PER", "freight", on=date(2025, 6, 1))
    assert reading is not None
    assert reading.source


def test_the_share_of_foreign_staff_knows_its_exceptions(book: SeriesBook) -> None:
    name = "ru.foreign_share_limit"
    assert at(book, name, "2026-05-01", "construction", "RU-TVE") == 50
    assert at(book, name, "2026-05-01", "construction", "RU-DA") == 30
    assert at(book, name, "2026-05-01", "construction", "RU-MOW") is None  # excepted, its own share not read
    assert at(book, name, "2012-05-01", "alcohol_retail", "RU-TVE") is None  # the decree was not found
    assert at(book, name, "2007-03-31", "market_stalls", "RU-TVE") == 40
    assert at(book, name, "2007-04-01", "market_stalls", "RU-TVE") == 0
    assert at(book, name, "2026-05-01", "road_freight", "RU-TVE") is None  # sources differ


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("RU-MOW", "RU-MOW"),
        ("ru-tve", "RU-TVE"),
        ("Moscow", "RU-MOW"),
        ("Moscow region", "RU-MOS"),
        ("Moscow Oblast", "RU-MOS"),
        ("Москва", "RU-MOW"),
        ("МОСКОВСКАЯ ОБЛАСТЬ", "RU-MOS"),
        ("Московская обл.", "RU-MOS"),
        ("Подмосковье", "RU-MOS"),
        ("Маскав", "RU-MOW"),
        ("шаҳри Маскав", "RU-MOW"),
        ("вилояти Маскав", "RU-MOS"),
        ("Tver", "RU-TVE"),
        ("Тверь", "RU-TVE"),
        ("г. Тверь", "RU-TVE"),
        ("вилояти Твер", "RU-TVE"),
        ("Rostov region", "RU-ROS"),
        ("Ростовская область", "RU-ROS"),
        ("Ростов-на-Дону", "RU-ROS"),
        ("Ҷумҳурии Тотористон", "RU-TA"),
        ("Чумхурии Тотористон", "RU-TA"),  # without the special letters
        ("Казань", "RU-TA"),
        ("Питер", "RU-SPE"),
        ("St. Petersburg", "RU-SPE"),
        ("Saint Petersburg", "RU-SPE"),
        ("  екатеринбург ", "RU-SVE"),
        ("Ханты-Мансийский автономный округ - Югра", "RU-KHM"),
        ("Ханты-Мансийский АО", "RU-KHM"),
        ("Орёл", "RU-ORL"),
        ("Орел", "RU-ORL"),
        ("Altai", None),  # a republic and a krai
        ("Алтайский край", "RU-ALT"),
        ("Республика Алтай", "RU-AL"),
        ("Душанбе", None),
        ("область", None),
        ("", None),
    ],
)
def test_a_region_is_found_by_code_or_by_name_in_three_languages(book: SeriesBook, said: str, code: str | None) -> None:
    assert book.region(said) == code


def test_every_region_answers_to_each_of_its_names(book: SeriesBook) -> None:
    for code, names in book.region_names().items():
        assert set(names) == {"en", "ru", "tg"}
        for name in names.values():
            assert book.region(name) == code
            assert book.region(fold(name)) == code


def test_what_an_expression_may_ask_has_types(book: SeriesBook) -> None:
    price = book.signature("ru.patent_price")
    assert price is not None
    assert (price.arguments, price.gives) == (("choice", "day"), "money")
    closed = book.signature("ru.sector_closed")
    assert closed is not None
    assert (closed.arguments, closed.gives) == (("choice", "choice", "day"), "yes_no")
    assert book.signature("tj.place") is None  # a table to read, not to ask
    assert book.signature("ru.nonsense") is None


def test_the_book_of_series_survives_pickling(book: SeriesBook) -> None:
    again = pickle.loads(pickle.dumps(book))
    assert at(again, "ru.key_rate", "2023-02-15") == 750
    assert again.region("Тверь") == "RU-TVE"
    assert again.calendar("RU").is_working_day(date(2024, 11, 2).toordinal()) is True


def test_the_calendars_are_read_and_checked_with_the_series(book: SeriesBook, folder: Path) -> None:
    assert set(book.calendars) == {"ru", "tj", "kz"}
    assert book.calendar("de") is None
    path = folder / "ru.working_days.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2024-11-02,yes", "2024-11-02,no"), encoding="utf-8")
    with pytest.raises(LawError, match="2024 has 247 working days"):
        read_series(folder)


def test_every_series_says_what_it_is_where_it_comes_from_and_what_is_missing(book: SeriesBook) -> None:
    for series in book.series.values():
        assert set(series.title) == {"en", "ru", "tg"}
        assert len(set(series.title.values())) == 3, series.name
        assert series.sources
        assert series.missing
        assert series.holds or series.made_from or not series.takes
    assert {path.stem for path in SERIES.glob("*.csv")} == {
        {"ru.sector_closed": "ru.sector_ban"}.get(name, name) for name, s in book.series.items() if not s.made_from
    }


def test_no_tajik_text_repeats_the_russian(book: SeriesBook) -> None:
    for group in (book.notes, book.sectors, book.activities, book.units):
        for code, words in group.items():
            assert words["tg"] != words["ru"], (code, words)


def test_every_series_and_history_function_stands_in_the_guide_to_the_law_files(book: SeriesBook) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "law-format.md").read_text(encoding="utf-8")
    for name, series in book.series.items():
        assert not series.takes or f"`{name}`" in guide, name
    for name in HISTORY_FUNCTIONS:
        plain = name.removesuffix("_least").removesuffix("_most").removesuffix("_earliest").removesuffix("_latest")
        assert plain.endswith("_at_exit") or f"`{plain}(" in guide, name


# -- faults in the files -------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in SERIES.iterdir():
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("ru.key_rate.csv", "2014-03-03,7.00", "2014-03-03,7.001", "at most 2 decimal places"),
        ("ru.key_rate.csv", "2014-03-03,7.00", "2014-03-03,7,00", "6 cells, not 5"),
        ("ru.key_rate.csv", "2014-03-03,7.00", "2014-02-30,7.00", "does not exist"),
        ("ru.key_rate.csv", "2014-03-03,7.00", "2014-03,7.00", "not an exact day"),
        ("ru.key_rate.csv", "2014-03-03,7.00", "2013-09-13,7.00", "stands twice"),
        (
            "ru.key_rate.csv",
            "2014-03-03,7.00,3 public data files,,verified",
            "2014-03-03,7.00,,,verified",
            "must not be empty",
        ),
        ("ru.key_rate.csv", ",verified\n2014-04-28", ",sure\n2014-04-28", "is none of: verified"),
        ("ru.key_rate.csv", "first_table_row_later", "first_tabel", "there is no note"),
        ("ru.key_rate.csv", "from,percent", "from,per_cent", "The columns are"),
        ("ru.refinancing_rate.csv", "2006-06-26,11.5,,", "2006-06-26,11.5,ru.key_rate,", "one of them"),
        ("ru.patent_price.csv", "RU-ALT,2019,1.76,,", "RU-ALT,2019,,,", "neither a coefficient nor a price"),
        ("ru.patent_price.csv", "RU-ALT,2019", "RU-XYZ,2019", "out of order"),
        ("ru.sector_ban.csv", "taxi couriers,,3", "taxis couriers,,3", "no kind of work `taxis`"),
        ("ru.sector_ban.csv", "RU-SPE,2026-01-01,2026-12-31", "RU-SPE,2026-01-01,2025-12-31", "before the first"),
        ("ru.sector_ban.csv", "RU-SPE,2026-01-01", "RU-SPB,2026-01-01", "no region `RU-SPB`"),
        ("ru.foreign_share_limit.csv", "RU-DA=50", "RU-DA:50", "is not region=percent"),
        ("ru.region.csv", "RU-BA,", "RU-AD,", "stands twice"),
    ],
)
def test_a_fault_in_a_table_is_named_with_file_row_and_column(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    path = folder / file
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LawError) as caught:
        read_series(folder)
    assert said in str(caught.value)
    assert caught.value.file == file
    assert caught.value.line > 0
    assert caught.value.mend


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("read_to: 2026-09-08", "read_to: 2026-07-01", "lies after read_to"),
        ("    read_to: 2026-09-08\n", "", "read_to says until which day"),
        ("holds: until_next", "holds: forever", "how long does a reading hold"),
        ("unit: hundredth_percent", "unit: percents", "there is no unit"),
        ("columns: [from, percent, source", "columns: [from, source, percent", "the columns are"),
        ("  - series: ru.refinancing_rate", "  - series: ru.key_rate", "stands twice"),
        ("    gives: number", "    gives: figures", "takes"),
        ("    sources: Three", "    source: Three", "unknown key source"),
    ],
)
def test_a_fault_in_the_list_of_series_is_named(folder: Path, old: str, new: str, said: str) -> None:
    path = folder / "series.yaml"
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LawError) as caught:
        read_series(folder)
    assert said in str(caught.value)


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "ru.key_rate.csv").unlink()
    with pytest.raises(LawError, match="missing"):
        read_series(folder)


def test_a_table_that_is_not_utf8_is_refused(folder: Path) -> None:
    path = folder / "tj.place.csv"
    path.write_bytes(path.read_bytes().replace("Душанбе".encode(), "Душанбе".encode("cp1251"), 1))
    with pytest.raises(LawError, match="not UTF-8"):
        read_series(folder)
