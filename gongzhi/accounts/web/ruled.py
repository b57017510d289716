"""The rules of sign-in as the security administrator reads them: what is asked for, and the row it answers."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from gongzhi.accounts import rules
from gongzhi.accounts.rules import Protection

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Ruled:
    """Hold one rule: its name, what is asked for now, why, and the row of the checklist; `is_strict` at level three."""

    name: str
    value: str
    why: str
    clause: str
    is_strict: bool


def minutes(length: dt.timedelta) -> int:
    """Return a length in minutes."""
    return int(length.total_seconds() // 60)


def ruled(found: Protection) -> tuple[Ruled, ...]:
    """Return the rules in force, in the order of the checklist."""
    makers: tuple[Callable[[Protection], Ruled], ...] = (
        of_length, of_classes, of_age, of_history, of_given, of_lock, of_idle, of_longest, of_devices, of_factor,
        of_sms, of_watermark,
    )  # fmt: skip
    return tuple(make(found) for make in makers)


def of_length(found: Protection) -> Ruled:
    """Return the rule on the length of passwords."""
    value = _("至少 %(n)d 个字符，不在常用密码里，也不能用姓名、手机号拼出来") % {"n": rules.SHORTEST}
    return Ruled(_("密码长度"), value, _("长的密码最难猜。"), "8.1.4.1a)", True)


def of_classes(found: Protection) -> Ruled:
    """Return the rule on the kinds of characters."""
    is_strict = found.classes > 1
    value = _("大写、小写、数字、其他符号里至少 %(n)d 类") % {"n": found.classes} if is_strict else _("不要求")
    why = _("测评按复杂度检查。") if is_strict else _("几个不相干的词连起来更好记，也更难猜。")
    return Ruled(_("密码复杂度"), value, why, "8.1.4.1a)", is_strict)


def of_age(found: Protection) -> Ruled:
    """Return the rule on how often staff change their password."""
    is_strict = found.password_days is not None
    value = _("工作人员每 %(n)d 天换一次") % {"n": found.password_days} if is_strict else _("不用定期换，怀疑泄露就换")
    return Ruled(
        _("定期更换"), value, _("标准要求定期更换；平时强制更换，人会用越来越简单的密码。"), "8.1.4.1a)", is_strict
    )


def of_history(found: Protection) -> Ruled:
    """Return the rule on passwords used before."""
    value = _("不能和最近 %(n)d 个相同") % {"n": found.remembered}
    return Ruled(_("历史密码"), value, _("换了又换回来，等于没换。"), "8.1.4.1a)", found.remembered > 1)


def of_given(found: Protection) -> Ruled:
    """Return the rule on passwords that somebody else gave."""
    value = _("第一次登录必须换，%(n)d 天不用就作废") % {"n": rules.GIVEN.days}
    return Ruled(_("初始密码"), value, _("别人设的密码，别人知道。"), "8.1.4.1a)", True)


def of_lock(found: Protection) -> Ruled:
    """Return the rule on wrong tries."""
    value = _("一个账号错 %(tries)d 次，锁 %(n)d 分钟") % {"tries": rules.TRIES, "n": minutes(found.lock)}
    return Ruled(
        _("错误锁定"), value, _("按账号数，不按网址数：一个会场几十人用一个热点，不能互相锁住。"), "8.1.4.1b)", True
    )


def of_idle(found: Protection) -> Ruled:
    """Return the rule on leaving the screen."""
    if found.idle is None:
        value, why = _("不限；要紧的事另要证明是本人"), _("在村里填一张表常常要停下来问人。")
    else:
        value = _("工作人员 %(n)d 分钟没有操作就退出") % {"n": minutes(found.idle)}
        why = _("人走开了，别人不能接着用。")
    return Ruled(_("空闲退出"), value, why, "8.1.4.1b)", found.idle is not None)


def of_longest(found: Protection) -> Ruled:
    """Return the rule on the longest session."""
    value = _("工作人员登录满 %(n)d 小时就退出") % {"n": minutes(found.longest) // 60}
    return Ruled(_("最长登录"), value, _("一个工作日。"), "8.1.4.1b)", True)


def of_devices(found: Protection) -> Ruled:
    """Return the rule on how many devices an administrator is signed in on."""
    value = _("管理员同时只在一台设备上登录") if found.has_one_device else _("不限，本人能看到并退出每一台")
    return Ruled(_("同时登录"), value, _("管理员的账号不能有两个人在用。"), "8.1.4.1b)", found.has_one_device)


def of_factor(found: Protection) -> Ruled:
    """Return the rule on the second factor."""
    value = _("凡有岗位的都要：手机验证器或通行密钥")
    return Ruled(_("第二道验证"), value, _("两道都要过，其中一道用密码技术。"), "8.1.4.1d)", True)


def of_sms(found: Protection) -> Ruled:
    """Return the rule on codes by SMS."""
    value = _("不能登录工作账号") if not found.takes_sms_of_staff else _("可以代替密码，第二道验证照样要")
    return Ruled(_("短信验证码"), value, _("短信能被转走，测评时有争议。"), "8.1.4.1d)", not found.takes_sms_of_staff)


def of_watermark(found: Protection) -> Ruled:
    """Return the rule on the watermark of pages of staff."""
    value = _("工作页面上有看的人和时间") if found.has_watermark else _("不加")
    return Ruled(_("屏幕水印"), value, _("拍下来的屏幕看得出是谁的。"), "—", found.has_watermark)
