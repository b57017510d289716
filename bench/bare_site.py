"""The bare view: what Django costs for the check of a form token, one INSERT through its models, and a redirect."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from gongzhi.config.database import database_settings

PATH = "/submit/"

if not settings.configured:
    settings.configure(
        SECRET_KEY="bare" * 16,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.messages",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        DATABASES={"default": database_settings(os.environ["DATABASE_URL"], base=Path.cwd())},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()


class Ticket(models.Model):
    """A request with as much in it as the peers' bare one."""

    created = models.DateTimeField(auto_now_add=True, db_index=True)
    queue = models.IntegerField(db_index=True)
    title = models.CharField(max_length=200)
    submitter_email = models.EmailField()
    body = models.TextField()
    status = models.IntegerField(default=1, db_index=True)

    class Meta:
        app_label = "sessions"
        db_table = "bare_ticket"


def submit(request: HttpRequest) -> HttpResponse:
    """Keep one request."""
    given = request.POST
    ticket = Ticket(
        queue=int(given["queue"]),
        title=given["title"],
        submitter_email=given["submitter_email"],
        body=given["body"],
    )
    ticket.save(force_insert=True)
    return HttpResponseRedirect(f"/view/?ticket={ticket.pk}")


urlpatterns = [path(PATH.lstrip("/"), submit)]
application = get_wsgi_application()


def make_table() -> None:
    """Make the table."""
    with connection.schema_editor() as editor:
        editor.create_model(Ticket)


if __name__ == "__main__" and "make" in sys.argv:
    make_table()
