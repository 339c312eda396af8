"""Filing what stewards decided: a mark in the catalogue says what is due, until it is filed."""

import threading
from concurrent.futures import ThreadPoolExecutor

from flows import index, refiling
from flows.digitise import Work, digitise
from flows.house import House
from flows.relinking import relink
from models.decision import Stage


def file_due(house: House, sha256: str | None = None) -> int:
    """File anew what words were said on since it was filed; return how many documents.

    Of one scan, or of all. Where pages were moved or turned, or a type was changed, the scan is
    split and extracted again from what was read; a page that was turned is read.
    """
    every = house.catalogue.decisions.due(sha256)
    for scan, dues in every.items():
        if any(due.stage is Stage.SPLIT for due in dues):
            _again(house, scan)
            continue
        for due in dues:
            row = house.catalogue.documents.get(due.document_id)
            if row and row.state == "filed":
                refiling.decided(house, row)
        house.catalogue.decisions.filed(dues)
    if every:
        relink(house)
        index.catch_up(house)
    return sum(map(len, every.values()))


def _again(house: House, sha256: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        # A person waits for it, or the run that this is a part of has its turn already.
        work = Work(house, pool, threading.Event(), lambda *_: None, "split", urgent=True)
        digitise(work, sha256)
