"""What somebody hands in never lies in a temporary file in plain, however large it is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongzhi.people import actions
from gongzhi.people.roster_tables import RosterImport

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


@pytest.fixture
def clerk(cast):
    return cast.proved("village_clerk")


def post(clerk, cast, *sizes, **extra):
    files = [SimpleUploadedFile(f"{number}.csv", b"a" * size) for number, size in enumerate(sizes)]
    return clerk.post(reverse("people:rosters"), {"area": cast.area("village").id, "sheets": files}, **extra)


def test_a_roster_of_five_megabytes_leaves_nothing_in_the_temporary_folder(
    clerk, cast, settings, tmp_path, monkeypatch
):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    seen = []
    hand_in = actions.hand_in
    monkeypatch.setattr(
        actions, "hand_in", lambda **given: (seen.append(list(tmp_path.iterdir())), hand_in(**given))[1]
    )
    assert post(clerk, cast, 5 * MEGABYTE).status_code == 302
    assert seen == [[]]
    assert RosterImport.objects.count() == 1


def test_a_request_that_would_not_stay_in_memory_is_refused_before_it_is_read(clerk, cast):
    refused = post(clerk, cast, 1, CONTENT_LENGTH=str(30 * MEGABYTE + 1))
    assert (refused.status_code, "加起来最多 30 MB" in refused.content.decode()) == (422, True)
    assert not RosterImport.objects.exists()
    assert refused.headers["Content-Security-Policy"]


def test_the_largest_request_is_read_and_a_file_too_large_in_it_is_told_at_its_field(clerk, cast):
    refused = post(clerk, cast, 21 * MEGABYTE)
    assert (refused.status_code, "一个文件最多 20 MB" in refused.content.decode()) == (422, True)
    assert not RosterImport.objects.exists()
