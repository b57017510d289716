"""The first administrator of an empty installation."""

import io

import pytest
from django.core.management import CommandError, call_command

from gongzhi.accounts.models import User
from gongzhi.accounts.queries import actor_for
from gongzhi.accounts.tests.pieces import PASSWORD, sign_in
from gongzhi.kernel.clock import now
from gongzhi.kernel.models import Entry
from gongzhi.territory.models import Area

pytestmark = pytest.mark.django_db
PLACE = "广东省/广州市/花都区"


def create(monkeypatch, *arguments, password=PASSWORD, area=PLACE):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    call_command("create_admin", "gaoxiang", "--name=高翔", f"--area={area}", *arguments, stdout=io.StringIO())


def test_the_first_administrator_holds_a_post_and_signs_in(client, monkeypatch):
    create(monkeypatch, "--phone=13900000011")
    user = User.objects.get()
    actor = actor_for(user=user, now=now())
    assert [post.kind for post in actor.posts] == ["security_admin"]
    assert actor.may("accounts.create_account", actor.posts[0].path)
    assert sign_in(client, "13900000011").status_code == 302
    assert client.get("/account/")["Location"] == "/account/second-factor/"
    assert Entry.objects.filter(by_name="gongzhi create_admin").exists()


def test_a_county_that_is_there_is_used(monkeypatch, cast):
    User.objects.all().delete()
    before = Area.objects.count()
    create(monkeypatch, area="510403")
    assert Area.objects.count() == before
    assert actor_for(user=User.objects.get(), now=now()).posts[0].path == cast.area("county_elsewhere").path


@pytest.mark.parametrize(
    ("told", "given"),
    [
        ("no county has the code 999999", {"area": "999999"}),
        ("say a code such as", {"area": "花都区"}),
        ("密码太短", {"password": "short"}),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_made(monkeypatch, told, given):
    with pytest.raises(CommandError, match=told):
        create(monkeypatch, **given)
    assert not User.objects.exists()
    assert not Area.objects.exists()


def test_there_is_no_second_first_administrator_of_a_kind(monkeypatch):
    create(monkeypatch)
    with pytest.raises(CommandError, match="已经有这个管理员了"):
        create(monkeypatch)
    assert User.objects.count() == 1


def test_three_different_people_are_the_three_administrators(monkeypatch):
    for post in ("security_admin", "system_admin", "audit_admin"):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        call_command("create_admin", post, f"--name={post}", f"--area={PLACE}", f"--post={post}", stdout=io.StringIO())
    held = [actor_for(user=user, now=now()).posts for user in User.objects.order_by("pk")]
    assert [[post.kind for post in posts] for posts in held] == [["security_admin"], ["system_admin"], ["audit_admin"]]
