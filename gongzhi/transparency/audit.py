"""
Read the whole log anew and say what is wrong with it.

Every leaf is hashed from what its row says now, every stored node, kept checkpoint and the head are compared with that.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from gongzhi.transparency import notes, rules
from gongzhi.transparency.models import Checkpoint, Leaf, Node
from gongzhi.transparency.queries import Standing, hash_of, standing

CHUNK = 2000  # leaves read at a time, with about twice as many nodes


@dataclass(slots=True)
class Reading:
    """Hold what has been read so far: the complete subtrees, and the roots at the sizes that are asked for."""

    asked: Collection[int]
    size: int = 0
    frontier: list[bytes] = field(default_factory=list)
    roots: dict[int, bytes] = field(default_factory=lambda: {0: rules.EMPTY_ROOT})

    def read(self, leaf: Leaf) -> dict[int, bytes]:
        """Take the next leaf and return the nodes that it completes."""
        completed = rules.completed_by(self.size, hash_of(leaf), self.frontier)
        nodes = {rules.node_id(level, self.size >> level): hash_ for level, hash_ in enumerate(completed)}
        self.frontier = rules.frontier_after(self.size, completed, self.frontier)
        self.size += 1
        if self.size in self.asked:
            self.roots[self.size] = rules.folded(self.frontier)
        return nodes


def chunks() -> Iterator[list[Leaf]]:
    """Yield the leaves in their order, some at a time."""
    last = -1
    while found := list(Leaf.objects.filter(index__gt=last).order_by("index")[:CHUNK]):
        yield found
        last = found[-1].index


def read_log(reading: Reading) -> list[str]:
    """Read every leaf; return the first gap or unfit row, and every stored node that is another than it should be."""
    faults: list[str] = []
    for leaves in chunks():
        nodes: dict[int, bytes] = {}
        for leaf in leaves:
            if leaf.index != reading.size:
                return [*faults, f"leaf {reading.size} is missing"]
            try:
                nodes |= reading.read(leaf)
            except ValueError:
                return [*faults, f"leaf {leaf.index} is none"]
        stored = {row.pk: bytes(row.hash) for row in Node.objects.filter(pk__in=nodes)}
        faults += [f"node {name}" for name, hash_ in nodes.items() if stored.get(name) != hash_]
    return faults


def is_signed(row: Checkpoint, root: bytes | None) -> bool:
    """Tell whether a kept checkpoint is signed and says this root."""
    try:
        told = notes.opened(row.note, row.key)
    except notes.NoteUnfit:
        return False
    return (told.size, told.root) == (row.size, bytes(row.root)) and told.root == root


def faults_of_log(*, witnessed: notes.Checkpoint | None = None) -> list[str]:
    """
    Return what is wrong with the log; nothing when all is well.

    `witnessed` is a checkpoint that was kept outside this database: only that one can tell of a log that was rewritten
    whole, or restored from a backup.
    """
    kept = {row.size: row for row in Checkpoint.objects.order_by("size")}
    reading = Reading(asked={*kept, *([witnessed.size] if witnessed else [])})
    faults = read_log(reading)
    faults += [f"checkpoint {size}" for size, row in kept.items() if not is_signed(row, reading.roots.get(size))]
    if standing() != Standing(reading.size, rules.folded(reading.frontier)):
        faults.append("head")
    if witnessed and reading.roots.get(witnessed.size) != witnessed.root:
        faults.append(f"witnessed checkpoint {witnessed.size}")
    return faults
