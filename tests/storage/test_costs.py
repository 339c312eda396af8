"""What batches cost, from the rows of runs and from stewards' words."""

import pytest

from models.decision import accepted
from models.errors import UsageError
from storage.catalogue import Catalogue
from storage.costs import Used
from storage.decisions import Ruling
from storage.rows import TaskDraft
from tests.storage.charts import filing, scan


def test_what_runs_used_adds_up_once_for_each_batch(catalogue: Catalogue) -> None:
    for batch, name in (("a", "one"), ("a", "two"), ("b", "two"), ("b", "three")):
        catalogue.receipts.receive(batch, f"{name}.pdf", scan(name))
    one, two, three = (scan(name).sha256 for name in ("one", "two", "three"))
    catalogue.costs.add("first", {one: Used(4.0, 2.0, 3), two: Used(1.0, 0.5, 3)})
    catalogue.costs.add("again", {one: Used(0.25, 0.5, 3)})
    catalogue.costs.add("other", {three: Used(8.0, 8.0, 3)})
    # `two` came in both: it counts with the batch that brought it first.
    assert catalogue.costs.of("a") == Used(5.25, 3.0, 9)
    assert catalogue.costs.of("b") == Used(8.0, 8.0, 3)
    assert catalogue.costs.of() == Used(13.25, 11.0, 12)
    assert set(catalogue.costs.scans("a")) == {one, two}
    catalogue.costs.add("nothing", {})
    with pytest.raises(UsageError):
        catalogue.costs.of("c")


def test_each_word_comes_with_the_same_persons_last(catalogue: Catalogue) -> None:
    for batch in ("a", "b"):
        catalogue.receipts.receive(batch, "one.pdf", scan(batch))
        drafts = [TaskDraft("pages.1", "dark"), TaskDraft("pages.2", "dark")]
        catalogue.documents.file(filing(scan(batch), 1), drafts)
    assert catalogue.costs.documents("a") == (filing(scan("a"), 1).document_id,)
    for who, batch, path in (("lan", "a", 1), ("hoa", "a", 2), ("lan", "b", 1), ("lan", "b", 2)):
        said = accepted(scan(batch).sha256, 1, f"pages.{path}")
        catalogue.by(who).decisions.decide([Ruling(filing(scan(batch), 1).document_id, said)])
    (of_lan, of_hoa) = sorted(catalogue.costs.words("a"), key=lambda one: one[1])
    assert (of_lan[0], of_hoa[0]) == (None, None)
    (third, fourth) = sorted(catalogue.costs.words("b"), key=lambda one: one[1])
    # Her word on the other batch is the one before.
    assert third[0] == of_lan[1] and fourth[0] == third[1]
