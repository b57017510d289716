"""English follows the glossary, in the catalogues and in the packs."""

import re
from collections.abc import Iterator

import pytest
import yaml

from setup import msgids
from setup.layout import ROOT

ROW = re.compile(r"^\| ([\u3400-\u9fff]+) \| (.+) \|$", re.MULTILINE)
GLOSSARY = [
    (term, [word.strip().lower() for word in words.split(" / ")])
    for term, words in ROW.findall((ROOT / "docs/glossary.md").read_text(encoding="utf-8"))
]


def pairs_in(value: object) -> Iterator[tuple[str, str]]:
    """Yield every text of a pack that has both languages."""
    if isinstance(value, dict):
        if isinstance(value.get("zh"), str) and value.get("en"):
            yield value["zh"], value["en"]
        for each in value.values():
            yield from pairs_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from pairs_in(each)


def off_the_glossary(chinese: str, english: str) -> Iterator[str]:
    """Yield the terms of a text whose English is another than the glossary's; a longer term hides those in it."""
    said = english.lower().replace("’", "'")
    for term, words in GLOSSARY:
        if term in chinese:
            if not any(word in said for word in words):
                yield f"{term}: {chinese} = {english}"
            chinese = chinese.replace(term, "")


@pytest.mark.parametrize("room", msgids.rooms(), ids=lambda path: path.name)
def test_the_english_of_a_room_uses_the_words_of_the_glossary(room):
    english = msgids.english_of(msgids.catalogue_of(room))
    assert [fault for said, forms in english.items() for fault in off_the_glossary(said.text, " ".join(forms))] == []


@pytest.mark.parametrize("folder", ["packs", "local_packs"])
def test_the_english_of_packs_uses_the_words_of_the_glossary(folder):
    files = sorted((ROOT / folder).rglob("*.yaml"))
    pairs = {pair for path in files for pair in pairs_in(yaml.safe_load(path.read_text(encoding="utf-8")))}
    assert [fault for pair in sorted(pairs) for fault in off_the_glossary(*pair)] == []


def test_a_longer_term_hides_the_shorter_ones_in_it():
    assert list(off_the_glossary("村民代表会议", "Villagers’ representative assembly")) == []
    assert len(list(off_the_glossary("村民代表会议", "Meeting of representatives"))) == 1
    assert len(list(off_the_glossary("村民代表推选", "Meeting"))) == 1
