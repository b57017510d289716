"""The journal, as far as one may read it, newest first."""

import datetime as dt

from ninja import Schema

from gongzhi.kernel import queries
from gongzhi.kernel.access import Request, access, only
from gongzhi.kernel.api.routes import Router
from gongzhi.kernel.api.shapes import SIZE, Code, Id, Limit, Line, Paged, Path
from gongzhi.kernel.paging import page_of
from gongzhi.kernel.paths import subtree
from gongzhi.kernel.verdicts import NotVisible

router = Router(tag="journal")
READERS = only("supervisor", "county_official", "audit_admin")


class EntryOut(Schema):
    """
    One line of the journal, by the post that acted and never by name.

    `figures` are what the deed rested on; `follows_id` is the entry it follows from.
    """

    id: int
    at: dt.datetime
    code: str
    by_post: str
    subject_kind: str
    subject_id: int | None
    area_path: str
    pack_ref: str
    figures: dict[str, object]
    follows_id: int | None


@router.get("/journal", response=Paged[EntryOut], url_name="journal")
@access(get=READERS)
def list_entries(
    request: Request, path: Path = "", code: Code = "", limit: Limit = SIZE, after: Line = ""
) -> dict[str, object]:
    """List the entries of the areas whose journal one may read, newest first; `path` and `code` narrow them."""
    if not request.actor.ranges(queries.READ_JOURNAL):
        raise NotVisible
    rows = queries.entries_in(by=request.actor, ranges=[subtree(path)], code=code)
    page = page_of(rows, order=queries.NEWEST_FIRST, query=request.GET, size=limit)
    return {"items": page.rows, "next": request.path + page.next_url if page.next_url else None}


@router.get("/journal/{int:entry}", response=EntryOut, url_name="entry")
@access(get=READERS, sample="entry")
def read_entry(request: Request, entry: Id) -> object:
    """Show one entry."""
    return queries.entry_for(request.actor, entry)


@router.get("/journal/{int:entry}/chain", response=list[EntryOut], url_name="chain")
@access(get=READERS, sample="entry")
def read_chain(request: Request, entry: Id) -> object:
    """Show what led to an entry and what followed from it, oldest first, as far as one may read it."""
    return queries.chain_for(request.actor, entry)
