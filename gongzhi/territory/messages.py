"""What people are told when an area cannot be drawn, named, ended or imported."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Wording

LEVEL_NAMES = {
    "province": _("省级"),
    "city": _("地级"),
    "county": _("县级"),
    "town": _("乡级"),
    "village": _("村级"),
    "grid": _("网格"),
    "building": _("楼栋"),
}
SYSTEM_NAMES = {
    "nbs": _("统计用区划代码"),
    "mca": _("民政行政区划代码"),
    "grid": _("网格编码"),
    "local": _("本地编码"),
}

WORDINGS: dict[str, Wording] = {
    "territory.wrong_parent": Wording(
        title=_("这一级不能设在这里"),
        sentence=_("{level_name}不能直接设在{parent_name}之下。"),
        ways=(_("先选定它的上一级区域，再新设。"),),
    ),
    "territory.no_such_tier": Wording(
        title=_("本地的层级里没有这一级"),
        sentence=_("{place}的层级为 {tiers} 级：{chain}。{level_name}不能设在{parent_name}之下（依据：{source}）。"),
        ways=(_("按上述层级选定上一级区域。"), _("层级有变的，请修改本地政策包并附依据。")),
    ),
    "territory.buildings_not_placed": Wording(
        title=_("楼栋没有全部划入新网格"),
        sentence=_("还有 {left} 栋没有划入新网格，{twice} 栋划了两次，{strange} 栋不在本村（社区）。"),
        ways=(_("把每一栋划入恰好一个新网格，再提交。"),),
    ),
    "territory.parent_not_open": Wording(
        title=_("上级区域当日不存在"),
        sentence=_("上级区域自 {from_on} 起设立，{on} 这一天它尚未设立或者已经撤销。"),
        ways=(_("改用上级区域存续期间的日期。"), _("或者选定现有的上级区域。")),
    ),
    "territory.name_unfit": Wording(
        title=_("名称不合要求"),
        sentence=_("区域名称不能为空，最多 {most} 个字。"),
        ways=(_("改正名称后再提交。"),),
    ),
    "territory.name_taken": Wording(
        title=_("同级已有这个名称"),
        sentence=_("“{name}”在同一上级之下已经有了。"),
        ways=(_("换一个名称，或者到已有的那个区域办理。"),),
    ),
    "territory.code_unfit": Wording(
        title=_("编码不合要求"),
        sentence=_("编码“{code}”不合 {system} 的格式：区划代码至多 12 位数字，网格编码为 15 位数字。"),
        ways=(_("网格编码由村（社区）12 位代码加 3 位顺序号组成，请核对后再提交。"),),
    ),
    "territory.code_of_another_level": Wording(
        title=_("编码用错了级别"),
        sentence=_("编码“{code}”（{system}）不能用在这一级：网格编码只用于网格，区划代码只用于省到村。"),
        ways=(_("网格请用 grid 编码，其他级别请用 nbs 或 mca 代码，自编代码请用 local。"),),
    ),
    "territory.two_codes_of_a_system": Wording(
        title=_("同一套编码只能有一个"),
        sentence=_("一个区域在同一套编码里同一天只能有一个代码。"),
        ways=(_("删去多余的代码。"),),
    ),
    "territory.code_taken": Wording(
        title=_("这个编码已经在用"),
        sentence=_("编码“{code}”（{system}）自 {since} 起属于“{name}”。"),
        ways=(_("核对编码。"), _("确需改用的，先停用原来的编码。")),
    ),
    "territory.grid_code_of_another_village": Wording(
        title=_("网格编码属于别的村（社区）"),
        sentence=_("编码“{code}”的前 12 位是“{name}”的代码，一个网格只能属于一个村（社区）。"),
        ways=(_("用本村（社区）的 12 位代码加 3 位顺序号编码。"),),
    ),
    "territory.not_open": Wording(
        title=_("这个区域当日不能这样办"),
        sentence=_("它自 {from_on} 起设立，所填日期为 {on}，不在存续期间之内。"),
        ways=(_("改用设立之后、撤销之前的日期。"),),
    ),
    "territory.has_areas_below": Wording(
        title=_("下面还有区域"),
        sentence=_("它下面还有 {below} 个区域没有撤销。"),
        ways=(_("先撤销下级区域，或者把它们划到别处。"),),
    ),
    "territory.renamed_that_day": Wording(
        title=_("这一天已经定过名称"),
        sentence=_("它自 {since} 起叫“{name}”，更名的日期应当在这之后。"),
        ways=(_("把日期改到 {since} 之后。"),),
    ),
}
