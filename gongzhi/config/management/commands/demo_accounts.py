"""`gongzhi demo_accounts`: one account per role and place of the demonstration, as a table."""

import unicodedata
from collections.abc import Sequence

from django.core.management.base import BaseCommand, CommandError

from gongzhi.accounts.queries import demo_accounts
from gongzhi.config.demo.passwords import password_for
from gongzhi.kernel.clock import today
from gongzhi.kernel.queries import is_demo

HEADS = ("地方 Place", "岗位 Post", "姓名 Name", "用户名 User name", "密码 Password")
RESIDENT = "居民"
GAP = "  "
MISUSE = 2


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table whose columns stand under each other."""
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = (
        GAP.join(text + " " * (most - width(text)) for text, most in zip(row, widths, strict=True)) for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


class Command(BaseCommand):
    help = "Print one account per role and place of the demonstration."

    def handle(self, *args: object, **options: object) -> None:
        if not is_demo():
            raise CommandError("this database is no demonstration; make one with: make demo", returncode=MISUSE)
        rows = [
            (line.county + line.place, line.title or RESIDENT, line.name, line.username, password_for(line.username))
            for line in demo_accounts(today())
        ]
        self.stdout.write(table([HEADS, *rows]))
