"""
Hostile files through the pages that take files: each is refused, or what is kept of it is harmless.

Within twenty seconds and 512 MB of whatever looks into it, and the whole corpus within five minutes.
"""

import ast
import io
import random
import threading
import time
import zlib
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.db import connection
from PIL import Image

import gongzhi
from gongzhi.cases.models import Case
from gongzhi.cases.web import asking
from gongzhi.documents import judging
from gongzhi.documents.children import pdf as check
from gongzhi.documents.models import Attachment
from gongzhi.documents.queries import content_of
from gongzhi.documents.rules import Offered
from gongzhi.kernel import bounded
from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.wording import in_words
from tests.faults.corpus import CORPUS, KEPT, MARK, NAMES, pdf, saved, stream

LONGEST_SECONDS, MOST_BYTES, WHOLE_SECONDS = 20, 512 * 1024 * 1024, 300
LONGEST_EDGE = 2400
BOUNDARY = "fault7f3a"
# Whatever takes a file. A further one is put in here together with tests of its own.
TAKES_FILES = {"cases/web/asking.py", "cases/web/intake.py"}  # photographs and papers: this corpus
OWN_TESTS = {"people/web/rosters.py"}  # registers: gongzhi/kernel/tests/test_sheets.py
READER = str(bounded.ENTRY)  # a browser of other tests may be a child as well
PASSES_ON = {"kernel/idempotency.py"}  # takes the hash of what was handed in

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@contextmanager
def largest_child():
    """Give a list that in the end holds the most memory that the readers of files held at once."""
    most, is_done, ours = [0], threading.Event(), psutil.Process()

    def look():
        while not is_done.wait(0.02):
            held = 0
            for each in ours.children(recursive=True):
                try:
                    held += each.memory_info().rss if READER in each.cmdline() else 0
                except psutil.NoSuchProcess:
                    continue
            most[0] = max(most[0], held)

    before = threading.Thread(target=look)
    before.start()
    yield most
    is_done.set()
    before.join()


def sent(client, area, name, content, words):
    """Post the form of a request with a file, put together by hand: a browser that means harm minds no rules."""
    fields = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in (("item", "street_light"), ("words", words))
    )
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="pictures"; filename="{name}"\r\n'
    body = (fields + head + "Content-Type: image/jpeg\r\n\r\n").encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return client.post(f"/ask/?area={area.id}", data=body, content_type=kind)


def kept_harmless(client):
    """Return what is amiss with what was kept last, and how it is given out."""
    file = Attachment.objects.order_by("pk").last()
    answer, content = client.get(f"/follow/{file.owner_id}/files/{file.pk}"), content_of(file)
    faults = []
    if answer.content != content or answer["X-Content-Type-Options"] != "nosniff":
        faults.append("may be taken for something else")
    if "sandbox" not in answer["Content-Security-Policy"] or "'none'" not in answer["Content-Security-Policy"]:
        faults.append("may run something")
    if file.media_type == "application/pdf":
        return faults + ([] if answer["Content-Disposition"].startswith("attachment") else ["a paper opens itself"])
    return faults + faults_of_picture(content, answer["Content-Type"])


def faults_of_picture(content, media_type):
    """Return what is amiss with a kept picture."""
    picture = Image.open(io.BytesIO(content))
    faults = [] if media_type == f"image/{picture.format.lower()}" else [f"{media_type} is a {picture.format}"]
    if (
        MARK in content
        or picture.getexif()
        or set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    ):
        faults.append("hidden parts are left")
    if max(picture.size) > LONGEST_EDGE or getattr(picture, "n_frames", 1) > 1:
        faults.append("is larger than it should be")
    return faults


def outcome(client, area, name, content):
    """Hand in a file; return what is amiss with what became of it, and that: the words of the page's no, or KEPT."""
    before = Case.objects.count(), Attachment.objects.count()
    answer = sent(client, area, name, content, f"三组路口的路灯坏了三天，照片是{name}。")
    if answer.status_code == 302:
        return KEPT, kept_harmless(client)
    after = Case.objects.count(), Attachment.objects.count()
    left = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file() and path.name not in known()]
    faults = [f"answered {answer.status_code}"] if answer.status_code != 422 else []
    return answer.content.decode(), faults + (["left something behind"] if before != after or left else [])


def known():
    """Return the names of the files that belong to something."""
    return set(Attachment.objects.values_list("sha256", flat=True))


def says(page, codes, name):
    """Tell whether a page says one of these refusals."""
    figures = {"name": name, "megabytes": 10, "megapixels": 50}
    return any(in_words(Refusal(code, figures=figures)).sentence in page for code in codes if code != KEPT)


def faults_of(client, area, name, largest):
    """Hand in a file of the corpus and return what is amiss, with the name."""
    make, allowed = CORPUS[name]
    content = make()
    largest[0], began = 0, time.monotonic()
    found, faults = outcome(client, area, name, content)
    if time.monotonic() - began > LONGEST_SECONDS:
        faults.append("took too long")
    if largest[0] > MOST_BYTES:
        faults.append(f"held {largest[0]} bytes")
    is_expected = found in allowed if found == KEPT else says(found, allowed, name)
    return [f"{name}: {each}" for each in faults + ([] if is_expected else [f"not {allowed}"])]


@pytest.mark.once
@pytest.mark.slow
def test_every_hostile_file_is_refused_or_made_harmless_within_its_bounds(cast):
    client, area, began = cast.client("visitor"), cast.area("village"), time.monotonic()
    with largest_child() as largest:
        faults = [fault for name in CORPUS for fault in faults_of(client, area, name, largest)]
    assert faults == []
    assert len(CORPUS) >= 60
    assert time.monotonic() - began < WHOLE_SECONDS


def test_names_of_files_lose_whatever_is_not_for_reading(cast):
    client, area = cast.client("visitor"), cast.area("village")
    for number, (name, shown) in enumerate(NAMES.items()):
        answer = sent(client, area, name, saved("JPEG", (number + 2, 2)), f"三组路口的路灯坏了三天，第{number}张照片。")
        kept = Attachment.objects.order_by("pk").last()
        assert answer.status_code == 302, name
        assert Attachment.objects.count() == number + 1
        assert kept.name == shown or shown is None
        assert kept.name.isprintable()
        assert not set(kept.name) & set("/\\")
        told = client.get(f"/follow/{kept.owner_id}/files/{kept.pk}")["Content-Disposition"]
        assert told.isprintable()
        assert "<script" not in client.get(f"/follow/{kept.owner_id}/").content.decode().partition("<main")[2]


def test_nobody_waits_for_a_lock_while_a_file_of_a_stranger_is_looked_into(cast, monkeypatch):
    held, real = [], judging.bounded.heard

    def heard(child, content, *, seconds):
        held.append(len(connection.savepoint_ids) + connection.in_atomic_block - outside)
        return real(child, content, seconds=seconds)

    outside = len(connection.savepoint_ids) + connection.in_atomic_block
    monkeypatch.setattr(judging.bounded, "heard", heard)
    words = "三组路口的路灯坏了三天，晚上老人不敢走。"
    told = {"item": "street_light", "words": words, "idempotency_key": "k" * 20}
    for role, path in (("visitor", f"/ask/?area={cast.area('village').id}"), ("village_clerk", "/cases/new/")):
        pictures = [io.BytesIO(saved("JPEG", (n, 9))) for n in (5, 6)]
        answer = cast.client(role).post(path, told | {"channel": "visit", "pictures": pictures})
        assert answer.status_code < 400
    assert held == [0] * 4


def test_no_more_files_are_looked_into_than_are_taken(cast, monkeypatch):
    monkeypatch.setattr(asking, "judged", lambda offered: pytest.fail("looked into"))
    pictures = [io.BytesIO(saved("JPEG", (n + 2, 9))) for n in range(50)]
    told = {"item": "street_light", "words": "三组路口的路灯坏了三天。", "pictures": pictures}
    answer = cast.client("visitor").post(f"/ask/?area={cast.area('village').id}", told)
    assert answer.status_code == 422
    assert not Attachment.objects.exists()


def test_a_name_or_action_across_two_pieces_of_a_packed_stream_is_found():
    for place in range(1024 * 1024 - 12, 1024 * 1024 + 2):
        packed = zlib.compress(b" " * place + b"/JavaScript" + b" " * 2_000_000)
        content = pdf(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed))
        with pytest.raises(check.Unreadable, match="active"):
            check.check(content)


@pytest.mark.slow
def test_photographs_and_scans_of_papers_are_not_taken_for_hostile():
    for kind in ("JPEG", "PNG", "WEBP"):
        for size in ((4000, 3000), (3000, 4000)):
            fit = judging.judged(Offered("p", saved(kind, size)))
            assert max(Image.open(io.BytesIO(fit.content)).size) == LONGEST_EDGE
    chance = random.Random(7)
    scanned = pdf(*(stream(b"/Filter /DCTDecode", chance.randbytes(900_000)) for _ in range(10)))
    assert judging.judged(Offered("a.pdf", scanned)).content == scanned


def takers():
    """Return the modules that take files: they have a field for them, or read what was handed in."""
    root = Path(gongzhi.__file__).parent
    for path in root.rglob("*.py"):
        if "tests" not in path.parts and "/migrations/" not in str(path):
            names = {getattr(each, "attr", "") for each in ast.walk(ast.parse(path.read_text()))}
            if names & {"FileField", "ImageField", "FILES"}:
                yield str(path.relative_to(root))


def test_whatever_takes_a_file_is_tried_with_hostile_ones():
    assert set(takers()) == TAKES_FILES | OWN_TESTS | PASSES_ON
