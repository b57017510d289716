"""What people are told when a request cannot go on as they wish, and how the journal calls what happened."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording

WORDINGS: dict[str, Wording] = {
    "cases.words_too_few": Wording(
        _("还没有说清是什么事"), _("现在写了 {length} 个字，至少要 {fewest} 个字。"), (_("写上什么事、在哪里。"),)
    ),
    "cases.words_too_many": Wording(
        _("写得太长了"),
        _("现在写了 {length} 个字，最多 {most} 个字。"),
        (_("先写要紧的，其余的做成文件附在后面。"),),
    ),
    "cases.phone_unfit": Wording(
        _("手机号不对"), _("手机号是 11 位，您填了 {given} 位。"), (_("照着再看一遍；不留手机号，就抄下查询码。"),)
    ),
    "cases.item_unknown": Wording(
        _("没有这个事项"), _("这里的事项清单里没有“{item}”。"), (_("从清单里选一项；都不像，就选“其他”。"),)
    ),
    "cases.goes_elsewhere": Wording(
        _("这件事要走另外的路"), _("{advice}"), (_("需要人帮忙看路怎么走，可以打 12348 找法律援助。"),)
    ),
    "cases.call_first": Wording(
        _("先打电话"), _("{advice}"), (_("打过了还要报上来，就带上“已经提醒过”（warned）再提交一次。"),)
    ),
    "cases.own_request": Wording(
        _("自己提的事不能自己办"), _("这件事是您本人提的，要由别人来办。"), (_("请把它交给同岗位的其他人。"),)
    ),
    "cases.receiver_unfit": Wording(
        _("这位不能接"), _("所选的单位或人不在可以承办的名单里。"), (_("从列出的承办单位和经办人里选。"),)
    ),
    "cases.nobody_to_take": Wording(
        _("这里还没有人接"),
        _("“{area}”往上都没有设能接这类事的岗位（{posts}）。"),
        (_("请区县管理员先设好岗位。"), _("急事请打 12345。")),
    ),
    "cases.phone_not_yours": Wording(
        _("现在不能看号码"), _("完整号码只给手上有这件事的人看。"), (_("要联系本人，请经办人联系。"),)
    ),
    "cases.look_unexplained": Wording(
        _("要写为什么看"), _("每次看号码都要写原因，本人看得到。"), (_("写上原因，例如：约上门时间。"),)
    ),
    "cases.no_such_step": Wording(
        _("这里不这样办"), _("“{procedure}”没有这一步。"), (_("按这件事页面上写的步骤办。"),)
    ),
    "cases.nobody_assigned": Wording(
        _("还没有转办单"), _("这件事还没有派给谁。"), (_("先选承办单位或者经办人，再打印。"),)
    ),
    "cases.not_replied": Wording(_("还没有答复书"), _("这件事还没有答复。"), (_("先写好答复，再打印。"),)),
    "cases.claim_unknown": Wording(
        _("没有找到这件事"),
        _("查询码是 8 位字母和数字，例如 7K2M-94QX。您填的没有对上。"),
        (_("照回执再看一遍；字母不分大小写。"), _("回执丢了，请带证件到村（社区）窗口查。")),
    ),
}

ENTRIES: dict[str, Text] = {
    "cases.case_filed": _("提出了{subject}"),
    "cases.case_accepted": _("受理了{subject}"),
    "cases.case_assigned": _("派办了{subject}"),
    "cases.case_handled": _("报了{subject}的办理结果"),
    "cases.case_returned": _("退回了{subject}"),
    "cases.return_ruled": _("裁定了{subject}的退办"),
    "cases.case_replied": _("答复了{subject}"),
    "cases.case_rated": _("评价了{subject}"),
    "cases.case_called_back": _("回访了{subject}"),
    "cases.case_closed": _("办结了{subject}"),
    "cases.case_reopened": _("申请重办{subject}"),
    "cases.case_risen": _("因超期把{subject}报到上一级"),
    "cases.cases_exported": _("导出了办件清单"),
    "cases.phone_shown": _("看了{subject}的联系电话"),
}
