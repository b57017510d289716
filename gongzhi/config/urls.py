"""The root addresses: each room brings its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("gongzhi.cases.urls")),
    path("", include("gongzhi.portal.urls")),
    path("", include("gongzhi.accounts.urls")),
    path("", include("gongzhi.kernel.urls")),
    path("", include("gongzhi.policy.urls")),
    path("", include("gongzhi.people.urls")),
]
handler500 = "gongzhi.portal.web.faults.fault"
