"""Addresses of accounts."""

from django.urls import path, re_path

from gongzhi.accounts.web import entering, identity, keeping, own, passkeys, phone, slips

app_name = "accounts"
urlpatterns = [
    path("sign-in/", entering.sign_in, name="sign_in"),
    path("sign-in/code/", entering.second_factor, name="second_factor"),
    path("sign-in/demo/<int:pk>/", entering.demo_sign_in, name="demo_sign_in"),
    path("sign-in/phone/", phone.ask, name="phone"),
    path("sign-in/phone/code/", phone.code, name="phone_code"),
    path("sign-in/identity/", identity.there, name="identity_there"),
    path("sign-in/identity/back/", identity.back, name="identity_back"),
    path("sign-in/passkey/", passkeys.sign_in, name="passkey_sign_in"),
    path("sign-in/code/passkey/", passkeys.second_factor, name="passkey_second_factor"),
    path("sign-in/slip/", slips.by_slip, name="slip"),
    path("sign-out/", entering.sign_out, name="sign_out"),
    path("account/", own.me, name="me"),
    path("account/second-factor/", own.enrol, name="enrol"),
    path("account/password/", own.password, name="password"),
    path("account/prove/", own.prove, name="prove"),
    path("account/prove/passkey/", passkeys.prove, name="passkey_prove"),
    path("account/passkeys/", passkeys.own, name="passkeys"),
    path("account/passkeys/challenge/", passkeys.new_challenge, name="passkey_new_challenge"),
    path("account/passkeys/<int:pk>/", passkeys.one, name="passkey"),
    path("account/passkeys/<int:pk>/remove/", passkeys.remove, name="passkey_remove"),
    path("accounts/", keeping.accounts, name="accounts"),
    path("accounts/new/", keeping.new, name="account_new"),
    path("accounts/protection/", keeping.protection, name="protection"),
    path("accounts/<int:pk>/", keeping.account, name="account"),
    path("accounts/<int:pk>/password/", keeping.reset_password, name="account_password"),
    path("accounts/<int:pk>/factor/", keeping.reset_factor, name="account_factor"),
    path("accounts/<int:pk>/close/", keeping.close, name="account_close"),
    path("accounts/<int:pk>/reopen/", keeping.reopen, name="account_reopen"),
    path("passkeys/challenge/", passkeys.challenge, name="passkey_challenge"),
    path("account/identity/", identity.own, name="identity"),
    path("account/identity/untie/", identity.untie, name="identity_untie"),
    path("account/devices/<int:pk>/end/", own.end_device, name="end_device"),
    re_path(r"^account/language/(?P<code>zh-hans|en)/$", own.language, name="language"),
]
