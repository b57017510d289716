"""The tables as the previous release left them: the last migration of each room, named here alone."""

MIGRATIONS = {
    "accounts": "0002_person",
    "bodies": "0005_kinds_by_the_glossary",
    "cases": "0004_own_requests_by_index",
    "documents": "0001_initial",
    "kernel": "0006_heartbeat",
    "people": "0001_initial",
    "policy": "0001_initial",
    "procedures": "0002_steps_are_not_swept",
    "territory": "0004_name_index",
    "transparency": "0002_append_only",
}
