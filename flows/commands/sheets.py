"""`sohoa sheets`."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.batch import BOX, OPERATOR, SHELF
from flows.messages import tr
from flows.names import batch_name
from flows.screen import result
from models.errors import UsageError

Out = Annotated[Path, typer.Argument(help="The PDF to print.", metavar="OUT.pdf")]
Batch = Annotated[str, typer.Option("--batch", help="Batch that the sheets are for.")]
Patient = Annotated[
    list[str] | None,
    typer.Option("--patient", help="A patient of the register, by number; may be repeated."),
]
Listed = Annotated[
    Path | None,
    typer.Option("--patients", help="File with a patient's number on each line.", metavar="FILE"),
]


def sheets(
    out: Out,
    batch: Batch,
    patient: Patient = None,
    patients: Listed = None,
    box: BOX = None,
    shelf: SHELF = None,
    operator: OPERATOR = None,
) -> int:
    """Make separator sheets to print: one for the batch, and one for each patient.

    A sheet lies before the first page of a chart in the stack. Its code parts documents, and
    links those that come after it to its patient. It says nothing to others than this sohoa.
    The same sheet is printed again for the same patient in the same batch. What is said of the
    box stands on the sheet of the batch, and holds for the batch.

    Examples:
      sohoa sheets sheets.pdf --batch hop-12 --box H-12 --shelf B3
      sohoa sheets sheets.pdf --batch hop-12 --patient 25012345 --patient 25012346
      sohoa sheets sheets.pdf --batch hop-12 --patients numbers.txt
    """
    from flows.house import opened
    from flows.slips import printed
    from models.batch import Declared, checked

    wanted = [*(patient or []), *(_lines(patients) if patients else [])]
    name = batch_name(batch)
    told = checked(Declared(box, shelf, operator))
    with opened() as house:
        if told != Declared():
            house.catalogue.receipts.open_batch(name)
            house.catalogue.batches.declare(name, told)
        made = house.catalogue.slips.make(name, [None, *dict.fromkeys(wanted)])
        data = printed(house, made)
    try:
        out.write_bytes(data)
    except OSError as error:
        raise UsageError(f"The sheets cannot be written there ({error.strerror}).") from error
    result(tr("sheets to print: {count}", count=len(made)))
    return 0


def _lines(path: Path) -> list[str]:
    """Return the numbers in a file, in order."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("The list of patients cannot be read: it is text in UTF-8.") from error
    return [line.strip() for line in text.splitlines() if line.strip()]
