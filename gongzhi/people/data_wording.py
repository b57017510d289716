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
}

ENTRIES: dict[str, Text] = {
    "people.consent_given": _("记下了{subject}的同意"),
    "people.consent_withdrawn": _("记下了{subject}撤回同意"),
}
