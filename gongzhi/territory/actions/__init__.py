"""What is done to areas: drawn, renamed, ended; grids drawn anew; whole registers taken in."""

from gongzhi.territory.actions.areas import create_area, end_area, rename_area
from gongzhi.territory.actions.grids import NewGrid, redraw_grids
from gongzhi.territory.actions.imports import import_areas

__all__ = ("NewGrid", "create_area", "end_area", "import_areas", "redraw_grids", "rename_area")
