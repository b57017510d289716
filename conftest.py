"""
Shared test settings: cheap password hashing and plain static files, both databases by DATABASE_URL.

Two workers share the tests a module at a time. Modules on the demonstration count as one, so that it is loaded once;
the walk through all of its pages is as long as all the rest, and has a worker and a demonstration of its own. What
takes long begins, so that in the end no worker waits for the other.
"""

import pytest
from django.test.utils import override_settings
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = ["gongzhi.kernel.tests.plugin", "gongzhi.accounts.tests.plugin", "gongzhi.procedures.tests.plugin"]

ON_THE_DEMONSTRATION = {f"tests/browser/test_{name}.py" for name in ("journeys", "papers", "weight")}


@pytest.fixture(autouse=True, scope="session")
def _quick_settings():
    """Use a cheap hasher and unhashed static files, so that tests measure rules and not hashing."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ):
        yield


class Sharing(LoadScopeScheduling):
    """Give each worker whole modules, and all that needs the demonstration to one of them."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return "the demonstration" if module in ON_THE_DEMONSTRATION else module


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling | None:
    """Share out whole modules, where that is asked for."""
    return Sharing(config, log) if config.getoption("dist") == "loadscope" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules on the demonstration, go on with all that take long, and end with the quick ones."""
    kinds: dict[str, int] = {}
    for item in items:
        kinds[item.location[0]] = min(kinds.get(item.location[0], 2), kind_of(item))
    items.sort(key=lambda item: kinds[item.location[0]])


def kind_of(item: pytest.Item) -> int:
    """Tell how early a test begins: 0 on the demonstration, 1 if it takes long, 2 if it is quick."""
    fixtures = getattr(item, "fixturenames", ())
    if "demo" in fixtures:
        return 0
    return 1 if "chromium" in fixtures or item.get_closest_marker("slow") else 2


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when a test was left out: what is missing is a failure, never a skip."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    left_out = [r for kind in ("skipped", "xfailed") for r in (reporter.stats.get(kind, []) if reporter else [])]
    if left_out and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        names = ", ".join(r.nodeid for r in left_out[:3])
        reporter.write_line(f"{len(left_out)} tests were left out, first {names}: that is a failure here", red=True)
