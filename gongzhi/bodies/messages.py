"""What is said when a body cannot be registered or a person cannot be appointed."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording

WORDINGS: dict[str, Wording] = {
    "bodies.kind_unknown": Wording(
        _("没有这种组织"),
        _("本地的组织种类里没有“{kind}”。"),
        (_("从列出的种类中选择。"), _("确需增加的，写进本地政策包。")),
    ),
    "bodies.name_missing": Wording(_("还缺名称"), _("登记组织必须写明名称。"), (_("补上名称后再提交。"),)),
    "bodies.name_taken": Wording(
        _("名称已经用过"),
        _("本区域已有同种类、同名的组织“{name}”。"),
        (_("核对是否重复登记。"), _("确为另一个组织的，换一个名称。")),
    ),
    "bodies.level_unfit": Wording(
        _("不设在这一级"), _("“{label}”不设在所选的区域层级。"), (_("选择它所在的层级：{levels}。"),)
    ),
    "bodies.one_already": Wording(
        _("本区域已经有了"),
        _("“{label}”在同一区域只能有一个。"),
        (_("在已有的组织上办理。"), _("原组织已撤销的，先办理撤销。")),
    ),
    "bodies.parent_missing": Wording(
        _("还缺上级组织"), _("“{label}”必须隶属于上级组织。"), (_("选择上级组织：{parents}。"),)
    ),
    "bodies.parent_elsewhere": Wording(
        _("上级组织不在本区域之上"), _("上级组织应当设在本区域或者本区域的上级。"), (_("重新选择上级组织。"),)
    ),
    "bodies.parent_unfit": Wording(
        _("上级组织的种类不对"), _("“{label}”不能直接隶属于这一种组织。"), (_("选择上级组织：{parents}。"),)
    ),
    "bodies.field_missing": Wording(_("还有必填项没有填"), _("登记“{label}”还缺：{fields}。"), (_("补齐后再提交。"),)),
    "bodies.field_unknown": Wording(_("多出了登记项"), _("“{label}”没有登记项“{fields}”。"), (_("去掉这一项。"),)),
    "bodies.field_unfit": Wording(_("登记项的内容不对"), _("“{field}”不能填“{value}”。"), (_("可以填：{choices}。"),)),
    "bodies.hosts_missing": Wording(
        _("还缺依托单位"), _("按这种方式组建要写明至少 {least} 个依托单位，现在有 {hosts} 个。"), (_("补上依托单位。"),)
    ),
    "bodies.hosts_too_many": Wording(
        _("依托单位过多"),
        _("按这种方式组建最多写 {most} 个依托单位，现在有 {hosts} 个。"),
        (_("两个以上单位共同组建的，选择联合组建。"),),
    ),
    "bodies.body_closed": Wording(_("组织已经撤销"), _("“{name}”已于 {on} 撤销。"), (_("选择仍在的组织。"),)),
    "bodies.still_staffed": Wording(
        _("还不能撤销"), _("“{name}”还有 {persons} 人在任。"), (_("先办理离任，再撤销组织。"),)
    ),
    "bodies.still_parent": Wording(
        _("还不能撤销"), _("“{name}”还有 {bodies} 个下级组织。"), (_("先撤销下级组织，或者转到别的上级。"),)
    ),
    "bodies.merge_unfit": Wording(
        _("不能并入这个组织"), _("只能并入另一个同类别的组织，成员才有去处。"), (_("重新选择并入的组织。"),)
    ),
    "bodies.reason_missing": Wording(_("还缺理由"), _("办理这一项必须写明理由。"), (_("写明理由或者文件名称。"),)),
    "bodies.basis_missing": Wording(
        _("还缺任职依据"), _("任职必须写明依据：选举、决定或者文件。"), (_("补上依据后再提交。"),)
    ),
    "bodies.post_unknown": Wording(
        _("没有这种岗位"), _("本地的岗位种类里没有“{kind}”。"), (_("从列出的岗位中选择。"),)
    ),
    "bodies.post_elsewhere": Wording(
        _("岗位不设在这个组织"), _("“{label}”不设在这种组织里。"), (_("选择设有这个岗位的组织。"),)
    ),
    "bodies.post_known": Wording(_("岗位已经设立"), _("这个组织已有岗位“{title}”。"), (_("在已有的岗位上任职。"),)),
    "bodies.term_backwards": Wording(
        _("任期不对"), _("任期的结束日期 {to_on} 早于开始日期 {from_on}。"), (_("改正日期。"),)
    ),
    "bodies.seats_taken": Wording(
        _("岗位没有空缺"),
        _("“{title}”有 {seats} 个名额，这段时间都有人任职。"),
        (_("先办理离任，或者改从空缺之日起任职。"),),
    ),
    "bodies.held_already": Wording(_("已经在任"), _("这个人这段时间已经在任“{title}”。"), (_("无需重复任职。"),)),
    "bodies.barred_oneself": Wording(
        _("不得兼任"),
        _("依据 {source}，担任“{other}”的人不得担任“{title}”。"),
        (_("另选人员。"), _("先辞去原来的职务。")),
    ),
    "bodies.barred_relative": Wording(
        _("近亲属应当回避"),
        _("依据 {source}，“{other}”的近亲属不得担任“{title}”。"),
        (_("另选人员。"),),
    ),
    "bodies.too_many_members": Wording(
        _("人数已满"),
        _("“{name}”最多 {most} 人，现有 {holders} 人。依据：{source}。"),
        (_("先办理离任，再增加人员。"),),
    ),
    "bodies.ended_already": Wording(_("已经离任"), _("这项任职已于 {on} 结束。"), (_("无需重复办理。"),)),
    "bodies.not_alone": Wording(
        _("应当单独设立"),
        _("“{field}”中的“{alone}”应当单独设立，不得与其他职能合在一个机构。"),
        (_("另行登记其他机构。"),),
    ),
    "bodies.link_missing": Wording(
        _("还缺有关组织"),
        _("登记“{label}”还要写明：{links}。"),
        (_("补上有关组织。"), _("对方尚未登记的，先登记对方。")),
    ),
    "bodies.link_unknown": Wording(
        _("没有这种关系"), _("本地的组织关系里没有“{kind}”。"), (_("从列出的关系中选择。"),)
    ),
    "bodies.link_unfit": Wording(
        _("这两个组织之间没有这种关系"), _("“{label}”不适用于“{subject}”与“{other}”。"), (_("重新选择组织。"),)
    ),
    "bodies.instrument_missing": Wording(
        _("还缺依据"), _("登记“{label}”必须写明所依据的法律、章程或者文件。"), (_("写明依据后再提交。"),)
    ),
    "bodies.link_known": Wording(
        _("已经登记过"), _("“{subject}”与“{other}”的“{label}”已经登记。"), (_("无需重复登记。"),)
    ),
    "bodies.tier_out_of_order": Wording(
        _("不在这一层级之下"),
        _("“{label}”不能设在这里。本地的组织层级依次为：{order}。"),
        (_("选择上一层级的组织作为上级。"),),
    ),
    "bodies.tier_beyond_last": Wording(
        _("已是最末一级"), _("本地的组织层级只有 {tiers} 级：{order}。"), (_("登记在已有的末级组织里。"),)
    ),
    "bodies.there_already": Wording(
        _("没有变化"), _("“{name}”已经在这个区域和上级之下。"), (_("选择新的区域或者上级。"),)
    ),
    "bodies.still_members": Wording(
        _("还不能撤销"), _("“{name}”还有 {members} 名成员。"), (_("先把成员转到别的组织，写明去向。"),)
    ),
    "bodies.member_kind_unknown": Wording(
        _("没有这种成员"), _("本地的成员种类里没有“{kind}”。"), (_("从列出的种类中选择。"),)
    ),
    "bodies.member_unfit": Wording(
        _("成员种类不适用"), _("“{label}”不是“{name}”的成员种类。"), (_("重新选择成员种类。"),)
    ),
    "bodies.unit_missing": Wording(_("还缺所在单位"), _("“{label}”必须写明所在单位。"), (_("写明单位名称。"),)),
    "bodies.member_elsewhere": Wording(
        _("已在别的组织"),
        _("这个人的“{label}”身份还在另一个组织，同一时间只能在一个组织。"),
        (_("先办理转出，再转入“{name}”。"),),
    ),
    "bodies.member_already": Wording(_("已经是成员"), _("这个人已经是“{name}”的成员。"), (_("无需重复登记。"),)),
    "bodies.not_a_member": Wording(
        _("不是本组织成员"), _("联系住户的应当是“{name}”的成员。"), (_("先登记为成员。"), _("另选人员。"))
    ),
    "bodies.not_a_household_group": Wording(
        _("不是联户组"), _("“{name}”不是联户组，不能编入住户。"), (_("选择联户组。"),)
    ),
    "bodies.in_a_group": Wording(
        _("已经编入联户组"), _("住户“{address}”已经在一个联户组，一户只能编入一个组。"), (_("先从原来的组移出。"),)
    ),
    "bodies.contact_known": Wording(_("已经建立联系"), _("这名成员已经联系住户“{address}”。"), (_("无需重复登记。"),)),
    "bodies.contact_refused": Wording(
        _("住户不愿被联系"),
        _("住户“{address}”已表示不需要党员联系。"),
        (_("尊重住户意愿；住户改变主意的，由住户提出。"),),
    ),
    "bodies.head_of_no_household": Wording(
        _("不是组内住户"), _("联户长应当是“{name}”各户中的成年人。"), (_("先把其所在的户编入本组。"), _("另选人员。"))
    ),
    "bodies.birth_unknown": Wording(
        _("还缺出生日期"), _("联户长应当成年，没有出生日期不能判断。"), (_("补登出生日期。"),)
    ),
    "bodies.head_not_adult": Wording(
        _("尚未成年"), _("联户长应当年满 {least} 周岁，现为 {years} 周岁。依据：{source}。"), (_("另选人员。"),)
    ),
    "bodies.resource_kind_unknown": Wording(
        _("没有这种资源"), _("资源种类里没有“{kind}”。"), (_("可以选：{choices}。"),)
    ),
    "bodies.resource_incomplete": Wording(
        _("资源登记不完整"), _("登记资源必须写明名称、归谁所有、作何用途。"), (_("补齐后再提交。"),)
    ),
    "bodies.task_incomplete": Wording(
        _("任务登记不完整"), _("登记任务必须选择事项并写明内容。"), (_("补齐后再提交。"),)
    ),
    "bodies.not_a_party": Wording(
        _("责任方不对"), _("责任方应当是共管各方之一：{parties}。"), (_("从共管各方中选择。"), _("先登记共管关系。"))
    ),
    "bodies.owners_vote_missing": Wording(
        _("应当由业主共同决定"),
        _("“{label}”由业主共同决定，依据：{source}。"),
        (_("先由业主表决，写明表决的日期，填上面积和人数。"),),
    ),
    "bodies.vote_miscounted": Wording(
        _("表决的数不对"),
        _("同意的不能多于参加的，参加的不能多于全部。现填{words}。"),
        (_("核对后重新填写。"),),
    ),
    "bodies.owners_too_few": Wording(
        _("参加表决的业主不够"),
        _("“{label}”应当由面积占比 {quorum} 以上且人数占比 {quorum} 以上的业主参加表决。现填{words}。"),
        (_("继续征集表决，够数以后再登记。"),),
    ),
    "bodies.owners_against": Wording(
        _("同意的业主不够"),
        _("“{label}”要参加表决的面积和人数都达到规定的份额（{share}）。现填{words}。"),
        (_("没有通过的事项不能登记任务。"),),
    ),
    "bodies.day_unfit": Wording(_("日期不对"), _("“{text}”不是日期。"), (_("按 2026-01-05 的样子填写。"),)),
    "bodies.no_household": Wording(
        _("还没有登记住户"), _("您还没有登记在哪一户，不能设置是否需要联系。"), (_("请村（社区）文书补登住址。"),)
    ),
    "bodies.result_missing": Wording(_("还缺结果"), _("办结任务必须写明结果。"), (_("写明结果后再提交。"),)),
    "bodies.record_missing": Wording(
        _("选举日期和选举记录要一起写"),
        _("“{name}”的这一届要么写明选举日期和选举记录，要么两项都不写。"),
        (_("写明选举结果报告单的日期和文号。"),),
    ),
    "bodies.election_missing": Wording(
        _("没有选举记录"),
        _("“{title}”由选举产生，“{name}”在任职之日没有登记选举记录的一届。"),
        (_("先登记这一届的选举记录，再登记任职。"), _("任职日期写当选之日起。")),
    ),
    "bodies.term_end_missing": Wording(
        _("还缺届满日期"), _("本地没有写明“{name}”每届几年，要写明届满日期。"), (_("写明届满日期。"),)
    ),
    "bodies.term_too_long": Wording(
        _("任期过长"),
        _("“{name}”的这一届最长到 {until}。依据：{source}。"),
        (_("改正届满日期。"), _("延期换届的，登记以后办理延期，写明批准的文件。")),
    ),
    "bodies.term_known": Wording(
        _("届次不对"), _("已经登记到第 {last} 届，不能再登记第 {number} 届。"), (_("核对届次。"),)
    ),
    "bodies.shared_term_missing": Wording(
        _("还没有同届的组织"),
        _("“{name}”的任期与村（居）民委员会相同，村（居）民委员会还没有登记这一届。"),
        (_("先登记村（居）民委员会的这一届。"),),
    ),
    "bodies.term_apart": Wording(
        _("届满日期不一致"),
        _("“{name}”与“{other}”同时届满：{to_on}。"),
        (_("届满日期可以不填，按“{other}”的届满日期登记。"),),
    ),
    "bodies.handed_over_already": Wording(_("已经移交"), _("这一届的移交已于 {on} 登记。"), (_("无需重复登记。"),)),
    "bodies.end_unlawful": Wording(
        _("选举产生的职务不能这样终止"),
        _("“{title}”由选举产生，只能因下列情形终止：{ways}。任何组织或者个人不得指定、委派或者撤换。"),
        (_("选择依法的离任方式，写明会议决定或者文书。"),),
    ),
    "bodies.end_way_unknown": Wording(
        _("没有这种离任方式"), _("离任方式里没有“{way}”。"), (_("从列出的方式中选择。"),)
    ),
    "bodies.not_held_with": Wording(
        _("不是应当担任的人"),
        _("“{title}”只能由担任下列职务的人担任：{posts}。"),
        (_("改为担任这一职务的人。"), _("职务刚变动的，先登记该职务。")),
    ),
    "bodies.too_many_posts": Wording(
        _("任职过多"),
        _("一个人最多担任 {most} 个“{title}”，这个人已经担任 {held} 个。依据：{source}。"),
        (_("另选人员。"),),
    ),
    "bodies.lives_elsewhere": Wording(
        _("不住在这里"),
        _("登记的住址不在“{name}”的范围内。"),
        (_("编入住址所在的党小组。"), _("确需编在这里的，写明理由。"), _("住址有变的，先更正住址。")),
    ),
    "bodies.shares_unfit": Wording(
        _("份额不对"), _("“{label}”持有份额的必须写明份额，不持有份额的不写。"), (_("核对后重新填写。"),)
    ),
    "bodies.not_held_then": Wording(
        _("日期不在任期以内"),
        _("“{title}”的日期是 {from_on} 到 {to_on}，所填日期不在其中。"),
        (_("改正日期。"),),
    ),
    "bodies.deputy_missing": Wording(_("还没有选代理人"), _("登记代理要选定代理人。"), (_("选定代理人后再提交。"),)),
    "bodies.deputy_of_oneself": Wording(_("不能由本人代理"), _("代理人应当是另外一个人。"), (_("另选代理人。"),)),
    "bodies.absent_already": Wording(
        _("这段时间已经有人代理"), _("“{title}”这段时间已经登记了代理人。"), (_("先结束原来的代理。"),)
    ),
    "bodies.keeps_no_log": Wording(
        _("不记履职"), _("“{title}”不登记履职或者活动。"), (_("在记履职的岗位或者结对关系上登记。"),)
    ),
    "bodies.activity_missing": Wording(_("还缺内容"), _("要写明做了什么。"), (_("补上内容后再提交。"),)),
    "bodies.day_to_come": Wording(_("日期还没有到"), _("{on} 还没有到，只登记已经做了的事。"), (_("改正日期。"),)),
    "bodies.nothing_in_hand": Wording(_("没有要移交的"), _("“{title}”手上没有未办结的事项。"), (_("无需移交。"),)),
    "bodies.successor_elsewhere": Wording(
        _("接手人不对"),
        _("接手人应当是“{name}”的在任人员，不能是本人。"),
        (_("先给接手人登记任职。"), _("不选接手人的，交回“{name}”。")),
    ),
    "bodies.confirmed_already": Wording(_("已经确认"), _("您已经确认过这次移交。"), (_("无需重复确认。"),)),
}

ENTRIES: dict[str, Text] = {
    "bodies.body_created": _("登记了{subject}"),
    "bodies.body_described": _("更改了{subject}的登记内容"),
    "bodies.body_closed": _("撤销了{subject}"),
    "bodies.body_merged": _("把{subject}并入了别的组织"),
    "bodies.body_moved": _("调整了{subject}的区域或者上级"),
    "bodies.bodies_related": _("登记了{subject}与别的组织的关系"),
    "bodies.relation_ended": _("结束了{subject}与别的组织的关系"),
    "bodies.post_created": _("设立了{subject}"),
    "bodies.appointed": _("办理了{subject}的任职"),
    "bodies.appointment_ended": _("办理了{subject}的离任"),
    "bodies.member_added": _("给{subject}登记了一名成员"),
    "bodies.members_moved": _("把{subject}的成员转到了别的组织"),
    "bodies.membership_ended": _("办理了{subject}一名成员的转出"),
    "bodies.household_tied": _("登记了{subject}的联系"),
    "bodies.tie_ended": _("结束了{subject}的联系"),
    "bodies.contact_refused": _("记下{subject}不愿被联系"),
    "bodies.contact_allowed": _("记下{subject}又愿意被联系"),
    "bodies.resource_registered": _("登记了{subject}"),
    "bodies.resource_withdrawn": _("撤出了{subject}"),
    "bodies.task_agreed": _("登记了{subject}"),
    "bodies.task_finished": _("办结了{subject}"),
    "bodies.term_opened": _("登记了{subject}新的一届"),
    "bodies.term_extended": _("把{subject}的届满日期延后"),
    "bodies.term_handed_over": _("登记了{subject}的换届移交"),
    "bodies.absence_recorded": _("给{subject}登记了代理人"),
    "bodies.absence_ended": _("结束了{subject}的代理"),
    "bodies.service_logged": _("登记了{subject}的一次履职"),
    "bodies.joint_activity_logged": _("登记了{subject}结对共建的一次活动"),
    "bodies.work_handed_over": _("移交了{subject}手上的事项"),
    "bodies.hand_over_confirmed": _("确认了{subject}的移交"),
}
