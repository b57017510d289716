"""Compare with outside data and print one table: `python -m proof [DATA]`."""

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from traceback import print_exc

from proof import Check

HERE = Path(__file__).parent


def names() -> list[str]:
    """Return the proofs in their order."""
    return sorted(path.stem for path in HERE.glob("proof_*.py"))


def checks_of(name: str, *, data: Path | None) -> Iterator[Check]:
    """Run one proof; one that breaks is a check that failed."""
    try:
        yield from import_module(f"proof.{name}").run(data)
    except Exception as reason:  # noqa: BLE001 - one broken proof must not hide the others; it fails the run
        print_exc()
        yield Check(name=name, ok=False, found=f"broke: {reason}", expected="runs")


def main(arguments: list[str]) -> int:
    """Print the table; fail when a check does, or when there was none."""
    data = Path(arguments[0]) if arguments else None
    found: list[Check] = []
    for name in names():
        print(f"… {name}", flush=True)
        found += checks_of(name, data=data)
    print("\n| check | found | expected | |\n|---|---|---|---|")
    for check in found:
        print(f"| {check.name} | {check.found} | {check.expected} | {'ok' if check.ok else 'FAILED'} |")
    if data is None:
        print("\nNo outside data was given: make proof DATA=folder")
    failed = sum(not check.ok for check in found)
    print(f"\n{len(found) - failed} passed, {failed} failed")
    return 1 if failed or not found else 0


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.config.settings")
    django.setup()
    sys.exit(main(sys.argv[1:]))
