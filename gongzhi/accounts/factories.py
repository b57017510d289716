"""What the addresses of accounts need to be tried."""

from typing import Any

from gongzhi.accounts.models import SignIn
from gongzhi.kernel import clock
from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.models import Installation


def device(cast: Any) -> dict[str, object]:
    """Sign the resident in on one more device, which is nobody else's to end."""
    user = cast.user("resident")
    row = SignIn.objects.create(user=user, session_key="other", device="Chrome · Android", started_at=machine_now())
    return {"pk": row.pk}


def demo(cast: Any) -> dict[str, object]:
    """Make this a demonstration, where anybody may enter any account."""
    Installation.objects.create(pk=1, kind=Installation.Kind.DEMO)
    clock.forget()
    return {"pk": cast.user("village_clerk").pk}


SAMPLES = {
    "demo": demo,
    "device": device,
    "language": lambda cast: {"code": "en"},
}
