import random
import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.deidentify import dates
from exports.deidentify.document import deidentified, known, owner
from exports.deidentify.secret import Secret, secret
from exports.deidentify.words import Words, scrubbed
from exports.record import Origin
from exports.table.files import FILES, write
from exports.table.rows import Filed, rows
from models.errors import UsageError
from models.record import PatientLink
from models.text import bare, squeeze
from tests.exports.papers import item, paper

SECRET = Secret(b"0123456789abcdef0123456789abcdef")
CONFIGS = Path(__file__).parents[2] / "configs"
PEOPLE = tomllib.loads((CONFIGS / "lexicon" / "people.toml").read_text(encoding="utf-8"))
WEEK = timedelta(weeks=1)
PATIENTS = 50


def person(chance: random.Random) -> str:
    surname, middle = chance.choice(PEOPLE["surnames"]), chance.choice(PEOPLE["middle_male"])
    return f"{surname} {middle} {chance.choice(PEOPLE['given_male'])}"


def digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choices("123456789", k=count))


def made(number: int) -> tuple[Filed, list[str], list[date]]:
    """A document of an invented patient, all that tells who they are, and their dates."""
    chance = random.Random(number)
    name, relative, doctor = (person(chance) for _ in range(3))
    phone, national, card = "09" + digits(chance, 8), digits(chance, 12), digits(chance, 13)
    patient_id, record = f"BN{digits(chance, 5)}", f"{digits(chance, 2)}-{digits(chance, 4)}"
    street = f"{digits(chance, 2)} Đường Hoa Mai {digits(chance, 1)}, phường Đông Xuyên"
    born = date(1930, 1, 1) + timedelta(days=chance.randrange(30_000))
    came = date(2025, 1, 1) + timedelta(days=chance.randrange(300))
    left = came + timedelta(days=chance.randrange(1, 20))
    days = [f"{day:%d/%m/%Y}" for day in (born, came, left)]
    text = f"""
        Họ và tên: {name.upper()}   Tuổi: {2025 - born.year}
        Ngày sinh {days[0]}. CCCD {national[:3]} {national[3:6]} {national[6:]}
        Địa chỉ
        {street}
        Số điện thọai : {phone[:4]}.{phone[4:7]}.{phone[7:]}
        Thẻ DN {card}, hồ sơ {record}, mã {patient_id}
        {bare(name)} vào viện {days[1]}, ra viện ngày {left.day} tháng {left.month} năm {left.year}
        Con trai {relative.replace(" ", "")} ({relative}) chăm sóc
        {left:%d-%m-%Y}; {left.isoformat()}
        Dùng 1/2 viên, glucose 7,20 mmol/L, huyết áp 120/80
        BS. {doctor}
        {bare(doctor).lower()}"""
    whole = paper(
        "discharge_certificate",
        id=f"d{number:024x}",
        link=PatientLink(f"p{number:024x}", patient_id, "none", 0.0, "new"),
        patient=item(
            full_name=name.upper(),
            birth_date=born.isoformat(),
            national_id=national,
            insurance_number=f"DN{card}",
            patient_id=patient_id,
            record_number=record,
            address=street,
            phone=phone,
            relative=f"{relative} (con)",
        ),
        encounter=item(
            admitted_at=f"{came.isoformat()}T08:15",
            discharged_at=left.isoformat(),
            physician=doctor,
            facility="BỆNH VIỆN THỬ NGHIỆM",
        ),
        medications=(item(name="Panadol", instructions=f"{name} uống tối, gọi {phone}"),),
        lab_results=(item(test="Glucose", value="7.20", unit="mmol/L"),),
    ).stored
    whole = replace(whole, origin=Origin(f"{name}.pdf", f"{number:064x}", (1,)))
    told = [name, relative, doctor, phone, national, card, patient_id, record, street]
    return Filed(whole, 1, text), [*told, whole.document_id, f"p{number:024x}"], [born, came, left]


def nameless(*documents: Filed) -> list[Filed]:
    each = [known(document.stored) for document in documents]
    doctors = Words(name for told in each for name in told.doctors)
    return [
        deidentified(document, Words(told.names, told.numbers), doctors, SECRET)
        for document, told in zip(documents, each, strict=True)
    ]


def test_nothing_that_tells_who_patients_are_is_left_in_any_file(tmp_path: Path) -> None:
    documents, told, days = zip(*map(made, range(PATIENTS)), strict=True)
    assert write(nameless(*documents), tmp_path) == PATIENTS
    for name in FILES:
        path = tmp_path / name
        table = pq.read_table(path).to_pylist() if path.suffix == ".parquet" else []
        said = str(table) if table else path.read_text(encoding="utf-8-sig")
        plain = squeeze(said)
        for number, secrets in enumerate(told):
            left = [
                one for one in secrets if one in said or (len(one) > 9 and squeeze(one) in plain)
            ]
            assert not left, (name, number, left)
    for before, after, theirs in zip(documents, nameless(*documents), days, strict=True):
        # One date may have moved to where another was.
        moved = {day + SECRET.shift(owner(before.stored)) for day in theirs}
        for day in set(theirs) - moved:
            forms = (f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", day.isoformat())
            assert not [form for form in forms if form in str(rows(after))]


def test_what_is_not_of_a_person_stays() -> None:
    document = made(1)[0]
    (after,) = nameless(document)
    assert "Dùng 1/2 viên, glucose 7,20 mmol/L, huyết áp 120/80" in after.text
    assert after.stored.facts.lab_results[0]["value"].value == "7.20"
    assert after.stored.facts.medications[0]["name"].value == "Panadol"
    assert after.text.count("\n") == document.text.count("\n")


def test_days_between_and_weekdays_stay() -> None:
    before, after = made(2)[0].stored.facts, nameless(made(2)[0])[0].stored.facts
    keys = ("admitted_at", "discharged_at")
    was, now = (
        [date.fromisoformat(str(facts.encounter[key].value)[:10]) for key in keys]
        for facts in (before, after)
    )
    assert now[1] - now[0] == was[1] - was[0]
    assert now[0] != was[0]
    assert now[0].weekday() == was[0].weekday()
    assert str(after.encounter["admitted_at"].value).endswith("T08:15")


def test_one_patient_has_one_pseudonym_and_another_key_gives_others() -> None:
    assert SECRET.pseudonym("p1") == SECRET.pseudonym("p1") != SECRET.pseudonym("p2")
    assert re.fullmatch(r"p[0-9a-f]{24}", SECRET.pseudonym("p1"))
    assert Secret(b"1" * 32).pseudonym("p1") != SECRET.pseudonym("p1")


@given(st.text())
def test_dates_always_move_by_whole_weeks_and_never_by_none(owner: str) -> None:
    shift = SECRET.shift(owner.encode("utf-8", "replace").decode())
    assert shift
    assert shift % WEEK == timedelta()
    assert abs(shift) <= 104 * WEEK


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ngày 01/02/2026", "Ngày 08/02/2026"),
        ("1-2-2026", "08-02-2026"),
        ("01 / 02 / 26", "08 / 02 / 26"),
        ("ngày 1 tháng 2 năm 2026", "ngày 08 tháng 02 năm 2026"),
        ("NGÀY 28 THÁNG 12 NĂM 2025", "NGÀY 04 THÁNG 01 NĂM 2026"),
        ("2026-02-01T08:00", "2026-02-08T08:00"),
        ("1 Feb 2026", "8 Feb 2026"),
        ("February 1, 2026", "Feb 8, 2026"),
        ("31/02/2026", "[date]"),
        ("tháng 2 năm 2026", "[date]"),
        ("hẹn ngày 12/5", "hẹn ngày [date]"),
        ("uống 1/2 viên", "uống 1/2 viên"),
        ("120/80 mmHg", "120/80 mmHg"),
    ],
)
def test_dates_in_text_move_in_their_own_writing(before: str, after: str) -> None:
    assert dates.shown(dates.hidden(before, WEEK)) == after


@pytest.mark.parametrize(
    ("value", "moved"),
    [
        ("2026-02-01", "2026-02-08"),
        ("2026-02-01T23:30", "2026-02-08T23:30"),
        ("2026-02", "2026-02"),
        ("2026", "2026"),
        ("2026-13-01", None),
        ("soon", None),
    ],
)
def test_dates_of_a_record_move(value: str, moved: str | None) -> None:
    assert dates.moved(value, WEEK) == moved


@pytest.mark.parametrize(
    "text",
    [
        "Họ và tên: DANIEL CHO",
        "Patent name DANIEL CHO",
        "BS. Daniel Cho",
        "Trần Daniel Cho",
        "gọi 0912 345 678",
        "mail daniel@cho.vn",
        "31 Ly Thuong Kiet, Ha Noi",
        "Sở Y tế Hà Nội",
    ],
)
def test_what_nobody_told_is_found_by_its_look(text: str) -> None:
    left = squeeze(scrubbed(text))
    assert not any(part in left for part in ("daniel", "345", "kiet", "hanoi"))


@pytest.mark.parametrize(
    "text",
    [
        "Bệnh nhân tỉnh, tiếp xúc tốt",
        "Amoxicillin 500 mg, uống 2 viên",
        "Bạch cầu 12.500 (4.000 - 10.000)",
        "BÁC SĨ ĐIỀU TRỊ",
        "Cao huyết áp",
    ],
)
def test_what_is_of_nobody_is_left_alone(text: str) -> None:
    assert scrubbed(text) == text


def test_the_very_old_are_ninety() -> None:
    old = paper(
        patient=item(birth_date="1930-05-06", age="95"), encounter=item(issued_on="2025-06-01")
    ).stored
    (after,) = nameless(Filed(old, 1, "Cụ 95 tuổi, sinh năm 1930"))
    assert after.stored.facts.patient["birth_date"].value is None
    assert after.stored.facts.patient["age"].value == "90"
    assert after.text == "Cụ 90+ tuổi, sinh năm [date]"


def test_a_key_is_needed_and_a_long_one() -> None:
    for environ in ({}, {"SOHOA_DEIDENTIFY_KEY": "short"}):
        with pytest.raises(UsageError, match="openssl rand -hex 32"):
            secret(environ)
    assert secret({"SOHOA_DEIDENTIFY_KEY": "k" * 32}) == Secret(b"k" * 32)
