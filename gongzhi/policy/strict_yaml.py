"""
Read YAML strictly: decimals are exact, only true and false are booleans, duplicate keys and tags fail.

A pack holds no expressions and no code, so anchors, aliases, merge keys and tags are faults too. Everything wrong in a
file is reported in one reading, each with its line.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import yaml

from gongzhi.policy.problems import Problem

Path = tuple[str | int, ...]
TAG = "tag:yaml.org,2002:"
Scalar = bool | int | Decimal | dt.date | str | None

SCALARS: tuple[tuple[str, re.Pattern[str], str, Callable[[str], Scalar]], ...] = (
    ("bool", re.compile(r"^(?:true|false)$"), "tf", lambda text: text == "true"),
    ("int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), "-0123456789", int),
    ("float", re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$"), "-0123456789", Decimal),
    ("timestamp", re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), "0123456789", dt.date.fromisoformat),
    ("null", re.compile(r"^(?:null|~|)$"), "n~\0", lambda _: None),
)
READERS = {TAG + name: read for name, _, _, read in SCALARS} | {TAG + "str": str}


class StrictLoader(yaml.CSafeLoader):
    """Resolve plain scalars by the few rules above and by nothing else."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _name, _pattern, _first, _read in SCALARS:
    for _character in _first:
        StrictLoader.yaml_implicit_resolvers.setdefault(_character.replace("\0", ""), []).append(
            (TAG + _name, _pattern)
        )


@dataclass(frozen=True, slots=True)
class Document:
    """Hold what a file says, the line of each key, and what is wrong with it."""

    file: str
    value: object
    lines: Mapping[Path, int]
    problems: tuple[Problem, ...]

    def line_of(self, path: Path) -> int:
        """Return the line of a key, or of the nearest key above it; 0 when the file is empty."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    def problem(self, path: Path, text: str, mend: str = "") -> Problem:
        """Return a fault at a key of this file."""
        return Problem(self.file, self.line_of(path), ".".join(map(str, path)), text, mend)


@dataclass(slots=True)
class _Builder:
    """Turn nodes into values, noting lines and faults on the way."""

    file: str
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def fault(self, node: yaml.Node, path: Path, text: str, mend: str) -> None:
        line = node.start_mark.line + 1
        self.problems.append(Problem(self.file, line, ".".join(map(str, path)), text, mend))

    def build(self, node: yaml.Node, path: Path) -> object:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if id(node) in self.seen:
            self.fault(node, path, "an alias (*name) repeats an anchor.", "write the value out; packs hold no aliases.")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, number)) for number, item in enumerate(node.value)]
        return self.scalar(node, path)

    def scalar(self, node: yaml.Node, path: Path) -> Scalar:
        reader = READERS.get(node.tag)
        if reader is None:
            self.fault(
                node, path, f"the tag {node.tag} is not allowed.", "remove the tag; packs hold plain values only."
            )
            return None
        try:
            return reader(node.value)
        except ValueError:
            self.fault(node, path, f"{node.value} is not a date.", "write a day that exists, as 2026-01-31.")
            return None

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, object]:
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != TAG + "str":
                self.fault(key_node, path, f"the key {key!s} is not text.", "put the key in quotes.")
                key = str(key)
            elif key == "<<":
                self.fault(key_node, path, "a merge key (<<) is not allowed.", "write the keys out.")
            elif key in found:
                self.fault(key_node, (*path, key), "this key stands here twice.", "keep one of the two.")
            self.lines[*path, key] = key_node.start_mark.line + 1
            found[key] = self.build(value_node, (*path, key))
        return found


def read_text(text: str, *, file: str) -> Document:
    """Read one YAML document; faults are returned, not raised."""
    loader = StrictLoader(text)
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        mend = "check indentation, quotes and colons on this line."
        return Document(file, None, {}, (Problem(file, line, "", f"this is not YAML: {error.problem}.", mend),))
    except yaml.YAMLError as error:
        return Document(
            file, None, {}, (Problem(file, 0, "", f"this is not YAML: {error}", "save the file as UTF-8."),)
        )
    finally:
        loader.dispose()
    if node is None:
        return Document(file, None, {}, (Problem(file, 0, "", "the file is empty.", "fill it or delete it."),))
    builder = _Builder(file)
    value = builder.build(node, ())
    return Document(file, value, builder.lines, tuple(builder.problems))
