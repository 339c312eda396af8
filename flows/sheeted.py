"""Which batch files are of that lie in no folder of one: the separator sheet before them tells."""

from dataclasses import replace

from flows.arrivals import Ready
from flows.discover import Found
from flows.house import House
from flows.receive import look
from models.errors import ScanRefused
from models.slip import slip_of


def by_sheet(house: House, one: Ready) -> list[Ready]:
    """Return the files of each batch, as the sheets that they begin with say.

    A sheet holds for the files after it, as they were scanned, until the next sheet of a batch;
    files before the first one stay in the batch that they have. Where no sheet of a batch was
    ever printed, no file is looked into.
    """
    known = house.catalogue.slips.batches()
    if not known:
        return [one]
    current, found = one.batch, dict[str, list[Found]]()
    for file in sorted(one.files, key=_scanned):
        current = known.get(_code(house, file), current)
        found.setdefault(current, []).append(file)
    return [replace(one, batch=batch, files=tuple(files)) for batch, files in found.items()]


def _scanned(file: Found) -> tuple[int, str]:
    try:
        return file.path.lstat().st_mtime_ns, file.name
    except OSError:
        return 0, file.name


def _code(house: House, file: Found) -> str:
    """Return the id of the sheet that is a file's first page; empty where it is none."""
    from pipeline.decoding import rasterise
    from pipeline.marks.codes import matrices

    settings = house.settings
    scan = look(file, settings.limits)
    if isinstance(scan, ScanRefused):
        return ""
    try:
        image = rasterise(file.path, scan.media_type, 1, settings.ingest, settings.limits)
    except ScanRefused:
        return ""
    return next(filter(None, map(slip_of, matrices(image.image))), "")
