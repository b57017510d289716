"""Tell Django about the room `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "gongzhi.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    sealed = {"user": {"totp_sealed": "accounts.totp"}, "phonecode": {"phone_sealed": "accounts.phone_code"}}
