"""What a browser keeps after somebody asked for something: nothing that was typed, and no code that opens it."""

import re

from gongzhi.cases.models import Case
from gongzhi.cases.queries import name_of

PHONE, NAME, WORDS = "19955500099", "金丝雀氏", "三组路口的路灯坏了三天，晚上老人不敢走。"
KEPT = """async () => {
  const stores = [];
  for (const base of await indexedDB.databases()) stores.push(base.name);
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys())
      stores.push(request.url, await (await (await caches.open(name)).match(request)).text());
  return JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), stores, document.cookie]);
}"""


def test_a_browser_keeps_nothing_that_was_typed(browse, cast):
    page = browse(f"/ask/?area={cast.area('village').id}")
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))
    for label, text in (("什么事", WORDS), ("手机号", PHONE), ("怎么称呼您", NAME)):
        page.get_by_label(label).fill(text)
    page.locator("form[method=post] button[type=submit]").last.click()
    page.wait_for_url(re.compile("/ask/[0-9]+/"))
    code = page.locator(".gz-claim").inner_text()
    page.goto("/follow/")
    kept = page.evaluate(KEPT) + "".join(asked) + page.title()
    cookies = "".join(each["value"] for each in page.context.cookies())
    assert name_of(Case.objects.get()) == NAME
    assert [each for each in (PHONE, NAME, WORDS, code, code.replace("-", "")) if each in kept + cookies] == []
