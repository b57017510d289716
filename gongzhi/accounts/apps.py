"""Tell Django about the room `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "gongzhi.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let accounts follow their people off the roster."""
        from gongzhi.accounts.actions.leaving import ACCOUNTS
        from gongzhi.people.leaving import follow_with

        follow_with(ACCOUNTS)

    sealed = {"user": {"totp_sealed": "accounts.totp"}, "phonecode": {"phone_sealed": "accounts.phone_code"}}
