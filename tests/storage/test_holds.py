"""Legal holds: on what they are, and who placed and lifted them."""

from dataclasses import asdict, replace

import pytest

from models.codec import canonical
from models.errors import UsageError
from models.record import PatientLink
from storage.catalogue import Catalogue
from tests.storage.charts import filing, nothing_noted, scan
from tests.storage.people import AN, RULES, field
from tests.storage.test_linking import LAN

SHAS = [scan(name).sha256 for name in ("one", "two")]


def filed(catalogue: Catalogue, name: str, **says: str) -> str:
    """File a document of a scan of its own, as that of whoever it says; return its id."""
    catalogue.receipts.receive(f"batch-{name}", f"{name}.pdf", scan(name))
    entry = filing(scan(name), 1)
    patient = {key: field(value) for key, value in says.items()}
    link = catalogue.patients.decide(entry.document_id, patient, {}, RULES)
    catalogue.documents.file(replace(entry, patient_key=link.patient_key), [])
    return entry.document_id


def test_what_is_held_by_each_kind_of_hold(catalogue: Catalogue) -> None:
    one, two = filed(catalogue, "one", **AN), filed(catalogue, "two", national_id="001050000001")
    row = catalogue.documents.get(one)
    assert row and row.patient_key
    for kind, subject in (
        ("document", one[:12]),
        ("scan", SHAS[0][:10]),
        ("patient", row.patient_key),
        ("batch", "batch-one"),
    ):
        hold = catalogue.holds.place(kind, subject, "court", "Hoa")
        assert catalogue.holds.on(SHAS) == {SHAS[0]: {hold.number}}
        assert catalogue.holds.scans(hold.number) == (SHAS[0],)
        assert catalogue.holds.lift(hold.number, "Bình")
        assert catalogue.holds.on(SHAS) == {}
    assert [hold.lifted_by for hold in catalogue.holds.all(lifted=True)] == ["Bình"] * 4
    assert catalogue.holds.all() == ()
    assert catalogue.documents.get(two)
    assert list(catalogue.audit.verify()) == []


def test_a_merged_patient_is_held_by_either_name(catalogue: Catalogue) -> None:
    keys = []
    for name, number in (("one", "001050000001"), ("two", "001050000002")):
        row = catalogue.documents.get(filed(catalogue, name, national_id=number))
        assert row and row.patient_key
        keys.append(row.patient_key)
    hold = catalogue.holds.place("patient", keys[0], "court", "Hoa")
    assert set(catalogue.holds.on(SHAS)) == {SHAS[0]}
    catalogue.patients.merge(keys[0], keys[1])
    assert set(catalogue.holds.on(SHAS)) == set(SHAS)
    assert catalogue.holds.scans(hold.number) == tuple(sorted(SHAS))


def test_what_may_be_the_patients_is_held_too(catalogue: Catalogue) -> None:
    catalogue.patients.register.load([LAN])
    catalogue.receipts.receive("b", "one.pdf", scan("one"))
    link = PatientLink(None, LAN.patient_id, "probabilistic", 0.6, "review")
    entry = replace(filing(scan("one"), 1), link=canonical(asdict(link)).decode())
    catalogue.documents.file(entry, [])
    hold = catalogue.holds.place("patient", LAN.patient_id, "court", "Hoa")
    assert catalogue.holds.on(SHAS) == {SHAS[0]: {hold.number}}


def test_twice_is_once_and_two_reasons_are_two(catalogue: Catalogue) -> None:
    filed(catalogue, "one")
    first = catalogue.holds.place("scan", SHAS[0], "court", "Hoa")
    with nothing_noted(catalogue):
        assert catalogue.holds.place("scan", SHAS[0], "court", "Hoa") == first
    other = catalogue.holds.place("scan", SHAS[0], "inspection", "Hoa")
    assert catalogue.holds.lift(first.number, "Hoa")
    with nothing_noted(catalogue):
        assert not catalogue.holds.lift(first.number, "Hoa")
    assert catalogue.holds.on(SHAS) == {SHAS[0]: {other.number}}


@pytest.mark.parametrize(
    ("kind", "subject"),
    [("document", "d0"), ("scan", "f" * 64), ("patient", "99"), ("batch", "x")],
)
def test_what_is_not_there_cannot_be_held(catalogue: Catalogue, kind: str, subject: str) -> None:
    with pytest.raises(UsageError):
        catalogue.holds.place(kind, subject, "court", "Hoa")
    with pytest.raises(UsageError, match="no hold 7"):
        catalogue.holds.lift(7, "Hoa")
