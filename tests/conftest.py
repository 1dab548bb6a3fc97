"""Fixtures that any test may ask for; what they call is in tests/support.py."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests import support
from tests.browser import CHROMIUM, FIREFOX, Browser, Firefox, open_browser, open_firefox

# a busy machine is slow now and then, which is no fault of the example at hand
settings.register_profile("any-machine", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("any-machine")


@pytest.fixture
def run() -> support.Run:
    """Run rwpk in this process with the given arguments."""
    return support.run_here


@pytest.fixture
def run_process() -> support.Run:
    """Run rwpk in a process of its own with the given arguments."""
    return support.run_process


@pytest.fixture
def usual_signals() -> Iterator[None]:
    """Handle signals as usual: under nohup, or in a background job, some are ignored, and children inherit that."""
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [(number, signal.getsignal(number)) for number in numbers]
    for number in numbers:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    yield
    for number, handler in before:
        signal.signal(number, handler)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(open_browser, id="chromium", marks=pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")),
        pytest.param(open_firefox, id="firefox", marks=pytest.mark.skipif(not FIREFOX, reason="no Firefox here")),
    ],
)
def browser(request: pytest.FixtureRequest) -> Iterator[Browser | Firefox]:
    """A running Chromium, and a running Firefox."""
    with request.param() as running:
        yield running
