"""What the addresses of accounts need to be tried."""

from typing import Any

from gongzhi.accounts.models import SignIn
from gongzhi.kernel.clock import machine_now


def device(cast: Any) -> dict[str, object]:
    """Sign the resident in on one more device, which is nobody else's to end."""
    user = cast.user("resident")
    row = SignIn.objects.create(user=user, session_key="other", device="Chrome · Android", started_at=machine_now())
    return {"pk": row.pk}


SAMPLES = {
    "device": device,
    "language": lambda cast: {"code": "en"},
}
