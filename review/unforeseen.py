"""How an error that nobody foresaw is told: kind and place, for its words may be a patient's."""

import logging
import sys

from models.trail import kind_and_place, trail

log = logging.getLogger("sohoa")


def tell(error: Exception) -> None:
    """Tell the terminal, and the log."""
    print(f"sohoa: {kind_and_place(error)}\n{trail(error)}", file=sys.stderr, flush=True)
    log.error("unexpected", extra={"error": type(error).__name__, "trail": trail(error)})
