"""What the lists of this room hold beyond key and words, for `check_packs` and for reading them typed."""

from typing import Annotated

from pydantic import Field

from gongzhi.policy.shapes import Shape, Words


class Item(Shape):
    """
    A matter people ask about.

    `receivers` are the post kinds it may be given to, nearest first; `procedure` is the one it goes through.
    `is_internal` keeps it off the public form. `elsewhere` is the way to go for a matter that is not
    the platform's to decide (a court, an arbitration).
    """

    receivers: tuple[str, ...] = ()
    procedure: str = "citizen_request"
    is_internal: bool = False
    elsewhere: Words | None = None


class Warned(Shape):
    """Words that mean something must be said before anything else: `number` to call, `advice` what to do."""

    words: Annotated[tuple[str, ...], Field(min_length=1)]
    number: str = ""
    advice: Words


SHAPES = {"items": Item, "urgent_words": Warned, "elsewhere": Warned}
