"""The `sohoa` command: the commands put together, and errors turned into exit codes."""

import inspect
import logging
import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from flows import messages
from flows.commands import (
    backup,
    batch,
    campaign,
    deploy,
    diff,
    disposal,
    dossier,
    export,
    find,
    his,
    hold,
    learn,
    lexicon,
    lists,
    move,
    papers,
    patients,
    push,
    report,
    rerun,
    rescan,
    review,
    run,
    servers,
    sheets,
    sign,
    store,
    tasks,
    thresholds,
    upkeep,
    user,
    verify,
    watch,
    withdraw,
)
from flows.configuration import software
from flows.interrupt import ENDED
from flows.messages import tr, tr_error
from flows.screen import say
from models.errors import SohoaError, UsageError
from review.texts import LANGUAGES

BROKEN_PIPE = 141
"""Exit code where the reader of our output went away: 128 and the number of the signal."""

COMMANDS: dict[str, Callable[..., int]] = {
    "run": run.run,
    "watch": watch.watch,
    "sheets": sheets.sheets,
    "dossier": dossier.dossier,
    "sign": sign.sign,
    "status": lists.status,
    "report": report.report,
    "list": lists.list_documents,
    "show": lists.show,
    "find": find.find,
    "export": export.export,
    "rerun": rerun.rerun,
    "rescan": rescan.rescan,
    "diff": diff.diff,
    "withdraw": withdraw.withdraw,
    "dispose": disposal.dispose,
    "thresholds": thresholds.thresholds,
    "learn": learn.learn,
    "verify": verify.verify,
    "backup": backup.backup,
    "restore": backup.restore,
    "review": review.review,
    "up": servers.up,
    "down": servers.down,
    "deploy": deploy.deploy,
    "migrate": upkeep.migrate,
    "doctor": upkeep.doctor,
}
GROUPS: dict[str, tuple[str, dict[str, Callable[..., int]]]] = {
    "batch": (
        "Batches as the scan room hands them over.",
        {"declare": batch.declare, "show": batch.show},
    ),
    "papers": (
        "Papers that stays must have, and that did not come.",
        {"list": papers.list_papers, "none": papers.none, "back": papers.back},
    ),
    "campaign": (
        "The conversion as a whole: what is there, how far it is, what it costs.",
        {
            "import": campaign.import_inventory,
            "set": campaign.set_value,
            "show": campaign.show,
            "report": campaign.report,
        },
    ),
    "lexicon": (
        "Lists of the ministry's and the hospital's own.",
        {"import": lexicon.import_list, "list": lexicon.list_lists, "drop": lexicon.drop},
    ),
    "store": (
        "Where scans and documents are kept.",
        {"init": store.init, "move": move.move, "rekey": store.rekey},
    ),
    "hold": (
        "Legal holds: what must not be disposed of.",
        {"add": hold.add, "remove": hold.remove, "list": hold.list_holds},
    ),
    "disposal": ("What is kept long enough.", {"list": disposal.list_due}),
    "tasks": (
        "What waits for a person.",
        {"list": tasks.list_tasks, "assign": tasks.assign, "release": tasks.release},
    ),
    "push": ("Send documents to another system.", {"fhir": push.fhir}),
    "patients": (
        "The hospital's register, and whose documents are.",
        {
            "import": patients.import_register,
            "pull": patients.pull,
            "why": patients.why,
            "assign": patients.assign,
            "merge": patients.merge,
            "unmerge": patients.unmerge,
        },
    ),
    "his": ("The hospital's own system.", {"check": his.check, "sync": his.sync}),
    "user": (
        "People who log in to the desk.",
        {
            "add": user.add,
            "list": user.list_accounts,
            "reset": user.reset,
            "disable": user.disable,
        },
    ),
    "config": ("Show the settings.", {"show": upkeep.config_show}),
}
"""Commands of two words: what the first means, and the second words."""

Version = Annotated[bool, typer.Option("--version", help="Print the version and end.")]
Language = Annotated[
    str | None, typer.Option("--lang", metavar="en|vi", help="Language of the messages.")
]


def main() -> None:
    """Run the command line and end with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A name or a terminal that is not UTF-8 must not end a run.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    # That a connection is tried again is not for the screen; what it comes to is.
    logging.getLogger("urllib3").addHandler(logging.NullHandler())
    code = _ended(sys.argv[1:])
    if "prefect" in sys.modules:
        # Everything of ours is closed. Prefect would try for minutes to reach a server that is
        # gone: its bookkeeping is not worth a person's waiting.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _ended(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code, what went wrong told on stderr."""
    try:
        rest, language = _language(arguments)
        messages.choose(language, os.environ)
        return int(application().main(rest, "sohoa", standalone_mode=False) or 0)
    except typer.TyperException as error:
        return _misused(error)
    except SohoaError as error:
        say(f"sohoa: {tr_error(str(error))}")
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except (KeyboardInterrupt, typer.Abort):
        say(tr("Ended. Give the same command again to go on."))
        return ENDED
    except Exception as error:  # its words may be a patient's: only kind and place are told
        return _unforeseen(error)


def _misused(error: typer.TyperException) -> int:
    context = getattr(error, "ctx", None)
    if context:
        say(context.get_usage())
    say(f"sohoa: {tr_error(error.format_message())}")
    return error.exit_code


def _unforeseen(error: Exception) -> int:
    from models.trail import kind_and_place, trail

    say(tr("sohoa: unexpected: {what}. Please report this.", what=kind_and_place(error)))
    say(trail(error))
    return SohoaError.exit_code


def application() -> TyperGroup:
    """Return the command with its subcommands, help in the chosen language."""
    app = typer.Typer(
        rich_markup_mode=None, pretty_exceptions_enable=False, invoke_without_command=True
    )
    app.callback()(top)
    for name, function in COMMANDS.items():
        app.command(name)(function)
    for name, (said, functions) in GROUPS.items():
        group = typer.Typer(help=said, no_args_is_help=True, rich_markup_mode=None)
        for second, function in functions.items():
            group.command(second)(function)
        app.add_typer(group, name=name)
    command = typer.main.get_group(app)
    _speak(command)
    return command


def top(context: typer.Context, version: Version = False, lang: Language = None) -> None:
    """Digitise paper charts: from scans to filed, structured, searchable records.

    Settings come from the environment (sohoa config show). Everything is kept under
    SOHOA_HOME, by default ./var.

    Examples:
      sohoa run scans/
      sohoa status
      sohoa export out/
    """
    if version:
        typer.echo(f"sohoa {software()}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _language(arguments: Sequence[str]) -> tuple[list[str], str | None]:
    """Return the arguments without `--lang`, which may stand anywhere, and its value."""
    rest, chosen = list(arguments), None
    end = rest.index("--") if "--" in rest else len(rest)
    for place, word in enumerate(rest[:end]):
        if word == "--lang" or word.startswith("--lang="):
            parts = rest[place : place + 2] if word == "--lang" else [word]
            chosen = parts[-1].removeprefix("--lang=")
            if chosen not in LANGUAGES:
                raise UsageError("--lang is en or vi.")
            del rest[place : place + len(parts)]
            break
    return rest, chosen


def _speak(command: Any) -> None:
    """Put the help of a command and all under it into the chosen language."""
    command.help = _unwrapped(messages.tr_help(inspect.cleandoc(command.help or "")))
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = tr(parameter.help)
    help_option = command.get_help_option(typer.Context(command))
    if help_option:
        help_option.help = tr("Show this message and end.")
    if isinstance(command, TyperGroup):
        for part in command.commands.values():
            _speak(part)


def _unwrapped(text: str) -> str:
    """Mark the examples so that their lines stay lines."""
    return "\n\n".join(
        f"\b\n{part}" if "\n  " in part else part for part in messages.paragraphs(text)
    )
