"""`sohoa thresholds`."""

import os
from typing import Annotated

import typer

from flows.commands.options import JSON
from flows.messages import tr
from flows.screen import result_json, result_table, say
from flows.settings import OWN, home_of, write

Target = Annotated[float, typer.Option(min=0.5, max=1.0, help="Share that must be right.")]
Try = Annotated[bool, typer.Option("--dry-run", help="Show, and write nothing.")]


def thresholds(target: Target = 0.996, dry_run: Try = False, as_json: JSON = False) -> int:
    """Choose how sure values must be to pass unseen, from the errors that are bearable.

    With a target of 0.996 at most 4 of 1,000 values that pass are expected to be wrong. What
    that comes to was counted on made charts that nothing was fitted on. The thresholds are
    written to settings.toml in SOHOA_HOME; what is filed already changes with sohoa rerun
    --from extract.

    Examples:
      sohoa thresholds --target 0.996
      sohoa thresholds --target 0.99 --dry-run
    """
    from dataclasses import asdict

    from flows.thresholds import choices

    found = list(choices(target))
    if as_json:
        result_json([asdict(choice) for choice in found])
    else:
        heads = ["group", "threshold", "pass unseen", "wrong in 1,000", "values"]
        result_table(
            [tr(head) for head in heads],
            [
                (
                    tr(choice.group),
                    f"{choice.threshold:.4f}",
                    f"{100 * choice.accepted / max(1, choice.values):.1f} %",
                    f"{1000 * choice.wrong / max(1, choice.accepted):.1f}",
                    choice.values,
                )
                for choice in found
            ],
        )
    if not dry_run:
        write(home_of(os.environ), "accept", {own.group: own.threshold for own in found})
        say(tr("Written to {file}. Filed already: sohoa rerun --from extract --all", file=OWN))
    return 0
