"""The people of a journey: a resident with a phone and no account, and whoever works at a request."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page

LAMP = "路口的路灯坏了三天，晚上老人不敢走。"
PENSION = "想问一下高龄津贴怎么办，我妈今年满八十了。"


def press(target: Locator) -> None:
    """Press what leads to another page, and wait until that page is there."""
    with target.page.expect_navigation():
        target.click()


class Resident:
    """Somebody who asks without an account, follows by the claim code, and says whether it was solved."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.number = ""
        self.claim = ""

    def find_village(self, name: str) -> None:
        """Search for the village on the home page and open the form from its page."""
        self.page.goto("/")
        self.page.get_by_role("searchbox").fill(name)
        self.page.get_by_role("button", name="找", exact=True).click()
        press(self.page.get_by_role("main").get_by_role("link", name=name).first)
        press(self.page.get_by_role("link", name="反映一件事").first)

    def fill(self, words: str, *, item: str, photo: Path | None = None, phone: str = "") -> None:
        """Fill in the form."""
        self.page.get_by_label("什么事").fill(words)
        self.page.get_by_label("在哪里").fill("二组路口")
        self.page.get_by_label("哪一类").select_option(label=item)
        self.page.get_by_label("怎么称呼您").fill("王大姐")
        if phone:
            self.page.get_by_label("手机号").fill(phone)
        if photo:
            self.page.get_by_label("照片").set_input_files(photo)
        authorisation = self.page.get_by_label("我委托代办员替我去办这件事")
        if authorisation.count():
            authorisation.check()

    def send(self) -> None:
        """Send the form and keep number and claim code."""
        press(self.page.get_by_role("button", name="提交诉求"))
        self.claim = self.page.locator(".gz-claim").inner_text()
        self.number = str(re.search(r"\d{8}-\d{6}", self.page.locator("main").inner_text())[0])

    @property
    def pk(self) -> int:
        """Return the row that the number means."""
        return int(self.number[-6:])

    def follow(self, page: Page | None = None) -> Page:
        """Look at the request, from another device by its claim code."""
        page = page or self.page
        page.goto("/follow/")
        page.get_by_label("查询码").fill(self.claim.lower())
        press(page.get_by_role("button", name="查进度"))
        return page

    def rate(self, answer: str, words: str = "") -> None:
        """Say whether it was solved."""
        self.page.goto(f"/follow/{self.pk}/")
        self.page.get_by_role("radio", name=re.compile(f"^{answer}(（|$)")).check()
        self.page.get_by_label("想说的话").fill(words)
        press(self.page.get_by_role("button", name="提交评价"))

    def ask_again(self, words: str) -> None:
        """Have a closed request done once more."""
        self.page.get_by_label("哪里没有办好").fill(words)
        press(self.page.get_by_role("button", name="申请重办"))

    def heading(self) -> str:
        """Return what the page says about now."""
        return self.page.locator("#now").inner_text()


class Desk:
    """Somebody at work on one request, in the account of a user name."""

    def __init__(self, page: Page, pk: int) -> None:
        self.page, self.pk = page, pk

    def open(self) -> Locator:
        """Open the request from one's own list of what is due, and return the card of what is to be done."""
        self.page.goto("/today/")
        press(self.page.locator(f"a[href='/cases/{self.pk}/']").first)
        return self.page.get_by_role("region", name=re.compile("现在要做"))

    def due(self) -> str:
        """Return what is to be done now."""
        return self.open().get_by_role("heading").first.inner_text().removeprefix("现在要做：")

    def press(self, label: str) -> None:
        """Press what the step asks for."""
        press(self.open().get_by_role("button", name=label, exact=True))

    def give_to(self, whom: str, label: str, words: str = "") -> None:
        """Give the request to the first post on the list whose line holds these words."""
        card = self.open()
        options = card.get_by_label("交给谁办").locator("option").all_inner_texts()
        card.get_by_label("交给谁办").select_option(label=next(text for text in options if whom in text))
        card.get_by_label("交代一句").fill(words)
        press(card.get_by_role("button", name=label, exact=True))

    def report(self, words: str) -> None:
        """Say what was done."""
        card = self.open()
        card.get_by_label("做了什么").fill(words)
        press(card.get_by_role("button", name="报办理结果"))

    def answer(self, words: str, label: str) -> None:
        """Answer the resident."""
        card = self.open()
        card.get_by_label("给本人的答复").fill(words)
        press(card.get_by_role("button", name=label, exact=True))

    def give_back(self, reason: str) -> None:
        """Return the request with the reason."""
        card = self.open()
        card.get_by_text("不该我们办，退回").click()
        card.get_by_label("退回的理由").fill(reason)
        press(card.get_by_role("button", name="退回", exact=True))

    def decide(self, field: str, words: str, label: str) -> None:
        """Write down a ruling or a call-back and press how it ends."""
        card = self.open()
        card.get_by_label(field).fill(words)
        press(card.get_by_role("button", name=label))

    def told(self) -> str:
        """Return what the page answered to the last press."""
        return self.page.locator(".gz-note[role=status]").inner_text()


Sit = Callable[[str], Desk]


def way(page: Page) -> list[str]:
    """Return the steps a page shows, by their names."""
    return [name.splitlines()[-1] for name in page.locator(".gz-step-title > span:first-child").all_inner_texts()]


def limits_ahead(page: Page) -> list[str]:
    """Return what a page says about the limit of the open step and of each step ahead."""
    return page.locator(".gz-step:not(.gz-step-done) .gz-step-meta").all_inner_texts()
