"""Run the examples of a pack against the rules they name."""

import dataclasses
import inspect
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from pydantic import TypeAdapter, ValidationError

from gongzhi.kernel.verdicts import Verdict
from gongzhi.policy.packs import Pack
from gongzhi.policy.problems import Problem
from gongzhi.policy.reader import PackFolder
from gongzhi.policy.shapes import Example

Rule = Callable[..., object]


def problems_of_examples(chain: Sequence[PackFolder]) -> Iterator[Problem]:
    """Yield every example that names no rule, does not fit it, or is answered otherwise than it expects."""
    pack = Pack(chain=tuple(chain), ref="")
    for (room, name), file in chain[0].examples.items():
        where = f"cases/{room}/{name}.yaml"
        rule = rule_named(room, file.rule or name)
        if rule is None:
            text = f"{room} has no rule {file.rule or name}."
            yield chain[0].problem(where, ("rule",), text, f"name a function of gongzhi/{room}/rules.py.")
            continue
        for number, example in enumerate(file.examples):
            told = _told(rule, room, pack, example)
            if told:
                yield chain[0].problem(where, ("examples", number), f"{example.name}: {told[0]}", told[1])


def rule_named(room: str, name: str) -> Rule | None:
    """Return the rule of a room: a function of its `rules`, or `module.function` of another module of the room."""
    module, _, function = name.rpartition(".")
    dotted = f"gongzhi.{room}.{module or 'rules'}"
    try:
        found = getattr(import_module(dotted), function, None) if find_spec(dotted) else None
    except ModuleNotFoundError:
        return None
    return found if callable(found) else None


def _told(rule: Rule, room: str, pack: Pack, example: Example) -> tuple[str, str] | None:
    """Return what is wrong with one example and the mend; None when the rule answers as expected."""
    try:
        arguments = _arguments(rule, room, pack, example)
    except (ValueError, TypeError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        return f"what is given does not fit the rule ({reason}).", "correct `given`."
    except KeyError as error:
        return f"the figure {error.args[0]} is not there.", "add its file to the pack."
    answer = plain(rule(**arguments))
    if _agrees(answer, plain(example.expect)):
        return None
    return (
        f"the rule answers {answer}, the example expects {plain(example.expect)}.",
        "correct the example or the figure.",
    )


def _arguments(rule: Rule, room: str, pack: Pack, example: Example) -> dict[str, Any]:
    """Return the arguments in the types of the rule; figures not given come from the pack on the day of the example."""
    hints = typing.get_type_hints(rule)
    names = inspect.signature(rule).parameters
    unknown = sorted(set(example.given) - set(names))
    if unknown:
        raise TypeError(f"the rule takes no {', '.join(unknown)}")
    found: dict[str, Any] = {}
    for name, parameter in names.items():
        if name in example.given:
            value = _given(example.given[name], pack, room, example)
            found[name] = TypeAdapter(hints[name]).validate_python(_exact(value, hints[name]))
        elif name == "figures":
            found[name] = pack.figures(hints[name], room, example.on)
        elif name == "on":
            found[name] = example.on
        elif parameter.default is inspect.Parameter.empty:
            raise TypeError(f"{name} is missing")
    return found


def _given(value: object, pack: Pack, room: str, example: Example) -> object:
    """Return what is given; `{figure: name}` stands for a figure of the room on the day of the example."""
    if isinstance(value, Mapping) and set(value) == {"figure"}:
        return pack.figure(room, str(value["figure"]), example.on).as_run
    return value


def _exact(value: object, hint: object) -> object:
    """Return a share written as text in the type that a rule counts with."""
    is_share = hint is Fraction and isinstance(value, str)
    return Fraction(value) if is_share and isinstance(value, str) else value


def plain(value: object) -> object:
    """Return a value as YAML would write it, so that an answer and an expectation can be compared."""
    if isinstance(value, Verdict):
        return {"ok": value.ok, "code": value.code, **{key: plain(each) for key, each in value.figures.items()}}
    if isinstance(value, Enum):
        return plain(value.value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value) if isinstance(value, Fraction | Decimal) or not hasattr(value, "isoformat") else value.isoformat()


def _agrees(answer: object, expected: object) -> bool:
    """Tell whether an answer is what is expected; of a mapping, only the keys that the example names."""
    if isinstance(answer, Mapping) and isinstance(expected, Mapping):
        return all(key in answer and _agrees(answer[key], each) for key, each in expected.items())
    if isinstance(answer, Mapping) and isinstance(expected, bool):
        return answer.get("ok") is expected
    if isinstance(answer, Mapping) and isinstance(expected, str):
        return answer.get("code") == expected
    return type(answer) is type(expected) and answer == expected
