"""`gelijkop plan`: what a release would be worth, told to its maker."""

import re

import pytest

from gelijkop.cli import main
from gelijkop.safe.tables import load_tables


@pytest.fixture
def said(shop, capsys):
    """What the command says of a small store, in English."""
    store = shop.store()
    assert main(["plan", "--store", str(store), "--lang", "en", "--quiet"]) == 0
    return capsys.readouterr().out


def test_every_table_of_the_plan_is_told_of(said):
    for table in load_tables("openbaar"):
        assert f"{table.name.en}: " in said


def test_it_says_that_it_is_for_the_maker_alone(said):
    assert said.startswith("For the maker of the release alone")


def test_numbers_of_cells_are_rounded_and_shares_are_whole_and_never_near_none_or_all(said):
    assert all(int(n) % 100 == 0 for n in re.findall(r"(\d+) cells\.", said))
    shares = [int(n) for n in re.findall(r"(\d+)%", said)]
    assert shares
    assert all(5 <= n <= 95 for n in shares)


def test_nothing_is_written(shop, said):
    store = shop.store()

    def there():
        return {p: p.read_bytes() for p in shop.folder.rglob("*") if p.is_file()}

    before = there()
    main(["plan", "--store", str(store), "--quiet"])
    assert there() == before


def test_numbers_are_written_the_dutch_way_in_dutch(shop, capsys):
    main(["plan", "--store", str(shop.store()), "--lang", "nl", "--quiet"])
    out = capsys.readouterr().out
    assert not re.search(r"\d\.\d procentpunt", out)
    assert "Alleen voor wie de uitgave maakt" in out


def test_a_higher_base_leaves_more_cells_hopeless(shop, said, capsys):
    main(["plan", "--store", str(shop.store()), "--lang", "en", "--quiet", "--protection", "cube10"])
    higher = capsys.readouterr().out
    assert sum(map(int, re.findall(r"Tell nothing: (\d+)%", higher))) > sum(
        map(int, re.findall(r"Tell nothing: (\d+)%", said))
    )
