"""What the items of this room's pack lists may say beyond key and words."""

from gongzhi.policy.shapes import Shape


class Served(Shape):
    """A kind of post on the village page; its words say what to turn to it for."""


class LegalHelp(Shape):
    """A way to legal advice or legal aid; `phone` is a number one can call."""

    phone: str = ""


SHAPES = {"served_by": Served, "legal_help": LegalHelp}
