"""Names of tests that readers spelt with letters that look alike."""

import pytest

from extractors.lab_names import test_name as named


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Nat", "Na+"),
        ("CI-", "Cl-"),
        ("Kt", "K+"),
        ("HbA1 c", "HbA1c"),
        ("Thế tích trung bình hồng cầu (MCV)", "Thể tích trung bình hồng cầu (MCV)"),
        ("Số lượng hồng câu", "Số lượng hồng cầu"),
    ],
)
def test_a_name_that_can_mean_one_test_only_is_spelt_as_that(read: str, meant: str) -> None:
    name, sure = named(read)
    assert name == meant
    assert sure < 1


@pytest.mark.parametrize(
    "read", ["Na+", "Wbc", "PT", "K", "The tich hong cau", "Natri [Máu]", "Triglycerd", ""]
)
def test_what_is_known_or_printed_so_or_means_nothing_stays_as_read(read: str) -> None:
    assert named(read) == (read, 1.0)
