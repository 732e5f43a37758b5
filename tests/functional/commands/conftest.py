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
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.home), "COLUMNS": "100", **settings}
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
