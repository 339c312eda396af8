"""Writing stays for the social insurer."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from exports.insurer.file import claim
from exports.insurer.stays import Stay, owner, stays, sure
from exports.stored import stored
from flows.delivery import replaced, written
from flows.house import House
from storage import keys
from storage.rows import DocumentRow

NAME = re.compile(r"s[0-9a-f]{24}\.xml")
MISSING = "missing.json"


def insurer(house: House, rows: Sequence[DocumentRow], out: Path) -> tuple[int, int]:
    """Write an XML for each stay, and what is missing in all; return how many of both.

    Files of stays that are not among these are taken away: MISSING would not tell of them.
    Raises StoreError where OUT cannot be written to.
    """
    papers = (
        stored(house.store.get(keys.record(row.id, row.version, "record.json"))) for row in rows
    )
    found = stays(papers)
    told, count = [], 0
    with written(out):
        with replaced(out) as folder:
            for stay in found:
                made = claim(stay, _code(house, stay))
                (folder / f"{stay.id}.xml").write_bytes(made.data)
                count += len(made.missing)
                told.append(
                    {
                        "stay": stay.id,
                        "documents": [paper.document_id for paper in stay.papers],
                        "missing": made.missing,
                        "unchecked": made.unchecked,
                    }
                )
            text = json.dumps({"stays": told}, ensure_ascii=False, indent=1)
            (folder / MISSING).write_text(text + "\n", encoding="utf-8")
        current = {f"{stay.id}.xml" for stay in found}
        for path in out.iterdir():
            if NAME.fullmatch(path.name) and path.name not in current:
                path.unlink()
    return len(found), count


def _code(house: House, stay: Stay) -> str:
    """Return the code of a stay in the hospital's system, by its record number; else nothing."""
    told = {
        house.catalogue.hospital.code(paper.link.patient_id or "", number)
        for paper in stay.papers
        if owner(paper) and (number := sure(paper.facts.patient, "record_number"))
    } - {""}
    return told.pop() if len(told) == 1 else ""
