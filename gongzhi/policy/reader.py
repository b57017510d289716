"""Read the folder of one pack, once, into frozen values; everything wrong in it is collected."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from gongzhi.policy.problems import Problem
from gongzhi.policy.shapes import LABEL_KINDS, ExampleFile, FigureFile, ListFile, PackFile, Source, Words
from gongzhi.policy.strict_yaml import Document, read_text
from gongzhi.policy.values import Value, value_of

T = TypeVar("T")
Name = tuple[str, str]
SOURCES = TypeAdapter(dict[str, Source])
LABELS = TypeAdapter(dict[str, dict[str, Words]])
PACK = TypeAdapter(PackFile)
FIGURE = TypeAdapter(FigureFile)
LIST = TypeAdapter(ListFile)
EXAMPLES = TypeAdapter(ExampleFile)
PROCEDURE = TypeAdapter(dict[str, object])
MENDS = {
    "missing": ("this key is missing.", "add it."),
    "extra_forbidden": ("this key is not known here.", "correct the spelling or remove it."),
}
NOT_PACK_FILES = (".md", ".txt", ".gitkeep")


@dataclass(slots=True, eq=False)
class PackFolder:
    """
    Hold what one folder says, before anything above it in the chain of `extends`.

    `values` holds, per figure, the typed value of each entry (None for an entry without a value).
    """

    folder: Path
    id: str = ""
    manifest: PackFile | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    labels: dict[str, dict[str, Words]] = field(default_factory=dict)
    figures: dict[Name, FigureFile] = field(default_factory=dict)
    values: dict[Name, tuple[Value | None, ...]] = field(default_factory=dict)
    lists: dict[Name, ListFile] = field(default_factory=dict)
    procedures: dict[str, Mapping[str, object]] = field(default_factory=dict)
    shas: dict[str, str] = field(default_factory=dict)
    examples: dict[Name, ExampleFile] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    digest: str = ""

    def problem(self, file: str, path: tuple[str | int, ...], text: str, mend: str = "") -> Problem:
        """Return a fault at a key of a file of this folder (`params/cases/x.yaml`)."""
        return self.documents[file].problem(path, text, mend)


def read_folder(folder: Path, *, pack_id: str, shown_as: str) -> PackFolder:
    """Read the pack in `folder`; files are named in faults as `shown_as/...`."""
    pack = PackFolder(folder=folder, id=pack_id)
    digest = hashlib.sha256()
    for file in _files(folder):
        name = file.relative_to(folder).as_posix()
        raw = file.read_bytes()
        digest.update(f"{name}\0{len(raw)}\0".encode() + raw)
        try:
            document = read_text(raw.decode("utf-8"), file=f"{shown_as}/{name}")
        except UnicodeDecodeError:
            pack.problems.append(Problem(f"{shown_as}/{name}", 0, "", "this is not UTF-8.", "save the file as UTF-8."))
            continue
        pack.documents[name] = document
        pack.problems.extend(document.problems)
        if document.value is not None:
            _take(pack, name, document, hashlib.sha256(raw).hexdigest())
    if "pack.yaml" not in pack.documents:
        pack.problems.append(
            Problem(f"{shown_as}/pack.yaml", 0, "", "the file is missing.", "write id and title in it.")
        )
    pack.digest = digest.hexdigest()
    return pack


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a pack in a fixed order, without those of its part packs and without notes for people."""
    parts = {p.parent for p in folder.glob("*/pack.yaml")}
    for file in sorted(folder.rglob("*")):
        is_note = file.suffix in NOT_PACK_FILES or file.name.startswith(".")
        if file.is_file() and not is_note and not parts & set(file.parents):
            yield file


def _take(pack: PackFolder, name: str, document: Document, sha: str) -> None:
    """Put one file in its place by its path."""
    parts = PurePosixPath(name).parts
    shape = (parts[0], len(parts)) if len(parts) > 1 else (name, 1)
    taker = TAKERS.get(shape) if name.endswith(".yaml") else None
    if taker is None:
        mend = "packs hold pack.yaml, sources.yaml, labels.yaml, params|lists|cases/<room>/*.yaml, procedures/*.yaml."
        pack.problems.append(document.problem((), "no file of a pack stands here.", mend))
        return
    taker(pack, name, document, sha)


def _shaped(pack: PackFolder, adapter: TypeAdapter[T], document: Document) -> T | None:
    """Return the file in its shape, or note every fault in it."""
    try:
        return adapter.validate_python(document.value)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            path = tuple(part for part in fault["loc"] if part not in ("bool", "int", "str", "date", "decimal"))
            text, mend = MENDS.get(fault["type"], (_sentence(fault["msg"]), "correct the value."))
            problem = document.problem(path, text, mend)
            if problem not in pack.problems:
                pack.problems.append(problem)
        return None


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".") + "."


def _room_and_name(name: str) -> Name:
    path = PurePosixPath(name)
    return path.parts[1], path.stem


def _take_pack(pack: PackFolder, name: str, document: Document, sha: str) -> None:
    pack.manifest = _shaped(pack, PACK, document)
    if pack.manifest and pack.manifest.id != pack.id:
        pack.problems.append(document.problem(("id",), f"the folder says {pack.id}.", f"write `id: {pack.id}`."))


def _take_sources(pack: PackFolder, name: str, document: Document, sha: str) -> None:
    pack.sources = _shaped(pack, SOURCES, document) or {}


def _take_labels(pack: PackFolder, name: str, document: Document, sha: str) -> None:
    pack.labels = _shaped(pack, LABELS, document) or {}
    for kind in pack.labels:
        if kind not in LABEL_KINDS:
            mend = f"use one of {', '.join(LABEL_KINDS)}."
            pack.problems.append(document.problem((kind,), "no such kind of label.", mend))


def _take_figure(pack: PackFolder, name: str, document: Document, sha: str) -> None:
    figure = _shaped(pack, FIGURE, document)
    if figure is None:
        return
    typed: list[Value | None] = []
    for number, entry in enumerate(figure.values):
        try:
            typed.append(None if entry.value is None else value_of(entry.value, figure.unit))
        except ValueError as error:
            mend = f"write {error}, or change the unit ({figure.unit})."
            path = ("values", number, "value")
            pack.problems.append(document.problem(path, f"{entry.value} does not fit the unit.", mend))
            typed.append(None)
    pack.figures[_room_and_name(name)] = figure
    pack.values[_room_and_name(name)] = tuple(typed)


def _take_list(pack: PackFolder, name: str, document: Document, sha: str) -> None:
    found = _shaped(pack, LIST, document)
    if found is not None:
        pack.lists[_room_and_name(name)] = found


def _take_examples(pack: PackFolder, name: str, document: Document, sha: str) -> None:
    found = _shaped(pack, EXAMPLES, document)
    if found is not None:
        pack.examples[_room_and_name(name)] = found


def _take_procedure(pack: PackFolder, name: str, document: Document, sha: str) -> None:
    body = _shaped(pack, PROCEDURE, document)
    stem = PurePosixPath(name).stem
    if body is None:
        return
    if body.get("id") != stem:
        pack.problems.append(document.problem(("id",), f"the file says {stem}.", f"write `id: {stem}`."))
    pack.procedures[stem] = body
    pack.shas[stem] = sha


Taker = Callable[[PackFolder, str, Document, str], None]
TAKERS: dict[tuple[str, int], Taker] = {
    ("pack.yaml", 1): _take_pack,
    ("sources.yaml", 1): _take_sources,
    ("labels.yaml", 1): _take_labels,
    ("params", 3): _take_figure,
    ("lists", 3): _take_list,
    ("cases", 3): _take_examples,
    ("procedures", 2): _take_procedure,
}
