"""The fixtures of the command."""

from tests.flows.conftest import bare, lent, prefect_home, prefect_server  # noqa: F401
