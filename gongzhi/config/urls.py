"""The root addresses: each room brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from gongzhi.config.api import api, openapi

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("gongzhi.cases.urls")),
    path("", include("gongzhi.portal.urls")),
    path("", include("gongzhi.accounts.urls")),
    path("", include("gongzhi.kernel.urls")),
    path("", include("gongzhi.policy.urls")),
    path("", include("gongzhi.people.urls")),
    path("", include("gongzhi.bodies.urls")),
    path("", include("gongzhi.cadres.urls")),
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("api/v1/", api.urls),
    path("open311/v2/", include("gongzhi.cases.api.georeport.urls")),
]
handler404 = "gongzhi.config.api.missing"
handler500 = "gongzhi.portal.web.faults.fault"
