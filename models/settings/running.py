"""Runs: how much at once, by themselves, on which machines, and what is seen of them."""

from typing import Annotated, Literal

from pydantic import Field

from models.settings.section import Section


class Run(Section):
    """How the work is shared out."""

    jobs: Annotated[int, Field(ge=0, le=1024)]
    """Pages that are read side by side on a machine; 0 for as many as there are cores."""
    memory: Annotated[int, Field(ge=0)]
    """Bytes of memory that a run may use; 0 for what the machine, or a container, gives it."""
    dask: Annotated[str, Field(pattern=r"^((tcp|tls)://\S+)?$")]
    """Address of the Dask scheduler whose workers digitise; empty for this process."""


Schedule = Annotated[str, Field(pattern=r"^((\S+ ){4}\S+)?$")]
"""When something is done, in the five parts of cron; empty for only when it is asked for."""


class Deploy(Section):
    """What `sohoa deploy` registers on a Prefect server. Times are Viet Nam's."""

    pool: Annotated[str, Field(pattern=r"^[\w.-]{1,64}$")]
    """Name of the work pool that workers take runs from."""
    runs: Annotated[int, Field(ge=1, le=1000)]
    """Most runs of one deployment at a time, on all machines together; others wait."""
    folder: str
    """Folder that scanners write to, for `watch`."""
    digitise: Schedule
    watch: Schedule
    verify: Schedule
    export: Schedule
    learn: Schedule


class Watch(Section):
    """How a watched folder is taken from."""

    seconds: Annotated[float, Field(ge=0.1, le=3600)]
    """Between one look and the next."""
    ready: Literal["settled", "renamed", "done"]
    """A file is finished when it has not changed for a while; when it has the name of a scan,
    for programs that write under another; or when a mark lies beside it, or in its folder."""
    settled: Annotated[float, Field(ge=0, le=86_400)]
    """Seconds without change after which a file is finished."""
    after: Literal["move", "leave"]
    """What becomes of a file that is stored: it goes to `done` or `refused`, or stays."""


class Log(Section):
    """What every process writes of its work: ids alone."""

    format: Literal["text", "json"]
    """A line for people, or a JSON document a line."""
    level: Literal["debug", "info", "warning", "error"]
    """The least that is written."""
    to: Literal["file", "stderr"]
    """Where to: `logs` under SOHOA_HOME, or the standard error, as containers have it."""


class Metrics(Section):
    """Where runs answer with their figures, for Prometheus, beside the file in the home."""

    host: str
    """Address to listen on."""
    port: Annotated[int, Field(ge=0, le=65535)]
    """Port to listen on; 0 for none."""
