"""`sohoa patients import`, `pull`, `why`, `assign`, `merge`, `unmerge`."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import JSON, PLAIN_HTTP
from flows.messages import tr, tr_error
from flows.screen import result, result_json, result_table, say
from models.errors import UsageError
from review.labels import LEVELS

if TYPE_CHECKING:
    from flows.people.load import Report

SHOWN = 20
"""How many bad rows are told one by one."""

EVERYBODY = "Patient?_count=500"
"""What a FHIR server is asked for: all patients, so many at once."""

Register = Annotated[Path, typer.Argument(help="The register.", metavar="FILE")]
Url = Annotated[str, typer.Argument(help="Base address of a FHIR R4 server.", metavar="URL")]
Document = Annotated[str, typer.Argument(help="Id of a document, or its first letters.")]
Patient = Annotated[str, typer.Argument(help="A patient: our key, or the register's patient id.")]
Whose = Annotated[
    str, typer.Argument(help="A patient as above, or `new`: one whom the register lacks.")
]


def import_register(file: Register, as_json: JSON = False) -> int:
    """Load the hospital's register of patients, and decide anew whose documents are.

    CSV, XLSX, a FHIR bundle of patients or NDJSON. Patients that are there already are
    changed where the file says something else; none is taken away. Rows that cannot be used
    are told by line and left out. What a steward has decided stays.

    Examples:
      sohoa patients import patients.csv
      sohoa patients import patients.ndjson --json
    """
    from flows.house import opened
    from flows.people.files import source
    from flows.people.load import load

    found = source(file)
    for heading, column in found.columns.items():
        say(tr("{column}: from the column {heading}", column=tr(column), heading=heading))
    with opened() as house:
        report = load(house, found.rows)
    return _told(report, as_json=as_json)


def pull(url: Url, plain_http: PLAIN_HTTP = False, as_json: JSON = False) -> int:
    """Read all patients of a FHIR R4 server, as an import of its register.

    Credentials come from SOHOA_FHIR_TOKEN, or SOHOA_FHIR_USER and SOHOA_FHIR_PASSWORD; the
    hospital's own certificate authority from fhir.ca_file.

    Examples:
      sohoa patients pull https://his.example.vn/fhir
      sohoa patients pull http://127.0.0.1:8080/fhir --json
    """
    from exports.fhir.address import address
    from exports.fhir.server import Server
    from flows.house import opened
    from flows.people.files import patients
    from flows.people.load import load

    where = address(url, plain_http=plain_http)
    with opened() as house:
        server = Server(where, house.settings.fhir, os.environ)
        report = load(house, patients(server.search(EVERYBODY)))
    return _told(report, as_json=as_json)


def why(document: Document, as_json: JSON = False) -> int:
    """Show whose a document is, and what speaks for and against it.

    The numbers are bits: each more makes it twice as likely, each less half.

    Examples:
      sohoa patients why d3f0a1c2b
    """
    from flows.commands.lists import find_document
    from flows.house import opened
    from flows.tasks import told

    with opened() as house:
        row = find_document(house, document)
        found = house.catalogue.patients.why(row.id, house.settings.link)
    if found is None:
        raise UsageError(f"{row.id}: filed by an older version. Give sohoa rerun --from link.")
    if as_json:
        result_json(asdict(found))
        return 0
    link = found.link
    whose = link.patient_id or link.patient_key or tr("nobody")
    result(f"{row.id}  {whose}  {tr(link.method)}  {tr(link.status)}  {link.score:.4f}")
    if found.doubt:
        result(told(found.doubt))
    rows = [
        (tr(one.field), tr(LEVELS[one.level]), round(one.bits, 1))
        for one in found.decision.evidence
    ]
    result_table([tr("field"), tr("comparison"), tr("bits")], rows)
    if found.decision.rivals:
        result(tr("also possible: {patients}", patients=", ".join(found.decision.rivals)))
    return 0


def assign(document: Document, patient: Whose) -> int:
    """Say whose a document is. No import and no run changes that again.

    Examples:
      sohoa patients assign d3f0a1c2b 25012345
      sohoa patients assign d3f0a1c2b new
    """
    from flows.commands.lists import find_document
    from flows.house import opened
    from flows.relinking import relink

    with opened() as house:
        row = find_document(house, document)
        house.catalogue.patients.confirm(row.id, None if patient == "new" else patient)
        relink(house)
    result(tr("{document}: decided", document=row.id))
    return 0


def merge(patient: Patient, into: Patient) -> int:
    """Say that a patient is another: its documents are the other's from now on.

    Nothing is lost: sohoa patients unmerge takes it back.

    Examples:
      sohoa patients merge p3f0a1c2b9d8e7f6a5b4c3d2e 25012345
    """
    return _joined(patient, into)


def unmerge(patient: Patient) -> int:
    """Take back that a patient is another.

    Examples:
      sohoa patients unmerge p3f0a1c2b9d8e7f6a5b4c3d2e
    """
    return _joined(patient, None)


def _joined(one: str, into: str | None) -> int:
    from flows.house import opened
    from flows.relinking import relink

    with opened() as house:
        patients = house.catalogue.patients
        changed = patients.merge(one, into) if into else patients.unmerge(one)
        moved = relink(house)
    if changed:
        result(tr("documents with another patient: {count}", count=len(moved)))
    else:
        result(tr("nothing to change"))
    return 0


def _told(report: "Report", *, as_json: bool) -> int:
    """Say what became of a register: bad rows by line, never their text."""
    every = sorted([*report.bad, *report.partly], key=lambda problem: problem.line)
    for problem in every[:SHOWN]:
        say(tr("line {line}: {what}", line=problem.line, what=tr_error(problem.what)))
    if len(every) > SHOWN:
        say(tr("... and {count} more", count=len(every) - SHOWN))
    counts = asdict(report.loaded)
    if as_json:
        bad = [asdict(one) | {"loaded": False} for one in report.bad]
        bad += [asdict(one) | {"loaded": True} for one in report.partly]
        held = {"rows": report.rows, **counts, "left_out": len(report.bad), "bad_rows": bad}
        result_json(held | {"documents": list(report.documents)})
        return 0
    heads = ["rows", *counts, "left out", "documents with another patient"]
    row = (report.rows, *counts.values(), len(report.bad), len(report.documents))
    result_table([tr(head) for head in heads], [row])
    return 0
