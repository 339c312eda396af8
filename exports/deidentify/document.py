"""A document as tables take it, without what tells whose it is."""

from dataclasses import dataclass, replace

from exports import record
from exports.deidentify import dates
from exports.deidentify.labels import IDENTITY
from exports.deidentify.secret import Secret
from exports.deidentify.words import OLDEST, Words, scrubbed
from exports.stored import Stored
from exports.table.rows import Filed
from models.record import Facts, Field, PatientLink

NUMBERS = ("national_id", "insurance_number", "patient_id", "record_number", "phone")
DOCTORS = ("encounter.physician", "procedures.physician")
DATES = (
    "birth_date admitted_at discharged_at issued_on follow_up_on measured_at performed_on".split()
)
PLAIN = (
    "sex outcome icd10 role assertion ingredient strength form quantity dose times_per_day route"
    " test value unit reference_range flag kind modality document_type"
).split()
"""Fields whose value is of a list, a number or a measure: no number in it is anybody's."""


@dataclass(frozen=True, slots=True)
class Known:
    """Names and numbers that a document tells of its patient, and its doctors."""

    names: frozenset[str]
    numbers: frozenset[str]
    doctors: frozenset[str]


def owner(said: Stored) -> str:
    """Return whose dates are moved together: the patient, or the document where there is none."""
    return said.link.patient_key or said.document_id


def known(said: Stored) -> Known:
    """Return what a document tells, as read and as taken."""
    names, numbers, doctors = set[str](), set[str](), set[str]()
    for path, field in record.fields(said.facts):
        if not _identity(path):
            continue
        for text in filter(None, (field.value, field.text)):
            if _general(path) in DOCTORS:
                doctors.add(text)
            elif path.rpartition(".")[2] in NUMBERS:
                numbers.add(text)
            else:
                names.add(text)
    if said.link.patient_id:
        numbers.add(said.link.patient_id)
    return Known(frozenset(names), frozenset(numbers), frozenset(doctors))


def deidentified(filed: Filed, theirs: Words, doctors: Words, secret: Secret) -> Filed:
    """Return a document without names, addresses, numbers and exact dates, in its text too.

    `theirs` are the words that are known of its patient from all documents.
    """
    said = filed.stored
    mover = _Mover(owner(said), secret, (theirs, doctors), _old(said.facts, filed))
    facts = said.facts.changed(mover.field)
    link = said.link
    return Filed(
        replace(
            said,
            document_id=secret.pseudonym(said.document_id),
            origin=replace(said.origin, file_name="", sha256="", also_received_as=(), files=()),
            facts=replace(facts, sections=()),
            link=PatientLink(
                link.patient_key and secret.pseudonym(link.patient_key),
                None,
                link.method,
                link.score,
                link.status,
            ),
        ),
        filed.version,
        mover.text(filed.text),
    )


class _Mover:
    """What is done to each field and text of one document."""

    def __init__(
        self, owner: str, secret: Secret, words: tuple[Words, ...], born: str | None
    ) -> None:
        self._shift = secret.shift(owner)
        self._words = words
        self._born = born

    def field(self, path: str, field: Field) -> Field:
        """Return a field without what tells whose it is."""
        key = path.rpartition(".")[2]
        if _identity(path):
            return replace(field, value=None, text=None)
        value = field.value
        if value is not None:
            value = self._value(key, value)
        return replace(field, value=value, text=field.text and self.text(field.text))

    def text(self, text: str) -> str:
        """Return running text without names and numbers, its dates moved."""
        said = self._without(dates.hidden(text, self._shift))
        if self._born:
            said = said.replace(self._born, dates.GONE)
        return dates.shown(scrubbed(said))

    def _value(self, key: str, value: str) -> str | None:
        if key in DATES:
            born = key == "birth_date" and self._born
            return None if born else dates.moved(value, self._shift)
        if key == "age":
            return value if not value.isdecimal() or int(value) <= OLDEST else str(OLDEST + 1)
        return self._without(value) if key in PLAIN else self.text(value)

    def _without(self, text: str) -> str:
        for words in self._words:
            text = words.without(text)
        return text


def _old(facts: Facts, filed: Filed) -> str | None:
    """Return the year of birth of a patient who was over OLDEST when the paper was written."""
    born = facts.patient.get("birth_date")
    if not born or not born.value:
        return None
    told = (facts.encounter.get(key) for key in ("issued_on", "discharged_at", "admitted_at"))
    when = [field.value[:4] for field in told if field and field.value]
    read = filed.stored.provenance.times["read_at"][:4]
    year = born.value[:4]
    old = year.isdecimal() and int(max([*when, read])) - int(year) > OLDEST
    return year if old else None


def _identity(path: str) -> bool:
    return _general(path).replace("procedures.", "procedure.") in IDENTITY


def _general(path: str) -> str:
    """Return a path without the place in its list."""
    return ".".join(part for part in path.split(".") if not part.isdecimal())
