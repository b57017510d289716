"""
Print how long a write takes; then fork a writer for each line read and print its process. See `conftest.py`.
"""

import gc
import os
import secrets
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.config.settings"

import django  # the settings come first

django.setup()

from django.db import OperationalError, connections, transaction  # noqa: E402

from gongzhi.cases.actions import Applicant, file_case  # noqa: E402
from gongzhi.cases.queries import locality  # noqa: E402
from gongzhi.cases.rules import Channel  # noqa: E402
from gongzhi.kernel.actors import VISITOR, system_actor  # noqa: E402
from gongzhi.kernel.clock import machine_now  # noqa: E402
from gongzhi.transparency.actions import append_leaf  # noqa: E402

HASTE = 5.0  # seconds between what a hasty writer says and when it would be true


def write_one(area: int, say) -> None:
    """File a request and publish that there is one, both or neither."""
    with transaction.atomic():
        now = machine_now()
        case = file_case(
            by=VISITOR, where=locality(area, now.date()), item="street_light", words="三组路口的路灯坏了三天。",
            applicant=Applicant(name="王大姐", phone="19900000099"), channel=Channel.WEB, now=now,
        ).case  # fmt: skip
        leaf = append_leaf(
            by=system_actor("writer"), kind="cases.case_filed", subject=("cases.case", case.pk),
            content_hash=secrets.token_bytes(32), now=now,
        )  # fmt: skip
        transaction.on_commit(lambda: say(case.pk, leaf))


def write_on(area: int, path: str, *, is_hasty: bool) -> None:
    """
    Write until killed, or until nobody is left to do it; a server that is away is waited for.

    A hasty writer acknowledges before it commits.
    """
    told = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def say(case: int, leaf: int) -> None:
        os.write(told, f"{case} {leaf}\n".encode())

    def hasten(area: int) -> None:
        with transaction.atomic():
            write_one(area, say)
            for _, hook, _ in transaction.get_connection().run_on_commit:
                hook()
            time.sleep(HASTE)

    nursery = os.getppid()
    while os.getppid() == nursery:
        try:
            hasten(area) if is_hasty else write_one(area, say)
        except OperationalError:
            transaction.get_connection().close()
            time.sleep(0.01)


def main() -> None:
    area, path = int(sys.argv[1]), sys.argv[2]
    pace = 0.0
    for _ in range(2):  # the first one also reads packs and procedures, for itself and for all writers
        began = time.monotonic()
        write_one(area, lambda case, leaf: None)
        pace = time.monotonic() - began
    connections.close_all()
    gc.freeze()  # what is loaded is shared with the writers, not copied
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    print(pace, flush=True)
    for _ in sys.stdin:
        writer = os.fork()
        if writer == 0:
            write_on(area, path, is_hasty="hasty" in sys.argv[3:])
            os._exit(0)
        print(writer, flush=True)


if __name__ == "__main__":
    main()
