"""What people say: drawn so that nothing comes again before the rest has been said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from gongzhi.config.demo.sheets import FOLDER, Incident, Matter, Sayings, Turned, read_sheet

Fits = Callable[[Incident], bool]
MATTERS = FOLDER / "matters"
COMMUNITY = "社区"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody asks for: the words, where it is, and the incident behind them."""

    item: str
    incident: Incident
    words: str
    place: str
    done: str


def read_matters() -> dict[str, Matter]:
    """Return what people ask about, by the key of the pack list `cases/items`."""
    return {file.stem: read_sheet(f"{MATTERS.name}/{file.name}", Matter) for file in sorted(MATTERS.glob("*.yaml"))}


@dataclass(slots=True)
class Deck:
    """Hand out one thing after the other in an order fixed by the seed; what was handed out goes to the end."""

    waiting: list[tuple[Incident, int]]

    @classmethod
    def of(cls, random: Random, incidents: Sequence[Incident]) -> "Deck":
        """Return a shuffled deck of all ways to tell these incidents."""
        every = [(incident, number) for incident in incidents for number in range(len(incident.say))]
        random.shuffle(every)
        return cls(every)

    def draw(self, *, pack: str, month: int, is_community: bool, fits: Fits) -> tuple[Incident, int]:
        """Return the next that fits a place, a season and what is wanted."""
        fit = (each for each in self.waiting if each[0].fits(pack=pack, month=month, is_community=is_community))
        found = next(each for each in fit if fits(each[0]))
        self.waiting.remove(found)
        self.waiting.append(found)
        return found


@dataclass(slots=True)
class Speech:
    """Hold everything that can be said and what was said already."""

    random: Random
    matters: dict[str, Matter] = field(default_factory=read_matters)
    sayings: Sayings = field(default_factory=lambda: read_sheet("sayings.yaml", Sayings))
    decks: dict[tuple[str, str], Deck] = field(default_factory=dict)
    lines: dict[tuple[str, bool], list[str]] = field(default_factory=dict)

    def ask(self, item: str, *, county: str, pack: str, month: int, village: str, fits: Fits) -> Said:
        """Return what a resident of a village says about a matter, as nobody in the county has for a while."""
        if (county, item) not in self.decks:
            self.decks[county, item] = Deck.of(self.random, self.matters[item].incidents)
        is_community = village.endswith(COMMUNITY)
        incident, number = self.decks[county, item].draw(pack=pack, month=month, is_community=is_community, fits=fits)
        places = incident.community if is_community else incident.village
        place = self.fill(self.random.choice(places)) if places else ""
        return Said(item, incident, self.fill(incident.say[number], at=place), place, self.result(incident, number))

    def result(self, incident: Incident, number: int) -> str:
        """Return how it was done; where there are as many results as tellings, each telling has its own."""
        is_paired = len(incident.done) == len(incident.say)
        return incident.done[number] if is_paired else self.random.choice(incident.done or ("",))

    def fill(self, text: str, **known: str) -> str:
        """Return a text with its blanks filled: for how long, who, which group, which house."""
        blanks = {name: self.random.choice(words) for name, words in self.sayings.blanks.items()}
        return text.format(**blanks | {"no": str(self.random.randint(2, 58))} | known)

    def say(self, name: str, item: str = "", **known: str) -> str:
        """Return the next sentence of a kind about a matter."""
        is_outdoors = bool(item) and self.matters[item].is_outdoors
        line = self.lines.setdefault((name, is_outdoors), [])
        if not line:
            line.extend((*getattr(self.sayings, name), *(self.sayings.outdoors.get(name, ()) if is_outdoors else ())))
            self.random.shuffle(line)
        return self.fill(line.pop(), **known)

    def turned(self, incident: Incident, share: float) -> Turned | None:
        """Return why a demand is not met, of such a share of those that may be met or not."""
        is_turned = not incident.done or self.random.random() < share
        return self.random.choice(incident.turned) if incident.turned and is_turned else None
