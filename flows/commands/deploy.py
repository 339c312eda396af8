"""`sohoa deploy`."""

import os

from flows.messages import tr
from flows.screen import result, result_table, say
from flows.settings import home_of, load
from models.errors import UsageError


def deploy() -> int:
    """Have a Prefect server know the jobs: digitise, watch, rerun, export, verify, learn.

    It is the server of PREFECT_API_URL, else that of sohoa up. Runs are then started, seen,
    ended and tried again with the command prefect or in its pages; workers do the work. Given
    again it brings schedules and limits to the settings (deploy.*).

    Examples:
      sohoa up
      sohoa deploy
    """
    from flows import server

    home, (settings, _) = home_of(os.environ), load(os.environ)
    address = server.shared() or server.running(home)
    if address is None:
        raise UsageError("No Prefect server is there: give sohoa up, or set PREFECT_API_URL.")
    say(tr("Registering ..."))
    os.environ.update(server.environment(home))
    os.environ["PREFECT_API_URL"] = f"{address}/api"
    from flows.deployed.register import DEPLOYMENTS, register

    register(settings.deploy)
    result_table(
        [tr("deployment"), tr("when"), tr("most runs at a time"), tr("queue")],
        [
            (
                one.full_name,
                one.cron(settings.deploy),
                str(settings.deploy.runs) if one.limited else "",
                one.queue,
            )
            for one in DEPLOYMENTS
        ],
    )
    say(tr("What works on them, on each machine that has SOHOA_HOME and the settings:"))
    result(f"export PREFECT_API_URL={address}/api SOHOA_HOME={home}")
    result("export DO_NOT_TRACK=1 PREFECT_SERVER_ANALYTICS_ENABLED=false")
    result(f"prefect worker start --pool {settings.deploy.pool}")
    return 0
