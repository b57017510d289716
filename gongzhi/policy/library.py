"""Find all packs under some folders and link each to the packs it extends."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gongzhi.policy.packs import Pack
from gongzhi.policy.problems import PackBroken, Problem
from gongzhi.policy.reader import PackFolder, read_folder

BASE = "base"


@dataclass(frozen=True, slots=True)
class Library:
    """Hold every pack found, whole or broken."""

    folders: Mapping[str, PackFolder]
    packs: Mapping[str, Pack]
    problems: Mapping[str, tuple[Problem, ...]]
    loose: tuple[Problem, ...]

    def pack(self, pack_id: str) -> Pack:
        """
        Return a pack.

        :raises KeyError: there is no pack of this id.
        :raises PackBroken: it, or a pack it extends, cannot be read.
        """
        if pack_id in self.problems:
            raise PackBroken(pack_id, self.problems[pack_id])
        return self.packs[pack_id]

    def chain_of(self, pack_id: str) -> tuple[PackFolder, ...]:
        """Return a pack's folder and all it extends that can be found, nearest first, whole or broken."""
        return tuple(_chain(self.folders[pack_id], self.folders)[0])

    def all_problems(self) -> tuple[Problem, ...]:
        """Return every fault once, in order of file and line."""
        found = {problem for faults in self.problems.values() for problem in faults} | set(self.loose)
        return tuple(sorted(found))


def read_library(folders: tuple[Path, ...]) -> Library:
    """Read every pack that stands under `folders`; a folder that does not exist holds none."""
    found: dict[str, PackFolder] = {}
    loose: list[Problem] = []
    for root in folders:
        for file in sorted([*root.glob("*/pack.yaml"), *root.glob("*/*/pack.yaml")]):
            pack_id = file.parent.relative_to(root).as_posix()
            shown_as = f"{root.name}/{pack_id}"
            if pack_id in found:
                loose.append(
                    Problem(f"{shown_as}/pack.yaml", 0, "id", f"there are two packs {pack_id}.", "rename one.")
                )
                continue
            found[pack_id] = read_folder(file.parent, pack_id=pack_id, shown_as=shown_as)
    return _linked(found, loose)


def _linked(found: dict[str, PackFolder], loose: list[Problem]) -> Library:
    packs: dict[str, Pack] = {}
    problems: dict[str, tuple[Problem, ...]] = {}
    for pack_id, folder in found.items():
        chain, faults = _chain(folder, found)
        faults = [*(p for link in chain for p in link.problems), *faults]
        if faults:
            problems[pack_id] = tuple(faults)
        else:
            packs[pack_id] = Pack(chain=tuple(chain), ref=_ref(chain))
    return Library(folders=found, packs=packs, problems=problems, loose=tuple(loose))


def parent_id(folder: PackFolder) -> str:
    """Return the id of the pack that this one extends: named, else the whole of a part, else base."""
    named = folder.manifest.extends if folder.manifest else ""
    whole = folder.id.rpartition("/")[0]
    return "" if folder.id == BASE else named or whole or BASE


def _chain(folder: PackFolder, found: Mapping[str, PackFolder]) -> tuple[list[PackFolder], list[Problem]]:
    """Return the packs from this one up to base, and what breaks the way up."""
    chain = [folder]
    while parent := parent_id(chain[-1]):
        if "pack.yaml" not in chain[-1].documents:
            break
        if parent not in found:
            mend = f"use one of {', '.join(sorted(found))}."
            return chain, [chain[-1].problem("pack.yaml", ("extends",), f"there is no pack {parent}.", mend)]
        if found[parent] in chain:
            mend = "let one of them extend base."
            return chain, [
                chain[-1].problem("pack.yaml", ("extends",), "the packs extend each other in a circle.", mend)
            ]
        chain.append(found[parent])
    return chain, []


def _ref(chain: list[PackFolder]) -> str:
    """Return id@hash; the hash covers the contents of the pack and of all it extends."""
    digest = hashlib.sha256("\n".join(link.digest for link in chain).encode()).hexdigest()
    return f"{chain[0].id}@{digest[:12]}"
