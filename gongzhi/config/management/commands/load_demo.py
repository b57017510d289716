"""`gongzhi load_demo`: the demo county, into an empty database."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from gongzhi.config.demo.loading import WHOLE, Size, load_demo
from gongzhi.kernel import clock
from gongzhi.kernel.queries import is_demo
from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.wording import in_words

MISUSE = 2


class Command(BaseCommand):
    help = "Load the demo county into an empty database; a database that has it is left as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--villages", type=int, default=WHOLE.villages, help="of each county, at most")
        parser.add_argument("--days", type=int, default=WHOLE.days, help="of requests, up to today")
        parser.add_argument("--requests", type=int, default=WHOLE.requests, help="of a village, more or less")

    def handle(self, *args: object, villages: int, days: int, requests: int, **options: object) -> None:
        if is_demo():
            self.stdout.write(_("演示县已经在了，什么也没有改。"))
            return
        try:
            load_demo(now=clock.machine_now(), size=Size(villages, days, requests), say=self.say)
        except Refusal as refusal:
            said = in_words(refusal)
            raise CommandError(f"{said.title}：{said.sentence}", returncode=MISUSE) from refusal

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
