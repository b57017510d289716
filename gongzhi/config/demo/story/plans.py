"""Who will ask for what, when, and where it is to wait at the end: everything that is settled before the story runs."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from random import Random

from gongzhi.cases.lists import Item
from gongzhi.cases.queries import item_in
from gongzhi.cases.rules import Channel
from gongzhi.config.demo.county import County, Village
from gongzhi.config.demo.sheets import Matter
from gongzhi.config.demo.story.cast import DESK, Cast
from gongzhi.config.demo.story.courses import TURNS, course_to, drawn, steps_on
from gongzhi.config.demo.story.hours import awake_from, awake_until, office_from, office_until, some, spans
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.calendars import load_calendar
from gongzhi.kernel.due import Tone, due_badge
from gongzhi.kernel.paths import ancestors
from gongzhi.kernel.workdays import DAY, Unit
from gongzhi.policy.queries import Pack, pack_at
from gongzhi.procedures.actions import limit_of
from gongzhi.procedures.definitions import Definition, Step
from gongzhi.procedures.queries import definition_in

CHANNELS = {Channel.WEB: 46, Channel.PHONE: 25, Channel.VISIT: 22, Channel.PAPER: 7}
OFFICE = ("village_director", "village_clerk")  # one office: what waits for one of them, both see
REQUEST, PROPOSAL, STUDIO, DEPTH_OF_COUNTY = "citizen_request", "delegate_proposal", "delegate_studio", 3
# How pressing the requests are that wait at the end, in turn.
TONES: tuple[Tone, ...] = ("soon", "today", "far", "soon", "late", "far", "today", "far")
NEXT_BEST: tuple[Tone, ...] = ("soon", "far", "today", "open", "late")
RECENT = 6  # of the latest moments that give an overdue request, so that none is overdue by weeks
LOOKED_BACK, LEAD = 45, dt.timedelta(days=7)
BETWEEN, BEFORE_FIRST = dt.timedelta(hours=15), dt.timedelta(hours=9)
OF_PROPOSALS, OF_RESIDENT = 6, 8  # one of so many requests is a proposal of the studio, is the demo resident's own
SETTLING = dt.timedelta(days=6)  # before the end, in which only those are filed that wait at the end
GROWING = 0.85  # below 1: more is asked for from month to month
EARLY = (0.02, 0.3)  # of the time, within which everything is begun that is to happen once in every county
VARIED = (0.75, 1.25)  # how much more or less than the middle a village asks for


@dataclass(frozen=True, slots=True)
class Plan:
    """
    A request that somebody will file at the first of these moments.

    Further moments are those of the steps after it, up to the one at which it waits in the end; a request without
    takes the time people take. `stop` is the key of that step, `post_id` who is to be given the work, `turn` what is to
    become of it where that is not left to chance.
    """

    village: Village
    item: str
    channel: Channel
    moments: tuple[dt.datetime, ...]
    stop: str = ""
    post_id: int | None = None
    is_residents: bool = False
    turn: str = ""
    studio: Actor | None = None


@dataclass(slots=True)
class Planner:
    """Draw the plans of a county for the time from `first` to `now`."""

    county: County
    cast: Cast
    matters: Mapping[str, Matter]
    random: Random
    first: dt.datetime
    now: dt.datetime
    arrivals: dict[tuple[str, str, str], dict[Tone, list[dt.datetime]]] = field(default_factory=dict)
    tones: Iterator[Tone] = field(default_factory=lambda: cycle(TONES))

    def pack(self, village: Village) -> Pack:
        """Return the pack of a village."""
        return pack_at(path=village.line.path, on=self.now.date())

    def definition(self, pack: Pack, procedure: str) -> Definition:
        """Return a procedure of a place."""
        return definition_in(pack, procedure, self.now.date())

    def matters_of(self, pack: Pack) -> dict[str, Item]:
        """Return the matters in the list of a place that people here talk about."""
        found = ((key, item_in(pack, key)) for key in self.matters)
        return {key: item[1] for key, item in found if item is not None}

    def items(self, pack: Pack, procedure: str) -> dict[str, Item]:
        """Return those matters of a place that go through a procedure."""
        return {key: item for key, item in self.matters_of(pack).items() if item.procedure == procedure}

    def weights(self, pack: Pack) -> dict[str, int]:
        """Return how often each matter of a place comes up."""
        is_agency = "authorisation" in self.definition(pack, REQUEST).steps[0].evidence
        here = {key: self.matters[key] for key in self.matters_of(pack)}
        found = {key: matter.weight_agency if is_agency else matter.weight for key, matter in here.items()}
        return {key: weight for key, weight in found.items() if weight}

    def usual(self, village: Village, requests: int) -> Iterator[Plan]:
        """Yield the requests of a village that go their way, more of them towards the end."""
        weights = self.weights(self.pack(village))
        for number in range(round(requests * self.random.uniform(*VARIED))):
            channel = drawn(self.random, CHANNELS)
            is_residents = number % OF_RESIDENT == 1
            moment = self.first + max(self.now - self.first - SETTLING, DAY) * self.random.random() ** GROWING
            by_web = is_residents or channel is Channel.WEB
            moment = (awake_from if by_web else office_from)(self.random, moment)
            yield Plan(
                village, drawn(self.random, weights), Channel.WEB if by_web else channel, (moment,),
                is_residents=is_residents,
            )  # fmt: skip

    def turning(self, village: Village) -> Iterator[Plan]:
        """Yield early requests of a village with which everything happens that can."""
        weights = self.weights(self.pack(village))
        for turn, (item, _) in TURNS.items():
            moment = office_from(self.random, self.first + (self.now - self.first) * self.random.uniform(*EARLY))
            yield Plan(village, item or drawn(self.random, weights), Channel.VISIT, (moment,), turn=turn)

    def waiting(self, village: Village) -> Iterator[Plan]:
        """Yield requests of a village that wait at the end: one at each step, one with everybody who handles some."""
        pack = self.pack(village)
        for procedure in (REQUEST, *self.others(pack)):
            definition = self.definition(pack, procedure)
            for step in definition.steps[1:]:
                if step.deed in ("accept", "assign", "rate", "call_back"):
                    yield self.stopped(village, procedure, step, None)
            items = self.items(pack, procedure)
            handlers = [held for held in self.handlers(village, definition) if self.can_receive(*held, items)]
            for key, post_id in [("reply", held[0]) for held in handlers[:1]] + [
                ("handle", held[0]) for held in handlers
            ]:
                yield self.stopped(village, procedure, definition.step(key), post_id)

    def returned(self, village: Village) -> Iterator[Plan]:
        """Yield a request of a village that was given back and waits for a ruling, where things are given back."""
        definition = self.definition(self.pack(village), REQUEST)
        yield from (self.stopped(village, REQUEST, step, None) for step in definition.steps if step.deed == "rule")

    def others(self, pack: Pack) -> list[str]:
        """Return the procedures of a place besides the usual one that residents themselves ask for."""
        return sorted({item.procedure for item in self.matters_of(pack).values() if not item.is_internal} - {REQUEST})

    def handlers(self, village: Village, definition: Definition) -> Iterator[tuple[int, str]]:
        """Yield the posts in a village and its grids, but for those of the office that has every request first."""
        office = OFFICE if definition.steps[1].by[0] in OFFICE else ()
        for line in (village.line, *village.grids):
            held = (actor.posts[0] for actor in self.cast.at[line.path])
            yield from ((post.post_id, post.kind) for post in held if post.kind not in office)

    def departments(self, path: str) -> Iterator[tuple[int, str]]:
        """Yield the posts of the departments of a county."""
        held = (actor.posts[0] for actor in self.cast.at[path])
        yield from ((post.post_id, post.kind) for post in held if post.kind == DESK)

    def can_receive(self, post_id: int, kind: str, items: Mapping[str, Item]) -> dict[str, Item]:
        """Return those of these matters that can be given to a post."""
        found = {key: item for key, item in items.items() if kind in item.receivers}
        return {key: item for key, item in found.items() if kind != DESK or self.cast.is_for(post_id, key)}

    def stopped(self, village: Village, procedure: str, step: Step, post_id: int | None) -> Plan:
        """Return a request that waits at a step at the end, with a post if one is named."""
        pack = self.pack(village)
        definition = self.definition(pack, procedure)
        items = self.items(pack, procedure)
        if post_id is not None:
            kind = next(actor.posts[0].kind for actor in self.cast.actors.values() if actor.posts[0].post_id == post_id)
            items = self.can_receive(post_id, kind, items)
        if step.deed == "rule":
            items = {key: item for key, item in items.items() if self.matters[key].is_outdoors}
        weights = {key: self.weights(pack).get(key, 1) for key in items}
        before = steps_on(definition, course_to(step.key)).index(step.key)
        is_residents = step.deed == "rate"
        by_web = is_residents or before == 1
        channel = Channel.VISIT if procedure == PROPOSAL else Channel.WEB if by_web else drawn(self.random, CHANNELS)
        moments = self.moments(self.arrival(pack, procedure, step), before, channel)
        return Plan(village, drawn(self.random, weights), channel, moments, step.key, post_id, is_residents)

    def moments(self, last: dt.datetime, count: int, channel: Channel) -> tuple[dt.datetime, ...]:
        """Return the moments of so many deeds, of which the first is the filing and the last is at `last`."""
        found = [last]
        while len(found) < count - 1:
            found.append(office_until(self.random, found[-1] - some(self.random, BETWEEN)))
        if count > 1:
            until = awake_until if channel is Channel.WEB else office_until
            found.append(until(self.random, found[-1] - some(self.random, BEFORE_FIRST)))
        if found[-1] > self.first:
            return tuple(reversed(found))
        return tuple(self.first + (last - self.first) * (number + 1) / count for number in range(count))

    def arrival(self, pack: Pack, procedure: str, step: Step) -> dt.datetime:
        """Return when a request comes to a step at which it waits at the end, the next as pressing as its turn says."""
        known = self.arrivals.setdefault((pack.id, procedure, step.key), {})
        if not known:
            self.look_back(pack, procedure, step, known)
        wanted = next(self.tones)
        best = (
            [wanted, *NEXT_BEST] if step.deed != "rate" else [tone for tone in (wanted, *NEXT_BEST) if tone != "late"]
        )
        tone = next(tone for tone in best if known.get(tone))
        near = known[tone][:RECENT] if tone in ("late", "open") else known[tone]
        return self.random.choice(near) - some(self.random, dt.timedelta(minutes=25))

    def look_back(self, pack: Pack, procedure: str, step: Step, known: dict[Tone, list[dt.datetime]]) -> None:
        """Note for the office hours of the last weeks how pressing a step would be that was opened then."""
        definition = self.definition(pack, procedure)
        for moment in self.office_hours() or [self.first + (self.now - self.first) * 0.9]:
            limit = limit_of(pack=pack, definition=definition, step=step, now=moment)
            unit = Unit(limit.unit) if limit.unit else Unit.WORKING_DAYS
            badge = due_badge(at=limit.at, now=self.now, unit=unit, calendar=load_calendar())
            known.setdefault(badge.tone, []).append(moment)

    def office_hours(self) -> list[dt.datetime]:
        """Return a moment in each half of the working days before the end, the latest first."""
        days = [(self.now - back * DAY).date() for back in range(LOOKED_BACK)]
        found = [end - (end - start) / 3 for day in days for start, end in reversed(spans(day))]
        return [moment for moment in found if self.first + LEAD < moment < self.now]

    def proposals(self, villages: Sequence[Village], studio: Actor, requests: int) -> Iterator[Plan]:
        """Yield what the studio of a town hands in, some of which waits at each step at the end."""
        definition = self.definition(self.pack(villages[0]), PROPOSAL)
        for number, step in enumerate(definition.steps[1:-1]):
            plan = self.stopped(villages[number % len(villages)], PROPOSAL, step, None)
            yield Plan(plan.village, PROPOSAL, Channel.VISIT, plan.moments, step.key, studio=studio)
        for number in range(requests // OF_PROPOSALS):
            moment = office_from(self.random, self.first + (self.now - self.first) * self.random.random())
            yield Plan(villages[number % len(villages)], PROPOSAL, Channel.VISIT, (moment,), studio=studio)

    def all(self, requests: int) -> Iterator[Plan]:
        """Yield the plans of all villages, of the departments of their counties, and of the studios of their towns."""
        by_county: dict[str, list[Village]] = {}
        for village in self.county.villages:
            by_county.setdefault(county_of(village), []).append(village)
        for county, villages in by_county.items():
            for village in villages:
                yield from self.waiting(village)
                yield from self.usual(village, requests)
            yield from self.turning(villages[0])
            for village in {ancestors(each.line.path)[-2]: each for each in villages}.values():
                yield from self.returned(village)
            for number, (post_id, _) in enumerate(self.departments(county)):
                definition = self.definition(self.pack(villages[0]), REQUEST)
                yield self.stopped(villages[number % len(villages)], REQUEST, definition.step("handle"), post_id)
        for actor in self.county.actors.values():
            if actor.posts[0].kind == STUDIO:
                near = [each for each in self.county.villages if each.line.path.startswith(actor.posts[0].path)]
                yield from self.proposals(near, actor, requests) if near else ()


def county_of(village: Village) -> str:
    """Return the path of the county of a village."""
    return ancestors(village.line.path)[DEPTH_OF_COUNTY - 1]
