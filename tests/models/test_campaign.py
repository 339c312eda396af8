"""What is declared against what came, the pace, the end, the cost."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.campaign.cost import Part, prices, total
from models.campaign.counts import Boxed, Chart, Counted, Group, Line, State, grouped
from models.campaign.held import Cell, Place, backlog, matrix
from models.campaign.pace import burn, ends, pace, spread, working
from models.campaign.values import Said, Value, checked
from models.errors import UsageError

FRIDAY = date(2026, 11, 27)
NOBODY = Counted(
    at="2026-11-27T17:00:00+07:00",
    event=9,
    took=0.1,
    groups=(),
    boxes=(),
    days={},
    pages={},
    chart_pages=0,
    documents=0,
    loose=0,
    core_seconds=0.0,
    measured=0,
    minutes=0.0,
    originals=0,
    made=0,
    sampled=0,
    opened=0,
    wait=None,
)
YEARS = st.one_of(st.none(), st.integers(2010, 2026))
NAMES = st.sampled_from(["Khoa Nội", "KHOA NỘI", "Khoa Ngoại", ""])
LINES = st.lists(st.builds(Line, YEARS, NAMES, st.just("H1"), st.integers(0, 50)))
GROUPS = st.lists(st.builds(Group, YEARS, NAMES, st.sampled_from(State), st.integers(1, 50)))


def test_a_department_is_one_however_it_is_written() -> None:
    lines = [
        Line(2024, "Khoa Nội", "H1", 10),
        Line(2024, "Khoa Ngoại", "H2", 4),
        Line(2023, "Khoa Nội", "H1", 5),
    ]
    groups = [
        Group(2024, "KHOA NỘI", State.DONE, 3),
        Group(2024, "khoa noi", State.REVIEW, 2),
        Group(2024, "khoa noi", State.WAITING, 4),
        Group(None, "", State.DONE, 1),
    ]
    found = matrix(lines, groups, 10)
    assert found.years == (2023, 2024, None)
    rows = dict(found.rows)
    assert list(rows) == ["Khoa Ngoại", "Khoa Nội", ""]
    assert rows["Khoa Nội"] == (Cell(0, 0, 5), Cell(5, 2, 10), Cell(), Cell(5, 2, 15))
    assert rows[""][-1] == Cell(1, 0, None)
    assert rows[""][-1].share is None
    assert found.whole == Cell(6, 2, 19)
    assert found.whole.share == pytest.approx(6 / 19)


def test_years_before_the_last_are_one() -> None:
    found = matrix([Line(year, "", "", 1) for year in range(2001, 2021)], [], 3)
    assert (found.years, found.joined) == ((2018, 2019, 2020), True)
    assert [cell.declared for cell in found.sums] == [18, 1, 1, 20]
    assert matrix([], [], 3).whole == Cell()


@given(LINES, GROUPS, st.integers(1, 12))
def test_the_cells_add_up_to_all_there_is(
    lines: list[Line], groups: list[Group], most: int
) -> None:
    found = matrix(lines, groups, most)
    done = sum(one.charts for one in groups if one.state is not State.WAITING)
    assert found.whole.converted == done
    assert (found.whole.declared or 0) == sum(one.charts for one in lines)
    assert len([year for year in found.years if year]) <= most
    for _, row in found.rows:
        assert sum(row[:-1], Cell()) == row[-1]


def test_charts_are_grouped() -> None:
    chart = Chart(2024, "Khoa Nội", "H1", State.DONE, "2026-11-02", 4)
    other = replace(chart, department="khoa nội", box="H2")
    groups, boxes = grouped([chart, other, replace(chart, state=State.WAITING)])
    assert groups == (
        Group(2024, "Khoa Nội", State.DONE, 2),
        Group(2024, "Khoa Nội", State.WAITING, 1),
    )
    assert [(one.box, one.charts) for one in boxes] == [("H1", 1), ("H1", 1), ("H2", 1)]


@pytest.mark.parametrize(
    ("declared", "states", "place"),
    [
        (4, {}, Place.ABSENT),
        (4, {State.DONE: 3}, Place.PART),
        (4, {State.DONE: 3, State.WAITING: 1}, Place.WAITING),
        (4, {State.DONE: 3, State.REVIEW: 1}, Place.REVIEW),
        (4, {State.DONE: 4}, Place.DONE),
        (4, {State.DONE: 5}, Place.DONE),
        (None, {State.REVIEW: 1}, Place.REVIEW),
        (0, {}, Place.DONE),
    ],
)
def test_where_a_box_is(declared: int | None, states: dict[State, int], place: Place) -> None:
    lines = [] if declared is None else [Line(2024, "", "H 1", declared)]
    (box,) = backlog(lines, [Boxed("h 1", *one) for one in states.items()])
    assert (box.declared, box.place, box.came) == (declared, place, sum(states.values()))


def test_boxes_stand_in_the_order_of_their_numbers() -> None:
    lines = [Line(None, "", name, 1) for name in ("H10", "", "H9", "A1", "H9b")]
    assert [box.name for box in backlog(lines, [])] == ["A1", "H9", "H9b", "H10", ""]


def test_the_pace_is_that_of_working_days_before_today() -> None:
    # Two weeks of 10 a day; 4 on a Saturday, and as many as ever today, which do not count.
    days = {f"{FRIDAY - timedelta(days=ago)}": 10 for ago in (*range(1, 5), *range(7, 12))}
    days |= {"2026-11-21": 4, f"{FRIDAY}": 500}
    found = pace(days, FRIDAY, 5)
    assert found is not None
    assert (found.first, found.last, found.days) == (date(2026, 11, 16), date(2026, 11, 26), 9)
    assert (found.middle, found.low, found.high) == (10, 10, 10)
    # The Saturday's come with the Friday's.
    only = pace({"2026-11-20": 10, "2026-11-21": 4}, date(2026, 11, 23), 5)
    assert only is not None and (only.days, only.middle, only.low) == (1, 14, None)
    assert pace({f"{FRIDAY}": 3}, FRIDAY, 5) is None
    assert pace({}, FRIDAY, 5) is None
    six = pace(days, FRIDAY, 6)
    assert six is not None and six.days == 10


def test_too_few_days_have_no_interval() -> None:
    assert spread([1, 2, 3, 4, 5]) == (None, None)
    # Tables of order statistics (Conover, table A3): 1st and 6th of 6, 6th and 15th of 20.
    assert spread(list(range(1, 7))) == (1, 6)
    assert spread(list(range(1, 21))) == (6, 15)


@given(
    st.integers(0, 400),
    st.sampled_from([0.5, 1.0, 3.0, 17.5]),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.sampled_from([5, 6, 7]),
)
def test_the_end_is_found_day_by_day(left: int, speed: float, today: date, week: int) -> None:
    day, rest = today, float(left)
    while rest > 0:
        day += timedelta(days=1)
        if working(day, week):
            rest -= speed
    assert ends(left, speed, today, week) == day


def test_what_never_ends() -> None:
    assert ends(5, 0, FRIDAY, 5) is None
    assert ends(5, None, FRIDAY, 5) is None
    assert ends(10**12, 0.5, FRIDAY, 5) is None
    assert ends(0, None, FRIDAY, 5) == FRIDAY


def test_a_burn_down() -> None:
    days = {f"{FRIDAY - timedelta(days=ago)}": 10 for ago in range(1, 15)}
    one = burn(1000, days, FRIDAY, 7, date(2027, 1, 31))
    assert one is not None and one.pace is not None
    assert (one.left, one.pace.middle, one.ends) == (860, 10, FRIDAY + timedelta(days=86))
    assert one.points[0] == (FRIDAY - timedelta(days=14), 990)
    assert one.place(one.start, 1000) == (0, 1) and one.place(one.until, 0) == (1, 0)
    line = one.line(one.ends)
    assert line is not None and line[0] == one.place(FRIDAY, 860)
    assert line[1][0] == 1 and line[1][1] > 0  # it ends beyond the plot
    assert burn(0, days, FRIDAY, 5, None) is None
    none = burn(7, {}, FRIDAY, 5, None)
    assert none is not None and (none.left, none.pace, none.line(none.ends)) == (7, None, None)


@given(
    st.integers(1, 5000),
    st.dictionaries(st.integers(0, 900), st.integers(1, 60), max_size=40),
    st.sampled_from([None, -400, 0, 90, 4000]),
)
def test_what_is_drawn_lies_within_the_plot(
    declared: int, ago: dict[int, int], target: int | None
) -> None:
    days = {f"{FRIDAY - timedelta(days=one)}": count for one, count in ago.items()}
    chosen = None if target is None else FRIDAY + timedelta(days=target)
    one = burn(declared, days, FRIDAY, 5, chosen)
    assert one is not None
    assert one.left == max(0, declared - sum(ago.values()))
    assert len(one.points) <= 201
    spots = [one.place(*point) for point in one.points]
    for line in map(one.line, (one.ends, one.soonest, one.latest)):
        spots += line or ()
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in spots)
    falls = [left for _, left in one.points]
    assert falls == sorted(falls, reverse=True)


def said(**values: str) -> dict[Value, Said]:
    return {
        Value(name): Said(Value(name), text, "bill", "hoa", "2026-11-27T08:00:00+07:00")
        for name, text in values.items()
    }


def test_the_cost_of_a_page_and_of_a_chart() -> None:
    group = (Group(2024, "", State.DONE, 10),)
    counted = replace(
        NOBODY,
        groups=group,
        pages={"filed": 380, "blank": 20},
        chart_pages=300,
        core_seconds=720.0,
        measured=400,
        minutes=40.0,
        originals=300_000_000,
        made=100_000_000,
        sampled=9,
    )
    entered = said(core_hour="1000", wage="60000", scanned="300", gigabyte_year="20000")
    found = {one.part: one for one in prices(counted, entered)}
    pages = {part: one.page for part, one in found.items()}
    assert pages == {
        Part.MACHINE: pytest.approx(1.8 / 3600 * 1000),
        Part.SCANNING: pytest.approx(0.2 * 1000),
        Part.REVIEW: pytest.approx(0.1 * 1000),
        Part.STORAGE: pytest.approx(0.001 * 20000),
    }
    assert found[Part.SCANNING].chart == pytest.approx(200 * 30)
    assert total(tuple(found.values())) == pytest.approx((320.5, 320.5 * 30))


def test_what_is_not_entered_or_measured_has_no_price() -> None:
    found = {one.part: one for one in prices(NOBODY, said(wage="1", core_hour="1"))}
    assert all(one.page is None for one in found.values())
    assert found[Part.SCANNING].missing == (Value.SCANNED,)
    assert found[Part.STORAGE].missing == (Value.GIGABYTE_YEAR,)
    assert total(tuple(found.values())) is None


@pytest.mark.parametrize(
    ("value", "text", "kept"),
    [
        (Value.TARGET, "31/12/2027", "2027-12-31"),
        (Value.TARGET, " 2027-12-31 ", "2027-12-31"),
        (Value.WAGE, "45000", "45000"),
        (Value.WAGE, "45000,50", "45000.5"),
        (Value.WEEK, "6", "6"),
        (Value.SCANNED, "1e3", "1000"),
    ],
)
def test_values_as_they_are_kept(value: Value, text: str, kept: str) -> None:
    assert checked(value, text) == kept


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Value.TARGET, "31/13/2027"),
        (Value.TARGET, "soon"),
        (Value.WAGE, "much"),
        (Value.WAGE, "-1"),
        (Value.WAGE, "NaN"),
        (Value.WAGE, "1e400"),
        (Value.WEEK, "5.5"),
    ],
)
def test_what_is_no_value(value: Value, text: str) -> None:
    with pytest.raises(UsageError):
        checked(value, text)


@given(
    st.lists(st.builds(Chart, YEARS, NAMES, NAMES, st.sampled_from(State), st.just(""), st.just(1)))
)
def test_every_chart_is_counted_once(charts: list[Chart]) -> None:
    groups, boxes = grouped(charts)
    assert sum(one.charts for one in groups) == sum(one.charts for one in boxes) == len(charts)
    states = Counter(one.state for one in charts)
    assert {
        state: sum(one.charts for one in groups if one.state is state) for state in states
    } == states
