"""
Keep the English catalogues in step with what the rooms say. Runs inside .venv.

    .venv/bin/python -m setup.msgids            say what is missing, stale or unfit, room by room
    .venv/bin/python -m setup.msgids --write    add what is missing with empty English, drop what is stale
"""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from setup.layout import ROOT

HEAD = rb"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Language: en\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
Where = tuple[int | tuple[int, int] | tuple[int, str], ...]
# which arguments of a call are texts; "c" marks the context
CALLS: dict[str, Where | dict[int | None, Where | None] | None] = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[sd]|%[sd]|\{\w*[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Said:
    """Hold a text of the site: its context or "", the Chinese, and the Chinese for many where it is counted."""

    context: str
    text: str
    plural: str = ""


def rooms() -> tuple[Path, ...]:
    """Return the folders of the rooms."""
    return tuple(sorted(path.parent for path in (ROOT / "gongzhi").glob("*/__init__.py")))


def sources(room: Path) -> Iterator[Path]:
    """Yield the files of a room that say something to people, in a lasting order."""
    for path in sorted([*room.rglob("*.py"), *room.rglob("*.html"), *room.rglob("*.txt")]):
        if not {"tests", "migrations"} & set(path.relative_to(room).parts):
            yield path


def as_python(path: Path) -> str:
    """Return a file as calls of gettext; of a template nothing else is left, and its lines begin at the margin."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())


def texts_in(source: str) -> Iterator[Said]:
    """Yield the texts of a piece of Python, in order; a call whose text is not written out says nothing here."""
    for _line, call, found, _notes in extract_python(io.BytesIO(source.encode()), CALLS, (), {}):
        parts = [str(part or "") for part in (found if isinstance(found, tuple) else (found,))]
        kind = str(call).partition("get")[0]
        context = parts.pop(0) if "p" in kind else ""
        wanted = parts[: 2 if "n" in kind else 1]
        if all(wanted):
            yield Said(context, *wanted)


def texts_of(room: Path) -> tuple[Said, ...]:
    """Return every text of a room once, in the order of its files."""
    return tuple({said: None for path in sources(room) for said in texts_in(as_python(path))})


def catalogue_of(room: Path) -> Catalog:
    """Return the English catalogue of a room; an empty one where there is none yet."""
    path = room / CATALOGUE
    if not path.exists():
        return Catalog(locale="en", fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale="en", abort_invalid=True)


def english_of(catalogue: Catalog) -> dict[Said, tuple[str, ...]]:
    """Return the English of each text: one form, or one and many."""
    found = {}
    for message in catalogue:
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            found[Said(message.context or "", *ids)] = tuple(str(form or "") for form in forms)
    return found


def placeholders(text: str) -> frozenset[str]:
    """Return what is filled into a text."""
    return frozenset(PLACEHOLDER.findall(text)) - {"%%"}


def is_filled_alike(said: Said, forms: tuple[str, ...]) -> bool:
    """Tell whether the English is filled with what the Chinese is; English for one may leave out the number."""
    *ones, many = forms
    return placeholders(many) == placeholders(said.plural or said.text) and all(
        placeholders(one) <= placeholders(said.text) for one in ones
    )


def faults_of(room: Path) -> tuple[str, ...]:
    """Say of each text of a room what its English lacks; an empty answer is as it should be."""
    wanted, have = texts_of(room), english_of(catalogue_of(room))
    missing = [said for said in wanted if not all(have.get(said, ("",)))]
    unfit = [said for said, forms in have.items() if all(forms) and not is_filled_alike(said, forms)]
    lines = [("missing", missing), ("stale", [said for said in have if said not in wanted]), ("filled unlike", unfit)]
    return tuple(f"{room.name}: {fault}: {said.context} {said.text!r}" for fault, found in lines for said in found)


def write(room: Path) -> None:
    """Write the catalogue anew in the order of the files: kept English stays, missing English is left empty."""
    wanted, have = texts_of(room), english_of(catalogue_of(room))
    path = room / CATALOGUE
    if not wanted:
        path.unlink(missing_ok=True)
        return
    catalogue = Catalog(locale="en", fuzzy=False)
    for said in wanted:
        empty = ("", "") if said.plural else ("",)
        forms = have.get(said, empty)
        forms = forms if len(forms) == len(empty) else empty
        catalogue[said.text] = Message(
            (said.text, said.plural) if said.plural else said.text,
            forms if said.plural else forms[0],
            context=said.context or None,
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        target.write(HEAD)
        write_po(target, catalogue, width=0, omit_header=True)


def main(arguments: list[str]) -> int:
    """Say what is wrong, after mending what can be mended without a translator."""
    if "--write" in arguments:
        for room in rooms():
            write(room)
    faults = [fault for room in rooms() for fault in faults_of(room)]
    print("\n".join(faults) or "Every text has its English.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
