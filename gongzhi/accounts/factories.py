"""What the addresses of accounts need to be tried."""

from typing import Any

from gongzhi.accounts.models import Passkey, SignIn, User
from gongzhi.kernel import clock
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.models import Installation
from gongzhi.people.actions import register_person


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
    given = {"name": "Phone", "host": "testserver", "credential_id": b"id", "packed": b"", "added_at": machine_now()}
    return {"pk": Passkey.objects.create(user=cast.user("resident"), **given).pk}


def closed_account(cast: Any) -> dict[str, object]:
    """Close an account of somebody of the village who is none of the cast."""
    now = machine_now()
    home = cast.area("village").id
    person = register_person(by=system_actor("sample"), name="邱小兰", area_id=home, now=now)
    closed = {"is_active": False, "closed_at": now, "closed_why": "by_hand"}
    return {"pk": User.objects.create(username="qiu", name="邱小兰", person=person, created_at=now, **closed).pk}


SAMPLES = {
    "account": lambda cast: {"pk": cast.user("grid_officer").pk},
    "closed_account": closed_account,
    "demo": demo,
    "device": device,
    "passkey": passkey,
    "language": lambda cast: {"code": "en"},
}
