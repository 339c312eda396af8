"""Filing anew what belongs to another patient than before: nothing is extracted again."""

from flows import refiling
from flows.house import House


def relink(house: House) -> tuple[str, ...]:
    """Decide anew what an older register decided; file anew whose link changed; return the ids."""
    for identity in house.catalogue.patients.stale():
        house.catalogue.patients.decide_anew(identity, house.settings.link)
    changed = []
    for identity in house.catalogue.patients.moved():
        row = house.catalogue.documents.get(identity)
        link = house.catalogue.patients.link(identity)
        if row and link and refiling.relinked(house, row, link):
            changed.append(identity)
    return tuple(changed)
