"""The repository keeps its own rules: small files, no registry in the pins, nothing shipped that is not ours."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
LONGEST = 400


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT / "src" / "gelijkop")))
def test_a_module_is_short_and_says_what_it_knows(path):
    text = path.read_text("utf-8")
    assert text.count("\n") <= LONGEST
    if path.name != "__init__.py" or text:
        assert ast.get_docstring(ast.parse(text))


def test_the_pins_name_versions_and_no_place_to_get_them():
    lines = (ROOT / "constraints.txt").read_text("utf-8").split()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+]*", line) for line in lines)


def test_every_run_time_dependency_is_pinned():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    wanted = re.findall(r'^    "([a-z-]+)>=', text.split("dependencies = [")[1].split("]")[0], re.MULTILINE)
    pinned = {line.split("==")[0].lower() for line in (ROOT / "constraints.txt").read_text("utf-8").split()}
    assert set(wanted) <= pinned


def test_no_data_of_others_is_in_the_repository(shared):
    """The real files are for tests; their licences are not all settled, so none of them ships."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    names = {p.name for p in shared.rglob("*") if p.is_file()}
    assert not {Path(p).name for p in listed} & names - {"PROVENANCE.md", "KOLOMMEN.md"}
