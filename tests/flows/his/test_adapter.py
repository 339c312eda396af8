"""Times and rows as hospitals' systems write them."""

import pytest

from flows.his.adapter import moment, stay
from flows.lexicons.columns import Bad
from models.hospital import Prescription, Stay


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-03-10", "2026-03-10"),
        ("2026-03-10 08:15:00", "2026-03-10T08:15"),
        ("2026-03-10T08:15", "2026-03-10T08:15"),
        ("202603100815", "2026-03-10T08:15"),
        ("20260310", "2026-03-10"),
        ("10/03/2026", "2026-03-10"),
        ("10/03/2026 8:15", "2026-03-10T08:15"),
        ("2026-13-10", ""),
        ("20261310", ""),
        ("hôm qua", ""),
        ("", ""),
    ],
)
def test_times_in_the_writings_that_there_are(text: str, said: str) -> None:
    assert moment(text) == said


def test_a_row_is_a_stay_with_its_prescription() -> None:
    row = {"patient_id": "bn1", "stay_code": "lk-7", "prescription_code": "79024A1B2C3D-C"}
    assert stay(row) == (Stay("BN1", "lk-7"), Prescription("79024a1b2c3d-c", "BN1"))
    for lacking in ("patient_id", "stay_code"):
        with pytest.raises(Bad):
            stay(row | {lacking: ""})
