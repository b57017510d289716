"""What is said when a cadre cannot be sent, a record not be kept, a post not be entered; and the journal's words."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording

WORDINGS: dict[str, Wording] = {
    "cadres.role_unknown": Wording(
        _("没有这种选派"), _("本地的选派种类里没有“{role}”。"), (_("从列出的种类中选择。"),)
    ),
    "cadres.level_unfit": Wording(_("不派到这一级"), _("“{label}”不派到所选的这一级区域。"), (_("重新选择去处。"),)),
    "cadres.sender_missing": Wording(
        _("还缺派出单位"),
        _("“{label}”必须写明由哪个单位派出。"),
        (_("选择派出单位；还没有登记的，先在“组织”里登记。"),),
    ),
    "cadres.category_unfit": Wording(
        _("不属于选派范围"),
        _("“{label}”从这些干部中选派：{categories}。此人的档案里没有这样的标记。"),
        (_("核对档案里的干部类别。"), _("类别有误的，先在档案里更正。")),
    ),
    "cadres.born_unfit": Wording(
        _("不在选派的年龄段"), _("“{label}”从{bands}中选派。"), (_("核对出生年份；平台只保存年代，不保存年份。"),)
    ),
    "cadres.served_already": Wording(
        _("已有基层工作经历"),
        _("“{label}”安排缺乏基层工作经历的干部，此人已有记录在册的基层工作经历。"),
        (_("确需安排的，写明理由。"), _("记录有误的，先在原选派记录上更正。")),
    ),
    "cadres.one_too_many": Wording(
        _("这里已经有一名"),
        _("同一个村（社区）的“{label}”只派一名，现在已有人在任或者已列入计划。"),
        (_("确需多派的，写明理由。"), _("前一名已经离开的，先登记离任。")),
    ),
    "cadres.place_of_no_kind": Wording(
        _("还缺选派的缘由"),
        _("“{label}”派往规定类型的村；没有选类型的，要写明理由。"),
        (_("选择村的类型，或者写明理由。"),),
    ),
    "cadres.sent_already": Wording(
        _("已经登记过"), _("此人在这里的“{label}”已经登记，还没有结束。"), (_("在原来的记录上办理。"),)
    ),
    "cadres.step_unknown": Wording(_("没有这一步"), _("选派没有“{step}”这一步。"), (_("从页面上的几步中选择。"),)),
    "cadres.day_to_come": Wording(
        _("日期还没有到"), _("{on} 还没有到，只登记已经发生的。"), (_("改为实际发生的日期。"),)
    ),
    "cadres.not_begun": Wording(
        _("还没有到岗"), _("没有到岗的选派不能办理期满。"), (_("计划取消的，办理作废并写明理由。"),)
    ),
    "cadres.reason_missing": Wording(_("还缺理由"), _("办理这一项必须写明理由。"), (_("写明理由或者文件名称。"),)),
    "cadres.basis_missing": Wording(_("还缺依据"), _("分配编制必须写明依据的文件。"), (_("写明文件名称和文号。"),)),
    "cadres.ends_before": Wording(
        _("日期不对"), _("最后一天（{last_on}）早于开始的日期（{from_on}）。"), (_("核对两个日期。"),)
    ),
    "cadres.voided": Wording(_("已经作废"), _("这条记录已于 {on} 作废。"), (_("需要的，重新登记一条。"),)),
    "cadres.over": Wording(_("已经结束"), _("这一项已于 {on} 结束。"), (_("需要的，重新登记一项。"),)),
    "cadres.field_missing": Wording(_("还有必填项没有填"), _("登记“{label}”还缺：{fields}。"), (_("补齐后再提交。"),)),
    "cadres.field_unknown": Wording(_("多出了登记项"), _("“{label}”没有登记项“{fields}”。"), (_("去掉这一项。"),)),
    "cadres.field_unfit": Wording(_("登记项的内容不对"), _("“{field}”不能填“{value}”。"), (_("可以填：{choices}。"),)),
    "cadres.finding_unwritten": Wording(
        _("要写成文字"), _("“{field}”要写具体表现，不能只填分数或者等次。"), (_("写一两句看得见的事实。"),)
    ),
    "cadres.file_known": Wording(_("档案已经有了"), _("此人的档案已经建立。"), (_("在原来的档案上办理。"),)),
    "cadres.category_unknown": Wording(
        _("没有这种干部类别"), _("本地的干部类别里没有“{category}”。"), (_("可以选：{choices}。"),)
    ),
    "cadres.kind_unknown": Wording(
        _("没有这种记录"), _("本地的档案记录里没有“{kind}”。"), (_("从列出的种类中选择。"),)
    ),
    "cadres.record_before_missing": Wording(
        _("前面的记录还没有"), _("登记“{label}”以前，档案里要先有：{missing}。"), (_("先补上前面的记录。"),)
    ),
    "cadres.leads_oneself": Wording(
        _("不能联系本人"), _("联系领导和被联系的人不能是同一个人。"), (_("重新选择联系领导。"),)
    ),
    "cadres.led_already": Wording(
        _("已经有联系领导"), _("每名人才由一名领导联系，此人已经有了。"), (_("需要更换的，先结束原来的联系。"),)
    ),
    "cadres.path_unknown": Wording(
        _("没有这种进入渠道"),
        _("本地的渠道里没有“{path}”。"),
        (_("可以选：{choices}。"), _("确需增加的，写进本地政策包。")),
    ),
    "cadres.post_not_held": Wording(
        _("现在没有担任规定的职务"), _("走“{label}”的，现在要担任：{posts}。此人没有。"), (_("核对此人现任的职务。"),)
    ),
    "cadres.record_missing": Wording(
        _("档案里缺记录"), _("走“{label}”的，档案里要有其中一项：{records}。"), (_("先在档案里补上记录，再办理。"),)
    ),
    "cadres.total_reached": Wording(
        _("超过了总数"),
        _("“{label}”一共 {most} 名（{source}），已用 {used} 名，只剩 {left} 名。"),
        (_("减少这一次的名额，或者先从别处收回。"),),
    ),
    "cadres.more_filled": Wording(
        _("少于已经使用的"), _("这里已经使用 {filled} 名，不能减到 {posts} 名。"), (_("先办理退出，再减少名额。"),)
    ),
    "cadres.posts_filled": Wording(
        _("名额已经用完"), _("分给这里 {most} 名，已经使用 {used} 名。"), (_("先办理退出，或者申请增加名额。"),)
    ),
    "cadres.fills_already": Wording(_("此人已经占用编制"), _("一个人只占用一个编制。"), (_("先办理原来编制的退出。"),)),
    "cadres.scheme_unknown": Wording(
        _("这里没有这项编制"), _("本地没有可以分给这一级的编制“{scheme}”。"), (_("从列出的编制和乡镇（街道）中选择。"),)
    ),
    "cadres.makes_no_pair": Wording(
        _("这种选派不结对子"),
        _("这种选派没有派出单位与村（社区）结对的要求。"),
        (_("需要结对的，在组织的页面登记关系。"),),
    ),
    "cadres.no_party_organisation": Wording(
        _("村（社区）还没有登记党组织"),
        _("对子由派出单位与村（社区）党组织结成，这里还没有登记党组织。"),
        (_("先在“组织”里登记。"),),
    ),
    "cadres.marked_already": Wording(_("已经注明过"), _("这个对子的重叠已经注明理由。"), ()),
}

ENTRIES: dict[str, Text] = {
    "cadres.posting_planned": _("把{subject}列入计划"),
    "cadres.posting_received": _("对接了{subject}"),
    "cadres.posting_arrived": _("登记了{subject}到岗"),
    "cadres.posting_appointed": _("登记了{subject}完成任职"),
    "cadres.posting_handed_over": _("登记了{subject}完成交接"),
    "cadres.posting_ended": _("结束了{subject}"),
    "cadres.posting_moved": _("调整了{subject}的去处"),
    "cadres.posting_voided": _("作废了{subject}"),
    "cadres.posting_paired": _("按{subject}结成了对子"),
    "cadres.overlap_marked": _("注明了{subject}为什么重叠结对"),
    "cadres.file_opened": _("建立了{subject}"),
    "cadres.file_sorted": _("更正了{subject}的单位和类别"),
    "cadres.record_added": _("在{subject}里加了一条记录"),
    "cadres.record_voided": _("作废了{subject}里的一条记录"),
    "cadres.talent_led": _("为{subject}确定了联系领导"),
    "cadres.talent_left": _("结束了{subject}的领导联系"),
    "cadres.path_entered": _("按{subject}办理了进入渠道"),
    "cadres.posts_allotted": _("分配了{subject}"),
    "cadres.post_filled": _("使用了{subject}一名"),
    "cadres.post_freed": _("腾出了{subject}一名"),
}
