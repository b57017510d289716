"""Read a page as somebody hears it: which Chinese stands in an English page without being said to be Chinese."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
MASKED = re.compile(r"[\u3400-\u9fff]\*+[\u3400-\u9fff]?")  # a name as strangers see it: 刘*芳
READ_OUT = ("title", "aria-label", "placeholder", "alt", "label", "summary")
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
SILENT = frozenset({"script", "style"})


class Reader(HTMLParser):
    """Collect the texts of a page that are read in the language of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str, bool]] = []
        self.said: list[str] = []

    @property
    def language(self) -> str:
        """Return the language of the place in the page that is being read."""
        return next((lang for _tag, lang, _silent in reversed(self.open) if lang), "")

    @property
    def is_silent(self) -> bool:
        """Tell whether nobody hears this place: drawings, scripts."""
        return any(silent for _tag, _lang, silent in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element; its attributes are in its own language."""
        found = {name: value or "" for name, value in attrs}
        self.open.append((tag, found.get("lang", ""), tag in SILENT or found.get("aria-hidden") == "true"))
        if self.language == "en" and not self.is_silent:
            self.said.extend(found[name] for name in READ_OUT if name in found)
        if tag in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and whatever in it was left open."""
        while tag in {each for each, _lang, _silent in self.open}:
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if self.language == "en" and not self.is_silent:
            self.said.append(data)


def chinese_in(html: str, *, names: set[str]) -> Iterator[str]:
    """Yield what is said in Chinese on an English page, names left out."""
    reader = Reader()
    reader.feed(html)
    known = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)")
    for text in reader.said:
        yield from CHINESE.findall(MASKED.sub("", known.sub("", text)))
