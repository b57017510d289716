"""The figures of packs that this room reads, for `check_packs`."""

READS = ("accept_time", "assign_time", "handle_time", "reply_time", "rate_time", "callback_time", "ruling_time")
