"""The document tells the truth: it is valid OpenAPI 3.1, and every address answers as it says."""

import re

import jsonschema
import pytest
from django.urls import get_resolver
from schemathesis.specs.openapi.definitions import OPENAPI_31

from tests.rights.matrix import Made, addresses, sample_of

pytestmark = pytest.mark.django_db
DIALECT = "https://json-schema.org/draft/2020-12/schema"
MOST_KILOBYTES = 80


@pytest.fixture
def document(client) -> dict:
    """Return the document as a client reads it."""
    return client.get("/api/v1/openapi.json").json()


def operations(document):
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_document_is_valid_openapi_3_1(document, client):
    assert document["openapi"].startswith("3.1")
    jsonschema.Draft202012Validator(OPENAPI_31).validate(document)
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    assert document["info"]["license"]["identifier"] == "Apache-2.0"
    assert [server["url"] for server in document["servers"]] == ["/api/v1"]
    assert len(client.get("/api/v1/openapi.json").content) < MOST_KILOBYTES * 1024


def test_every_reference_leads_somewhere_and_every_operation_has_a_name_of_its_own(document):
    for found in re.findall(r'"#/components/(\w+)/([\w.-]+)"', str(document).replace("'", '"')):
        assert found[1] in document["components"][found[0]]
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))


def test_every_operation_says_who_may_and_how_it_says_no(document):
    for path, method, operation in operations(document):
        said = operation["responses"]
        assert {"404", "422"} <= set(said), path
        assert ("401" in said) == ("visitor" not in operation["x-roles"]), path
        assert any("IdempotencyKey" in each.get("$ref", "") for each in operation["parameters"]) == (method == "post")


def route_of(path: str) -> str:
    return re.sub(r"\{(\w+)\}", "{}", path)


def test_the_document_and_the_addresses_are_the_same_set(document):
    found = addresses(get_resolver().url_patterns)
    served = {address.route for address in found if address.name.startswith("api:")}
    routes = {"/" + re.sub(r"<(?:\w+:)?\w+>", "{}", route.removeprefix("api/v1/")) for route in served}
    assert routes == {route_of(path) for path in document["paths"]}


def test_every_page_of_the_document_answers_as_declared(document, cast):
    """Each operation that reads is asked as every role; what comes back fits the type the document gives for it."""
    found = {address.name: address for address in addresses(get_resolver().url_patterns)}
    clients = {role: cast.client(role) for role in ("visitor", "resident", "village_clerk", "county_official")}
    asked = 0
    for path, method, operation in operations(document):
        if method != "get":
            continue
        name = next(n for n, a in found.items() if n.startswith("api:") and matches(a.route, path))
        made = sample_of(found[name])(cast)
        made = made if isinstance(made, Made) else Made(made)
        url = "/api/v1" + path.format(**made.arguments)
        for role, client in clients.items():
            answer = client.get(url, {"q": "石塘"} if path.endswith("search") else {}, headers=dict(made.headers))
            assert answer.status_code == (200 if role in operation["x-roles"] else 401 if role == "visitor" else 404)
            check(document, operation, answer)
            asked += 1
    assert asked == len(clients) * sum(method == "get" for _, method, _ in operations(document))


def matches(route: str, path: str) -> bool:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route) == "api/v1" + path


def check(document, operation, answer):
    told = operation["responses"][str(answer.status_code)]
    told = document["components"]["responses"]["Problem"] if "$ref" in told else told
    (media_type, content), *_ = told["content"].items()
    assert answer["Content-Type"].partition(";")[0] == media_type
    whole = {"$schema": DIALECT, "components": document["components"], **content["schema"]}
    jsonschema.Draft202012Validator(whole).validate(answer.json())
