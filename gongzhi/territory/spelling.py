"""Names in pinyin, for the search: whole syllables (`huaduqu`) and their first letters (`hdq`)."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=65536)
def spelled(name: str) -> tuple[str, str]:
    """Return a name's pinyin without tones or spaces, and its initials; what has no reading stands as it is."""
    parts = lazy_pinyin(name, style=Style.NORMAL, errors=_as_they_stand)  # type: ignore[arg-type]  # a list stands for several signs
    syllables = [part.lower() for part in parts if part.strip()]
    return "".join(syllables), "".join(part[0] for part in syllables)


def _as_they_stand(signs: str) -> list[str]:
    return list(signs)
