"""
The page for a fault of ours: what was kept, and a number that leads to the log line.

A full disk is told as what it is: nothing can be written any more, and everything can still be read.
"""

import logging
import secrets
import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongzhi.kernel.api.routes import for_program
from gongzhi.kernel.middleware import API, OPEN311
from gongzhi.kernel.storage import is_storage_full
from gongzhi.portal.context import ELDER_COOKIE

LOG = logging.getLogger(__name__)
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, 1, I and O, which are read out wrongly
LENGTH = 6
FAULT = 500  # RFC 9110, section 15.6.1
FULL = 507  # RFC 4918, section 11.5


def fault(request: HttpRequest) -> HttpResponse:
    """Answer for a fault; asks neither database nor session, because either may be what failed."""
    number = "".join(secrets.choice(SIGNS) for _place in range(LENGTH))
    is_full = is_storage_full(sys.exc_info()[1])
    status = FULL if is_full else FAULT
    LOG.error("storage full" if is_full else "fault shown", extra={"facts": {"number": number}})
    if request.path.startswith((API, OPEN311)):
        title = (
            _("存储空间已满，暂时只能查看，编号 %(number)s")
            if is_full
            else _("这里出了错，是我们的问题，编号 %(number)s")
        )
        return for_program(request, status=status, title=title % {"number": number}, body={"number": number})
    known = {
        "number": number,
        "is_full": is_full,
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "html_lang": "en" if get_language() == "en" else "zh-CN",
    }
    return HttpResponse(render_to_string("500.html", known), status=status)
