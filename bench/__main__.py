"""Run every bench and print one table: `python -m bench [PEERS]`."""

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from traceback import print_exc

from bench import Figure

HERE = Path(__file__).parent


def names() -> list[str]:
    """Return the benches in their order."""
    return sorted(path.stem for path in HERE.glob("bench_*.py"))


def figures_of(name: str, *, peers: Path | None) -> Iterator[Figure]:
    """Run one bench; one that breaks is a figure not met, with its reason."""
    try:
        yield from import_module(f"bench.{name}").run(peers)
    except Exception as reason:  # noqa: BLE001 - one broken bench must not hide the others; it fails the run
        print_exc()
        yield Figure(name=name, value="–", goal="runs", met=False, note=f"broke: {reason}")


def line(figure: Figure) -> str:
    """Return one row of the table."""
    verdict = {True: "met", False: "not met", None: "not measured"}[figure.met]
    return f"| {figure.name} | {figure.value} | {figure.goal} | {verdict} | {figure.note} |"


def main(arguments: list[str]) -> int:
    """Print the table; fail when a figure is neither met nor explained, or a bench broke."""
    peers = Path(arguments[0]) if arguments else None
    found: list[Figure] = []
    for name in names():
        print(f"… {name}", flush=True)
        found += figures_of(name, peers=peers)
    print("\n| figure | measured | goal | | why not |\n|---|---|---|---|---|")
    print("\n".join(line(figure) for figure in found))
    unexplained = [figure for figure in found if figure.met is not True and not figure.note]
    broken = [figure for figure in found if figure.note.startswith("broke: ")]
    met = sum(figure.met is True for figure in found)
    print(f"\n{met} of {len(found)} figures met.")
    return 1 if unexplained or broken or not found else 0


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.config.settings")
    django.setup()
    sys.exit(main(sys.argv[1:]))
