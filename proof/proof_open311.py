"""
Every answer of ours in GeoReport v2, as JSON and as XML, fits the outside schemas and has the names of outside answers.

The answers are given by the site itself, on the empty database that `make proof` runs with. An XML answer is read as
the JSON value that its elements stand for.
"""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from lxml import etree

from proof import Check

ARCHIVE = "open311_popolo/open311_georeport_v2.zip"
SCHEMAS = "open311__schema-validation/schema/georeport-v2/"
FIXTURES = "codeforamerica__open311/spec/fixtures/"
ROOT = "/open311/v2"
COUNTY, VILLAGE = "120115", "潮白村"  # a place whose matters need an authorisation, beside those of the cast
CREATED = 201  # RFC 9110, section 15.3.2
HOST = {"Host": "localhost"}
OWN = {"claim_code"}  # our addition to the standard
WORKERS = ("town_desk", "village_clerk", "grid_officer", "party_member", "department_desk")
DEEDS: dict[str, tuple[str, dict[str, object]]] = {
    "assign": ("assignment", {}),
    "handle": ("result", {"words": "换了灯头"}),
    "reply": ("reply", {"finding": "supported", "words": "亮了"}),
}
Schema = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """One answer of the site, as a JSON value, with its XML where it came as that."""

    name: str
    kind: str
    value: Any
    tree: Any = None


@dataclass
class Tally:
    """Count the answers that were held against something, and keep what did not fit."""

    tried: int = 0
    wrong: list[str] = field(default_factory=list)

    def count(self, answer: Answer, fault: str) -> None:
        """Count an answer; a fault is what is wrong with it, "" when nothing is."""
        self.tried += 1
        self.wrong += [f"{answer.name}: {fault}"] if fault else []

    def check(self, name: str) -> Check:
        """Return the line of the table."""
        found = f"{self.tried - len(self.wrong)} valid" + (f", not {self.wrong[0]}" if self.wrong else "")
        return Check(name, bool(self.tried) and not self.wrong, found, f"{self.tried} valid")


def outside(path: Path) -> tuple[dict[str, Schema], dict[str, set[str]]]:
    """Return the outside schemas by kind of answer, and the names of elements that outside answers of a kind have."""
    with zipfile.ZipFile(path) as archive:
        read = {name.removeprefix(SCHEMAS).removeprefix(FIXTURES): archive.read(name) for name in archive.namelist()}
    schema = {name: json.loads(text) for name, text in read.items() if name.endswith(".json")}
    posted = schema["swagger.json"]["definitions"]["RequestResponse"]
    schemas = {
        "services": schema["services.json"] | {"items": schema["service.json"]},
        "requests": schema["requests.json"] | {"items": schema["request.json"]},
        "posted": {"type": "array", "items": posted},
        "definition": schema["service-definition.json"],
    }
    names = {
        "services": names_in(read["services.xml"], "service"),
        "requests": names_in(read["get_service_request.xml"], "request"),
        "posted": names_in(read["post_service_request.xml"], "request"),
        "definition": names_in(read["service_definition.xml"], "attribute"),
        "errors": names_in(read["get_service_request_not_found.xml"], "error"),
    }
    return schemas, names


def names_in(text: bytes, tag: str) -> set[str]:
    """Return the names of what stands in the first element of this name."""
    first = next(etree.fromstring(text).iter(tag))
    return {str(child.tag) for child in first}


def typed(node: Any, schema: Schema) -> Any:
    """Return an element as the JSON value it stands for, by the types its schema allows."""
    if "items" in schema:
        return [typed(child, schema["items"]) for child in node]
    if "properties" in schema:
        return {child.tag: typed(child, schema["properties"].get(child.tag, {})) for child in node}
    allowed = {schema.get("type")} | {each.get("type") for each in schema.get("anyOf", ())}
    if not node.text:
        return None if "null" in allowed else ""
    if "boolean" in allowed:
        return {"true": True, "false": False}.get(node.text, node.text)
    return float(node.text) if allowed & {"number", "integer"} else node.text


def make_world() -> tuple[Any, dict[str, int]]:
    """Prepare the database; return the cast, and per jurisdiction an area in which something can be asked."""
    from gongzhi.policy.actions import adopt_pack
    from gongzhi.territory.actions import create_area

    if connection.settings_dict["NAME"] != ":memory:":
        raise RuntimeError("run it by make proof, which gives it a database in memory")
    call_command("migrate", verbosity=0)
    world: Any = import_module("gongzhi.accounts.tests.cast")
    by, founded = world.SYSTEM, world.FOUNDED
    cast, day, codes = world.make_cast(), founded.date(), [("nbs", COUNTY)]
    draw, adopt = partial(create_area, by=by, from_on=day, now=founded), partial(adopt_pack, by=by, now=founded)
    county = draw(parent_id=None, level="county", name="宝坻区", codes=codes)
    village = draw(parent_id=county.pk, level="village", name=VILLAGE)
    adopt(path=county.path, pack_id="tianjin", from_on=day, to_on=None, decided_by="区委会议纪要")
    return cast, {"440114": cast.area("village").id, "510403": cast.area("village_far").id, COUNTY: village.pk}


def read(name: str, kind: str, answer: Any, schemas: dict[str, Schema]) -> Answer:
    """Return an answer of the site with its value."""
    if answer["Content-Type"].startswith("text/xml"):
        tree = etree.fromstring(answer.content)
        return Answer(name, kind, typed(tree, schemas.get(kind, {})), tree)
    return Answer(name, kind, json.loads(answer.content))


class Site:
    """Ask the site of one world for its answers."""

    def __init__(self, cast: Any, schemas: dict[str, Schema]) -> None:
        self.cast, self.schemas, self.client = cast, schemas, Client(headers=HOST)

    def got(self, kind: str, path: str, told: dict[str, str], claim: str = "") -> Iterator[Answer]:
        """Yield the answers of an address in both formats."""
        for suffix in ("json", "xml"):
            address = f"{ROOT}{path}.{suffix}"
            found = self.client.get(address, told, headers={"Claim-Code": claim})
            yield read(f"GET {path}.{suffix}", kind, found, self.schemas)

    def posted(self, told: dict[str, str]) -> Iterator[Answer]:
        """File in both formats, and yield the answers."""
        for suffix in ("json", "xml"):
            found = self.client.post(f"{ROOT}/requests.{suffix}", told)
            kind = "posted" if found.status_code == CREATED else "errors"
            yield read(f"POST requests.{suffix}", kind, found, self.schemas)

    def followed(self, filed: Answer, place: dict[str, str]) -> Iterator[Answer]:
        """Yield a request that was filed, by itself and in a list."""
        number, claim = filed.value[0]["service_request_id"], filed.value[0]["claim_code"]
        yield from self.got("requests", f"/requests/{number}", place, claim)
        yield from self.got("requests", "/requests", place | {"service_request_id": number}, claim)

    def settle(self, number: str) -> None:
        """Run a request to its rating, each deed by whoever may press, through the API for staff."""
        case = int(number.partition("-")[2])
        while turn := next(filter(None, (self.turn_of(role, case) for role in WORKERS)), None):
            worker, page = turn
            deed, told = DEEDS[page["deed"]]
            told = told | ({"post": page["receivers"][0]["post_id"]} if page["receivers"] else {})
            worker.post(f"/api/v1/cases/{case}/{deed}", told, "application/json", headers=HOST)

    def turn_of(self, role: str, case: int) -> tuple[Client, Any] | None:
        """Return the browser of a role and what it sees of a request, if it is its turn."""
        client = self.cast.client(role)
        page = client.get(f"/api/v1/cases/{case}", headers=HOST)
        is_turn = page.status_code == HttpResponse.status_code and page.json()["may_press"]
        return (client, page.json()) if is_turn else None


def answers_of(site: Site, areas: dict[str, int]) -> Iterator[Answer]:
    """Yield every kind of answer for every matter of every place."""
    for code, area in areas.items():
        place = {"jurisdiction_id": code}
        services = list(site.got("services", "/services", place))
        yield from services
        for service in services[0].value:
            key = service["service_code"]
            yield from site.got("definition", f"/services/{key}", place)
            told = place | {"service_code": key, "address_id": str(area), "description": "三组路口的路灯坏了三天。"}
            filed = list(site.posted(told | {"attribute[authorised]": "yes"}))
            yield from filed
            for answer in filed:
                yield from site.followed(answer, place)
    yield from special(site, areas)


def special(site: Site, areas: dict[str, int]) -> Iterator[Answer]:
    """Yield what is rarer: a closed request, an empty list, and errors."""
    place = {"jurisdiction_id": "440114"}
    told = place | {"service_code": "road", "address_id": str(areas["440114"]), "description": "桥面塌了一块。"}
    filed = next(site.posted(told))
    number, claim = filed.value[0]["service_request_id"], filed.value[0]["claim_code"]
    site.settle(number)
    rating = {"rating": "solved"}
    headers = HOST | {"Claim-Code": claim}
    site.client.post(f"/api/v1/requests/{number}/rating", rating, "application/json", headers=headers)
    closed = list(site.followed(filed, place))
    assert {answer.value[0]["status"] for answer in closed} == {"closed"}
    yield from closed
    yield from site.got("requests", "/requests", place)
    yield from site.got("errors", "/services", {"jurisdiction_id": "999999"})
    yield from site.got("errors", f"/requests/{number}", place)
    for wrong in ({"service_code": "none"}, {"service_code": ""}, {"address_id": ""}, {"description": "坏"}):
        yield from site.posted(told | wrong)


def misfit(answer: Answer, schema: Schema) -> str:
    """Return where an answer does not fit the schema of its kind, "" when it does."""
    fault = next(jsonschema.Draft202012Validator(schema).iter_errors(answer.value), None)
    return f"{fault.json_path} {fault.message}" if fault else ""


def misnamed(answer: Answer, names: set[str]) -> str:
    """Return the names that an XML answer has and outside answers have not, or the other way round; "" for none."""
    members = answer.tree.iter("attribute") if answer.kind == "definition" else iter(answer.tree)
    found = [{child.tag for child in member} - OWN for member in members]
    return ", ".join(sorted({name for each in found for name in each ^ names}))


def run(data: Path | None) -> list[Check]:
    """Hold every answer against its schema and against outside answers of its kind; nothing without data."""
    if data is None:
        return []
    schemas, names = outside(data / ARCHIVE)
    fitting = {"JSON": Tally(), "XML": Tally()}
    named = Tally()
    cast, areas = make_world()
    for answer in answers_of(Site(cast, schemas), areas):
        if answer.kind in schemas:
            fitting["JSON" if answer.tree is None else "XML"].count(answer, misfit(answer, schemas[answer.kind]))
        if answer.tree is not None:
            named.count(answer, misnamed(answer, names[answer.kind]))
    checks = [tally.check(f"Open311 answers in {kind} against the schemas") for kind, tally in fitting.items()]
    return [*checks, named.check("Open311 names in XML as in outside answers")]
