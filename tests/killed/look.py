"""`look.py make`: prepare a database with the cast and print its village. `look.py FILE`: print what is wrong in it."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.config.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # the settings come first

from gongzhi.accounts.tests.cast import make_cast  # noqa: E402
from tests.killed.found import halves, lost, told_in  # noqa: E402

if __name__ == "__main__":
    if sys.argv[1] == "make":
        call_command("migrate", verbosity=0)
        print(make_cast().area("village").id)
    else:
        print(json.dumps([lost(told_in(Path(sys.argv[1]))), halves()]))
