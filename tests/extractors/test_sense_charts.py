"""Times of a chart: which of them is the one that does not fit."""

import pytest

from extractors.sense import checked
from tests.extractors.records import record

TIMES = {
    "in order": ("24 25 26 27", ""),
    "two at once": ("24 25 25 27", ""),
    "one in the middle": ("24 25 26 21 28", "3"),
    "the last": ("24 25 26 21", "3"),
    "either of two": ("26 25", "0 1"),
    "either of two neighbours": ("24 26 25 27", "1 2"),
}


@pytest.mark.parametrize(("days", "doubted"), TIMES.values(), ids=TIMES)
def test_the_time_that_breaks_the_order_is_doubted(days: str, doubted: str) -> None:
    rows = (f"vital_signs | kind: pulse | measured_at: 2023-06-{day}" for day in days.split())
    seen = checked(record("\n".join(rows))).vital_signs
    found = [str(k) for k, item in enumerate(seen) if item["measured_at"].doubts]
    assert found == doubted.split()


def test_the_kind_that_is_measured_most_tells_which_time_is_wrong() -> None:
    pulse = [f"vital_signs | kind: pulse | measured_at: 2023-06-{day}" for day in (24, 21)]
    breaths = [f"vital_signs | kind: spo2 | measured_at: 2023-06-{day}" for day in (23, 24, 21)]
    seen = checked(record("\n".join([*pulse, *breaths]))).vital_signs
    assert [bool(item["measured_at"].doubts) for item in seen] == [False, True, False, False, True]


def test_the_time_that_is_years_away_is_doubted() -> None:
    facts = record("""
        vital_signs | kind: pulse | measured_at: 2023-05-06T08:50
        vital_signs | kind: pulse | measured_at: 2025-05-06T15:10
        vital_signs | kind: pulse | measured_at: 2023-05-07T08:30""")
    doubts = [item["measured_at"].doubts for item in checked(facts).vital_signs]
    assert doubts == [(), ("dates_far_apart",), ()]
