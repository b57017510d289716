"""A place that keeps several kinds of rosters says so in its pack, and its clerks choose; one kind asks nothing."""

import textwrap

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongzhi.kernel import jobs
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import machine_now, now, today
from gongzhi.people.models import Person
from gongzhi.people.roster_tables import RosterImport
from gongzhi.people.tests.rosters import text
from gongzhi.policy.actions import adopt_pack

pytestmark = pytest.mark.django_db
FILES = {
    "pack.yaml": "id: two-kinds\ntitle: {zh: 两种名册, en: Two kinds}\n",
    "sources.yaml": "doc: {title: {zh: 某县登记办法, en: Rules of a county}, kind: document}\n",
    "lists/people/rosters.yaml": """
        title: {zh: 名册的表头, en: Headings of rosters}
        source: "doc:一"
        is_open: true
        adds: true
        items:
          - key: incomers
            zh: 流动人口登记册
            en: Register of incomers
            columns:
              - {field: name, zh: 来人姓名, en: Name, needed: true}
              - {field: address, zh: 租住在哪里, en: Lives at}
              - field: residence
                zh: 从哪里来
                en: Comes from
                words: {incomer: [外省, 本省外县], local: [本县]}
    """,
}
ROWS = [["来人姓名", "租住在哪里", "从哪里来"], ["邱小兰", "三组8号", "外省"]]


@pytest.fixture
def two_kinds(cast, settings, tmp_path):
    """Let the village of the cast follow a pack that adds a kind of roster, as data alone."""
    for name, content in FILES.items():
        path = tmp_path / "two-kinds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(content), encoding="utf-8")
    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, tmp_path]
    adopt_pack(
        by=system_actor("test"), path=cast.area("village").path, pack_id="two-kinds", from_on=today(), to_on=None,
        decided_by="县政府办", now=now(),
    )  # fmt: skip


@pytest.fixture
def clerk(cast):
    return cast.proved("village_clerk")


def work():
    """Do the jobs that wait, as the worker does."""
    jobs.load_handlers()
    while jobs.run_one(now=now(), machine_now=machine_now()):
        pass


def hand_in(clerk, cast, **given):
    file = SimpleUploadedFile("登记册.csv", text(ROWS))
    return clerk.post(reverse("people:rosters"), {"area": cast.area("village").id, "sheets": file, **given})


@pytest.mark.usefixtures("two_kinds")
def test_a_clerk_chooses_the_kind_and_its_headings_and_words_are_those_of_the_pack(clerk, cast):
    page = clerk.get(reverse("people:rosters")).content.decode()
    assert "哪一种名册" in page
    assert "流动人口登记册" in page
    assert "户籍（实有人口）名册" in page
    hand_in(clerk, cast, kind="incomers")
    work()
    record = RosterImport.objects.get()
    page = clerk.get(reverse("people:roster", args=[record.pk])).content.decode()
    assert "流动人口登记册" in page
    assert "没有要改的，可以入库" in page
    clerk.post(reverse("people:roster_take", args=[record.pk]))
    work()
    person = Person.objects.get(name="邱小兰")
    assert (person.residence, person.household.address) == ("incomer", "三组8号")


@pytest.mark.usefixtures("two_kinds")
@pytest.mark.parametrize("kind", ["", "nobody"])
def test_where_there_are_several_kinds_one_of_them_must_be_chosen(clerk, cast, kind):
    assert hand_in(clerk, cast, kind=kind).status_code == 422
    assert not RosterImport.objects.exists()


@pytest.mark.usefixtures("two_kinds")
def test_a_kind_that_the_chosen_place_does_not_keep_is_refused_at_its_field(cast):
    desk = cast.proved("town_desk")
    town = cast.area("village").path.rstrip("/").split("/")[-2]
    file = SimpleUploadedFile("登记册.csv", text(ROWS))
    refused = desk.post(reverse("people:rosters"), {"area": town, "kind": "incomers", "sheets": file})
    assert (refused.status_code, "选的地方没有这种名册" in refused.content.decode()) == (422, True)
    assert not RosterImport.objects.exists()


@pytest.mark.usefixtures("two_kinds")
def test_a_roster_is_taken_away_under_the_headings_of_the_kind_that_was_chosen(clerk, cast):
    hand_in(clerk, cast, kind="incomers")
    work()
    clerk.post(reverse("people:roster_take", args=[RosterImport.objects.get().pk]))
    work()
    given = {"area": cast.area("village").id, "kind": "incomers", "form": "csv", "numbers": "masked", "reason": "核对"}
    content = clerk.post(reverse("people:roster_export"), given).content.decode("utf-8-sig")
    assert content.startswith('"来人姓名","租住在哪里","从哪里来"')


def test_where_there_is_one_kind_nobody_is_asked(clerk, cast):
    assert "哪一种名册" not in clerk.get(reverse("people:rosters")).content.decode()
    assert "哪一种名册" not in clerk.get(reverse("people:roster_export")).content.decode()
    assert hand_in(clerk, cast).status_code == 302
    assert RosterImport.objects.get().kind == "residents"
