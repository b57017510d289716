"""How the installation stands, for the administrator: the site itself, its backups, and when one was last tried out."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel import health
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.health import Readiness
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.wording import Text

READ_SYSTEM = "kernel.read_system"
ABOUT = "config.backup"
FRESH_BACKUP = dt.timedelta(days=2)  # the guide asks for one every night; one night may fail
FRESH_DRILL = dt.timedelta(days=92)  # the guide asks for one a quarter

# the pages that a drill opens in the restored copy, as `config` calls them
PAGES: dict[str, Text] = {"home": _("首页"), "village": _("村（社区）的页面"), "request": _("一件诉求")}


@dataclass(frozen=True, slots=True)
class Deed:
    """Hold when something about backups was last done, and its figures."""

    at: dt.datetime
    figures: dict[str, object]

    @property
    def pages(self) -> tuple[Text, ...]:
        """Return the pages that were opened in a restored copy."""
        opened = self.figures.get("pages")
        return tuple(name for key, name in PAGES.items() if isinstance(opened, list) and key in opened)


@dataclass(frozen=True, slots=True)
class State:
    """Hold how the installation stands; None for what was never done. `failed` is a drill after the last good one."""

    now: dt.datetime
    readiness: Readiness
    backup: Deed | None
    drill: Deed | None
    failed: Deed | None

    @property
    def is_backup_fresh(self) -> bool:
        """Tell whether the last backup is as young as it should be."""
        return self.backup is not None and self.now - self.backup.at <= FRESH_BACKUP

    @property
    def is_drill_fresh(self) -> bool:
        """Tell whether the last good drill is as young as it should be, and none failed since."""
        return self.drill is not None and self.failed is None and self.now - self.drill.at <= FRESH_DRILL


def state_for(by: Actor, *, now: Callable[[], dt.datetime]) -> State:
    """
    Return how the installation stands.

    :raises NotVisible: the actor does not look after it.
    """
    if not by.reaches(READ_SYSTEM):
        raise NotVisible
    good, bad = latest("config.drill_passed"), latest("config.drill_failed")
    return State(
        now=now(),
        readiness=health.look(now=now),
        backup=latest("config.backup_taken"),
        drill=good,
        failed=bad if bad and (good is None or bad.at > good.at) else None,
    )


def latest(code: str) -> Deed | None:
    """Return the last entry of this kind."""
    entry = Entry.objects.filter(subject_kind=ABOUT, code=code).order_by("-pk").first()
    return Deed(entry.at, entry.figures) if entry else None
