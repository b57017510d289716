"""What people are told when an area cannot be drawn, named, ended or imported."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording

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
    "territory.file_missing": Wording(
        title=_("找不到文件"),
        sentence=_("没有文件 {file}。"),
        ways=(_("核对路径后再运行。"),),
    ),
    "territory.file_kind": Wording(
        title=_("文件格式不收"),
        sentence=_("{file} 不是 .csv、.csv.gz 或 .xlsx 文件。"),
        ways=(_("另存为这三种格式之一。"),),
    ),
    "territory.file_cut": Wording(
        title=_("文件不完整"),
        sentence=_("{file} 中途断了，没有导入任何内容。"),
        ways=(_("重新下载或复制整个文件，再运行一次。"),),
    ),
    "territory.file_short": Wording(
        title=_("文件像是不完整"),
        sentence=_("{file} 缺少已有区域 {known} 个中的 {missing} 个，没有导入任何内容。"),
        ways=(_("核对文件是否完整；确已大量撤并的，先逐个撤销区域，再导入。"),),
    ),
    "territory.file_encoding": Wording(
        title=_("文件编码不对"),
        sentence=_("{file} 不是 UTF-8 编码，没有导入任何内容。"),
        ways=(_("另存为 UTF-8 编码的 CSV，再运行一次。"),),
    ),
    "territory.file_header": Wording(
        title=_("表头不对"),
        sentence=_("{file} 的表头缺少 {missing}；现有：{found}。没有导入任何内容。"),
        ways=(_("表头须有 {needed} 各列，各一次，其余列可有可无。"),),
    ),
    "territory.file_empty": Wording(
        title=_("文件里没有数据"),
        sentence=_("{file} 只有表头，没有导入任何内容。"),
        ways=(_("核对文件是否完整。"),),
    ),
    "territory.file_faulty": Wording(
        title=_("文件里有不能导入的行"),
        sentence=_("{file} 有 {count} 处错误，没有导入任何内容。"),
        ways=(_("按所列行号改正后，再运行一次。"),),
    ),
    "territory.other_register": Wording(
        title=_("代码系统不对"),
        sentence=_("文件的列属于{told}（{told_key}），却要按{asked}导入；两套代码不能混用。没有导入任何内容。"),
        ways=(_("改用 --code-system {told_key} 再运行一次。"),),
    ),
    "territory.same_file_other_register": Wording(
        title=_("同一文件已按另一套代码导入"),
        sentence=_("内容相同的文件 {last} 已按{told}（{told_key}）导入。没有导入任何内容。"),
        ways=(_("核对文件属于哪一套代码。"),),
    ),
    "territory.edition_older": Wording(
        title=_("版本旧于已导入的版本"),
        sentence=_("已导入 {last}（自 {last_on} 起），这一版（{on}，文件年份 {year}）更早。没有导入任何内容。"),
        ways=(_("按时间先后导入；旧版本请导入另一个空库查看。"), _("日期写错的，请用 --on 写明这一版自哪天起。")),
    ),
    "territory.edition_same_day": Wording(
        title=_("两个版本不能从同一天起"),
        sentence=_("{last} 已自 {on} 起导入，这一版会改动其中 {changes} 处。没有导入任何内容。"),
        ways=(_("用 --on 写明这一版自哪天起，应晚于上一版。"),),
    ),
    "territory.basis_missing": Wording(
        title=_("没有写依据"),
        sentence=_("区划变更要写明依据：批复或者决定的机关和文号。"),
        ways=(_("填上批准文件的名称和文号。"),),
    ),
    "territory.change_ahead": Wording(
        title=_("还没到生效的日子"),
        sentence=_("生效日期 {on} 晚于今天（{today}）。区划变更在生效当天或者之后登记。"),
        ways=(_("到生效那天再办；日期写错的，请改正。"),),
    ),
    "territory.change_of_levels": Wording(
        title=_("所选的区域不能一起变更"),
        sentence=_("一次变更里的区域要是同一级，并且都还存续。"),
        ways=(_("重新选择同一级的区域；不同级的分几次办。"),),
    ),
    "territory.move_needs_parent": Wording(
        title=_("没有选划归哪里"),
        sentence=_("划归要选定一个新的上级区域。"),
        ways=(_("选定新的上级区域。"),),
    ),
    "territory.move_below_itself": Wording(
        title=_("不能划到自己下面"),
        sentence=_("所选的上级就是它自己，或者在它下面。"),
        ways=(_("另选一个上级区域。"),),
    ),
    "territory.merge_needs_two": Wording(
        title=_("合并要有两个以上的区域"),
        sentence=_("合并设立新的区域，要选两个以上，并写明新名称。"),
        ways=(_("再选一个要合并的区域。"), _("并入现有区域的，请选定并入哪一个。")),
    ),
    "territory.merge_into_itself": Wording(
        title=_("不能并入自己"),
        sentence=_("并入的区域就在要撤销的区域里。"),
        ways=(_("另选一个并入的区域。"),),
    ),
    "territory.split_needs_two": Wording(
        title=_("拆分要有两个以上的新区域"),
        sentence=_("拆分一次办一个区域，至少分成两个，每个都要有名称。"),
        ways=(_("写明拆分后每个区域的名称。"),),
    ),
    "territory.placed_twice": Wording(
        title=_("有的区域划了两次"),
        sentence=_("每个下级区域只能划入一个新区域。"),
        ways=(_("检查每个新区域所选的下级区域。"),),
    ),
    "territory.placed_from_elsewhere": Wording(
        title=_("有的不在这次变更里"),
        sentence=_("划给新区域的下级或者住户里，有 {count} 处不属于这次变更的区域。"),
        ways=(_("重新预览，核对后再办。"),),
    ),
    "territory.grids_not_placed": Wording(
        title=_("网格没有全部归好"),
        sentence=_(
            "每个原来的网格要归入恰好一个新网格：还有 {left} 个没有归，{twice} 个归了两次，{strange} 个不在其中。"
        ),
        ways=(_("逐个说明原来的网格归到哪里。"),),
    ),
    "territory.code_twice": Wording(
        title=_("编码重复"),
        sentence=_("编码“{code}”在这次变更里给了两个区域。"),
        ways=(_("每个区域的编码要各不相同。"),),
    ),
    "territory.changed_meanwhile": Wording(
        title=_("区划刚刚有变"),
        sentence=_("预览之后，别人已经改动了其中的区域。本次没有改动任何内容。"),
        ways=(_("重新预览，核对后再办。"),),
    ),
    "territory.changes_not_after": Wording(
        title=_("日期早于库里的区划"),
        sentence=_("文件涉及的区域里有 {count} 个自 {on} 当天或者之后才有现在的名称、编码。没有改动任何内容。"),
        ways=(_("用 --on 写明这些变更自哪天起，应晚于库里这一版。"),),
    ),
    "territory.import_running": Wording(
        title=_("另一个导入正在进行"),
        sentence=_("这套代码的导入正由另一个进程进行，本次已停下。"),
        ways=(_("等它完成后再运行；已经导入的不会重复。"),),
    ),
}

NOTES = {
    "fault_cells": _("列数不对（{detail}），可能是断行"),
    "fault_level": _("级别不是 1 到 5"),
    "fault_code": _("代码的位数与级别不符"),
    "fault_parent_code": _("上级代码不是本代码的开头部分"),
    "fault_no_parent": _("没有上级代码"),
    "fault_whole_code": _("十二位代码与代码不一致"),
    "fault_name": _("名称为空、过长或有乱码"),
    "fault_flag": _("synthetic 列不是 0 或 1，可能是断行"),
    "fault_change": _("change 列不是 added、removed 或 name_changed"),
    "fault_order": _("sort_order 列不是数字，可能是断行"),
    "fault_twice": _("代码重复，第 {detail} 行已有"),
    "fault_orphan": _("上级 {detail} 不在文件里，也不在库里"),
    "no_line_end": _("最后一行没有换行，请核对文件是否完整"),
    "column_not_read": _("多余的列 {detail}，未读取"),
    "city_without_counties": _("不设县的市重复列出的县级行，未导入，其下级直接归市：{detail}"),
    "virtual": _("统计用虚拟社区，实际没有这个机构：{detail}"),
    "preparatory": _("筹备组，机构尚未成立：{detail}"),
    "abolished": _("名称注明已撤销，请核实后撤销或合并：{detail}"),
    "lost_sign": _("生僻字在来源中已丢失，写作问号：{detail}"),
    "long_name": _("名称很长或带括注：{detail}"),
    "wide_signs": _("名称含全角数字或字母：{detail}"),
    "rare_signs": _("名称含扩展区汉字，字体可能缺字：{detail}"),
    "private_signs": _("名称含私用区字符，显示可能不一：{detail}"),
    "stand_in": _("统计用的占位层级，不是一级政区：{detail}"),
    "city_proper": _("“市辖区”统计行之下直接是乡镇：{detail}"),
    "city_proper_empty": _("“市辖区”统计汇总行，没有下级：{detail}"),
    "nothing_below": _("没有下级：{detail}"),
    "unusual_county": _("县级行，却不是区、县、市、旗：群岛、新城或管理委员会：{detail}"),
    "zone": _("乡级代码第 7 位为 4 或 5：开发区等类似乡级单位：{detail}"),
    "renamed": _("更名：{detail}"),
    "recoded": _("代码变更，区域不变：{detail}"),
    "code_passed_on": _("代码改指另一地，原区域保留但不再有此代码，请核实后撤销或合并：{detail}"),
    "kept_newer_name": _("库里的名称生效更晚，保留不改：{detail}"),
    "kept_newer_code": _("库里的代码生效更晚，保留不改：{detail}"),
    "other_name": _("库里的名称不是文件所写的原名，未改动：{detail}"),
    "unknown_code": _("库里没有这个代码，未改动：{detail}"),
    "known_code": _("库里已有这个代码，未新设：{detail}"),
    "no_place": _("上级不在库里，也不在文件里，未新设：{detail}"),
    "held": _("这里还有人、组织或未办结的诉求，未撤销，请到页面上办理合并或者撤销：{detail}"),
    "ended_with_above": _("上级撤销，随之撤销：{detail}"),
    "missing": _("这一版没有此区域，库里保留，请核实后撤销或合并：{detail}"),
}

ENTRIES: dict[str, Text] = {
    "territory.area_created": _("设立了{subject}"),
    "territory.area_renamed": _("给{subject}更了名"),
    "territory.area_ended": _("撤销了{subject}"),
    "territory.areas_imported": _("导入了一版区划"),
    "territory.changes_taken_in": _("导入了一份区划变更"),
    "territory.grids_redrawn": _("重新划分了{subject}的网格"),
}
