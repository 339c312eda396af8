"""Until when documents, stays and scans are kept."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from models.retention import Kept, Kind, Term, after, longest, term, whole
from storage.catalogue import Catalogue
from tests.storage.charts import filing, scan

YEARS = {
    Kind.OUTPATIENT: 10,
    Kind.INPATIENT: 10,
    Kind.ACCIDENT: 15,
    Kind.PSYCHIATRIC: 20,
    Kind.DEATH: 20,
    Kind.UNKNOWN: 20,
}


def kept(name: str, since: str, *kinds: Kind, stay: str | None = None, **more: str) -> Kept:
    paper = Kept(name, "s", frozenset(kinds), since, patient_key="p", record_number=stay)
    return replace(paper, **more)  # type: ignore[arg-type]


def test_of_what_a_document_speaks_for_the_longest_counts() -> None:
    assert longest([Kind.OUTPATIENT, Kind.ACCIDENT], YEARS) is Kind.ACCIDENT
    assert longest([Kind.PSYCHIATRIC, Kind.DEATH], YEARS) is Kind.DEATH
    assert longest([Kind.UNKNOWN, Kind.OUTPATIENT], YEARS) is Kind.OUTPATIENT
    assert longest([], YEARS) is Kind.UNKNOWN
    assert longest([Kind.INPATIENT, Kind.DEATH], YEARS | {Kind.INPATIENT: 50}) is Kind.INPATIENT


def test_years_later() -> None:
    assert after("2006-11-02", 20) == "2026-11-02"
    assert after("2004-02-29", 10) == "2014-03-01"
    assert after("2004-02-29", 20) == "2024-02-29"


def test_a_stay_is_kept_as_the_longest_of_its_documents() -> None:
    lab = kept("lab", "2005-03-01", stay="25/1")
    discharge = kept("discharge", "2005-03-09", Kind.INPATIENT, Kind.DEATH, stay="25/1")
    later = kept("later", "2009-01-01", Kind.OUTPATIENT, stay="25/2")
    every = [lab, discharge, later]
    assert term(lab, every, YEARS) == Term(Kind.DEATH, "2005-03-09", "2025-03-09")
    assert term(later, every, YEARS) == Term(Kind.OUTPATIENT, "2009-01-01", "2019-01-01")
    assert term(lab, [lab], YEARS) == Term(Kind.UNKNOWN, "2005-03-01", "2025-03-01")


def test_days_of_care_that_overlap_make_a_stay_too_over_others() -> None:
    days = {"first": "2005-03-01", "last": "2005-03-05"}
    one = kept("one", "2005-03-05", Kind.INPATIENT, **days)
    two = kept("two", "2005-03-09", Kind.ACCIDENT, first="2005-03-05", last="2005-03-09")
    three = kept("three", "2005-04-01", Kind.INPATIENT, first="2005-03-08", last="2005-04-01")
    assert term(one, [one, two, three], YEARS) == Term(Kind.ACCIDENT, "2005-04-01", "2020-04-01")
    other = replace(two, patient_key="q")
    assert term(one, [one, other], YEARS).kind is Kind.INPATIENT


def test_a_paper_of_no_known_stay_may_be_of_any() -> None:
    dated = kept("dated", "2005-03-05", Kind.INPATIENT, stay="25/1")
    lost = kept("lost", "2026-11-02", Kind.DEATH)
    assert term(lost, [dated, lost], YEARS) == Term(Kind.DEATH, "2026-11-02", "2046-11-02")
    # Its kind may be the stay's; the day on which it came is not.
    assert term(dated, [dated, lost], YEARS) == Term(Kind.DEATH, "2005-03-05", "2025-03-05")


def test_a_scan_is_kept_as_long_as_the_longest_of_its_documents() -> None:
    papers = [kept("a", "2005-01-01", Kind.OUTPATIENT), kept("b", "2003-01-01", Kind.DEATH)]
    papers = [replace(paper, patient_key=None) for paper in papers]
    cover = replace(kept("c", "2026-01-01"), cover=True)

    def of(paper: Kept) -> Term:
        return term(paper, papers, YEARS)

    assert whole([*papers, cover], of, "2026-01-01", YEARS).until == "2023-01-01"
    assert whole([cover], of, "2026-01-01", YEARS).until == "2046-01-01"
    refused = whole([], of, "2026-01-01", YEARS)
    assert refused == Term(Kind.UNKNOWN, "2026-01-01", "2046-01-01")


PAPERS = st.builds(
    Kept,
    document_id=st.uuids().map(str),
    sha256=st.just("s"),
    kinds=st.frozensets(st.sampled_from([kind for kind in Kind if kind is not Kind.UNKNOWN])),
    since=st.dates().map(str),
    first=st.none() | st.sampled_from(["2005-03-01", "2005-04-01"]),
    last=st.just("2005-04-02"),
    patient_key=st.sampled_from(["p", "q", None]),
    record_number=st.none() | st.sampled_from(["1", "2"]),
)


@given(st.lists(PAPERS, min_size=1, max_size=6), PAPERS)
def test_a_known_paper_more_never_shortens_the_time_of_others(
    papers: list[Kept], more: Kept
) -> None:
    years = YEARS | {Kind.UNKNOWN: 1}
    papers = [replace(one, since=min(one.since, "9000-01-01")) for one in papers]
    more = replace(more, since=min(more.since, "9000-01-01"))
    for paper in papers:
        before = term(paper, papers, years).until
        assert term(paper, [*papers, more], years).until >= before


def test_what_is_due_and_what_is_not_known(catalogue: Catalogue) -> None:
    for name, day in (("old", "2005-01-01"), ("new", "2020-01-01"), ("unlooked", None)):
        catalogue.receipts.receive("b", f"{name}.pdf", scan(name))
        for number in (1, 2):
            catalogue.scans.mark_blank(scan(name).sha256, number)
        entry = filing(scan(name), 3)
        catalogue.documents.file(entry, [])
        catalogue.documents.settle(scan(name).sha256, [entry.document_id])
        if day:
            paper = Kept(entry.document_id, entry.sha256, frozenset([Kind.ACCIDENT]), day)
            catalogue.keeping.put([paper])
    catalogue.receipts.receive("b", "waiting.pdf", scan("waiting"))
    (due,) = catalogue.keeping.due("2026-11-02", YEARS)
    assert (due.sha256, due.pages) == (scan("old").sha256, 3)
    assert due.term == Term(Kind.ACCIDENT, "2005-01-01", "2020-01-01")
    assert list(catalogue.keeping.due("2020-01-01", YEARS)) == []
    assert [one.sha256 for one in catalogue.keeping.due("2020-01-02", YEARS)] == [due.sha256]
    every = [scan(name).sha256 for name in ("old", "new", "unlooked", "waiting")]
    assert set(catalogue.keeping.of(every, YEARS)) == set(every[:2])
    assert len(list(catalogue.keeping.due("2046-01-01", YEARS))) == 2
