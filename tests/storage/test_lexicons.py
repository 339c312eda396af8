import subprocess
import sys

from models.lexicon import LEARNT, Kind
from storage.catalogue import Catalogue
from storage.rows import LexiconRow

ONE, TWO, FILE = "1" * 64, "2" * 64, "f" * 64


def loaded(catalogue: Catalogue) -> list[tuple[str, str, str, int]]:
    return [(r.kind, r.sha256, r.file_sha256, r.entries) for r in catalogue.lexicons.all()]


def test_the_last_list_of_a_kind_is_the_current_one(catalogue: Catalogue) -> None:
    assert catalogue.lexicons.all() == ()
    assert catalogue.lexicons.load(Kind.LABS, ONE, FILE, 3)
    assert catalogue.lexicons.load(Kind.ICD10, ONE, FILE, 7)
    assert catalogue.lexicons.load(Kind.LABS, TWO, FILE, 4)
    assert loaded(catalogue) == [("icd10", ONE, FILE, 7), ("labs", TWO, FILE, 4)]
    assert isinstance(catalogue.lexicons.all()[0], LexiconRow)


def test_the_same_again_changes_nothing_and_is_no_event(catalogue: Catalogue) -> None:
    catalogue.lexicons.load(Kind.DRUGS, ONE, FILE, 3)
    before = catalogue.lexicons.all()
    assert not catalogue.lexicons.load(Kind.DRUGS, ONE, FILE, 3)
    assert catalogue.lexicons.all() == before
    assert len(catalogue.audit.events("lexicon:drugs")) == 1


def test_dropping_leaves_the_other_kinds_and_stands_in_the_audit(catalogue: Catalogue) -> None:
    catalogue.lexicons.load(Kind.DRUGS, ONE, FILE, 3)
    catalogue.lexicons.load(Kind.LABS, TWO, FILE, 4)
    assert catalogue.lexicons.drop(Kind.DRUGS)
    assert not catalogue.lexicons.drop(Kind.DRUGS)
    assert [row[0] for row in loaded(catalogue)] == ["labs"]
    events = catalogue.audit.events("lexicon:drugs")
    assert [event.action for event in events] == ["load", "drop"]
    assert ONE in events[1].before
    assert list(catalogue.audit.verify()) == []


def test_what_was_learnt_is_taken_back_step_by_step(catalogue: Catalogue) -> None:
    lists = catalogue.lexicons
    lists.load(Kind.DRUGS, ONE, FILE, 3)
    assert lists.learnt() is None
    for name in (ONE, TWO, ONE):
        assert lists.learn(name, FILE, 300)
        assert not lists.learn(name, FILE, 300)
    undone = []
    while row := lists.learnt():
        undone.append(row.sha256)
        assert lists.unlearn()
    assert undone == [ONE, TWO, ONE]
    assert not lists.unlearn()
    lists.learn(TWO, FILE, 301)
    lists.unlearn()
    assert loaded(catalogue) == [("drugs", ONE, FILE, 3)]
    events = [event.action for event in catalogue.audit.events(f"lexicon:{LEARNT}")]
    assert events == ["learn"] * 3 + ["unlearn"] * 3 + ["learn", "unlearn"]


def test_another_machine_sees_the_same(url: str) -> None:
    program = (
        "import sys; from storage.catalogue import Catalogue; from models.lexicon import Kind\n"
        "Catalogue(sys.argv[1]).lexicons.load(Kind.ICD10, '1' * 64, 'f' * 64, 12)"
    )
    with Catalogue(url) as catalogue:
        catalogue.check()
        subprocess.run([sys.executable, "-c", program, url], check=True)
        assert loaded(catalogue) == [("icd10", ONE, FILE, 12)]
