"""The pages about searching literature and choosing publications: their examples run, in order."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from gelijkop.cli import main
from gelijkop.errors import DefinitionRefused
from gelijkop.evidence.strategy.databases import databases
from gelijkop.evidence.strategy.reading import examine_strategy

DO = Path(__file__).parents[2] / "docs" / "do"
DOI = "10.1037/a0017289"
FILES = {
    "wos.ris": f"TY  - JOUR\nTI  - Teacher bias\nAU  - Boer, H.\nPY  - 2010\nDO  - {DOI}\nER  -\n",
    "scholar.csv": "title,year\nClass size,2016\n",
    "lijst.bib": "@article{a, title={Warm handover}, year={2021}}\n",
    "citaties.ris": "TY  - JOUR\nTI  - Tutoring\nPY  - 2020\nER  -\n",
    "tips.csv": "title,year\nReading at home,2019\n",
    "besluiten-b.csv": f"id,verdict,reviewer\ndoi:{DOI},include,A\n",
    "asreview-terug.csv": "title,asreview_label\nTutoring,1\n",
}
REFUSED = {"kansen AND school OR klas"}
"""Strings on the page that show what is wrong."""


def commands(name):
    """The commands in the shell blocks of a page, without the name of the program."""
    blocks = re.findall(r"```sh\n(.*?)```", (DO / name).read_text("utf-8"), re.DOTALL)
    return [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]


def test_the_examples_of_both_pages_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    for name, text in FILES.items():
        Path(name).write_text(text, "utf-8")
    for words in [*commands("search-literature.md"), *commands("screen.md")]:
        expected = DefinitionRefused.exit_code if REFUSED & set(words) else 0
        assert (main([*words, "--quiet"]), words) == (expected, words)
        capsys.readouterr()
    assert (tmp_path / "stroom" / "prisma.svg").is_file()


def test_the_strategy_on_the_page_is_without_faults():
    (block,) = re.findall(r"```toml\n(.*?)```", (DO / "search-literature.md").read_text("utf-8"), re.DOTALL)
    assert tomllib.loads(block)["criterion"]
    assert examine_strategy(block)[1] == []


@pytest.mark.parametrize("database", databases().values(), ids=lambda d: d.code)
def test_the_table_tells_what_the_catalogue_tells(database):
    page = (DO / "search-literature.md").read_text("utf-8").splitlines()
    rows = {c[0].strip(): [x.strip() for x in c[1:]] for c in (r.strip("|").split("|") for r in page if r[:1] == "|")}
    place = [d.code for d in databases().values()].index(database.code)
    assert rows["`*` in een woord"][place] == ("ja" if "*" in database.wildcards else "nee")
    assert rows["`*` in een woordgroep"][place].startswith("ja") == ("*" in database.in_phrase)
    assert (rows["dicht bij elkaar"][place] == "nee") == (not database.near)
    assert (rows["letterlijk"][place] == "nee") == (not database.exact)
    assert str(database.characters_most or "") in rows["grens"][place]
