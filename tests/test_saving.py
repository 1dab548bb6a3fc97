"""`--save`: what each kind of file holds, and that a file is written whole or not at all."""

from __future__ import annotations

import errno
import itertools
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from rwpk import files
from rwpk.text import cell_width
from tests.support import RWPK, Run, environment, read_data

# a picture goes its own way, and says itself what it is drawn from
CAPTION = (
    "\nVincent Biruta, “Rwanda’s Peacekeeping Missions: Promoting Global Peace and\n"
    "Security”, Diplomat Magazine, 2021-10-31. The author was Rwanda's Minister of\n"
    "Foreign Affairs and International Cooperation, so the article is a party's own\n"
    "account\n"
)

posix = pytest.mark.skipif(os.name == "nt", reason="it is about POSIX files")


def saved(run: Run, file: Path, *arguments: str, **variables: str) -> str:
    done = run("timeline", "--save", str(file), *arguments, **variables)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("variables", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}, {"PYTHONIOENCODING": "ascii"}], ids=str)
def test_a_file_has_the_signs_and_colours_that_a_terminal_may_lack(
    run: Run, run_process: Run, tmp_path: Path, variables: dict[str, str]
) -> None:
    assert saved(run_process, tmp_path / "a.txt", **variables) == run("timeline").stdout + CAPTION
    assert saved(run_process, tmp_path / "a.svg", **variables) == saved(run, tmp_path / "b.svg")
    assert saved(run, tmp_path / "c.SVG", COLUMNS="60") == saved(run, tmp_path / "a.svg")


def test_text_can_be_told_line_by_line(run: Run, tmp_path: Path) -> None:
    assert saved(run, tmp_path / "a.txt", "--linear") == run("timeline", "--linear").stdout + CAPTION


def test_a_caption_of_wide_characters_keeps_to_the_width(run: Run, tmp_path: Path) -> None:
    title = "船队的工作与湖上的和平" * 8
    data = read_data("harbour.yaml").replace("A small harbour", title, 1)
    assert title in data
    done = run("timeline", "--data", "-", "--save", str(tmp_path / "a.txt"), stdin=data, COLUMNS="60")
    assert (done.returncode, done.stderr) == (0, "")
    lines = (tmp_path / "a.txt").read_text(encoding="utf-8").splitlines()
    assert max(map(cell_width, lines)) == 60


@pytest.mark.parametrize("theme", ["auto", "light", "dark", "DARK"])
def test_a_theme_gives_a_chart_its_colours(run: Run, tmp_path: Path, theme: str) -> None:
    written = saved(run, tmp_path / "a.svg", "--theme", theme)
    assert ("prefers-color-scheme" in written) == (theme == "auto")
    assert ('<rect class="ground" fill="#161b22"' in written) == (theme in ("dark", "DARK"))
    assert (saved(run, tmp_path / "b.svg") == written) == (theme == "auto")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--save", "a.pdf"], '--save "a.pdf": end its name in .svg or .txt'),
        (["--save", "svg"], "end its name in .svg or .txt"),
        (["--save", ""], "end its name in .svg or .txt"),
        (["--save", "out/a.html"], '--save "out/a.html": rwpk export a.html writes a page with the chart; '),
        (["--save", "a.html"], "; for the chart alone save a.svg, which a browser opens\n"),
        (["--save", "a.PNG"], '--save "a.PNG": save a.svg and open it in a browser, which prints or copies it; '),
        (["--save", "a.png"], "; rwpk export a.html writes a page with the chart\n"),
        (["--theme", "dark"], "--theme is for a chart: add --save FILE.svg"),
        (["--theme", "auto", "--save", "a.txt"], "--theme is for a chart: add --save FILE.svg"),
        (["--theme", "dark", "--json"], "--theme is for a chart: add --save FILE.svg"),
        (["--save", "a.svg", "--json"], "--json and --save exclude each other: give one"),
        (["--save", "a.svg", "--linear"], "--linear gives text, and .svg is a picture: save it as .txt"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(run: Run, arguments: list[str], told: str) -> None:
    done = run("timeline", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert not Path("a.svg").exists()


def test_nothing_found_leaves_the_file_as_it_was(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.svg"
    file.write_text("before", encoding="utf-8")
    done = run("timeline", "--save", str(file), "--since", "2030")
    assert (done.returncode, done.stderr) == (0, "rwpk: no missions match; without filters there are 5\n")
    assert file.read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing/a.svg", "No such file or directory"), ("file/a.svg", "Not a directory"), ("folder.svg", "")],
)
@posix
def test_a_file_that_cannot_be_written_is_told_and_exits_4(run: Run, tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "folder.svg").mkdir()
    path = tmp_path / name
    done = run("timeline", "--save", str(path))
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith(f"rwpk: error: the output could not be written: {path}: {reason}")
    assert len(done.stderr.splitlines()) == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "folder.svg"]


@pytest.mark.parametrize("failing", ["replace", "fsync"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "a.svg"
    file.write_text("before", encoding="utf-8")
    monkeypatch.setattr(os, failing, fail)
    with pytest.raises(OSError, match="No space left") as caught:
        files.write_file(file, b"after")
    assert caught.value.filename == str(file)
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [("a.svg", "before")]


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        files.write_file(tmp_path / "a.svg", b"after")
    assert list(tmp_path.iterdir()) == []


@posix
def test_a_new_file_gets_the_usual_permissions_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    usual, new, old = (tmp_path / name for name in ("usual", "new", "old"))
    usual.touch()
    old.touch()
    old.chmod(0o604)
    for file in (new, old):
        files.write_file(file, b"after")
        assert file.read_bytes() == b"after"
    assert new.stat().st_mode == usual.stat().st_mode
    assert stat.S_IMODE(old.stat().st_mode) == 0o604


@posix
def test_a_link_is_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"before")
    link.symlink_to(target)
    files.write_file(link, b"after")
    assert link.is_symlink()
    assert target.read_bytes() == b"after"


@posix
def test_a_pipe_or_a_file_that_may_not_be_written_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fifo, guarded = tmp_path / "fifo", tmp_path / "guarded"
    os.mkfifo(fifo)
    guarded.write_bytes(b"before")
    with pytest.raises(OSError, match="it is not a regular file"):
        files.write_file(fifo, b"after")
    monkeypatch.setattr(os, "access", lambda *_: False)  # the tests may run as root, who may do anything
    with pytest.raises(PermissionError):
        files.write_file(guarded, b"after")
    assert guarded.read_bytes() == b"before"


def test_a_name_may_be_as_long_as_the_system_allows(run: Run, tmp_path: Path) -> None:
    assert saved(run, tmp_path / f"{'n' * 250}.svg").startswith("<svg")


def with_signal(number: signal.Signals, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Export into `out`, with a signal when the first file is flushed to the disk."""
    code = f"""
import os, signal, sys
os.fsync = lambda _: signal.raise_signal({int(number)})
sys.argv = ["rwpk", "export", "out"]
from rwpk.__main__ import main
main()
"""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, env=environment(), timeout=60, check=False
    )


@pytest.mark.usefixtures("usual_signals")
@posix
def test_ctrl_c_exits_130_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = with_signal(signal.SIGINT, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
@pytest.mark.usefixtures("usual_signals")
@posix
def test_a_signal_that_kills_leaves_no_file_that_looks_whole(tmp_path: Path, name: str) -> None:
    done = with_signal(getattr(signal, name), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (-getattr(signal, name), b"", b"")
    assert not [file for file in (tmp_path / "out").iterdir() if not re.fullmatch(r"\.rwpk-.*\.tmp", file.name)]


# what `--save` and `export` write is all there, or nothing is ---------------------------------------


def full_disk(monkeypatch: pytest.MonkeyPatch, after: int = 0) -> None:
    """Let so many files be flushed to the disk, and no more."""
    flush, flushed = os.fsync, itertools.count()

    def fsync(file: int) -> None:
        if next(flushed) >= after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(file)

    monkeypatch.setattr(os, "fsync", fsync)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_export_that_fails_leaves_no_new_folder_behind(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "old").mkdir()
    full_disk(monkeypatch, after=2)
    for name in ("new", "new/a/b", "old", "old/a/b"):
        done = run("export", str(tmp_path / name))
        assert (done.returncode, done.stdout) == (4, "")
        assert done.stderr.startswith(f"rwpk: error: the output could not be written: {tmp_path / name}")
        assert done.stderr.endswith(": No space left on device\n")
        assert len(done.stderr.splitlines()) == 1
        assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")] == ["old"]


@posix
@pytest.mark.parametrize("name", ["new/a/" + "b" * 300, "new/\udc80\0".replace("\0", "b" * 300), "file/a/b"])
def test_a_folder_that_cannot_be_made_is_told_and_leaves_nothing(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    done = run("export", str(tmp_path / name))
    assert done.returncode in (2, 4)
    assert (done.stdout, len(done.stderr.splitlines())) == ("", 1)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("after", range(5))
def test_an_export_over_another_replaces_all_of_it_or_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    assert run("export", str(tmp_path)).returncode == 0
    for file in tmp_path.iterdir():
        file.write_bytes(b"before " + file.name.encode())
    before = contents(tmp_path)
    full_disk(monkeypatch, after)
    assert run("export", str(tmp_path), "--force").returncode == 4
    assert contents(tmp_path) == before


def test_a_picture_that_fails_leaves_the_old_one(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.svg"
    file.write_bytes(b"before")
    full_disk(monkeypatch)
    done = run("timeline", "--save", str(file))
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == f"rwpk: error: the output could not be written: {file}: No space left on device\n"
    assert contents(tmp_path) == {"a.svg": b"before"}


@posix
def test_a_link_to_a_file_or_a_folder_is_followed_also_where_nothing_is_yet(run: Run, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    for link, target in (("a.svg", "elsewhere/kept.svg"), ("b.svg", "elsewhere/new.svg"), ("out", "elsewhere/out")):
        (tmp_path / link).symlink_to(target)
    (tmp_path / "elsewhere" / "kept.svg").write_bytes(b"before")
    for picture_file in ("a.svg", "b.svg"):
        saved(run, tmp_path / picture_file)
    assert run("export", str(tmp_path / "out")).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_symlink()) == ["a.svg", "b.svg", "out"]
    assert sorted(path.name for path in (tmp_path / "elsewhere").iterdir()) == ["kept.svg", "new.svg", "out"]
    assert (tmp_path / "elsewhere" / "kept.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert (tmp_path / "elsewhere" / "out" / "datapackage.json").is_file()
    # one file of an export may be a link too
    table = tmp_path / "elsewhere" / "out" / "missions.csv"
    table.rename(tmp_path / "missions.csv")
    table.symlink_to(tmp_path / "missions.csv")
    (tmp_path / "missions.csv").write_bytes(b"before")
    assert run("export", str(tmp_path / "out"), "--force").returncode == 0
    assert table.is_symlink()
    assert (tmp_path / "missions.csv").read_bytes().startswith(b"id,")


@posix
@pytest.mark.parametrize("command", ["timeline --save", "export --force"])
def test_a_file_that_is_replaced_keeps_its_mode_and_for_root_its_owner(run: Run, tmp_path: Path, command: str) -> None:
    file = tmp_path / ("a.svg" if command.startswith("timeline") else "missions.csv")
    file.write_bytes(b"before")
    owner = (1234, 2345) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    os.chown(file, *owner)
    file.chmod(0o646)
    assert run(*command.split(), str(file if file.suffix == ".svg" else tmp_path)).returncode == 0
    status = file.stat()
    assert file.read_bytes() != b"before"
    assert (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid) == (0o646, *owner)


@posix
@pytest.mark.parametrize("refused", ["chmod", "chown", "both"])
def test_a_file_system_that_refuses_modes_and_owners_is_passed_over(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    file = tmp_path / "a.svg"
    file.write_bytes(b"before")
    for name in ("chmod", "chown") if refused == "both" else (refused,):
        monkeypatch.setattr(os, name, refuse)
    assert saved(run, file).startswith("<svg")
    assert list(contents(tmp_path)) == ["a.svg"]


def as_an_ordinary_user() -> list[str]:
    """Return what to put before a command so that permissions hold for it, as they do not for root."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may write anything, and setpriv is not there to change that")
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner"]


@posix
@pytest.mark.parametrize("command", ["timeline --save {}/missions.svg", "export {} --force"])
def test_a_read_only_file_is_respected_with_force_too(tmp_path: Path, command: str) -> None:
    for name in ("missions.svg", "missions.csv", "facts.csv"):
        (tmp_path / name).write_bytes(b"before")
    read_only = tmp_path / ("missions.svg" if command.startswith("timeline") else "missions.csv")
    read_only.chmod(0o444)
    done = subprocess.run(
        [*as_an_ordinary_user(), *RWPK, *command.format(tmp_path).split()],
        capture_output=True, encoding="utf-8", env=environment(), timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == f"rwpk: error: the output could not be written: {read_only}: Permission denied\n"
    assert contents(tmp_path) == dict.fromkeys(("missions.svg", "missions.csv", "facts.csv"), b"before")


@posix
@pytest.mark.parametrize("command", ["timeline --save {}/a.svg", "export {}/new/a", "export {} --force"])
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path, command: str) -> None:
    tmp_path.chmod(0o555)
    done = subprocess.run(
        [*as_an_ordinary_user(), *RWPK, *command.format(tmp_path).split()],
        capture_output=True, encoding="utf-8", env=environment(), timeout=60, check=False,
    )  # fmt: skip
    tmp_path.chmod(0o755)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith(f"rwpk: error: the output could not be written: {tmp_path}")
    assert done.stderr.endswith(": Permission denied\n")
    assert list(tmp_path.iterdir()) == []


def as_another_user(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a user who owns nothing here."""
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only root can run a command as another user, with setpriv")
    other = ["setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups"]
    if subprocess.run([*other, *RWPK, "--version"], capture_output=True, env=environment(), check=False).returncode:
        pytest.skip("another user may not read the program")
    return subprocess.run(
        [*other, *command], capture_output=True, encoding="utf-8", env=environment(), timeout=60, check=False
    )


@posix
def test_an_export_into_a_sticky_folder_with_anothers_file_changes_nothing(run: Run) -> None:
    with tempfile.TemporaryDirectory() as name:  # another user may not enter pytest's folders
        Path(name).chmod(0o1777)
        folder = Path(name, "shared")
        folder.mkdir()
        own, others = folder / "missions.csv", folder / "notes.csv"
        for file, mode in ((own, 0o640), (others, 0o666)):
            file.write_bytes(b"before")
            file.chmod(mode)
        os.chown(own, 54321, 54321)
        folder.chmod(0o1777)
        done = as_another_user(*RWPK, "export", name + "/shared", "--force")
        assert (done.returncode, done.stdout) == (4, "")
        assert done.stderr == (
            f"rwpk: error: the output could not be written: {others.resolve()}: Operation not permitted\n"
        )
        assert contents(folder) == {"missions.csv": b"before", "notes.csv": b"before"}
        assert (stat.S_IMODE(own.stat().st_mode), own.stat().st_uid) == (0o640, 54321)


def test_a_folder_in_the_place_of_a_file_leaves_an_export_as_it_was(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.csv").mkdir()
    (tmp_path / "missions.csv").write_bytes(b"before")
    assert run("export", str(tmp_path), "--force").returncode == 2
    assert contents(tmp_path) == {"missions.csv": b"before"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["missions.csv", "notes.csv"]


@posix
def test_a_read_only_folder_leaves_an_export_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "missions.csv").write_bytes(b"before")
    tmp_path.chmod(0o555)
    done = subprocess.run(
        [*as_an_ordinary_user(), *RWPK, "export", str(tmp_path), "--force"],
        capture_output=True, encoding="utf-8", env=environment(), timeout=60, check=False,
    )  # fmt: skip
    tmp_path.chmod(0o755)
    assert done.returncode == 4
    assert contents(tmp_path) == {"missions.csv": b"before"}


@pytest.mark.parametrize("which", range(5))
def test_a_file_that_cannot_be_replaced_leaves_an_export_as_it_was(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    for name in ("missions.csv", "evidence.csv", "datapackage.json"):  # facts.csv and notes.csv are new
        (tmp_path / name).write_bytes(name.encode())
    before = contents(tmp_path)
    replace, calls = Path.replace, itertools.count()

    def fail_once(path: Path, target: Path) -> Path:
        if next(calls) == which:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", fail_once)  # as Windows does for a file that Excel has open
    done = run("export", str(tmp_path), "--force")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.endswith(": Permission denied\n")
    assert contents(tmp_path) == before


@pytest.mark.parametrize("fails", [False, True], ids=["written", "failing"])
def test_a_foreign_file_of_a_name_like_the_temporary_one_stays(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    names = (".rwpk-0123456789abcdef.tmp", ".rwpk-.tmp", ".rwpk.tmp", "a.svg.tmp", ".a.svg.tmp", ".a.svg")
    foreign = dict.fromkeys(names, b"foreign")
    for name, data in foreign.items():
        (tmp_path / name).write_bytes(data)
    if fails:
        full_disk(monkeypatch)
    for command in (["timeline", "--save", str(tmp_path / "a.svg")], ["export", str(tmp_path), "--force"]):
        assert run(*command).returncode == (4 if fails else 0)
    after = contents(tmp_path)
    assert foreign.items() <= after.items()
    assert len(after) == len(foreign) + (0 if fails else 6)


def test_a_foreign_file_of_the_very_name_is_neither_replaced_nor_removed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "urandom", bytes)  # every name is the same, as if someone had guessed it
    assert saved(run, tmp_path / "a.svg").startswith("<svg")
    foreign = tmp_path / f".rwpk-{'0' * 16}.tmp"
    foreign.write_bytes(b"foreign")
    (tmp_path / "a.svg").write_bytes(b"before")
    run("timeline", "--save", str(tmp_path / "a.svg"))
    assert foreign.read_bytes() == b"foreign"
    assert sorted(contents(tmp_path)) == [foreign.name, "a.svg"]
