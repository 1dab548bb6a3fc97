"""`--save`: what each kind of file holds, and that a file is written whole or not at all."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.terminal_theme import TerminalTheme

from rwpk import files
from rwpk.render import picture
from tests.support import SVG, Run, environment, svg_lines

# a picture goes its own way, and says itself what it is drawn from
CAPTION = (
    "\nVincent Biruta, “Rwanda’s Peacekeeping Missions: Promoting Global Peace and\n"
    "Security”, Diplomat Magazine, 2021-10-31\n"
)

posix = pytest.mark.skipif(os.name == "nt", reason="it is about POSIX files")


class Text(HTMLParser):
    """The text of a page, without its head."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "pre"

    def handle_data(self, data: str) -> None:
        self.text += data * self.inside


def saved(run: Run, file: Path, *arguments: str, **variables: str) -> str:
    done = run("timeline", "--save", str(file), *arguments, **variables)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return file.read_text(encoding="utf-8")


def test_svg_shows_the_drawing_and_tells_it_in_words(run: Run, tmp_path: Path) -> None:
    svg = saved(run, tmp_path / "a.svg")
    assert svg_lines(svg) == [line for line in (run("timeline").stdout + CAPTION).splitlines() if line]
    words = ElementTree.fromstring(svg).find(f"{SVG}desc")
    assert words is not None
    assert words.text == run("timeline", "--linear").stdout + CAPTION


def test_no_place_in_a_picture_rests_on_blanks_that_a_viewer_may_drop(run: Run, tmp_path: Path) -> None:
    texts = [text.text or "" for text in ElementTree.fromstring(saved(run, tmp_path / "a.svg")).iter(f"{SVG}text")]
    assert not [text for text in texts[1:] if re.search(r"^\s|\s$|\s\s|\xa0", text)]


def test_html_shows_the_drawing_and_tells_it_in_words(run: Run, tmp_path: Path) -> None:
    html = saved(run, tmp_path / "a.html")
    page = Text()
    page.feed(html)
    assert page.text == (run("timeline").stdout + CAPTION).rstrip("\n")
    assert "cabo-delgado: Rwanda as contributor, bilateral; start between 2014 and 2021-10-31" in html
    assert html.startswith('<!DOCTYPE html>\n<html lang="en">')


@pytest.mark.parametrize("variables", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}, {"PYTHONIOENCODING": "ascii"}], ids=str)
def test_a_file_has_the_signs_and_colours_that_a_terminal_may_lack(
    run: Run, run_process: Run, tmp_path: Path, variables: dict[str, str]
) -> None:
    assert saved(run_process, tmp_path / "a.txt", **variables) == run("timeline").stdout + CAPTION
    assert saved(run_process, tmp_path / "a.svg", **variables) == saved(run, tmp_path / "b.svg")
    assert saved(run, tmp_path / "c.SVG", "--role", "host", COLUMNS="60") != saved(run, tmp_path / "a.svg")


def test_text_can_be_told_line_by_line(run: Run, tmp_path: Path) -> None:
    assert saved(run, tmp_path / "a.txt", "--linear") == run("timeline", "--linear").stdout + CAPTION


@pytest.mark.parametrize("kind", [".svg", ".html"])
def test_a_picture_loads_nothing_and_is_light_and_dark(run: Run, tmp_path: Path, kind: str) -> None:
    text = saved(run, tmp_path / f"a{kind}")
    assert not re.search(r"url\(|@import|@font-face|<script|https?://(?!www\.w3\.org/2000/svg)", text)
    light, dark = (
        dict(re.findall(r"^\.(\S*r\d+) \{.*?(?:fill|color): (#\w+)", part, re.MULTILINE))
        for part in text.split("@media (prefers-color-scheme: dark)")
    )
    assert light
    assert light.keys() == dark.keys()
    assert all(light[name] != dark[name] for name in light)
    assert len(text.encode()) < 10_000


@pytest.mark.parametrize("theme", [picture.LIGHT, picture.DARK], ids=["light", "dark"])
def test_every_colour_stands_out_from_its_ground(theme: TerminalTheme) -> None:
    def luminance(colour: tuple[int, int, int]) -> float:  # WCAG 2.2
        parts = (part / 255 for part in colour)
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    ground = luminance(theme.background_color)
    for colour in (theme.foreground_color, *(theme.ansi_colors[number] for number in range(8))):
        low, high = sorted((ground, luminance(colour)))
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_no_text_of_the_data_is_taken_for_markup_of_a_picture() -> None:
    for make in (picture.svg, picture.html):
        made = make("<b>&amp; {0} @DARK@ [red]x[/red]\n", "a <title> {1}", 'words "quoted" {2} </desc>')
        assert "&lt;b&gt;&amp;amp; {0} @DARK@ [red]x[/red]" in made
        assert "a &lt;title&gt; {1}" in made
        assert "words &quot;quoted&quot; {2} &lt;/desc&gt;" in made
    ElementTree.fromstring(picture.svg("<b>&amp;\n", "<t>", "</desc>"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--save", "a.png"], '--save "a.png": end its name in .svg, .html, .txt'),
        (["--save", "svg"], "end its name in .svg, .html, .txt"),
        (["--save", ""], "end its name in .svg, .html, .txt"),
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


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("again", ["", "signal.raise_signal(signal.SIGINT)"], ids=["once", "and again"])
@pytest.mark.usefixtures("usual_signals")
@posix
def test_no_signal_that_asks_to_stop_leaves_anything_behind(tmp_path: Path, name: str, again: str) -> None:
    code = f"""
import os, signal, sys
rmdir = os.rmdir
def clean_up(*given, **named):
    {again}
    rmdir(*given, **named)
os.rmdir = clean_up
os.fsync = lambda _: signal.raise_signal(signal.{name})
sys.argv = ["rwpk", "export", "out"]
from rwpk.__main__ import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, env=environment(), check=False
    )
    assert (done.returncode, done.stderr) == (128 + getattr(signal, name), b"")
    assert list(tmp_path.iterdir()) == []
