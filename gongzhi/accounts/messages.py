"""What is said when signing in, a new password or a second factor does not go on."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording

ASK = _("忘了密码或换了手机，请找给您开账号的人重设。")

WORDINGS = {
    "accounts.sign_in_wrong": Wording(
        _("没有登录"),
        _("用户名（手机号）和密码对不上。几个人合用的手机号，请改用用户名。"),
        (_("看看大小写和空格，再填一次。"), ASK),
    ),
    "accounts.locked": Wording(
        _("先停一停"),
        _("这个账号 {tries} 次没填对，还要等 {minutes} 分钟才能再试。"),
        (_("等 {minutes} 分钟再登录。"), ASK),
    ),
    "accounts.code_wrong": Wording(
        _("验证码不对"),
        _("验证码和手机上的对不上。每个验证码只能用一次，30 秒换一个。"),
        (_("等手机上换了新的 6 位数字，再填一次。"), _("手机不在身边，填一个恢复码。")),
    ),
    "accounts.slip_wrong": Wording(
        _("编号和口令对不上"),
        _("编号和口令对不上，或者纸条已经用过、过期了。"),
        (_("照着纸条再填一次。"), _("过期的，到窗口再打一张。")),
    ),
    "accounts.has_person": Wording(
        _("已经对上人了"), _("这个账号已经是您本人的账号，不用纸条。"), (_("直接办事就行。"),)
    ),
    "accounts.sign_in_first": Wording(
        _("请从用户名和密码开始"),
        _("填验证码之前要先填用户名和密码；填过的，超过 20 分钟就作废。"),
        (_("回到登录页，重新填用户名和密码。"),),
    ),
    "accounts.sms_off": Wording(_("这里没有短信登录"), _("本平台还没有接短信。"), (_("用用户名和密码登录。"),)),
    "accounts.phone_unfit": Wording(_("手机号不对"), _("请填 11 位手机号。"), (_("看看是不是多了或少了一位。"),)),
    "accounts.phone_code_soon": Wording(
        _("先等一等"), _("刚刚要过验证码，{seconds} 秒后才能再要。"), (_("先看看短信来了没有。"), _("用密码登录。"))
    ),
    "accounts.phone_code_full": Wording(
        _("短信发不出了"), _("这一小时发的短信已满 {most} 条，为了防止被人乱发，先停一停。"), (_("用密码登录。"),)
    ),
    "accounts.phone_code_wrong": Wording(
        _("验证码不对"),
        _("验证码不对，或者已经过了 5 分钟。"),
        (_("看清楚最新一条短信，再填一次。"), _("重新要一个验证码。")),
    ),
    "accounts.phone_shared": Wording(
        _("还要知道您是哪一位"), _("这个手机号有几个人在用。请写上您的姓名或用户名。"), (_("写上姓名，再按一次。"),)
    ),
    "accounts.phone_name_wrong": Wording(
        _("没有这个名字"), _("用这个手机号的人里没有这个姓名，或者有两个同名的。"), (_("改填用户名，或者用密码登录。"),)
    ),
    "accounts.sms_not_for_staff": Wording(
        _("工作账号不能用短信登录"),
        _("按等级保护第三级的要求，工作人员用密码和验证器，或者通行密钥登录。"),
        (_("用密码登录。"),),
    ),
    "accounts.step_up_needed": Wording(
        _("请再证明一次是您本人"),
        _("这一步要在证明是本人以后 {minutes} 分钟内做。"),
        (_("到“我的账号”里点“证明是我本人”，再回来做这一步。"),),
    ),
    "accounts.username_unfit": Wording(
        _("用户名不能用"),
        _("用户名要有 2 到 40 个字，可以是汉字、字母、数字和 . @ + - _，中间不空格。"),
        (_("换一个用户名。"),),
    ),
    "accounts.username_is_phone": Wording(
        _("用户名不能用"), _("用户名不能是手机号：手机号登记在人员里，本来就能用来登录。"), (_("换一个用户名。"),)
    ),
    "accounts.username_taken": Wording(
        _("用户名有人用了"), _("“{username}”已经是别人的用户名。"), (_("换一个用户名。"),)
    ),
    "accounts.person_has_account": Wording(
        _("这个人已经有账号"), _("一个人只有一个账号，这个人的用户名是“{username}”。"), (_("就用这个账号。"),)
    ),
    "accounts.password_too_short": Wording(
        _("密码太短"),
        _("密码至少 {needed} 个字符，您填了 {given} 个。"),
        (_("用几个不相干的词连起来，又长又好记。"),),
    ),
    "accounts.password_too_long": Wording(_("密码太长"), _("密码最多 {most} 个字符。"), (_("缩短一些。"),)),
    "accounts.password_too_common": Wording(
        _("这个密码太好猜"),
        _("它是常见密码、姓名、日期或键盘顺序拼出来的，别人会先试这些。"),
        (_("用几个不相干的词连起来，又长又好记。"),),
    ),
    "accounts.password_too_plain": Wording(
        _("密码太单一"),
        _("密码里要有 {needed} 类字符：小写字母、大写字母、数字、其他符号（汉字也算）。"),
        (_("在原来的词里加上大写字母、数字或符号。"),),
    ),
    "accounts.password_used_before": Wording(
        _("这个密码用过"), _("新密码不能和最近 {remembered} 个密码相同。"), (_("换一个没用过的。"),)
    ),
    "accounts.given_password_expired": Wording(
        _("初始密码过期了"), _("别人给您设的密码 {days} 天内没有用，已经作废。"), (ASK,)
    ),
    "accounts.password_wrong": Wording(_("现在的密码不对"), _("现在的密码没填对，新密码没有改。"), (ASK,)),
    "accounts.identity_off": Wording(
        _("这里没有统一身份认证"), _("本平台还没有接统一身份认证。"), (_("用用户名和密码登录。"),)
    ),
    "accounts.identity_fails": Wording(
        _("统一身份认证没有通过"),
        _("统一身份认证没有回答，或者它的回答不能采信。"),
        (_("回到登录页再试一次。"), _("用用户名和密码登录。")),
    ),
    "accounts.identity_not_begun": Wording(
        _("请从登录页开始"), _("这个浏览器没有在等统一身份认证的回答，或者等得太久。"), (_("回到登录页再试一次。"),)
    ),
    "accounts.identity_unknown": Wording(
        _("还没有绑定账号"),
        _("这个身份没有绑定本平台的账号。账号要先由单位开立，再由本人绑定。"),
        (_("用用户名和密码登录，在“我的账号”里绑定。"),),
    ),
    "accounts.identity_taken": Wording(
        _("已经绑定过了"), _("这个账号或者这个身份已经有绑定。"), (_("要换，先解除原来的绑定。"),)
    ),
    "accounts.identity_not_tied": Wording(_("没有绑定"), _("这个账号没有绑定统一身份认证。")),
    "accounts.passkey_refused": Wording(
        _("通行密钥没有通过"),
        _("这台设备的回答对不上，或者等得太久。"),
        (_("再按一次“用通行密钥”。"), _("改用密码和验证码登录。")),
    ),
    "accounts.passkey_no_site": Wording(
        _("这个网址用不了通行密钥"),
        _("浏览器只在 https 网址、并且是域名的地方提供通行密钥。"),
        (_("改用密码和验证码登录。"),),
    ),
    "accounts.passkey_copied": Wording(
        _("通行密钥没有通过"),
        _("这个通行密钥好像被复制过，为了安全不能再用。"),
        (_("用密码登录，在“我的账号”里删掉它，再加一个新的。"),),
    ),
    "accounts.passkey_name_missing": Wording(
        _("没有写名称"), _("给通行密钥起个名称，以后才认得出是哪一个。"), (_("写上设备的名称，例如：办公室电脑。"),)
    ),
    "accounts.passkey_last_factor": Wording(
        _("现在还不能删"),
        _("这是您唯一的第二道验证，工作人员不能没有。"),
        (_("先加另一个通行密钥，或者设好手机验证。"),),
    ),
    "accounts.enrolment_expired": Wording(
        _("二维码过期了"), _("这个二维码打开超过一小时，不能再用。"), (_("重新打开设置页，扫新的二维码。"),)
    ),
    "accounts.reason_missing": Wording(_("没有写理由"), _("取消别人的第二道验证要写明理由。"), (_("写上理由。"),)),
    "accounts.is_closed": Wording(_("账号已停用"), _("停用的账号先要重新启用。"), (_("先启用，再做这一步。"),)),
    "accounts.is_open": Wording(_("账号没有停用"), _("这个账号能用，不用启用。")),
    "accounts.person_gone": Wording(
        _("人已不在名册"),
        _("这个账号的人已于{day}从名册注销。"),
        (_("先由村（社区）文书恢复到名册，账号会一起恢复。"),),
    ),
    "accounts.not_oneself": Wording(
        _("不能管自己的账号"), _("自己的账号由别的安全管理员来管。"), (_("请另一位安全管理员来做。"),)
    ),
    "accounts.second_reset_by_same": Wording(
        _("要换一个人来做"),
        _("密码和第二道验证由同一个人都重设，这个人就能冒用账号。您刚重设过其中一样，对方还没有来设新的。"),
        (_("等对方设好新的，再重设另一样。"), _("请另一位安全管理员来做。")),
    ),
    "accounts.administrator_there": Wording(
        _("已经有这个管理员了"),
        _("{county}已有这一种管理员；这个命令只立第一个。"),
        (_("请现有的安全管理员登记任职、开账号。"),),
    ),
}

ENTRIES: dict[str, Text] = {
    "accounts.account_created": _("开立了{subject}"),
    "accounts.account_asleep": _("停用了长期不用的{subject}"),
    "accounts.person_left": _("因本人从名册注销，停用了{subject}"),
    "accounts.person_back": _("因本人恢复到名册，重新启用了{subject}"),
    "accounts.account_reopened": _("重新启用了{subject}"),
    "accounts.password_reset": _("重设了{subject}的密码"),
    "accounts.factor_reset": _("取消了{subject}的第二道验证"),
    "accounts.account_closed": _("关闭了{subject}"),
    "accounts.locked": _("多次没填对，{subject}暂停登录"),
    "accounts.opened_by_slip": _("用纸条开立了{subject}"),
    "accounts.tied_by_slip": _("用纸条对上了{subject}的人"),
    "accounts.signed_in": _("登录了"),
    "accounts.signed_out": _("退出了登录"),
    "accounts.session_ended": _("让一台设备退出了登录"),
    "accounts.password_changed": _("改了密码"),
    "accounts.factor_confirmed": _("设好了第二道验证"),
    "accounts.phone_code_sent": _("给手机发了登录验证码"),
    "accounts.identity_tied": _("绑定了统一身份认证"),
    "accounts.identity_untied": _("解除了统一身份认证的绑定"),
    "accounts.passkey_added": _("加了一个通行密钥"),
    "accounts.passkey_renamed": _("给通行密钥改了名"),
    "accounts.passkey_removed": _("删了一个通行密钥"),
    "accounts.passkey_copied": _("通行密钥的计数倒退，{subject}拒绝了它"),
    "accounts.language_chosen": _("选了界面语言"),
}
