"""Long tests run where they are asked for: `make test SLOW=1`, as `.ci/run` does."""

import gc
import os
import signal

import pytest
from hypothesis import HealthCheck, settings
from support.effort import LONG, examples

from campaigns.run.start_run import run_campaign
from campaigns.run.start_worker import run_worker


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also run the tests marked slow")


def pytest_configure(config: pytest.Config) -> None:
    if asked_for_all(config):
        os.environ[LONG] = "1"
    settings.register_profile(
        "copress",
        deadline=None,  # a busy machine takes any time for an example
        derandomize=True,
        max_examples=examples(100),
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("copress")
    restore_signals()


def asked_for_all(config: pytest.Config) -> bool:
    """Long tests run with `--slow`, in a file or test that was named, and with `-m`."""
    named = any("::" in word or word.endswith(".py") for word in config.args)
    return bool(config.getoption("--slow") or named or config.option.markexpr)


def restore_signals() -> None:
    """Signals are as at a terminal: a shell in the background ignores Ctrl-C, `nohup` a hang-up."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if asked_for_all(config):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]


def pytest_collection_finish() -> None:
    """What is imported by now stays to the end: no search for garbage needs to walk over it."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if not config.getoption("--slow"):
        terminalreporter.write_line(
            "Long tests (clusters, kill rounds, long walks, many campaigns) were left out: "
            "make test SLOW=1"
        )


@pytest.fixture(autouse=True, scope="session")
def two_looks_a_second() -> None:
    """A campaign in this process asks its simulated press twice a second, not ten times.

    Looks are nine tenths of what such a test costs. What ten looks a second see is tested at the
    press (`tests/fault/press`) and in campaigns that are programs of their own.
    """
    for run in (run_campaign, run_worker):
        assert run.__kwdefaults__ is not None
        run.__kwdefaults__["poll_s"] = 0.5
