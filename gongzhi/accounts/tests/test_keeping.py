"""Accounts of others: given, reset, closed, opened again, closed because nobody uses them; and who may do that."""

import datetime as dt
import re

import pytest
from django.test import Client

from gongzhi.accounts import actions, jobs, listing, rules
from gongzhi.accounts.actions.keeping import given_password
from gongzhi.accounts.listing import State
from gongzhi.accounts.models import Passkey, RecoveryCode, SignIn, User
from gongzhi.accounts.sessions import STEP_UP_KEY
from gongzhi.accounts.tests.pieces import NOW, PASSWORD, SYSTEM, account, code_now, is_signed_in, sign_in
from gongzhi.bodies.actions import end_appointment
from gongzhi.bodies.models import Appointment
from gongzhi.kernel import clock
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.clock import machine_now, now
from gongzhi.kernel.models import Entry, Installation
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.actions import register_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(cast):
    """Return a browser of the security administrator, who has just proved who acts."""
    return proved(cast.client("security_admin"))


def proved(client: Client) -> Client:
    session = client.session
    session[STEP_UP_KEY] = machine_now().timestamp()
    session.save()
    return client


@pytest.fixture
def by(cast) -> Actor:
    """Return the security administrator, who has just proved who acts."""
    return stepped_up(cast, "security_admin")


def stepped_up(cast, role) -> Actor:
    actor = cast.actor(role)
    return Actor(**{name: getattr(actor, name) for name in actor.__slots__} | {"stepped_up_at": now()})


def new_clerk(cast) -> int:
    """Register somebody who holds a post and has no account."""
    made = register_person(by=SYSTEM, name="邱小兰", area_id=cast.area("village").id, now=NOW)
    Appointment.objects.filter(post__kind="grid_officer").update(person_id=made.pk)
    return made.pk


class TestGiving:
    def test_the_first_password_is_shown_once_and_must_be_changed_before_anything_else(self, cast, keeper):
        """等保三级 (domain 7.3, row 3): the first password is changed at the first sign-in."""
        pk = new_clerk(cast)
        page = keeper.get("/accounts/new/?name=邱")
        assert f'value="{pk}"' in page.content.decode()
        shown = keeper.post("/accounts/new/?name=邱", {"person": pk, "username": "qiuxiaolan"})
        password = re.search(r'gz-key">([^<]+)<', shown.content.decode())[1]
        user = User.objects.get(username="qiuxiaolan")
        assert (user.person_id, user.check_password(password)) == (pk, True)
        client = Client()
        assert sign_in(client, "qiuxiaolan", password).status_code == 302
        assert client.get("/today/")["Location"] == "/account/password/"
        assert "现在的密码是别人给您设的" in client.get("/account/password/").content.decode()
        client.post("/account/password/", {"current": password, "new": PASSWORD})
        assert client.get("/today/")["Location"] == "/account/second-factor/"

    def test_a_given_password_fits_every_level_and_no_two_are_alike(self, settings):
        settings.MLPS_LEVEL = 3
        found = {given_password() for _ in range(50)}
        assert len(found) == 50
        for each in found:
            assert rules.may_be_password(each, effort=9, classes=3).ok

    @pytest.mark.parametrize(("days", "ok"), [(7, True), (8, False)])
    def test_a_given_password_opens_for_seven_days(self, cast, by, days, ok):
        user, password = actions.give_account(by=by, username="qiuxiaolan", person_id=new_clerk(cast), now=now())
        later = now() + dt.timedelta(days=days, minutes=-1 if ok else 1)
        found = actions.check_password(username="qiuxiaolan", password=password, at=machine_now(), now=later)
        assert (found.user == user) is ok
        assert found.verdict.code == ("accounts.signed_in" if ok else "accounts.given_password_expired")

    def test_that_it_expired_is_told_only_to_who_knows_it(self, cast, by):
        actions.give_account(by=by, username="qiuxiaolan", person_id=new_clerk(cast), now=now())
        later = now() + dt.timedelta(days=8)
        found = actions.check_password(username="qiuxiaolan", password="x", at=machine_now(), now=later)
        assert found.verdict.code == "accounts.sign_in_wrong"

    def test_people_without_a_post_are_not_found(self, cast, keeper):
        register_person(by=SYSTEM, name="邱小兰", area_id=cast.area("village").id, now=NOW)
        assert "邱小兰" not in keeper.get("/accounts/new/?name=邱").content.decode()

    def test_what_does_not_fit_is_said_at_the_field_and_no_account_made(self, cast, keeper):
        pk, before = new_clerk(cast), User.objects.count()
        page = keeper.post("/accounts/new/?name=邱", {"person": pk, "username": "system_admin"})
        assert page.status_code == 422
        assert "已经是别人的用户名" in page.content.decode()
        assert User.objects.count() == before


class TestResetting:
    def test_a_new_first_password_ends_devices_and_keeps_the_second_factor(self, cast, keeper):
        user, there = cast.user("grid_officer"), cast.client("grid_officer")
        actions.open_session(user=user, session_key=there.cookies["sessionid"].value, device="", address=None, now=NOW)
        shown = keeper.post(f"/accounts/{user.pk}/password/")
        password = re.search(r'gz-key">([^<]+)<', shown.content.decode())[1]
        assert not is_signed_in(there)
        user.refresh_from_db()
        assert user.totp_confirmed_at is not None
        client = Client()
        assert sign_in(client, "grid_officer", password)["Location"] == "/sign-in/code/"
        assert Entry.objects.get(code="accounts.password_reset").area_path == cast.area("village").path

    def test_taking_the_second_factor_away_takes_passkeys_and_recovery_codes_too(self, cast, keeper):
        user = cast.user("grid_officer")
        RecoveryCode.objects.create(user=user, code_hash="x")
        Passkey.objects.create(user=user, name="x", host="x", credential_id=b"x", packed=b"", added_at=NOW)
        assert keeper.post(f"/accounts/{user.pk}/factor/", {"reason": " "}).status_code == 422
        assert RecoveryCode.objects.exists()
        assert keeper.post(f"/accounts/{user.pk}/factor/", {"reason": "手机丢了"}).status_code == 302
        user.refresh_from_db()
        assert (user.totp_confirmed_at, user.totp_sealed) == (None, None)
        assert not RecoveryCode.objects.exists()
        assert not Passkey.objects.exists()
        assert Entry.objects.get(code="accounts.factor_reset").figures["reason"] == "手机丢了"

    @pytest.mark.parametrize("first", ["password", "factor"])
    def test_one_administrator_does_not_reset_both_before_the_owner_has_come(self, cast, by, first):
        pk = cast.user("grid_officer").pk
        deeds = {
            "password": lambda: actions.reset_password(by=by, user_id=pk, now=now()),
            "factor": lambda: actions.reset_factor(by=by, user_id=pk, reason="手机丢了", now=now()),
        }
        second = next(name for name in deeds if name != first)
        deeds[first]()
        deeds[first]()
        before = User.objects.values().get(pk=pk)
        with pytest.raises(Refusal, match=r"accounts\.second_reset_by_same"):
            deeds[second]()
        assert User.objects.values().get(pk=pk) == before
        User.objects.filter(pk=pk).update(reset_by=cast.user("clerk_elsewhere").pk)
        deeds[second]()

    def test_once_the_owner_has_chosen_a_new_one_the_other_may_be_reset(self, cast, by):
        user = cast.user("grid_officer")
        password = actions.reset_password(by=by, user_id=user.pk, now=now())
        own = cast.actor("grid_officer")
        done = actions.change_password(
            by=own, current=password, new=PASSWORD, session_key="", at=machine_now(), now=now()
        )
        assert done.ok
        actions.reset_factor(by=by, user_id=user.pk, reason="手机丢了", now=now())
        secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        user.refresh_from_db()
        done, _ = actions.confirm_totp(
            by=own, secret=secret, code=code_now(secret), session_key="", at=machine_now(), now=now()
        )
        assert done.ok
        actions.reset_password(by=by, user_id=user.pk, now=now())

    def test_nobody_resets_or_closes_their_own_account(self, cast, by):
        pk = by.account_id
        for deed in (
            lambda: actions.reset_password(by=by, user_id=pk, now=now()),
            lambda: actions.reset_factor(by=by, user_id=pk, reason="x", now=now()),
            lambda: actions.close_account(by=by, user_id=pk, now=now()),
        ):
            with pytest.raises(Refusal, match=r"accounts\.not_oneself"):
                deed()
        assert User.objects.get(pk=pk).is_active
        assert not Entry.objects.filter(code__in=["accounts.password_reset", "accounts.account_closed"]).exists()

    def test_every_deed_asks_for_a_fresh_proof_and_leads_back(self, cast):
        client, pk = cast.client("security_admin"), cast.user("grid_officer").pk
        session = client.session
        session.pop(STEP_UP_KEY, None)
        session.save()
        for deed in ("password", "factor", "close"):
            answer = client.post(f"/accounts/{pk}/{deed}/", {"reason": "x"})
            assert answer["Location"].startswith(f"/account/prove/?next=%2Faccounts%2F{pk}%2F")
        assert User.objects.get(pk=pk).is_active
        assert not Entry.objects.filter(code="accounts.password_reset").exists()

    def test_only_accounts_of_one_s_own_area_are_there(self, cast, by):
        far = cast.user("resident_elsewhere").pk
        for deed in (
            lambda: actions.reset_password(by=by, user_id=far, now=now()),
            lambda: actions.close_account(by=by, user_id=far, now=now()),
            lambda: actions.reopen_account(by=by, user_id=far, now=now()),
            lambda: listing.account_for(by, far),
        ):
            with pytest.raises(NotVisible):
                deed()
        assert proved(cast.client("security_admin")).get(f"/accounts/{far}/").status_code == 404


class TestClosing:
    def test_a_closed_account_is_opened_again(self, cast, keeper):
        user = cast.user("grid_officer")
        keeper.post(f"/accounts/{user.pk}/close/")
        user.refresh_from_db()
        assert (user.is_active, user.closed_why) == (False, "by_hand")
        assert "已停用" in keeper.get(f"/accounts/{user.pk}/").content.decode()
        keeper.post(f"/accounts/{user.pk}/reopen/")
        user.refresh_from_db()
        assert (user.is_active, user.closed_why, user.closed_at) == (True, "", None)
        assert Entry.objects.filter(code="accounts.account_reopened", subject_id=user.pk).exists()

    def test_an_open_account_is_not_opened_and_a_closed_one_not_reset(self, cast, by):
        pk = cast.user("grid_officer").pk
        with pytest.raises(Refusal, match=r"accounts\.is_open"):
            actions.reopen_account(by=by, user_id=pk, now=now())
        actions.close_account(by=by, user_id=pk, now=now())
        with pytest.raises(Refusal, match=r"accounts\.is_closed"):
            actions.reset_password(by=by, user_id=pk, now=now())


class TestAsleep:
    @pytest.mark.parametrize(("days", "closed"), [(89, 0), (90, 1)])
    def test_an_account_of_staff_is_closed_after_ninety_days_without_use(self, cast, days, closed):
        """等保三级 (domain 7.3, row 13): accounts that nobody uses are closed."""
        User.objects.update(created_at=now())
        User.objects.filter(username="grid_officer").update(created_at=now() - dt.timedelta(days=days))
        jobs.close_asleep({}, now())
        assert User.objects.filter(is_active=False, closed_why="asleep").count() == closed
        assert Entry.objects.filter(code="accounts.account_asleep").count() == closed

    def test_signing_in_or_being_opened_again_counts_as_use(self, cast):
        long_ago = now() - dt.timedelta(days=400)
        User.objects.update(created_at=long_ago, opened_at=now())
        user = cast.user("grid_officer")
        User.objects.filter(pk=user.pk).update(opened_at=None)
        SignIn.objects.create(user=user, session_key="x", started_at=now() - dt.timedelta(days=89))
        jobs.close_asleep({}, now())
        assert not User.objects.filter(is_active=False).exists()

    def test_residents_keep_theirs(self, cast):
        User.objects.update(created_at=now() - dt.timedelta(days=400))
        jobs.close_asleep({}, now())
        left = set(User.objects.filter(is_active=True).values_list("username", flat=True))
        assert left == {"resident", "resident_elsewhere"}

    def test_on_a_demonstration_nobody_falls_asleep(self, cast):
        Installation.objects.create(pk=1, kind=Installation.Kind.DEMO)
        clock.forget()
        User.objects.update(created_at=now() - dt.timedelta(days=400))
        jobs.close_asleep({}, now())
        assert not User.objects.filter(is_active=False).exists()


class TestListing:
    def names(self, keeper, state, text=""):
        found = keeper.get("/accounts/", {"state": state, "q": text}).content.decode()
        return set(re.findall(r'data-k="用户名">(\w+)<', found))

    def test_staff_are_listed_with_post_and_last_use_and_residents_of_other_counties_are_not(self, cast, keeper):
        found = self.names(keeper, "staff")
        assert {"village_clerk", "system_admin"} <= found
        assert not {"resident", "resident_elsewhere"} & found
        assert "石塘村第一网格 网格员" in keeper.get("/accounts/?state=staff").content.decode()
        assert "resident" in self.names(keeper, "open")
        assert "resident_elsewhere" not in self.names(keeper, "open")

    def test_whoever_left_every_post_is_named_and_has_no_rights_the_same_day(self, cast, keeper):
        held = Appointment.objects.get(post__kind="grid_officer")
        assert cast.actor("grid_officer").grants
        end_appointment(by=SYSTEM, appointment_id=held.pk, on=clock.today(), reason="辞去", now=now())
        assert not cast.actor("grid_officer").grants
        assert self.names(keeper, "left") == {"grid_officer"}
        assert "grid_officer" not in self.names(keeper, "staff")

    def test_staff_without_a_second_factor_are_named(self, cast, keeper):
        """G26: a clerk, an accountant, an administrator without a second factor is led to it and named here."""
        assert self.names(keeper, "unproved") == set()
        User.objects.filter(username="village_clerk").update(totp_confirmed_at=None, totp_sealed=None)
        assert self.names(keeper, "unproved") == {"village_clerk"}

    def test_what_fell_asleep_is_listed_apart_from_what_was_closed(self, cast, keeper):
        for username, why in (("grid_officer", "asleep"), ("village_clerk", "by_hand")):
            User.objects.filter(username=username).update(is_active=False, closed_at=NOW, closed_why=why)
        assert self.names(keeper, "asleep") == {"grid_officer"}
        assert self.names(keeper, "closed") == {"grid_officer", "village_clerk"}

    def test_a_part_of_the_name_finds_an_account(self, cast, keeper):
        assert self.names(keeper, "open", "晓燕") == {"village_clerk"}
        assert self.names(keeper, "open", "grid_") == {"grid_officer"}

    def test_there_is_no_other_kind_of_account(self, keeper):
        assert keeper.get("/accounts/?state=secret").status_code == 404

    @pytest.mark.parametrize("number", [1, 10])
    def test_the_list_costs_the_same_for_one_and_for_ten(self, cast, by, number, django_assert_num_queries):
        users = list(User.objects.order_by("pk")[:number])
        with django_assert_num_queries(3):
            listing.lines_of(users, clock.today())

    def test_an_account_without_a_person_is_nobody_s(self, cast, by):
        user = account("nobody")
        with pytest.raises(NotVisible):
            listing.account_for(by, user.pk)
        assert not listing.accounts_in(by, state=State.OPEN, text="nobody", on=clock.today()).exists()


class TestRules:
    def test_the_rules_in_force_are_told_with_their_clause(self, keeper, settings):
        page = keeper.get("/accounts/protection/").content.decode()
        assert "没有开等级保护第三级的规则" in page
        assert "一个账号错 5 次，锁 15 分钟" in page
        assert page.count("没有开</span>") == 7

    def test_at_the_third_level_every_rule_is_met(self, keeper, settings):
        settings.MLPS_LEVEL = 3
        User.objects.update(password_changed_at=machine_now())
        page = keeper.get("/accounts/protection/").content.decode()
        assert "一个账号错 5 次，锁 30 分钟" in page
        assert "每 90 天换一次" in page
        assert "没有开</span>" not in page
        assert page.count("达到</span>") == 12
