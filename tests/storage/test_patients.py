"""One provisional patient for each consistent identity, whatever the order of arrival."""

import random
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.codec import canonical
from models.document import Scan
from models.record import Field, Status
from storage.catalogue import Catalogue
from storage.founding import patient_key
from storage.rows import Filing
from tests.storage.people import AN, OTHERS, RULES, document, field, people


def keys(catalogue: Catalogue, *documents: Mapping[str, str]) -> list[str | None]:
    """Link documents in order; return the key of each after the last."""
    for number, values in enumerate(documents):
        patient = {key: field(value) for key, value in values.items() if key != "facility"}
        encounter = {"facility": field(values.get("facility"))}
        catalogue.patients.decide(document(number), patient, encounter, RULES)
    links = [catalogue.patients.link(document(number)) for number in range(len(documents))]
    assert all(links)
    return [link.patient_key for link in links if link]


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_two_people(catalogue: Catalogue, one: Mapping[str, str], other: Mapping[str, str]) -> None:
    assert len(set(keys(catalogue, one, other))) == 2


def test_a_provisional_patient(catalogue: Catalogue) -> None:
    patient = {key: field(value) for key, value in AN.items()}
    link = catalogue.patients.decide(document(0), patient, {}, RULES)
    assert link.patient_key == patient_key(document(0))
    assert (link.patient_id, link.method, link.status) == (None, "none", "new")
    events = catalogue.audit.events()
    assert catalogue.patients.decide(document(0), patient, {}, RULES) == link
    assert catalogue.audit.events() == events
    assert (
        catalogue.patients.decide(document(1), patient, {}, RULES).patient_key == link.patient_key
    )
    assert not any("NGUY" in event.after for event in catalogue.audit.events())


@pytest.mark.parametrize(
    "patient",
    [
        {},
        {"birth_date": field("1950-01-31"), "sex": field("male")},
        {"full_name": field("NGUYỄN VĂN AN", confidence=0.49)},
        {"national_id": field("1" * 12, status=Status.REJECTED)},
        {"full_name": field(None)},
    ],
)
def test_nobody_is_known_by_this(catalogue: Catalogue, patient: Mapping[str, Field]) -> None:
    link = catalogue.patients.decide(document(0), patient, {}, RULES)
    assert (link.patient_key, link.status, link.score) == (None, "review", 0.0)
    assert catalogue.patients.link(document(0)) == link
    assert catalogue.patients.link(document(1)) is None


def test_a_third_document_joins_two(catalogue: Catalogue) -> None:
    card = {"national_id": "001050000001"}
    assert len(set(keys(catalogue, AN, card))) == 2
    assert keys(catalogue, AN, card, AN | card) == [patient_key(document(0))] * 3
    assert "joined" in catalogue.audit.events(f"patient:{patient_key(document(1))}")[-1].after


def test_a_document_that_was_filed_under_another_patient_is_told(catalogue: Catalogue) -> None:
    card, scan = {"national_id": "001050000001"}, Scan("a" * 64, "image/png", 1, 2)
    catalogue.receipts.receive("b", "a.png", scan)
    for number, key in enumerate(keys(catalogue, AN, card)):
        link = catalogue.patients.link(document(number))
        assert link
        entry = Filing(
            document_id=document(number),
            sha256=scan.sha256,
            numbers=(number + 1,),
            type="other",
            language="vi",
            version=1,
            record_sha256="b" * 64,
            configuration="c",
            filed_at="2026-11-02T08:15:00+07:00",
            patient_key=key,
            fields=1,
            confidence=1.0,
            link=canonical(asdict(link)).decode(),
        )
        catalogue.documents.file(entry, [])
    assert catalogue.patients.moved() == ()
    keys(catalogue, AN, card, AN | card)
    assert catalogue.patients.moved() == (document(1),)


def test_a_corrected_document_leaves_and_the_others_keep_their_key(catalogue: Catalogue) -> None:
    before = keys(catalogue, AN, AN, AN)
    moved = AN | {"birth_date": "1951-01-31"}
    after = keys(catalogue, moved, AN, AN)
    assert after[1:] == before[1:]
    assert after[0] not in (None, before[0])
    assert keys(catalogue, AN, AN, AN) == before


def test_many_at_once_found_one_patient(catalogue: Catalogue) -> None:
    patient = {key: field(value) for key, value in AN.items()}

    def link(number: int) -> str | None:
        return catalogue.patients.decide(document(number), patient, {}, RULES).patient_key

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(link, range(24)))) == 1


def parted(found: Sequence[str | None], order: Sequence[int]) -> set[frozenset[int]]:
    """Which documents, by their first numbers, share a patient."""
    groups: dict[str, set[int]] = {}
    for place, key in enumerate(found):
        if key is not None:
            groups.setdefault(key, set()).add(order[place])
    return {frozenset(group) for group in groups.values()}


@settings(max_examples=15)
@given(st.lists(people, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory,
    made_file: Path,
    documents: list[dict[str, str]],
    chance: random.Random,
) -> None:
    outcomes = []
    shuffled = list(range(len(documents)))
    chance.shuffle(shuffled)
    for order in (list(range(len(documents))), shuffled):
        file = shutil.copy(made_file, tmp_path_factory.mktemp("home") / "catalogue.sqlite")
        with Catalogue(f"sqlite:///{file}") as catalogue:
            found = keys(catalogue, *(documents[place] for place in order))
            outcomes.append(parted(found, order))
            # Once more, in the other direction: nothing changes.
            assert keys(catalogue, *(documents[place] for place in order)) == found
            assert list(catalogue.audit.verify()) == []
    assert outcomes[0] == outcomes[1]
