"""Wheel, sdist and editable install: each finds its data in an environment of its own."""

from __future__ import annotations

import ast
import email
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import ROOT, environment


def build(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "build", "--no-isolation", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and an sdist, the wheel built from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    build("--outdir", folder, ROOT)
    return folder


def rwpk_of(folder: Path, requirement: list[str]) -> Path:
    """Install into a fresh environment that borrows only the dependencies from this one."""
    venv.create(folder, symlinks=os.name != "nt")
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    where = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    env = environment(PYTHONPATH=sysconfig.get_path("purelib"))  # hatchling and the dependencies
    done = subprocess.run(
        [*install, "--no-deps", "--no-build-isolation", *requirement],
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # last on the path, so that rwpk itself never comes from there
    Path(where, "zz_dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return scripts / "rwpk"


@pytest.mark.parametrize("kind", ["wheel", "sdist", "editable"])
def test_each_way_of_installing_finds_the_data(kind: str, dist: Path, tmp_path: Path) -> None:
    requirement = {
        "wheel": [str(next(dist.glob("*.whl")))],
        "sdist": [str(next(dist.glob("*.tar.gz")))],
        "editable": ["--editable", str(ROOT)],
    }[kind]
    command = rwpk_of(tmp_path / "env", requirement)
    python = command.with_name("python")
    home = subprocess.run(
        [python, "-c", "import rwpk; print(rwpk.__file__)"],
        capture_output=True, text=True, cwd=tmp_path, env=environment(), check=True,
    ).stdout.strip()  # fmt: skip
    assert (str(tmp_path) in home) == (kind != "editable")
    for call in ([command], [python, "-m", "rwpk"]):
        done = subprocess.run(
            [*call, "missions", "--since", "2010", "--format", "csv", "--columns", "id"],
            capture_output=True, text=True, cwd=tmp_path, env=environment(), check=False,
        )  # fmt: skip
        assert (done.stdout, done.stderr) == ("id\nsouth-sudan\ncentral-african-republic\ncabo-delgado\n", "")


def test_the_wheel_holds_the_program_its_data_its_licences_and_no_article(dist: Path) -> None:
    names = zipfile.ZipFile(next(dist.glob("*.whl"))).namelist()
    assert {"rwpk/py.typed", "rwpk/data/missions.yaml", "rwpk/cli/commands.py"} <= set(names)
    assert sum("/licenses/" in name for name in names) == 2
    assert not [name for name in names if name.endswith(".txt") and "entry_points" not in name]


def test_the_sdist_holds_all_that_a_test_run_needs_and_no_article(dist: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"data/missions.yaml", "tests/test_packaging.py", "README.md", "seeds/SHA256SUMS", "LICENSE"} <= names
    assert not [name for name in names if name.startswith("seeds/") and name.endswith((".txt", ".html"))]


def test_the_wheel_is_small_and_says_all_of_itself(dist: Path) -> None:
    wheel = next(dist.glob("*.whl"))
    assert wheel.stat().st_size < 100_000
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        metadata = email.message_from_bytes(archive.read(name))
    assert metadata["License-Expression"] == "MIT AND CC-BY-4.0"
    assert metadata.get_all("License-File") == ["LICENSE", "data/LICENSE"]
    for field in ("Summary", "Keywords", "Author", "Classifier", "Requires-Python", "Project-URL"):
        assert metadata[field]


def test_it_asks_for_what_it_imports_and_for_nothing_else(dist: Path) -> None:
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        asked = email.message_from_bytes(archive.read(name)).get_all("Requires-Dist") or []
        trees = [ast.parse(archive.read(name)) for name in archive.namelist() if name.endswith(".py")]
    imported = {
        module.partition(".")[0]
        for tree in trees
        for node in ast.walk(tree)
        for module in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    names = {re.split("[^a-z]", requirement)[0] for requirement in asked}
    assert {"yaml" if name == "pyyaml" else name for name in names} == imported - sys.stdlib_module_names - {"rwpk"}


@pytest.mark.skipif(os.name == "nt", reason="it sets a umask")
def test_the_same_source_gives_the_same_bytes(dist: Path, tmp_path: Path) -> None:
    # another umask, another time zone, other hashes; and the wheel from the tree, not from the sdist
    command = f"umask 077; exec {sys.executable} -m build --no-isolation --sdist --wheel --outdir {tmp_path} {ROOT}"
    env = environment(TZ="Asia/Tokyo", PYTHONHASHSEED="7", LC_ALL="C")
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in dist.iterdir()
    }


def step_of_release(name: str) -> str:
    workflow = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))
    steps: list[dict[str, Any]] = workflow["jobs"]["build"]["steps"]
    (script,) = (step["run"] for step in steps if step.get("name", "").startswith(name))
    return str(script)


@pytest.mark.skipif(os.name == "nt", reason="it is for a POSIX shell")
@pytest.mark.parametrize(("tag", "fits"), [("v{}", True), ("{}", False), ("v{}.1", False), ("v", False)])
def test_a_tag_that_is_not_the_version_publishes_nothing(tag: str, fits: bool) -> None:
    import rwpk

    done = subprocess.run(
        ["bash", "-e", "-c", step_of_release("The tag names the version")],
        cwd=ROOT, env=environment(TAG=tag.format(rwpk.__version__)), capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode == 0) == fits
