"""
A second record beside the journal: triggers keep old and new values of what must never change unseen.

Rooms name their tables in `audited` of their `AppConfig`. Whatever way a row takes (an action, `update()`, a bulk
write, raw SQL, a shell), the database itself writes a line with the row as it was and as it is, sealed columns as they
are, and who was acting. The line of a row that is inserted holds no values: the row stands in its table, and the first
line that changes it keeps what it was. A line carries a deed: a random name for what one action does, which the journal
ties to its entry. Lines cannot be changed or deleted. The triggers are made anew after each `migrate`, because a table
of SQLite that is rebuilt loses them.
"""

import getpass
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, partial
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BinaryField, Model

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.models import Change, Deed
from gongzhi.kernel.rows import insert

LONGEST_ACTOR = 120
VERBS = ("INSERT", "UPDATE", "DELETE")

_acting: ContextVar[str | Callable[[], str]] = ContextVar("acting", default="")
_deed: ContextVar[str] = ContextVar("deed", default="")


def name_of(actor: Actor) -> str:
    """Return how a line calls who acted: the account, or what of the system."""
    if actor.is_anonymous:
        return "visitor"
    return f"account:{actor.account_id}" if actor.account_id is not None else f"system:{actor.name}"


@contextmanager
def acting_as(name: str | Callable[[], str]) -> Iterator[None]:
    """Let what is written meanwhile carry this name (`account:12`, `job:people.erase`), asked for when it is needed."""
    token = _acting.set(name)
    try:
        yield
    finally:
        _acting.reset(token)


def actor_now() -> str:
    """Return who is acting; outside requests, jobs and commands it is the user of the machine."""
    acting = _acting.get()
    name = acting() if callable(acting) else acting
    return name[:LONGEST_ACTOR] or f"process:{_user_of_the_machine()}"


_user_of_the_machine = cache(getpass.getuser)


def deed_of(database: BaseDatabaseWrapper) -> str:
    """
    Return the name of the deed of this transaction, begun if none was; outside a transaction there is none.

    On SQLite each row that is written asks for it, so the connection is given: the proxy would be looked up every time.
    """
    if not database.in_atomic_block:
        return ""
    if not is_begun(database):
        database.on_commit(forget_deed)
        _deed.set(secrets.token_hex(16))
    return _deed.get()


def is_begun(database: BaseDatabaseWrapper) -> bool:
    """Tell whether this transaction has begun a deed; one that a rollback took back is none."""
    return bool(_deed.get()) and any(hook[1] is forget_deed for hook in database.run_on_commit)


def forget_deed() -> None:
    """End a deed, so that what comes next is another one."""
    _deed.set("")


def tie_to(entry_id: int) -> None:
    """Tie what this deed changed to its entry in the journal; costs nothing where nothing audited was changed."""
    if is_begun(connections[DEFAULT_DB_ALIAS]):
        insert(Deed(name=_deed.get(), entry_id=entry_id))
    forget_deed()


@cache
def audited_models() -> tuple[type[Model], ...]:
    """Return the tables that the rooms name, in order."""
    return tuple(
        app.get_model(name)
        for app in sorted(apps.get_app_configs(), key=lambda app: app.label)
        for name in getattr(app, "audited", ())
    )


@cache
def audited_tables() -> tuple[str, ...]:
    """Return the names of those tables."""
    return tuple(model._meta.db_table for model in audited_models())


def announce() -> None:
    """Tell PostgreSQL who acts, before writing by a way that passes no statement of Django (`COPY`)."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor == "postgresql":
        _tell(database)


def _tell(database: BaseDatabaseWrapper) -> None:
    is_local = "true" if database.in_atomic_block else "false"
    with database.cursor() as cursor:
        names = [actor_now(), deed_of(database)]
        cursor.execute(
            f"SELECT set_config('gongzhi.actor', %s, {is_local}), set_config('gongzhi.deed', %s, {is_local})", names
        )


def tell_before_writing(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Tell PostgreSQL who acts before a statement that may write an audited table; all others pass untouched."""
    text = str(sql)
    if not text.lstrip(" \n(").startswith("SELECT") and any(table in text for table in audited_tables()):
        _tell(context["connection"])
    return execute(sql, params, many, context)


def redact(model: type[Model], ids: Collection[int]) -> None:
    """
    Empty the values that lines keep of these rows, whose data no law keeps any more; part of an action.

    That a row was written, when and by whom stays for ever: the database lets a line lose its values whole, and
    nothing else.
    """
    Change.objects.filter(table_name=model._meta.db_table, row_id__in=ids).update(old=None, new=None)


def prepare_connection(sender: object, connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Let the triggers of a new connection learn who acts."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("gongzhi_actor", 0, actor_now)
        connection.connection.create_function("gongzhi_deed", 0, partial(deed_of, connection))
    elif tell_before_writing not in connection.execute_wrappers:
        connection.execute_wrappers.append(tell_before_writing)


def install_triggers(sender: object, using: str, **kwargs: object) -> None:
    """Make the triggers of all audited tables anew; runs after `migrate`."""
    database = connections[using]
    with transaction.atomic(using=using), database.cursor() as cursor:
        present = set(database.introspection.table_names(cursor))
        if "kernel_change" not in present:
            return
        for model in audited_models():
            if model._meta.db_table in present:
                for sql in statements_of(model, database.vendor):
                    cursor.execute(sql)


def statements_of(model: type[Model], vendor: str) -> list[str]:
    """Return what makes the triggers of a table."""
    table = model._meta.db_table
    if vendor == "postgresql":
        return [
            f"CREATE OR REPLACE TRIGGER {table}_audit AFTER UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION kernel_keep_change()",
            f"CREATE OR REPLACE TRIGGER {table}_audit_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS inserted"
            " FOR EACH STATEMENT EXECUTE FUNCTION kernel_keep_inserted()",
        ]
    made = []
    for verb in VERBS:
        name = f"{table}_audit_{verb.lower()}"
        made += [f"DROP TRIGGER IF EXISTS {name}", _sqlite_trigger(model, verb, name)]
    return made


def _sqlite_trigger(model: type[Model], verb: str, name: str) -> str:
    table = model._meta.db_table
    old = "NULL" if verb == "INSERT" else _as_json(model, "OLD")
    new = _as_json(model, "NEW") if verb == "UPDATE" else "NULL"
    key = "OLD.id" if verb == "DELETE" else "NEW.id"
    values = f"'{table}', {key}, '{verb.lower()}', {old}, {new}, gongzhi_actor(), gongzhi_deed()"
    return (
        f"CREATE TRIGGER {name} AFTER {verb} ON {table} BEGIN "  # noqa: S608  # names of tables and columns only
        "INSERT INTO kernel_change (at, table_name, row_id, verb, old, new, actor, deed)"
        f" VALUES (strftime('%Y-%m-%d %H:%M:%f', 'now'), {values}); END"
    )


def _as_json(model: type[Model], row: str) -> str:
    """Return a row as JSON in SQLite; bytes stand as PostgreSQL writes them (`\\x01ab`)."""
    parts = []
    for field in model._meta.concrete_fields:
        value = f'{row}."{field.column}"'
        if isinstance(field, BinaryField):
            value = f"CASE WHEN {value} IS NULL THEN NULL ELSE '\\x' || lower(hex({value})) END"
        parts.append(f"'{field.column}', {value}")
    return f"json_object({', '.join(parts)})"
