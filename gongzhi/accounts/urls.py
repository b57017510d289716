"""Addresses of accounts."""

from django.urls import path, re_path

from gongzhi.accounts.web import entering, own

app_name = "accounts"
urlpatterns = [
    path("sign-in/", entering.sign_in, name="sign_in"),
    path("sign-in/code/", entering.second_factor, name="second_factor"),
    path("sign-in/demo/<int:pk>/", entering.demo_sign_in, name="demo_sign_in"),
    path("sign-out/", entering.sign_out, name="sign_out"),
    path("account/", own.me, name="me"),
    path("account/second-factor/", own.enrol, name="enrol"),
    path("account/password/", own.password, name="password"),
    path("account/prove/", own.prove, name="prove"),
    path("account/devices/<int:pk>/end/", own.end_device, name="end_device"),
    re_path(r"^account/language/(?P<code>zh-hans|en)/$", own.language, name="language"),
]
