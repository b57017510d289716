"""What a refusal means: the pages that the `type` of a problem document leads to."""

from ninja import Schema

from gongzhi.kernel.access import EVERYONE, Request, access
from gongzhi.kernel.api.routes import Router
from gongzhi.kernel.api.shapes import MOST, Code, Limit, Paged, behind, paged
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.wording import Wording, wordings

router = Router(tag="problems")


class ProblemOut(Schema):
    """A refusal by its code: what cannot be done, why (figures in braces), and what one can do instead."""

    code: str
    title: str
    sentence: str
    ways: list[str]


def problem_of(code: str, wording: Wording) -> ProblemOut:
    """Return a refusal in the language of the reader."""
    ways = [str(way) for way in wording.ways]
    return ProblemOut(code=code, title=str(wording.title), sentence=str(wording.sentence), ways=ways)


@router.get("/problems", response=Paged[ProblemOut], url_name="problems")
@access(get=EVERYONE)
def list_problems(request: Request, limit: Limit = MOST, after: Code = "") -> dict[str, object]:
    """List everything that can be refused, by code."""
    codes = behind(sorted(wordings()), after=after, key=str, limit=limit)
    shown, following = paged(request, codes, limit=limit, key=str)
    return {"items": [problem_of(code, wordings()[code]) for code in shown], "next": following}


@router.get("/problems/{code}", response=ProblemOut, url_name="problem")
@access(get=EVERYONE, sample="problem")
def read_problem(request: Request, code: Code) -> ProblemOut:
    """Show what one code means."""
    if code not in wordings():
        raise NotVisible
    return problem_of(code, wordings()[code])
