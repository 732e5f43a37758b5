"""What is said of each school, and how far groups are apart, from a release whose places are locations."""

from dataclasses import fields

import numpy as np
import pytest

from gelijkop.compare.intake import LEVELS, parts, rule
from gelijkop.compare.schools import NO_LOCATIONS, School, Schools, schools
from gelijkop.compare.segregated import NOT_PUBLIC, Segregation, segregation
from gelijkop.compare.segregation import dissimilarity, entropy_index, isolation
from gelijkop.compare.shrinkage import shrink_shares
from gelijkop.model.figures import Figures
from gelijkop.model.measures import Measure
from gelijkop.safe.plan import load_plan
from gelijkop.safe.protect import protect, seal_intern
from gelijkop.safe.sealing import seal

EXACT = 1e-12  # the same sums in another order
HIGHER = Measure("hoger", "hoger", "", "advies", ("nee", "ja"), (0.0, 1.0), "share")
STEPS = Measure("stappen", "stappen", "", "advies", ("een", "twee", "drie"), (1.0, 2.0, 3.0), "mean")
THERE = Measure("er", "er", "", "enrolled", ("leerling",), (0.0,), "distribution")
AT_LEVEL = Measure(LEVELS, "er", "", "enrolled", ("havo", "vwo"), (0.0, 0.0), "distribution")
SCHOOLS = tuple(f"{n:02}AA00" for n in range(8))
BOARDS = {p: "10001" if i < 5 else "10002" for i, p in enumerate(SCHOOLS)}
YES = [3, 8, 12, 2, 30, 9, 25, 14]
NO = [17, 17, 48, 20, 50, 6, 65, 17]


def figures(measures, rows, grouping="geslacht"):
    """Rows are (measure, year, place, group, stratum, outcome, pupils)."""
    c = np.array(rows, dtype=np.int64).reshape(-1, 7)
    return Figures(measures, SCHOOLS, (grouping,), *c.T[:3], {grouping: c[:, 3]}, *c.T[4:])


def sealed(measures, rows, *, boards=BOARDS, grouping="geslacht"):
    return seal_intern(figures(measures, rows, grouping), {}, areas={"board": boards})


def shares(boards=BOARDS):
    rows = [
        (0, 2020, i, 1 + i % 2, 2 + i % 3, o, n)
        for i, yn in enumerate(zip(NO, YES, strict=True))
        for o, n in enumerate(yn)
    ]
    return sealed((HIGHER,), rows, boards=boards)


@pytest.fixture(scope="module")
def found():
    return schools(shares(), "hoger", nearest=3)


def test_there_is_no_place_for_an_order_of_merit():
    names = {f.name for kind in (School, Schools, Segregation) for f in fields(kind)}
    assert not {
        n for n in names if any(w in n for w in ("rank", "order_", "position", "place_in", "percentile", "best"))
    }


def test_schools_come_in_the_order_of_their_code_whatever_they_reach(found):
    assert [s.place for s in found.schools] == list(SCHOOLS)


def test_the_region_is_all_pupils_together(found):
    assert found.region.estimate == pytest.approx(sum(YES) / (sum(YES) + sum(NO)), abs=EXACT)
    assert (found.pupils, found.clusters) == (sum(YES) + sum(NO), 8)


def test_every_figure_has_limits_a_method_and_pupils(found):
    for school in found.schools:
        assert school.state == "shown"
        assert school.pupils > 0
        for value in (school.own, school.shrunken, school.ordinary_95, school.ordinary_998, school.of_board):
            assert value.lower <= value.estimate <= value.upper
            assert value.method


def test_a_school_is_drawn_towards_the_region(found):
    fitted = shrink_shares(np.array(YES), np.array(YES) + np.array(NO))
    assert [s.shrunken.estimate for s in found.schools] == pytest.approx(fitted.value.estimate.tolist(), abs=EXACT)
    assert [s.weight for s in found.schools] == pytest.approx(fitted.weight.tolist(), abs=EXACT)


def test_a_school_stands_within_its_board(found):
    board = found.schools[-1]
    assert (board.board, board.board_schools, board.board_pupils) == ("10002", 3, 15 + 90 + 31)
    assert board.of_board.estimate == pytest.approx((9 + 25 + 14) / (15 + 90 + 31), abs=EXACT)


def test_a_school_of_an_unknown_board_has_no_board():
    (first, *_) = schools(shares({SCHOOLS[1]: "10001"}), "hoger").schools
    assert (first.board, first.board_schools) == ("", 0)
    assert np.isnan(first.of_board.estimate)


def test_of_few_similar_schools_no_value_is_given_without_limits(found):
    # Three are too few to say how far their value is sure.
    assert len(found.schools[0].similar) == 3
    assert np.isnan(found.schools[0].of_similar.estimate)
    assert np.isnan(found.schools[0].off_similar.estimate)


def test_the_difference_with_similar_schools_is_school_minus_them():
    (first, *_) = schools(shares(), "hoger").schools
    others = [SCHOOLS.index(p) for p in first.similar]
    value = sum(YES[i] for i in others) / sum(YES[i] + NO[i] for i in others)
    assert sorted(others) == [1, 2, 3, 4, 5, 6, 7]
    assert first.of_similar.estimate == pytest.approx(value, abs=EXACT)
    assert first.off_similar.estimate == pytest.approx(3 / 20 - value, abs=EXACT)
    assert first.similar_pupils == sum(YES) + sum(NO) - 20


def test_of_schools_of_one_size_the_one_with_the_same_intake_is_similar():
    rows = [(0, 2020, i, 1, advice, o, 10) for i, advice in enumerate([2, 5, 2, 6]) for o in (0, 1)]
    (first, *_) = schools(sealed((HIGHER,), rows), "hoger", nearest=1).schools
    assert first.similar == (SCHOOLS[2],)


def test_the_rule_is_told_in_words(found):
    assert found.rule.nl.startswith("Vergelijkbare scholen zijn de 3 scholen in deze uitgave die het meest lijken")
    assert "toetsadviezen, aantal leerlingen en achtergrond" in found.rule.nl
    assert "test advices, number of pupils and background" in found.rule.en


def test_the_rule_on_one_thing_needs_no_and():
    assert "op de school in aantal leerlingen. " in rule({"size": np.zeros((1, 1))}, nearest=2).nl


def test_levels_count_where_the_release_tells_them():
    rows = [(0, 2020, i, 1, 2, 1, 10) for i in range(3)] + [(1, 2020, i, 1, 2, i % 2, 10) for i in range(3)]
    released = sealed((HIGHER, AT_LEVEL), rows)
    got = parts(released, "hoger", places=SCHOOLS[:3], years=(2020,))["levels"]
    assert got.tolist() == [[1, 0], [0, 1], [1, 0]]


def test_where_no_place_has_a_level_levels_do_not_count():
    rows = [(0, 2020, 0, 1, 2, 1, 10), (1, 2020, 3, 1, 2, 0, 10)]
    assert "levels" not in parts(sealed((HIGHER, AT_LEVEL), rows), "hoger", places=SCHOOLS[:1], years=(2020,))


def test_a_mean_has_its_own_methods():
    rows = [(0, 2020, i, 1, 2, o, 3 + (i * o) % 5) for i in range(8) for o in range(3)]
    got = schools(sealed((STEPS,), rows), "stappen").schools[0]
    # Outcomes 1, 2 and 3 with three pupils each.
    assert got.own.estimate == pytest.approx(2, abs=EXACT)
    methods = (got.own.method, got.shrunken.method, got.ordinary_95.method, got.of_similar.method)
    assert methods == ("t", "random-intercept", "normal+tau", "cr2")


def test_a_release_without_schools_says_so():
    made = figures((HIGHER,), [(0, 2020, 0, 1, 2, o, 40) for o in (0, 1)])
    public = protect(
        made, load_plan("openbaar"), municipality=dict.fromkeys(SCHOOLS, "GM0001"), names={}, seed=b"x" * 32
    ).released
    bare = seal(
        "openbaar", public.measures, public.places, {}, public.groupings, public.school_years, public.rows,
        base=public.base, slack=public.slack, rounding=public.rounding,
    )  # fmt: skip
    got = schools(bare, "hoger")
    assert (got.state, got.schools, got.why) == ("not_estimable", (), NO_LOCATIONS)
    (row,) = segregation(public, "geslacht", measure="hoger", between="location", rng=np.random.default_rng(0))
    assert (row.state, row.why) == ("not_estimable", NOT_PUBLIC)


@pytest.fixture(scope="module")
def protected():
    """Eight schools of 240 pupils over two years, of whom a tenth to more than half have it: exact and public."""
    rows = [
        (0, year, i, 1 + i % 2, stratum, o, n)
        for i in range(len(SCHOOLS))
        for year in (2020, 2021)
        for stratum in range(1, 7)
        for o, n in ((1, 2 + i), (0, 18 - i))
    ]
    made, town = figures((HIGHER,), rows), dict.fromkeys(SCHOOLS, "GM0001")
    public = protect(made, load_plan("openbaar"), municipality=town, names={}, seed=b"x" * 32).released
    return schools(seal_intern(made, {}), "hoger"), schools(public, "hoger")


def test_a_public_release_has_its_schools_over_all_years_together(protected):
    exact, public = protected
    assert [s.place for s in public.schools] == [s.place for s in exact.schools]
    assert {s.years for s in public.schools} == {(2020, 2021)}


def test_rounding_makes_the_limits_of_a_school_wider_and_draws_it_nearer_to_the_region(protected):
    for exact, public in zip(*(p.schools for p in protected), strict=True):
        assert public.own.method == "wilson+rounding"
        assert public.own.upper - public.own.lower > exact.own.upper - exact.own.lower
        assert public.weight < exact.weight


def test_the_public_value_of_a_school_holds_the_exact_one_within_its_limits(protected):
    for exact, public in zip(*(p.schools for p in protected), strict=True):
        assert public.own.lower < exact.own.estimate < public.own.upper


def test_the_school_years_of_a_public_school_cannot_be_asked_for_apart(protected):
    made = figures((HIGHER,), [(0, 2020, 0, 1, 2, o, 40) for o in (0, 1)])
    public = protect(
        made, load_plan("openbaar"), municipality=dict.fromkeys(SCHOOLS, "GM0001"), names={}, seed=b"x" * 32
    ).released
    with pytest.raises(ValueError, match="stand together"):
        schools(public, "hoger", years=(2020,))


def test_a_school_with_too_few_pupils_is_withheld(monkeypatch):
    monkeypatch.setattr("gelijkop.compare.schools.plan_of", lambda policy: load_plan("openbaar"))  # at least ten pupils
    rows = [
        (0, 2020, i, 1, 2, o, n)
        for i, pair in enumerate([(5, 4), (30, 20), (20, 9), (8, 8)])
        for o, n in enumerate(pair)
    ]
    first, second, *_ = schools(sealed((HIGHER,), rows), "hoger").schools
    assert (first.state, second.state) == ("withheld", "shown")
    assert np.isnan(first.own.estimate)
    assert np.isnan(first.shrunken.estimate)


def test_a_measure_of_nobody_has_no_schools():
    got = schools(sealed((HIGHER,), [(0, 2020, 0, 1, 2, -1, 5)]), "hoger")
    assert (got.state, got.schools) == ("not_estimable", ())


def test_a_distribution_has_no_value_of_schools():
    with pytest.raises(ValueError, match="no rate"):
        schools(sealed((THERE,), [(0, 2020, 0, 1, 2, 0, 5)]), "er")


#              girls (2), boys (1), unknown (0) at four schools, two of either board
SPREAD = np.array([[30, 10], [10, 50], [20, 20], [5, 25]])


def spread(boards=None, level=False):
    at = {SCHOOLS[i]: "10001" if i < 2 else "10002" for i in range(4)} if boards is None else boards
    measure = AT_LEVEL if level else THERE
    rows = [
        (0, 2020, i, g, 0, i % 2 if level else 0, n) for i, row in enumerate(SPREAD) for g, n in enumerate(row, start=1)
    ]
    return sealed((measure,), [*rows, (0, 2020, 0, 0, 0, 0, 7)], boards=at)


def indices(released, between, measure="er"):
    return {
        (r.index, r.group): r
        for r in segregation(
            released, "geslacht", measure=measure, between=between, rng=np.random.default_rng(0), draws=200
        )
    }


@pytest.mark.parametrize(
    ("between", "counts"),
    [
        ("location", SPREAD),
        ("board", np.stack([SPREAD[:2].sum(axis=0), SPREAD[2:].sum(axis=0)])),
    ],
)
def test_indices_between_schools_and_between_boards(between, counts):
    got = indices(spread(), between)
    assert got["D", None].value.estimate == pytest.approx(dissimilarity(counts), abs=EXACT)
    assert got["H", None].value.estimate == pytest.approx(entropy_index(counts), abs=EXACT)
    assert got["isolation", 1].value.estimate == pytest.approx(isolation(counts)[0], abs=EXACT)
    assert got["D", None].clusters == len(counts)


def test_between_levels_the_outcomes_are_the_units():
    got = indices(spread(level=True), "level", LEVELS)
    assert got["D", None].value.estimate == pytest.approx(
        dissimilarity(np.stack([SPREAD[::2].sum(axis=0), SPREAD[1::2].sum(axis=0)])), abs=EXACT
    )


def test_h_within_boards_and_between_boards_is_h_between_schools():
    h = {b: indices(spread(), b)["H", None] for b in ("location", "board", "location_in_board")}
    assert h["location_in_board"].value.estimate == pytest.approx(
        h["location"].value.estimate - h["board"].value.estimate, abs=EXACT
    )
    assert h["location_in_board"].expected == pytest.approx(h["location"].expected - h["board"].expected, abs=EXACT)


def test_excess_is_the_value_less_what_chance_gives_with_limits_that_moved_along():
    row = indices(spread(), "location")["D", None]
    assert row.expected > 0
    assert row.excess.estimate == pytest.approx(row.value.estimate - row.expected, abs=EXACT)
    assert row.excess.upper - row.excess.lower == pytest.approx(row.value.upper - row.value.lower, abs=EXACT)


def test_pupils_of_unknown_background_are_told_and_not_counted():
    row = indices(spread(), "location")["H", None]
    assert (row.pupils, row.unknown) == (int(SPREAD.sum()), 7)


def test_each_group_of_more_than_two_stands_beside_the_reference():
    rows = [
        (0, 2020, i, g, 0, 0, n) for i, row in enumerate([[5, 6, 7, 8], [9, 4, 3, 8]]) for g, n in enumerate(row, 1)
    ]
    released = sealed((THERE,), rows, grouping="opleiding")
    got = segregation(released, "opleiding", measure="er", between="location", rng=np.random.default_rng(0), draws=20)
    assert [(r.group, r.other) for r in got if r.index == "D"] == [(None, None), (1, 4), (2, 4), (3, 4)]
    pair = np.array([[5, 8], [9, 8]])
    assert got[2].value.estimate == pytest.approx(dissimilarity(pair), abs=EXACT)


def test_without_boards_it_is_said_that_they_are_not_known():
    (row,) = indices(spread(boards={SCHOOLS[0]: "10001"}), "board").values()
    assert row.state == "not_estimable"
    assert "niet bekend" in row.why.nl


def test_a_measure_without_levels_says_so():
    (row,) = indices(spread(), "level").values()
    assert "geen niveaus" in row.why.nl


@pytest.mark.parametrize(
    ("rows", "state", "words"),
    [
        ([(0, 2020, 0, 0, 0, 0, 9)], "missing", "Van niemand"),
        ([(0, 2020, 0, 1, 0, 0, 9), (0, 2020, 1, 1, 0, 0, 9)], "not_estimable", "minder dan twee groepen"),
        ([(0, 2020, 0, 1, 0, 0, 9), (0, 2020, 0, 2, 0, 0, 9)], "not_estimable", "maar één plaats"),
    ],
)
def test_where_there_is_nothing_to_compare_the_reason_is_given(rows, state, words):
    row = indices(sealed((THERE,), rows), "location")["D", None]
    assert row.state == state
    assert words in row.why.nl
    assert np.isnan(row.value.estimate)


def test_the_same_seed_gives_the_same_limits():
    one, other = (indices(spread(), "location")["D", None].value for _ in range(2))
    assert one == other
