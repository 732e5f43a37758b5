"""Indicators that need a column which is not there are not available, and say which column they miss."""

import numpy as np

from gelijkop.indicators.available import available, columns_of
from gelijkop.indicators.checks import NEEDS
from gelijkop.indicators.definitions import load_all
from gelijkop.indicators.examples import careers, parse


def test_with_every_column_there_is_nothing_missing():
    assert available(load_all(), NEEDS).missing == {}


def test_a_definition_without_its_column_is_gone_and_names_the_column():
    found = available(load_all(), set(NEEDS) - {"register.status"})
    assert found.missing == {"verzuim.absoluut": ("register.status",)}
    assert "verzuim.absoluut" not in found.definitions


def test_only_the_variants_that_need_the_column_are_gone():
    found = available(load_all(), set(NEEDS) - {"destinations.destination"})
    assert [v.name for v in found.definitions["loopbaan.vsv"].variants] == [""]
    assert "plaats" not in [v.name for v in found.definitions["vo.kwetsbaar.uitstroom"].variants]


def test_a_variant_that_shares_rows_goes_with_the_variant_that_has_them():
    found = available(load_all(), set(NEEDS) - {"pupils.birth_month"})
    assert {"loopbaan.startkwalificatie/21", "loopbaan.startkwalificatie/21-bovengrens"} <= found.missing.keys()


def test_without_any_optional_column_the_indicators_of_before_are_there_but_the_extra_subject():
    found = available(load_all(), ())
    assert "po.advies.bijstelling" in found.definitions
    assert found.missing["vo.doorstroom.gt-havo/extra-vak"] == ("diplomas.extra_subject",)


def test_a_column_without_any_value_counts_as_absent():
    table = careers(parse("pupil | test | exemption | absence 2019\n1 | vwo | | \n2 | vwo | nee |"))
    assert columns_of(table) == {"advices.exemption"}


def test_an_extra_subject_is_known_where_a_diploma_has_one():
    plain = careers(parse("pupil | 2019 | diploma 2019\n1 | vmbo-gt 4 | vmbo-gt"))
    extra = careers(parse("pupil | 2019 | diploma 2019\n1 | vmbo-gt 4 | vmbo-gt+"))
    assert (columns_of(plain), columns_of(extra)) == (frozenset(), {"diplomas.extra_subject"})


def test_the_month_of_birth_tells_who_has_had_a_birthday_by_october():
    table = careers(parse("pupil | 2019 | born\n1 | havo 4 | 2003-09\n2 | havo 4 | 2003-10\n3 | havo 4 |"))
    assert np.array_equal(table.columns["born"][np.argsort(table.columns["pupil"])], [103, 104, 0])
