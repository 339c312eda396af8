"""What goes out of a home as FHIR: whether it is valid R4, and which fields stay behind.

    python -m tests.bench.exports HOME

Every current document is made into a bundle as `sohoa export` does, and held against HL7's
definitions (tests/exports/r4.py). Nothing is written but PDFs that the home lacks.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator

from exports import record
from exports.fhir.bundle import document
from exports.fhir.paper import Paper
from flows.fhir import papers
from flows.house import House, opened
from models.record import Status
from storage.rows import DocumentRow
from tests.exports.r4 import Json, faults


def every(house: House) -> Iterator[Paper]:
    """Yield every current document."""
    scans: dict[str, list[DocumentRow]] = defaultdict(list)
    for row in house.catalogue.documents.find():
        scans[row.sha256].append(row)
    for rows in scans.values():
        yield from papers(house, rows)


def behind(paper: Paper, bundle: Json) -> tuple[int, Counter[str]]:
    """Return how many fields have a value, and those of them that no resource is made from."""
    out = {
        entity["what"]["display"]
        for entry in bundle["entry"]
        for entity in entry["resource"].get("entity", [])
    }
    there = [
        path
        for path, field in record.fields(paper.stored.facts)
        if field.value and field.status is not Status.REJECTED
    ]
    left = (path for path in there if path not in out)
    return len(there), Counter(path.split(".")[0] for path in left)


def main() -> None:
    """Measure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("home")
    given = asked.parse_args()
    kinds: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    left: Counter[str] = Counter()
    documents = fields = size = 0
    seconds = 0.0
    with opened({"SOHOA_HOME": given.home}) as house:
        for paper in every(house):
            start = time.process_time()
            data = document(paper)
            seconds += time.process_time() - start
            bundle = json.loads(data)
            documents, size = documents + 1, size + len(data)
            kinds.update(entry["resource"]["resourceType"] for entry in bundle["entry"])
            wrong.update(faults(bundle))
            count, missing = behind(paper, bundle)
            fields, left = fields + count, left + missing
    print(f"{documents} documents, {sum(kinds.values())} resources, {sum(wrong.values())} faults")
    print(", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    print(f"{fields} fields with a value, in no resource: {dict(left) or 'none'}")
    print(f"{seconds / documents:.3f} s of CPU and {size // documents} bytes a document")
    for fault, count in wrong.most_common():
        print(f"{count:6} {fault}")


if __name__ == "__main__":
    main()
