"""What is said when a person, a household or a kinship cannot be recorded."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording
from gongzhi.people import data_wording, roster_wording

WORDINGS: dict[str, Wording] = {
    **roster_wording.WORDINGS,
    **data_wording.WORDINGS,
    "people.name_missing": Wording(_("还缺姓名"), _("登记人员必须写明姓名。"), (_("补上姓名后再提交。"),)),
    "people.phone_unfit": Wording(
        _("电话号码不对"),
        _("手机号应为 11 位，固定电话应为区号加 7 至 8 位号码。"),
        (_("核对后重新填写。"), _("没有电话的，可以不填。")),
    ),
    "people.choice_unknown": Wording(_("选项不对"), _("“{value}”不在可选范围内。"), (_("请在表格给出的选项中选择。"),)),
    "people.address_missing": Wording(_("还缺住址"), _("登记户必须写明住址。"), (_("补上门牌或组别。"),)),
    "people.household_known": Wording(
        _("这一户已经登记"), _("本区域已有住址为“{address}”的户。"), (_("直接使用已登记的户。"),)
    ),
    "people.household_elsewhere": Wording(
        _("户不在本区域"), _("所选的户登记在另一个区域。"), (_("选择本区域的户，或者先登记新的户。"),)
    ),
    "people.relative_of_oneself": Wording(_("不能申报本人"), _("近亲属应当是另一个人。"), (_("重新选择人员。"),)),
    "people.kin_unknown": Wording(
        _("不属于近亲属"),
        _("近亲属是配偶、父母、子女、兄弟姐妹、祖父母、外祖父母、孙子女、外孙子女。"),
        (_("从以上关系中选择。"),),
    ),
    "people.kin_declared": Wording(_("已经申报过"), _("这两个人之间的近亲属关系已经登记。"), (_("无需重复申报。"),)),
    "people.reason_missing": Wording(
        _("还缺理由"), _("查看完整号码必须写明理由，本人可以看到谁看过。"), (_("写明因何事需要查看。"),)
    ),
    "people.identity_unfit": Wording(
        _("公民身份号码不对"),
        _("公民身份号码是 18 位，最后一位是校验码，中间八位是出生日期；填的这一个对不上。"),
        (_("照证件逐位核对。"), _("表格里的号码末几位变成 0 的，要先把那一列设为文本再重新输入。")),
    ),
    "people.number_unfit": Wording(
        _("证件号码不对"), _("证件号码由 5 到 20 个字母和数字组成。"), (_("照证件核对后重新填写。"),)
    ),
    "people.number_without_paper": Wording(
        _("还缺证件种类"), _("填了证件号码，就要选是哪一种证件。"), (_("选一种证件，或者把号码清空。"),)
    ),
    "people.born_otherwise": Wording(
        _("出生日期对不上"),
        _("公民身份号码里的出生日期和填写的“{day}”不一样。"),
        (_("照证件核对，改正其中一个。"),),
    ),
    "people.number_known_here": Wording(
        _("这个号码已经登记"),
        _("本区域名册里已有一个人登记了同一个证件号码。"),
        (_("用完整号码查找，改正已有的登记。"),),
    ),
    "people.closed_day_unfit": Wording(
        _("日期不对"), _("{day}在今天之后，或者早于出生日期。"), (_("填写实际迁出或者去世的日期。"),)
    ),
    "people.closed_already": Wording(_("已经注销"), _("这个人已于{day}从名册注销。"), (_("要恢复的，先撤销注销。"),)),
    "people.own_record": Wording(
        _("不能注销自己"), _("自己的登记由别人来注销。"), (_("请镇街或者村里另一位文书来办。"),)
    ),
    "people.twice_in_use": Wording(
        _("这一条正在用"),
        _("这条登记上有账号或者任职，注销了就断了。"),
        (_("保留这一条，注销另一条重复的。"), _("两条都在用的，先停用一个账号、办好离任，再来注销。")),
    ),
    "people.not_closed": Wording(_("没有注销"), _("这个人仍在名册里。"), (_("无需恢复。"),)),
}

ENTRIES: dict[str, Text] = {
    **roster_wording.ENTRIES,
    **data_wording.ENTRIES,
    "people.household_registered": _("登记了{subject}"),
    "people.person_registered": _("登记了{subject}"),
    "people.phone_changed": _("改了{subject}的电话"),
    "people.relative_declared": _("登记了{subject}的近亲属"),
    "people.phone_shown": _("看了{subject}的完整电话"),
    "people.number_shown": _("看了{subject}的完整证件号码"),
    "people.person_corrected": _("更正了{subject}的登记内容"),
    "people.paper_recorded": _("登记了{subject}的证件"),
    "people.person_closed": _("把{subject}从名册注销"),
    "people.person_reopened": _("把{subject}恢复到名册"),
}
