"""Addresses of accounts."""

from django.urls import path, re_path

from gongzhi.accounts import web

app_name = "accounts"
urlpatterns = [
    path("sign-in/", web.sign_in, name="sign_in"),
    path("sign-in/code/", web.second_factor, name="second_factor"),
    path("sign-in/demo/<int:pk>/", web.demo_sign_in, name="demo_sign_in"),
    path("sign-out/", web.sign_out, name="sign_out"),
    path("account/", web.me, name="me"),
    path("account/second-factor/", web.enrol, name="enrol"),
    path("account/password/", web.password, name="password"),
    path("account/prove/", web.prove, name="prove"),
    path("account/devices/<int:pk>/end/", web.end_device, name="end_device"),
    re_path(r"^account/language/(?P<code>zh-hans|en)/$", web.language, name="language"),
]
