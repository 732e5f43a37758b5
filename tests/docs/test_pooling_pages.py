"""The pages about pooling say what the program gives and what was recorded."""

import csv
import re
import shlex
from pathlib import Path

from gelijkop.cli import main

ROOT = Path(__file__).parents[2]
WAYS = [
    ("reml", "hk-auto"),
    ("reml", "hk"),
    ("reml", "hk-adhoc"),
    ("reml", "normal"),
    ("dl", "normal"),
    ("fixed", "normal"),
]


def page(name):
    return (ROOT / "docs" / name).read_text("utf-8")


def rows():
    """The table of coverage as it must stand on the page."""
    with (ROOT / "tests/reference/recorded/pool_coverage.csv").open(encoding="utf-8") as file:
        found = {(r["studies"], r["tau2"], r["method"], r["interval"]): r["coverage"] for r in csv.DictReader(file)}
    for studies, tau2 in dict.fromkeys((k[0], k[1]) for k in found):
        held = [f"{100 * float(found[studies, tau2, *way]):.1f}" for way in WAYS]
        yield f"| {' | '.join([studies, f'{float(tau2):g}', *held])} |".replace(".", ",")


def test_the_table_of_coverage_is_the_recorded_one():
    assert "\n".join(rows()) in page("understand/pooling.md")


def test_the_example_of_the_page_gives_the_numbers_of_the_page(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    text = page("do/pool-evidence.md")
    example, own = re.findall(r"```sh\ngelijkop (.*?)```", text.replace("\\\n", ""), re.DOTALL)
    assert main([*shlex.split(example), "--quiet"]) == 0
    told = capsys.readouterr().out
    assert "0,05 (−0,66 tot 0,77)" in told
    assert "hier 0,05, van −0,66 tot 0,77" in text
    assert "−1,14 tot 1,25" in told
    assert "hier −1,14 tot 1,25" in text
    assert (tmp_path / "samen" / "index.html").is_file()
    (table,) = re.findall(r"```\n(label,.*?)```", text, re.DOTALL)
    (tmp_path / "eigen.csv").write_text(table, "utf-8")
    assert main([*shlex.split(own), "--quiet"]) == 0
