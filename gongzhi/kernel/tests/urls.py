"""Addresses of the kernel's own tests."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template import Context, Template, engines
from django.template.response import SimpleTemplateResponse
from django.urls import include, path

from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal


def note(code: str) -> int:
    return write_entry(code=code, by=VISITOR, now=machine_now(), subject=("kernel.test", None))


@idempotent
def deed(request: HttpRequest) -> HttpResponseBase:
    number = note("kernel.tried")
    match request.POST.get("what", ""):
        case "refuse":
            raise Refusal("kernel.not_empty", figures={"entries": 7})
        case "invalid":
            return HttpResponse("again", status=422)
        case "break":
            raise RuntimeError
        case "read":
            return HttpResponse(request.FILES["photo"].read())
        case "late":
            return SimpleTemplateResponse(engines["django"].from_string("{{ number }}"), {"number": number})
        case "json":
            return JsonResponse({"number": number})
        case "redirect":
            return redirect(f"/case/{number}/")
    return HttpResponse(f"收到 {number} {uuid.uuid4()}")


def form(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse(Template("{% csrf_token %}{% idempotency_key %}").render(Context({"csrf_token": "x"})))


def hidden(request: HttpRequest) -> HttpResponseBase:
    raise NotVisible


def refusing(request: HttpRequest) -> HttpResponseBase:
    raise Refusal("kernel.not_empty", figures={"entries": 7}, sources=("villagers-committee-law:24",))


urlpatterns = [
    path("", include("gongzhi.config.urls")),
    path("deed/", deed),
    path("form/", form),
    path("hidden/", hidden),
    path("refusing/", refusing),
    path("api/v1/refusing", refusing),
    path("api/v1/hidden", hidden),
    path("open311/v2/refusing.json", refusing),
    path("open311/v2/refusing.xml", refusing),
    path("open311/v2/hidden.xml", hidden),
]
