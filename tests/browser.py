"""What real browsers show of a page: Chromium over two pipes and Firefox over a socket, both without a window."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

#: The programs on the PATH, or None.
CHROMIUM = shutil.which("chromium")
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
#: Seconds that a browser has for one answer.
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

    def visit(self, address: str) -> None:
        """Open an address as if it were typed, from an empty page: within one page it would only be a jump."""
        self._command("Page.navigate", url="about:blank")
        self._command("Page.navigate", url=address)
        script = "new Promise(done => document.readyState == 'complete' ? done() : addEventListener('load', done))"
        self._command("Runtime.evaluate", expression=script, awaitPromise=True)

    def look(self, function: str) -> Any:
        """Return what a JavaScript function, called in the page, makes of a picture of the tab (PNG in base64)."""
        picture = self._command("Page.captureScreenshot")["data"]
        call = f"({function})({json.dumps(picture)})"
        answer = self._command("Runtime.evaluate", expression=call, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")


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


class Firefox:
    """A running Firefox with one tab, and the socket over which it takes commands: the protocol is Marionette."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._answers = connection.makefile("rb")
        self._number = 0
        self._receive()  # it says first what it is
        self._command("WebDriver:NewSession")

    def visit(self, address: str) -> None:
        """Open an address as if it were typed, from an empty page: within one page it would only be a jump."""
        self._command("WebDriver:Navigate", url="about:blank")
        self._command("WebDriver:Navigate", url=address)

    def look(self, function: str) -> Any:
        """Return what a JavaScript function, called in the page, makes of a picture of the tab (PNG in base64)."""
        picture = self._command("WebDriver:TakeScreenshot", full=False)["value"]
        call = f"return ({function})(arguments[0])"
        return self._command("WebDriver:ExecuteScript", script=call, args=[picture], sandbox=None)["value"]

    def close(self) -> None:
        """End Firefox."""
        self._command("Marionette:Quit", flags=["eForceQuit"])
        self._answers.close()

    def _command(self, method: str, **parameters: object) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, method, parameters]).encode()
        self._connection.sendall(b"%d:%b" % (len(message), message))
        _, number, error, result = self._receive()
        assert number == self._number
        if error:
            raise RuntimeError(f"{method}: {error}")
        return result

    def _receive(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            sign = self._answers.read(1)
            if not sign:
                raise EOFError("Firefox has ended")
            length += sign
        return json.loads(self._answers.read(int(length[:-1])))


@contextmanager
def open_firefox() -> Iterator[Firefox]:
    """Start Firefox with a profile of its own; end it and remove the profile on exit."""
    assert FIREFOX, "no Firefox on the PATH"
    profile = Path(tempfile.mkdtemp())
    preferences = {"marionette.port": 0, "network.dns.disabled": True}  # any free port, and no other host
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items()]
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    process = subprocess.Popen(
        [FIREFOX, "--headless", "--no-remote", "--marionette", "--profile", profile],
        start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with socket.create_connection(("127.0.0.1", _marionette_port(profile)), TIMEOUT) as connection:
            firefox = Firefox(connection)
            yield firefox
            firefox.close()
            process.wait(10)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its group, in which nothing else runs
        process.wait(10)
        shutil.rmtree(profile, ignore_errors=True)


def _marionette_port(profile: Path) -> int:
    """Return the port that Firefox has chosen, once it has written it into its profile."""
    path = profile / "MarionetteActivePort"
    end = time.monotonic() + TIMEOUT
    while not (path.exists() and path.read_text(encoding="utf-8")):
        if time.monotonic() > end:
            raise TimeoutError(f"Firefox has not started within {TIMEOUT} s")
        time.sleep(0.05)
    return int(path.read_text(encoding="utf-8"))
