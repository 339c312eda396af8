"""Which values pass unseen and which wait for a person."""

from dataclasses import replace

from models.record import Field, Status

VERSION = "1"


def settled(field: Field, accept: float) -> Field:
    """Return the field with its status: `auto` at `accept` or surer, else `review`.

    A label with nothing written stays as it is; what could not be read waits.
    """
    if field.text is None:
        return replace(field, status=Status.REVIEW)
    if field.value is None:
        return replace(field, status=Status.AUTO)
    sure = min(1.0, max(0.0, field.confidence))
    return replace(
        field, confidence=round(sure, 4), status=Status.AUTO if sure >= accept else Status.REVIEW
    )
