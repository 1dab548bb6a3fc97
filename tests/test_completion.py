"""Completion in the real shells: a line is typed at a pseudo-terminal, Tab is pressed, and the line is read back."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwpk.cli import completion
from tests.support import DATA, RWPK, STEERING, Run, environment, read_data, run_here

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
        function fish_greeting; end; set -g fish_autosuggestion_enabled 0
        bind \cg 'commandline > dump.part; mv dump.part dump'
        bind \cu 'commandline ""'
        """,
}
ESCAPE = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z]|\(B|[=>])")
#: A dataset whose texts would make a file named OWNED if a shell ran them.
SHELL_WORDS = DATA / "shell-words.yaml"
#: A file in the home of each shell, which is completed only where a file is meant or nothing else fits.
A_FILE = "darkness.txt"


class Shell:
    """A shell at a pseudo-terminal, in a home of its own.

    Completion is installed there as users install it, or `sourced` from a file where the shell's own variable says.
    """

    def __init__(self, name: str, home: Path, settings: str = "", *, sourced: bool = False, **variables: str) -> None:
        self.name, self.home = name, home
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        own = ("ZDOTDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "BASH_ENV", "ENV")
        env = {key: value for key, value in environment().items() if key not in own} | {
            "HOME": str(home), "INPUTRC": "/dev/null", "PATH": path, "TERM": "xterm", "LC_ALL": UTF8, "PS1": "> ",
        }  # fmt: skip
        if sourced:
            env |= {"ZDOTDIR": str(home / "dots"), "XDG_CONFIG_HOME": str(home / "config")}
            files = {"bash": ".bashrc", "zsh": "dots/.zshrc", "fish": "config/fish/config.fish"}
            start = {"zsh": "autoload -Uz compinit; compinit -u\n"}.get(name, "") + script(name)
        else:
            files = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}
            start = ""
            install(name, env)
        config = home / files[name]
        config.parent.mkdir(parents=True, exist_ok=True)
        with config.open("a", encoding="utf-8") as file:
            file.write(f"{start}\n{SETTINGS[name]}\n{settings}\n")
        (home / A_FILE).write_text("a file")
        self.terminal, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 120, 0, 0))
        # a shell wants the terminal for its own; the child takes it, since a fork here may have threads beside it
        takes = "import os, sys; os.login_tty(0); os.execvp(sys.argv[1], sys.argv[1:])"
        command = [sys.executable, "-c", takes, name, *(["--noprofile"] if name == "bash" else []), "-i"]
        self.process = subprocess.Popen(command, stdin=theirs, env=env | variables, cwd=home)
        os.close(theirs)
        os.set_blocking(self.terminal, False)
        self.screen = ""
        self.wait_until_ready()
        if name == "zsh" and not sourced:
            self.complete("rwpk ")  # Typer's file for zsh only defines its function at the first Tab

    def wait_until_ready(self) -> None:
        """Wait until the shell has run a command."""
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


def script(shell: str) -> str:
    """Return the script that a shell evaluates to complete rwpk."""
    done = subprocess.run(
        RWPK, env=environment(_RWPK_COMPLETE=f"source_{shell}"), capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr == ""
    return done.stdout


def install(shell: str, env: dict[str, str]) -> str:
    """Install completion as users do; return what they are told."""
    # the installer looks at which shell runs it; && keeps the shell from handing its place over
    command = f"{shlex.join(RWPK)} --install-completion && true"
    done = subprocess.run(
        [shell, "-c", command], env=env, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def skip_without(name: str) -> None:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    if name == "bash":
        version = subprocess.run(["bash", "-c", "echo ${BASH_VERSION}"], capture_output=True, text=True, check=True)
        if tuple(map(int, version.stdout.split(".")[:2])) < (4, 4):
            pytest.skip(f"Typer completes from bash 4.4 on, and this is {version.stdout.strip()}")


@pytest.fixture(scope="module", params=["bash", "zsh", "fish"])
def shell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    name: str = request.param
    skip_without(name)
    opened = Shell(name, tmp_path_factory.mktemp(name))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("rwpk mis", "rwpk missions"),
        ("rwpk missions --fram", "rwpk missions --framework"),
        ("rwpk missions --framework b", "rwpk missions --framework bilateral"),
        ("rwpk missions --country CA", "rwpk missions --country CAF"),
        ("rwpk missions --organisation FA", "rwpk missions --organisation FADM"),
        ("rwpk missions --organisation Sou", "rwpk missions --organisation Southern"),
        ("rwpk missions --sort fram", "rwpk missions --sort framework"),
        ("rwpk missions --columns id,start,fram", "rwpk missions --columns id,start,framework"),
        ("rwpk facts --topic la", "rwpk facts --topic law"),
        ("rwpk show darfu", "rwpk show darfur"),
        ("rwpk show DARFU", "rwpk show DARFUr"),
        ("rwpk show UNMI", "rwpk show UNMISS"),
        ("rwpk missions --data dark", f"rwpk missions --data {A_FILE}"),
        ("rwpk check dark", f"rwpk check {A_FILE}"),
        ("rwpk show --data /does/not/exist unam", "rwpk show --data /does/not/exist unam"),
        ("rwpk show --data - unam", "rwpk show --data - unam"),
        ("rwpk show --data darkness.txt unam", "rwpk show --data darkness.txt unam"),
    ],
)
def test_tab_completes_the_line(shell: Shell, line: str, completed: str) -> None:
    assert shell.complete(line) == completed
    assert "rwpk:" not in shell.screen
    assert "Traceback" not in shell.screen


def test_the_shell_lists_what_fits_and_zsh_and_fish_say_what_it_is(shell: Shell) -> None:
    speaks = shell.name != "bash"
    shell.lists("rwpk ", "missions", "show", "check", *(["List the missions."] if speaks else []))
    shell.lists("rwpk missions --", "--framework", "--until", *(["Began then or earlier."] if speaks else []))
    screen = shell.lists("rwpk show d", "darfur", "development-work", *(["the troops also"] if speaks else []))
    assert "darkness" not in screen


@pytest.fixture
def wary_shell(shell: Shell, tmp_path: Path) -> Iterator[Shell]:
    """A shell in which a dataset full of what shells run is the one that completion reads."""
    opened = Shell(shell.name, tmp_path, RWPK_DATA=str(SHELL_WORDS))
    yield opened
    opened.close()


def test_tab_runs_nothing_that_a_dataset_says(wary_shell: Shell) -> None:
    assert wary_shell.complete("rwpk show bl") == "rwpk show blue-lake", "the dataset is read"
    for line, closing in (
        ('rwpk show "zz', '"'),
        ("rwpk show 'zz", "'"),
        ("rwpk show zz", ""),
        ("rwpk show BL;", ""),
        ("rwpk show BL;touch", ""),
        ('rwpk show Blue" Lake', '"'),
    ):
        assert wary_shell.complete(line) == line
        wary_shell.press(TAB + ENTER + closing + ENTER)
        wary_shell.wait_until_ready()
    for line in (
        "rwpk show ",
        "rwpk missions --country ",
        "rwpk missions --organisation ",
        "rwpk missions --organisation L",
        "rwpk facts --topic ",
    ):
        wary_shell.complete(line)
        wary_shell.press(TAB + TAB + KILL_LINE)
        wary_shell.wait_until_ready()
    assert not (wary_shell.home / "OWNED").exists()


def test_tab_runs_nothing_that_is_typed_in_quotes(wary_shell: Shell) -> None:
    for line in (
        "rwpk missions --columns '$(touch OWNED)`touch OWNED`,st",
        r"rwpk missions --columns '\$(touch OWNED),st",
        r"""rwpk missions --columns 'x\"<(touch OWNED),st""",
        "rwpk missions --columns 'x;touch OWNED;,st",
        r"rwpk show '\$(touch OWNED)",
        r"rwpk missions --organisation '\$(touch OWNED)",
    ):
        wary_shell.complete(line)
        wary_shell.press(TAB + TAB + KILL_LINE)
        wary_shell.wait_until_ready()
        assert not (wary_shell.home / "OWNED").exists(), line


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_the_script_works_from_a_folder_that_the_shells_own_variable_names(name: str, tmp_path: Path) -> None:
    skip_without(name)
    shell = Shell(name, tmp_path, sourced=True)
    try:
        assert shell.complete("rwpk show darfu") == "rwpk show darfur"
        assert not list(tmp_path.glob(".*completions*"))
    finally:
        shell.close()


@pytest.mark.parametrize(
    ("name", "file"),
    [("bash", ".bash_completions/rwpk.sh"), ("zsh", ".zfunc/_rwpk"), ("fish", ".config/fish/completions/rwpk.fish")],
)
def test_the_installer_says_where_it_wrote_and_writes_into_the_home_alone(name: str, file: str, tmp_path: Path) -> None:
    skip_without(name)
    home, other = tmp_path / "home", tmp_path / "other"
    home.mkdir()
    other.mkdir()
    told = install(name, environment(HOME=str(home), ZDOTDIR=str(other), XDG_CONFIG_HOME=str(other)))
    assert file in told
    assert "rwpk" in (home / file).read_text(encoding="utf-8")
    assert not [path for path in other.rglob("*") if "rwpk" in path.name or path.name == ".zshrc"]


def test_bash_needs_no_compopt(tmp_path: Path) -> None:
    skip_without("bash")
    shell = Shell("bash", tmp_path, "enable -n compopt")
    try:
        assert shell.complete("rwpk show darfu") == "rwpk show darfur"
        assert shell.complete("rwpk check dark") == f"rwpk check {A_FILE}"
        assert "compopt" not in shell.screen
    finally:
        shell.close()


# what is asked in a way that no shell does ----------------------------------------------------------


def ask(request: str, stdout: int | IO[bytes], **variables: str) -> subprocess.CompletedProcess[str]:
    """Ask as a shell does, and let the answer go somewhere."""
    variables = {
        "COMP_WORDS": "rwpk\nshow\nd", "COMP_CWORD": "2", "_TYPER_COMPLETE_ARGS": "rwpk show d",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "d",
    } | variables  # fmt: skip
    return subprocess.run(
        RWPK, env=environment(_RWPK_COMPLETE=request, **variables),
        stdout=stdout, stderr=subprocess.PIPE, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


REQUESTS = [f"{kind}_{shell}" for kind in ("complete", "source") for shell in completion.SHELLS]


@pytest.mark.parametrize("request_", REQUESTS)
def test_an_answer_that_nobody_reads_is_dropped_without_a_word(request_: str) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    done = ask(request_, theirs)
    os.close(theirs)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_an_answer_that_cannot_be_written_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        done = ask("complete_fish", full)
    assert done.returncode == 4
    assert done.stderr == "rwpk: error: the output could not be written: No space left on device\n"


@pytest.mark.parametrize("request_", REQUESTS)
def test_each_shell_that_a_message_names_is_answered(request_: str) -> None:
    done = ask(request_, subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, "")
    assert ("darfur" if request_.startswith("complete") else "_RWPK_COMPLETE") in done.stdout


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ("complete_\x1b[31m", r"complete_\u{1b}[31m"),
        ("source_\x1b]0;owned\x07", r"source_\u{1b}]0;owned\u{7}"),
        ("complete_\u202ehsab", r"complete_\u{202e}hsab"),
        ("complete_tcsh", "complete_tcsh"),
        ("complete_", "complete_"),
        ("bash", "bash"),
        ("other_bash", "other_bash"),
    ],
)
def test_a_shell_that_is_not_known_is_named_safely(run_process: Run, request_: str, told: str) -> None:
    done = run_process(_RWPK_COMPLETE=request_)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f'rwpk: error: _RWPK_COMPLETE is "{told}": let it be source_ or complete_ with one of bash, zsh, fish, '
        "powershell, pwsh\n"
    )


@pytest.mark.parametrize("place", ["", "x", "-1", "9" * 5_000])
def test_a_request_without_the_variables_of_bash_is_refused(run_process: Run, place: str) -> None:
    done = run_process(_RWPK_COMPLETE="complete_bash", COMP_WORDS="rwpk", COMP_CWORD=place)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "COMP_CWORD" in done.stderr


@pytest.mark.parametrize("shell", ["", "/bin/\x1b[31mx", "weird"])
def test_the_script_for_a_shell_that_is_not_known_is_refused_safely(run_process: Run, shell: str) -> None:
    for arguments in (("--show-completion",), ("--show-completion", "\x1b]0;weird\x07")):
        done = run_process(*arguments, SHELL=shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
        assert done.returncode in (1, 2)
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        assert not STEERING & set(done.stderr)


# what the program answers, whatever the shell makes of it ------------------------------------------


def answer(run: Run, shell: str, line: str, **variables: str) -> str:
    """Return what the program tells a shell to offer for a line; it tells nothing else."""
    words = line.split(" ")
    done = run(
        _RWPK_COMPLETE=f"complete_{shell}", COMP_WORDS="\n".join(words), COMP_CWORD=str(len(words) - 1),
        _TYPER_COMPLETE_ARGS=line, _TYPER_COMPLETE_FISH_ACTION="get-args", **variables,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


def offers(text: str) -> dict[str, str]:
    """Return the words and their descriptions that fish is told of."""
    return {word: meaning for word, _, meaning in (item.partition("\t") for item in text.splitlines() if item)}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("rwpk show d", "darfur development-work domestic-approach darfour delgado"),
        ("rwpk show UNAM", "UNAMir UNAMir-six-months UNAMID"),
        ("rwpk show unam", "unamir unamir-six-months unamID"),
        ("rwpk show DAR", "DARfur DARfour"),
        ("rwpk facts --topic p", "personnel practice principle"),
        ("rwpk facts --topic P", "Personnel Practice Principle"),
        ("rwpk missions --country ", "CAF MOZ RWA SDN SSD"),
        ("rwpk missions --country s", "sDN sSD"),
        ("rwpk missions --organisation ", "SADC FADM UN"),
        ("rwpk missions --organisation Un", "United Un"),
        ("rwpk missions --sort st", "start strength"),
        ("rwpk missions --columns id,sta", "id,start id,start_earliest id,start_latest id,start_basis"),
        ("rwpk missions --columns id,start,sta", "id,start,start_earliest id,start,start_latest id,start,start_basis"),
        ("rwpk facts --columns st", "statement"),
        ("rwpk missions --framework b", "bilateral"),
        ("rwpk missions --format j", "json jsonl"),
        ("rwpk missions --format J", "json jsonl"),
        ("rwpk f", "facts"),
        ("rwpk show xyzzy", ""),
        ("rwpk missions --since 20", ""),
    ],
)
def test_what_fits_is_offered_without_regard_to_case_and_as_it_was_typed(
    run_process: Run, line: str, expected: str
) -> None:
    offered = list(offers(answer(run_process, "fish", line)))
    assert offered == expected.split()
    assert answer(run_process, "bash", line).split() == expected.split()


@pytest.mark.parametrize("word", ["sADC", "un", "fadm", "Southern"])
def test_a_word_of_an_organisation_finds_its_missions(run: Run, word: str) -> None:
    assert run("missions", "--json", "--organisation", word).stdout != "[]\n"


BROKEN = {
    "missing": None,
    "empty": "",
    "no YAML": "schema: [1",
    "no dataset": "[1, 2]\n",
    "faulty": read_data("harbour.yaml").replace("schema: 1", "schema: 99"),
    "binary": "\x00\x01",
}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("broken", [*BROKEN, "a folder", "standard input"])
@pytest.mark.parametrize("line", ["rwpk show d", "rwpk facts --topic p", "rwpk missions --country "])
def test_a_broken_dataset_offers_nothing_and_prints_nothing(
    run: Run, tmp_path: Path, shell: str, broken: str, line: str
) -> None:
    path = tmp_path / "broken.yaml"
    if (text := BROKEN.get(broken)) is not None:
        path.write_text(text, encoding="utf-8")
    name = {"a folder": str(tmp_path), "standard input": "-"}.get(broken, str(path))
    nothing = "_files" if shell == "zsh" else ""  # zsh completes files then, as it does for any command
    assert answer(run, shell, line, RWPK_DATA=name).strip() == nothing


LINES = (
    "rwpk show ", "rwpk show z", "rwpk show b", "rwpk missions --country ", "rwpk missions --organisation ",
    "rwpk missions --organisation L", "rwpk missions --organisation $", "rwpk facts --topic ", "rwpk facts --topic t",
    "rwpk missions --columns $(touch,st", "rwpk missions --columns `x`,'st", "rwpk missions --columns \x1b[2J,id",
)  # fmt: skip


def assert_plain(run: Run, line: str, data: str) -> None:
    for word, meaning in offers(answer(run, "fish", line, RWPK_DATA=data)).items():
        assert re.fullmatch(r"[\w.-]+(,[\w.-]+)*", word)
        assert re.fullmatch(r"[\w. -]*", meaning)
    assert re.fullmatch(r"([\w.,-]+\n)*\n?", answer(run, "bash", line, RWPK_DATA=data))
    code = answer(run, "zsh", line, RWPK_DATA=data).strip()
    item = r'"[\w.,-]+"(:"[\w. -]*")?'
    assert code == "_files" or re.fullmatch(rf"_arguments '\*: :\(\({item}(\n{item})*\)\)'", code)


@pytest.mark.parametrize("line", LINES)
def test_only_plain_words_are_offered(run: Run, line: str) -> None:
    assert_plain(run, line, str(SHELL_WORDS))


#: What a name may hold: the loader refuses control characters.
NAMES = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters="\ufffc\ufffd"), min_size=1)


@given(st.lists(NAMES | st.from_regex(r"z[$`'\"!;|&<>(){}*?~#\\ \w]*", fullmatch=True), max_size=5, unique=True))
def test_only_plain_words_are_offered_whatever_the_names(names: list[str]) -> None:
    whole = json.loads(read_data("harbour.json"))
    whole["missions"][0]["aliases"] = names
    whole["missions"][0]["country"] = names[0] if names else None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "data.json")
        path.write_text(json.dumps(whole), encoding="utf-8")
        for line in ("rwpk show ", "rwpk show z", "rwpk missions --country "):
            assert_plain(run_here, line, str(path))
