"""Who is signed in, for programs that use the site's own session."""

from django.middleware.csrf import get_token
from ninja import Schema

from gongzhi.kernel.access import SIGNED_IN, Request, access
from gongzhi.kernel.actors import Reach
from gongzhi.kernel.api.routes import Router

router = Router(tag="account")


class PostOut(Schema):
    """A post held today, and over which area."""

    kind: str
    title: str
    body_id: int
    body_name: str
    area_id: int
    path: str


class GrantOut(Schema):
    """Something the posts allow, and how far it reaches from `path`."""

    action: str
    path: str
    reach: Reach


class Me(Schema):
    """Who acts. `form_token` goes into the header `X-CSRFToken` of everything that writes."""

    account_id: int
    name: str
    posts: list[PostOut]
    grants: list[GrantOut]
    form_token: str


@router.get("/me", response=Me, url_name="me")
@access(get=SIGNED_IN)
def read_me(request: Request) -> dict[str, object]:
    """Show who one is today: posts, what they allow, and the form token for writing."""
    by = request.actor
    return {
        "account_id": by.account_id,
        "name": by.name,
        "posts": by.posts,
        "grants": by.grants,
        "form_token": get_token(request),
    }
