"""The WSGI entry point."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers


def settle_down() -> None:
    """Load packs and addresses now, and spare the collector the hundreds of thousands of objects that stay for good."""
    from django.urls import get_resolver

    from gongzhi.policy.queries import library

    library()
    get_resolver().check()
    gc.collect()
    gc.freeze()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.config.settings")
application = wrap_wsgi_with_proxy_headers(get_wsgi_application(), trusted_hosts=settings.TRUSTED_PROXIES)
settle_down()
