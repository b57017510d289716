"""One answer in two formats: JSON as objects and lists, XML as elements of the same names."""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse

from gongzhi.kernel.middleware import open311_error
from gongzhi.kernel.workdays import CHINA

Value = str | int | bool | dt.datetime | None | Mapping[str, "Value"] | Sequence["Value"]
# what the members of a list are called in XML
MEMBERS = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}


class Fault(Exception):
    """Say in the words of the standard what was wrong with a request: a status and a sentence."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return the list of errors, in the format asked for."""
        return open311_error(request, status=self.status, text=self.text)


def moment(value: dt.datetime) -> str:
    """Return a moment as the standard writes it: 2026-11-25T10:00:00+08:00."""
    return value.astimezone(CHINA).isoformat(timespec="seconds")


def plain(value: Value) -> object:
    """Return a value as JSON holds it."""
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, Sequence) and not isinstance(value, str) else value


def element(name: str, value: object) -> str:
    """Return a value as an element; nothing is an empty one."""
    if isinstance(value, dict):
        inner = "".join(element(key, each) for key, each in value.items())
    elif isinstance(value, list):
        inner = "".join(element(MEMBERS[name], each) for each in value)
    elif isinstance(value, bool):
        inner = str(value).lower()
    else:
        inner = "" if value is None else escape(UNPRINTABLE.sub("", str(value)))
    return f"<{name}>{inner}</{name}>"


def answer(suffix: str, name: str, value: Value, *, status: int = 200) -> HttpResponse:
    """Return a value in the format of the suffix; `name` is what its root is called in XML."""
    if suffix == "xml":
        body = f'<?xml version="1.0" encoding="utf-8"?>{element(name, plain(value))}'
    else:
        body = json.dumps(plain(value), ensure_ascii=False)
    return HttpResponse(body, status=status, content_type=TYPES[suffix])
