"""The root of the API: the operations of all rooms, and the document that describes them."""

import json
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.defaults import page_not_found

from gongzhi import __version__
from gongzhi.accounts.api import router as account
from gongzhi.cases.api import asking, working
from gongzhi.kernel.access import EVERYONE, access
from gongzhi.kernel.api import journal, problems
from gongzhi.kernel.api.routes import Api, Renderer
from gongzhi.kernel.idempotency import HEADER, KEY
from gongzhi.kernel.middleware import API, OPEN311, not_visible
from gongzhi.policy.api import router as packs
from gongzhi.territory.api import router as areas

ROOT = "/api/v1"
ABOUT = """
共治平台的接口，与网页同权同规：看得到的、办得了的都一样，被拒绝时给出同样的话、依据和可以怎么办。

The API of Gongzhi. It shows what the pages show and does what they do, by the same rights and with the same refusals.
Sign in on the site and send its cookie; whatever writes with a session carries `X-CSRFToken` (see `GET /me`). What is
public needs no account. A list is paged by following `next`. What one may not see is 404. Chinese by default,
`Accept-Language: en` for English.
"""
SHAPE_OF_PROBLEM = {
    "title": "Problem",
    "description": "What stands in the way (RFC 9457): the sentence, the clause it rests on, and what one can do.",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "description": "Where this refusal is explained, or about:blank."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "The refusal by name, the same for ever."},
        "detail": {"type": "string"},
        "ways": {"type": "array", "items": {"type": "string"}},
        "figures": {"type": "object"},
        "sources": {"type": "array", "items": {"type": "string"}},
        "clauses": {"type": "array", "items": {"type": "string"}},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["at", "code", "message"],
                "properties": {name: {"type": "string"} for name in ("at", "code", "message")},
            },
        },
    },
}
PARTS = {
    "schemas": {"Problem": SHAPE_OF_PROBLEM},
    "responses": {
        "Problem": {
            "description": "What stands in the way.",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    },
    "parameters": {
        "IdempotencyKey": {
            "name": HEADER,
            "in": "header",
            "required": False,
            "description": "A random key: the same POST sent again has no second effect and the same answer.",
            "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"},
        }
    },
    "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}},
}

api = Api(
    title="Gongzhi 共治",
    version=__version__,
    description=ABOUT.strip(),
    openapi_url=None,
    servers=[{"url": ROOT}],
    renderer=Renderer(),
    urls_namespace="api",
    openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
)
api.mount(areas, packs, asking.router, working.router, journal.router, problems.router, account)


@cache
def document() -> bytes:
    """Return the description of the API (OpenAPI 3.1)."""
    found = dict(api.get_openapi_schema(path_prefix=""))
    own = found["components"]
    found["components"] = own | {part: own.get(part, {}) | more for part, more in PARTS.items()}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


@access(get=EVERYONE)
def openapi(request: HttpRequest) -> HttpResponse:
    """Give the description of the API."""
    return HttpResponse(document(), content_type="application/json")


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address that does not exist: a program is told so in its own words, a person by a page."""
    if request.path.startswith((API, OPEN311)):
        return not_visible(request)
    return page_not_found(request, exception)
