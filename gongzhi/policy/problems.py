"""What is wrong with a pack, said so that the writer of the pack can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """
    Name one fault: where it stands, what it is, and what mends it.

    `file` is the path as the reader was given it; `line` is 0 when it has none; `key` is dotted (`values.0.from`).
    """

    file: str
    line: int
    key: str
    text: str
    mend: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f" {self.key}:" if self.key else ""
        return f"{place}:{key} {self.text}" + (f" Mend: {self.mend}" if self.mend else "")


class PackBroken(Exception):
    """Say that a pack cannot be read; `problems` names every fault found in it."""

    def __init__(self, pack_id: str, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join([f"pack {pack_id} cannot be used:", *map(str, problems)]))
        self.pack_id = pack_id
        self.problems = problems
