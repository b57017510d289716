"""What is done to areas: drawn, renamed, ended, changed together; grids drawn anew; whole registers taken in."""

from gongzhi.territory.actions.areas import create_area, end_area, rename_area
from gongzhi.territory.actions.changing import (
    RIGHTS,
    Outcome,
    carry_out,
    keep_figures,
    keep_followers,
    parts_of,
    plan_change,
)
from gongzhi.territory.actions.grids import NewGrid, redraw_grids
from gongzhi.territory.actions.imports import import_areas

__all__ = (
    "RIGHTS",
    "NewGrid",
    "Outcome",
    "carry_out",
    "create_area",
    "end_area",
    "import_areas",
    "keep_figures",
    "keep_followers",
    "parts_of",
    "plan_change",
    "redraw_grids",
    "rename_area",
)
