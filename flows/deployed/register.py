"""Registering the jobs on a Prefect server: work pool, queues, schedules, limits.

Bulk work stands in the queue `default`, of which so many runs go on at a time as the settings
say. What is urgent has a queue of its own, which workers take from first, and no limit.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

from httpx import HTTPError
from prefect import Flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import ObjectNotFound
from prefect.utilities.callables import parameter_schema
from prefect.workers.process import ProcessWorker

from flows.deployed import jobs
from models.errors import EngineError
from models.settings import Deploy
from storage.clock import ZONE

URGENT, BULK = "urgent", "default"
NAME = "sohoa"


@dataclass(frozen=True, slots=True)
class Deployment:
    """A flow as it is registered: its full name is that of the flow, a stroke, and `name`.

    `schedule` names the setting of `deploy` that says when; `limited` ones wait while as many
    runs of them go on as that section says.
    """

    flow: Flow[..., Any]
    name: str = NAME
    schedule: str | None = None
    queue: str = BULK
    limited: bool = True
    urgent: bool = False

    @property
    def full_name(self) -> str:
        """As `prefect deployment run` takes it."""
        return f"{self.flow.name}/{self.name}"

    def cron(self, settings: Deploy) -> str:
        """Return when it is run, empty where only on request."""
        return str(getattr(settings, self.schedule)) if self.schedule else ""

    def parameters(self, settings: Deploy) -> dict[str, Any]:
        """Return what is given to each run, unless who starts it gives something else."""
        if self.flow is jobs.watch:
            return {"folder": settings.folder}
        return {"urgent": True} if self.urgent else {}


DEPLOYMENTS = (
    Deployment(jobs.digitise, schedule="digitise"),
    Deployment(jobs.digitise, URGENT, queue=URGENT, limited=False, urgent=True),
    Deployment(jobs.watch, schedule="watch"),
    Deployment(jobs.rerun),
    Deployment(jobs.export, schedule="export"),
    Deployment(jobs.verify, schedule="verify"),
    Deployment(jobs.learn, schedule="learn"),
    Deployment(jobs.his, schedule="his"),
)


def register(settings: Deploy) -> None:
    """Have the server of this environment know all of them, in place of what it knew of them.

    EngineError where it does not answer or refuses.
    """
    try:
        asyncio.run(_register(settings))
    except HTTPError as error:
        raise EngineError("The Prefect server does not take the deployments.") from error


async def _register(settings: Deploy) -> None:
    async with get_client() as client:
        template = ProcessWorker.get_default_base_job_template()
        pool = WorkPoolCreate(name=settings.pool, type="process", base_job_template=template)
        await client.create_work_pool(pool, overwrite=True)
        for place, queue in enumerate((URGENT, BULK), 1):
            await _queue(client, settings.pool, queue, place)
        for one in DEPLOYMENTS:
            await _deploy(client, settings, one)


async def _queue(client: PrefectClient, pool: str, name: str, priority: int) -> None:
    try:
        there = await client.read_work_queue_by_name(name, work_pool_name=pool)
    except ObjectNotFound:
        await client.create_work_queue(name, work_pool_name=pool, priority=priority)
    else:
        await client.update_work_queue(there.id, priority=priority)


async def _deploy(client: PrefectClient, settings: Deploy, one: Deployment) -> None:
    cron = one.cron(settings)
    when = [CronSchedule(cron=cron, timezone=ZONE.key)] if cron else []
    limit: dict[str, Any] = (
        {
            "concurrency_limit": settings.runs,
            "concurrency_options": {"collision_strategy": "ENQUEUE"},
        }
        if one.limited
        else {}
    )
    await client.create_deployment(
        await client.create_flow(one.flow),
        one.name,
        entrypoint=f"{jobs.__name__}.{one.flow.fn.__name__}",
        work_pool_name=settings.pool,
        work_queue_name=one.queue,
        schedules=[DeploymentScheduleCreate(schedule=each) for each in when],
        description=one.flow.description,
        tags=[NAME],
        parameters=one.parameters(settings),
        parameter_openapi_schema=parameter_schema(one.flow).model_dump_for_openapi(),
        enforce_parameter_schema=True,
        pull_steps=[],
        # Prefect starts files of its own whose folder has a `storage` too.
        job_variables={"env": {"PYTHONSAFEPATH": "1"}},
        **limit,
    )
