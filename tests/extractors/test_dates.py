"""Dates and times as paper writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.dates import birth_date, find_clock, find_date, find_moment, short_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Ngày 05 tháng 11 năm 2024", "2024-11-05"),
        ("Hải Tây, ngày 5 tháng 3 năm 2024", "2024-03-05"),
        ("NGÀY 05 THÁNG 11 NĂM 2024", "2024-11-05"),
        ("05/11/2024", "2024-11-05"),
        ("5-11-2024", "2024-11-05"),
        ("5.11.2024", "2024-11-05"),
        ("5 / 11 / 2024", "2024-11-05"),
        ("2024-11-05", "2024-11-05"),
        ("05112024", "2024-11-05"),
        ("5 November 2024", "2024-11-05"),
        ("05 Nov. 2024", "2024-11-05"),
        ("vào viện 05/11/2024, ra viện 12/11/2024", "2024-11-05"),
    ],
)
def test_dates(text: str, day: str) -> None:
    found = find_date(text)
    assert found is not None
    assert found[0] == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("ngay 05 thang 11 nam 2024", "2024-11-05"),
        ("ngày 05 thảng 11 năn 2024", "2024-11-05"),
        ("05|11|2024", "2024-11-05"),
        ("05/11,2024", "2024-11-05"),
        ("05I11/2024", "2024-11-05"),
    ],
)
def test_dates_misread(text: str, day: str) -> None:
    found = find_date(text)
    assert found is not None
    assert found[0] == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/02/2024",
        "12/13/2024",
        "00/01/2024",
        "05/11/24",
        "1/2",
        "05/11/20245",
        "0912345678",
        "079061012345",
        "120/80",
        "6.5 - 7.2",
        "ngày ... tháng ... năm 20...",
        "5 Nobember 2024 viên",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_date(text) is None


def test_a_date_that_the_calendar_lacks_does_not_hide_the_next() -> None:
    found = find_date("31/02/2024 hoặc 05/03/2024")
    assert found is not None
    assert found[0] == "2024-03-05"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("08:30 05/11/2024", "2024-11-05T08:30"),
        ("05/11/2024 08:30", "2024-11-05T08:30"),
        ("8 giờ 5 phút ngày 05/11/2024", "2024-11-05T08:05"),
        ("8 giờ 05 phút, ngày 05 tháng 11 năm 2024", "2024-11-05T08:05"),
        ("8h30 ngày 5/11/2024", "2024-11-05T08:30"),
        ("14g15 ngày 5/11/2024", "2024-11-05T14:15"),
        ("lúc 9 giờ ngày 05/11/2024", "2024-11-05T09:00"),
        ("05/11/2024", "2024-11-05"),
        ("08:30", None),
    ],
)
def test_moments(text: str, moment: str | None) -> None:
    assert find_moment(text) == moment


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("6h", "06:00"),
        ("06:00", "06:00"),
        ("23 giờ 59", "23:59"),
        ("24:00", None),
        ("120/80", None),
        ("", None),
    ],
)
def test_clocks(text: str, clock: str | None) -> None:
    assert find_clock(text) == clock


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("12/03/1961", "1961-03-12"),
        ("1961", "1961"),
        ("03/1961", "1961-03"),
        ("1 2 0 3 1 9 6 1", "1961-03-12"),
        ("12 03 1961", "1961-03-12"),
        ("12031961", "1961-03-12"),
        ("13/1961", "1961"),
        ("12 March 1961", "1961-03-12"),
        ("không rõ", None),
        ("45", None),
    ],
)
def test_births(text: str, born: str | None) -> None:
    assert birth_date(text) == born


LIKE_DATES = st.text("0123456789/.-:| ngàythánămgiờhINov", max_size=40)


@given(st.one_of(st.text(), LIKE_DATES))
def test_only_calendar_dates_come_back(text: str) -> None:
    found = find_date(text)
    if found is not None:
        day, start, end = found
        assert date.fromisoformat(day).isoformat() == day
        assert 0 <= start < end <= len(text)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.text("abc ,:()", max_size=8))
def test_every_day_is_read_back(day: date, around: str) -> None:
    for written in (f"{day:%d/%m/%Y}", f"ngày {day.day} tháng {day.month} năm {day.year}"):
        found = find_date(f"{around} {written} {around}")
        assert found is not None
        assert found[0] == day.isoformat()


@given(st.one_of(st.text(), LIKE_DATES))
def test_moments_and_births_never_fail(text: str) -> None:
    moment = find_moment(text)
    assert moment is None or len(moment) in (10, 16)
    assert birth_date(text) is None or len(birth_date(text) or "") in (4, 7, 10)


@pytest.mark.parametrize(
    ("text", "day", "born"),
    [
        ("05/11/24", "2024-11-05", "2024-11-05"),
        ("5.11.61", "2061-11-05", "1961-11-05"),
        ("ngày 05 tháng 11 năm 95", "1995-11-05", "1995-11-05"),
        ("05/11/2024", None, None),
        ("31/02/24", None, None),
        ("12.5.20.3", None, None),
        ("1/2", None, None),
    ],
)
def test_years_of_two_digits(text: str, day: str | None, born: str | None) -> None:
    assert (short_date(text), short_date(text, born=True)) == (day, born)
