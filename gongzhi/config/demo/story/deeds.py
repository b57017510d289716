"""What each person does at each step, and says: always by the action that the site calls for them."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from gongzhi.bodies.queries import Holder
from gongzhi.cases import actions
from gongzhi.cases.queries import Case, Locality, definition_for, entrusted_items
from gongzhi.cases.rules import Channel
from gongzhi.config.demo.county import County, Village
from gongzhi.config.demo.sheets import Incident, Misplaced, Turned
from gongzhi.config.demo.story.cast import DESK, Cast
from gongzhi.config.demo.story.courses import (
    MISPLACED,
    REOPEN,
    RETURNED,
    Course,
    course_of,
    course_to,
    draw_course,
    outcome_of,
)
from gongzhi.config.demo.story.plans import PROPOSAL, REQUEST, Plan, county_of
from gongzhi.config.demo.story.sayings import Said, Speech
from gongzhi.kernel.actors import VISITOR, Actor
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at
from gongzhi.procedures.definitions import END, Definition, Step
from gongzhi.procedures.queries import definition_in

TURNED_DOWN, OF_MISPLACED, TO_DEPARTMENT = 0.3, 0.025, 0.3
WRITERS = ("village_clerk", "village_assistant", "agency_agent", "grid_officer", "town_desk")
DESK_OF_TOWN = "town_desk"
CLOSE = ("village_director", "village_clerk")  # who passes on what is done in the village
AT_DESK = 0.45  # of the calls, those that come to the desk of the town
KNOWN, NAMELESS, WITHOUT_PHONE = 0.35, 0.25, 0.3  # callers who are registered; who leave no name; on the web, no phone
CALLED = {"female": ("女士", "大姐", "阿姨"), "male": ("先生", "师傅", "大哥")}
# How often a post is given something, where several could take it; the others once.
NEAREST = {
    "party_member": 8,
    "grid_officer": 3,
    "village_assistant": 4,
    "agency_agent": 5,
    "village_clerk": 2,
    "legal_adviser": 6,
}


@dataclass(slots=True)
class Thread:
    """Follow one request: what was planned and drawn for it, and how it stands."""

    plan: Plan
    case: Case
    claim_code: str
    said: Said
    turned: Turned | None
    course: Course
    misplaced: Misplaced | None = None
    is_for_department: bool = False
    done: Counter[str] = field(default_factory=Counter)
    handlers: list[int] = field(default_factory=list)

    @property
    def finding(self) -> str:
        """Return what the demand is found to be."""
        return self.turned.finding if self.turned else "supported"

    @property
    def was_handled(self) -> bool:
        """Tell whether this is not the first time it is handled."""
        return self.done["reply"] > 0

    def ending(self, step: Step) -> str:
        """Return how the step that is due now ends."""
        return outcome_of(step, self.course, self.done[step.deed])


@dataclass(slots=True)
class Stage:
    """Hold those who act and what they can say."""

    county: County
    cast: Cast
    speech: Speech
    random: Random
    ways: dict[str, tuple[Pack, Definition]] = field(default_factory=dict)

    def way(self, village: Village, on: dt.date) -> tuple[Pack, Definition]:
        """Return the pack of a village and the way its requests go, read once."""
        path = village.line.path
        if path not in self.ways:
            pack = pack_at(path=path, on=on)
            self.ways[path] = (pack, definition_in(pack, REQUEST, on))
        return self.ways[path]

    def doer(self, thread: Thread, step: Step) -> Actor:
        """Return who does what is due now."""
        return self.random.choice(self.cast.doers(thread.case, step))

    def caller(self, plan: Plan) -> actions.Applicant:
        """Return who asks: the demo's resident, somebody registered, or anybody who leaves what they like."""
        if plan.studio:
            return actions.Applicant()
        residents = plan.village.residents
        if plan.is_residents:
            own = residents[0]
            return actions.Applicant(own.name, own.phone, own.person_id)
        if self.random.random() < KNOWN:
            known = self.random.choice(residents[1:])
            return actions.Applicant(known.name, known.phone)
        sex = self.random.choice(tuple(CALLED))
        name, phone = self.county.register.name(sex), self.county.register.phone()
        if self.random.random() < NAMELESS:
            name = name[0] + self.random.choice(CALLED[sex]) if plan.channel is Channel.WEB else ""
        if plan.channel is not Channel.PHONE and self.random.random() < WITHOUT_PHONE:
            phone = ""
        return actions.Applicant(name, phone)

    def writer(self, plan: Plan) -> Actor:
        """Return who files it: the resident, a visitor of the site, or the one who writes down what somebody says."""
        if plan.studio:
            return plan.studio
        if plan.channel is Channel.WEB:
            return plan.village.residents[0].actor or VISITOR if plan.is_residents else VISITOR
        is_at_desk = plan.channel is Channel.PHONE and self.random.random() < AT_DESK
        kinds = (DESK_OF_TOWN,) if is_at_desk else WRITERS[:-1]
        over = self.cast.over(plan.village.line.path, kinds)
        return self.random.choice([each for each in over if each.may("cases.file_case", plan.village.line.path)])


def file(stage: Stage, plan: Plan, moment: dt.datetime) -> Thread:
    """Let somebody ask for something."""
    pack, way = stage.way(plan.village, moment.date())
    misplaced = misplaced_in(stage, plan, way)
    item = misplaced.item if misplaced else plan.item
    said = stage.speech.ask(
        item, county=county_of(plan.village), pack=pack.id, month=moment.month, village=plan.village.line.name,
        fits=WANTED.get(plan.turn, is_plain if plan.stop or plan.turn else is_any),
    )  # fmt: skip
    turned = turned_by(stage, plan, said)
    writer, by_web = stage.writer(plan), plan.channel is Channel.WEB
    sayings = stage.speech.sayings
    authorised = sayings.authorised_web if by_web else sayings.authorised.format(by=writer.name)
    filed = actions.file_case(
        by=writer, where=Locality(plan.village.line, pack), item=item, channel=plan.channel,
        applicant=stage.caller(plan), words=misplaced.say if misplaced else said.words,
        place="" if misplaced else said.place, now=moment,
        authorisation=authorised if item in entrusted_items(pack, moment.date()) else "",
    )  # fmt: skip
    return Thread(
        plan, filed.case, filed.claim_code, said, turned, course_for(stage, plan, said, turned, misplaced), misplaced,
        is_for_department=is_for_department(stage, plan, said),
    )  # fmt: skip


def is_any(incident: Incident) -> bool:
    """Take whatever happens."""
    return True


def is_plain(incident: Incident) -> bool:
    """Take what can be done."""
    return bool(incident.done)


def can_be_turned(incident: Incident) -> bool:
    """Take what can be turned down."""
    return bool(incident.turned)


WANTED = {"explained": can_be_turned}


def turned_by(stage: Stage, plan: Plan, said: Said) -> Turned | None:
    """Return why a demand will not be met, for those to which that happens."""
    if plan.stop or (plan.turn and plan.turn not in WANTED):
        return None
    return stage.speech.turned(said.incident, 1 if plan.turn else TURNED_DOWN)


def course_for(stage: Stage, plan: Plan, said: Said, turned: Turned | None, misplaced: Misplaced | None) -> Course:
    """Return what becomes of a request: as planned, else as chance has it."""
    finding = turned.finding if turned else "supported"
    if misplaced:
        return {"accept": ("not_ours",)}
    if plan.stop:
        return course_to(plan.stop)
    if plan.turn:
        return course_of(plan.turn, finding)
    course = draw_course(stage.random, finding)
    if turned or not stage.speech.matters[said.item].is_outdoors:
        return {**course, REOPEN: ()}
    return {**course, "handle": ("return", "done")} if stage.random.random() < RETURNED else course


def misplaced_in(stage: Stage, plan: Plan, way: Definition) -> Misplaced | None:
    """Return what is not this place's to decide, for a few requests of places that take requests in."""
    if plan.stop or plan.studio or plan.turn not in ("", MISPLACED):
        return None
    if not plan.turn and stage.random.random() >= OF_MISPLACED:
        return None
    declines = any(step.deed == "accept" and step.outcome("not_ours") for step in way.steps)
    return stage.random.choice(stage.speech.sayings.misplaced) if declines else None


def is_for_department(stage: Stage, plan: Plan, said: Said) -> bool:
    """Tell whether a request will be given to a department, which happens where the county has one for the matter."""
    if said.item == PROPOSAL:
        return True
    matter = said.incident.about or said.item
    posts = [post for actor in stage.cast.at[county_of(plan.village)] for post in actor.posts]
    return any(stage.cast.is_for(post.post_id, matter) for post in posts) and stage.random.random() < TO_DEPARTMENT


def accept(stage: Stage, thread: Thread, step: Step, moment: dt.datetime) -> Case:
    """Take it in, or say where it goes."""
    by, case_id = stage.doer(thread, step), thread.case.pk
    if thread.misplaced:
        return actions.decline_case(by=by, case_id=case_id, reason=thread.misplaced.reason, now=moment)
    return actions.accept_case(by=by, case_id=case_id, now=moment)


def assign(stage: Stage, thread: Thread, step: Step, moment: dt.datetime) -> Case:
    """Give it to somebody."""
    passes_on = leads_to(thread.case, step) == "assign"
    receiver = choose_receiver(stage, thread, passes_on=passes_on)
    kind = "entrust" if passes_on else "refer" if receiver.kind == DESK else "assign"
    thread.handlers.append(receiver.post_id)
    by = stage.doer(thread, step)
    return actions.assign_case(
        by=by,
        case_id=thread.case.pk,
        post_id=receiver.post_id,
        words=stage.speech.say(kind, thread.said.item),
        now=moment,
    )


def leads_to(case: Case, step: Step) -> str:
    """Return the deed of the step that follows when this one goes well."""
    to = step.outcomes[0].to
    return "" if to == END else definition_for(case).step(to).deed


def choose_receiver(stage: Stage, thread: Thread, *, passes_on: bool) -> Holder:
    """Return to whom it is given: who was planned, a department for its matters, else somebody near."""
    every = stage.cast.receivers(thread.case)
    matter = thread.said.incident.about or thread.said.item
    if passes_on:
        kinds = (DESK_OF_TOWN,) if thread.is_for_department else CLOSE
        return stage.random.choice([each for each in every if each.kind in kinds])
    planned = [each for each in every if each.post_id == thread.plan.post_id]
    departments = [each for each in every if stage.cast.is_for(each.post_id, matter)]
    near = [each for each in every if each.kind not in (DESK, DESK_OF_TOWN)]
    first = planned or (departments if thread.is_for_department else near) or near or departments
    fresh = [each for each in first if each.post_id not in thread.handlers] or first
    return stage.random.choices(fresh, weights=[NEAREST.get(each.kind, 1) for each in fresh])[0]


def handle(stage: Stage, thread: Thread, step: Step, moment: dt.datetime) -> Case:
    """Say what was done, or give it back."""
    by, case_id, speech = stage.doer(thread, step), thread.case.pk, stage.speech
    if thread.ending(step) == "return":
        kind = "return_down" if thread.is_for_department else "return_up"
        return actions.return_case(by=by, case_id=case_id, reason=speech.say(kind), now=moment)
    words = (
        speech.say("redone", thread.said.item)
        if thread.was_handled
        else thread.turned.found
        if thread.turned
        else thread.said.done
    )
    return actions.report_result(by=by, case_id=case_id, words=words, now=moment)


def look_up(stage: Stage, thread: Thread, moment: dt.datetime) -> None:
    """Look up the phone of who asked, as whoever has the request in hand."""
    step = definition_for(thread.case).step(thread.case.step)
    by, reason = replace(stage.doer(thread, step), stepped_up_at=moment), stage.speech.say("look")
    actions.show_phone(by=by, case_id=thread.case.pk, reason=reason, now=moment)


def rule(stage: Stage, thread: Thread, step: Step, moment: dt.datetime) -> Case:
    """Rule on a return; what is given to somebody else goes the other way."""
    is_upheld = thread.ending(step) == "upheld"
    if is_upheld:
        thread.is_for_department = not thread.is_for_department
    reason = stage.speech.say("upheld" if is_upheld else "rejected")
    by = stage.doer(thread, step)
    return actions.rule_on_return(by=by, case_id=thread.case.pk, is_upheld=is_upheld, reason=reason, now=moment)


def reply(stage: Stage, thread: Thread, step: Step, moment: dt.datetime) -> Case:
    """Answer the resident."""
    speech, turned = stage.speech, thread.turned
    if thread.was_handled:
        words = speech.say("reply_again")
    else:
        words = turned.words if turned else speech.say("reply", thread.said.item, done=thread.said.done)
    return actions.reply_to_resident(
        by=stage.doer(thread, step), case_id=thread.case.pk, finding=thread.finding, words=words,
        basis=turned.basis if turned else "", explanation=turned.explanation if turned else "", now=moment,
    )  # fmt: skip


def rate(stage: Stage, thread: Thread, step: Step, moment: dt.datetime) -> Case:
    """Say whether it was solved, as who asked: signed in, or by the code on the receipt."""
    rating = thread.ending(step)
    kind = rating
    if thread.turned:
        kind = {"solved": "understood", "unsolved": "unconvinced"}.get(rating, rating)
    elif thread.done["rate"] and rating == "solved":
        kind = "solved_again"
    by, claim_code = resident_of(thread)
    return actions.rate_case(
        by=by,
        case_id=thread.case.pk,
        rating=rating,
        words=stage.speech.say(kind, thread.said.item),
        claim_code=claim_code,
        now=moment,
    )


def resident_of(thread: Thread) -> tuple[Actor, str]:
    """Return as whom the applicant comes back, and with which code."""
    actor = thread.plan.village.residents[0].actor if thread.plan.is_residents else None
    return (actor, "") if actor else (VISITOR, thread.claim_code)


def call_back(stage: Stage, thread: Thread, step: Step, moment: dt.datetime) -> Case:
    """Call the resident, and have it done again or explain why not."""
    is_again = thread.ending(step) == "again"
    words = stage.speech.say("again" if is_again else "explained")
    by = stage.doer(thread, step)
    return actions.call_back(by=by, case_id=thread.case.pk, is_again=is_again, words=words, now=moment)


def reopen(stage: Stage, thread: Thread, moment: dt.datetime) -> Case:
    """Ask for a closed request to be done again."""
    by, claim_code = resident_of(thread)
    words = stage.speech.say("reopen", thread.said.item)
    return actions.reopen_case(by=by, case_id=thread.case.pk, words=words, claim_code=claim_code, now=moment)


Doing = Callable[[Stage, Thread, Step, dt.datetime], Case]
DEEDS: dict[str, Doing] = {
    "accept": accept,
    "assign": assign,
    "handle": handle,
    "rule": rule,
    "reply": reply,
    "rate": rate,
    "call_back": call_back,
}


def do_next(stage: Stage, thread: Thread, moment: dt.datetime) -> None:
    """Do what is due now."""
    step = definition_for(thread.case).step(thread.case.step)
    case = DEEDS[step.deed](stage, thread, step, moment)
    thread.case = case
    thread.done[step.deed] += 1
