"""The papers of stays for people and programs: as lines, and as plain data."""

from collections.abc import Sequence
from typing import Any

from flows.house import House
from flows.index import catch_up
from flows.messages import spoken, tr
from flows.names import printable
from models.completeness import GROUPS, STATES, Name, Need
from models.errors import UsageError
from storage.stays import Stay


def of_batch(house: House, name: str) -> tuple[Stay, ...]:
    """Return the stays of a batch as they stand now; UsageError for an unknown one."""
    catch_up(house)
    return house.catalogue.stays.of_batch(name, house.rules, house.settings.completeness)


def of_document(house: House, document_id: str) -> Stay | None:
    """Return the stay of a document as it stands now; None where it is of none."""
    catch_up(house)
    return house.catalogue.stays.of_document(document_id, house.rules, house.settings.completeness)


def as_json(stay: Stay) -> dict[str, Any]:
    """Return a stay as plain data; `by` and `at` are of who said that there is none."""
    kind = stay.checked.kind
    return {
        "chart": stay.label,
        "declared": stay.declared,
        "kind": kind.id if kind else None,
        "looked": stay.looked,
        "unread": stay.unread,
        "lost": stay.lost,
        "documents": [paper.document_id for paper in stay.papers],
        "groups": {group.value: count for group, count in stay.checked.groups.items()},
        "papers": [_paper(stay, one) for one in stay.checked.needs if stay.looked],
    }


def _paper(stay: Stay, need: Need) -> dict[str, Any]:
    said = {"paper": need.paper.id, "state": need.state.value, "documents": [*need.documents]}
    word = stay.absent.get(need.paper.id)
    return said | ({"decision": word.id, "by": word.by, "at": word.at} if word else {})


def called(name: Name) -> str:
    """Return what something is called in the chosen language."""
    return name.said(spoken().language)


def lacking(stays: Sequence[Stay]) -> list[str]:
    """Return a line for each stay that lacks papers, for the scan room."""
    lines = []
    for stay in stays:
        if stay.lacks:
            papers = [
                f"{called(one.paper.name)} ({tr(STATES[one.state])})" for one in stay.checked.lacks
            ]
            document = stay.anchor.document_id[:9]
            lines.append(f"{printable(stay.label)}: {', '.join(papers)}  [{document}]")
    return lines


def brief(house: House, name: str) -> list[str]:
    """Return a line that tells how many papers the stays of a batch lack; none where it is none."""
    looked = [stay for stay in of_batch(house, name) if stay.looked]
    lacks = [len(stay.lacks) for stay in looked if stay.lacks]
    if not lacks:
        return []
    return [
        tr(
            "Papers that stays lack: {count}, in {lacking} of {stays} stays: sohoa papers list"
            " {batch}",
            count=sum(lacks),
            lacking=len(lacks),
            stays=len(looked),
            batch=name,
        )
    ]


def told(stay: Stay) -> list[str]:
    """Return the stay of a document in lines: its kind, its groups, the papers it must have."""
    kind = called(stay.checked.kind.name) if stay.checked.kind else tr("of no known kind")
    groups = ", ".join(
        f"{tr(GROUPS[group])}: {count}" for group, count in stay.checked.groups.items()
    )
    lines = [tr("stay: {kind}, documents: {count}", kind=kind, count=len(stay.papers)), groups]
    if stay.looked:
        lines += [
            f"{called(one.paper.name)}: {tr(STATES[one.state])}" for one in stay.checked.needs
        ]
    elif stay.unread:
        lines.append(tr("pages of it that are not read yet: {count}", count=stay.unread))
    return lines


def wanted(house: House, paper: str) -> str:
    """Return the id of a paper of the rules; UsageError with those there are for any other."""
    known = [one.id for one in house.rules.paper]
    if paper not in known:
        raise UsageError(f"There is no paper {paper}: {', '.join(known)}.")
    return paper
