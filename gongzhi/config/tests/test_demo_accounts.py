"""On a demonstration anybody enters any account with one press; on any other database there is no such thing."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from gongzhi.accounts.passwords import effort_of
from gongzhi.accounts.queries import demo_accounts
from gongzhi.accounts.tests.pieces import is_signed_in
from gongzhi.config.demo.passwords import password_for, words
from gongzhi.config.management.commands.demo_accounts import width
from gongzhi.kernel import clock
from gongzhi.kernel.access import ROLES
from gongzhi.kernel.clock import today
from gongzhi.kernel.models import Installation

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def demo(cast):
    """Make the database of the cast a demonstration."""
    Installation.objects.create(pk=1, kind=Installation.Kind.DEMO)
    clock.forget()


def test_one_press_signs_in_with_the_second_factor_passed(cast, demo):
    for role in ROLES[1:]:
        browser = Client()
        answer = browser.post(f"/sign-in/demo/{cast.user(role).pk}/", {"next": "/account/"})
        assert (answer.status_code, answer["Location"]) == (302, "/account/")
        assert cast.user(role).name in browser.get("/account/").content.decode()


def test_elsewhere_nobody_enters_that_way_and_nobody_is_listed(cast):
    browser = Client()
    pressed = browser.post(f"/sign-in/demo/{cast.user('village_clerk').pk}/")
    nobody = browser.post("/sign-in/demo/999999/")
    assert (pressed.status_code, nobody.status_code) == (404, 404)
    assert not is_signed_in(browser)
    page = browser.get("/sign-in/").content.decode()
    assert "/sign-in/demo/" not in page
    assert cast.user("village_clerk").name not in page
    assert demo_accounts(today()) == ()


def test_the_sign_in_page_lists_accounts_by_place_and_post(cast, demo):
    page = Client().get("/sign-in/").content.decode()
    names = [cast.user(role).name for role in ("county_official", "town_desk", "village_clerk")]
    places = [page.index(name) for name in names]
    assert places == sorted(places), "upper areas first"
    assert page.index("广州市花都区") < places[0] < page.index("攀枝花市西区")
    assert "狮岭镇石塘村" in page


def test_one_account_per_post_and_area_is_listed_in_few_queries(cast, demo, django_assert_num_queries):
    clock.setting()
    with django_assert_num_queries(3):
        lines = demo_accounts(clock.today())
    assert sorted(line.username for line in lines) == sorted(ROLES[1:])
    clerks = {line.place: line.name for line in lines if line.kind == "village_clerk"}
    assert clerks == {"狮岭镇石塘村": "何晓燕", "狮岭镇禾坪村": "谭秀珍"}


def test_the_command_prints_a_table_with_passwords(cast, demo):
    out = io.StringIO()
    call_command("demo_accounts", "--all", stdout=out)
    head, *rows = out.getvalue().splitlines()
    assert head.split() == [
        "地方",
        "Place",
        "岗位",
        "Post",
        "姓名",
        "Name",
        "用户名",
        "User",
        "name",
        "密码",
        "Password",
    ]
    assert len(rows) == len(ROLES) - 1
    assert ["广州市花都区狮岭镇石塘村", "村文书", "何晓燕", "village_clerk", password_for("village_clerk")] in [
        row.split() for row in rows
    ]


def test_the_command_prints_one_account_per_role_and_place_in_a_few_lines(cast, demo):
    out = io.StringIO()
    call_command("demo_accounts", stdout=out)
    lines = out.getvalue().splitlines()
    names = [word for line in lines if line.startswith("    ") for word in line.split() if word.isascii()]
    assert len(names) == len(set(names)), "nobody twice"
    assert {"resident", "village_clerk", "town_desk", "county_official"} <= set(names)
    assert "clerk_elsewhere" not in names, "one clerk a place"
    assert max(map(width, lines)) <= 100
    assert password_for("village_clerk") not in out.getvalue()
    assert "--all" in lines[-1]


def test_the_command_refuses_any_other_database(cast):
    with pytest.raises(CommandError, match="no demonstration"):
        call_command("demo_accounts")


def test_published_passwords_are_fixed_and_pass_the_rule():
    assert password_for("village_clerk") == password_for("village_clerk") != password_for("town_desk")
    assert len(words()) == len(set(words())) >= 100
    assert all(effort_of(password_for(role)) > 3 and len(password_for(role)) >= 12 for role in ROLES)
