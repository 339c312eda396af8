"""Pages by what they say: kept with the page, and asked for by patient."""

from dataclasses import replace

from storage.catalogue import Catalogue
from tests.storage.charts import filing, nothing_noted, scan


def test_fingerprints_are_kept_and_are_no_event(catalogue: Catalogue) -> None:
    one = scan("one", 2)
    catalogue.receipts.receive("b", "a.pdf", one)
    entry = replace(filing(one, 1, 2), patient_key="p" * 25)
    catalogue.documents.file(entry, [])
    assert catalogue.documents.sheets("p" * 25) == ()
    with nothing_noted(catalogue):
        catalogue.documents.file(replace(entry, fingerprints=("a.b", "")), [])
        catalogue.documents.file(entry, [])  # none leaves what is there
    found = catalogue.documents.sheets("p" * 25)
    assert [(row.sha256, row.number, row.fingerprint) for row in found] == [(one.sha256, 1, "a.b")]
    assert catalogue.documents.sheets("q" * 25) == ()
    catalogue.withdrawals.withdraw(one.sha256)
    assert catalogue.documents.sheets("p" * 25) == ()
