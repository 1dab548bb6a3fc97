"""Wheel, sdist and editable install: each finds its data in an environment of its own."""

from __future__ import annotations

import ast
import email
import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

import rwpk
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


def answer_of(python: Path, code: str) -> str:
    """Run code in an environment, outside of the checkout; return what it prints."""
    done = subprocess.run(
        [python, "-c", code], capture_output=True, encoding="utf-8", cwd=python.parent, env=environment(), check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def installed(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel in it."""
    wheel = next(dist.glob("*.whl"))
    return rwpk_of(tmp_path_factory.mktemp("installed") / "env", [str(wheel)]).with_name("python")


@pytest.mark.parametrize("kind", ["wheel", "sdist", "editable"])
def test_each_way_of_installing_finds_the_data(kind: str, dist: Path, tmp_path: Path) -> None:
    requirement = {
        "wheel": [str(next(dist.glob("*.whl")))],
        "sdist": [str(next(dist.glob("*.tar.gz")))],
        "editable": ["--editable", str(ROOT)],
    }[kind]
    command = rwpk_of(tmp_path / "env", requirement)
    python = command.with_name("python")
    assert (str(tmp_path) in answer_of(python, "import rwpk; print(rwpk.__file__)")) == (kind != "editable")
    for call in ([command], [python, "-m", "rwpk"]):
        done = subprocess.run(
            [*call, "missions", "--since", "2010", "--format", "csv", "--columns", "id"],
            capture_output=True, text=True, cwd=tmp_path, env=environment(), check=False,
        )  # fmt: skip
        assert (done.stdout, done.stderr) == ("id\nsouth-sudan\ncentral-african-republic\ncabo-delgado\n", "")


def test_the_twin_in_a_wheel_is_the_dataset_and_is_what_it_reads(installed: Path) -> None:
    twin = Path(answer_of(installed, "from rwpk import loading; print(loading.built_in())"))
    assert twin.name == "missions.json"
    assert installed.parents[1].resolve() in twin.resolve().parents
    assert rwpk.load(twin) == rwpk.load(twin.with_suffix(".yaml")) == rwpk.load(ROOT / "data" / "missions.yaml")


def test_an_editable_install_reads_the_yaml_and_never_a_stale_twin(tmp_path: Path) -> None:
    python = rwpk_of(tmp_path / "env", ["--editable", str(ROOT)]).with_name("python")
    path = answer_of(python, "from rwpk import loading; print(loading.built_in())")
    assert Path(path) == ROOT / "data" / "missions.yaml"


def test_an_installed_wheel_lists_missions_as_json_without_yaml_and_without_rich(installed: Path) -> None:
    code = (
        "import sys\nfrom rwpk.__main__ import main\nsys.argv = ['rwpk', 'missions', '--json']\n"
        "try: main()\nexcept SystemExit: pass\nprint(*sys.modules)"
    )
    printed, _, modules = answer_of(installed, code).rpartition("\n")
    assert len(json.loads(printed)) == 5
    assert not {"yaml", "rich"} & set(modules.split())


def test_the_wheel_holds_the_program_its_data_its_licences_and_no_article(dist: Path) -> None:
    names = zipfile.ZipFile(next(dist.glob("*.whl"))).namelist()
    modules = {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src" / "rwpk").rglob("*.py")}
    assert {"rwpk/py.typed", "rwpk/data/missions.yaml", "rwpk/data/missions.json", *modules} <= set(names)
    assert sum("/licenses/" in name for name in names) == 2
    assert not [name for name in names if name.endswith(".txt") and "entry_points" not in name]


def test_the_sdist_holds_all_that_a_test_run_needs_and_no_article(dist: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for name in ("data/missions.yaml", "hatch_build.py", "tests/test_packaging.py", "README.md", "seeds/SHA256SUMS"):
        assert name in names
    assert "LICENSE" in names
    assert not [name for name in names if name.startswith("seeds/") and name.endswith((".txt", ".html"))]


def test_the_wheel_says_all_of_itself(dist: Path) -> None:
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as archive:
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
