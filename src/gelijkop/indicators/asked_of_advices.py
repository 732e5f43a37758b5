"""What can be asked of an advice: about the advice itself, three and seven years later, and of pupils in grade 3.

Columns (see `moments`), all whole numbers. Clock `advice`: `provisional`, `test`, `final`, `exemption`,
`reading`, `language`, `mathematics`, and the states `year1` and `year3`, one and three school years after
the advice. `cohort`: `provisional`, `test`, `final`, the states `after1`, `after3` and `after7`, and the diplomas
`diploma4` to `diploma7`. `third`: `provisional`, `final`, the states `now`, `back1` and `back2`, and `same0` and
`same1`: whether the school is that of the year before, in this year and in the last.
"""

from __future__ import annotations

import narwhals as nw

from gelijkop.catalogue import load
from gelijkop.indicators import asked_of_chains, rules
from gelijkop.indicators.blocks import (
    UNSEEN,
    Answer,
    Asked,
    among,
    class_of,
    count_true,
    diploma_among,
    first_true,
    grade_of,
    highest_diploma,
    known_in,
    level_of,
    paired,
    seen,
)
from gelijkop.indicators.mbo_rules import vmbo_levels
from gelijkop.model.levels import advice_levels, levels, test_advices
from gelijkop.model.optional import OPTIONAL, numbers

_CODES = {o.name: numbers(o.declared) or {} for o in OPTIONAL}


def advice() -> Asked:
    """Of the pupils of a school year with an advice."""
    conditions = _about_advices() | _about_tests() | _about_placement() | dict(asked_of_chains.about_chains())
    found = {
        "provisional_advice": _which(nw.col("provisional")),
        "final_advice": _which(nw.col("final")),
        "tested": _tested(),
        "exempted": _exempted(),
        "targets_reached": _targets(),
        "raised_how_far": _raised_how_far(conditions["raised"]),
        "final_then_year1": _flow(class_of(nw.col("final")), class_of(level_of("year1")), rules.advice_classes()),
        "year1_then_year3": _flow(class_of(level_of("year1")), class_of(level_of("year3")), tuple(rules.classes())),
        "year1_from_final": _position(level_of("year1"), "final", rules.position),
        "year1_from_final_vensters": _position(level_of("year1"), "final", rules.position_vensters),
        "year3_from_final": _position(level_of("year3"), "final", rules.position),
        "year3_from_final_vensters": _position(level_of("year3"), "final", rules.position_vensters),
    }
    found |= asked_of_chains.to_grade_3()
    for name in ("provisional", "final"):
        found[f"{name}_match_legal"] = _match(name, rules.match_legal)
        found[f"{name}_match_kansenkaart"] = _match(name, rules.match_kansenkaart)
        found[f"{name}_match_distance"] = _match(name, rules.match_distance)
        found[f"{name}_gap"] = _gap(name)
    return Asked(conditions, found)


def third() -> Asked:
    """Of the pupils in grade 3 of secondary education."""
    ranked, vo = rules.ranked_advices(), rules.ranked_levels()
    here1 = among(level_of("back1"), rules.vo_levels()) & (nw.col("same0") == 1)
    here2 = among(level_of("back2"), rules.vo_levels()) & (nw.col("same1") == 1)
    lower1, lower2 = (_grade_below_3(f"back{k}") for k in (1, 2))
    found = {}
    scores = tuple(float(p["score"]) for p in load("rules/inspectie")["position"])
    names = tuple(str(p["code"]) for p in load("rules/inspectie")["position"])
    for name in ("provisional", "final"):
        number = paired(nw.col(name), level_of("now"), ranked, vo, rules.position_inspectie)
        found[f"inspectie_from_{name}"] = Answer(names, scores, number)
        found[f"vensters_from_{name}"] = _position(level_of("now"), name, rules.position_vensters)
    return Asked(
        {
            "provisional_ranked": among(nw.col("provisional"), ranked),
            "final_ranked": among(nw.col("final"), ranked),
            "level_ranked": among(level_of("now"), vo),
            # From grade 1 in two years, or in one by skipping grade 2.
            "here_since_grade_1": here1 & lower1 & ((grade_of("back1") == 1) | (here2 & lower2)),
        },
        found,
    )


def cohort() -> Asked:
    """Of the pupils of a school year with an advice, years later."""
    first, last = (load("rules/qualification")["diploma"][k] for k in ("first", "last"))
    columns = [f"diploma{k}" for k in range(first, last + 1)]
    ranked = rules.ranked_advices()
    whole = {code: level for code, level in rules.ranked_levels().items() if level.low == level.high}
    highest = highest_diploma(columns, whole)
    nominal = load("rules/qualification")["nominal"]
    members = {"vmbo": vmbo_levels(), "havo": {"havo": levels()["havo"]}, "vwo": {"vwo": levels()["vwo"]}}
    in_time = [diploma_among([f"diploma{nominal[kind]}"], members[kind]) for kind in nominal]
    found = {}
    for name in ("provisional", "final"):
        place = paired(nw.col(name), highest, ranked, whole, rules.position)
        found[f"diploma_from_{name}"] = Answer(
            ("uit-beeld", "bezig", "onder", "op", "boven"),
            (0, 0, 0, 1, 1),
            nw.when(highest != 0).then(place + 2).otherwise(count_true(nw.col("after7") != 0)),
        )
    return Asked(
        {
            "provisional_ranked": among(nw.col("provisional"), ranked),
            "final_ranked": among(nw.col("final"), ranked),
            "started_in_vo": among(level_of("after1"), rules.vo_levels()) & (grade_of("after1") == 1),
            "started_outside_pro": level_of("after1") != levels()["pro"].number,
            "nominal_years_seen": seen(f"diploma{k}" for k in nominal.values()),
            "diploma_years_seen": seen(columns) & (nw.col("after7") != UNSEEN),
            "first_years_seen": seen(("after1", "after3")),
            "test_ranked": among(nw.col("test"), rules.ranked_tests()),
            **asked_of_chains.about_chains(),
        },
        found
        | dict(asked_of_chains.to_next_education(columns))
        | {"diploma_in_time": Answer(("niet-op-tijd", *nominal), (0, *(1 for _ in nominal)), first_true(*in_time))},
    )


def _about_advices() -> dict[str, nw.Expr]:
    provisional, final = nw.col("provisional"), nw.col("final")
    ranked, advices, cbs = rules.ranked_advices(), advice_levels(), rules.cbs_advices()
    classed = {m: levels()[m] for members in rules.classes().values() for m in members}
    havo = levels()["havo"].low or 0
    return {
        "provisional_given": among(provisional, advices),
        "final_given": among(final, advices),
        "provisional_ranked": among(provisional, ranked),
        "final_ranked": among(final, ranked),
        "provisional_in_cbs": among(provisional, cbs),
        "final_classed": among(final, classed),
        "raised": paired(provisional, final, ranked, ranked, rules.raised) == 1,
        "raised_cbs": paired(provisional, final, cbs, cbs, rules.raised_cbs) == 1,
        "provisional_havo_or_higher": among(provisional, {c: a for c, a in ranked.items() if (a.low or 0) >= havo}),
        "final_havo_or_higher": among(final, {c: a for c, a in ranked.items() if (a.low or 0) >= havo}),
        "final_reaches_havo": among(final, {c: a for c, a in ranked.items() if (a.high or 0) >= havo}),
    }


def _about_tests() -> dict[str, nw.Expr]:
    provisional, test = nw.col("provisional"), nw.col("test")
    ranked, tests, cbs = rules.ranked_advices(), rules.ranked_tests(), rules.cbs_advices()
    targets = {
        "reading_2f": nw.col("reading") == _CODES["reading"]["2F"],
        "language_2f": nw.col("language") == _CODES["language"]["2F"],
        "mathematics_1s": nw.col("mathematics") == _CODES["mathematics"]["1S"],
    }
    basics = {
        "reading_1f": nw.col("reading") >= _CODES["reading"]["1F"],
        "language_1f": nw.col("language") >= _CODES["language"]["1F"],
        "mathematics_1f": nw.col("mathematics") >= _CODES["mathematics"]["1F"],
    }
    known = {f"{name}_known": known_in(name) for name in ("reading", "language", "mathematics", "exemption")}
    return {
        "test_ranked": among(test, tests),
        "test_above_provisional": paired(provisional, test, ranked, tests, rules.test_above) == 1,
        "test_above_provisional_cbs": paired(provisional, test, cbs, tests, rules.test_above_cbs) == 1,
        "all_domains_known": known["reading_known"] & known["language_known"] & known["mathematics_known"],
        "all_1f": basics["reading_1f"] & basics["language_1f"] & basics["mathematics_1f"],
        **known,
        **targets,
        **basics,
    }


def _about_placement() -> dict[str, nw.Expr]:
    year1 = level_of("year1")
    double = {code: level for code, level in rules.vo_levels().items() if level.low != level.high}
    wide = {code: level for code, level in double.items() if not level.advice}
    return {
        "year1_seen": nw.col("year1") != UNSEEN,
        "year3_seen": nw.col("year3") != UNSEEN,
        "year1_in_grade_1": among(year1, rules.vo_levels()) & (grade_of("year1") == 1),
        "year1_mixed": among(year1, double),
        "year1_widely_mixed": among(year1, wide),
        "year3_in_vo": among(level_of("year3"), rules.vo_levels()),
    }


def _which(advice_number: nw.Expr) -> Answer:
    """The advice itself; a distribution, without scores."""
    codes = advice_levels()
    return Answer(
        tuple(codes), (0.0,) * len(codes), first_true(*(among(advice_number, {c: v}) for c, v in codes.items())) - 1
    )


def _tested() -> Answer:
    """Tested, told to have no test, or nothing known of a test."""
    untested = nw.col("test") == test_advices()["geen-toets"].number
    return Answer(("getoetst", "geen-toets", "niets-bekend"), (0, 1, 1), first_true(untested, nw.col("test") == 0))


def _exempted() -> Answer:
    """No exemption, or the ground of it."""
    codes = _CODES["exemption"]
    return Answer(tuple(codes), (0, *(1 for _ in range(len(codes) - 1))), nw.col("exemption") - 1)


def _targets() -> Answer:
    """How many of the three target levels are reached."""
    asked = _about_tests()
    number = count_true(*(asked[t] for t in ("reading_2f", "language_2f", "mathematics_1s")))
    return Answer(("0", "1", "2", "3"), (0, 0, 0, 1), number)


def _match(name: str, rule: rules.Match) -> Answer:
    number = paired(nw.col(name), nw.col("test"), rules.ranked_advices(), rules.ranked_tests(), rule)
    return Answer(("onder", "passend", "over"), (0, 1, 0), number)


def _gap(name: str) -> Answer:
    scores = rules.gaps()
    number = paired(
        nw.col(name),
        nw.col("test"),
        rules.ranked_advices(),
        rules.ranked_tests(),
        lambda a, t: scores.index(rules.gap(a, t)),
    )
    return Answer(tuple(f"{score:g}" for score in scores), scores, number)


def _raised_how_far(raised: nw.Expr) -> Answer:
    """Not adjusted, adjusted in part, or up to the highest level that the test points at."""
    full = paired(nw.col("final"), nw.col("test"), rules.ranked_advices(), rules.ranked_tests(), rules.covers) == 1
    return Answer(("niet", "deels", "volledig"), (0, 1, 1), count_true(raised, raised & full))


def _position(level: nw.Expr, name: str, rule: rules.Position) -> Answer:
    number = paired(nw.col(name), level, rules.ranked_advices(), rules.vo_levels(), rule)
    return Answer(("onder", "op", "boven"), (0, 1, 1), number)


def _flow(first: nw.Expr, then: nw.Expr, firsts: tuple[str, ...]) -> Answer:
    thens = tuple(rules.classes())
    outcomes = tuple(f"{a}>{b}" for a in firsts for b in thens)
    return Answer(outcomes, (0.0,) * len(outcomes), first * len(thens) + then)


def _grade_below_3(column: str) -> nw.Expr:
    return (grade_of(column) >= 1) & (grade_of(column) <= 2)
