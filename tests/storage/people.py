"""What documents say about people, for the tests of patients."""

from collections.abc import Mapping

from hypothesis import strategies as st

from models.record import Field, Status
from models.settings import Link
from storage.identity import Identity, identity_of

AN = {"full_name": "NGUYỄN VĂN AN", "birth_date": "1950-01-31"}
FACILITY = "Bệnh viện Đa khoa Hà Đông"


def field(value: str | None, confidence: float = 0.9, status: Status = Status.AUTO) -> Field:
    return Field(value, value, confidence, status, page=1, box=None)


RULES = Link(accept=0.995, review=0.3)


def said(values: Mapping[str, str]) -> Identity:
    patient = {key: field(value) for key, value in values.items() if key != "facility"}
    return identity_of(patient, field(values.get("facility")))


def document(number: int) -> str:
    return f"d{number:024x}"


# One document's fields for each: the same person, and others.
SAME = [
    (AN, AN),
    (AN, AN | {"full_name": "Nguyen  Van An"}),
    (AN | {"national_id": "001050000001"}, AN | {"national_id": "123456789"}),
    ({"national_id": "001050000001"}, AN | {"national_id": "001050000001"}),
    (
        {"national_id": "1" * 12, "full_name": "NGUYỄN VĂN AN"},
        {"national_id": "1" * 12, "full_name": "NGUYÊN VĂN ANH"},
    ),
    (
        {"insurance_number": "HT4010012345678", "birth_date": "1950"},
        {"insurance_number": "0012345678", "birth_date": "1950-01-31"},
    ),
    (
        {"patient_id": "BN1", "facility": FACILITY},
        {"patient_id": "BN1", "facility": "BỆNH VIỆN ĐA KHOA HÀ ĐÔNG."},
    ),
    (
        {"record_number": "24.001", "facility": FACILITY},
        {"record_number": "24.001", "facility": FACILITY, "sex": "male"},
    ),
]

OTHERS = [
    (AN, AN | {"birth_date": "1951-01-31"}),
    (AN, {"full_name": "NGUYỄN VĂN AN"}),
    (AN | {"birth_date": "1950"}, AN | {"birth_date": "1950"}),
    (AN | {"sex": "male"}, AN | {"sex": "female"}),
    (AN | {"national_id": "001050000001"}, AN | {"national_id": "001050000002"}),
    (AN | {"full_name": "AN"}, AN | {"full_name": "AN"}),
    (
        {"national_id": "1" * 12, "full_name": "NGUYỄN VĂN AN"},
        {"national_id": "1" * 12, "full_name": "TRẦN THỊ HOÀ"},
    ),
    (
        {"national_id": "1" * 12, "birth_date": "1950"},
        {"national_id": "1" * 12, "birth_date": "1951-01-31"},
    ),
    (
        {"patient_id": "BN1", "facility": FACILITY},
        {"patient_id": "BN1", "facility": "Bệnh viện Bạch Mai"},
    ),
    ({"patient_id": "BN1"}, {"patient_id": "BN1"}),
    (
        AN | {"patient_id": "BN1", "facility": FACILITY},
        AN | {"patient_id": "BN2", "facility": FACILITY},
    ),
]

people = st.fixed_dictionaries(
    {},
    optional={
        "full_name": st.sampled_from(["LÊ VĂN AN", "LÊ VĂN ANH", "TRẦN THỊ HOÀ"]),
        "birth_date": st.sampled_from(["1950-01-31", "1950", "1951-02-01"]),
        "sex": st.sampled_from(["male", "female"]),
        "national_id": st.sampled_from(["1" * 12, "2" * 12]),
        "insurance_number": st.sampled_from(["HT4010012345678", "0012345678", "9" * 10]),
        "patient_id": st.sampled_from(["1", "2"]),
        "facility": st.sampled_from(["A", "B"]),
    },
)
