"""Find the codes that the rooms' code writes into the journal or refuses with, by reading the code itself."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from setup.msgids import sources


@cache
def nodes_of(room: Path) -> tuple[ast.AST, ...]:
    """Return everything in a room's own code, what only tests use left out."""
    files = (path for path in sources(room) if path.suffix == ".py" and path.name != "factories.py")
    return tuple(node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def calls_in(room: Path) -> Iterator[ast.Call]:
    """Yield every call."""
    return (node for node in nodes_of(room) if isinstance(node, ast.Call))


def functions_in(room: Path) -> Iterator[ast.FunctionDef]:
    """Yield every function."""
    return (node for node in nodes_of(room) if isinstance(node, ast.FunctionDef))


def name_of(call: ast.Call) -> str:
    """Return the name of what is called."""
    called = call.func
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def argument(call: ast.Call, keyword: str, place: int) -> ast.expr | None:
    """Return an argument given by keyword or by place."""
    given = {each.arg: each.value for each in call.keywords}
    return given.get(keyword, call.args[place] if place < len(call.args) else None)


def constants(value: ast.expr | None) -> set[str]:
    """Return the codes written out in an expression."""
    found = (node.value for node in ast.walk(value) if isinstance(node, ast.Constant)) if value else ()
    return {text for text in found if isinstance(text, str) and "." in text}


def journalled(room: Path) -> Iterator[str]:
    """
    Yield the codes a room writes into the journal.

    Where a function of the room passes its own argument on, the codes it is called with count; where the code is the
    field of a value (`deed.code`), those with which such values are made.
    """
    for call in calls_in(room):
        if name_of(call) != "write_entry":
            continue
        code = argument(call, "code", 0)
        yield from constants(code)
        if isinstance(code, ast.Name):
            yield from passed_on(room, call, code.id)
        elif isinstance(code, ast.Attribute):
            makers = {each.id for each in ast.walk(code) if isinstance(each, ast.Name)}
            yield from made_with(room, code.attr, makers)


def passed_on(room: Path, call: ast.Call, name: str) -> Iterator[str]:
    """Yield the codes with which the function around a call is called."""
    for around in functions_in(room):
        if call in ast.walk(around):
            arguments = [each.arg for each in (*around.args.args, *around.args.kwonlyargs)]
            for other in calls_in(room):
                if name_of(other) == around.name:
                    yield from constants(argument(other, name, arguments.index(name)))


def made_with(room: Path, field: str, names: set[str]) -> Iterator[str]:
    """Yield the codes that are given to a field by keyword, or by place to the class that a parameter names."""
    kinds = {
        each.annotation.id: each.arg
        for function in functions_in(room)
        for each in (*function.args.args, *function.args.kwonlyargs)
        if each.arg in names and isinstance(each.annotation, ast.Name)
    }
    for call in calls_in(room):
        if name_of(call) in kinds:
            for each in (*call.args, *(pair.value for pair in call.keywords)):
                yield from (code for code in constants(each) if code.startswith(f"{room.name}."))


def refused(room: Path) -> Iterator[str]:
    """Yield the codes a room refuses with: those of its refusals, and those of answers that are plainly no."""
    for call in calls_in(room):
        answer = argument(call, "ok", 0)
        if name_of(call) == "Refusal":
            yield from constants(argument(call, "code", 0))
        elif name_of(call) == "Verdict" and isinstance(answer, ast.Constant) and answer.value is False:
            yield from constants(argument(call, "code", 1))
