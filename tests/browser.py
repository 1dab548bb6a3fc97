"""The text that a real browser shows of a page: Chromium without a window, driven over two pipes."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

#: The program on the PATH, or None.
CHROMIUM = shutil.which("chromium")
#: Seconds that the browser has for one answer.
TIMEOUT = 30

_OPTIONS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
]  # fmt: skip


class Browser:
    """A running Chromium with one tab, and the pipes over which it takes commands."""

    def __init__(self, reader: int, writer: int) -> None:
        self._reader, self._writer = reader, writer
        self._number = 0
        self._received = b""
        self._tab = ""
        target = self._command("Target.createTarget", url="about:blank")["targetId"]
        self._tab = self._command("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._command("Page.enable")

    def inner_text(self, path: Path) -> str:
        """Return the `innerText` of the body of a page, once the page has loaded and its scripts have run."""
        self.open(path)
        return str(self.evaluate("document.body ? document.body.innerText : ''"))

    def open(self, path: Path, *, scheme: str = "light", width: int = 1280) -> None:
        """Open a page in a colour scheme and a width in pixels; return once it has loaded and its scripts have run."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._command("Emulation.setEmulatedMedia", features=features)
        self._command("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
        self._command("Page.navigate", url=path.as_uri())
        self.evaluate(
            "new Promise(done => document.readyState == 'complete' ? done() : addEventListener('load', done))"
        )

    def evaluate(self, script: str) -> Any:
        """Return what an expression of JavaScript gives in the page, awaited if it is a promise."""
        answer = self._command("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def _command(self, method: str, **parameters: object) -> Any:
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": parameters}
        if self._tab:
            message["sessionId"] = self._tab
        os.write(self._writer, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + TIMEOUT
        while True:
            answer = self._receive(end)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def _receive(self, end: float) -> Any:
        while b"\0" not in self._received:
            if not select.select([self._reader], [], [], max(0, end - time.monotonic()))[0]:
                raise TimeoutError(f"Chromium has not answered for {TIMEOUT} s")
            piece = os.read(self._reader, 1 << 20)
            if not piece:
                raise EOFError("Chromium has ended")
            self._received += piece
        message, self._received = self._received.split(b"\0", 1)
        return json.loads(message)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium with a profile of its own; end it and remove the profile on exit."""
    assert CHROMIUM, "no Chromium on the PATH"
    their_reader, writer = os.pipe()
    reader, their_writer = os.pipe()

    def place_pipes() -> None:  # Chromium reads commands from descriptor 3 and writes answers to 4
        copies = os.dup(their_reader), os.dup(their_writer)
        os.dup2(copies[0], 3)
        os.dup2(copies[1], 4)

    profile = tempfile.mkdtemp()
    process = subprocess.Popen(
        [CHROMIUM, *_OPTIONS, f"--user-data-dir={profile}", "about:blank"],
        preexec_fn=place_pipes,  # noqa: PLW1509 (no other way to choose the numbers of descriptors)
        close_fds=False, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(their_reader)
    os.close(their_writer)
    try:
        yield Browser(reader, writer)
    finally:
        os.close(writer)  # Chromium ends when its commands do
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its group, in which nothing else runs
        process.wait(10)
        os.close(reader)
        shutil.rmtree(profile, ignore_errors=True)
