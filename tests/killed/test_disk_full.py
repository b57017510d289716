"""
The disk of the database, or that of the files, is full: people are told so, all can be read, nothing is lost.

SQLite says what it says on a full disk when its file may not grow; on PostgreSQL the server's own error is raised.
"""

import errno
import io
import os
import re
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from gongzhi.accounts.tests.cast import make_cast
from gongzhi.cases.models import Case
from gongzhi.kernel.models import Entry, Job
from gongzhi.procedures.models import Run
from tests.killed.found import faults_of_file

ROUNDS = 5
FULL, CREATED, FOUND = 507, 201, 302
WORDS = "三组路口的路灯坏了三天，晚上老人不敢走。"
REFUSE = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER no_room BEFORE INSERT ON kernel_entry EXECUTE FUNCTION no_room();
"""

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def full_database():
    """Let the database find no room to write while this lasts."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA page_count")
            (pages,) = cursor.fetchone()
            cursor.execute(f"PRAGMA max_page_count = {pages}")
        else:
            cursor.execute(REFUSE)
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA max_page_count = 1073741823")
        else:
            cursor.execute("DROP TRIGGER no_room ON kernel_entry; DROP FUNCTION no_room()")


def rows() -> tuple[int, ...]:
    """Return what a filing writes, counted."""
    return tuple(model.objects.count() for model in (Case, Run, Entry, Job))


def file_until_full(client, told) -> None:
    """File requests until there is no room; the last pages of the file may still take some."""
    for _ in range(500):
        before = rows()
        answer = client.post("/api/v1/requests", told, content_type="application/json")
        if answer.status_code != CREATED:
            break
    assert answer.status_code == FULL
    assert answer.json()["title"].startswith("存储空间已满，暂时只能查看")
    assert rows() == before


def asked(client, village: int, **told: object):
    """Open the form, fill it in and send it, as a browser does."""
    form = client.get(f"/ask/?area={village}").content.decode()
    key = re.search(r'name="idempotency_key" value="([^"]+)"', form)[1]
    filled = {"item": "street_light", "words": WORDS, "place": "三组路口", "idempotency_key": key}
    return client.post(f"/ask/?area={village}", filled | told)


def a_picture() -> bytes:
    """Return a small picture."""
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "orange").save(drawn, "PNG")
    return drawn.getvalue()


def test_a_full_database_is_told_plainly_everything_is_read_and_it_goes_on_without_a_restart(client):
    told = {"area": make_cast().area("village").id, "item": "street_light", "words": WORDS}
    client.raise_request_exception = False
    for _ in range(ROUNDS):
        with full_database():
            file_until_full(client, told)
            assert client.get("/").status_code == 200
            assert client.get(f"/ask/?area={told['area']}").status_code == 200
        assert faults_of_file() == []
        assert client.post("/api/v1/requests", told, content_type="application/json").status_code == CREATED


def test_a_person_reads_on_the_page_that_nothing_can_be_sent_for_now(client):
    village = make_cast().area("village").id
    client.raise_request_exception = False
    with full_database():
        for _ in range(500):
            answer = asked(client, village)
            if answer.status_code != FOUND:
                break
    assert answer.status_code == FULL
    assert "暂时只能查看，不能提交" in answer.content.decode()


def test_a_picture_that_finds_no_room_leaves_no_request_behind(client, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    village, before = make_cast().area("village").id, rows()

    def no_room(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    client.raise_request_exception = False
    file = SimpleUploadedFile("路灯.png", a_picture(), "image/png")
    answer = asked(client, village, pictures=[file])
    assert answer.status_code == FULL
    assert rows() == before
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
