"""Who does what is due: the people who hold the posts, asked by the same rules as on the site."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from gongzhi.bodies.queries import Holder
from gongzhi.cases.queries import Case, may_press, receivers_for
from gongzhi.config.demo.county import County
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.paths import ancestors
from gongzhi.procedures.definitions import Step

DESK = "department_desk"


@dataclass(slots=True)
class Cast:
    """Hold everybody with a post, by body and by area; `matters` are those a department's post is for."""

    actors: dict[int, Actor]
    matters: dict[int, tuple[str, ...]]
    of_body: defaultdict[int, list[Actor]] = field(default_factory=lambda: defaultdict(list))
    at: defaultdict[str, list[Actor]] = field(default_factory=lambda: defaultdict(list))
    known: dict[tuple[int, str, str], tuple[Holder, ...]] = field(default_factory=dict)

    def over(self, path: str, kinds: Sequence[str]) -> list[Actor]:
        """Return who holds posts of these kinds at an area or above it, the nearest first."""
        found = (actor for above in reversed(ancestors(path)) for actor in self.at[above])
        return [actor for actor in found if actor.posts[0].kind in kinds]

    def doers(self, case: Case, step: Step) -> list[Actor]:
        """Return who may do it, those who have the request in hand first."""
        near = [self.actors[case.holder_person]] if case.holder_person else self.of_body[case.holder_body or 0]
        fit = [actor for actor in near if may_press(actor, case, step)]
        return fit or [actor for actor in self.over(case.area_path, step.by) if may_press(actor, case, step)]

    def receivers(self, case: Case) -> tuple[Holder, ...]:
        """Return whom a request may be given to at its step, read once for each village and matter."""
        key = (case.area_id, case.item, case.step)
        if key not in self.known:
            self.known[key] = receivers_for(case, case.filed_at.date())
        return self.known[key]

    def is_for(self, post_id: int, matter: str) -> bool:
        """Tell whether a post is a department's for this matter."""
        return matter in self.matters.get(post_id, ())


def cast_of(county: County) -> Cast:
    """Return the cast of a county that has been made."""
    cast = Cast(county.actors, county.departments)
    for actor in county.actors.values():
        cast.of_body[actor.posts[0].body_id].append(actor)
        cast.at[actor.posts[0].path].append(actor)
    return cast
