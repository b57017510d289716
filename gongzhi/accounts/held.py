"""What this room holds about a person: the account."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongzhi.accounts.models import User
from gongzhi.people.holdings import Holding


def held_about(person_id: int, on: dt.date) -> Iterator[Holding]:
    """Yield the account of a person; while it is open, it keeps the name."""
    for user in User.objects.filter(person_id=person_id).order_by("pk"):
        why = _("账号还在用，关闭以后再看") if user.is_active else _("关闭的账号随登录记录保存")
        yield Holding(_("账号"), (_("用户名 {name}").format(name=user.username),), why)
