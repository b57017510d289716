"""
Materialised paths of areas: `1/23/456/`, the ids from the root down, each closed by a slash.

A subtree is a range of strings, so that a plain index answers it on both databases: `/` is followed by `0` in ASCII,
hence everything under `1/23/` is `>= "1/23/"` and `< "1/230"`.
"""

from collections.abc import Iterable

ROOT = ""
PathRange = tuple[str, str]  # half-open: from the first, up to but without the second
EVERYWHERE: tuple[PathRange, ...] = (("", ":"),)


def child_path(parent: str, area_id: int) -> str:
    """Return the path of the area `area_id` under `parent`."""
    return f"{parent}{area_id}/"


def subtree(path: str) -> PathRange:
    """Return the half-open range of paths at or under `path`; the root covers everything."""
    return (path, f"{path[:-1]}0") if path else EVERYWHERE[0]


def is_within(path: str, top: str) -> bool:
    """Tell whether `path` is `top` or lies under it."""
    return path.startswith(top)


def ancestors(path: str) -> tuple[str, ...]:
    """Return the paths from the first level down to `path` itself."""
    ids = path.split("/")[:-1]
    return tuple("/".join(ids[: n + 1]) + "/" for n in range(len(ids)))


def last_id(path: str) -> int:
    """Return the id of the area that `path` names."""
    return int(path.split("/")[-2])


def merged(ranges: Iterable[PathRange]) -> tuple[PathRange, ...]:
    """Return the same paths as ranges that neither overlap nor touch, in their order."""
    found: list[PathRange] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        elif low < high:
            found.append((low, high))
    return tuple(found)


def shared(these: Iterable[PathRange], those: Iterable[PathRange]) -> tuple[PathRange, ...]:
    """Return the paths that lie in some of these and in some of those ranges."""
    found = ((max(a[0], b[0]), min(a[1], b[1])) for a in merged(these) for b in merged(those))
    return tuple((low, high) for low, high in found if low < high)
