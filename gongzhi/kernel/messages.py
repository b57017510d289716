"""What the kernel's refusals say."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Wording

WORDINGS: dict[str, Wording] = {
    "kernel.key_reused": Wording(
        _("这张表已经交过了"),
        _("同一张表先交过一次，现在内容不一样了，所以这次没有收。先前交的那一份仍然有效。"),
        (_("要补充，请到先前那一件里写。"), _("要另报一件，请重新打开表格再填。")),
    ),
    "kernel.key_unfit": Wording(
        _("防重复的编号不能用"),
        _("Idempotency-Key 要有 16 到 80 个字符，由字母、数字和短横线组成。"),
        (_("请为每次提交生成一个新的 UUID。"),),
    ),
    "kernel.demo_only": Wording(
        _("时间不能拨"),
        _("只有用 make demo 建的演示库可以拨时间，这个库不是。"),
    ),
    "kernel.not_empty": Wording(
        _("不能改成演示库"),
        _("这个库里已经有 {entries} 条记录。演示库只能从空库建。"),
    ),
}
