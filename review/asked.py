"""The part of the queue that a page is about, as its address says it."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, Field

from models.people import Account
from storage import clock
from storage.filters import Filter

MOST_DAYS = 36_500


def _nothing(text: object) -> object:
    """Take what a form leaves empty for what is not asked."""
    return None if text == "" else text


Text = Annotated[str | None, BeforeValidator(_nothing)]
Number = Annotated[int | None, BeforeValidator(_nothing)]
Days = Annotated[Annotated[int, Field(ge=0, le=MOST_DAYS)] | None, BeforeValidator(_nothing)]


class Asked(BaseModel):
    """Filters of the queue; None for all. `older` is the least age in days.

    `after` is the id of the task that a page of the queue follows; it is no filter.
    """

    batch: Text = None
    type: Text = None
    reason: Text = None
    kind: Text = None
    priority: Number = None
    older: Days = None
    mine: bool = False
    skipped: bool = False
    after: str = ""

    def filter(self, account: Account) -> Filter:
        """Return what of it this person may see."""
        days = None if self.older is None else datetime.now(UTC) - timedelta(days=self.older)
        return Filter(
            batch=self.batch,
            type=self.type,
            reason=self.reason,
            kind=self.kind,
            priority=self.priority,
            until=clock.iso(days) if days else None,
            mine=account.name if self.mine else None,
            departments=account.departments,
            skipped=self.skipped,
        )

    @property
    def said(self) -> dict[str, Any]:
        """The filters that are set."""
        every = self.model_dump(mode="json", exclude={"after"}).items()
        return {
            name: "true" if value is True else value
            for name, value in every
            if value is not None and value is not False
        }

    @property
    def query(self) -> str:
        """The filters as the end of an address, with its question mark; empty without any."""
        return self.but()

    def but(self, **others: Any) -> str:
        """Return the same with some others; one that is set so already is taken away."""
        said = self.said
        for name, value in others.items():
            if said.get(name) == value:
                del said[name]
            else:
                said[name] = value
        return f"?{urlencode(said)}" if said else ""


Sought = Annotated[Asked, Query()]
