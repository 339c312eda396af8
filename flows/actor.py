"""Who gives the commands, as the audit names them."""

import os
import pwd
import re
from collections.abc import Mapping

from models.errors import SettingsError

NAME = "SOHOA_ACTOR"
"""Variable of the environment that names the person where the account does not."""

_ALLOWED = re.compile(r"[\w.@+-]{1,64}")


def actor(environ: Mapping[str, str]) -> str:
    """Return `sohoa:` and SOHOA_ACTOR, or else the account that the command runs under.

    Raises SettingsError for a SOHOA_ACTOR that is no name of an account.
    """
    named = environ.get(NAME)
    if named and not _ALLOWED.fullmatch(named):
        raise SettingsError(
            "SOHOA_ACTOR is one word of up to 64 letters, digits and . @ + - _, as accounts have."
        )
    return f"sohoa:{named or _account()}"


def _account() -> str:
    """Return the account's name as the system has it, whatever the environment says."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())  # in containers accounts often have a number only
