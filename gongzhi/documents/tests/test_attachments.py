"""Attachments: what is taken, what is refused, and that pictures lose their hidden parts."""

import datetime as dt
import io

import pytest
from PIL import Image

from gongzhi.documents import actions, queries
from gongzhi.documents.judging import judged
from gongzhi.documents.models import Attachment
from gongzhi.documents.rules import LARGEST_BYTES, MOST_FILES, Offered, may_keep, may_take, media_type_of, shown_name
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photo(size=(60, 40), kind="JPEG", exif=None):
    buffer = io.BytesIO()
    picture = Image.new("RGB", size, "teal")
    picture.save(buffer, kind, **({"exif": exif} if exif else {}))
    return buffer.getvalue()


def keep(content, name="水样 照片.JPG", owner=7):
    return actions.keep_attachment(
        by=VISITOR,
        owner_kind="cases.case",
        owner_id=owner,
        area_path="1/2/",
        fit=judged(Offered(name=name, content=content)),
        now=NOW,
    )


@pytest.mark.django_db
def test_a_photo_is_kept_once_and_journalled_once():
    first, second = keep(photo()), keep(photo())
    assert first.pk == second.pk
    assert Entry.objects.filter(code="documents.attachment_kept").count() == 1
    assert media_type_of(queries.content_of(first)) == "image/jpeg"


@pytest.mark.django_db
def test_place_and_device_are_gone_from_a_kept_photo():
    exif = Image.Exif()
    exif[0x010F] = "PHONE-CANARY"
    exif.get_ifd(0x8825)[1] = "N"
    kept = queries.content_of(keep(photo(exif=exif)))
    assert b"PHONE-CANARY" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "documents.file_empty"),
        (b"MZ\x90\x00 not a photo", "documents.kind_not_taken"),
        (b"<html><script>", "documents.kind_not_taken"),
        (b"%PDF-1.7\n<< /OpenAction << /S /JavaScript >> >>\n%%EOF", "documents.pdf_active"),
        (photo()[:200], "documents.picture_broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "documents.picture_broken"),
    ],
)
def test_a_bad_file_is_refused_and_nothing_is_kept(content, code, tmp_path):
    with pytest.raises(Refusal) as refusal:
        keep(content)
    assert refusal.value.code == code
    assert not Attachment.objects.exists()
    assert not Entry.objects.exists()
    assert not list(tmp_path.rglob("*"))


@pytest.mark.django_db
def test_a_picture_bomb_is_refused_before_it_is_decoded():
    with pytest.raises(Refusal) as refusal:
        keep(photo(size=(30000, 4000), kind="PNG"))
    assert refusal.value.code == "documents.picture_too_large"


def test_size_and_number_are_bounded_on_both_sides():
    exact = Offered("a.pdf", b"%PDF-" + b" " * (LARGEST_BYTES - 5))
    over = Offered("a.pdf", exact.content + b" ")
    assert may_take(exact).ok
    assert may_take(over).code == "documents.file_too_large"
    assert may_keep(already=MOST_FILES - 1).ok
    assert may_keep(already=MOST_FILES).code == "documents.too_many_files"


def test_the_shown_name_has_no_folder_and_the_true_extension():
    assert shown_name("../../etc/水样.php", "image/jpeg") == "水样.jpg"
    assert shown_name("C:\\x\\..", "application/pdf") == "file.pdf"
    assert shown_name("a\u202e\n.pdf", "application/pdf") == "a.pdf"


@pytest.mark.django_db
def test_a_file_of_another_matter_is_not_visible():
    kept = keep(photo(), owner=7)
    with pytest.raises(NotVisible):
        queries.attachment_of(owner_kind="cases.case", owner_id=8, attachment_id=kept.pk)
