"""Accounts, their second factor, their sign-ins, and the tries that failed."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from gongzhi.people.models import Person


class UserManager(BaseUserManager["User"]):
    """Find accounts by user name; accounts are made by `accounts.actions.create_account`."""


class ClosedWhy(models.TextChoices):
    """Why an account is closed."""

    OPEN = ""
    BY_HAND = "by_hand"
    ASLEEP = "asleep"
    PERSON = "person"


class User(AbstractBaseUser):
    """
    An account with which one person signs in.

    Rights come from the posts the person holds, never from the account. `seal_key` is the row that the secret of the
    second factor is sealed for. The second factor counts from `totp_confirmed_at` on;
    `totp_counter` is the last time step used, so that a code works once. `password_given_until` is set while the
    password is one that somebody else gave, and is the last moment it opens the account. `opened_at` is when the
    account was last opened again. `reset_by` is the account that has reset its `password` or `factor` (`reset_what`),
    until its owner has chosen a new one.
    """

    username = models.CharField(max_length=40, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, related_name="account")
    name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=10, default="", choices=ClosedWhy.choices)
    password_changed_at = models.DateTimeField(null=True)
    password_given_until = models.DateTimeField(null=True)
    reset_by = models.BigIntegerField(null=True)
    reset_what = models.CharField(max_length=10, default="")
    language = models.CharField(max_length=10, default="zh-hans")
    seal_key = models.CharField(max_length=32)
    totp_sealed = models.BinaryField(null=True)
    totp_confirmed_at = models.DateTimeField(null=True)
    totp_counter = models.BigIntegerField(default=0)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_second_factor_has_secret",
                condition=Q(totp_confirmed_at=None) | Q(totp_sealed__isnull=False),
            ),
            models.CheckConstraint(
                name="user_closed_with_moment_and_reason",
                condition=Q(is_active=True, closed_at=None, closed_why="")
                | Q(is_active=False, closed_at__isnull=False) & ~Q(closed_why=""),
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @cached_property
    def home_path(self) -> str:
        """Return where the person of this account lives, "" without one; a query may bring it along."""
        return self.person.area_path if self.person else ""


class FormerPassword(models.Model):
    """A password an account had before, as its hash, so that it does not come back."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_passwords")
    hash = models.CharField(max_length=128)
    replaced_at = models.DateTimeField()


class RecoveryCode(models.Model):
    """A code that stands in for the second factor once; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_once")]


class Passkey(models.Model):
    """
    A passkey of an account: `packed` is its id and public key as WebAuthn packs them, `host` the site it belongs to.

    The secret half never leaves the authenticator.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=40)
    host = models.CharField(max_length=120)
    credential_id = models.BinaryField(unique=True)
    packed = models.BinaryField()
    counter = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Identity(models.Model):
    """
    The tie of an account to an identity provider; made by its owner, never by the provider.

    `index` is a keyed hash of the name the provider gives the person.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=200)
    index = models.CharField(max_length=64, unique=True)
    tied_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "issuer"], name="identity_once_an_issuer")]


class SignIn(models.Model):
    """A session somebody opened on a device; closed when it is ended here, by signing out, or by a new password."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=80)
    address = models.GenericIPAddressField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "ended_at", "-id"], name="sign_in_open")]


class PhoneCode(models.Model):
    """
    The code asked for last by a phone; the code itself follows from `seal_key` and a key of the site.

    `key` is a keyed hash of the phone, whether or not an account has it. `asks` are the times it was asked of late, as
    seconds since 1970; the phone is forgotten once the code was used.
    """

    key = models.CharField(max_length=64, unique=True)
    seal_key = models.CharField(max_length=32, default="")
    phone_sealed = models.BinaryField(null=True)
    asked_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True, db_index=True)
    used_at = models.DateTimeField(null=True)
    asks = models.JSONField(default=list)


class Gate(models.Model):
    """
    The wrong tries of late on one account (or one name that is nobody's), as seconds since 1970.

    `key` is a keyed hash, so that the table names nobody.
    """

    key = models.CharField(max_length=64, unique=True)
    tries = models.JSONField(default=list)
    touched_at = models.DateTimeField(db_index=True)
