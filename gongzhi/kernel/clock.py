"""
The one clock. Only web, api and commands read it; everything below is given `now` or `on`.

On a database made for demonstration the clock can be moved (`gongzhi demo_clock`); running processes see the move
within a second. On every other database `now()` asks the database once per process and then never again.
"""

import datetime as dt
import time
from dataclasses import dataclass

from gongzhi.kernel.models import Installation
from gongzhi.kernel.workdays import CHINA

REREAD_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Setting:
    """Hold what was read of the installation, and when on the machine's monotonic clock."""

    is_demo: bool
    offset: dt.timedelta
    read_at: float

    @property
    def is_stale(self) -> bool:
        """Tell whether it must be read again; a production database never becomes a demonstration one."""
        return self.is_demo and time.monotonic() - self.read_at >= REREAD_SECONDS


_known: list[Setting] = []


def setting() -> Setting:
    """Return what kind of installation this is and how far its clock is moved."""
    if not _known or _known[0].is_stale:
        row = Installation.objects.filter(pk=1).values_list("kind", "offset_seconds").first()
        kind, seconds = row or (Installation.Kind.PRODUCTION, 0)
        _known[:] = [Setting(kind == Installation.Kind.DEMO, dt.timedelta(seconds=seconds), time.monotonic())]
    return _known[0]


def forget() -> None:
    """Read the installation again at the next question; called when it is changed, and by tests."""
    _known.clear()


def machine_now() -> dt.datetime:
    """Return the machine's time, which no demonstration moves; for leases and nothing a person sees."""
    return dt.datetime.now(CHINA)


def now() -> dt.datetime:
    """Return the present moment in China, moved by the offset of a demonstration."""
    return machine_now() + setting().offset


def today() -> dt.date:
    """Return the present day in China."""
    return now().date()
