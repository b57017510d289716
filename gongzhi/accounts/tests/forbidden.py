"""Hold an address against the rule that what one may not see is not there."""

from collections.abc import Mapping, Sequence

from gongzhi.accounts.tests.cast import Cast
from gongzhi.kernel.models import Entry

NO_SUCH_PAGE = "/there-is-no-such-page/"
NOT_FOUND = 404


def check_hidden(
    cast: Cast,
    url: str,
    *,
    roles: Sequence[str] = ("clerk_elsewhere", "resident_elsewhere"),
    methods: Sequence[str] = ("GET", "POST"),
    body: Mapping[str, str] | None = None,
) -> None:
    """
    Check that an address answers these roles like one that does not exist, to the letter, and that nothing happens.

    By default the roles are the clerk of the next village and a resident of another county.
    """
    for role in roles:
        client = cast.client(role)
        like = client.get(NO_SUCH_PAGE).content.decode()
        before = Entry.objects.count()
        for method in methods:
            ask = client.get if method == "GET" else client.post
            answer = ask(url, dict(body or {}), headers={"referer": f"http://testserver{NO_SUCH_PAGE}"})
            assert answer.status_code == NOT_FOUND, f"{method} {url} as {role}: {answer.status_code}"
            shown = answer.content.decode().replace(url, NO_SUCH_PAGE)
            assert shown == like, f"{method} {url} as {role} looks unlike a missing page"
        assert Entry.objects.count() == before, f"{url} as {role} left a trace"
