"""Places inside a law or document, as readers of English cite them: 第二十三条第二款 is article 23, paragraph 2."""

import re

DIGITS = "零一二三四五六七八九"
UNITS = {"十": 10, "百": 100, "千": 1000}
PARTS = {"编": "book", "章": "chapter", "节": "section", "条": "article", "款": "paragraph", "项": "item"}
PART = re.compile(f"第([{DIGITS}{''.join(UNITS)}]+)([{''.join(PARTS)}])")


def number_in(text: str) -> int:
    """Return a number written in Chinese numerals, as law texts number their articles."""
    total, digit = 0, 0
    for sign in text:
        if sign in UNITS:
            total, digit = total + (digit or 1) * UNITS[sign], 0
        else:
            digit = DIGITS.index(sign)
    return total + digit


def in_english(place: str) -> str:
    """Return a place in a law in English; a heading of a document, by which one finds it there, stays as it is."""
    if not place or PART.sub("", place):
        return place
    return ", ".join(f"{PARTS[part]} {number_in(number)}" for number, part in PART.findall(place))
