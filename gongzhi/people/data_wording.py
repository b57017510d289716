"""What is said about consents, and about copies, corrections and deletions that people ask for."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording

WORDINGS: dict[str, Wording] = {
    "people.consent_not_asked": Wording(
        _("不需要同意"), _("这一项是依法办理，或者没有这一项用途，不用本人同意。"), (_("用途和依据列在本页。"),)
    ),
    "people.wording_changed": Wording(
        _("文字有变化"), _("同意的文字刚刚换了新的。"), (_("看过新的文字，再按一次同意。"),)
    ),
    "people.guardian_missing": Wording(
        _("要由监护人同意"),
        _("不满 {age} 周岁的，由父母或者其他监护人在窗口或者书面同意。"),
        (_("请监护人到窗口办理，并写上监护人的姓名。"),),
    ),
    "people.consent_given": Wording(_("已经同意过"), _("这一项已经同意，还在生效。"), (_("无需重复。"),)),
    "people.consent_not_there": Wording(_("没有同意过"), _("这一项没有生效的同意。"), (_("刷新页面看现在的情况。"),)),
    "people.correction_missing": Wording(
        _("还缺要更正的内容"), _("要更正的，请填写正确的内容，或者写明哪里不对。"), (_("至少填一项。"),)
    ),
    "people.asked_already": Wording(
        _("已经提过"), _("同样的申请还在办理。"), (_("答复以后可以再提；在本人信息页能看到什么时候答复。"),)
    ),
    "people.answered_already": Wording(_("已经答复"), _("这件申请已经答复。"), (_("回到清单。"),)),
    "people.answer_reason_missing": Wording(
        _("还缺理由"), _("没有照办，或者只办了一部分，要写明理由，本人看得到。"), (_("写明留下什么、依据什么。"),)
    ),
    "people.stays_by_duty": Wording(_("留着"), _("人在名册里，履行法定职责要用到。"), (_("迁出或者注销以后再看。"),)),
    "people.stays_unset": Wording(
        _("留着"), _("注销以后的保存期限未设定，先不删除。"), (_("请镇街领导或者区县主管设定期限。"),)
    ),
    "people.stays_until": Wording(_("留着"), _("保存期限到{day}。"), (_("到期由系统删除。"),)),
    "people.stays_elsewhere": Wording(
        _("留着"), _("姓名还写在依法保存的记录里：{where}。"), (_("这些记录按各自的期限保存。"),)
    ),
}

ENTRIES: dict[str, Text] = {
    "people.consent_given": _("记下了{subject}的同意"),
    "people.consent_withdrawn": _("记下了{subject}撤回同意"),
    "people.data_asked": _("收下了{subject}关于个人信息的申请"),
    "people.data_answered": _("答复了{subject}关于个人信息的申请"),
    "people.person_erased": _("删除了{subject}到期的个人信息"),
    "people.slip_issued": _("给{subject}打印了开账号的纸条"),
    "people.copy_made": _("给出了{subject}的个人信息副本"),
}
