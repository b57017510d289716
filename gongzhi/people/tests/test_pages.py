"""The pages of persons: own area only, phones masked, a look at a whole phone kept, one field asked."""

import datetime as dt

import pytest
from django.urls import reverse

from gongzhi.accounts.tests.cast import SECRET
from gongzhi.accounts.tests.forbidden import check_hidden
from gongzhi.accounts.tests.pieces import code_now
from gongzhi.kernel.models import Entry
from gongzhi.people.models import Household, Person

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"  # the worked example that GB 11643 is usually taught with; it belongs to nobody


def texts(response):
    return response.content.decode()


def test_a_clerk_lists_the_own_village_and_a_town_desk_all_below_it(cast):
    clerk = texts(cast.client("village_clerk").get(reverse("people:list")))
    assert "刘小芳" in clerk
    assert "谭秀珍" not in clerk
    assert "199****0001" in clerk
    assert "19900000001" not in clerk
    town = texts(
        cast.client("town_desk").post(reverse("people:list"), {"find": "1", "q": "199 0000 0006"}, follow=True)
    )
    assert "谭秀珍" in town
    assert "刘小芳" not in town
    assert "没有找到这个人" in texts(cast.client("town_desk").get(reverse("people:list"), {"q": "欧阳"}))


def test_a_number_somebody_looks_for_stands_in_no_address_and_is_found_by_who_looks_alone(cast):
    clerk, desk, url = cast.client("village_clerk"), cast.client("town_desk"), reverse("people:list")
    answer = clerk.post(f"{url}?closed=0&after=9&q=x", {"find": "1", "q": "199 0000 0001"})
    address = answer["Location"]
    assert address.startswith(f"{url}?closed=0&whom=")
    assert "19900000001" not in address
    found = texts(clerk.get(address))
    assert "刘小芳" in found
    assert "王大兵" not in found
    assert "王大兵" in texts(desk.get(address)), "for somebody else it is no search"


def test_a_whole_phone_is_shown_once_for_a_reason_that_the_person_can_read(cast):
    url = reverse("people:person", args=[cast.person_id("resident")])
    phone = reverse("people:phone", args=[cast.person_id("resident")])
    clerk = cast.proved("village_clerk")
    assert "19900000001" not in texts(clerk.get(url))
    refused = clerk.post(phone, {"reason": " "})
    assert refused.status_code == 422
    assert not Entry.objects.filter(code="people.phone_shown").exists()
    assert "19900000001" in texts(clerk.post(phone, {"reason": "通知领取证件"}))
    assert "19900000001" not in texts(clerk.get(url))
    own = texts(cast.client("resident").get(url))
    assert "何晓燕" in own
    assert "通知领取证件" in own
    assert cast.client("clerk_elsewhere").get(url).status_code == 404


def test_a_person_is_registered_with_a_name_alone_or_into_the_household_at_an_address(cast):
    clerk, village = cast.client("village_clerk"), cast.area("village").id
    asked = {"area": village, "name": "马德福", "residence": "incomer"}
    answer = clerk.post(reverse("people:new"), asked)
    made = Person.objects.get(name="马德福")
    assert answer["Location"] == reverse("people:person", args=[made.pk])
    assert (made.residence, made.household, made.phone_sealed) == ("incomer", None, None)
    for name in ("邱小兰", "邱小明"):
        clerk.post(reverse("people:new"), {**asked, "name": name, "address": "三组5号", "born_on": "1980-02-29"})
    home = Household.objects.get()
    assert [(p.name, p.born_on) for p in home.members.order_by("pk")] == [
        ("邱小兰", dt.date(1980, 2, 29)),
        ("邱小明", dt.date(1980, 2, 29)),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"), [({"phone": "123"}, "手机号应为 11 位"), ({"name": ""}, "name"), ({"area": "999999"}, "area")]
)
def test_what_is_wrong_is_said_at_its_field_and_nobody_is_registered(cast, wrong, said):
    before = Person.objects.count()
    asked = {"area": cast.area("village").id, "name": "马德福", "residence": "local", **wrong}
    answer = cast.client("village_clerk").post(reverse("people:new"), asked)
    assert answer.status_code == 422
    assert said in texts(answer)
    assert Person.objects.count() == before


def test_a_clerk_does_not_register_into_another_village(cast):
    before = Person.objects.count()
    asked = {"area": cast.area("village_elsewhere").id, "name": "马德福", "residence": "local"}
    assert cast.client("village_clerk").post(reverse("people:new"), asked).status_code == 422
    assert Person.objects.count() == before


def test_a_page_of_the_list_takes_the_same_queries_for_one_row_as_for_ten(cast, django_assert_max_num_queries):
    clerk = cast.client("village_clerk")
    for number in range(10):
        clerk.post(
            reverse("people:new"), {"area": cast.area("village").id, "name": f"村民{number}", "residence": "local"}
        )
    clerk.get(reverse("people:list"))
    with django_assert_max_num_queries(14):
        clerk.get(reverse("people:list"))


def test_without_a_fresh_proof_the_page_leads_through_it_and_back_to_what_was_typed(cast):
    url = reverse("people:person", args=[cast.person_id("resident")])
    phone = reverse("people:phone", args=[cast.person_id("resident")])
    clerk = cast.client("village_clerk")
    answer = clerk.post(phone, {"reason": "通知领取证件"})
    assert answer["Location"] == f"{reverse('accounts:prove')}?next={url.replace('/', '%2F')}"
    assert not Entry.objects.filter(code="people.phone_shown").exists()
    back = clerk.post(answer["Location"], {"code": code_now(SECRET)})
    assert back["Location"] == url
    assert 'value="通知领取证件"' in texts(clerk.get(url))
    assert not Entry.objects.filter(code="people.phone_shown").exists()
    assert "19900000001" in texts(clerk.post(phone, {"reason": "通知领取证件"}))
    assert 'value="通知领取证件"' not in texts(clerk.get(url))


def test_the_whole_number_is_for_whoever_keeps_the_record_and_for_the_person(cast):
    clerk, pk = cast.proved("village_clerk"), cast.person_id("resident")
    url, number = reverse("people:person", args=[pk]), reverse("people:number", args=[pk])
    clerk.post(reverse("people:paper", args=[pk]), {"paper": "identity", "number": NUMBER})
    assert "110*************2X" in texts(clerk.get(url))
    assert NUMBER not in texts(clerk.get(url))
    assert NUMBER in texts(clerk.post(number, {"reason": "核对参保材料"}))
    resident = cast.proved("resident")
    assert NUMBER in texts(resident.post(number, {"reason": ""}))
    said = texts(resident.get(url))
    assert "核对参保材料" in said
    assert "看了完整证件号码" in said
    assert cast.client("clerk_elsewhere").post(number, {"reason": "核对"}).status_code == 404
    assert Entry.objects.filter(code="people.number_shown").count() == 2


def test_a_record_is_corrected_closed_and_reopened_on_its_page(cast):
    clerk, pk = cast.proved("village_clerk"), cast.person_id("resident")
    url = reverse("people:person", args=[pk])
    wrong = clerk.post(reverse("people:paper", args=[pk]), {"paper": "identity", "number": NUMBER[:17] + "1"})
    assert wrong.status_code == 422
    assert "照证件逐位核对" in texts(wrong)
    given = {"name": "刘晓芳", "residence": "incomer", "address": "三组5号", "relation": "head"}
    clerk.post(reverse("people:correct", args=[pk]), given)
    said = texts(clerk.get(url))
    assert all(word in said for word in ("刘晓芳", "外来", "三组5号", "户主"))
    clerk.post(reverse("people:close", args=[pk]), {"reason": "moved", "closed_on": "2026-01-05"})
    assert "2026年1月5日从名册注销：迁出" in texts(clerk.get(url))
    assert "刘晓芳" not in texts(clerk.get(reverse("people:list")))
    assert "刘晓芳" in texts(clerk.get(reverse("people:list"), {"closed": "1"}))
    clerk.post(reverse("people:reopen", args=[pk]))
    assert "刘晓芳" in texts(clerk.get(reverse("people:list")))


def test_a_clerk_elsewhere_meets_no_page_of_a_record_to_keep(cast):
    pk, elsewhere = cast.person_id("resident"), cast.client("clerk_elsewhere")
    for name in ("correct", "paper", "close", "reopen"):
        url, methods = reverse(f"people:{name}", args=[pk]), ("POST",) if name == "reopen" else ("GET", "POST")
        check_hidden(cast, url, roles=("resident_elsewhere",), methods=methods)
        assert elsewhere.post(url, {"paper": "none", "reason": "moved"}).status_code == 404
    assert Person.objects.get(pk=pk).closed_on is None
