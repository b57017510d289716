"""The page 系统状态: whether the site is well, and whether its data would come back."""

from django.http import HttpResponse
from django.shortcuts import render

from gongzhi.kernel import clock
from gongzhi.kernel.access import Request, access, only
from gongzhi.portal.system import state_for


@access(get=only("system_admin"))
def system(request: Request) -> HttpResponse:
    """
    Show how the installation stands.

    :raises NotVisible: the person does not look after it.
    """
    return render(request, "portal/system.html", {"state": state_for(request.actor, now=clock.now)})
