"""Every page in English: nothing is said in Chinese but names, and what people wrote, which is marked as Chinese."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.urls import get_resolver, reverse
from django.utils import translation

from gongzhi.kernel import clock
from gongzhi.kernel.access import Made
from gongzhi.portal.web.faults import fault
from tests.rights.matrix import Address, addresses, sample_of, sent
from tests.words.pages import chinese_in

pytestmark = pytest.mark.django_db
ROLES = (
    "county_official",
    "town_desk",
    "village_clerk",
    "system_admin",
    "security_admin",
    "organiser",
    "resident",
    "visitor",
)  # the first that may
MOST_ROLES = 2
SEE_OTHER = 302
CITED = re.compile(r'source: "?(?!platform:)[a-z0-9-]+:([^"}\n]+)')
NAMES = {
    "accounts.User": ("name", "username"),
    "bodies.Body": ("name",),
    "bodies.JointTask": ("title",),
    "bodies.Post": ("title",),
    "cases.Case": ("title",),
    "bodies.Resource": ("name", "owner"),
    "people.Household": ("address",),
    "people.Person": ("name",),
    "territory.AreaName": ("name",),
    "policy.Adoption": ("decided_by",),
}


def headings() -> set[str]:
    """Return the headings of documents that the packs cite: by these one finds the place in the document."""
    files = (settings.BASE / "packs").rglob("*.yaml")  # those of demonstrations and of the platform itself cite words
    return {heading for path in files for heading in CITED.findall(path.read_text(encoding="utf-8"))}


def names() -> set[str]:
    """Return the names of the places, bodies, posts and persons that are in the database."""
    found: set[str] = set()
    for label, fields in NAMES.items():
        model: type[models.Model] = apps.get_model(label)
        for field in fields:
            found |= set(model.objects.values_list(field, flat=True))
    return found - {""}


def pages(cast) -> Iterator[tuple[str, str]]:
    """Yield what was asked as whom, and the HTML of the answer in English: pages, refusals, what follows a press."""
    for address in addresses(get_resolver().url_patterns):
        sample, methods = sample_of(address), address.access.methods if address.access else {}
        for method in ("GET", "POST"):
            roles = [role for role in ROLES if role in methods.get(method, ())][:MOST_ROLES]
            for role in roles if sample else ():
                with transaction.atomic():
                    html = answered(cast, role, method=method, address=address, made=sample(cast))
                    if html:
                        yield f"{method} {address.name} as {role}", html
                    transaction.set_rollback(True)
                clock.forget()


def answered(cast, role, *, method: str, address: Address, made: Made | dict) -> str:
    """Return the page that somebody gets in English, "" where it is none; a press is followed to where it leads."""
    client = cast.client(role)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    made = made if isinstance(made, Made) else Made(made)
    url = reverse(address.name, kwargs=dict(made.arguments), query=dict(made.query) or None)
    answer = sent(client, method=method, url=url, access=address.access, made=made)
    if answer.status_code == SEE_OTHER and answer["Location"].startswith("/"):
        answer = client.get(answer["Location"])
    return answer.content.decode() if answer.get("Content-Type", "").startswith("text/html") else ""


@pytest.mark.slow
def test_an_english_page_says_nothing_in_chinese_but_names_and_what_is_marked(cast):
    cited, found = headings(), {}
    for asked, html in pages(cast):
        if said := sorted(set(chinese_in(html, names=cited | names()))):
            found[asked] = said
    assert found == {}


@pytest.mark.parametrize("role", ["visitor", "county_official"])
def test_a_page_that_is_not_there_and_a_form_open_too_long_are_said_in_english(cast, role):
    client = cast.client(role)
    client.handler.enforce_csrf_checks = True
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for answer, status in ((client.get("/nowhere/"), 404), (client.post("/journal/export/"), 403)):
        assert answer.status_code == status
        assert list(chinese_in(answer.content.decode(), names=names())) == []


def test_a_fault_of_ours_is_said_in_english(rf):
    with translation.override("en"):
        answer = fault(rf.get("/"))
    assert answer.status_code == 500
    assert list(chinese_in(answer.content.decode(), names=set())) == []


def test_chinese_that_nobody_hears_or_that_is_marked_is_not_counted():
    page = (
        '<html lang="en"><title>Page 页</title><script>"脚本"</script><p lang="zh-CN">原话<b>也是</b></p><br>'
        '<span aria-hidden="true">王</span><input placeholder="填写"><p>Hello 刘*芳 of 石塘村, 未译</p></html>'
    )
    assert list(chinese_in(page, names={"石塘村"})) == ["页", "填写", "未译"]
    assert list(chinese_in(page.replace('lang="en"', 'lang="zh-CN"'), names=set())) == []
