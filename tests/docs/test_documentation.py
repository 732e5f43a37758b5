"""What the documentation tells works: its commands run, its links lead somewhere, its reference is fresh."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from gelijkop.cli import build_parser

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "GLOSSARY.md", *sorted((ROOT / "docs").rglob("*.md"))]
BIN = Path(sys.executable).parent


def commands(page: Path) -> list[list[str]]:
    """The gelijkop commands in the shell blocks of a page, in order, comments and line ends dealt with."""
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("gelijkop ")]


@pytest.mark.parametrize("page", [p for p in PAGES if commands(p)], ids=lambda p: p.name)
def test_every_command_on_a_page_is_one_that_the_program_has(page):
    for command in commands(page):
        words = command[: command.index(">")] if ">" in command else command
        build_parser("nl").parse_args(words)


def test_the_lesson_runs_from_the_first_line_to_the_last(tmp_path):
    home, work = tmp_path / "thuis", tmp_path / "werk"
    home.mkdir()
    work.mkdir()
    environment = {"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(home), "COLUMNS": "100"}

    def run(*words: str) -> None:
        done = subprocess.run(
            [BIN / "gelijkop", *words], cwd=work, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{words}: {done.stderr}"

    run("demo", "demo", "--quiet")
    for command in commands(ROOT / "docs" / "learn" / "first-region.md"):
        run(*(w.replace("~", str(home)) for w in command))
    assert (work / "uitgave" / "index.html").is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_the_changelog_has_a_section_on_figures():
    assert "### Figures" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(p.name[:4]) for p in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
