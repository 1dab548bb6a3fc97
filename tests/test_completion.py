"""Completion in the real shells: a line is typed at a pseudo-terminal, Tab is pressed, and the line is read back."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwpk.cli import completion
from tests.support import ROOT, RWPK, environment

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals on Windows", allow_module_level=True)

import fcntl
import pty
import struct
import termios

UTF8 = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
TAB, ENTER, KILL_LINE, DUMP = "\t", "\r", "\x15", "\x07"

# each shell's own way to write the line being edited into a file at ^G, and to list without asking
SETTINGS = {
    "bash": r"""
        bind 'set bell-style none'; bind 'set show-all-if-ambiguous on'; bind 'set completion-query-items 0'
        bind 'set page-completions off'; bind 'set enable-bracketed-paste off'
        bind -x '"\C-g": printf %s "$READLINE_LINE" > dump.part; mv dump.part dump'
        bind '"\C-u": kill-whole-line'
        """,
    "zsh": r"""
        unsetopt beep; LISTMAX=10000; zle_bracketed_paste=()
        dump() { print -rn -- "$BUFFER" > dump.part; mv dump.part dump }
        zle -N dump; bindkey '^G' dump; bindkey '^U' kill-whole-line
        """,
    "fish": r"""
        function fish_greeting; end
        bind \cg 'commandline > dump.part; mv dump.part dump'
        bind \cu 'commandline ""'
        """,
}
ESCAPE = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z]|\(B|[=>])")
#: A name with all that a shell takes for its own.
ODD = 'Côte d\'Ivoire: "a" $HOME *; \\n'


class Shell:
    """A shell at a pseudo-terminal, in a home of its own where completion is installed as users install it."""

    def __init__(self, name: str, home: Path) -> None:
        self.name, self.home = name, home
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        env = environment(
            HOME=str(home), ZDOTDIR=str(home), XDG_CONFIG_HOME=str(home / ".config"), XDG_DATA_HOME=str(home / ".data"),
            INPUTRC="/dev/null", PATH=path, TERM="xterm", LC_ALL=UTF8, PS1="> ",
        )  # fmt: skip
        # the installer looks at which shell runs it; && keeps the shell from handing its place over
        install = f"{shlex.join(RWPK)} --install-completion && true"
        done = subprocess.run(
            [name, "-c", install], env=env, capture_output=True, encoding="utf-8", timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        config = home / {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}[name]
        with config.open("a", encoding="utf-8") as file:
            file.write(SETTINGS[name])
        (home / "darkness.txt").write_text("a file that no completion may offer for a record")
        self.terminal, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 120, 0, 0))
        # a shell wants the terminal for its own; the child takes it, since a fork here may have threads beside it
        takes = "import os, sys; os.login_tty(0); os.execvp(sys.argv[1], sys.argv[1:])"
        command = [sys.executable, "-c", takes, name, *(["--noprofile"] if name == "bash" else []), "-i"]
        self.process = subprocess.Popen(command, stdin=theirs, env=env, cwd=home)
        os.close(theirs)
        os.set_blocking(self.terminal, False)
        self.screen = ""
        self.press("touch ready" + ENTER)
        self.wait_for("ready")

    def press(self, keys: str) -> None:
        os.write(self.terminal, keys.encode())

    def wait_until(self, done: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + 100
        while not done():
            assert time.monotonic() < deadline, f"{self.name} never {what}: {self.screen[-2000:]}"
            try:
                self.screen += os.read(self.terminal, 65536).decode(errors="replace")
            except BlockingIOError:
                time.sleep(0.01)

    def wait_for(self, file: str) -> str:
        """Wait until the shell has written a file; return its text, and take the file away."""
        path = self.home / file
        self.wait_until(path.exists, f"writes {file}")
        text = path.read_text(encoding="utf-8")
        path.unlink()
        return text

    def complete(self, line: str) -> str:
        """The line as it stands after Tab; the screen holds what was listed."""
        self.screen = ""
        self.press(KILL_LINE + line + TAB + DUMP)
        return self.wait_for("dump").rstrip()

    def lists(self, line: str, *texts: str) -> str:
        """Press Tab and wait until all texts are listed; a shell that is sent more keys would list nothing."""
        self.screen = ""
        self.press(KILL_LINE + line + TAB)
        self.wait_until(lambda: all(text in ESCAPE.sub("", self.screen) for text in texts), f"lists {texts}")
        return ESCAPE.sub("", self.screen)

    def close(self) -> None:
        self.process.kill()
        self.process.wait(timeout=60)
        os.close(self.terminal)


@pytest.fixture(scope="module", params=["bash", "zsh", "fish"])
def shell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    name: str = request.param
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    if name == "bash":
        version = subprocess.run(["bash", "-c", "echo ${BASH_VERSION}"], capture_output=True, text=True, check=True)
        if tuple(map(int, version.stdout.split(".")[:2])) < (4, 4):
            pytest.skip(f"bash {version.stdout.strip()} cannot tell the line that is edited")
    opened = Shell(name, tmp_path_factory.mktemp(name))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("rwpk missions --framework b", "rwpk missions --framework bilateral"),
        ("rwpk missions --role=h", "rwpk missions --role=host"),
        ("rwpk missions --country Cen", r"rwpk missions --country Central\ African\ Republic"),
        ('rwpk missions --country "Cen', 'rwpk missions --country "Central African Republic"'),
        ("rwpk missions --organisation Un", r"rwpk missions --organisation United\ Nations\ \(UN\)"),
        ("rwpk missions --sort -fram", "rwpk missions --sort -framework"),
        ("rwpk show UNMI", "rwpk show UNMISS"),
        ("rwpk missions --columns id,start,fram", "rwpk missions --columns id,start,framework"),
        ("rwpk facts --topic la", "rwpk facts --topic law"),
        ("rwpk show darf", "rwpk show darfur"),
        (r"rwpk show South\ S", r"rwpk show South\ Sudan"),
        ("rwpk show 'South S", "rwpk show 'South Sudan'"),
        ("rwpk show South S", "rwpk show South Sudan"),
        ("rwpk missions --data dark", "rwpk missions --data darkness.txt"),
        ("rwpk missions --data=dark", "rwpk missions --data=darkness.txt"),
        ("rwpk check dark", "rwpk check darkness.txt"),
        ("rwpk missions --since dark", "rwpk missions --since dark"),
        ("rwpk show --data /does/not/exist da", "rwpk show --data /does/not/exist da"),
        ("rwpk show --data - da", "rwpk show --data - da"),
    ],
)  # fmt: skip
def test_tab_completes_the_line(shell: Shell, line: str, completed: str) -> None:
    after = shell.complete(line)
    # zsh leaves it to the next key to close a quote
    assert after in (completed, completed[:-1] if completed[-1] in "\"'" else completed)
    assert "rwpk: error" not in shell.screen
    assert "Traceback" not in shell.screen


def test_the_shell_lists_what_fits_and_zsh_and_fish_say_what_it_is(shell: Shell) -> None:
    speaks = shell.name != "bash"
    shell.lists("rwpk ", "missions", "show", "check", *(["List the missions."] if speaks else []))
    shell.lists("rwpk missions --", "--framework", "--until", *(["Began then or before."] if speaks else []))
    screen = shell.lists("rwpk show d", "darfur", "development-work", *(["What the troops do"] if speaks else []))
    assert "darkness" not in screen


def test_a_name_with_all_that_shells_take_for_their_own_arrives_whole(shell: Shell) -> None:
    dataset = json.loads(subprocess.run(
        [sys.executable, "-c", "import sys, yaml, json; json.dump(yaml.safe_load(sys.stdin), sys.stdout, default=str)"],
        input=(ROOT / "data/missions.yaml").read_bytes(), capture_output=True, check=True,
    ).stdout)  # fmt: skip
    dataset["missions"][1]["aliases"] = [ODD]
    (shell.home / "odd.json").write_text(json.dumps(dataset), encoding="utf-8")
    shell.press(f"{KILL_LINE}rwpk show --json --data ~/odd.json C{chr(244)}{TAB} > part; mv part shown{ENTER}")
    assert json.loads(shell.wait_for("shown"))["id"] == "darfur"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", ([], "", "", "", 0)),
        ("rwpk ", (["rwpk"], "", "", "", 0)),
        ("rwpk show d", (["rwpk", "show"], "d", "d", "", 0)),
        ("rwpk  show\tcabo\\ d", (["rwpk", "show"], "cabo d", "cabo\\ d", "", 0)),
        ("rwpk 'a b' cabo\\", (["rwpk", "a b"], "cabo", "cabo\\", "", 0)),
        ('rwpk --sort="st', (["rwpk"], "--sort=st", '--sort="st', '"', 7)),
        ("rwpk 'it'\\''s \"", (["rwpk"], "it's \"", "'it'\\''s \"", "'", 6)),
    ],
)
def test_a_line_is_read_as_the_shell_reads_it(line: str, expected: tuple[object, ...]) -> None:
    read = completion.read_line(line)
    assert read[:4] == expected[:4]
    assert not read.quote or read.opened == expected[4]


#: What a name may hold: the loader refuses control characters.
NAMES = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters="\ufffc\ufffd"), min_size=1)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@given(NAMES, st.sampled_from(["", '"', "'"]))
def test_bash_gets_every_name_whole(name: str, quote: str) -> None:
    line = completion.read_line(f"rwpk show {quote}")
    code = completion.answer("bash", [(name, "")], line, "")
    (reply,) = shlex.split(code.removeprefix("COMPREPLY=(").removesuffix(")"))
    done = subprocess.run(
        ["bash", "-c", f"printf %s {quote}{reply}{quote}"],
        capture_output=True, encoding="utf-8", env=environment(LC_ALL=UTF8), check=True,
    )  # fmt: skip
    assert done.stdout == name


@given(NAMES, st.text(st.characters(exclude_categories=["Cs"])))
def test_zsh_gets_every_name_whole_and_its_description_on_one_line(name: str, description: str) -> None:
    code = completion.answer("zsh", [(name, description)], completion.read_line("rwpk show "), "")
    (item,) = shlex.split(code.removeprefix("local -a items=(").removesuffix("); _describe -V rwpk items"))
    (value, said) = re.fullmatch(r"((?:[^:\\]|\\.)*)(?::(.*))?", item).groups()  # type: ignore[union-attr]
    assert re.sub(r"\\(.)", r"\1", value) == name
    assert bool(said) == bool(description.split())


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_what_is_typed_comes_back_with_nothing_that_steers_a_terminal(shell: str) -> None:
    code = completion.answer(shell, [("\x1b[2J,id", "")], completion.read_line("rwpk missions --columns "), "")
    assert "\x1b" not in code
    assert "id" in code
