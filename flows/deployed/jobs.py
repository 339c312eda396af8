"""The flows that `sohoa deploy` registers: each does a job of the `sohoa` command.

Prefect keeps what stands in their parameters, and how they failed: folders and batches are
named after boxes and not after patients, and no word of a patient is in a failure.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from typing import Literal
from uuid import UUID

from prefect import State, flow
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run
from prefect.states import Cancelled

from flows import again, run
from flows import where as conditions
from flows.arrivals import Arrivals
from flows.capacity import jobs_of
from flows.commands.export import WRITERS, Format, chosen, left_out
from flows.deployed import artifacts
from flows.discover import discover
from flows.handed import Handed
from flows.house import House, opened
from flows.names import batch_name, batch_of
from flows.watch import Watching
from models.errors import (
    DeliveryError,
    ImbalanceError,
    SohoaError,
    StoreError,
    UsageError,
)
from models.trail import kind_and_place

NO_FOLDER = "There is no such folder on this machine: name one with scans."

Stage = Literal["ingest", "clean", "read", "split", "extract", "link", "file"]


@flow(name="digitise")
def digitise(
    folder: str = "", batch: str = "", chart_per_folder: bool = False, urgent: bool = False
) -> State | None:
    """Digitise a folder of scans on the worker's machine; without one, all that waits.

    Args:
        folder: Path of a folder. Empty: what has been received and waits.
        batch: Name of the batch; empty for that of the folder, or all batches.
        chart_per_folder: Each folder in it is one chart.
        urgent: Other runs on the machine wait meanwhile with their next page.
    """
    with _job() as house:
        jobs, name = jobs_of(house.settings), batch_name(batch) if batch else None
        if folder:
            place = Path(folder)
            if not place.is_dir():
                raise UsageError(NO_FOLDER)
            findings, name = discover([place], leave_out=house.home), name or batch_of(place)
            said = Handed(folders=chart_per_folder)
            ended = run.run(house, name, findings, jobs, said, urgent=urgent)
        else:
            waiting = [row.sha256 for row in house.catalogue.scans.waiting(name)]
            ended = run.again(house, waiting, None, jobs, urgent=urgent)
        balance = house.catalogue.balances.of(name)
        artifacts.pages(house, balance, ended.pages)
        if not balance.balanced:
            raise ImbalanceError("Pages do not add up: see sohoa status.")
        return _closed(ended)


@flow(name="watch")
def watch(folder: str, chart_per_folder: bool = False) -> State | None:
    """Take what is finished in a folder that scanners write to; each folder in it is a batch.

    Args:
        folder: Path of the folder on the worker's machine.
        chart_per_folder: Each folder of a batch is one chart.
    """
    with _job() as house:
        place, jobs = Path(folder), jobs_of(house.settings)
        if not place.is_dir():
            raise UsageError(NO_FOLDER)
        arrivals = Arrivals(place, house.settings.watch)
        watching = Watching(arrivals, jobs, house.home, chart_per_folder)
        code = watching.watch(once=True)
        artifacts.pages(house, house.catalogue.balances.of(None))
        if watching.stop.is_set():
            return _closed(run.Ended(stopped=True))
        if code:
            raise SohoaError("Scans wait, or a batch is not as declared: see sohoa status.")
        return None


@flow(name="rerun")
def rerun(stage: Stage, batch: str = "", where: list[str] | None = None) -> State | None:
    """Do a stage and all after it again, for a batch, or the scans that conditions choose.

    Args:
        stage: The first stage that is done again.
        batch: Name of a batch; empty for all scans.
        where: Conditions as of `sohoa rerun --where`, as type=lab_report.
    """
    with _job() as house:
        if batch and where:
            raise UsageError("Give a batch or conditions; batch=NAME is a condition too.")
        rows = again.scans(house, batch, asked=conditions.where(where) if where else None)
        before = again.versions(house, rows)
        jobs = jobs_of(house.settings)
        ended = run.again(house, [row.sha256 for row in rows], stage, jobs)
        made = len(again.versions(house, rows) - before)
        artifacts.again(house, ended, made)
        return _closed(ended)


@flow(name="export")
def export(
    form: Format = Format.RECORD, out: str = "", batch: str = "", verified: bool = False
) -> None:
    """Write the current version of the documents into a folder of the worker's machine.

    Args:
        form: As of `sohoa export --format`.
        out: Path of the folder; empty for `export` under SOHOA_HOME.
        batch: Name of a batch; empty for all documents.
        verified: Only documents of which nothing waits.
    """
    from flows.anew import file_due

    with _job() as house:
        file_due(house)
        rows = chosen(house, batch or None, None, None, verified=verified)
        told = [row.id for row in rows if not left_out(row, form)]
        house.catalogue.audit.seen("export", told, {"format": form.value})
        WRITERS[form](house, rows, Path(out) if out else house.home / "export")
        artifacts.counts(house, "export", {"documents written": len(rows)})


@flow(name="verify")
def verify() -> None:
    """Prove that store, catalogue and audit are whole; it fails where they are not."""
    from flows.whole.faults import Look
    from flows.whole.verify import verify as look

    with _job() as house:
        faults = [fault.kind.value for fault in look(house, Look(False, lambda _: None))]
        found = {kind: faults.count(kind) for kind in sorted(set(faults))}
        artifacts.counts(house, "verify", {"faults": len(faults)} | found)
        if faults:
            raise StoreError(f"Faults: {len(faults)}. Give sohoa verify: it names them.")


@flow(name="learn")
def learn() -> None:
    """Learn from what stewards said how sure values are, and use that where it is better."""
    from flows.learning import learn as learning

    with _job() as house:
        found = learning.learn(house, learning.gather(house))
        if found.outcome is learning.Outcome.BETTER:
            learning.install(house, found)
        artifacts.learnt(house, found)


@flow(name="his")
def his() -> None:
    """Ask the hospital's system what waits to be asked, and tell it what is filed."""
    from flows.his.opening import required
    from flows.his.sync import sync

    with _job() as house:
        made = sync(house, required(house.settings, os.environ), lambda _: None)
        artifacts.counts(
            house, "his", {"asked": made.asked, "found": made.found, "told": made.told}
        )
        if made.away:
            raise DeliveryError(made.away)


@contextmanager
def _job() -> Iterator[House]:
    """Give the house; what goes wrong has kind and place, and no word of a patient.

    What a person at a terminal is told, names of files among it, is told to nobody here.
    """
    try:
        with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere), opened() as house:
            yield house
    except SohoaError:
        raise
    except Exception as error:
        raise SohoaError(kind_and_place(error)) from None


def _closed(ended: run.Ended) -> State | None:
    """Have the flow run end as the work has ended; return how, where that is not by itself."""
    if ended.stopped:
        with get_client(sync_client=True) as client:
            state = client.read_flow_run(UUID(flow_run.id)).state
        if state and state.is_cancelling():
            return Cancelled(message="The pages in hand were finished.")
        # The worker itself was told to end: what that means is for Prefect to say.
        signal.raise_signal(signal.SIGTERM)
    if ended.trouble:
        raise ended.trouble
    if ended.gaps:
        raise ImbalanceError("The batch is not as it was declared: see sohoa batch show.")
    if problems := run.problems(ended):
        waiting = sum(bool(end.exit_code) for end in ended.outcomes)
        raise SohoaError(f"Scans that wait: {waiting}. {problems[0]}")
    return None
