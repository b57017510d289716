"""The line of time: whoever's turn comes next acts, and what the site does by itself happens when it is due."""

import datetime as dt
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random

from django.utils.translation import gettext as _

from gongzhi.cases.jobs import close_unrated_cases, raise_overdue_cases
from gongzhi.config.demo.county import County, Say
from gongzhi.config.demo.story.cast import cast_of
from gongzhi.config.demo.story.courses import REOPEN
from gongzhi.config.demo.story.deeds import Stage, Thread, do_next, file, look_up, reopen
from gongzhi.config.demo.story.hours import awake_from, duty_from, office_from, some
from gongzhi.config.demo.story.plans import Plan, Planner, county_of
from gongzhi.config.demo.story.sayings import Speech
from gongzhi.kernel.counters import totals
from gongzhi.kernel.jobs import count_in_trouble, load_handlers, run_one
from gongzhi.kernel.paths import subtree
from gongzhi.kernel.workdays import DAY, Unit
from gongzhi.territory.queries import full_name

Doing = Callable[[dt.datetime], None]

SWEEPS = dt.timedelta(minutes=5)  # how often the site looks for what is overdue
LATE, LATE_BY = 0.03, (1.02, 1.45)  # of the steps, and how much longer than their limit those take
SHORT = 2 * DAY  # a limit within which things are done on the day or the next
WITHOUT_LIMIT = 3 * DAY
LEAST = dt.timedelta(hours=4)  # what is left at least to whoever goes on under an old limit
PACE = (1.15, 0.8)  # how much time of a limit is taken in the first month, and in the last
REOPENED_AFTER, REOPENED_WITHIN = 3 * DAY, 14 * DAY
RATED_WITHIN = 0.55  # of the limit
LOOKED_UP = 0.2  # of the requests with a phone, if the moment falls into office hours


@dataclass(slots=True)
class Timeline:
    """Hold what happens next, up to a moment; what would come after does not happen."""

    stage: Stage
    since: dt.datetime
    until: dt.datetime
    say: Say
    ahead: list[tuple[dt.datetime, int, Doing]] = field(default_factory=list)
    swept: set[dt.datetime] = field(default_factory=set)
    count: int = 0

    def at(self, moment: dt.datetime, doing: Doing) -> None:
        """Let something happen at a moment, after what was put there before."""
        if moment <= self.until:
            self.count += 1
            heapq.heappush(self.ahead, (moment, self.count, doing))

    def run(self) -> None:
        """Let everything happen in its order, and say at the end of each month how far it has come."""
        month = self.since
        while self.ahead:
            moment, _number, doing = heapq.heappop(self.ahead)
            if moment.month != month.month:
                self.say(_("{year}年{month}月：").format(year=month.year, month=month.month) + count_words(""))
                month = moment
            doing(moment)

    def file(self, plan: Plan, moment: dt.datetime) -> None:
        """Let a request be filed and go on from there."""
        self.expect(file(self.stage, plan, moment), moment)

    def go_on(self, thread: Thread, moment: dt.datetime) -> None:
        """Let a request move one step."""
        do_next(self.stage, thread, moment)
        self.expect(thread, moment)

    def reopen(self, thread: Thread, moment: dt.datetime) -> None:
        """Let a closed request be opened again."""
        thread.case = reopen(self.stage, thread, moment)
        thread.done[REOPEN] += 1
        self.expect(thread, moment)

    def expect(self, thread: Thread, moment: dt.datetime) -> None:
        """Put the next step of a request on the line, and a sweep where its limit ends."""
        due_at = thread.case.due_at
        if due_at is not None:
            self.expect_sweep(due_at)
        passed = sum(thread.done.values()) + 1
        if thread.plan.stop:
            if passed < len(thread.plan.moments):
                self.at(thread.plan.moments[passed], partial(self.go_on, thread))
        elif thread.case.closed_at is None:
            self.expect_step(thread, moment)
        elif thread.course.get(REOPEN) and not thread.done[REOPEN]:
            later = awake_from(self.stage.random, moment + REOPENED_AFTER + some(self.stage.random, REOPENED_WITHIN))
            self.at(later, partial(self.reopen, thread))

    def expect_step(self, thread: Thread, moment: dt.datetime) -> None:
        """Put the next step of a request on the line at the moment when somebody finds the time for it."""
        random, due_at = self.stage.random, thread.case.due_at
        limit = max(due_at - moment, LEAST) if due_at else WITHOUT_LIMIT
        if thread.case.waits_for == "applicant":
            is_silent = self.ending(thread) == "silent"
            if not is_silent:
                later = moment + limit * RATED_WITHIN * random.betavariate(1.1, 2.6)
                self.at(awake_from(random, later + LEAST / 8), partial(self.go_on, thread))
            return
        is_counted_daily = thread.case.due_unit not in ("", Unit.WORKING_DAYS)
        there_from = duty_from if is_counted_daily and limit <= SHORT else office_from
        later = there_from(random, moment + limit * self.share(limit))
        self.at(later, partial(self.go_on, thread))
        if thread.case.deed == "handle" and thread.case.phone_sealed and random.random() < LOOKED_UP:
            self.at(moment + (later - moment) * 0.9, partial(self.look_up, thread))

    def look_up(self, thread: Thread, moment: dt.datetime) -> None:
        """Let the handler look up the phone of who asked, who sees that later."""
        if thread.case.deed == "handle" and moment == office_from(self.stage.random, moment):
            look_up(self.stage, thread, moment)

    def ending(self, thread: Thread) -> str:
        """Return how the step that a request waits at will end."""
        return (thread.course.get(thread.case.deed, ())[thread.done[thread.case.deed] :] or ("",))[0]

    def share(self, limit: dt.timedelta) -> float:
        """Return which part of its limit a step takes: a little for most, more than all for a few."""
        random = self.stage.random
        if random.random() < LATE:
            return random.uniform(*LATE_BY)
        if limit <= SHORT:
            return random.uniform(0.01, 0.6)
        passed = (self.until - self.since) / DAY
        pace = PACE[0] + (PACE[1] - PACE[0]) * min(1.0, max(0.0, self.progress / max(passed, 1)))
        return min(random.betavariate(1.3, 3.0) * pace, 0.97)

    @property
    def progress(self) -> float:
        """Return how many days have passed."""
        return (self.ahead[0][0] - self.since) / DAY if self.ahead else 0.0

    def expect_sweep(self, due_at: dt.datetime) -> None:
        """Let the site look for what is overdue at the first of its moments after a limit has ended."""
        moment = due_at - (due_at - due_at.replace(hour=0, minute=0, second=0, microsecond=0)) % SWEEPS + SWEEPS
        if moment not in self.swept:
            self.swept.add(moment)
            self.at(moment, self.sweep)

    def sweep(self, moment: dt.datetime) -> None:
        """Do what the site does by itself: raise what is overdue, close what nobody rates, keep the text index."""
        raise_overdue_cases({}, moment)
        close_unrated_cases({}, moment)
        run_jobs(moment)


def count_words(path: str) -> str:
    """Return how many requests of an area have come in and how many of them are open."""
    found = totals(names=("cases.filed", "cases.open"), ranges=(subtree(path),))
    return _("收到 {filed} 件，在办 {open} 件").format(filed=found["cases.filed"], open=found["cases.open"])


def run_jobs(moment: dt.datetime) -> None:
    """Do what the worker does: every job that is due."""
    while run_one(now=moment, machine_now=moment):
        pass


def tell_story(*, county: County, now: dt.datetime, requests: int, say: Say) -> None:
    """
    Let everybody of a county ask, act and answer up to `now`, with so many requests of a village in the middle.

    :raises RuntimeError: work that the site does by itself failed.
    """
    load_handlers()
    random: Random = county.register.random
    stage = Stage(county, cast_of(county), Speech(random), random)
    first = county.now + SWEEPS
    planner = Planner(county, stage.cast, stage.speech.matters, random, first, now)
    line = Timeline(stage, first, now, say)
    for plan in planner.all(requests):
        line.at(plan.moments[0], partial(line.file, plan))
    line.run()
    line.sweep(now)
    for path in dict.fromkeys(county_of(village) for village in county.villages):
        say(f"{full_name(path, now.date())}：{count_words(path)}")
    if failed := count_in_trouble():
        raise RuntimeError(f"{failed} jobs of the demo failed; see the log")
