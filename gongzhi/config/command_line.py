"""The command line: the project's own commands; what is wrong is said with its mend, in the terminal's language."""

import os
import sys
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

import django
from django.core.management import execute_from_command_line, get_commands, load_command_class
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi import __version__

MISUSE = 2
PREPARE = "migrate"
LOOKS_ONLY = {"--plan", "--check"}
HELP = {"help", "-h", "--help"}
VERSION = {"version", "--version"}


def language() -> str:
    """Return the language of this person's terminal."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh-hans" if value.startswith("zh") else "en"
    return "en"


def own_commands() -> Iterator[tuple[str, str]]:
    """Return the project's own commands with the first sentence of their help, in the order of their names."""
    for name, application in sorted(get_commands().items()):
        if str(application).startswith("gongzhi."):
            yield name, str(load_command_class(str(application), name).help)


def overview() -> str:
    """Return what can be done."""
    lines = [_("用法：gongzhi 命令 [参数]；gongzhi help 命令 说明一个命令。"), ""]
    lines.append(f"  {PREPARE:<18} " + _("准备或升级数据库，并整理静态文件"))
    lines += [f"  {name:<18} {text}" for name, text in own_commands() if name != PREPARE]
    return "\n".join([*lines, "", _("数据库由 DATABASE_URL 指定，默认是 GONGZHI_VAR 里的 gongzhi.db。")])


def unknown(name: str) -> str:
    """Return that there is no such command, with those that are written nearly so."""
    near = get_close_matches(name, [PREPARE, *(own for own, _help in own_commands())])
    said = _("没有命令“{name}”。").format(name=name)
    guess = _("是不是：{names}？").format(names=", ".join(near)) if near else ""
    return said + guess + _("全部命令见 gongzhi help。")


def is_prepared() -> bool:
    """Tell whether the database has every table of this version."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def database_mend(reason: DatabaseError) -> str | None:
    """Return what is wrong with the database and what to do; None when the fault is the program's own."""
    try:
        if not is_prepared():
            return _("数据库还没有准备好（{reason}）。先运行：gongzhi migrate").format(reason=first_line(reason))
    except OperationalError as away:
        return _("数据库没有应答：{reason}。请检查 DATABASE_URL，并确认数据库已建立且正在运行。").format(
            reason=first_line(away)
        )
    return None


def first_line(reason: Exception) -> str:
    """Return the first line of a message."""
    return (str(reason).splitlines() or [type(reason).__name__])[0]


def fail(sentence: str, *, code: int) -> int:
    """Say what is wrong and return the exit code."""
    sys.stderr.write(f"✗ {sentence}\n")
    return code


def execute(arguments: Sequence[str]) -> int:
    """Run one command; preparing the database lays out the static files too."""
    from gongzhi.kernel.audit import acting_as

    try:
        with acting_as(f"command:{arguments[0]}"):
            execute_from_command_line(["gongzhi", *arguments])
        if arguments[0] == PREPARE and not LOOKS_ONLY & set(arguments):
            lay_out_static()
    except DatabaseError as reason:
        with translation.override(language()):
            sentence = database_mend(reason)
        if sentence is None:
            raise
        return fail(sentence, code=1)
    return 0


def lay_out_static() -> None:
    """Lay out the static files, once there are any."""
    from gongzhi.config.static_files import lay_out

    if lay_out():
        with translation.override(language()):
            sys.stdout.write(_("静态文件已整理。") + "\n")


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code."""
    try:
        django.setup()
    except ValueError as reason:
        return fail(str(reason), code=MISUSE)
    first = arguments[0] if arguments else "help"
    if first in VERSION:
        sys.stdout.write(f"gongzhi {__version__}\n")
        return 0
    with translation.override(language()):
        if first in HELP and len(arguments) <= 1:
            sys.stdout.write(overview() + "\n")
            return 0
        if first not in get_commands() and first not in HELP and not first.startswith("-"):
            return fail(unknown(first), code=MISUSE)
    return execute(arguments)
