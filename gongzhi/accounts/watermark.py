"""A watermark over a screen of staff: who looks and when, so that a photograph of the screen says whose it was."""

import datetime as dt
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.utils.timezone import localtime

# Tiled by the browser; light enough to read through, dark enough to be found again in a photograph.
TILE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%"><defs>'
    '<pattern id="w" width="320" height="200" patternUnits="userSpaceOnUse" patternTransform="rotate(-24)">'
    '<text x="16" y="100" font-family="sans-serif" font-size="15" fill="#1a1a1a" fill-opacity=".09">{}</text>'
    '</pattern></defs><rect width="100%" height="100%" fill="url(#w)"/></svg>'
)


def picture(name: str, *, now: dt.datetime) -> str:
    """Return the watermark as an address that an `img` shows without asking any server."""
    words = f"{name} {localtime(now):%Y-%m-%d %H:%M}"
    return "data:image/svg+xml," + quote(TILE.format(escape(words)))
