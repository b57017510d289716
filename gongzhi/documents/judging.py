"""
Look into files of strangers, each in a bounded process of its own.

That takes up to a second for a photograph and longer for a hostile file, so it is done before a transaction is open.
"""

import json
from pathlib import Path

from gongzhi.documents.rules import Fit, Offered, may_take, media_type_of, shown_name
from gongzhi.kernel import bounded
from gongzhi.kernel.verdicts import Refusal

CHILDREN = Path(__file__).parent / "children"
PDF = "application/pdf"
SECONDS = 15  # the longest somebody waits for a no; a photograph of fifty million pixels takes about one
NEWLINE = b"\n"


def judged(offered: Offered) -> Fit:
    """
    Return a file as it would be kept: a photograph written anew, with its true extension.

    :raises Refusal: the file is empty, too large, of another kind, broken, locked, active, or takes too long.
    """
    may_take(offered).or_refuse()
    is_pdf = media_type_of(offered.content) == PDF
    line, _newline, picture = _heard(offered, CHILDREN / ("pdf.py" if is_pdf else "picture.py")).partition(NEWLINE)
    told = json.loads(line)
    if "refused" in told:
        raise Refusal(told["refused"], figures={"name": offered.name, **told.get("figures", {})})
    content = offered.content if is_pdf else picture
    return Fit(shown_name(offered.name, told["media_type"]), content, told["media_type"])


def _heard(offered: Offered, child: Path) -> bytes:
    """
    Return what a child says about a file.

    :raises Refusal: it used too much, or stumbled.
    """
    figures = {"name": offered.name}
    try:
        return bounded.heard(child, offered.content, seconds=SECONDS)
    except (bounded.TooMuch, bounded.TooSlow) as end:
        raise Refusal("documents.file_too_heavy", figures=figures) from end
    except bounded.Broken as end:
        raise Refusal(f"documents.{child.stem}_broken", figures=figures) from end
