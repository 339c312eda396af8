"""Who works with sohoa: accounts, their roles, and what each role may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.forms import is_identity
from models.text import fold


class Role(StrEnum):
    """What a person is here for; one may have several."""

    SCANNER = "scanner"
    STEWARD = "steward"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    READER = "reader"
    DIRECTOR = "director"


class May(StrEnum):
    """What is allowed or not."""

    DECIDE = "decide"
    """Take tasks of the queue, and correct documents."""
    ASSIGN = "assign"
    """Hand tasks to others, accept or send back a batch."""
    READ = "read"
    """See documents and patients, but for identity papers."""
    IDENTITY = "identity"
    """See identity papers too: cards, certificates of birth."""
    SCAN = "scan"
    """Bring scans, and scan pages again."""
    BATCHES = "batches"
    """See batches and how their pages add up."""
    FIGURES = "figures"
    """See the dashboard."""
    CAMPAIGN = "campaign"
    """See how far the conversion is: counts alone."""
    PLAN = "plan"
    """Enter the chosen date, wages and prices."""
    PEOPLE = "people"
    """Make accounts and change them."""
    AUDIT = "audit"
    """See who did what."""


ALLOWED: Mapping[Role, frozenset[May]] = {
    Role.SCANNER: frozenset({May.SCAN, May.BATCHES}),
    Role.STEWARD: frozenset({May.DECIDE, May.READ, May.IDENTITY, May.BATCHES}),
    Role.SUPERVISOR: frozenset(
        {May.DECIDE, May.ASSIGN, May.READ, May.IDENTITY, May.SCAN, May.BATCHES, May.FIGURES}
        | {May.CAMPAIGN, May.PLAN}
    ),
    Role.ADMINISTRATOR: frozenset({May.PEOPLE, May.FIGURES}),
    Role.AUDITOR: frozenset({May.AUDIT, May.BATCHES, May.FIGURES, May.CAMPAIGN}),
    Role.READER: frozenset({May.READ}),
    Role.DIRECTOR: frozenset({May.CAMPAIGN, May.PLAN}),
}
"""Who makes accounts, or directs, sees no patient by that; who audits changes nothing."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may log in. Times are ISO 8601 in Viet Nam's zone."""

    name: str
    roles: tuple[Role, ...]
    departments: tuple[str, ...]
    """Whose documents this person sees, as records write departments; none for all."""
    language: str
    """`vi` or `en`."""
    disabled: bool
    has_password: bool
    failures: int
    """Wrong passwords in a row."""
    locked_until: str | None
    made_at: str

    def may(self, what: May) -> bool:
        """Return whether one of the roles allows this."""
        return any(what in ALLOWED[role] for role in self.roles)

    @property
    def limited(self) -> bool:
        """Whether there are documents that this person does not see."""
        return bool(self.departments) or not self.may(May.IDENTITY)

    def withheld(self, form: str | None) -> bool:
        """Return whether documents of a form, by its id, are identity papers kept from them."""
        return is_identity(form) and not self.may(May.IDENTITY)

    def sees(self, department: str | None) -> bool:
        """Return whether documents of a department are this person's to see.

        Case, tone marks and signs make no difference. A person of some departments does not
        see documents that name none.
        """
        if not self.departments:
            return True
        return fold(department or "") in {fold(one) for one in self.departments}
