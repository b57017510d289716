"""What the addresses of accounts need to be tried."""

from typing import Any

from gongzhi.accounts.models import Passkey, SignIn, User
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


def passkey(cast: Any) -> dict[str, object]:
    """Give the resident a passkey, which is nobody else's to rename or remove."""
    given = {"name": "手机", "host": "testserver", "credential_id": b"id", "packed": b"", "added_at": machine_now()}
    return {"pk": Passkey.objects.create(user=cast.user("resident"), **given).pk}


def closed_account(cast: Any) -> dict[str, object]:
    """Close the account of the village clerk."""
    user = cast.user("village_clerk")
    User.objects.filter(pk=user.pk).update(is_active=False, closed_at=machine_now(), closed_why="by_hand")
    return {"pk": user.pk}


SAMPLES = {
    "account": lambda cast: {"pk": cast.user("grid_officer").pk},
    "closed_account": closed_account,
    "demo": demo,
    "device": device,
    "passkey": passkey,
    "language": lambda cast: {"code": "en"},
}
