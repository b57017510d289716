"""Accounts, clients and codes that several tests of this room need."""

import datetime as dt

from django.test import Client

from gongzhi.accounts import actions, queries, totp
from gongzhi.accounts.models import User
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.sealing import unseal

NOW = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
PASSWORD = "shiliu shuitang wuyan"
OTHER_PASSWORD = "qingshi xiaoqiao laojing"
SYSTEM = system_actor("test")


def account(username: str = "hexiaoyan", *, name: str = "何晓燕", person_id: int | None = None) -> User:
    """Open an account."""
    return actions.create_account(
        by=SYSTEM, username=username, name=name, password=PASSWORD, person_id=person_id, now=NOW
    )


def sign_in(client: Client, username: str = "hexiaoyan", password: str = PASSWORD, **fields: str):
    """Send the sign-in form."""
    return client.post("/sign-in/", {"username": username, "password": password, **fields})


def is_signed_in(client: Client) -> bool:
    """Tell whether the account's page is shown to this browser."""
    return client.get("/account/").status_code == 200


def give_factor(user: User) -> tuple[str, tuple[str, ...]]:
    """Give an account a second factor some steps ago; return its secret and recovery codes."""
    secret, then = totp.new_secret(), machine_now() - dt.timedelta(minutes=10)
    code = totp.code_at(secret, int(then.timestamp() // totp.STEP_SECONDS))
    by = queries.actor_for(user=user, now=NOW)
    _, codes = actions.confirm_totp(by=by, secret=secret, code=code, session_key="", at=then, now=NOW)
    user.refresh_from_db()
    return secret, codes


def code_now(secret: str) -> str:
    """Return the code an authenticator shows at this moment."""
    return totp.code_at(secret, int(machine_now().timestamp() // totp.STEP_SECONDS))


def secret_of(user: User) -> str:
    """Return the secret of an account's second factor."""
    return unseal(user.totp_sealed, column=actions.SECRET_COLUMN, row=user.seal_key)
