"""Every field of an answer of the interfaces is declared with the roles that may find a value in it."""

import json
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.urls import get_resolver, reverse

from gongzhi.kernel.access import ROLES
from tests.faults.fields import FIELDS, GEO_FIELDS, declared
from tests.rights.matrix import Made, addresses, ask, sample_of

pytestmark = pytest.mark.django_db
OK = ("200", "201")


def spaces(name: str) -> Iterator[tuple[str, object]]:
    """Yield every method and address of the interfaces that answers with fields."""
    for address in addresses(get_resolver().url_patterns):
        if address.name.startswith(name) and address.name != "api:openapi":
            yield from ((f"{method} {address.name}", address) for method in address.access.methods)


def document(client) -> dict:
    return client.get("/api/v1/openapi.json").json()


def typed(schema: dict, parts: dict, path: str = "") -> Iterator[str]:
    """Yield the fields of a type, each by its way through the answer."""
    schema = parts[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
    several = [each for each in schema.get("anyOf", schema.get("allOf", ())) if each.get("type") != "null"]
    if several:
        for each in several:
            yield from typed(each, parts, path)
    elif "properties" in schema:
        for name, each in schema["properties"].items():
            yield from typed(each, parts, f"{path}.{name}" if path else name)
    elif schema.get("type") == "array":
        yield from typed(schema["items"], parts, f"{path}[]")
    else:
        yield path


def fields_of_types(client) -> dict[str, set[str]]:
    """Return the fields of what each operation answers when it does not refuse, from the document."""
    told, parts = document(client), document(client)["components"]["schemas"]
    names = {f"{method.upper()} {address}": route for route, method, address in routes(told)}
    found = {}
    for name, route in names.items():
        answers = told["paths"][route][name.partition(" ")[0].lower()]["responses"]
        schema = next(answers[status] for status in OK if status in answers)["content"]["application/json"]["schema"]
        found[name] = set(typed(schema, parts))
    return found


def routes(told: dict) -> Iterator[tuple[str, str, str]]:
    """Yield path, method and name of the address of each operation of the document."""
    known = {shape(a.route.removeprefix("api/v1")): a.name for _, a in spaces("api:")}
    for path, methods in told["paths"].items():
        yield from ((path, method, known[shape(path)]) for method in methods)


def shape(path: str) -> str:
    """Return an address with its arguments taken out, however they are written."""
    out, depth = [], 0
    for character in path:
        depth += (character in "{<") - (character in "}>")
        out.append(character if depth == 0 and character not in "}>" else "*" if character in "{<" else "")
    return "".join(out)


def test_every_field_of_every_type_is_declared(client):
    found = fields_of_types(client)
    assert set(found) == {name for name, _ in spaces("api:")} == set(FIELDS)
    assert {name: fields ^ set(declared(name)) for name, fields in found.items() if fields != set(declared(name))} == {}


def filled(value: object, known: set[str], path: str = "") -> Iterator[str]:
    """Yield the fields of an answer in which a value stands; what is declared whole is not looked into."""
    if isinstance(value, dict) and path not in known:
        for name, each in value.items():
            yield from filled(each, known, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for each in value:
            yield from filled(each, known, f"{path}[]")
    elif value not in (None, "", 0, {}):
        yield path


def answers_of(cast, clients, name: str, address) -> Iterator[tuple[str, object]]:
    """Ask an address as every role, and yield what it answered to those it did not refuse."""
    made = sample_of(address)(cast)
    made = made if isinstance(made, Made) else Made(made)
    arguments = {key: "json" if key == "suffix" else value for key, value in made.arguments.items()}
    url = reverse(address.name, kwargs=arguments, query={"q": "石塘", **made.query})
    for role, client in clients.items():
        answer = ask(client, method=name.partition(" ")[0], url=url, access=address.access, made=made)
        if answer.status_code < 400:
            yield role, json.loads(answer.content)


@pytest.mark.slow
def test_no_role_finds_a_value_in_a_field_that_is_not_declared_for_it(cast):
    wrong, seen = defaultdict(set), 0
    clients = {role: cast.client(role) if role == "visitor" else cast.proved(role) for role in ROLES}
    for name, address in [*spaces("api:"), *spaces("open311:")]:
        allowed = declared(name)
        for role, body in answers_of(cast, clients, name, address):
            seen += 1
            for field in set(filled(body, set(allowed))):
                if role not in allowed.get(field, ()):
                    wrong[f"{name} {field}"].add(role)
    assert wrong == {}
    assert seen > 200
    assert {name for name, _ in spaces("open311:")} == set(GEO_FIELDS)
