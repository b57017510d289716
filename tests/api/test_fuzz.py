"""
The API against its own document: schemathesis makes requests up, and no answer is a fault or other than declared.

Half of them name rows that exist, so that more than 404 is tried; as many again are spoilt on purpose. Each is sent as
some role, inside a transaction that is undone. Left out are requests that name another site: hypothesis takes words
from our own sources, among them HOST, as names of headers, and a foreign host is turned away before the API is reached.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from gongzhi.cases.factories import filed_with_claim
from gongzhi.cases.queries import number_of
from gongzhi.config.wsgi import application
from gongzhi.kernel.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DOCUMENT = "/api/v1/openapi.json"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
TOKEN = "t" * 32
ROLES = ("visitor", "village_clerk", "county_official", "resident")
FEW, MANY = 3, 400


@pytest.fixture(autouse=True)
def _keep_connection() -> Iterator[None]:
    """Let requests to the real entry point share the test's transaction, as those of the test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def known(cast) -> dict[str, object]:
    """Return arguments of addresses that name something."""
    filed = filed_with_claim(cast)
    entry = Entry.objects.order_by("pk").last()
    return {
        "area": cast.area("village").id,
        "case": filed.case.pk,
        "entry": entry.pk,
        "number": number_of(filed.case),
        "code": "440114",
        "system": "nbs",
        "pack": "huadu",
        "Claim-Code": filed.claim_code,
    }


@dataclass
class Fuzzing:
    """Hold what one run of the fuzzer needs, and the operations it has sent to."""

    settings: hypothesis
    known: dict[str, object]
    headers: dict[str, dict[str, str]]
    sent: list[str] = field(default_factory=list)


def headers_of(cast, role: str) -> dict[str, str]:
    """Return what a browser in which a role is signed in sends along."""
    plain = {"Accept-Encoding": "identity"}
    session = cast.client(role).cookies.get(settings.SESSION_COOKIE_NAME)
    if session is None:
        return plain
    cookies = f"{settings.SESSION_COOKIE_NAME}={session.value}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    return plain | {"Cookie": cookies, "X-CSRFToken": TOKEN}


def operations() -> Iterator[schemathesis.APIOperation]:
    """Yield every operation of the document."""
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, application)
    for result in schema.get_all_operations():
        yield result.ok()


def send(case: schemathesis.Case, headers: dict[str, str], spoilt: bool) -> None:
    """Send one request, hold the answer against the document, and undo what it did."""
    with transaction.atomic():
        answer = case.call(headers=headers)
        transaction.set_rollback(True)
    case.validate_response(answer, checks=CHECKS + ([negative_data_rejection] if spoilt else []))


def try_out(operation: schemathesis.APIOperation, is_spoilt: bool, fuzzing: Fuzzing) -> None:
    """Send requests to one operation: such as the document describes, or spoilt ones."""
    mode = GenerationMode.NEGATIVE if is_spoilt else GenerationMode.POSITIVE

    @fuzzing.settings
    @given(case=operation.as_strategy(generation_mode=mode), role=st.sampled_from(ROLES), names=st.booleans())
    def run(case, role, names):
        assume("Host" not in case.headers)
        if names and not is_spoilt:
            case.path_parameters = {n: fuzzing.known.get(n, v) for n, v in (case.path_parameters or {}).items()}
            case.headers["Claim-Code"] = fuzzing.known["Claim-Code"]
        send(case, fuzzing.headers[role], is_spoilt)
        fuzzing.sent.append(operation.label)

    run()


def fuzz(cast, known: dict[str, object], examples: int) -> int:
    """Try every operation; return how many requests were sent."""
    quiet = hypothesis(
        max_examples=examples, deadline=None, database=None, derandomize=examples == FEW, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    fuzzing = Fuzzing(quiet, known, {role: headers_of(cast, role) for role in ROLES})
    for operation in operations():
        for is_spoilt in (False, True):
            try_out(operation, is_spoilt, fuzzing)
    return len(fuzzing.sent)


def test_no_request_made_up_from_the_document_meets_a_fault_or_an_undeclared_answer(cast, known):
    assert fuzz(cast, known, FEW) > 100


@pytest.mark.soak
def test_many_thousand_requests_made_up_from_the_document_meet_none(cast, known):
    assert fuzz(cast, known, MANY) > 20_000
