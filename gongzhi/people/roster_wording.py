"""What rosters are told in words: each finding with what to do about it, refusals, and deeds of the journal."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording
from gongzhi.people.rosters.problems import Problem

PROBLEMS: Mapping[str, tuple[Text, Text]] = {
    "name_missing": (_("没有姓名"), _("补上姓名；不是人员的行请整行删掉。")),
    "name_unfit": (_("姓名里有不该有的字符"), _("只写姓名，括号、数字和别的话写到备注里。")),
    "number_lost": (_("号码存成了数字，末几位已经丢了"), _("把这一列设为“文本”，照证件重填这一格。")),
    "number_unfit": (
        _("身份证号有 {detail} 位，应为 18 位（老号码 15 位）"),
        _("照证件重填；用别的证件的，加一列“证件类型”。"),
    ),
    "number_check": (_("身份证号的校验位不对，可能错了一位或者两位颠倒"), _("照证件逐位核对后重填。")),
    "number_birth": (_("身份证号里的出生日期不存在"), _("照证件逐位核对后重填。")),
    "other_number_unfit": (_("证件号码应为 5 至 20 位字母或数字"), _("照证件重填。")),
    "sex_unknown": (_("认不出“{detail}”是男是女"), _("填“男”或“女”，也可以空着。")),
    "sex_otherwise": (_("性别和身份证号不一致：号码第 17 位说明是{detail}"), _("核对号码和性别，改其中错的一个。")),
    "born_unfit": (_("“{detail}”不是日期"), _("写成 1990-01-02 这样，或者空着，有身份证号的会自动带出。")),
    "born_ahead": (_("出生日期 {detail} 还没有到"), _("核对年份后重填。")),
    "born_otherwise": (_("出生日期和身份证号不一致：号码里是 {detail}"), _("核对号码和日期，改其中错的一个。")),
    "phone_unfit": (_("电话号码不对"), _("手机号 11 位，固定电话为区号加 7 至 8 位；没有电话就填“无”。")),
    "paper_unknown": (_("认不出证件类型“{detail}”"), _("填居民身份证、护照、通行证，没有证件填“无”。")),
    "residence_unknown": (_("认不出人口类型“{detail}”"), _("填户籍、流动或者境外。")),
    "text_long": (_("超过 {detail} 个字"), _("写短一些。")),
    "ditto_unclear": (_("看不出“同上”指的是什么"), _("把这一格照实填上。")),
    "no_result": (_("公式没有算出结果"), _("在 Excel 里选中这一列，复制，再“选择性粘贴、数值”，保存后重新选。")),
    "village_missing": (_("没有写是哪个村（社区）"), _("填上村（社区）名称。")),
    "village_unknown": (_("“{detail}”不是本区域的村（社区）"), _("写全称；不归本区域的行请整行删掉。")),
    "twice_in_file": (_("和第 {detail} 行是同一个人，内容不一样"), _("留下对的一行，删掉另一行。")),
    "closed_here": (_("登记里这个人已经迁出、去世或者注销"), _("确实在的，先在人员页恢复登记，再导入。")),
    "name_otherwise": (_("登记里这个身份证号的姓名是“{detail}”"), _("核对号码；确实改了名的，先在人员页更正。")),
    "several_here": (_("登记里有 {detail} 个人都对得上"), _("补上身份证号或者出生日期，以便认准。")),
    "region_unknown": (_("身份证号开头的地区码 {detail} 没有见过"), _("核对一下；属实可以入库。")),
    "relation_unknown": (_("认不出与户主关系“{detail}”"), _("先空着入库，也可以改成规范的写法。")),
    "grid_unknown": (_("没有找到这个网格"), _("先记在村（社区）下；网格名称对上后再导入一次就会补上。")),
    "born_without_day": (_("“{detail}”只有年月"), _("有身份证号的按号码记；没有的先空着。")),
    "private_signs": (_("姓名里有自造的字，别的电脑显示不出来"), _("用标准字库里的字重打这个姓名。")),
    "elsewhere_too": (_("别的村（社区）也登记了这个身份证号"), _("人户分离的属正常；不是的请与镇街核对。")),
    "phones_two": (_("一格里有两个电话"), _("只记第一个。")),
    "head_otherwise": (_("同一户号写了两个户主：“{detail}”和这一行"), _("核对户号和户主。")),
    "household_without_address": (_("这一户没有住址"), _("先记村（社区）名称，之后可以补。")),
    "same_name_here": (
        _("本村（社区）已有同名同生日的人，不在这一户"),
        _("是同一个人的，先补身份证号再导入；不是的可以入库。"),
    ),
    "name_blanks": (_("已去掉姓名里的空格，统一了中间的点"), ""),
    "born_form": (_("日期已统一写法"), ""),
    "ditto_filled": (_("“同上”已按上一行补"), ""),
    "filled_from_above": (_("同户成员没有写户号，已按上一行补"), ""),
    "number_old": (_("15 位老号码已补成 18 位"), ""),
    "same_row": (_("和第 {detail} 行完全相同，只收一次"), ""),
    "total_row": (_("合计行，不是人员，跳过"), ""),
    "foot_row": (_("填表人、说明一类的行，跳过"), ""),
    "heading_again": (_("又是表头，跳过"), ""),
}
"""What each finding says and what to do about it; `{detail}` is what the finding names."""

CHANGED: Mapping[str, Text] = {
    "name": _("姓名"),
    "sex": _("性别"),
    "born_on": _("出生日期"),
    "residence": _("户籍"),
    "relation": _("与户主关系"),
    "registered_address": _("户籍地址"),
    "phone": _("电话"),
    "number": _("证件号码"),
    "household": _("所在的户"),
}
"""What a row changes about somebody registered, by field."""

SEXES: Mapping[str, Text] = {"male": _("男"), "female": _("女")}

WORDINGS: dict[str, Wording] = {
    "people.roster_area_unfit": Wording(
        _("名册要按村（社区）或者镇街导入"),
        _("“{area}”下面没有村（社区），不知道这些人住在哪里。"),
        (_("选一个村（社区），或者选镇街并在表里写明村（社区）。"),),
    ),
    "people.roster_headings_unknown": Wording(
        _("没有找到表头"),
        _("表里没有哪一行像名册的表头，至少要有“姓名”和另外一列。前几行里有：{found}。"),
        (_("在“列的含义”里指出哪一列是姓名。"), _("或者在表里加上表头，再选一次文件。")),
    ),
    "people.roster_without_names": Wording(
        _("还没有指出姓名列"), _("没有一列是姓名，名册读不出人来。"), (_("在“列的含义”里把姓名那一列选成“姓名”。"),)
    ),
    "people.roster_not_open": Wording(
        _("这份名册现在不能改"),
        _("它正在读，或者正在入库，或者已经办完。"),
        (_("刷新页面看看现在到哪一步。"),),
    ),
    "people.roster_has_bad_rows": Wording(
        _("还有行没有改好"),
        _("有 {rows} 行不能入库，所以一行也没有写。"),
        (_("把标出的格子改好再核对一遍。"), _("或者选“先入库没问题的行”。")),
    ),
    "people.roster_too_long": Wording(
        _("人太多，一个文件放不下"),
        _("一个文件最多 {rows} 人。"),
        (_("按村（社区）分开导出。"),),
    ),
    "people.roster_register_moved": Wording(
        _("登记一直在变"),
        _("别人正在改同一个村（社区）的人员，这份名册没有写入。"),
        (_("过几分钟再入库。"),),
    ),
}

ENTRIES: dict[str, Text] = {
    "people.roster_imported": _("导入了名册"),
    "people.roster_marked": _("下载了名册里没有入库的行"),
    "people.roster_exported": _("导出了名册"),
}


def what_is_wrong(problem: Problem) -> str:
    """Return what a finding says."""
    detail = SEXES.get(problem.detail, problem.detail) if problem.kind == "sex_otherwise" else problem.detail
    return str(PROBLEMS[problem.kind][0]).format(detail=detail)


def mend_of(problem: Problem) -> str:
    """Return what to do about a finding; nothing where it was put right."""
    return str(PROBLEMS[problem.kind][1])


def said_of(problem: Problem) -> str:
    """Return a finding with what to do about it, as a sheet holds both in one cell."""
    return f"{what_is_wrong(problem)}。{mend_of(problem)}"
