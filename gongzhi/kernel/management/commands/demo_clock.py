"""`gongzhi demo_clock +8d|2027-01-05|off`: try time on a demonstration."""

import datetime as dt
import re
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from gongzhi.kernel import clock, jobs
from gongzhi.kernel.actions import move_clock
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.management.commands.worker import run_until_idle
from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.wording import in_words

STEP = re.compile(r"\+(\d{1,4})([dh])")
MISUSE = 2


def offset_for(text: str) -> dt.timedelta:
    """
    Return how far the clock is to be moved from the machine's: on by days or hours, to a day at this hour, or not at
    all.

    :raises CommandError: the text is none of the three.
    """
    if text == "off":
        return dt.timedelta()
    now, real = clock.now(), clock.machine_now()
    if step := STEP.fullmatch(text):
        length = dt.timedelta(days=int(step[1])) if step[2] == "d" else dt.timedelta(hours=int(step[1]))
        return clock.setting().offset + length
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as fault:
        raise CommandError("say +8d, +3h, 2027-01-05 or off", returncode=MISUSE) from fault
    return dt.datetime.combine(day, now.timetz()) - real


class Command(BaseCommand):
    help = "Move the clock of a demonstration for site, worker and commands, and run what becomes due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("to", metavar="+8d|2027-01-05|off")

    def handle(self, *args: object, to: str, **options: object) -> None:
        offset = offset_for(to)
        moved = clock.machine_now() + offset
        try:
            move_clock(by=system_actor("demo_clock"), offset=offset, now=moved)
        except Refusal as refusal:
            said = in_words(refusal)
            raise CommandError(f"{said.title}：{said.sentence}", returncode=MISUSE) from refusal
        jobs.load_handlers()
        done = run_until_idle()
        failed = jobs.count_in_trouble()
        trouble = f"; {failed} could not be done yet, see the log" if failed else ""
        self.stdout.write(f"now {clock.now():%Y-%m-%d %H:%M}; {done} jobs run{trouble}")
