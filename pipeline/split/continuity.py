"""Whether a page begins a document or goes on with the one before it."""

from dataclasses import dataclass
from functools import cached_property

from models.forms import is_identity
from models.page import Page
from models.record import DocumentType
from pipeline.split.counts import Count, count_of
from pipeline.split.identity import is_sparse
from pipeline.split.papers import is_letterhead
from pipeline.split.patient import Head, head_of, same
from pipeline.split.register import Register
from pipeline.split.types import Claim, claim_of

CLAIMED, APART, UNKNOWN = 3.0, 3.0, 2.0
"""What a title speaks for a new document; one of another type beside it; one of no known form."""
SURE = 0.7
"""A title less sure than this may be a part's as well: it speaks no more than an unknown one."""
FIRST, NEXT, LATER, GAP = 2.0, -4.0, -2.0, 1.0
"""A first page; the one that comes next; a later one; one of another number of pages."""
OTHER_PATIENT, SAME_PATIENT = 9.0, -1.0
TURNED = 2.5
"""The sheet lies the other way: upright after broad."""
LETTERHEAD = 2.5
"""A head of its own over a patient named anew, and no title that can be read."""
FULL = 0.6
"""The form before has all the sides that it is known to have."""
GOES_ON = -1.0
"""A page with nothing to tell goes on."""
HEAD_PART = 0.16


@dataclass(frozen=True)
class Sight:
    """A page and what it says of the document it belongs to."""

    page: Page
    claim: Claim | None
    count: Count | None

    @cached_property
    def head(self) -> Head:
        """Whom it names."""
        return head_of(self.page)

    @cached_property
    def letterhead(self) -> bool:
        """Whether it begins as forms begin: an authority or a hospital over a patient's name."""
        top = (line for line in self.page.lines if line.words[0].box.top < HEAD_PART)
        return bool(self.head.name) and any(is_letterhead(line.text) for line in top)


@dataclass(frozen=True)
class Run:
    """The pages of a document so far; the first says what it is."""

    sights: tuple[Sight, ...]

    @property
    def claim(self) -> Claim | None:
        """What its first page is headed as."""
        return self.sights[0].claim

    @cached_property
    def head(self) -> Head:
        """Whom its pages name: each name and number as first read."""
        heads = [sight.head for sight in self.sights]
        numbers = {key: value for head in reversed(heads) for key, value in head.numbers.items()}
        return Head(next((head.name for head in heads if head.name), ()), numbers)

    @property
    def count(self) -> Count | None:
        """The last place that a page gave."""
        return next((sight.count for sight in reversed(self.sights) if sight.count), None)


def sight(page: Page, register: Register) -> Sight:
    """Look at one page."""
    return Sight(page, claim_of(page, register), count_of(page))


def begins(now: Sight, before: Run) -> bool:
    """Say whether a page begins a document after `before`.

    The signs are added up as log-odds; another patient outweighs all others together.
    """
    covers = (DocumentType.COVER_SHEET,)
    if any(claim and claim.type in covers for claim in (now.claim, before.claim)):
        return True
    if _kept_apart(now, before):
        return True
    weight = _titled(now, before) + _counted(now, before) + _shaped(now, before)
    patient = same(now.head, before.head)
    if patient is not None:
        weight += SAME_PATIENT if patient else OTHER_PATIENT
    return weight > 0


def _kept_apart(now: Sight, before: Run) -> bool:
    """Say whether one of the two is an identity paper and the other is none.

    A page with few words and no title may be the back of a card before it.
    """
    here, there = (bool(c and c.form and is_identity(c.form.id)) for c in (now.claim, before.claim))
    back = there and now.claim is None and is_sparse(now.page)
    return here is not there and not back


def _titled(now: Sight, before: Run) -> float:
    claim = now.claim
    if claim is None:
        return GOES_ON
    if claim.form is None or claim.confidence < SURE:
        return UNKNOWN
    alike = before.claim is not None and claim.type is before.claim.type
    return CLAIMED if alike else CLAIMED + APART + claim.logit


def _counted(now: Sight, before: Run) -> float:
    if now.count is None:
        return 0.0
    if now.count.place == 1:
        return FIRST
    if before.count is None:
        return LATER
    if None not in (now.count.whole, before.count.whole) and now.count.whole != before.count.whole:
        return GAP
    return NEXT if now.count.place == before.count.place + 1 else LATER


def _shaped(now: Sight, before: Run) -> float:
    """Return what the sheet speaks for a new document where no title does."""
    if now.claim is not None:
        return 0.0
    weight = 0.0
    last = before.sights[-1].page
    weight += TURNED * ((now.page.width > now.page.height) != (last.width > last.height))
    weight += LETTERHEAD * (now.letterhead and (now.count is None or now.count.place == 1))
    form = before.claim.form if before.claim else None
    return weight + FULL * bool(form and form.pages and len(before.sights) >= form.pages)
