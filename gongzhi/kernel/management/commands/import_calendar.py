"""`gongzhi import_calendar FILE`: take a file of public holidays."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gongzhi.kernel import clock
from gongzhi.kernel.actions import import_holidays
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.calendars import load_calendar
from gongzhi.kernel.holiday_files import UnreadableHolidays, read_holidays

MISUSE = 2


class Command(BaseCommand):
    help = "Import public holidays and make-up workdays (holiday-cn JSON or iCalendar), whole years at a time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, file: Path, **options: object) -> None:
        try:
            years = read_holidays(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, UnreadableHolidays) as fault:
            raise CommandError(f"{file.name}: {fault}", returncode=MISUSE) from fault
        import_holidays(by=system_actor("import_calendar"), years=years, source=file.name, now=clock.now())
        named = ", ".join(str(year.year) for year in years) or "none"
        days = sum(len(year.days) for year in years)
        self.stdout.write(f"years {named}: {days} days; the calendar is now {load_calendar().version}")
