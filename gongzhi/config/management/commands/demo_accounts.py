"""`gongzhi demo_accounts`: one account per role and place of the demonstration, or all of them with passwords."""

import unicodedata
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from gongzhi.accounts.queries import DemoAccount, demo_accounts
from gongzhi.config.demo.passwords import password_for
from gongzhi.kernel.clock import today
from gongzhi.kernel.paths import ancestors
from gongzhi.kernel.queries import is_demo
from gongzhi.policy.queries import pack_at

HEADS = ("地方 Place", "岗位 Post", "姓名 Name", "用户名 User name", "密码 Password")
RESIDENT = "居民"
GAP, INDENT = "  ", "    "
COLUMNS = 100
VILLAGE_DEPTH = 5  # province, city, county, town, village
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


def wrapped(words: Sequence[str]) -> str:
    """Return words in as many lines as they need, none broken."""
    lines = [INDENT]
    for word in words:
        if width(lines[-1]) + width(word) > COLUMNS:
            lines.append(INDENT)
        lines[-1] += word + GAP
    return "\n".join(line.rstrip() for line in lines)


def villages(lines: Sequence[DemoAccount]) -> Iterator[DemoAccount]:
    """Yield a resident of the first village of every place: of all that follow the same pack."""
    seen = set()
    for line in lines:
        if not line.kind and (pack := pack_at(path=line.path, on=today()).id) not in seen:
            seen.add(pack)
            yield line


def near(resident: DemoAccount, lines: Sequence[DemoAccount]) -> Iterator[DemoAccount]:
    """Yield one account per role of a village, the resident first, then from the village upwards."""
    village = ancestors(resident.path)[VILLAGE_DEPTH - 1]
    found = [line for line in lines if line.path.startswith(village) or village.startswith(line.path)]
    roles = {line.kind: line for line in sorted(found, key=lambda line: -abs(len(line.path) - len(village)))}
    yield from sorted(roles.values(), key=lambda line: (line.kind != "", -len(line.path), line.order))


class Command(BaseCommand):
    help = "Print one account per role and place of the demonstration; --all prints every account with its password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every account of the sign-in page, with passwords")

    def handle(self, *args: object, **options: object) -> None:
        if not is_demo():
            raise CommandError("this database is no demonstration; make one with: make demo", returncode=MISUSE)
        lines = demo_accounts(today())
        self.stdout.write(self.whole(lines) if options["all"] else self.short(lines))

    def whole(self, lines: Sequence[DemoAccount]) -> str:
        """Return every account as a table."""
        rows = [
            (line.county + line.place, line.title or RESIDENT, line.name, line.username, password_for(line.username))
            for line in lines
        ]
        return table([HEADS, *rows])

    def short(self, lines: Sequence[DemoAccount]) -> str:
        """Return one account per role and place, in a few lines a place."""
        parts = []
        for resident in villages(lines):
            parts.append(f"{GAP}{resident.county} {resident.spot}")
            parts.append(wrapped([f"{each.title or RESIDENT} {each.username}" for each in near(resident, lines)]))
        parts.append(_("在登录页按一下就进入，不用密码；全部账号和密码：gongzhi demo_accounts --all"))
        return "\n".join(parts)
