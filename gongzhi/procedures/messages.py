"""What people are told when a step stands in the way."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording

WORDINGS: dict[str, Wording] = {
    "procedures.step_not_open": Wording(
        _("还不到“{step}”这一步"),
        _("现在该办的是：{open}。程序要一步一步走，不能跳过。"),
        (_("先办完现在这一步，再办“{step}”。"),),
    ),
    "procedures.outcome_unknown": Wording(
        _("这一步没有这样的结果"),
        _("“{step}”只能这样结束：{known}。"),
        (_("从列出的结果里选一个。"),),
    ),
    "procedures.not_yours": Wording(
        _("这一步不由您办"),
        _("“{step}”由程序写明的岗位或经办人来办。"),
        (_("看这件事的页面上现在由谁办，请那位来办。"),),
    ),
    "procedures.reopened_enough": Wording(
        _("不能再次重办"),
        _("这件事已经重办过 {times} 次，按程序最多 {most} 次。"),
        (_("可以另提一件新的诉求，写上原来的编号。"), _("也可以打 12345 反映。")),
    ),
    "procedures.words_missing": Wording(
        _("还没有写办理情况"), _("“{step}”要写清楚做了什么。"), (_("写一两句话再提交。"),)
    ),
    "procedures.reason_missing": Wording(
        _("还没有写理由"), _("“{step}”要写明理由，让对方知道为什么。"), (_("写明理由再提交。"),)
    ),
    "procedures.basis_missing": Wording(
        _("还没有写依据"),
        _("不予支持的诉求，“{step}”要写明法律、法规或者政策依据。"),
        (_("写上文件名称和条款，再提交。"), _("没有依据的，应当依法办理，不能答复不支持。")),
    ),
    "procedures.explanation_missing": Wording(
        _("还没有解释的记录"),
        _("不予支持的诉求，“{step}”要记下怎样向本人解释的。"),
        (_("先当面或者打电话解释，再写下什么时候、怎样解释的。"),),
    ),
    "procedures.receiver_missing": Wording(
        _("还没有选由谁来办"), _("“{step}”要指明承办的单位或者人。"), (_("选一个承办单位或者经办人。"),)
    ),
    "procedures.authorisation_missing": Wording(
        _("还没有本人的委托"),
        _("“{step}”要有本人的委托：谁、委托办什么。"),
        (_("请本人在表上勾选委托，或者当面记下委托。"),),
    ),
    "procedures.rating_missing": Wording(
        _("还没有选解决了没有"), _("“{step}”要由本人选一个评价。"), (_("选一个评价再提交。"),)
    ),
}

ENTRIES: dict[str, Text] = {
    "procedures.attempt_refused": _("想办{subject}的一步，没有办成"),
}
