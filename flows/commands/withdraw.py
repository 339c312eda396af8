"""`sohoa withdraw`."""

from typing import Annotated

import typer

from flows.commands.options import YES
from flows.messages import tr
from flows.screen import agreed, result

Subject = Annotated[
    str, typer.Argument(help="A batch, or a scan by its SHA-256 (8 letters at least).")
]
Restore = Annotated[bool, typer.Option("--restore", help="Take the withdrawal back.")]


def withdraw(subject: Subject, restore: Restore = False, yes: YES = False) -> int:
    """Take a mistaken batch or scan out of lists and exports.

    Nothing is deleted: it is kept, marked, and stands in the audit; --restore takes it back.

    Examples:
      sohoa withdraw week-47
      sohoa withdraw 3f0a1c2b9d
      sohoa withdraw week-47 --restore
    """
    from flows.house import opened

    question = tr("Restore {subject}?", subject=subject)
    if not restore:
        question = tr("Withdraw {subject}?", subject=subject)
    with opened() as house:
        if not agreed(question, yes=yes):
            return 0
        parts = house.catalogue.withdrawals
        changed = parts.restore(subject) if restore else parts.withdraw(subject)
    if not changed:
        result(tr("{subject}: nothing to change.", subject=subject))
    elif restore:
        result(tr("{subject}: restored.", subject=subject))
    else:
        result(tr("{subject}: withdrawn.", subject=subject))
    return 0
