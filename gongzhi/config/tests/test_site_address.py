"""The site behind a proxy: its address sets hosts, trusted forms and secure cookies; a stranger's word does not."""

import json
import os
import subprocess
import sys

import pytest
from django.test import RequestFactory

from gongzhi.config.wsgi import application

ASK = """
import json
from django.conf import settings
names = "ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_HSTS_SECONDS"
print(json.dumps([getattr(settings, name) for name in names.split()]))
"""
COOKIES = """
import json, django
django.setup()
from django.conf import settings
from gongzhi.cases.web.following import FOLLOWED
from gongzhi.portal.context import ELDER_COOKIE, LASTING, PLACE_COOKIE
names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME LANGUAGE_COOKIE_NAME".split()
found = [*[getattr(settings, name) for name in names], FOLLOWED, ELDER_COOKIE, PLACE_COOKIE]
print(json.dumps([found, list(settings.COOKIES_OF_ONE_PERSON), LASTING["secure"]]))
"""
LOCAL = ["127.0.0.1", "localhost", "[::1]"]


@pytest.fixture
def settings_with(tmp_path):
    """Return the settings of a process with these variables."""

    def ask(script=ASK, **variables):
        mine = {"GONGZHI_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "gongzhi.config.settings"}
        env = {**os.environ, **mine, **variables}
        done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False)
        return json.loads(done.stdout) if done.returncode == 0 else done.stderr

    return ask


def test_without_an_address_the_site_is_this_machine_s_alone(settings_with):
    assert settings_with(SITE_ADDRESS="") == [LOCAL, [], False, False, 0]


def test_an_https_address_makes_cookies_secure_and_its_forms_trusted(settings_with):
    told = settings_with(SITE_ADDRESS="https://gongzhi.county.example/")
    assert told == [[*LOCAL, "gongzhi.county.example"], ["https://gongzhi.county.example"], True, True, 31536000]


def test_an_address_without_https_is_served_as_it_is(settings_with):
    told = settings_with(SITE_ADDRESS="http://10.0.0.8:8000", ALLOWED_HOSTS="127.0.0.1")
    assert told == [["127.0.0.1", "10.0.0.8"], ["http://10.0.0.8:8000"], False, False, 0]


@pytest.mark.parametrize(
    ("address", "prefix"), [("https://gongzhi.county.example", "__Host-"), ("http://10.0.0.8", "")]
)
def test_with_https_no_other_host_can_plant_a_cookie_of_the_site(settings_with, address, prefix):
    names, of_one_person, is_secure = settings_with(COOKIES, SITE_ADDRESS=address)
    known = ("sessionid", "csrftoken", "django_language", "gz_followed", "gz_elder", "gz_place")
    assert names == [f"{prefix}{name}" for name in known]
    assert of_one_person == [f"{prefix}gz_followed"]
    assert is_secure is bool(prefix)


@pytest.mark.parametrize("address", ["gongzhi.county.example", "https://", "https://county.example/gongzhi"])
def test_an_address_that_no_browser_opens_is_refused_with_two_that_work(settings_with, address):
    assert "use https://gongzhi.county.example or http://10.0.0.8:8000" in settings_with(SITE_ADDRESS=address)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("peer", "seen"), [("127.0.0.1", ("https", "203.0.113.7")), ("198.51.100.9", ("http", "198.51.100.9"))]
)
def test_only_the_proxy_is_believed_about_visitors(peer, seen):
    told = {"HTTP_X_FORWARDED_FOR": "203.0.113.7", "HTTP_X_FORWARDED_PROTO": "https"}
    scope = RequestFactory(REMOTE_ADDR=peer, **told).get("/healthz").environ
    application(scope, lambda status, headers: None)
    assert (scope["wsgi.url_scheme"], scope["REMOTE_ADDR"]) == seen
