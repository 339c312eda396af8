"""The hospital's time: ISO 8601 to the second, as in `2026-11-02T08:15:00+07:00`.

Viet Nam has one zone and no summer time, so these strings sort as the times do.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> str:
    """Return the time now."""
    return iso(datetime.now(UTC))


def iso(moment: datetime) -> str:
    """Return a time as text; one without a zone is taken to be Viet Nam's."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
    return aware.astimezone(ZONE).isoformat(timespec="seconds")


def after(text: str) -> str:
    """Return the next second after what `iso` wrote."""
    return iso(datetime.fromisoformat(text) + timedelta(seconds=1))


def local(text: str) -> datetime:
    """Return the time on Viet Nam's clocks, without a zone, that `iso` wrote."""
    return datetime.fromisoformat(text).astimezone(ZONE).replace(tzinfo=None)
