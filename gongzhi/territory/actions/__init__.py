"""What is done to areas: drawn, renamed, ended, changed together; whole registers taken in."""

from gongzhi.territory.actions.areas import create_area, end_area, rename_area
from gongzhi.territory.actions.changing import (
    RIGHTS,
    Apart,
    Outcome,
    apart_of,
    carry_out,
    keep_figures,
    keep_followers,
    plan_change,
    rule_steps,
)
from gongzhi.territory.actions.imports import import_areas

__all__ = (
    "RIGHTS",
    "Apart",
    "Outcome",
    "apart_of",
    "carry_out",
    "create_area",
    "end_area",
    "import_areas",
    "keep_figures",
    "keep_followers",
    "plan_change",
    "rename_area",
    "rule_steps",
)
