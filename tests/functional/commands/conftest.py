"""The program as a user has it: run as a process of its own, in folders of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


class Program:
    """Runs `gelijkop` in one folder, with a home and settings that belong to the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder.parent / "thuis"
        self.home.mkdir(exist_ok=True)

    def __call__(self, *arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
        covered = {k: v for k, v in os.environ.items() if k.startswith("COVERAGE")}
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.home), "COLUMNS": "100", **covered, **settings}
        return subprocess.run(
            [Path(sys.executable).with_name("gelijkop"), *map(str, arguments)],
            cwd=self.folder, env=environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip


@pytest.fixture
def program(tmp_path: Path) -> Program:
    folder = tmp_path / "project"
    folder.mkdir()
    return Program(folder)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `gelijkop demo` makes, made once."""
    base = tmp_path_factory.mktemp("demo")
    (base / "project").mkdir()
    done = Program(base / "project")("demo", "regio")
    assert done.returncode == 0, done.stderr
    return base / "project" / "regio"


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `gelijkop indicators export` writes, made once."""
    folder = tmp_path_factory.mktemp("catalogus") / "project"
    folder.mkdir()
    done = Program(folder)("indicators", "export", "--out", "uit")
    assert done.returncode == 0, done.stderr
    return folder / "uit"


@pytest.fixture(scope="session")
def sketch(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """The folder that `gelijkop sketch` makes of the real files, made once."""
    folder = tmp_path_factory.mktemp("schets") / "project"
    folder.mkdir()
    places = [a for p in ("GM0556", "GM0606", "GM0622") for a in ("--place", p)]
    done = Program(folder)("sketch", *places, "--data", shared, "--out", "schets")
    assert done.returncode == 0, done.stderr
    return folder / "schets"
