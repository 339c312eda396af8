"""`sohoa papers list`, `none`, `back`."""

from typing import Annotated

import typer

from flows.commands.options import JSON
from flows.messages import tr
from flows.screen import result, result_json

Batch = Annotated[str, typer.Argument(help="Name of the batch.", metavar="BATCH")]
Document = Annotated[
    str, typer.Argument(help="Any document of the stay: its id, or its first letters.")
]
Paper = Annotated[str, typer.Argument(help="Which paper, by its id: treatment_sheet.")]
Word = Annotated[str, typer.Argument(help="Id of the word, as sohoa papers list --json has it.")]


def list_papers(name: Batch, as_json: JSON = False) -> int:
    """List which papers the stays of a batch lack, for the scan room to look for.

    A paper is missing, or it came and all of it is to be scanned again. What is looked for is
    decided by the kind of stay; loose papers lack nothing.

    Examples:
      sohoa papers list week-47
      sohoa papers list week-47 --json
    """
    from flows import stays
    from flows.house import opened
    from flows.names import batch_name

    with opened() as house:
        found = stays.of_batch(house, batch_name(name))
    if as_json:
        result_json([stays.as_json(one) for one in found])
        return 0
    looked = [one for one in found if one.looked]
    for line in stays.lacking(looked):
        result(line)
    lack = sum(1 for one in looked if one.lacks)
    result(
        tr(
            "stays: {count}, of these with all papers: {whole}",
            count=len(looked),
            whole=len(looked) - lack,
        )
    )
    return 0


def none(document: Document, paper: Paper) -> int:
    """Say that a stay has no such paper: it is looked for no more.

    The word is kept with its author and time, and can be taken back.

    Examples:
      sohoa papers none d3f0a1c2b vital_signs
    """
    from flows import stays
    from flows.commands.lists import find_document
    from flows.house import opened

    with opened() as house:
        row, wanted = find_document(house, document), stays.wanted(house, paper)
        word = house.catalogue.stays.say_none(row.id, wanted)
    result(tr("kept: {decision}", decision=word.id))
    return 0


def back(word: Word) -> int:
    """Take back that a stay has no such paper: it is looked for again.

    Examples:
      sohoa papers back w3f0a1c2b4d5e6f708192a3b4
    """
    from flows.house import opened

    with opened() as house:
        house.catalogue.stays.take_back(word)
    result(tr("taken back: {decision}", decision=word))
    return 0
