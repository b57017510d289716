"""`gongzhi check_packs [FOLDER]`: tell everything that is wrong with packs, in one run."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gongzhi.config.pack_checks import problems_with_rooms
from gongzhi.kernel import clock
from gongzhi.policy.checks import problems_of_packs
from gongzhi.policy.library import BASE, Library, read_library
from gongzhi.policy.problems import Problem
from gongzhi.policy.queries import open_slots

MISUSE = 2


class Command(BaseCommand):
    help = "Check packs: print every fault with file, line, key and mend; end with 1 when there is any."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", help="a folder of packs, or one pack; default: all packs")

    def handle(self, *args: object, folder: Path | None, **options: object) -> None:
        books, ids = packs_of(folder)
        found = sorted({*problems_of_packs(books, ids), *(p for each in ids for p in _with_rooms(books, each))})
        for problem in found:
            self.stdout.write(str(problem))
        if found:
            files = len({problem.file for problem in found})
            raise CommandError(f"{len(found)} faults in {files} files.", returncode=1)
        self.stdout.write(summary(books, ids))


def _with_rooms(books: Library, pack_id: str) -> list[Problem]:
    return list(problems_with_rooms(books.chain_of(pack_id)))


def packs_of(folder: Path | None) -> tuple[Library, tuple[str, ...]]:
    """
    Return the packs to read and the ids of those to check.

    A folder with its own `base` stands alone; another is read together with the packs of this installation. A folder
    that is itself a pack is checked alone.
    """
    installed = tuple(settings.PACK_FOLDERS)
    if folder is None:
        books = read_library(installed)
        return books, tuple(books.folders)
    folder = folder.resolve()
    root, only = (folder.parent, folder) if (folder / "pack.yaml").is_file() else (folder, None)
    while (root / "pack.yaml").is_file():
        root = root.parent  # a part pack stands inside its whole
    others = () if (root / BASE / "pack.yaml").is_file() else tuple(f for f in installed if f.resolve() != root)
    books = read_library((*others, root))
    ids = tuple(key for key, each in books.folders.items() if (only or root) in (each.folder, *each.folder.parents))
    if not ids:
        raise CommandError(f"{folder}: there is no pack here; a pack is a folder with pack.yaml.", returncode=MISUSE)
    return books, ids


def summary(books: Library, ids: tuple[str, ...]) -> str:
    """Return how much these packs hold; slots are counted once in each pack that has them open today."""
    folders = [books.folders[key] for key in ids]
    counts = {
        "packs": len(ids),
        "figures": sum(len(folder.figures) for folder in folders),
        "lists": sum(len(folder.lists) for folder in folders),
        "procedures": sum(len(folder.procedures) for folder in folders),
        "open slots": sum(len(open_slots(books.packs[key], clock.machine_now().date())) for key in ids),
    }
    return "Nothing is wrong: " + ", ".join(f"{count} {name}" for name, count in counts.items()) + "."
