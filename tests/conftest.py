"""Long tests run where they are asked for: `make test SLOW=1`, as `.ci/run` does."""

import gc
import signal

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "copress",
    deadline=None,  # a busy machine takes any time for an example
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("copress")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also run the tests marked slow")


def pytest_configure() -> None:
    """Signals are as at a terminal: a shell in the background ignores Ctrl-C, `nohup` a hang-up."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    named = any("::" in word or word.endswith(".py") for word in config.args)
    if config.getoption("--slow") or named or config.option.markexpr:
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
