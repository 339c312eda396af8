"""The register in the catalogue, and whose documents are by it, whatever comes first."""

import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import UsageError
from models.record import Field, PatientLink, Source, Status
from models.settings import Link
from storage.candidates import candidates
from storage.catalogue import Catalogue
from storage.founding import registered_key
from storage.person import Person
from storage.register import Loaded
from tests.storage.people import FACILITY, RULES, document, field
from tests.storage.test_linking import LAN, OTHER, PLAIN, REGISTER, TWIN

CARD = {"insurance_number": "0100000017"}
STAY = {"record_number": "24.001", "facility": FACILITY}
TOLD = PatientLink(registered_key(LAN.patient_id), LAN.patient_id, "identifier", 1.0, "auto")
"""A link to Lan, its score rounded."""


def decide(catalogue: Catalogue, number: int, values: Mapping[str, str | Field]) -> PatientLink:
    said = {k: field(v) if isinstance(v, str) else v for k, v in values.items()}
    encounter = {"facility": said.pop("facility")} if "facility" in said else {}
    link = catalogue.patients.decide(document(number), said, encounter, RULES, 2026)
    return replace(link, score=round(link.score, 3))


def anew(catalogue: Catalogue) -> None:
    for one in catalogue.patients.stale():
        catalogue.patients.decide_anew(one, RULES)


def links(catalogue: Catalogue, count: int) -> list[PatientLink | None]:
    told = [catalogue.patients.link(document(number)) for number in range(count)]
    return [link and replace(link, score=round(link.score, 3)) for link in told]


def test_loading_twice_is_loading_once(catalogue: Catalogue) -> None:
    register = catalogue.patients.register
    assert register.load(REGISTER) == Loaded(new=3)
    events = catalogue.audit.events()
    assert register.load(REGISTER) == Loaded(unchanged=3)
    assert catalogue.audit.events() == events
    assert register.load([replace(LAN, phone="0912000099"), OTHER]) == Loaded(0, 1, 1)
    assert not any(LAN.patient_id in event.after + event.before for event in events)
    assert list(catalogue.audit.verify()) == []


def test_how_many_have_a_part_of_a_name_is_counted_anew(catalogue: Catalogue) -> None:
    register = catalogue.patients.register
    register.load(REGISTER)
    register.load([replace(LAN, full_name="NGUYỄN THỊ LAN ANH")])
    with catalogue._database.read() as connection:
        state = register.state(connection)
        assert state.people == 3
        assert state.share("anh") > state.share("never")
        assert state.share("nguien") > state.share("tran") > state.share("hung")


def test_candidates_are_found_by_index_only(catalogue: Catalogue) -> None:
    catalogue.patients.register.load(REGISTER)
    with catalogue._database.read() as connection:
        for said in (LAN, Person(full_name="LAN NGUYỄN THỊ", birth_date="1980")):
            found = candidates(connection, replace(said, patient_id="", national_id=""))
            assert LAN.patient_id in {one.patient_id for one in found}
        assert candidates(connection, Person()) == []
        if connection.dialect.name == "sqlite":
            from storage.candidates import _CANDIDATES

            plan = connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {_CANDIDATES.compile(connection.engine)}",
                tuple("x" for _ in _CANDIDATES.compile(connection.engine).positiontup or ()),
            )
            assert not any("SCAN register" in row[3] for row in plan)


def test_a_document_of_a_patient_of_the_register(catalogue: Catalogue) -> None:
    catalogue.patients.register.load(REGISTER)
    assert decide(catalogue, 0, PLAIN | CARD) == TOLD
    code = Field(LAN.patient_id, None, 0.97, Status.AUTO, 1, None, source=Source.BARCODE)
    assert decide(catalogue, 1, PLAIN | {"patient_id": code}) == replace(TOLD, method="barcode")
    probable = decide(catalogue, 2, PLAIN | {"phone": LAN.phone})
    assert (probable.patient_id, probable.method) == (LAN.patient_id, "probabilistic")
    assert probable.patient_key == TOLD.patient_key
    assert catalogue.patients.moved() == ()


def test_an_age_is_a_birth_within_a_year_or_so(catalogue: Catalogue) -> None:
    catalogue.patients.register.load(REGISTER)
    said = {"full_name": LAN.full_name, "age": "45"} | CARD
    assert decide(catalogue, 0, said) == TOLD
    why = catalogue.patients.why(document(0), RULES)
    assert why and {one.field: one.level for one in why.decision.evidence}["birth_date"] == "age"


def test_a_conflict_is_filed_unlinked_with_its_candidate(catalogue: Catalogue) -> None:
    catalogue.patients.register.load(REGISTER)
    link = decide(catalogue, 0, PLAIN | {"patient_id": OTHER.patient_id})
    assert (link.patient_key, link.status) == (None, "review")
    assert link.patient_id in (LAN.patient_id, OTHER.patient_id)
    assert catalogue.patients.doubt(document(0)) == "patient.number"


def test_a_document_follows_those_of_its_stay_unless_it_contradicts(catalogue: Catalogue) -> None:
    catalogue.patients.register.load(REGISTER)
    name = {"full_name": LAN.full_name, "birth_date": "1980"}
    assert decide(catalogue, 0, name | STAY).status == "review"
    decide(catalogue, 1, PLAIN | CARD | STAY)
    other = {"full_name": TWIN.full_name, "birth_date": "1980"}
    decide(catalogue, 2, other | STAY)
    assert links(catalogue, 2) == [TOLD, TOLD]
    assert links(catalogue, 3)[2] != TOLD
    decide(catalogue, 1, {"full_name": "LÊ VĂN TÁM", "birth_date": "1960-01-09"})
    assert [link and link.status for link in links(catalogue, 2)] == ["review", "new"]


def test_the_same_name_and_day_alone_does_not_vouch(catalogue: Catalogue) -> None:
    again = replace(LAN, patient_id="25000004", national_id="", insurance_number="", phone="")
    catalogue.patients.register.load([*REGISTER, again])
    decide(catalogue, 0, PLAIN | CARD)
    assert decide(catalogue, 1, PLAIN).status == "review"


def test_a_stewards_word_outlives_imports_and_runs(catalogue: Catalogue) -> None:
    decide(catalogue, 0, PLAIN | CARD)
    decide(catalogue, 1, PLAIN | CARD)
    catalogue.patients.register.load(REGISTER)
    catalogue.patients.confirm(document(0), OTHER.patient_id)
    anew(catalogue)
    told = links(catalogue, 2)
    assert told[0] and (told[0].patient_id, told[0].status) == (OTHER.patient_id, "verified")
    assert (told[0].method, told[0].score) == ("steward", 1.0)
    assert told[1] == TOLD
    assert decide(catalogue, 0, PLAIN) == told[0]
    catalogue.patients.confirm(document(1), None)
    new = links(catalogue, 2)[1]
    assert new and (new.patient_id, new.status, new.method) == (None, "verified", "steward")
    assert new.patient_key not in (None, TOLD.patient_key)
    with pytest.raises(UsageError, match="no such patient"):
        catalogue.patients.confirm(document(0), "nobody")


def test_a_patient_whom_a_steward_found_to_be_new_takes_later_documents(
    catalogue: Catalogue,
) -> None:
    catalogue.patients.register.load(REGISTER)
    said = {"full_name": "LÊ THỊ HOA", "birth_date": LAN.birth_date} | CARD | STAY
    assert decide(catalogue, 0, said).status == "review"
    catalogue.patients.confirm(document(0), None)
    later = {"full_name": "LÊ THỊ HOA", "birth_date": LAN.birth_date} | STAY
    assert decide(catalogue, 1, later).status == "new"
    one, other = links(catalogue, 2)
    assert one and other and one.patient_key == other.patient_key


def test_other_rules_decide_anew_what_is_linked_again(catalogue: Catalogue) -> None:
    catalogue.patients.register.load(REGISTER)
    said = {key: field(value) for key, value in (PLAIN | {"phone": LAN.phone}).items()}
    assert catalogue.patients.decide(document(0), said, {}, RULES).status == "auto"
    strict = Link(accept=1.0, review=0.1)
    assert catalogue.patients.decide(document(0), said, {}, strict).status == "review"
    assert catalogue.patients.decide(document(0), said, {}, RULES).status == "auto"


def test_documents_in_doubt_follow_the_one_that_a_steward_decided(catalogue: Catalogue) -> None:
    catalogue.patients.register.load(REGISTER)
    name = {"full_name": LAN.full_name, "birth_date": "1980"}
    for number in range(2):
        assert decide(catalogue, number, name | STAY).status == "review"
    catalogue.patients.confirm(document(0), LAN.patient_id)
    anew(catalogue)
    steward, follower = links(catalogue, 2)
    assert steward and (steward.patient_id, steward.method) == (LAN.patient_id, "steward")
    assert follower == TOLD
    catalogue.patients.confirm(document(0), OTHER.patient_id)
    anew(catalogue)
    assert [link and link.status for link in links(catalogue, 2)] == ["verified", "review"]


def test_merging_loses_nothing_and_is_undone(catalogue: Catalogue) -> None:
    catalogue.patients.register.load(REGISTER)
    unknown = {"full_name": "LÊ VĂN TÁM", "birth_date": "1960-01-09", "sex": "male"}
    before = decide(catalogue, 0, unknown)
    assert before.patient_key and before.status == "new"
    assert catalogue.patients.merge(before.patient_key, LAN.patient_id)
    assert not catalogue.patients.merge(before.patient_key, LAN.patient_id)
    merged = PatientLink(TOLD.patient_key, LAN.patient_id, "steward", 1.0, "verified")
    assert decide(catalogue, 1, unknown) == merged, "a later document of the merged patient"
    catalogue.patients.register.load([replace(OTHER, full_name="LÊ VĂN TÁM")])
    anew(catalogue)
    assert links(catalogue, 2) == [merged, merged]
    assert catalogue.patients.stale() == ()
    with pytest.raises(UsageError, match="one patient already"):
        catalogue.patients.merge(LAN.patient_id, before.patient_key)
    with pytest.raises(UsageError, match="merged already"):
        catalogue.patients.merge(before.patient_key, OTHER.patient_id)
    assert catalogue.patients.unmerge(before.patient_key)
    assert not catalogue.patients.unmerge(before.patient_key)
    anew(catalogue)
    assert links(catalogue, 2) == [before, before]
    actions = [event.action for event in catalogue.audit.events(f"patient:{before.patient_key}")]
    assert actions == ["found", "merge", "unmerge"]
    assert list(catalogue.audit.verify()) == []


def test_a_patient_who_is_twice_in_the_register(catalogue: Catalogue) -> None:
    again = replace(LAN, patient_id="25000004")
    catalogue.patients.register.load([*REGISTER, again])
    assert decide(catalogue, 0, PLAIN | CARD).status == "review"
    assert catalogue.patients.merge(again.patient_id, LAN.patient_id)
    anew(catalogue)
    (link,) = links(catalogue, 1)
    assert link and (link.patient_id, link.status) == (LAN.patient_id, "auto")
    catalogue.patients.unmerge(again.patient_id)
    anew(catalogue)
    (link,) = links(catalogue, 1)
    assert link and link.status == "review"


SAID = st.fixed_dictionaries(
    {},
    optional={
        "full_name": st.sampled_from([LAN.full_name, TWIN.full_name, "LÊ VĂN TÁM"]),
        "birth_date": st.sampled_from([LAN.birth_date, "1980", "1960-01-09"]),
        "national_id": st.sampled_from([LAN.national_id, OTHER.national_id, "0" * 12]),
        "insurance_number": st.sampled_from(["0100000017", TWIN.insurance_number]),
        "record_number": st.sampled_from(["1", "2"]),
        "facility": st.just(FACILITY),
    },
)


@settings(max_examples=25)
@given(st.lists(SAID, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_importing_before_or_after_a_run_comes_to_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    made_file: Path,
    documents: Sequence[Mapping[str, str]],
    chance: random.Random,
) -> None:
    shuffled = list(range(len(documents)))
    chance.shuffle(shuffled)
    middle = chance.randint(0, len(documents))
    outcomes = []
    for order, when in ((range(len(documents)), 0), (shuffled, middle), (shuffled, 99)):
        file = shutil.copy(made_file, tmp_path_factory.mktemp("home") / "catalogue.sqlite")
        with Catalogue(f"sqlite:///{file}") as catalogue:
            for place, number in enumerate(order):
                if place == when:
                    catalogue.patients.register.load(REGISTER)
                decide(catalogue, number, documents[number])
            catalogue.patients.register.load(REGISTER)
            anew(catalogue)
            told = links(catalogue, len(documents))
            assert list(catalogue.audit.verify()) == []
        # Which key a provisional patient has may tell who came first; who shares it may not.
        new = [link.patient_key for link in told if link and link.status == "new"]
        outcomes.append(
            [
                replace(link, patient_key=str(new.index(link.patient_key)))
                if link and link.status == "new"
                else link
                for link in told
            ]
        )
    assert outcomes[0] == outcomes[1] == outcomes[2]
