"""
A disk whose power is cut: what SQLite has not synced is kept, torn or lost, as chance has it.

The disk is a file system of SQLite's own kind (a VFS) in memory. Each file is there twice: `live`, what the program
reads, and `durable`, what is on the plate; writes between two syncs are pending. SQLite (sqlite.org, "How SQLite Is
Tested", crash testing) is tested in the same way.
"""

# ruff: noqa: N802  # the names of methods are those of SQLite
import random
from dataclasses import dataclass, field

import apsw

SECTOR = 512  # bytes that a disk writes whole
KEPT, TORN = 0.40, 0.15  # of the pending writes; the rest is lost


@dataclass(slots=True)
class Content:
    """Hold one file: as the program sees it, as it is on the plate, and what lies between."""

    live: bytearray = field(default_factory=bytearray)
    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def write(self, at: int, data: bytes) -> None:
        """Write bytes, not durably yet."""
        put(self.live, at, data)
        self.pending.append((at, bytes(data)))

    def truncate(self, size: int) -> None:
        """Cut the file to a size, not durably yet."""
        del self.live[size:]
        self.pending.append((size, None))

    def sync(self) -> None:
        """Bring to the plate what is pending."""
        self.durable = bytearray(self.live)
        self.pending.clear()

    def after_the_cut(self, chance: random.Random) -> bytearray:
        """Return what is on the plate when the power comes back."""
        for at, data in self.pending:
            fate = chance.random()
            if data is None:
                if fate < KEPT:
                    del self.durable[at:]
            elif fate < KEPT:
                put(self.durable, at, data)
            elif fate < KEPT + TORN:
                put(self.durable, at, data[: SECTOR * chance.randint(0, len(data) // SECTOR)])
        return self.durable


def put(target: bytearray, at: int, data: bytes) -> None:
    """Write `data` at a place, which may lie behind the end."""
    if len(target) < at:
        target.extend(bytes(at - len(target)))
    target[at : at + len(data)] = data


class Disk(apsw.VFS):
    """Hold the files of one database; after `calls` more writes, syncs and deletions the power is gone."""

    def __init__(self, name: str, contents: dict[str, Content], *, calls: int | None = None) -> None:
        self.name, self.contents, self.calls = name, contents, calls
        super().__init__(name, "")

    def step(self) -> None:
        """
        Do one thing more.

        :raises apsw.IOError: the power is gone.
        """
        if self.calls is not None:
            self.calls -= 1
            self.require_power()

    def require_power(self) -> None:
        """
        Go on only while there is power.

        :raises apsw.IOError: there is none.
        """
        if self.is_dark:
            raise apsw.IOError("the power is gone")

    @property
    def is_dark(self) -> bool:
        """Tell whether the power is gone."""
        return self.calls is not None and self.calls <= 0

    def after_the_cut(self, chance: random.Random) -> dict[str, Content]:
        """Return the files as they are found when the power comes back."""
        found = {name: each.after_the_cut(chance) for name, each in self.contents.items()}
        return {name: Content(live=bytearray(data), durable=data) for name, data in found.items()}

    def xOpen(self, name: apsw.URIFilename | str | None, flags: list[int]) -> "OpenFile":
        path = name.filename() if isinstance(name, apsw.URIFilename) else (name or "temporary")
        flags[1] = flags[0]
        return OpenFile(self, self.contents.setdefault(path, Content()))

    def xDelete(self, name: str, sync: bool) -> None:
        self.step()
        self.contents.pop(name, None)

    def xAccess(self, name: str, flags: int) -> bool:
        return name in self.contents

    def xFullPathname(self, name: str) -> str:
        return name


class OpenFile:
    """Let SQLite read and write one file of a disk; nobody else has it open, so locks are always given."""

    def __init__(self, disk: Disk, content: Content) -> None:
        self.disk, self.content = disk, content

    def xRead(self, amount: int, offset: int) -> bytes:
        self.disk.require_power()
        return bytes(self.content.live[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        self.content.write(offset, data)
        self.disk.step()

    def xTruncate(self, size: int) -> None:
        self.content.truncate(size)
        self.disk.step()

    def xSync(self, flags: int) -> None:
        self.disk.step()
        self.content.sync()

    def xFileSize(self) -> int:
        return len(self.content.live)

    def xClose(self) -> None:
        pass

    def xLock(self, level: int) -> None:
        pass

    def xUnlock(self, level: int) -> None:
        pass

    def xCheckReservedLock(self) -> bool:
        return False

    def xFileControl(self, op: int, pointer: int) -> bool:
        return False

    def xSectorSize(self) -> int:
        return SECTOR

    def xDeviceCharacteristics(self) -> int:
        return 0
