"""`gongzhi reseal`: seal everything anew with the newest key, while the site serves."""

import time

from django.core.management.base import BaseCommand, CommandError

from gongzhi.kernel import clock, resealing
from gongzhi.kernel.actions import record_reseal
from gongzhi.kernel.actors import system_actor

NOT_DONE = 1


class Command(BaseCommand):
    help = "Seal every sealed value anew with the key that SEALING_KEY_ID names; may be stopped and started again."

    def handle(self, *args: object, **options: object) -> None:
        done = {}
        for column, waiting in resealing.old_keys_in_use().items():
            done[f"{column.table}.{column.column}"] = self.reseal(column, waiting)
        left = resealing.old_keys_in_use()
        if done:
            record_reseal(by=system_actor("reseal"), sealed=done, left=sum(left.values()), now=clock.now())
        if left:
            raise CommandError(told(left), returncode=NOT_DONE)
        self.stdout.write(f"every value is sealed with the newest key; {sum(done.values()):,} were sealed anew")

    def reseal(self, column: resealing.SealedColumn, waiting: int) -> int:
        """Seal one column anew and show how far it is; return how many values were."""
        sealed = after = 0
        begun = time.monotonic()
        while batch := resealing.reseal_batch(column=column, after=after):
            after, sealed = batch.last_id, sealed + batch.sealed
            time.sleep(time.monotonic() - begun)  # half of the time the database is free for those who wait to write
            begun = time.monotonic()
            self.stdout.write(f"{column.table}.{column.column}: {sealed:,} of {waiting:,}")
            for pk in batch.broken:
                self.stderr.write(f"{column.table} {pk}: {column.column} cannot be opened")
        return sealed


def told(left: dict[resealing.SealedColumn, int]) -> str:
    """Return what still uses an old key and what to do about it."""
    parts = ", ".join(f"{column.table}.{column.column} {count:,}" for column, count in left.items())
    return (
        f"not done: {parts} still use an old key. Keep the old key, see that the site and the worker were started anew"
        " with the new SEALING_KEY_ID, and run this again."
    )
