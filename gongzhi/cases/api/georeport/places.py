"""What a jurisdiction is: an area that follows a pack as a whole, named by its statistical code."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongzhi.cases import queries
from gongzhi.cases.api.georeport.answers import Fault
from gongzhi.cases.lists import Item
from gongzhi.kernel.paths import is_within
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.packs import Item as PackItem
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import adoptions_on, pack_at
from gongzhi.territory.queries import AreaLine, area_by_code, area_line, line_at
from gongzhi.territory.rules import Level

BAD_REQUEST, NOT_FOUND = 400, 404  # the standard's errors
SMALLEST = (Level.VILLAGE, Level.GRID, Level.BUILDING)
MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """An area with the pack it follows."""

    area: AreaLine
    pack: Pack

    def services(self) -> tuple[tuple[PackItem, Item], ...]:
        """Return the matters that can be filed here: not those kept for staff, not those that go elsewhere."""
        items = (queries.item_in(self.pack, item.key) for item in self.pack.list("cases", "items").items)
        return tuple(pair for pair in items if pair and not pair[1].is_internal and pair[1].elsewhere is None)

    def service(self, code: str) -> tuple[PackItem, Item]:
        """
        Return one matter.

        :raises Fault: it cannot be filed here.
        """
        found = next((pair for pair in self.services() if pair[0].key == code), None)
        if found is None:
            raise Fault(NOT_FOUND, _("service_code：这里没有事项“%(code)s”。") % {"code": code[:40]})
        return found

    def area_for(self, address_id: str, on: dt.date) -> AreaLine:
        """
        Return where a request is filed: the area of this id, or the jurisdiction itself where it is a village or less.

        :raises Fault: no area is named, or it lies elsewhere.
        """
        if not address_id and self.area.level in SMALLEST:
            return self.area
        area = area_of(address_id, on)
        if area is None or not is_within(area.path, self.area.path):
            raise Fault(
                BAD_REQUEST, _("address_id：请给出 %(name)s 里一个村（社区）的编号。") % {"name": self.area.name}
            )
        return area


def area_of(address_id: str, on: dt.date) -> AreaLine | None:
    """Return the area of an id as text, None when there is none."""
    if not (address_id.isascii() and address_id.isdigit() and len(address_id) <= MOST_DIGITS):
        return None
    try:
        return area_line(int(address_id), on)
    except NotVisible:
        return None


def jurisdiction_of(given: Mapping[str, str], on: dt.date) -> Jurisdiction:
    """
    Return the jurisdiction a request names; the only one there is need not be named.

    :raises Fault: none is named although there are several, or there is none of this code.
    """
    code = given.get("jurisdiction_id", "").strip()
    paths = [each.path for each in adoptions_on(on) if not each.procedure_id]
    if not code and len(paths) != 1:
        raise Fault(BAD_REQUEST, _("jurisdiction_id：请给出地方的统计用区划代码，如 440114。"))
    is_code = code.isascii() and code.isdigit()
    area = area_by_code(code=code, on=on) if is_code else None if code else line_at(paths[0], on)
    if area is None or area.path not in paths:
        raise Fault(
            NOT_FOUND, _("jurisdiction_id：没有代码是“%(code)s”、在本平台受理诉求的地方。") % {"code": code[:40]}
        )
    return Jurisdiction(area, pack_at(path=area.path, on=on))
