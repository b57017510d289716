"""The examples of docs/api.md are sent as they stand there, one after the other, and every one answers."""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gongzhi.cases.models import Case
from tests.api.conftest import TOKEN

pytestmark = pytest.mark.django_db
GUIDE = Path(__file__).resolve().parents[2] / "docs/api.md"
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def commands():
    """Yield every command of the guide."""
    return [line for block in BLOCK.findall(GUIDE.read_text(encoding="utf-8")) for line in block.strip().splitlines()]


@dataclass
class Curl:
    """What a curl command of the guide sends."""

    url: str = ""
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)

    def send(self, client):
        fields = dict(pair.split("=", 1) for pair in self.body if not pair.startswith("{"))
        if self.method == "GET":
            return client.get(self.url, fields or None, headers=self.headers)
        if self.headers.get("Content-Type") == "application/json":
            return client.post(self.url, self.body[0], content_type="application/json", headers=self.headers)
        return client.post(self.url, fields, headers=self.headers)


def read(command, known):
    """Return what a command sends, with the names in it replaced by what is known."""
    for name, value in known.items():
        command = command.replace(f"${name}", str(value))
    curl, words = Curl(), iter(shlex.split(command)[1:])
    for word in words:
        if word == "-X":
            curl.method = next(words)
        elif word == "-H":
            curl.headers.update([next(words).split(": ", 1)])
        elif word in ("-d", "--data-urlencode"):
            curl.body.append(next(words))
        elif word == "-b":
            next(words)
        elif word != "-G":
            curl.url = word
    return curl


def test_every_example_of_the_guide_answers(program, cast):
    visitor, desk = program().client, program("town_desk").client
    desk.cookies["csrftoken"] = TOKEN
    known = {"SITE": "", "AREA": cast.area("village").id, "KEY": "k" * 32, "COOKIES": "", "TOKEN": TOKEN}
    tried = 0
    for command in commands():
        answer = read(command, known).send(desk if "COOKIES" in command else visitor)
        assert answer.status_code in (200, 201), f"{command}\n{answer.content.decode()}"
        tried += 1
        told = answer.json() if "json" in answer["Content-Type"] else None
        told = told[0] if isinstance(told, list) and told else told
        if isinstance(told, dict) and "claim_code" in told:
            number = told.get("number") or told["service_request_id"]
            known |= {"NUMBER": number, "CODE": told["claim_code"], "CASE": Case.objects.latest("pk").pk}
        if isinstance(told, dict) and told.get("receivers"):
            known["POST"] = told["receivers"][0]["post_id"]
    assert tried == len(commands()) > 12
