"""What people are told when a pack, a slot or an adoption stands in the way."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording

WORDINGS: dict[str, Wording] = {
    "policy.slot_open": Wording(
        title=_("这一步还不能办"),
        sentence=_("“{title}”尚未设定，文件没有写明，平台不代为编造。"),
        ways=(_("请有权设定的岗位在本地规则页填写，并写明依据。"),),
    ),
    "policy.slot_not_open": Wording(
        title=_("这一项不能在此填写"),
        sentence=_("“{title}”已有规定（{value}），依据：{source}。"),
        ways=(_("规定有变的，请修改政策包并附新的依据。"),),
    ),
    "policy.slot_of_another_post": Wording(
        title=_("这一项不由您填写"),
        sentence=_("“{title}”由下列岗位设定：{posts}。"),
        ways=(_("请转请上述岗位填写。"),),
    ),
    "policy.source_missing": Wording(
        title=_("还缺依据"),
        sentence=_("填写“{title}”必须写明依据：文件名称、文号和条款。"),
        ways=(_("补上依据后再提交。"),),
    ),
    "policy.slot_backdated": Wording(
        title=_("生效日期不能早于今天"),
        sentence=_("所填日期 {from_on} 早于今天 {today}；已经办过的事按当时的规定判断。"),
        ways=(_("把生效日期改为今天或以后。"),),
    ),
    "policy.value_unfit": Wording(
        title=_("数值不合要求"),
        sentence=_("“{title}”不能填“{value}”。"),
        ways=(_("按所示单位填写，例如 {example}。"),),
    ),
    "policy.below_floor": Wording(
        title=_("低于上级规定的底线"),
        sentence=_("“{title}”不能填 {value}：现行规定为 {limit}，依据 {source}。"),
        ways=(_("填写符合底线的数值。"),),
    ),
    "policy.slot_filled_today": Wording(
        title=_("这一天已经填过"),
        sentence=_("“{title}”自 {from_on} 起的数值已经填写。"),
        ways=(_("要更正的，请填写以后日期起的数值。"),),
    ),
    "policy.no_such_pack": Wording(
        title=_("没有这个政策包"),
        sentence=_("找不到政策包“{pack}”，或者它的文件有错。"),
        ways=(_("运行 gongzhi check_packs 查看。"),),
    ),
    "policy.decision_missing": Wording(
        title=_("还缺决定机关"),
        sentence=_("采用政策包必须写明由谁决定。"),
        ways=(_("写明决定机关和文号。"),),
    ),
    "policy.adoption_ends_first": Wording(
        title=_("结束日期应当晚于开始日期"),
        sentence=_("开始 {from_on}，结束 {to_on}。"),
        ways=(_("改正日期。"),),
    ),
    "policy.adoption_backdated": Wording(
        title=_("不能追溯采用"),
        sentence=_("该区域自 {since} 起已采用政策包，新的采用不能早于今天 {today}，也不能早于原采用之后。"),
        ways=(_("把开始日期改为今天或以后。"),),
    ),
}

ENTRIES: dict[str, Text] = {
    "policy.pack_adopted": _("决定采用{subject}"),
    "policy.slot_filled": _("设定了{subject}"),
}
