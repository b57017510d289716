"""What is said when a person, a household or a kinship cannot be recorded."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording

WORDINGS: dict[str, Wording] = {
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
        _("还缺理由"), _("查看完整电话必须写明理由，本人可以看到谁看过。"), (_("写明因何事需要联系本人。"),)
    ),
}

ENTRIES: dict[str, Text] = {
    "people.household_registered": _("登记了{subject}"),
    "people.person_registered": _("登记了{subject}"),
    "people.phone_changed": _("改了{subject}的电话"),
    "people.relative_declared": _("登记了{subject}的近亲属"),
    "people.phone_shown": _("看了{subject}的完整电话"),
}
