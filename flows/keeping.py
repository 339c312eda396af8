"""How long originals are kept: what each document says of it, and the locks of the server."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from exports.stored import Stored
from extractors import retention, staying
from flows.house import House
from models.forms import Form
from models.record import DocumentType
from models.retention import Kept
from storage import keys
from storage.clock import ZONE
from storage.keeping import PORTION
from storage.rows import DocumentRow
from storage.store import Locks


def paper(document_id: str, form: str | None, received: str, said: Stored) -> Kept:
    """Return what a document says of how long it is kept; `received` is the day of its scan."""
    found = retention.said(said.facts, form, received)
    return Kept(
        document_id,
        said.origin.sha256,
        found.kinds,
        found.since,
        found.first,
        found.last,
        said.link.patient_key,
        cover=said.facts.document_type.value == DocumentType.COVER_SHEET,
        signs=staying.signs(said.facts),
    )


def note(house: House, papers: Sequence[Kept], gone: Collection[str]) -> None:
    """Note what documents say; have the server lock what is now kept longer, and hold it."""
    books = house.catalogue.keeping
    books.put(papers, gone)
    if not locks(house):
        return
    names, years = [paper.document_id for paper in papers], house.settings.retention.years
    mates = books.mates(names)
    own, every = {mates.get(name) for name in names}, set(mates.values())
    # A chart may be hundreds of scans: the server is only told of what these make different.
    before, now = books.of(every, years, without=names), books.of(every, years)
    protect(house, [one for one in every if one in own or before.get(one) != now.get(one)])


def locks(house: House) -> Locks | None:
    """Return the server's locks, where the settings use them."""
    return house.store.locks if house.settings.store.lock != "none" else None


def protect(house: House, sha256s: Collection[str]) -> None:
    """Have the server lock scans until their time is over, and hold those under legal hold.

    Locks only get longer, and a hold is lifted by `sohoa hold remove` alone.
    """
    there, now = locks(house), datetime.now(UTC)
    if there is None:
        return
    terms = house.catalogue.keeping.of(sha256s, house.settings.retention.years)
    for sha256, held in terms.items():
        if (end := end_of(held.term.until)) > now:
            with suppress(KeyError):  # a missing original is for `sohoa verify` to tell
                for one in _papers(house, sha256):
                    there.retain(one, end)
    hold(house, house.catalogue.holds.on(sha256s), on=True)


def protect_all(house: House) -> None:
    """Have the server lock and hold all scans that it is to, a portion at a time."""
    if locks(house):
        names = [row.sha256 for row in house.catalogue.scans.of() if not row.disposed]
        for first in range(0, len(names), PORTION):
            protect(house, names[first : first + PORTION])


def hold(house: House, sha256s: Collection[str], *, on: bool) -> None:
    """Have the server hold scans, or hold them no more; what was disposed of is not there."""
    if there := locks(house):
        for sha256 in sha256s:
            with suppress(KeyError):
                for one in _papers(house, sha256):
                    there.hold(one, on=on)


def _papers(house: House, sha256: str) -> list[str]:
    """Return the keys of a scan, of files bound to it, and of pages that were scanned again."""
    again = house.catalogue.decisions.pictures([sha256]).get(sha256, set())
    bound = {file.sha256 for file in house.catalogue.scans.files(sha256).values()}
    return [keys.original(one) for one in (sha256, *sorted(again | bound))]


def end_of(day: str) -> datetime:
    """Return the end of a day in Viet Nam."""
    following = date.fromisoformat(day) + timedelta(days=1)
    return datetime.combine(following, time(), ZONE)


def told(house: House, row: DocumentRow) -> dict[str, Any]:
    """Return until when the scan of a document is kept, which holds are on it, and as what.

    Keys are those of `--json`: `kind`, `since` and `until`, None where that is not known yet;
    `holds`, their numbers; `paper`, whether the sheet itself is to be kept.
    """
    terms = house.catalogue.keeping.of([row.sha256], house.settings.retention.years)
    one = terms[row.sha256].term if row.sha256 in terms else None
    said = asdict(one) if one else dict.fromkeys(("kind", "since", "until"))
    holds = sorted(house.catalogue.holds.on([row.sha256]).get(row.sha256, ()))
    return {**said, "holds": holds, "paper": row.id in on_paper(house, [row])}


def on_paper(house: House, rows: Collection[DocumentRow]) -> Iterator[str]:
    """Yield the ids of those documents whose sheets are to be kept: what signs them is ink.

    Where the form is not known, it is so if it is of all forms of the document's type.
    """
    forms = _forms(house.forms)
    for row in rows:
        named = [form for form in forms if form.id == row.form]
        if (found := named or [form for form in forms if form.type == row.type]) and all(
            form.paper for form in found
        ):
            yield row.id


@cache
def _forms(own: tuple[Form, ...]) -> tuple[Form, ...]:
    from pipeline.split.register import packaged

    replaced = {form.id for form in own}
    return (*own, *(form for form in packaged() if form.id not in replaced))
