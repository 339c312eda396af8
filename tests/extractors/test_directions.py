"""How a drug is to be taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.directions import directions


@pytest.mark.parametrize(
    ("text", "dose", "times", "route"),
    [
        ("Ngày uống 2 lần, mỗi lần 1 viên", "1 viên", "2", "oral"),
        ("Ngày uống 02 lần, mỗi lần 01 viên sau ăn", "01 viên", "2", "oral"),
        ("Uống sáng 1 viên, tối 1 viên", "1 viên", "2", "oral"),
        ("Sáng uống 1 gói", "1 gói", "1", "oral"),
        ("Uống 1/2 viên x 2 lần/ngày", "1/2 viên", "2", "oral"),
        ("Uống 0,5 viên ngày 1 lần", "0,5 viên", "1", "oral"),
        ("Tiêm tĩnh mạch 1 lọ x 2 lần/ngày", "1 lọ", "2", "iv"),
        ("Truyền tĩnh mạch 1 chai, 40 giọt/phút", "1 chai", None, "iv"),
        ("Tiêm bắp 1 ống mỗi 8 giờ", "1 ống", "3", "im"),
        ("Tiêm dưới da 10 đơn vị trước ăn sáng", "10 đơn vị", "1", "sc"),
        ("Ngậm dưới lưỡi 1 viên khi đau ngực", "1 viên", None, "sublingual"),
        ("Xịt họng 2 nhát, ngày 2 lần", "2 nhát", "2", "inhaled"),
        ("Nhỏ mắt 2 giọt, ngày 4 lần", "2 giọt", "4", "ophthalmic"),
        ("Bôi ngoài da ngày 2 lần", None, "2", "topical"),
        ("Đặt hậu môn 1 viên khi sốt", "1 viên", None, "rectal"),
        ("Take 1 tablet twice daily after meals", "1 tablet", "2", "oral"),
        ("Take 2 capsules three times a day", "2 capsules", "3", "oral"),
        ("1 tablet by mouth every 6 hours", "1 tablet", "4", "oral"),
        ("Inhale 2 puffs bd", "2 puffs", "2", "inhaled"),
        ("Take 1 tablet once daily at bedtime", "1 tablet", "1", "oral"),
        ("theo chỉ dẫn", None, None, None),
        ("", None, None, None),
    ],
)
def test_directions(text: str, dose: str | None, times: str | None, route: str | None) -> None:
    read = directions(text)
    assert (read.dose, read.times_per_day, read.route) == (dose, times, route)


@given(st.one_of(st.text(), st.text("0123456789 ngàymỗicáchgiờx/lần,.viên", max_size=40)))
def test_times_are_whole_numbers(text: str) -> None:
    times = directions(text).times_per_day
    assert times is None or times.isdigit()
