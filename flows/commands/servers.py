"""`sohoa up`, `sohoa down`."""

import os

from flows.messages import tr
from flows.screen import result, say
from flows.settings import home_of


def up() -> int:
    """Start a local Prefect server in the background; runs then start sooner.

    It listens on this machine only and sends nothing anywhere.

    Examples:
      sohoa up
    """
    say(tr("Starting a local server ..."))
    from flows import server

    address, started = server.up(home_of(os.environ))
    if started:
        result(tr("started: {address}", address=address))
    else:
        result(tr("it runs already: {address}", address=address))
    return 0


def down() -> int:
    """Stop the local Prefect server.

    Examples:
      sohoa down
    """
    from flows import server

    if server.down(home_of(os.environ)):
        result(tr("stopped"))
    else:
        result(tr("no server of this home runs"))
    return 0
