"""Cross-checks: a right record raises nothing, each wrong value its own doubt."""

import pytest

from extractors.sense import checked, findings
from tests.extractors.records import READ, fields, record, with_value

WOMAN = """
patient | full_name: TRẦN THỊ HOA | sex: female | birth_date: 1977-02-08
    | national_id: 035177009640 | insurance_number: DN2353536257199 | phone: 0905590999
encounter | admitted_at: 2023-05-04T19:10 | discharged_at: 2023-05-12T13:30
    | issued_on: 2023-05-12 | follow_up_on: 2023-06-09 | physician: Lê Văn Sơn
diagnoses | text: U xơ tử cung | icd10: D25.9 | assertion: present
diagnoses | text: Phì đại tuyến tiền liệt | icd10: N40 | assertion: family
procedures | text: Bóc u xơ | performed_on: 2023-05-06T08:00
"""
DRUGS = """
medications | name: Amoxicilin | ingredient: amoxicillin | strength: 500 mg | form: capsule
    | quantity: 21 | dose: 1 viên | times_per_day: 3
    | instructions: Ngày uống 3 lần, mỗi lần 1 viên x 7 ngày
medications | name: Panadol | ingredient: paracetamol | strength: 500 mg | form: tablet
    | quantity: 15 | dose: 1 viên | times_per_day: 4 | instructions: Uống khi sốt
medications | name: Mobic | ingredient: meloxicam | strength: 7,5mg | form: tablet
    | quantity: 28 | dose: 1 viên | times_per_day: 2
    | instructions: Uống sáng 1 viên, chiều 1 viên
medications | name: Paracetamol Kabi | ingredient: paracetamol | strength: 1 g/100 ml
    | form: bottle | dose: 1 chai | times_per_day: 2
medications | name: Tobrex | ingredient: tobramycin | strength: 0.3% | form: drops
    | dose: 2 giọt | times_per_day: 12
"""
BLOOD = """
lab_results | test: WBC | value: 8.67 | unit: x10^9/L | reference_range: 4 - 10 | flag: normal
lab_results | test: RBC | value: 4.42 | unit: T/L | reference_range: 3.8 - 5.4
lab_results | test: HGB | value: 130 | unit: g/L | reference_range: 120 - 150
lab_results | test: HCT | value: 0.388 | unit: L/L
lab_results | test: MCV | value: 88 | unit: fL
lab_results | test: NEU% | value: 62.5 | unit: %
lab_results | test: LYM% | value: 30 | unit: %
lab_results | test: Định lượng Glucose [Máu] | value: 14.12 | unit: mmol/L
    | reference_range: 3,9 - 6,4 | flag: high
lab_results | test: Bilirubin TP | value: 12 | unit: µmol/L
lab_results | test: Creatinin | value: 84 | unit: µmol/L
lab_results | test: CRP | value: <0.5 | unit: mg/L | reference_range: < 5
lab_results | test: HBsAg | value: Âm tính | reference_range: Âm tính
"""
SIGNS = """
patient | age: 46
encounter | admitted_at: 2025-05-09 | discharged_at: 2025-05-12
vital_signs | kind: pulse | value: 84 | unit: l/ph | measured_at: 2025-05-09T09:45
vital_signs | kind: temperature | value: 37.2 | unit: °C | measured_at: 2025-05-09T09:45
vital_signs | kind: blood_pressure | value: 120/80 | unit: mmHg | measured_at: 2025-05-09T09:45
vital_signs | kind: pulse | value: 92 | unit: l/ph | measured_at: 2025-05-10T08:00
vital_signs | kind: spo2 | value: 96 | unit: %
vital_signs | kind: weight | value: 62 | unit: kg
vital_signs | kind: weight | value: 61.5 | unit: kg
vital_signs | kind: height | value: 165 | unit: cm
"""
RIGHT = {
    "a woman": WOMAN,
    "drugs": DRUGS,
    "blood": BLOOD,
    "signs": SIGNS,
    "a man with the id of before 2016": """
        patient | sex: male | birth_date: 1961 | national_id: 168412345""",
    "born in this century": """
        patient | sex: male | birth_date: 2015-11-11 | national_id: 036215959032""",
    "an age at the turn of the year": """
        patient | age: 28 | sex: female | national_id: 035196411191
        encounter | admitted_at: 2025-01-02""",
    "a land line": "patient | phone: 02253123456",
    "a mobile of before 2018": "patient | phone: 01234567890",
    "the ten digits of a card": "patient | insurance_number: 3439734513",
    "a soldier's card": "patient | insurance_number: QN5973439734513",
    "born on the day": """
        patient | birth_date: 2024-05-31 | age: 0
        encounter | admitted_at: 2024-05-31T03:00 | issued_on: 2024-06-02""",
    "a certificate prepared the day before": """
        encounter | discharged_at: 2024-05-31T08:00 | issued_on: 2024-05-30""",
    "measured on the way in": """
        encounter | admitted_at: 2024-05-31T08:00
        vital_signs | kind: pulse | value: 90 | measured_at: 2024-05-30T23:00""",
    "a summary years later": "encounter | discharged_at: 2019-05-31 | issued_on: 2024-01-02",
    "a newborn": """
        patient | age: 0
        vital_signs | kind: weight | value: 2.9 | unit: kg
        vital_signs | kind: height | value: 49 | unit: cm
        vital_signs | kind: respiratory_rate | value: 52 | unit: l/ph""",
    "nothing": "",
}  # fmt: skip
WRONG = [
    (WOMAN, "patient.national_id", "003177009640", "id_province"),
    (WOMAN, "patient.national_id", "035577009640", "id_century"),
    (WOMAN, "patient.national_id", "035077009640", "id_against_sex"),
    (WOMAN, "patient.national_id", "035179009640", "id_against_birth"),
    (WOMAN, "patient.national_id", "035377009640", "id_against_birth"),
    (WOMAN, "patient.insurance_number", "ON2353536257199", "card_group"),
    (WOMAN, "patient.insurance_number", "DN7353536257199", "card_benefit"),
    (WOMAN, "patient.insurance_number", "DN2853536257199", "card_province"),
    (WOMAN, "patient.insurance_number", "TE1353536257199", "card_against_age"),
    (WOMAN, "patient.phone", "0605590999", "phone_prefix"),
    (WOMAN, "patient.full_name", "TRẦN VĂN HOA", "sex_against_name"),
    (WOMAN, "diagnoses.1.assertion", "present", "sex_against_diagnosis"),
    (WOMAN, "encounter.physician", "Trần Thị Hoà", "same_person_twice"),
    (WOMAN, "encounter.admitted_at", "2023-05-14", "dates_out_of_order outside_stay"),
    (WOMAN, "encounter.follow_up_on", "2023-05-09", "dates_out_of_order"),
    (WOMAN, "encounter.follow_up_on", "2028-06-09", "dates_far_apart"),
    (WOMAN, "procedures.0.performed_on", "2023-05-26", "outside_stay"),
    (DRUGS, "medications.0.quantity", "27", "quantity_against_dose"),
    (DRUGS, "medications.2.quantity", "23", "quantity_against_dose"),
    (DRUGS, "medications.1.dose", "11 viên", "dose_too_large"),
    (DRUGS, "medications.1.times_per_day", "9", "taken_too_often"),
    (DRUGS, "medications.0.strength", "800 mg", "strength_unusual"),
    (DRUGS, "medications.3.strength", "7 g/100 ml", "strength_unusual"),
    (BLOOD, "lab_results.2.value", "730", "result_impossible"),
    (BLOOD, "lab_results.9.value", "8400", "result_impossible"),
    (BLOOD, "lab_results.9.unit", "U/L", "unit_against_test"),
    (BLOOD, "lab_results.0.reference_range", "4 - 1000000", "range_impossible"),
    (BLOOD, "lab_results.0.reference_range", "4 - 1", "range_reversed"),
    (BLOOD, "lab_results.7.value", "4.12", "flag_against_range"),
    (BLOOD, "lab_results.5.value", "82.5", "part_above_whole"),
    (BLOOD, "lab_results.4.value", "38", "red_cell_indices"),
    (SIGNS, "vital_signs.0.value", "8", "sign_impossible"),
    (SIGNS, "vital_signs.2.value", "120/130", "pressure_reversed"),
    (SIGNS, "vital_signs.2.value", "720/80", "sign_impossible"),
    (SIGNS, "vital_signs.4.value", "106", "sign_impossible"),
    (SIGNS, "vital_signs.5.value", "6", "sign_impossible weight_against_height body_changed"),
    (SIGNS, "vital_signs.6.value", "81.5", "body_changed"),
    (SIGNS, "vital_signs.7.value", "82", "weight_against_height"),
    (SIGNS, "vital_signs.0.measured_at", "2025-05-11T09:45", "dates_out_of_order"),
    (SIGNS, "vital_signs.3.measured_at", "2025-08-10T08:00", "dates_far_apart outside_stay"),
    (SIGNS, "vital_signs.3.measured_at", "2025-05-19T08:00", "outside_stay"),
]


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_a_right_record_raises_nothing(text: str) -> None:
    facts = record(text)
    assert list(findings(facts)) == []
    assert checked(facts) == facts


@pytest.mark.parametrize(("text", "path", "value", "doubts"), WRONG)
def test_a_wrong_value_raises_its_doubt(text: str, path: str, value: str, doubts: str) -> None:
    facts = with_value(record(text), path, value)
    found = list(findings(facts))
    assert sorted({finding.doubt.value for finding in found}) == sorted(doubts.split())
    own = fields(checked(facts))[path]
    if path != "diagnoses.1.assertion":
        assert own.value == value
        assert own.confidence < READ
        assert min(field.confidence for field in fields(checked(facts)).values()) < 0.9
        assert set(own.doubts) == {finding.doubt for finding in found if path in finding.paths}


BORN = """
patient | birth_date: 1977-02-08 | age: 46
encounter | admitted_at: 2023-05-04
"""


@pytest.mark.parametrize(
    ("born", "doubts"),
    [
        ("1976", []),
        ("1974", ["age_against_birth"]),
        ("2027-02-08", ["age_against_birth", "born_later"]),
        ("1897-02-08", ["age_against_birth", "too_old"]),
    ],
)
def test_birth_against_the_rest(born: str, doubts: list[str]) -> None:
    facts = with_value(record(BORN), "patient.birth_date", born)
    assert sorted(finding.doubt for finding in findings(facts)) == doubts
