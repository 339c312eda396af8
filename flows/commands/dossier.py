"""`sohoa dossier`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from flows.messages import tr
from flows.names import batch_name
from flows.screen import result, say

Batch = Annotated[str, typer.Argument(help="Batch that it is about.", metavar="BATCH")]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="Folder to write to; else dossier-BATCH.", metavar="DIR"),
]


def dossier(batch: Batch, out: Out = None) -> int:
    """Write what a hospital keeps of the conversion of a batch: dossier.pdf and dossier.json.

    It names the decision, who scanned and who verified, software, models and settings, how the
    pages add up, the samples and their verdicts, error rates with intervals, every document
    with its hashes, and all that is still open; at its end people sign. The PDF is in
    Vietnamese, archival (PDF/A-2b), and holds no patient's name. Where there is a key (see
    sohoa sign --help) it is signed, and kept in the store as well.

    The decision is a setting: SOHOA_CONVERSION_DECISION, SOHOA_CONVERSION_DECIDED_ON.

    Examples:
      sohoa dossier week-47
      sohoa dossier week-47 --out dossiers/week-47
    """
    from flows import dossier as work
    from flows.anew import file_due
    from flows.delivery import written
    from flows.house import opened
    from flows.progress import progress
    from flows.signing import keep, signed
    from review import dossier as drawn
    from review.texts import texts

    name = batch_name(batch)
    folder = out or Path(f"dossier-{name}")
    with opened() as house:
        house.catalogue.balances.of(name)  # says so where there is none
        file_due(house)
        with progress(len(house.catalogue.documents.find(batch=name))) as looked:
            one = work.dossier(house, name, looked)
        paper, data = drawn.pdf(one, texts("vi")), work.encoded(one)
        paper, seal = signed(house, paper, os.environ)
        with written(folder):
            (folder / "dossier.pdf").write_bytes(paper)
            (folder / "dossier.json").write_bytes(data)
        keep(house, name, paper, data, seal)
    counts = {"count": len(one.documents), "open": len(one.open)}
    result(tr("documents: {count}, open points: {open}", **counts))
    for point in one.open:
        say(tr(drawn.POINTS[point.kind], count=point.count))
    if seal:
        result(tr("signed, as PAdES {level}", level=seal["level"]))
    result(str(folder))
    return 0
