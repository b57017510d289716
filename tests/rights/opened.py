"""Find every function that opens sealed values, or takes them whole from one that does."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = ("tests", "migrations", "factories.py")

# What returns whole values. Whoever calls one of these stands in the table of docs/sealed-data.md.
OPENERS = frozenset({
    "kernel.sealing.unseal", "kernel.sealing.unseal_bytes", "kernel.sealing.open_token",
    "people.queries.phone_of", "people.queries._phone", "people.queries.phones_of", "people.queries.number_of",
    "people.asked.wanted_of", "people.roster_register.corrections_of", "people.roster_register.findings_of",
    "cases.queries.phone_of", "cases.queries.one.phone_of", "cases.queries.name_of", "cases.queries.one.name_of",
    "accounts.actions.phones.phone_of",
})  # fmt: skip


def places() -> set[str]:
    """Return every function of the program that opens sealed values, as `room.module.function`."""
    files = (path for path in sorted((ROOT / "gongzhi").rglob("*.py")) if not set(path.parts) & set(LEFT_OUT))
    return {place for path in files for place in places_in(path)}


def places_in(path: Path) -> Iterator[str]:
    """Yield the functions of one file that name an opener."""
    module = ".".join(path.relative_to(ROOT / "gongzhi").with_suffix("").parts).removesuffix(".__init__")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = imported(tree) | {
        node.name: f"{module}.{node.name}" for node in tree.body if isinstance(node, ast.FunctionDef)
    }
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and set(named(node, known)) & OPENERS:
            yield f"{module}.{node.name}"


def imported(tree: ast.Module) -> dict[str, str]:
    """Return what the names of a file stand for, by what it imports from the program."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gongzhi."):
            base = (node.module or "").removeprefix("gongzhi.")
            found |= {each.asname or each.name: f"{base}.{each.name}" for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "gongzhi":
            found |= {each.asname or each.name: each.name for each in node.names}
    return found


def named(node: ast.AST, known: dict[str, str]) -> Iterator[str]:
    """Yield the full names of the functions that a piece of code names."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and each.id in known:
            yield known[each.id]
        elif isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id in known:
            yield f"{known[each.value.id]}.{each.attr}"
