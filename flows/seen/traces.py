"""Traces by OpenTelemetry, where somebody asks for them: spans of runs, scans, pages and stages.

They are sent where OTEL_EXPORTER_OTLP_ENDPOINT says, by OTLP over HTTP, if the packages of
requirements-trace.txt are there; what else OTEL_ variables say is heeded too. A span has ids
alone, and of an error its kind. Prefect is given no tracer: its spans would have names of its own.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from flows.seen.logs import log

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

ASKED = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
Context = Any
"""What spans of other threads are within."""


@contextmanager
def span(name: str, within: Context = None, **ids: str | int) -> Iterator[None]:
    """Have the block be a span; `within` is what `here` gave in another thread."""
    if (provider := _provider()) is None:
        yield
        return
    from opentelemetry.trace import Status, StatusCode

    told = {f"sohoa.{key}": value for key, value in ids.items()}
    tracer = provider.get_tracer("sohoa")
    with tracer.start_as_current_span(
        name,
        within,
        attributes=told,
        record_exception=False,  # its words may be a patient's
        set_status_on_exception=False,
    ) as made:
        try:
            yield
        except BaseException as error:
            made.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def here() -> Context:
    """Return what spans of other threads are to be within."""
    if _provider() is None:
        return None
    from opentelemetry.context import get_current

    return get_current()


def flush() -> None:
    """Send what is not sent yet, trying no longer than the exporter's own time-out."""
    if (provider := _provider()) is not None:
        provider.force_flush()


@cache
def _provider() -> "TracerProvider | None":
    if not any(os.environ.get(name) for name in ASKED):
        return None
    if not find_spec("opentelemetry.sdk") or not find_spec("opentelemetry.exporter"):
        log.warning("no traces", extra={"lacking": "requirements-trace.txt"})
        return None
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: "sohoa"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider
