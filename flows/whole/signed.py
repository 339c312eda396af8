"""Every signature of ours: over the whole file, unchanged, of the key that the audit tells."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from flows.authorities import authorities
from flows.house import House
from flows.whole.faults import Fault, Kind, Look
from flows.whole.objects import PORTION, THREADS
from models.errors import StoreError
from models.signature import TOLD, Authorities, State
from pipeline.decoding import signatures
from storage import keys


@dataclass(frozen=True, slots=True)
class _Signed:
    """An object that the audit tells is signed, by whom (a certificate's hash), and when."""

    key: str
    certificate: str
    at: str


def signed(house: House, look: Look) -> Iterator[Fault]:
    """Yield what is wrong with signed copies and dossiers; `quick` only looks whether they are.

    Certificates are looked at as of the time at which the audit noted the signature.
    """
    trusted, every = authorities(house.settings.signing), _every(house)
    with ThreadPoolExecutor(THREADS) as pool:
        while some := list(islice(every, PORTION)):
            found = pool.map(lambda one: _wrong(house, one, trusted, look), some)
            yield from filter(None, found)
            look.done(len(some))


def _every(house: House) -> Iterator[_Signed]:
    for one in house.catalogue.signings.copies():
        key = keys.signed(one.document_id, one.version, one.number)
        yield _Signed(key, one.certificate, one.at)
    for paper in house.catalogue.signings.papers():
        yield _Signed(keys.dossier(paper.pdf, "pdf"), paper.certificate, paper.at)


def _wrong(house: House, one: _Signed, trusted: Authorities, look: Look) -> Fault | None:
    if look.quick:
        there = house.store.has(one.key)
        return None if there else Fault(Kind.MISSING, one.key, "it is not there")
    try:
        with house.store.fetch(one.key) as path:
            at = datetime.fromisoformat(one.at)
            found = signatures(path, trusted, house.settings.limits, at)
    except KeyError:
        return Fault(Kind.MISSING, one.key, "it is not there")
    except StoreError:
        return None  # told of the object itself
    if len(found) != 1 or not found[0].whole or found[0].certificate != one.certificate:
        return Fault(Kind.SIGNATURE, one.key, "it has not the one signature that the audit tells")
    state = found[0].state
    # Without authorities nobody is known: the certificate is the one that the audit tells.
    if state is State.VALID or (state is State.UNKNOWN and not trusted.trusted):
        return None
    return Fault(Kind.SIGNATURE, one.key, TOLD[state])
