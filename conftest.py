"""Shared test settings: cheap password hashing and plain static files, both databases by DATABASE_URL."""

import pytest
from django.test.utils import override_settings

pytest_plugins = ["gongzhi.kernel.tests.plugin", "gongzhi.accounts.tests.plugin"]


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


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when a test was left out: what is missing is a failure, never a skip."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    left_out = [r for kind in ("skipped", "xfailed") for r in (reporter.stats.get(kind, []) if reporter else [])]
    if left_out and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        names = ", ".join(r.nodeid for r in left_out[:3])
        reporter.write_line(f"{len(left_out)} tests were left out, first {names}: that is a failure here", red=True)
