"""The declarations hold together: keys exist, codes are those of the catalogue, special columns are marked."""

import pytest

from gelijkop.model.groupings import UNKNOWN, groupings
from gelijkop.model.tables import TABLES


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_the_key_of_a_table_is_made_of_its_columns(table):
    assert {c.name for c in table.columns} >= set(table.key)


@pytest.mark.parametrize("grouping", groupings().values(), ids=lambda g: g.code)
def test_a_grouping_is_a_background_column_with_the_same_codes(grouping):
    column = TABLES["pupils"].column(grouping.column)
    assert column.background
    assert column.codes == tuple(g.code for g in grouping.groups)


@pytest.mark.parametrize("grouping", groupings().values(), ids=lambda g: g.code)
def test_the_reference_is_one_of_the_groups_and_no_group_has_the_number_of_unknown(grouping):
    assert grouping.reference in grouping.groups
    assert UNKNOWN not in {g.number for g in grouping.groups}
    assert grouping.group(grouping.reference.number) == grouping.reference


def test_origin_is_marked_as_a_special_category_of_personal_data():
    assert {g.code for g in groupings().values() if g.special} == {"herkomst", "migratieachtergrond"}


def test_a_column_that_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        TABLES["pupils"].column("burgerservicenummer")
