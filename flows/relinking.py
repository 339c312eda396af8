"""Filing anew what belongs to another patient than before: nothing is extracted again."""

from exports import record
from flows import filing
from flows.house import House
from flows.searchable import PDF
from flows.tasks import LINK, whose
from models.record import PatientLink
from storage import clock, keys
from storage.rows import DocumentRow, Filing, TaskDraft


def relink(house: House) -> tuple[str, ...]:
    """Decide anew what an older register decided; file anew whose link changed; return the ids."""
    for identity in house.catalogue.patients.stale():
        house.catalogue.patients.decide_anew(identity, house.settings.link)
    changed = []
    for identity in house.catalogue.patients.moved():
        row = house.catalogue.documents.get(identity)
        link = house.catalogue.patients.link(identity)
        if row and link and _refile(house, row, link):
            changed.append(identity)
    return tuple(changed)


def _refile(house: House, row: DocumentRow, link: PatientLink) -> bool:
    """File a document with another link; True where that is a new version of it."""
    names = ("record.json", "text.txt", "evidence.json")
    files = {name: house.store.get(keys.record(row.id, row.version, name)) for name in names}
    files["record.json"] = record.relinked(files["record.json"], link)
    version = filing.put(house, row.id, files)
    pages = keys.record(row.id, row.version, PDF)
    if house.store.has(pages):  # else it is made when it is asked for
        house.store.put(keys.record(row.id, version, PDF), house.store.get(pages))
    entry = Filing(
        document_id=row.id,
        sha256=row.sha256,
        numbers=row.numbers,
        type=row.type,
        language=row.language,
        version=version,
        **filing.stored(house, row.id, version),
        filed_at=clock.now(),
        patient_key=link.patient_key,
        fields=row.fields,
        confidence=row.confidence,
        link=filing.link_text(link),
        fingerprints=(),
        form=row.form,
    )
    filing.point(house, entry)
    asked = house.catalogue.tasks.of(row.id)
    tasks = [TaskDraft(task.path, task.reason) for task in asked if task.path != LINK]
    tasks += whose(link, house.catalogue.patients.doubt(row.id))
    house.catalogue.documents.file(entry, tasks)
    return version != row.version
