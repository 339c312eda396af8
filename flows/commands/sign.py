"""`sohoa sign`."""

import os
from typing import Annotated

import typer

from flows.commands.options import DRY_RUN
from flows.messages import tr
from flows.names import batch_name
from flows.screen import result

Batch = Annotated[str, typer.Argument(help="Batch to sign.", metavar="BATCH")]
Verified = Annotated[
    bool, typer.Option("--verified", help="Only documents of which nothing waits for a person.")
]


def sign(batch: Batch, verified: Verified = False, dry_run: DRY_RUN = False) -> int:
    """Sign a copy of every document of a batch with the hospital's key (PAdES).

    The copy has a line at the foot of each page that says when, by whom and on what decision it
    was converted. It is kept beside the version that it is a copy of; sohoa export --format
    copy writes it, sohoa verify proves it. What is signed already is not signed again, so a
    command that was stopped goes on when it is given again.

    The key is a setting: signing.key_file with SOHOA_SIGNING_PASSPHRASE, or signing.module,
    signing.token and signing.label with SOHOA_SIGNING_PIN.

    Examples:
      sohoa sign week-47 --dry-run
      sohoa sign week-47
      sohoa sign week-47 --verified
    """
    from flows import signing
    from flows.anew import file_due
    from flows.house import opened
    from flows.progress import progress

    name = batch_name(batch)
    with opened() as house:
        house.catalogue.balances.of(name)  # says so where there is none
        if not dry_run:
            file_due(house)
        rows = house.catalogue.documents.find(batch=name, verified=verified)
        due = signing.due(house, rows)
        result(tr("signed already: {count}", count=len(rows) - len(due)))
        if dry_run or not due:
            result(tr("to sign: {count}", count=len(due)))
            return 0
        with progress(len(due)) as done:
            made = signing.sign(house, due, os.environ, done)
        for level, count in sorted(made.items()):
            result(tr("signed now: {count}, as PAdES {level}", count=count, level=level.value))
    return 0
