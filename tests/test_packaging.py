"""Wheel, sdist and editable install: each finds its data in an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, environment


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
    venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    where = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    install: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        *requirement,
    ]
    env = environment(PYTHONPATH=sysconfig.get_path("purelib"))  # hatchling and the dependencies
    done = subprocess.run(install, capture_output=True, text=True, env=env, check=False)
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
    assert {"rwpk/py.typed", "rwpk/data/missions.yaml", "rwpk/cli.py"} <= set(names)
    assert sum("/licenses/" in name for name in names) == 2
    assert not [name for name in names if name.endswith(".txt") and "entry_points" not in name]


def test_the_sdist_holds_all_that_a_test_run_needs_and_no_article(dist: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"data/missions.yaml", "tests/test_packaging.py", "README.md", "seeds/SHA256SUMS", "LICENSE"} <= names
    assert not [name for name in names if name.startswith("seeds/") and name.endswith((".txt", ".html"))]
