"""Names in pinyin, and the pieces of names by which the search finds them."""

from functools import cache, lru_cache
from types import ModuleType

START, END = "^", "$"  # stand before and after a name, so that its first and last characters are pieces too
ENDINGS = tuple(
    sorted(
        (
            "村村民委员会",
            "村民委员会",
            "社区居民委员会",
            "居民委员会",
            "社区居委会",
            "村委会",
            "居委会",
            "虚拟社区",
            "生活区",
            "街道",
            "社区",
        ),
        key=len,
        reverse=True,
    )
)
"""How most names of villages and communities end; each is spelled once and not 600,000 times."""

IN_PLACE_NAMES = {"都": "dū,dōu", "曾": "zēng,céng", "单": "shàn,dān", "长": "cháng,zhǎng"}
"""Characters read otherwise in names of places than in common words; known names (长子县) keep their own reading."""


@cache
def _dictionary() -> ModuleType:
    """Return the dictionary of readings, read when a name is first spelled: it takes 60 MB that few processes need."""
    import pypinyin

    pypinyin.load_single_dict({ord(sign): readings for sign, readings in IN_PLACE_NAMES.items()})
    return pypinyin


def spelled(name: str) -> tuple[str, str]:
    """Return a name's pinyin without tones or spaces (`huaduqu`) and its initials (`hdq`)."""
    ending = next((each for each in ENDINGS if name.endswith(each)), "")
    stem, tail = _syllables(name[: len(name) - len(ending)]), _syllables(ending)
    syllables = stem + tail
    return "".join(syllables), "".join([part[0] for part in syllables])


@lru_cache(maxsize=200_000)
def _syllables(text: str) -> tuple[str, ...]:
    """Return the syllables of a text; a sign without a reading stands as it is."""
    book = _dictionary()
    parts = book.lazy_pinyin(text, style=book.Style.NORMAL, errors=list)  # one sign without a reading, one part
    return tuple(part.lower() for part in parts if part.strip())


def pieces(text: str) -> frozenset[str]:
    """Return every two neighbouring characters of a text, or the one character it is."""
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset((text,))


def pieces_of_name(name: str) -> frozenset[str]:
    """Return the pieces by which a name is found: each character, each two neighbours, its start and its end."""
    return pieces(f"{START}{name}{END}") | frozenset(name)
